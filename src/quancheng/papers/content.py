"""A paper as content: what stands on it, not how it is set. Word and PDF are made from the same content.

The facts of form are those of GB/T 9704—2012 as docs/papers.md tells them.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Form(StrEnum):
    """How the first page begins."""

    DOWNWARD = "downward"  # 文件式（下行）: red mark, number centred, red line
    UPWARD = "upward"  # 文件式（上行）: number left, 签发人 right
    LETTER = "letter"  # 信函式: mark at the head of the page, double red lines, number at the right
    PLAIN = "plain"  # forms, lists, tables and reports without a red head: title first


@dataclass(frozen=True)
class Para:
    """A paragraph of running text: two characters indented unless `indent` is false. A line end begins another one.

    `end` stands at the right end of the same line: 编号 at the left, the day at the right above a form.
    """

    text: str
    indent: bool = True
    align: str = "justify"  # justify | left | center | right
    end: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4: 一、 黑体 · （一） 楷体 · 1. 仿宋 · （1） 仿宋. The number is part of the text."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Column:
    """A column of a list: its heading, its share of the width, how its cells stand."""

    title: str
    width: float = 1.0
    align: str = "left"  # left | center | right


@dataclass(frozen=True)
class Table:
    """A list with a heading row that is repeated on every page; `total` is set bold below; `note` under the table."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a form: a label in 黑体, or what is written in. `span` columns wide; `tall` millimetres at least."""

    text: str
    label: bool = False
    span: int = 1
    tall: float = 0.0
    align: str = ""  # by default labels are centred and values stand left
    signature: str = ""  # at the lower right of the cell: 代表签名：　　　年　月　日


@dataclass(frozen=True)
class Grid:
    """A form: rows of cells over columns of the given shares. Every row's spans add up to the number of shares."""

    shares: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if sum(cell.span for cell in row) != len(self.shares):
                raise ValueError(f"row {number} of the form does not fill its {len(self.shares)} columns")


@dataclass(frozen=True)
class Code:
    """A QR code of `text`, with a line of words under it; it stands at the upper right of the page."""

    text: str
    caption: str = ""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a new page."""


Block = Para | Heading | Table | Grid | Code | PageBreak


@dataclass(frozen=True)
class Attachment:
    """附件: on a new page, with 附件1 at the upper left."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Content:
    """A whole paper. Empty fields are left out of it, never printed as blanks; a seal or signature is never drawn."""

    title: str
    form: Form = Form.PLAIN
    mark: str = ""  # 发文机关标志: 云岭县人民代表大会常务委员会文件
    number: str = ""  # 云人办〔2026〕17号
    signatory: str = ""  # 签发人, upward papers
    secrecy: str = ""  # 秘密★1年
    urgency: str = ""  # 特急
    under_title: str = ""  # （2026年1月18日……会议通过）
    addressee: str = ""  # 主送机关, without the colon
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signed_by: tuple[str, ...] = ()  # 发文机关署名
    signed_on: date | None = None  # 成文日期
    remark: str = ""  # 附注, without the brackets
    copies_to: str = ""  # 抄送
    issued_by: str = ""  # 印发机关
    issued_on: date | None = None  # 印发日期
    landscape: bool = False
    draft: str = ""  # 第二稿: printed small at the head
    meta: dict[str, str] = field(
        default_factory=dict, compare=False
    )  # goes into the file's properties, not on the page

    @property
    def digest(self) -> str:
        """SHA-256 over everything that stands on the paper: equal content, equal digest."""
        plain = asdict(self)
        plain.pop("meta")
        plain["blocks"] = [(type(b).__name__, asdict(b)) for b in self.blocks]
        plain["attachments"] = [(a.title, [(type(b).__name__, asdict(b)) for b in a.blocks]) for a in self.attachments]
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()

    def texts(self) -> Iterator[str]:
        """Every text that stands on the paper, for checks of characters and for search."""
        yield from (
            self.title,
            self.mark,
            self.number,
            self.secrecy,
            self.urgency,
            self.draft,
            self.signatory,
            self.under_title,
            self.addressee,
            self.remark,
        )
        yield from (*self.signed_by, self.copies_to, self.issued_by)
        for block in (*self.blocks, *(b for a in self.attachments for b in a.blocks)):
            yield from _texts(block)
        yield from (a.title for a in self.attachments)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Para(text=text, end=end):
            yield from (text, end)
        case Heading(text=text):
            yield text
        case Table():
            yield from (block.title, block.note, *(c.title for c in block.columns), *block.total)
            for row in block.rows:
                yield from row
        case Grid():
            for cells in block.rows:
                yield from (t for cell in cells for t in (cell.text, cell.signature))
        case Code(caption=caption):
            yield caption
        case _:
            return


def day_on_paper(day: date) -> str:
    """2026年11月21日: arabic, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def as_plain(content: Content) -> dict[str, Any]:
    """The content as a table of plain values, for keeping what a paper said when it was issued."""
    plain = asdict(content)
    plain["blocks"] = [{"block": type(b).__name__} | asdict(b) for b in content.blocks]
    plain["attachments"] = [
        {"title": a.title, "blocks": [{"block": type(b).__name__} | asdict(b) for b in a.blocks]}
        for a in content.attachments
    ]
    return plain
