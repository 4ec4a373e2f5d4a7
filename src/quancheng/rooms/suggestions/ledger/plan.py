"""The dry run: what would be entered, what is already there, what is wrong in which row. Nothing is written."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from quancheng.record import clock, search
from quancheng.record.models import Fact
from quancheng.roster.models import Body, Person
from quancheng.roster.sheets import BadValue, Book, PartialDay, Row, is_unknown, number_of, parse_day, split_names
from quancheng.roster.sheets.mapping import SEVERAL, SheetMap

from ..models import Suggestion
from .fields import tier_of
from .mapping import MAPPER, BadLedger, Reading
from .roll import Roll

WHY = "the dry run looks for what is already entered"
State = Literal["enter", "same", "twice", "left", "wrong"]
# 不详: nothing tells the year. Before every day a list can hold, so that it never looks recent.
UNKNOWN_DAY = date(1900, 1, 1)
_YEAR = re.compile(r"(?:19|20)\d{2}|[一二][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")


@dataclass
class Entry:
    """One past suggestion as it would be entered. Texts stand as the ledger has them."""

    congress: Body
    title: str
    number: str
    session: str
    on: date
    on_as: str
    texts: dict[str, str]
    handed: str = ""
    replied: str = ""
    category: str = ""
    lead: list[Person] = field(default_factory=list)
    cosign: list[Person] = field(default_factory=list)
    units: list[Body] = field(default_factory=list)
    co_units: list[Body] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """What makes it the same suggestion: congress, session, number, title, however they are typed."""
        parts = (self.congress.slug, *(same(t) for t in (self.session, self.number, self.title)))
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass
class Line:
    """One row of the file and what becomes of it. `row` is its number in the sheet."""

    sheet: str
    row: int
    state: State
    title: str
    place: str = ""
    why: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    entry: Entry | None = None


@dataclass
class Plan:
    """Every row of the file with its fate; rows that are no data with the reason."""

    lines: list[Line] = field(default_factory=list)
    skipped: list[tuple[str, int, str, str]] = field(default_factory=list)

    def of(self, state: State) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    @property
    def entering(self) -> list[Line]:
        return self.of("enter")

    @property
    def wrong(self) -> list[Line]:
        return self.of("wrong")

    @property
    def left(self) -> list[Line]:
        return self.of("left")

    @property
    def same(self) -> list[Line]:
        return [line for line in self.lines if line.state in ("same", "twice")]

    @property
    def warned(self) -> list[tuple[str, int]]:
        """What is to be known about the rows that would be entered: how many of each kind."""
        return Counter(
            text for line in self.entering for text in {w.partition("：")[0] for w in line.warnings}
        ).most_common()

    @property
    def seconds(self) -> int:
        """About how long the entering takes; 0 where it is not worth saying."""
        return round(len(self.entering) / 90) if len(self.entering) > 300 else 0

    @property
    def places_left(self) -> list[tuple[str, int]]:
        """The places that are not taken in, each with its rows."""
        return list(Counter(line.place for line in self.left).items())

    @property
    def congresses(self) -> list[tuple[Body, int]]:
        counted = Counter(line.entry.congress for line in self.entering if line.entry)
        return list(counted.items())


def same(text: str) -> str:
    """Text for telling whether two rows mean the same: normal form, no blanks, no punctuation."""
    return "".join(c for c in search.normalise(text) if c.isalnum())


def plan(book: Book, reading: Reading, congresses: Mapping[str, Body]) -> Plan:
    """Go through the file as it is mapped, for the congresses (by slug) the user may enter for. Raises BadLedger."""
    if wrong := MAPPER.faults(book, reading.sheets):
        raise BadLedger("".join(wrong))
    made = Plan()
    rolls = {slug: Roll(body) for slug, body in congresses.items()}
    for sheet in reading.used:
        table = MAPPER.rows(book, sheet)
        name = book.sheets[sheet.index].name
        made.skipped += [(name, s.number, s.reason, s.text) for s in table.skipped]
        heads = {c.index: c.name for c in MAPPER.header(book.sheets[sheet.index], sheet).columns}
        made.lines += [_line(row, name, sheet, reading, rolls, heads) for row in table]
    _mark_known(made, congresses.values())
    return made


def _line(
    row: Row, name: str, sheet: SheetMap, reading: Reading, rolls: Mapping[str, Roll], heads: Mapping[int, str]
) -> Line:
    values = row.values
    line = Line(name, row.number, "enter", values["title"], values.get("place", ""))
    slug = reading.congress
    if "place" in values:
        if not line.place:
            line.state, line.why = "wrong", ["没有写地区，不知道是哪个人大的建议。请填上地区。"]
            return line
        slug = reading.places.get(line.place, "")
    roll = rolls.get(slug)
    if roll is None:
        line.state, line.why = "left", [f"“{line.place or slug}”没有对应到本系统的人大，这一行不导入。"]
        return line
    line.why = [text for _, text in row.troubles] + MAPPER.too_long(values)
    if not line.title:
        line.why.append("没有标题。请填上标题，或者删去这一行。")
    line.entry = _entry(line, values, sheet, roll, heads)
    if line.why:
        line.state, line.entry = "wrong", None
    return line


def _entry(line: Line, values: Mapping[str, str], sheet: SheetMap, roll: Roll, heads: Mapping[int, str]) -> Entry:
    session = "" if is_unknown(values.get("session", "")) else values["session"]
    session = session or sheet.default
    session = f"{session}年" if re.fullmatch(r"(?:19|20)\d{2}", session) else session
    handed, replied = _day(line, values, "handed"), _day(line, values, "replied")
    on, on_as = _when(replied or handed, session)
    made = Entry(
        roll.congress,
        line.title,
        _number(values.get("number", "")),
        session,
        on,
        on_as,
        _texts(values, heads),
        _iso(handed),
        _iso(replied),
    )
    _resolve(line, made, roll)
    if on_as == "unknown":
        line.warnings.append("日期不详")
    elif on_as != "day":
        line.warnings.append("日期只知道年份" if on_as == "year" else "日期只知道年月")
    if handed and replied and replied.value < handed.value and "day" == handed.precision == replied.precision:
        line.warnings.append("答复日期早于交办日期，照台账录入")
    tier = tier_of(values.get("level", ""))
    if tier and tier != roll.congress.tier:
        line.warnings.append(f"层级与所选的人大不同：{values['level']}，{roll.congress.name}")
    return made


def _texts(values: Mapping[str, str], heads: Mapping[int, str]) -> dict[str, str]:
    """What is kept as it is written; notes of several columns under their headings."""
    kept = {key: "" if is_unknown(text) else text for key, text in values.items() if SEVERAL not in key}
    notes = {int(key.partition(SEVERAL)[2]): text for key, text in values.items() if SEVERAL in key}
    kept["note"] = "\n".join(f"{heads[c]}：{t}" if len(notes) > 1 else t for c, t in notes.items() if not is_unknown(t))
    return kept


def _resolve(line: Line, made: Entry, roll: Roll) -> None:
    """Names become persons and bodies where that is certain; all else stays text."""
    leads = split_names(made.texts.get("lead", "")).names
    made.lead = [p for p in (roll.deputy(n) for n in leads[:1]) if p]
    others = [*leads[1:], *split_names(made.texts.get("cosign", "")).names]
    made.cosign = [p for p in (roll.deputy(n) for n in others) if p and p not in made.lead]
    if not leads:
        line.warnings.append("领衔代表不详")
    elif not made.lead:
        line.warnings.append(f"代表名册里找不到唯一的人，按文字保留：{leads[0]}")
    for part in ("units", "co_units"):
        for name in split_names(made.texts.get(part, "")).names:
            if unit := roll.unit(name):
                if unit not in (*made.units, *made.co_units):
                    getattr(made, part).append(unit)
            else:
                line.warnings.append(f"不是本系统里的单位，按文字保留：{name}")
    if not made.texts.get("units"):
        line.warnings.append("承办单位不详")
    made.category = roll.category(made.texts.get("category", ""))


def _number(text: str) -> str:
    """第4号 for 4 and 004, 闭会第5号; anything else as it is written."""
    found = number_of(text)
    if found is None:
        return "" if is_unknown(text) else text
    return f"闭会第{found.value}号" if found.between_sessions else f"第{found.value}号"


def _day(line: Line, values: Mapping[str, str], key: str) -> PartialDay | None:
    try:
        day = parse_day(values.get(key, ""))
    except BadValue as fault:
        line.why.append(f"{MAPPER.fields[key].label}：{fault}")
        return None
    if day and day.value > clock.today():
        line.why.append(f"{MAPPER.fields[key].label}“{day}”还没有到，请核对。")
    return day


def _when(day: PartialDay | None, session: str) -> tuple[date, str]:
    """The day it ended, as precisely as the ledger knows: its own day, else the year in the session's name."""
    if day:
        return day.value, day.precision
    if found := _YEAR.search(session):
        try:
            if year := parse_day(f"{found[0]}年"):
                return year.value, Fact.OnAs.YEAR
        except BadValue:
            pass
    return UNKNOWN_DAY, Fact.OnAs.UNKNOWN


