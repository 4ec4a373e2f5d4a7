"""Row 13: papers as Word and PDF against the typesetter alone, which is given the finished sheet.

Of Word the limit is python-docx alone: it opens the empty paper and saves it. Every paper differs from the last, as the
typesetter remembers what it has just set.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from statistics import median
from typing import Any

from bench_measure import Figure, Series, compare, sample
from quancheng.papers import fonts, pdf, word, wordbase
from quancheng.papers.content import Attachment, Column, Content, Form, Heading, Para, Table

MANY = 200
TIMES = 1.5  # goal
TEXT = "我局高度重视，成立了由主要负责人任组长的办理工作小组，先后三次到现场查看，与您当面沟通，会同有关单位研究提出了解决办法。"
COLUMNS = (Column("序号", 0.5, "center"), Column("项目", 3), Column("金额（万元）", 1, "right"))


def paper(n: int) -> Content:
    """The n-th paper: a reply of two pages, and a list of ten rows on a third."""
    rows = tuple((str(i), f"第{n}号建议项目之{i}", f"{n + i}.00") for i in range(1, 11))
    return Content(
        title=f"云岭县水利局关于县第十九届人民代表大会第一次会议第{n}号建议的答复",
        form=Form.LETTER,
        mark="云岭县水利局",
        number=f"云水函〔2026〕{n}号",
        addressee=f"第{n}号建议领衔代表",
        blocks=(Para(f"您提出的第{n}号建议收悉。现答复如下："), Heading("一、办理情况"), *(Para(TEXT * 2),) * 3),
        attachments=(Attachment("资金安排表", (Table(COLUMNS, rows, ("合计", "", f"{10 * n}.00")),)),),
        signed_by=("云岭县水利局",),
        signed_on=date(2026, 4, 28),
        copies_to="县人大常委会办公室",
    )


def check(papers: list[Content]) -> None:
    """Nothing is measured that is not right: each paper says its number, has its pages, and comes out twice the same."""
    for one in papers[:: MANY // 10]:
        made, again = pdf.render(one), pdf.render(one)
        if made.bytes != again.bytes or made.pages != 3:
            raise SystemExit(f"✗ {one.number}: {made.pages} pages, equal: {made.bytes == again.bytes}")
        with zipfile.ZipFile(io.BytesIO(word.render(one))) as file:
            if one.number not in file.read("word/document.xml").decode():
                raise SystemExit(f"✗ {one.number} is not in its Word file")


def measure(samples: int) -> list[Figure]:
    """Both renderers paper by paper, and two hundred papers at once."""
    papers = [paper(n) for n in range(1, MANY + 1)]
    check(papers)
    shelf = fonts.shelf()
    typesetter = pdf._typesetter(shelf)
    sheets = [pdf.told(one, shelf) for one in papers]
    ours, theirs = cycle(papers), cycle(sheets)

    def save_blank() -> None:
        wordbase.blank().save(io.BytesIO())

    works: list[tuple[str, Callable[[], Any], Callable[[], Any]]] = [
        ("一件公文，PDF", lambda: pdf.render(next(ours)), lambda: typesetter.compile(next(theirs), pdf.EPOCH)),
        ("一件公文，Word", lambda: word.render(next(ours)), save_blank),
    ]
    found = [_figure(name, *compare(mine, limit, samples)) for name, mine, limit in works]
    found[1].goal, found[1].met, found[1].note = "", None, "极限是打开空白文件再保存"

    def all_of_ours() -> None:
        for one in _told(papers):
            pdf.render(one)
            word.render(one)

    def all_of_theirs() -> None:
        for one in sheets:
            typesetter.compile(one, pdf.EPOCH)
            save_blank()

    whole = Series(), Series()
    for _ in range(max(3, samples // 5)):
        for work, into in ((all_of_theirs, whole[1]), (all_of_ours, whole[0])):
            sample(work, 1, into, None, always=True)
    total = _figure(f"{MANY} 件公文，PDF 和 Word", *whole)
    total.note = "带进度；极限是两者之和"
    return [*found, total]


def _told(papers: list[Content]) -> Iterator[Content]:
    """The papers, with a line of progress as a long job shows it."""
    for n, one in enumerate(papers, 1):
        yield one
        if n % 20 == 0:
            print(f"\r公文 {n}/{len(papers)}", end="\n" if n == len(papers) else "", file=sys.stderr, flush=True)


def _figure(work: str, mine: Series, limit: Series) -> Figure:
    made = Figure(
        13, work, "–", median(mine.wall), median(mine.cpu), median(limit.wall), median(limit.cpu), len(mine.wall),
        mine.dropped + limit.dropped, f"≤ {TIMES} 倍",
    )  # fmt: skip
    made.met = made.ratio <= TIMES
    return made
