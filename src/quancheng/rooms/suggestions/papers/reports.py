"""办理情况的报告, and its annexed table of figures."""

import re
from collections.abc import Iterator

from quancheng.papers.content import Attachment, Block, Column, Content, Heading, Para, Table
from quancheng.papers.registry import Sheet, paper
from quancheng.record.models import Fact
from quancheng.roster.actor import Actor

from .. import statistics as st
from ..models import HandlingYear
from . import common as c

LEVEL_1 = re.compile(r"^[一二三四五六七八九十]+、")
LEVEL_2 = re.compile(r"^（[一二三四五六七八九十]+）[^。]{1,24}。?$")
INDENTED = ("　", " ", "\t")


@paper("handling_report")
def handling_report(fact: Fact) -> Iterator[Sheet]:
    """办理情况报告: the office's own text, with the year's figures as they stood on that day."""
    matter = fact.matter
    if matter is None:
        return
    own: HandlingYear = matter.handling_year
    on = c.said_on(fact)
    title, addressee, blocks, tail = read(own.report)
    head = c.office(matter.body, on)
    made = Content(
        title or f"关于{own.year}年代表建议、批评和意见办理情况的报告", addressee=addressee, blocks=tuple(blocks), attachments=tuple(_figures(fact, own.year)),
        signed_by=tuple(tail) or (head,), signed_on=on, meta={"matter": matter.ref},
    )  # fmt: skip
    yield Sheet(made, matter, matter.body, numbered=True, of_its_day=True)


def read(text: str) -> tuple[str, str, list[Block], list[str]]:
    """The office's text by its parts: title, addressee, body, and who signs; the day is the paper's own."""
    raw = [line.rstrip() for line in text.splitlines()]
    start = next((n for n, line in enumerate(raw) if line.startswith(INDENTED)), 0)
    head = [line for line in raw[:start] if line]
    addressee = head.pop().rstrip("：:") if head and head[-1].endswith(("：", ":")) else ""
    end = len(raw) - next((n for n, line in enumerate(reversed(raw)) if line.startswith(INDENTED)), 0)
    tail = [line for line in raw[end:] if line and not re.match(r"^(\d{4}年|（)", line)]
    title = "\n".join(head)
    return (
        title,
        addressee,
        [_line(line.strip(" \u3000\t")) for line in raw[start:end] if line.strip(" \u3000\t")],
        tail,
    )


def _line(text: str) -> Block:
    if LEVEL_1.match(text) and len(text) < 40:
        return Heading(text, 1)
    return Heading(text, 2) if LEVEL_2.match(text) else Para(text)


def _figures(fact: Fact, year: int) -> Iterator[Attachment]:
    """The tables of the year's board as whoever gave the report sees them."""
    if fact.actor is None:
        return
    view = st.open_view(Actor.of(fact.actor, fact.on), fact.body, year=year)
    board = st.board_of(view)
    yield Attachment("代表建议办理情况统计表", tuple(table_of(board, table) for table in board.tables))


def table_of(board: st.Board, table: st.Table) -> Table:
    """One table of the board as a paper shows it."""
    columns = (
        Column("序号", 0.6, "center"), Column(board.by_word, 2.2), *(Column(f.title, 1, "center") for f in table.figures)
    )  # fmt: skip
    rows = tuple((str(n), line.label, *(cell_words(x) for x in line.cells)) for n, line in enumerate(table.rows, 1))
    total = ("", table.total.label, *(cell_words(x) for x in table.total.cells))
    notes = "；".join(f"{n}. {note}" for n, note in enumerate(table.notes, 1))
    return Table(columns, rows, total, title=table.title, note=f"注：{notes}" if notes else "")


def cell_words(cell: st.Cell) -> str:
    """A count, or a rate with its sign; a rate of nothing is a dash."""
    if not cell.figure.is_rate:
        return str(cell.count)
    return f"{cell.words}%" if cell.whole else "—"


def statistics_content(board: st.Board, office: str) -> Content:
    """办理情况统计表 of a board, on pages that lie across."""
    day = board.view.day
    return Content(
        f"{board.view.title}", under_title=f"填报单位：{office}　统计截至：{day.year}年{day.month}月{day.day}日",
        blocks=tuple(table_of(board, table) for table in board.tables), landscape=True,
    )  # fmt: skip