def _iso(day: PartialDay | None) -> str:
    return day.value.isoformat()[: {"day": 10, "month": 7, "year": 4}[day.precision]] if day else ""


def _mark_known(made: Plan, congresses: Iterable[Body]) -> None:
    """Rows entered before, rows that stand twice in the file, and titles that look familiar."""
    there = Suggestion.objects.unguarded(WHY).filter(matter__body__in=list(congresses), source=Suggestion.Source.LEDGER)
    there = there.exclude(matter__ended_as="annulled")
    entered = dict(there.values_list("ledger_digest", "matter__number"))
    titles = {(body, same(title)) for body, title in there.values_list("matter__body_id", "matter__title")}
    first: dict[str, Line] = {}
    for line in made.entering:
        assert line.entry
        if line.entry.digest in entered:
            line.state, line.why = "same", ["以前已经录入，这次不变。"]
        elif before := first.get(line.entry.digest):
            where = f"工作表“{before.sheet}”第{before.row}行"
            line.state, line.why = "twice", [f"与{where}是同一件（届次、编号、标题都相同），只录入一件。"]
        else:
            first[line.entry.digest] = line
            if (line.entry.congress.pk, same(line.title)) in titles:
                line.warnings.append("已有标题相同、届次或编号不同的历史件，请核对")
