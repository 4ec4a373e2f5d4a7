"""Which column of a workbook says what: guessed, shown, changed by the user, kept, used to read the rows.

What may be said is a set of fields read from a TOML file; everything else about an import belongs to its room.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from .book import Book
from .cells import Sheet, squeeze, text_of
from .header import Column, Guess, Header, find_header, preview
from .rows import Table, table

SEVERAL = ":"  # note:7 is the note kept from column 7
EXAMPLES = 3


@dataclass(frozen=True)
class Field:
    """One thing a column may say: its name on pages, the words it goes by, the longest text kept (0: not text)."""

    id: str
    label: str
    words: tuple[str, ...]
    most: int = 0
    several: bool = False
    must: bool = False
    fill: bool = False
    long: bool = False


def read_fields(path: Path) -> dict[str, Field]:
    """The fields of a TOML file, in the order pages offer them; tables without a label are not fields."""
    raw = tomllib.loads(path.read_text("utf-8"))
    return {key: Field(id=key, **(row | {"words": tuple(row["words"])})) for key, row in raw.items() if "label" in row}


@dataclass
class SheetMap:
    """How one sheet is read: the rows of its header (from 1), each column's field; `fill`: an empty cell means 同上.

    `default` is what the room gives to rows that do not say it themselves (the session of a ledger).
    """

    index: int
    used: bool
    first: int
    last: int
    columns: dict[int, str] = field(default_factory=dict)
    default: str = ""
    fill: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "SheetMap":
        """Back from JSON, whose keys are text."""
        return cls(**(dict(kept) | {"columns": {int(k): v for k, v in kept["columns"].items()}}))


@dataclass(frozen=True)
class Mapper:
    """Reads workbooks by one set of fields."""

    fields: Mapping[str, Field]

    @cached_property
    def known(self) -> dict[str, tuple[str, ...]]:
        """Field → words, as the reader of sheets wants them."""
        return {f.id: f.words for f in self.fields.values()}

    @cached_property
    def must(self) -> tuple[Field, ...]:
        """Fields without which a sheet cannot be read."""
        return tuple(f for f in self.fields.values() if f.must)

    def guess(self, book: Book) -> list[SheetMap]:
        """What the sheets probably mean; the user sees it before anything is read by it."""
        made = []
        for index, sheet in enumerate(book.sheets):
            if not sheet.rows:
                continue
            found = find_header(sheet, self.known)
            columns = {c.index: c.field for c in found.columns if c.field} if found else {}
            whole = not sheet.hidden and all(f.id in columns.values() for f in self.must)
            first, last = (found.first_row, found.last_row) if found else (1, 1)
            made.append(SheetMap(index, whole, first, last, columns))
        if not any(s.used for s in made):  # a header without what must be there: the user says which column it is
            for first_with_header in [s for s in made if s.columns][:1]:
                first_with_header.used = True
        return made

    def rows(self, book: Book, made: SheetMap) -> Table:
        """The rows of one sheet as it is mapped."""
        sheet = book.sheets[made.index]
        by_field = {
            f"{name}{SEVERAL}{column}" if self.fields[name].several else name: column
            for column, name in sorted(made.columns.items())
        }
        fillable = [f.id for f in self.fields.values() if f.fill] if sheet.merged is not None or made.fill else ()
        long = [key for key in by_field if self.fields[key.partition(SEVERAL)[0]].long]
        return table(sheet, self.header(sheet, made), by_field, fillable=fillable, long=long)

    def header(self, sheet: Sheet, made: SheetMap) -> Header:
        """The header in the rows the user says; the reader's own where that is what it found."""
        found = find_header(sheet, self.known)
        if found and (found.first_row, found.last_row) == (made.first, made.last):
            return found
        names = []
        for column in range(sheet.width):
            texts = (text_of(sheet.cell(row, column)) for row in range(made.first - 1, made.last))
            names.append(" ".join(dict.fromkeys(filter(None, texts))))
        return Header(made.first, made.last, tuple(Column(i, name, None) for i, name in enumerate(names)))

    def examples(self, book: Book, made: SheetMap) -> tuple[Guess, ...]:
        """The columns of a sheet, each with its first different values."""
        sheet = book.sheets[made.index]
        return preview(sheet, self.header(sheet, made), EXAMPLES)

    def change(self, book: Book, kept: SheetMap, sent: Mapping[str, str]) -> tuple[SheetMap, list[str], bool]:
        """One sheet as a page sends it back, what is wrong with it in words, whether there is more to be asked."""
        key, sheet = f"s{kept.index}", book.sheets[kept.index]
        default = sent.get(f"{key}-default", "").strip()[:80]
        new = SheetMap(kept.index, f"{key}-use" in sent, kept.first, kept.last, {}, default, f"{key}-fill" in sent)
        wrong = []
        try:
            new.first, new.last = _header_rows(sent.get(f"{key}-header", ""), len(sheet.rows))
        except ValueError as fault:
            wrong.append(f"工作表“{sheet.name}”：{fault}")
        if (new.first, new.last) != (kept.first, kept.last):
            self._by_name(book, new)
            return new, wrong, True
        new.columns = {c: name for c in range(sheet.width) if (name := sent.get(f"{key}-c{c}", "")) in self.fields}
        return new, wrong, False

    def _by_name(self, book: Book, made: SheetMap) -> None:
        """Map the columns of a header the user has pointed at, by equal names."""
        words = {squeeze(word): f.id for f in self.fields.values() for word in f.words}
        made.columns = {}
        for column in self.header(book.sheets[made.index], made).columns:
            name = words.get(squeeze(column.name))
            if name and name not in made.columns.values():
                made.columns[column.index] = name

    def faults(self, book: Book, sheets: Iterable[SheetMap]) -> list[str]:
        """Why the file cannot be read by this mapping; empty if it can."""
        used = [s for s in sheets if s.used]
        found = [f"工作表“{book.sheets[s.index].name}”：{text}" for s in used for text in self._twice(s)]
        return found if used else ["没有选中任何一张工作表，请至少勾选一张。"]

    def _twice(self, made: SheetMap) -> list[str]:
        """Fields that more than one column claims, and what may not be missing."""
        counted = Counter(made.columns.values())
        wrong = [
            f"“{self.fields[name].label}”对应了{times}列，请只留一列，其余改为“不导入”或“备注”。"
            for name, times in counted.items()
            if times > 1 and not self.fields[name].several
        ]
        wrong += [
            f"没有一列对应“{f.label}”。没有{f.label}的行不能导入，请选出{f.label}是哪一列；不需要这张表就取消勾选。"
            for f in self.must
            if f.id not in counted
        ]
        return wrong

    def too_long(self, values: Mapping[str, str]) -> list[str]:
        """What is longer than is kept, in words."""
        found = ((self.fields[key.partition(SEVERAL)[0]], text) for key, text in values.items())
        return [
            f"“{f.label}”有{len(text)}个字，最多{f.most}个字，请缩短。"
            for f, text in found
            if f.most and len(text) > f.most
        ]


def _header_rows(text: str, most: int) -> tuple[int, int]:
    """3 or 3-4, as typed."""
    first, _, last = text.replace("—", "-").replace("－", "-").replace("至", "-").partition("-")
    numbers = [p.strip() for p in (first, last or first)]
    if not all(p.isascii() and p.isdecimal() and len(p) < 6 for p in numbers):
        raise ValueError("表头所在行要写成行号，比如 3；表头占两行就写 3-4。")
    top, bottom = map(int, numbers)
    if not 1 <= top <= bottom < top + 3 or bottom > most:
        raise ValueError(f"表头所在行“{text}”不对：要在第1行到第{most}行之间，最多占三行。")
    return top, bottom
