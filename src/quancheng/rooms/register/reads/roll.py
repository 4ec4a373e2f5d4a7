"""花名册: the deputies of one congress and term as an office lists them."""

from dataclasses import dataclass, field
from datetime import date

from quancheng.record.models import Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate, Term
from quancheng.roster.strokes import unknown

from ..models import TermRoll
from .structure import Facet, facets, matches

STATES = {
    "serving": "在任",
    "elect": "当选待任",
    "suspended": "暂停执行职务",
    "ended": "资格已终止",
    "all": "全部",
}


@dataclass(frozen=True)
class Filters:
    """What a roll is narrowed to: a state, a figure of each facet, a piece of a name."""

    state: str = "serving"
    facets: dict[str, str] = field(default_factory=dict)
    query: str = ""

    @classmethod
    def of(cls, asked: dict[str, str]) -> "Filters":
        """From an address; what is not understood means everything."""
        state = asked.get("state", "serving")
        chosen = {f: asked[f][:40] for f in facets() if asked.get(f)}
        return cls(state if state in STATES else "serving", chosen, asked.get("q", "").strip()[:20])


@dataclass(frozen=True)
class Line:
    """One deputy as a line of the roll."""

    number: int
    seat: Mandate
    state: str
    note: str

    @property
    def born(self) -> str:
        """1980年5月, or as much as is known."""
        person = self.seat.person
        if not person.born_year:
            return ""
        return f"{person.born_year}年" + (f"{person.born_month}月" if person.born_month else "")

    @property
    def group(self) -> str:
        """The deputies' group, shortly."""
        return (self.seat.group.short or self.seat.group.name) if self.seat.group else ""

    @property
    def spaced(self) -> str:
        """A name of two characters is widened by one space, as in printed lists."""
        name = self.seat.person.name
        return f"{name[0]}　{name[1]}" if len(name) == 2 else name


@dataclass(frozen=True)
class Roll:
    """The roll of a term as one may see it."""

    matter: Matter
    term: Term
    day: date
    seats: tuple[Mandate, ...]
    lines: tuple[Line, ...]
    filters: Filters

    @property
    def congress(self) -> Body:
        return self.term.congress


def rolls(actor: Actor) -> list[TermRoll]:
    """The running terms the actor may see: his own congress first, then the townships."""
    rows = TermRoll.objects.seen_by(actor).filter(matter__ended_as="").select_related("matter", "term__congress__area")
    own = {p.congress_id for p in actor.posts} | {s.congress_id for s in actor.seats}
    return sorted(
        rows, key=lambda r: (r.term.congress_id not in own, r.term.congress.tier != "county", r.term.congress_id)
    )


def past(actor: Actor, congress: Body) -> list[TermRoll]:
    """All terms of a congress the actor may see, newest first."""
    rows = TermRoll.objects.seen_by(actor).filter(term__congress=congress).select_related("matter", "term__congress")
    return sorted(rows, key=lambda r: -r.term.ordinal)


def roll(actor: Actor, congress: str, ordinal: int | None, filters: Filters, day: date) -> Roll:
    """The roll of a congress's running term, or of the one with that ordinal. Raises TermRoll.DoesNotExist."""
    rows = TermRoll.objects.seen_by(actor).filter(term__congress__slug=congress)
    rows = rows.filter(term__ordinal=ordinal) if ordinal else rows
    found = rows.select_related("matter", "term__congress__area").order_by("-term__ordinal").first()
    if found is None:
        raise TermRoll.DoesNotExist(congress)
    return _roll(found, filters, day)


def _roll(found: TermRoll, filters: Filters, day: date) -> Roll:
    seats = tuple(
        Mandate.objects.filter(term=found.term)
        .select_related("person", "group", "congress")
        .order_by("person__stroke_key", "person__name", "pk")
    )
    shown = [s for s in seats if _wanted(s, filters, day)]
    lines = tuple(Line(n, s, state_of(s, day), _note(s, day)) for n, s in enumerate(shown, 1))
    return Roll(found.matter, found.term, day, seats, lines, filters)


def state_of(seat: Mandate, day: date) -> str:
    """How a seat stands on `day`: a key of STATES."""
    if seat.begins_on is None or seat.begins_on > day:
        return "elect"
    if seat.ends_on and seat.ends_on <= day:
        return "ended"
    return "suspended" if seat.suspended_on and seat.suspended_on <= day else "serving"


def _wanted(seat: Mandate, filters: Filters, day: date) -> bool:
    if filters.state != "all" and state_of(seat, day) != filters.state:
        return False
    if filters.query and filters.query not in seat.person.name:
        return False
    return all(matches(facets()[f], value, seat, day) for f, value in filters.facets.items())


def _note(seat: Mandate, day: date) -> str:
    match state_of(seat, day):
        case "ended":
            return f"{seat.ends_on}起终止" + (f"，{seat.ground}" if seat.ground else "")
        case "suspended":
            return f"{seat.suspended_on}起暂停" + (f"，{seat.ground}" if seat.ground else "")
        case "elect":
            return f"{seat.elected_on}当选" if seat.elected_on else "当选，待任"
        case _:
            return "补选" if seat.elected_as == Mandate.ElectedAs.BY_ELECTION else ""


def counted(found: Roll) -> list[tuple[str, str, int]]:
    """How many are in each state: key, word, count."""
    by = [state_of(s, found.day) for s in found.seats]
    return [(k, w, len(by) if k == "all" else by.count(k)) for k, w in STATES.items()]


def choices(found: Roll) -> list[tuple[Facet, list[str]]]:
    """What each facet may be narrowed to in this term."""
    made = []
    for facet in facets().values():
        values = sorted({facet.of(s, found.day) for s in found.seats})
        if facet.bands:
            values = [b.title for b in facet.bands if b.title in values]
        made.append((facet, values))
    return made


def unplaced(found: Roll) -> list[str]:
    """Characters of names on the roll that have no place in 姓氏笔画 order."""
    return unknown(s.person.name for s in found.seats)


@dataclass(frozen=True)
class Summary:
    """One congress on the register's first page."""

    term: Term
    matter: Matter
    serving: int
    women: int
    suspended: int
    elect: int


def overview(actor: Actor, day: date) -> list[Summary]:
    """Every running term the actor may see, with how many sit in it. Three queries whatever the number of congresses."""
    found = rolls(actor)
    by: dict[int, list[Mandate]] = {r.term_id: [] for r in found}
    for seat in Mandate.objects.filter(term__in=list(by)).select_related("person"):
        by[seat.term_id].append(seat)
    return [_summary(r, by[r.term_id], day) for r in found]


def _summary(row: TermRoll, seats: list[Mandate], day: date) -> Summary:
    states = [state_of(s, day) for s in seats]
    women = sum(s.person.sex == "f" for s, state in zip(seats, states, strict=True) if state == "serving")
    return Summary(
        row.term, row.matter, states.count("serving"), women, states.count("suspended"), states.count("elect")
    )


def any_roll(actor: Actor) -> bool:
    """Whether the register has anything to show to this actor: he serves a congress or sits in it. No query."""
    return any(p.congress_id and (p.role.congress or actor.sits_in(p.congress_id)) for p in actor.posts)
