"""What law and local rules ask of a congress in a year, and how far it has been done: derived from facts, never stored."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q

import quancheng.law
from quancheng.law.rules import Book, Ruling
from quancheng.record import clock
from quancheng.record.models import Duty, Fact, Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Session

from .book import book

DATA = Path(quancheng.law.__file__).parent / "data" / "obligations.toml"
STATES = {
    "met": "已完成", "soon": "临近", "late": "逾期", "todo": "未到", "unfilled": "地方规定未填", "short": "未达一般次数",
    "none": "本年没有", "before": "启用前没有记录",
}  # fmt: skip
MARKS = {"met": "done", "soon": "soon", "late": "late", "short": "soon"}  # the shape a page draws; all others are open


@dataclass(frozen=True)
class Obligation:
    """One thing asked of a congress in a year."""

    id: str
    title: str
    rule: str
    source: str
    kinds: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    count: int = 0
    year: str = "on"
    day: str = ""
    by_end: bool = False
    usual: bool = False


@dataclass(frozen=True)
class Item:
    """One thing done or still to do that an obligation counts."""

    title: str
    on: date | None
    matter: Matter | None = None
    due: date | None = None
    state: str = "met"

    @property
    def word(self) -> str:
        return {"late": "逾期未办", "overdue": "逾期办结", "todo": "未办", "soon": "临近"}.get(self.state, "已办")

    @property
    def mark(self) -> str:
        return {"late": "late", "overdue": "late", "soon": "soon", "met": "done"}.get(self.state, "todo")


@dataclass
class Line:
    """One obligation of one congress in one year."""

    asked_by: Obligation
    body: Body
    ruling: Ruling | None
    asked: int | None = None
    last: date | None = None
    state: str = "todo"
    items: list[Item] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How much of what is asked has been done in time."""
        return sum(item.state == "met" for item in self.items)

    @property
    def overdue(self) -> int:
        return sum(item.state == "overdue" for item in self.items)

    @property
    def open_late(self) -> int:
        return sum(item.state == "late" for item in self.items)

    @property
    def missing(self) -> str:
        """The rule a place has to fill in before anything can be asked or dated."""
        return self.asked_by.day if self.ruling and self.asked_by.day else self.asked_by.rule

    @property
    def word(self) -> str:
        return STATES[self.state]

    @property
    def mark(self) -> str:
        return MARKS.get(self.state, "todo")


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(DATA.read_text("utf-8"))


@cache
def obligations() -> tuple[Obligation, ...]:
    """Everything that can be asked, in the order of the page. A faulty file stops the program here."""
    made = []
    for row in _data()["obligation"]:
        lists = {name: tuple(row[name]) for name in ("kinds", "before", "outcomes", "tiers") if name in row}
        made.append(Obligation(**{**row, **lists}))
    return tuple(made)


@dataclass(frozen=True)
class _Seen:
    """What an actor may see of some congresses' year, read once."""

    facts: list[Fact]
    duties: list[Duty]
    sessions: list[Session]
    years: Mapping[int, int]
    begun: Mapping[int, int]


def of_year(actor: Actor, bodies: Iterable[Body], year: int) -> dict[int, list[Line]]:
    """Every obligation of those congresses in that year, by body: from what this actor may see. Five queries."""
    found, bodies = {}, list(bodies)
    seen, law, today = _read(actor, bodies, year), book(), clock.today()
    for body in bodies:
        mine = [o for o in obligations() if not o.tiers or body.tier in o.tiers]
        found[body.pk] = [_line(o, body, year, seen, law, today) for o in mine]
    return found


def _read(actor: Actor, bodies: list[Body], year: int) -> _Seen:
    kinds = {kind for o in obligations() for kind in (*o.kinds, *o.before)}
    own = {kind for o in obligations() if o.source == "facts" for kind in o.kinds}
    openings = {f"{kind.split('.')[0]}.open" for kind in own}
    facts = Fact.objects.seen_by(actor).filter(body__in=bodies, kind__in=own | openings, corrected_by=None)
    rows = list(facts.select_related("matter__root").order_by("on", "pk"))
    openers = [f for f in rows if f.kind in openings and "year" in f.data]
    duties = Duty.objects.seen_by(actor).filter(
        matter__body__in=bodies, matter__kind__in={k.split(".")[0] for k in kinds}, name__in={k.split(".")[1] for k in kinds}
    )  # fmt: skip
    years = (year, year + 1)  # a year's report is due in the year after
    of_years = Q(due_on__year__in=years) | Q(due_on=None, opened_on__year__in=years)
    near = (
        duties.filter(of_years)
        .exclude(state=Duty.State.VOID)
        .select_related("matter__root", "closed_by")
        .order_by(*Duty.BY_DAY)
    )
    begun: dict[int, int] = {}
    for f in openers:
        begun[f.body_id] = min(begun.get(f.body_id, f.data["year"]), f.data["year"])
    return _Seen(
        rows,
        list(near),
        list(Session.objects.filter(term__congress__in=bodies, opens_on__year=year).select_related("term")),
        {f.matter_id: f.data["year"] for f in openers if f.matter_id},
        begun,
    )


