"""办件: what was handed to whom, by when it is to be answered, where it stands. They take an actor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from quancheng.procedure import registry
from quancheng.record import clock
from quancheng.record.models import Duty
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from ..models import Assignment
from ..papers.common import by
from .rows import LATE_STEPS, people_of

WHY = "looked up for assignments the actor may see"
GONE = ("returned", "recalled", "void", "annulled")
STATES = (
    ("", "全部"),
    ("sign_for", "待签收"),
    ("handle", "办理中"),
    ("rate", "待评价"),
    ("ended", "已办结"),
    ("late", "逾期"),
    ("gone", "退回、改交"),
)


STEPS = {
    "sign_for": "待签收", "handle": "办理中", "sign_reply": "待签发", "rate": "待评价", "meet": "待约见", "rework": "再次办理"
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What a list of 办件 is narrowed to; empty means everything."""

    congress: Body | None = None
    state: str = ""
    unit: int = 0
    since: date | None = None
    until: date | None = None

    @property
    def words(self) -> str:
        """The narrowing as the list's head says it."""
        days = f"交办日期{self.since or '最早'}至{self.until or clock.today()}" if self.since or self.until else ""
        named = dict(STATES).get(self.state, "") if self.state else ""
        return "　".join(part for part in (days, named) if part)


@dataclass(frozen=True)
class Handed:
    """One 办件 as a list shows it."""

    row: Assignment
    lead: str
    due: date | None
    late: bool

    @property
    def state(self) -> str:
        """Where it stands, in one word."""
        matter = self.row.matter
        return STEPS.get(matter.step) or registry.definition_of(matter).word(matter.ended_as or matter.step)


def assignments(actor: Actor, wanted: Wanted) -> "QuerySet[Assignment]":
    """办件 of suggestions the actor sees as staff; membership alone shows none. Newest hand-over first."""
    staff = Actor(actor.person_id, actor.name, actor.posts)
    rows = Assignment.objects.among(staff, "suggestions").filter(matter__part_of__isnull=False)
    if wanted.congress:
        rows = Assignment.objects.seen_by(staff).filter(matter__body=wanted.congress, matter__part_of__isnull=False)
    rows = rows.filter(matter__ended_as__in=GONE) if wanted.state == "gone" else rows.exclude(matter__ended_as__in=GONE)
    if wanted.unit:
        rows = rows.filter(handler_id=wanted.unit)
    if wanted.since:
        rows = rows.filter(counted_from__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(counted_from__lte=wanted.until)
    return _of_state(rows, wanted.state).select_related("handler", "matter__root", "matter__body")


def _of_state(rows: "QuerySet[Assignment]", state: str) -> "QuerySet[Assignment]":
    steps = {"sign_for": ["sign_for"], "handle": ["handle", "sign_reply", "meet", "rework"], "rate": ["rate"]}
    if state in steps:
        return rows.filter(matter__step__in=steps[state], matter__ended_as="")
    if state == "ended":
        return rows.exclude(matter__ended_as="")
    if state == "late":
        late = Duty.objects.unguarded(WHY).filter(
            matter=OuterRef("matter"), state=Duty.State.OPEN, name__in=LATE_STEPS, due_on__lt=clock.today()
        )
        return rows.filter(Exists(late))
    return rows


def shown(actor: Actor, rows: Iterable[Assignment]) -> list[Handed]:
    """The lines of these 办件. Four queries, however many there are."""
    found = list(rows)
    leads, _ = people_of([a.matter.root_id or 0 for a in found])
    open_days = Duty.objects.unguarded(WHY).filter(
        matter__in=[a.pk for a in found], state=Duty.State.OPEN, name__in=LATE_STEPS, due_on__isnull=False
    )
    replies = dict(open_days.exclude(name="sign_for").order_by("-due_on").values_list("matter_id", "due_on"))
    late = set(open_days.filter(due_on__lt=clock.today()).values_list("matter_id", flat=True))
    ruled: dict[tuple[str, int, date], date | None] = {}
    lines = []
    for a in found:
        root = a.matter.root
        due = replies.get(a.pk) or (a.due_last if a.replied_on else _ruled(a, ruled))
        hidden = root.confidential and f"u:{root.body.parent_id}" in actor.keys
        names = "（保密）" if hidden else "、".join(name for _, name in leads.get(root.pk, []))
        lines.append(Handed(a, names, due, a.pk in late))
    return lines


def _ruled(row: Assignment, known: dict[tuple[str, int, date], date | None]) -> date | None:
    """By when it is to be answered; the same rule from the same day is asked once."""
    key = (row.reply_rule, row.matter.body_id, row.counted_from)
    if key not in known:
        limit = by(row.reply_rule, row.matter.body, row.counted_from)
        known[key] = limit.day if limit else None
    return known[key]


def units(actor: Actor, congress: Body | None) -> list[tuple[str, str]]:
    """The units that have 办件 of this congress, for a filter."""
    found = assignments(actor, Wanted(congress)).order_by().values_list("handler", flat=True).distinct()
    rows = Body.objects.filter(Q(pk__in=list(found))).order_by("kind", "pk")
    return [(str(pk), short or name) for pk, short, name in rows.values_list("pk", "short", "name")]
