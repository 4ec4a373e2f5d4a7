"""样张: a letter as it would look under a norm's letterhead, number and closing words, before anybody adopts them."""

from datetime import date

from quancheng.law.rules import Book
from quancheng.papers.content import Content, Form, Para
from quancheng.record import clock
from quancheng.roster.models import Body

from ..models import LocalNorm
from ..shelf import trial

LETTERHEAD, SERIES, CLOSING = SHOWN = ("paper.letterhead", "paper.series", "paper.closing")


def shows(row: LocalNorm) -> bool:
    """Whether the norm says anything a sample would show."""
    return any(f'"{rule}"' in row.text for rule in SHOWN)


def sample(row: LocalNorm) -> Content:
    """A hand-over letter of nobody to nobody, by the norm as it is written now."""
    book, _ = trial(row)
    assert row.matter
    congress, on = row.matter.body, row.effective_on or clock.today()
    series = _text(book, SERIES, congress, on)
    name = _text(book, LETTERHEAD, congress, on) or congress.name
    closing = _text(book, CLOSING, congress, on)
    asked = Para("这是按正在起草的规定排出的样张，用来看版头、发文字号和结束语；标题、事由和编号都是假设的。")
    return Content(
        "关于交办某某建议的函", form=Form.LETTER, mark=name, number=f"{series}〔{on.year}〕1号" if series else "", draft="样张",
        addressee="某某单位", blocks=(asked, *([Para(closing)] if closing else [])), signed_by=(name,), signed_on=on,
    )  # fmt: skip


def _text(book: Book, rule: str, congress: Body, on: date) -> str:
    if not book.has(rule, on=on, tier=congress.tier, area=congress.area_id):
        return ""
    return str(book.ruling(rule, on=on, tier=congress.tier, area=congress.area_id).value)