def _line(o: Obligation, body: Body, year: int, seen: _Seen, law: Book, today: date) -> Line:
    last_day = _end(year)
    where = {"on": min(today, last_day), "tier": body.tier, "area": body.area_id}
    ruling = law.ruling(o.rule, **where) if law.has(o.rule, **where) else None  # type: ignore[arg-type]
    line = Line(o, body, ruling)
    if o.source == "duties":
        return _each(line, year, seen, today)
    line.items = _sessions(body, seen) if o.source == "sessions" else _facts(o, body, year, seen)
    if ruling is not None:
        line.asked = o.count or (ruling.value if isinstance(ruling.value, int) else None)
    line.last = _due(o, body, year, seen) if not o.by_end else last_day if line.asked is not None else None
    filled = not o.day or law.has(o.day, **where)  # type: ignore[arg-type]
    line.state = _state(line, today, filled, seen.begun.get(body.pk), year)
    return line


def _state(line: Line, today: date, filled: bool, begun: int | None, year: int) -> str:
    """Met, soon, late; what a place has not filled in is never late, what law calls usual neither."""
    if line.asked is None:
        return "unfilled"
    if line.done >= line.asked:
        return "met"
    if line.last is None:
        return "todo" if filled else "unfilled"
    if today > line.last:
        if begun is None or year < begun:
            return "before"
        return "short" if line.asked_by.usual else "late"
    return "soon" if (line.last - today).days <= _data()["soon"] else "todo"


def _each(line: Line, year: int, seen: _Seen, today: date) -> Line:
    """Every single duty of the year in time."""
    o, body = line.asked_by, line.body
    named = [d for d in seen.duties if d.matter.body_id == body.pk and (d.due_on or d.opened_on).year == year]
    mine = [d for d in named if f"{d.matter.kind}.{d.name}" in o.kinds and (not d.outcome or d.outcome in o.outcomes)]
    mine += [d for d in named if f"{d.matter.kind}.{d.name}" in o.before and d.state == Duty.State.OPEN]
    line.items = [Item(_title(d.matter), _closed(d), d.matter.root, d.due_on, _in_time(d, today)) for d in mine]
    dated = [d for d in mine if d.due_on]
    if line.ruling is None and not dated:
        line.state = "unfilled"
        return line
    line.asked, states = len(mine), {item.state for item in line.items}
    line.last = min((d.due_on for d in dated if d.due_on and d.state == Duty.State.OPEN), default=None)
    line.state = next((s for s in ("late", "soon", "todo") if s in states), "met" if mine else "none")
    return line


def _title(matter: Matter) -> str:
    root = matter.root
    return f"{root.number} {root.title}".strip()


def _closed(duty: Duty) -> date | None:
    return duty.closed_by.on if duty.closed_by else None


def _in_time(duty: Duty, today: date) -> str:
    if closed := _closed(duty):
        return "overdue" if duty.due_on and closed > duty.due_on else "met"
    if duty.due_on is None:
        return "todo"
    if duty.due_on < today:
        return "late"
    return "soon" if (duty.due_on - today).days <= _data()["soon"] else "todo"


def _sessions(body: Body, seen: _Seen) -> list[Item]:
    rows = [s for s in seen.sessions if s.term.congress_id == body.pk]
    return [
        Item(f"第{s.term.ordinal}届第{s.ordinal}次会议", s.opens_on) for s in sorted(rows, key=lambda s: s.opens_on)
    ]


def _facts(o: Obligation, body: Body, year: int, seen: _Seen) -> list[Item]:
    rows = [f for f in seen.facts if f.body_id == body.pk and f.kind in o.kinds and _year(o, f, seen) == year]
    return [Item(_title(f.matter), f.on, f.matter.root) for f in rows if f.matter]


def _year(o: Obligation, fact: Fact, seen: _Seen) -> int | None:
    if o.year == "on":
        return fact.on.year
    return fact.data.get("year") or seen.years.get(fact.matter_id or 0)


def _due(o: Obligation, body: Body, year: int, seen: _Seen) -> date | None:
    """The last day of the duty behind an obligation that belongs to that year."""
    mine = [d for d in seen.duties if d.matter.body_id == body.pk and f"{d.matter.kind}.{d.name}" in o.kinds]
    return next((d.due_on for d in mine if seen.years.get(d.matter_id) == year and d.due_on), None)


def _end(year: int) -> date:
    """31 December."""
    return date.fromordinal(date(year + 1, 1, 1).toordinal() - 1)
