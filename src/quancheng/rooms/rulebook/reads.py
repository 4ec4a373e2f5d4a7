"""Queries for the room's pages. What has been adopted is for everybody inside; a draft only for those who see its matter."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quancheng.law.norm import Norm
from quancheng.law.rules import BadNorm, Book
from quancheng.procedure.book import book as book_of_today
from quancheng.procedure.registry import Link, link, page
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from . import difference
from .drafting import Block, Example, blocks, examples, norm_of, too_lax, unchecked
from .layers import Group, Line, current, line, over, rule_named
from .models import LocalNorm
from .shelf import trial
from .topics import topics
from .versions import STATES, before, in_book, last_day, norm, row_of, state

WHY = "a norm that was adopted is for everybody inside"

link(Link("desk", "制度库", "gavel", "/desk/rules/", shown=lambda actor: any(p.congress_id for p in actor.posts)))


@dataclass(frozen=True)
class Said:
    """One value of a norm as its printed page shows it."""

    block: Block
    line: Line | None = None
    example: Example | None = None
    checked: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What a norm says under one topic."""

    title: str
    said: tuple[Said, ...]


@dataclass
class Printed:
    """A norm as a page: head, who drafted and adopted it, what it says by topic."""

    norm: Norm
    row: LocalNorm | None = None
    parts: list[Part] = field(default_factory=list)
    state: str = ""
    last: date | None = None
    before: LocalNorm | None = None
    drafted: Fact | None = None
    adopted: Fact | None = None
    fault: str = ""

    @property
    def word(self) -> str:
        """起草中 尚未施行 现行 已失效."""
        return STATES.get(self.state, "")

    @property
    def organ(self) -> str:
        return str(LocalNorm.Organ(self.row.adopted_by).label) if self.row and self.row.adopted_by else ""

    @property
    def mark(self) -> str:
        """The shape beside the state."""
        return {"now": "done", "coming": "soon", "draft": "now"}.get(self.state, "todo")

    @property
    def open_cases(self) -> int:
        return sum(1 for p in self.parts for s in p.said if s.example and not s.checked)

    @property
    def counted(self) -> int:
        return sum(len(p.said) for p in self.parts)


def congresses(actor: Actor) -> list[Body]:
    """The congresses whose book the actor reads: his own, and where his post reads down those below."""
    own = {p.congress_id for p in actor.posts if p.congress_id}
    down = {p.county_id for p in actor.posts if p.role.reads_down and p.county_id}
    rows = Body.objects.filter(kind=Body.Kind.CONGRESS, until=None).select_related("area")
    found = [b for b in rows.order_by("area_id", "pk") if b.pk in own or b.parent_id in down]
    return sorted(found, key=lambda b: b.pk not in own)


def keeps(actor: Actor, body: Body) -> bool:
    """Whether the actor may draft for that congress."""
    return actor.capacity("norm_keeper", body.pk) is not None


def row_seen(actor: Actor, ref: str) -> LocalNorm:
    """The version with that reference. Raises LocalNorm.DoesNotExist alike if it is hidden or absent."""
    rows = LocalNorm.objects.unguarded(WHY).select_related("matter__body__area", "matter__root")
    found = rows.get(matter__ref=ref)
    if not found.in_book and not Matter.objects.seen_by(actor).filter(pk=found.matter_id or 0).exists():
        raise LocalNorm.DoesNotExist(ref)
    return found


def printed(row: LocalNorm, tier: str) -> Printed:
    """A version of a local norm as a page; a draft with what speaks against it."""
    on = clock.today()
    try:
        book, made = trial(row)
    except BadNorm as bad:
        head = norm(row)
        return Printed(head, row, state=state(row, on), fault=bad.fault) if head else _unreadable(row, bad)
    found = Printed(made, row, state=state(row, on), last=last_day(row) if row.in_book else None, before=before(row))
    found.parts = parts_of(book, made, tier, draft=not row.in_book, last=found.last)
    if row.matter_id:
        facts = Fact.objects.unguarded(WHY).filter(matter_id=row.matter_id, corrected_by=None).select_related("actor")
        found.drafted = facts.filter(kind="norms.draft").order_by("-pk").first()
        found.adopted = facts.filter(kind="norms.adopt", outcome="adopt").order_by("-pk").first()
    return found


def _unreadable(row: LocalNorm, bad: BadNorm) -> Printed:
    bare = Norm(row.slug, row.slug, row.slug, row.area, "county", "", (), (), row.slug, row.digest)
    return Printed(bare, row, state="draft", fault=bad.fault)


def shipped(norm_id: str) -> Printed | None:
    """A norm of the book by its id: national, provincial, or entered on the command line."""
    book = book_of_today()
    made = next((n for n in book.norms if n.id == norm_id), None)
    return Printed(made, parts=parts_of(book, made, "", draft=False)) if made else None


def adopted_as(norm_id: str) -> LocalNorm | None:
    """The adopted version behind a norm of the book, whose id carries its last day where it has one."""
    for row in in_book():
        made, last = norm(row), last_day(row)
        if made and row.matter_id and norm_id in (made.id, f"{made.id}-{last:%Y%m%d}" if last else ""):
            return row
    return None


def parts_of(book: Book, made: Norm, tier: str, *, draft: bool, last: date | None = None) -> list[Part]:
    """What a norm says, by topic; with a tier also what each period comes to, and what stands above."""
    shown = {e.block: e for e in examples(book, made, tier, last)} if tier else {}
    left = {e.block for e in unchecked(book, made, tier, last)} if tier else set()
    by_rule: dict[str, list[Block]] = {}
    for block in blocks(made):
        by_rule.setdefault(block.target, []).append(block)
    parts = []
    for topic in topics(book, by_rule):
        said = []
        for rule in topic.rules:
            for b in by_rule[rule.id]:
                faults = tuple(too_lax(book, made, b)) if draft else ()
                said.append(Said(b, _above(book, made, b, tier), shown.get(b), b not in left, faults))
        parts.append(Part(topic.title, tuple(said)))
    return parts


def _above(book: Book, made: Norm, block: Block, tier: str) -> Line | None:
    """What stands above a local value: the higher norms of its first day."""
    rule = rule_named(book, block.target)
    if rule is None or not made.area or not tier:
        return None
    of_tier = tier if block.value.covers(tier) else block.value.tiers[0]
    return over(book, rule, block.value.since, of_tier, made.area)


@page("norms")
def norm_page(actor: Actor, root: Matter) -> dict[str, Any]:
    """The draft as its worksheet, the adopted norm as it is printed."""
    row = row_of(root)
    made = printed(row, root.body.tier)
    working = root.step == "draft" and keeps(actor, root.body)
    return {"printed": made, "working": working, "norm_ref": root.ref}


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


def changes(row: LocalNorm) -> list[difference.Change]:
    """What a version says otherwise than the one before it."""
    old, new = before(row), norm(row)
    if new is None:
        return []
    old_norm = norm(old) if old else None
    return difference.between(old_norm, new)


def titles(rows: Iterable[LocalNorm]) -> dict[int, str]:
    """The title of each version, by its row."""
    return {row.pk: made.title for row in rows if (made := norm(row))}
