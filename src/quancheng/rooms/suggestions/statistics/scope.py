"""Whose figures may be seen, and which suggestions a board is about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from quancheng.law.rules import Book
from quancheng.law.spans import numeral
from quancheng.procedure.book import book
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Session

from ..models import Assignment


class NoBoard(ObjectDoesNotExist):
    """There is no such board for this actor: hidden and absent alike."""


class BadPeriod(ValueError):
    """The period asked for cannot be read; the message is a sentence for the user."""


@dataclass(frozen=True)
class Period:
    """A stretch of raising suggestions: a session with the months after it, a year, or from a day to a day."""

    words: str
    title: str
    since: date | None
    until: date | None
    session: int | None = None

    def where(self, congress: int, alone: bool) -> Q:
        """Suggestions of the period. A session binds its own congress; others, unless it stands alone, go by day."""
        day = Q(raised_on__isnull=False)
        if self.since:
            day &= Q(raised_on__gte=self.since)
        if self.until:
            day &= Q(raised_on__lte=self.until)
        if self.session is None:
            return day
        own = Q(session_id=self.session, raised_on__isnull=False) | (day & Q(session=None))
        if alone:
            return own
        return (Q(matter__body_id=congress) & own) | (~Q(matter__body_id=congress) & day)


@dataclass(frozen=True)
class View:
    """What one actor asks for: in which congresses, of which units (None: of all), in which period, on which day."""

    actor: Actor
    congress: Body
    bodies: tuple[int, ...]
    period: Period
    by: str
    day: date
    units: tuple[int, ...] | None = None
    from_above: bool = False
    below: tuple[Body, ...] = ()
    law: Book = field(default_factory=book)

    @property
    def cohort(self) -> Q:
        """The suggestions of the period in the congresses looked at, ledger entries included."""
        return self.period.where(self.congress.pk, len(self.bodies) == 1) & Q(matter__body__in=self.bodies)

    @property
    def title(self) -> str:
        """Whose figures, of which period: the first line of every sheet."""
        if self.by != "township":
            return self.period.title
        days = self.period.words if self.period.session is None else f"{_day(self.period.since)}以来"
        return f"{self.congress.name.removesuffix('人民代表大会')}县乡两级人民代表大会{days}"

    @property
    def whole(self) -> bool:
        """Whether it shows the congress's work and not only one unit's own."""
        return self.units is None


def staff_of(actor: Actor, congress: Body) -> bool:
    """Whether a post of his serves this congress."""
    return any(p.role.congress and p.congress_id == congress.pk for p in actor.posts)


def reads_down_to(actor: Actor, congress: Body) -> bool:
    """Whether he reads this township's congress from the county."""
    return congress.parent_id in actor.reads_below


def units_of(actor: Actor) -> tuple[int, ...]:
    """Units whose own figures he may see: those he handles for, and for the government office all of its government."""
    own = {p.body_id for p in actor.posts if p.role.acts_for & {"handler", "handler_head"}}
    offices = [p.body_id for p in actor.posts if "government_office" in p.role.acts_for]
    if offices:
        governments = Body.objects.filter(children__in=offices, kind=Body.Kind.GOVERNMENT)
        own |= set(Body.objects.filter(Q(parent__in=governments) | Q(pk__in=governments)).values_list("pk", flat=True))
    past = Body.objects.filter(successor__in=own).values_list("pk", flat=True) if own else []
    return tuple(sorted(own | set(past)))


def congresses(actor: Actor) -> list[Body]:
    """Congresses whose statistics he may open, the county's first; for a unit those that gave it something."""
    own = {p.congress_id for p in actor.posts if p.role.congress and p.congress_id}
    rows = Q(pk__in=own) | Q(parent_id__in=actor.reads_below)
    if not own and (units := units_of(actor)):
        rows |= Q(pk__in=Assignment.objects.seen_by(actor).filter(handler__in=units).values("matter__body_id"))
    return list(Body.objects.filter(rows, kind=Body.Kind.CONGRESS).order_by("tier", "pk"))


def view(actor: Actor, congress: Body, period: Period, by: str, day: date) -> View:
    """The view of this actor on this congress. Raises NoBoard if he has none."""
    own, above = staff_of(actor, congress), reads_down_to(actor, congress)
    if own or above:
        below = Body.objects.filter(parent=congress, kind=Body.Kind.CONGRESS).order_by("pk") if by == "township" else []
        seen = tuple(b for b in below if staff_of(actor, b) or reads_down_to(actor, b))
        return View(actor, congress, (congress.pk, *(b.pk for b in seen)), period, by, day, None, not own, seen)
    if units := units_of(actor):
        return View(actor, congress, (congress.pk,), period, by, day, units)
    raise NoBoard(congress.slug)


def sessions(congress: Body) -> list[Session]:
    """Sessions of the congress, newest first."""
    return list(Session.objects.filter(term__congress=congress).select_related("term").order_by("-opens_on"))


def period_of(
    congress: Body, known: Iterable[Session], day: date, *, since: date | None = None, until: date | None = None,
    session: int | None = None, year: int | None = None,
) -> Period:  # fmt: skip
    """The period asked for; without any, that of the last session that has opened. Raises BadPeriod."""
    name = congress.name.removesuffix("人民代表大会")
    if since or until:
        if since and until and since > until:
            raise BadPeriod(f"起日 {since} 晚于止日 {until}，请对调。")
        words = (f"{_day(since)}" if since else "") + (f"至{_day(until)}" if until else "以来")
        return Period(words, f"{congress.name}{words}", since, until)
    rows = sorted(known, key=lambda s: s.opens_on)
    if year is None:
        found = (
            next((s for s in rows if s.pk == session), None)
            if session
            else next((s for s in reversed(rows) if s.opens_on <= day), None)
        )
        if session and found is None:
            raise BadPeriod("没有这次会议，请从列表里选。")
        if found:
            later = next((s.opens_on for s in rows if s.opens_on > found.opens_on), None)
            last = date.fromordinal(later.toordinal() - 1) if later else None
            words = f"第{numeral(found.term.ordinal)}届{{}}第{numeral(found.ordinal)}次会议及闭会期间"
            title = name + words.format("人民代表大会")
            return Period(words.format(""), title, found.opens_on, last, found.pk)
    year = year or day.year
    if not 1949 < year < 2200:
        raise BadPeriod(f"{year}年不在能统计的年份里。")
    return Period(f"{year}年", f"{congress.name}{year}年", date(year, 1, 1), date(year, 12, 31))


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
