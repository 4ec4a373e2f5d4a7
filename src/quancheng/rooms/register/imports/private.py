"""Numbers that identify somebody, known by their looks: they are masked on pages and refused where they would lie open."""

import re
import unicodedata
from collections.abc import Iterator

from quancheng.roster.sheets import Book, find_header, text_of
from quancheng.roster.sheets.mapping import Mapper

FIELDS = ("id_number", "phone", "address")
_GAPS = re.compile(r"[\s·\-–—'’‘`]+")
# A mobile number has eleven digits, an ID number fifteen or eighteen; a day with its hour has ten at most.
_LONG = re.compile(r"\d{11,}[\dXx]?|\d(?:\.\d+)?[eE]\+?\d{2}")
_NAMES = re.compile("身份证|身份号|证件号|电话|手机|联系方式|住址|地址")


def looks_private(text: str) -> bool:
    """Whether a text holds something like an ID number or a telephone number, spaces or not."""
    return len(text) > 7 and _LONG.search(_plain(text)) is not None


def names_private(column: str) -> bool:
    """Whether a column by that name holds such numbers, or where people live."""
    return _NAMES.search(_plain(column)) is not None


def hide(text: str) -> str:
    """As much as tells one value from another: 138…15."""
    text = text.lstrip("'’")
    return f"{text[:3]}…{text[-2:]}" if len(text) > 6 else "…" * bool(text)


def hide_if_private(text: str) -> str:
    """The text, masked if it looks like a number of somebody."""
    return hide(text) if looks_private(text) else text


def columns(book: Book, by: Mapper) -> Iterator[str]:
    """Names of columns with personal data, on whatever sheet: by their name, or by what stands in them."""
    for sheet in book.sheets:
        found = find_header(sheet, by.known)
        named = {c.index: c.name for c in found.columns} if found else {}
        mapped = {c.index for c in found.columns if c.field in FIELDS} if found else set()
        for column in range(sheet.width):
            name = named.get(column, "")
            if column in mapped or names_private(name):
                yield name
            elif any(looks_private(text_of(sheet.cell(row, column))) for row in range(len(sheet.rows))):
                yield name or f"第{column + 1}列"


def _plain(text: str) -> str:
    return _GAPS.sub("", unicodedata.normalize("NFKC", text))
