"""Which column says what, which place is which congress: guessed, shown, changed by the user, kept with the import."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from quancheng.roster.models import Body
from quancheng.roster.sheets import Book, Guess, Header, Sheet, find_header, preview, table, text_of
from quancheng.roster.sheets.cells import squeeze
from quancheng.roster.sheets.header import Column

from .fields import fields, known

EXAMPLES = 3
_YEAR_OR_SESSION = re.compile(r"(?:19|20)\d{2}|[届次]")
# Values that hold for the rows below, where cells are merged.
FILLABLE = ("place", "level", "session", "category", "units")
LONG = ("text", "reply", "note")


class BadLedger(ValueError):
    """An import that cannot be done; the sentence says why and what to do."""


@dataclass
class SheetMap:
    """How one sheet is read: the rows of its header (from 1), each column's field, the session of rows without one."""

    index: int
    used: bool
    first: int
    last: int
    columns: dict[int, str] = field(default_factory=dict)
    session: str = ""
    fill: bool = False


@dataclass
class Reading:
    """How a whole file is read."""

    congress: str
    sheets: list[SheetMap] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Reading":
        """Back from JSON, whose keys are text."""
        sheets = [SheetMap(**(s | {"columns": {int(k): v for k, v in s["columns"].items()}})) for s in kept["sheets"]]
        return cls(kept["congress"], sheets, dict(kept["places"]))

    @property
    def used(self) -> list[SheetMap]:
        return [s for s in self.sheets if s.used]

    @property
    def has_places(self) -> bool:
        return any("place" in s.columns.values() for s in self.used)


def guess(book: Book, congress: Body, congresses: Iterable[Body]) -> Reading:
    """What the file probably means; the user sees it before anything is read by it."""
    made = Reading(congress.slug)
    for index, sheet in enumerate(book.sheets):
        if not sheet.rows:
            continue
        found = find_header(sheet, known())
        columns = {c.index: c.field for c in found.columns if c.field} if found else {}
        first, last = (found.first_row, found.last_row) if found else (1, 1)
        session = sheet.name if _YEAR_OR_SESSION.search(sheet.name) else ""
        made.sheets.append(
            SheetMap(index, "title" in columns.values() and not sheet.hidden, first, last, columns, session)
        )
    if not made.used:  # a header without a title: the user says which column it is
        for first_with_header in [s for s in made.sheets if s.columns][:1]:
            first_with_header.used = True
    name_places(book, made, congresses)
    return made


def name_places(book: Book, reading: Reading, congresses: Iterable[Body]) -> bool:
    """Give every place of the file a congress if the names are equal, else 不导入; true if a new place came up."""
    names: dict[str, str] = {}
    for body in congresses:
        names |= {squeeze(n): body.slug for n in (body.area.name, body.name, body.short)}
    new = [place for place in places(book, reading) if place not in reading.places]
    reading.places |= {place: names.get(squeeze(place), "") for place in new}
    return bool(new)


def places(book: Book, reading: Reading) -> Counter[str]:
    """The places of the file, in the order they come, with their number of rows."""
    found: Counter[str] = Counter()
    for made in reading.used:
        if "place" in made.columns.values():
            found.update(row.values["place"] for row in rows(book, made) if row.values["place"])
    return found


def rows(book: Book, made: SheetMap) -> Any:
    """The rows of one sheet as it is mapped: a Table."""
    sheet = book.sheets[made.index]
    by_field = {
        f"{name}:{column}" if fields()[name].several else name: column for column, name in sorted(made.columns.items())
    }
    fillable = FILLABLE if sheet.merged is not None or made.fill else ()
    long = [key for key in by_field if key.partition(":")[0] in LONG]
    return table(sheet, header(sheet, made), by_field, fillable=fillable, long=long)


def header(sheet: Sheet, made: SheetMap) -> Header:
    """The header in the rows the user says; the reader's own where that is what it found."""
    found = find_header(sheet, known())
    if found and (found.first_row, found.last_row) == (made.first, made.last):
        return found
    names = []
    for column in range(sheet.width):
        texts = (text_of(sheet.cell(row, column)) for row in range(made.first - 1, made.last))
        names.append(" ".join(dict.fromkeys(filter(None, texts))))
    return Header(made.first, made.last, tuple(Column(i, name, None) for i, name in enumerate(names)))


def examples(book: Book, made: SheetMap) -> tuple[Guess, ...]:
    """The columns of a sheet, each with its first different values."""
    sheet = book.sheets[made.index]
    return preview(sheet, header(sheet, made), EXAMPLES)


def by_name(book: Book, made: SheetMap) -> None:
    """Map the columns of a header the user has pointed at, by equal names."""
    words = {squeeze(word): name for name, list_ in known().items() for word in list_}
    made.columns = {}
    for column in header(book.sheets[made.index], made).columns:
        name = words.get(squeeze(column.name))
        if name and name not in made.columns.values():
            made.columns[column.index] = name


def change(book: Book, kept: Reading, sent: Mapping[str, str]) -> tuple[Reading, list[str], bool]:
    """The reading as the page sends it back, what is wrong with it in words, and whether there is more to be asked."""
    made, wrong, again = Reading(kept.congress, [], dict(kept.places)), [], False
    if sent.get("congress"):
        made.congress = sent["congress"]
    for old in kept.sheets:
        key, sheet = f"s{old.index}", book.sheets[old.index]
        new = SheetMap(
            old.index,
            f"{key}-use" in sent,
            old.first,
            old.last,
            {},
            sent.get(f"{key}-session", "").strip()[:80],
            f"{key}-fill" in sent,
        )
        made.sheets.append(new)
        try:
            new.first, new.last = _header_rows(sent.get(f"{key}-header", ""), len(sheet.rows))
        except ValueError as fault:
            wrong.append(f"工作表“{sheet.name}”：{fault}")
        if (new.first, new.last) != (old.first, old.last):
            by_name(book, new)
            again = True
            continue
        new.columns = {c: name for c in range(sheet.width) if (name := sent.get(f"{key}-c{c}", "")) in fields()}
    wrong += faults(book, made)
    for place in made.places:
        if (slug := sent.get(f"place-{place}")) is not None:
            made.places[place] = slug
    return made, wrong, again


def faults(book: Book, made: Reading) -> list[str]:
    """Why the file cannot be read by this mapping; empty if it can."""
    found = [f"工作表“{book.sheets[s.index].name}”：{text}" for s in made.used for text in _twice(s)]
    return found if made.used else ["没有选中任何一张工作表，请至少勾选一张。"]


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


def _twice(made: SheetMap) -> list[str]:
    """Fields that more than one column claims, and what may not be missing."""
    counted = Counter(made.columns.values())
    wrong = [
        f"“{fields()[name].label}”对应了{times}列，请只留一列，其余改为“不导入”或“备注”。"
        for name, times in counted.items()
        if times > 1 and not fields()[name].several
    ]
    if "title" not in counted:
        wrong.append("没有一列对应“标题”。没有标题的行不能导入，请选出标题是哪一列；不需要这张表就取消勾选。")
    return wrong
