"""办理情况的报告, and its annexed table of figures."""

import re
from collections.abc import Iterator

from quancheng.papers.content import (
    Attachment,
    Block,
    Column,
    Content,
    Form,
    Heading,
    PageBreak,
    Para,
    Table,
    day_on_paper,
)
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
        title or f"关于{own.year}年代表建议、批评和意见办理情况的报告", form=Form.UPWARD, mark=f"{head}文件", addressee=addressee, blocks=tuple(blocks), attachments=tuple(_figures(fact, own.year)),
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
    """The year's main figures as whoever gave the report sees them; the whole board is a paper of its own."""
    if fact.actor is None:
        return
    view = st.open_view(Actor.of(fact.actor, fact.on), fact.body, year=year)
    board = st.board_of(view)
    yield Attachment("代表建议办理情况统计表", tuple(table_of(board, table, MAIN) for table in board.tables))


# what a page that stands upright has room for
MAIN = (
    "assigned", "due", "reply_rate", "on_time_rate", "solve_rate", "rated", "result1", "result2", "result3", "result_rate", "unrated",
    "unsettled", "promise_due", "kept",
)  # fmt: skip


def table_of(board: st.Board, table: st.Table, only: tuple[str, ...] = ()) -> Table:
    """One table of the board as a paper shows it, whole or its main figures."""
    titles = {f.id: _title(group, f) for group in table.groups for f in group.figures}
    shown = [n for n, f in enumerate(table.figures) if not only or f.id in only or f.id.startswith("class.")]
    heads = [titles[table.figures[n].id] for n in shown]
    columns = (Column("序号", 0.7, "center"), Column(board.by_word, 2.6), *(Column(h, 1, "center") for h in heads))
    rows = tuple((str(n), line.label, *(line.cells[x].words for x in shown)) for n, line in enumerate(table.rows, 1))
    total = ("", table.total.label, *(table.total.cells[x].words for x in shown))
    notes = "　".join(f"{n}. {note}" for n, note in enumerate(table.notes, 1))
    return Table(columns, rows, total, title=f"{table.title}（单位：件、%）", note=f"注：{notes}" if notes else "")


def _title(group: st.Group, figure: st.Definition) -> str:
    """满意 under 对办理结果 is 结果满意: a paper has one row of headings."""
    of = group.title.removeprefix("对办理").removesuffix("（项）")
    return f"{of}{figure.title}" if of in ("过程", "结果", "承诺") else figure.title


def statistics_content(board: st.Board, office: str) -> Content:
    """办理情况统计表 of a board, on pages that lie across."""
    return Content(
        board.view.title, under_title=f"填报单位：{office}　统计截至：{day_on_paper(board.view.day)}",
        blocks=tuple(b for table in board.tables for b in (table_of(board, table), PageBreak()))[:-1], landscape=True,
    )  # fmt: skip
