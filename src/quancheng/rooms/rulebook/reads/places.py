"""The rule book of one place: its versions, what each rule means there, what a draft may fill in."""

from dataclasses import dataclass
from datetime import date

from quancheng.law.norm import Norm
from quancheng.law.rules import BadNorm, Book
from quancheng.procedure.book import book as book_of_today
from quancheng.procedure.registry import Link, link
from quancheng.record import clock
from quancheng.record.models import Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from ..drafting import Block, blocks, norm_of
from ..layers import Group, Line, current, line, rule_named
from ..models import LocalNorm
from ..versions import STATES, in_book, last_day, norm, row_of, state

WHY = "a norm that was adopted is for everybody inside"

link(
    Link(
        "desk", "制度库", "gavel", "/desk/rules/", shown=lambda actor: any(p.congress_id for p in actor.posts), rank=60
    )
)


def congresses(actor: Actor) -> list[Body]:
    """The congresses whose book the actor reads: his own, and where his post reads down those below."""
    own = {p.congress_id for p in actor.posts if p.congress_id}
    rows = Body.objects.filter(kind=Body.Kind.CONGRESS, until=None).select_related("area")
    found = [b for b in rows.order_by("area_id", "pk") if b.pk in own or b.parent_id in actor.reads_below]
    return sorted(found, key=lambda b: b.pk not in own)


def row_seen(actor: Actor, ref: str) -> LocalNorm:
    """The version with that reference. Raises LocalNorm.DoesNotExist alike if it is hidden or absent."""
    rows = LocalNorm.objects.unguarded(WHY).select_related("matter__body__area", "matter__root")
    found = rows.get(matter__ref=ref)
    if not found.in_book and not Matter.objects.seen_by(actor).filter(pk=found.matter_id or 0).exists():
        raise LocalNorm.DoesNotExist(ref)
    return found


@dataclass(frozen=True)
class Listed:
    """One version in the list of the rule book."""

    row: LocalNorm
    title: str
    document: str
    state: str
    rules: int
    last: date | None

    @property
    def word(self) -> str:
        return STATES[self.state]

    @property
    def mark(self) -> str:
        return {"now": "done", "coming": "soon"}.get(self.state, "todo")

    @property
    def norm_id(self) -> str:
        made = norm(self.row)
        return made.id if made else self.row.slug


def listed(body: Body) -> dict[str, list[Listed]]:
    """The adopted versions of one congress's place: those that hold or will, and those that have ended."""
    on = clock.today()
    found: dict[str, list[Listed]] = {"now": [], "past": []}
    for row in in_book(body.area_id):
        made = norm(row)
        if made:
            one = Listed(row, made.title, made.document, state(row, on), len(blocks(made)), last_day(row))
            found["past" if one.state == "past" else "now"].append(one)
    return found


def drafts(actor: Actor, body: Body) -> list[Matter]:
    """Drafts of that congress the actor may see, the newest first."""
    rows = Matter.objects.seen_by(actor).filter(kind="norms", body=body, step__in=["draft", "adopt"])
    return list(rows.order_by("-pk"))


def above(body: Body) -> list[Norm]:
    """The norms over that place that say anything about it today: county, province, nation."""
    on = clock.today()
    wider = [n for n in book_of_today().norms if body.area_id.startswith(n.area) and n.area != body.area_id]
    over = [n for n in wider if any(b.value.holds(on, body.tier) for b in blocks(n))]
    return sorted(over, key=lambda n: (-len(n.area), n.title))


def now(body: Body, query: str = "", on: date | None = None) -> list[Group]:
    """What every rule means in that congress's place today."""
    return current(book_of_today(), on or clock.today(), body.tier, body.area_id, query)


def rule_now(body: Body, name: str, on: date | None = None) -> Line | None:
    """What one rule means there on a day."""
    book = book_of_today()
    rule = rule_named(book, name)
    return line(book, rule, on or clock.today(), body.tier, body.area_id) if rule else None


@dataclass(frozen=True)
class Since:
    """From which day a rule has said what here."""

    since: date
    line: Line


def history(body: Body, name: str) -> list[Since]:
    """How a rule has changed here: every day on which another value began to win, newest first."""
    book = book_of_today()
    rule = rule_named(book, name)
    if rule is None:
        return []
    days: set[date] = set()
    for entry in book.all(name):
        if entry.rule.target == name and body.area_id.startswith(entry.norm.area):
            for value in entry.rule.values:
                days |= {value.since} | ({_next(value.until)} if value.until else set())
    found: list[Since] = []
    for day in sorted(days):
        one = line(book, rule, day, body.tier, body.area_id)
        if not found or _told(found[-1].line) != _told(one):
            found.append(Since(day, one))
    return found[::-1]


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1) if day < date.max else day


def _told(one: Line) -> tuple[str, str]:
    return (one.wins.words, one.wins.cite) if one.wins else ("", "")


@dataclass(frozen=True)
class Choosable:
    """A rule a draft may fill in, with what stands above it and what the draft says already."""

    line: Line
    there: tuple[Block, ...]


def choosable(root: Matter, query: str) -> list[tuple[str, list[Choosable]]]:
    """Every rule by topic for somebody who drafts; with a query only those that speak of it."""
    row, body = row_of(root), root.body
    try:
        mine = blocks(norm_of(row.text))
    except BadNorm:
        mine = []
    on = row.effective_on or clock.today()
    groups = current(Book.shipped(), on, body.tier, body.area_id, query)
    return [
        (g.title, [Choosable(one, tuple(b for b in mine if b.target == one.rule.id)) for one in g.lines])
        for g in groups
    ]
