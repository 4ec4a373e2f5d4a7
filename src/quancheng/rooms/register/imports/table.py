"""What the imports of the register share: rows with their fate, and how a file is read."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from quancheng.roster.sheets import Book, Row, is_unknown
from quancheng.roster.sheets.cells import squeeze
from quancheng.roster.sheets.mapping import Mapper, SheetMap, read_fields

from . import private

FOLDER = Path(__file__).parent
WHAT = {"deputies": "代表名册", "units": "单位名录"}
NEW, NONE = "+", "-"
State = Literal["enter", "same", "wrong"]


class BadImport(ValueError):
    """An import that cannot be done; the sentence says why and what to do."""


@cache
def mapper(what: str) -> Mapper:
    """The columns a roll of deputies or a list of units may have."""
    return Mapper(read_fields(FOLDER / f"{what}.toml"))


@cache
def words(what: str, table: str) -> Mapping[str, str]:
    """A table of equal words, turned round: what is typed → what is kept."""
    raw: dict[str, list[str]] = tomllib.loads((FOLDER / f"{what}.toml").read_text("utf-8"))[table]
    return {squeeze(typed): kept for kept, list_ in raw.items() for typed in (*list_, kept)}


@dataclass
class Reading:
    """How a file is read: its sheets, and what the user decided about names and places it could not tell by itself."""

    sheets: list[SheetMap] = field(default_factory=list)
    decided: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Reading":
        return cls([SheetMap.of(s) for s in kept["sheets"]], dict(kept["decided"]))

    @property
    def used(self) -> list[SheetMap]:
        return [s for s in self.sheets if s.used]


@dataclass(frozen=True)
class Choice:
    """One way to settle a question: its value and its words."""

    value: str
    word: str


@dataclass(frozen=True)
class Question:
    """What the file leaves open; `key` names it in the reading, `rows` says where it comes up."""

    key: str
    text: str
    choices: tuple[Choice, ...]
    answer: str = ""


@dataclass
class Line:
    """One row of the file and what becomes of it."""

    sheet: str
    row: int
    name: str
    state: State = "enter"
    why: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shown: tuple[str, ...] = ()
    entry: Any = None

    def refuse(self, sentence: str) -> None:
        self.state = "wrong"
        self.why.append(sentence)


@dataclass
class Plan:
    """Every row with its fate, what is asked, what was no data."""

    heads: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    skipped: list[tuple[str, int, str, str]] = field(default_factory=list)

    def of(self, state: State) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    @property
    def entering(self) -> list[Line]:
        return self.of("enter")

    @property
    def same(self) -> list[Line]:
        return self.of("same")

    @property
    def wrong(self) -> list[Line]:
        return self.of("wrong")

    @property
    def open_questions(self) -> list[Question]:
        return [q for q in self.questions if not q.answer]


def rows_of(what: str, book: Book, reading: Reading, plan: Plan) -> list[tuple[str, SheetMap, Row]]:
    """The rows of every sheet in use. Raises BadImport where the mapping cannot be read."""
    if wrong := mapper(what).faults(book, reading.sheets):
        raise BadImport("".join(wrong))
    found = []
    for sheet in reading.used:
        table, name = mapper(what).rows(book, sheet), book.sheets[sheet.index].name
        plan.skipped += [(name, s.number, s.reason, private.hide_if_private(s.text)) for s in table.skipped]
        found += [(name, sheet, row) for row in table]
    return found


def line_of(what: str, name: str, row: Row) -> tuple[Line, dict[str, str]]:
    """A row with the troubles its cells have by themselves, and what it says, unknown things blank."""
    line, values = Line(name, row.number, ""), {k: "" if is_unknown(t) else t.strip() for k, t in row.values.items()}
    for _, sentence in row.troubles:
        line.refuse(sentence)
    for key, text in values.items():
        if key not in private.FIELDS and private.looks_private(text):
            # it would lie open in the register, and in every list made of it
            values[key] = ""
            line.refuse(
                f"“{mapper(what).fields[key].label}”这一栏里像是身份证号或手机号，不能记在这里。"
                "请把号码移到“身份证号”“手机号”的列，或者在“核对各列”里改过来。"
            )
    for sentence in mapper(what).too_long(values):
        line.refuse(sentence)
    return line, values
