"""One norm as a page: what it says by topic, what stands above, who made it, what it says otherwise than before."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quancheng.law.norm import Norm
from quancheng.law.rules import BadNorm, Book
from quancheng.procedure.book import book as book_of_today
from quancheng.procedure.registry import page
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from .. import difference
from ..drafting import Block, Example, blocks, examples, too_lax, unchecked
from ..layers import Line, over, rule_named
from ..models import LocalNorm
from ..shelf import trial
from ..topics import topics
from ..versions import STATES, before, in_book, last_day, norm, row_of, state

WHY = "a norm that was adopted is for everybody inside"


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


def keeps(actor: Actor, body: Body) -> bool:
    """Whether the actor may draft for that congress."""
    return actor.capacity("norm_keeper", body.pk) is not None


@page("norms")
def norm_page(actor: Actor, root: Matter) -> dict[str, Any]:
    """The draft as its worksheet, the adopted norm as it is printed."""
    row = row_of(root)
    made = printed(row, root.body.tier)
    working = root.step == "draft" and keeps(actor, root.body)
    return {"printed": made, "working": working, "norm_ref": root.ref}


def changes(row: LocalNorm) -> list[difference.Change]:
    """What a version says otherwise than the one before it."""
    old, new = before(row), norm(row)
    if new is None:
        return []
    old_norm = norm(old) if old else None
    return difference.between(old_norm, new)
