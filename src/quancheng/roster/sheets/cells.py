"""A cell, a sheet, and the text of a cell as a person would have typed it."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

Cell: TypeAlias = str | float | bool | date | datetime | time | timedelta

# Excel keeps 15 significant digits: from here on the last ones of an ID number are already zeros.
DIGITS_LOST = 10**15

# Chinese punctuation stays as it was written, so whole NFKC is for comparing only: it would print
# “修路（二期）” as "修路(二期)". Folded are what input methods and copies from PDF leave behind:
# full-width letters and digits, wide and hard spaces, radicals standing in for characters, ligatures.
_FOLD = re.compile("[０-９Ａ-Ｚａ-ｚ．％\u00a0\u2000-\u200a\u202f\u3000\u2e80-\u2fdf\ufb00-\ufb06]")
_INVISIBLE = {"Cc", "Cf", "Cs", "Cn"}
_NEWLINES = re.compile(r"\s*\n\s*")
_BLANKS = re.compile(r"[ \t]+")


class Merge(NamedTuple):
    """A merged range; zero-based, both ends included. Its text stands in the cell at top and left."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it stands in the file: rows[0] is row 1.

    `merged` is None where the format does not say what is merged (csv, ods); then a blank may mean "as above".
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Merge, ...] | None = None
    hidden: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """The cell at zero-based row and column; "" outside of the rows' own width."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else ""

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max(map(len, self.rows), default=0)


def clean(text: str, *, newlines: bool = False) -> str:
    """Text without control and invisible characters, full-width digits made half, blanks made single.

    Line breaks become a space unless `newlines`.
    """
    if not (text.isprintable() and unicodedata.is_normalized("NFC", text)) or _FOLD.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\v", "\n")
        text = unicodedata.normalize("NFC", _FOLD.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text))
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)
        text = _NEWLINES.sub("\n" if newlines else " ", text.strip())
    return _BLANKS.sub(" ", text).strip()


def squeeze(text: str) -> str:
    """Text for comparing: whole NFKC, no white space at all, small letters."""
    return "".join(unicodedata.normalize("NFKC", clean(text)).split()).lower()


def text_of(cell: Cell, *, newlines: bool = False) -> str:
    """A cell as clean text: 23.0 is "23", a day is "2019-06-30", a day with a time of day keeps it."""
    match cell:
        case str():
            return clean(cell, newlines=newlines)
        case bool():
            return "是" if cell else "否"
        case int() | float():
            return _number_text(cell)
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("minutes")
    return str(cell)


def _number_text(number: float) -> str:
    if math.isfinite(number) and float(number).is_integer() and abs(number) < DIGITS_LOST:
        return str(int(number))
    # 17 digits show the tail of binary arithmetic (0.30000000000000004); Excel itself shows 15.
    return f"{number:.15g}"
