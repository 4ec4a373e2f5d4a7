"""The list of suggestions: narrowed, page by page, a line for each."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from quancheng.procedure import registry
from quancheng.procedure.course import ticks
from quancheng.procedure.days import DayView, day_view
from quancheng.record import clock, search
from quancheng.record.lists import Place, in_order, newest, standing
from quancheng.record.models import Duty, Matter, Party
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from ..acts.bindings import PHASES
from ..models import Assignment, Suggestion

PAGE = 20
CAP = 999
WHY = "looked up inside a list of matters the actor may see"

# The tabs of the list, in the order of the course; every phase stands in exactly one of them.
TABS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("all", "全部", ()),
    ("examine", "待审查", ("examine",)),
    ("hand_over", "待交办", ("hand_over",)),
    ("allot", "待分办", ("allot",)),
    ("sign_for", "待签收", ("sign_for", "reassign")),
    ("handle", "办理中", ("handle", "rework")),
    ("rate", "待评价", ("rate",)),
    ("settle", "待销号", ("settle",)),
    ("promised", "承诺期内", ("promised",)),
    ("closed", "已销号", ("closed",)),
    ("other", "其他", ("draft", "declined", "rerouted", "merged", "withdrawn", "passed_up", "ledger")),
)
LATE_STEPS = ("sign_for", "handle", "sign_reply", "rework")  # a unit's own
_PHASES_OF = {key: phases for key, _, phases in TABS}


@dataclass
class Row:
    """One line of the list."""

    matter: Matter
    own: Suggestion
    leads: str
    place: str
    cosigners: int
    units: list[str]
    phase: str
    ticks: list[str]
    day: DayView | None
    late: bool
    limited: bool


@dataclass
class Filters:
    """What the list is narrowed to; empty means everything."""

    tab: str = "all"
    congress: Body | None = None
    category: str = ""
    unit: int = 0
    session: str = ""
    query: str = ""
    late: bool = False
    before: Place | None = None
    source: str = ""

    @property
    def plain(self) -> bool:
        """Nothing but a congress and a tab: the fast path."""
        return not (self.category or self.unit or self.session or self.query or self.late or self.source)


@dataclass
class Page:
    """A page of the list and where the next one begins."""

    rows: list[Row]
    next: Place | None
    tabs: list[tuple[str, str, str]] = field(default_factory=list)


def congresses(actor: Actor) -> list[Body]:
    """Congresses whose suggestions the actor may look at: his own, and below it the townships where he reads down."""
    own = {p.congress_id for p in actor.posts if p.congress_id} | {s.congress_id for s in actor.seats}
    rows = Body.objects.filter(kind=Body.Kind.CONGRESS).filter(Q(pk__in=own) | Q(parent_id__in=actor.reads_below))
    return list(rows.order_by("tier", "pk"))


def listing(actor: Actor, filters: Filters, limit: int = PAGE) -> Page:
    """A page of suggestions, newest first, by keyset. The number of queries does not grow with the rows."""
    if filters.plain:
        body = filters.congress.pk if filters.congress else None
        ids = newest(actor, "suggestions", limit + 1, filters.before, body, _PHASES_OF[filters.tab])
    else:
        ids = list(_narrowed(actor, filters).order_by("-opened_on", "-pk").values_list("pk", flat=True)[: limit + 1])
    matters = (
        Matter.objects.seen_by(actor)
        .filter(pk__in=ids[:limit])
        .select_related("body", "suggestion__proposed")
        .only(*_SHOWN)
    )
    shown = in_order(list(matters), ids)
    last = shown[-1] if shown and len(ids) > limit else None
    return Page(rows_of(actor, shown), (last.opened_on, last.pk) if last else None)


# what a line shows; a column more costs every page
_SHOWN = (
    "ref", "kind", "title", "number", "body__name", "body__short", "body__tier", "body__parent", "root", "opened_on", "step", "phase", "ended_as",
    "confidential", "suggestion__key", "suggestion__category_word", "suggestion__ledger_lead", "suggestion__ledger_units",
    "suggestion__proposed__short",
)  # fmt: skip


def _narrowed(actor: Actor, filters: Filters) -> "QuerySet[Matter]":
    """Matters by every filter; what a filter looks up inside needs no scope of its own, for what comes out has one."""
    rows: QuerySet[Matter] = Matter.objects.among(actor, "suggestions").filter(kind="suggestions")
    if filters.congress:
        rows = Matter.objects.seen_by(actor).filter(kind="suggestions", body=filters.congress)
    if phases := _PHASES_OF.get(filters.tab):
        rows = rows.filter(phase__in=phases)
    if filters.category:
        rows = rows.filter(suggestion__category=filters.category)
    if filters.session == "0":
        rows = rows.filter(suggestion__session=None)
    elif filters.session:
        rows = rows.filter(suggestion__session_id=int(filters.session))
    if filters.source:
        rows = rows.filter(suggestion__source=filters.source)
        if filters.source == Suggestion.Source.LEDGER:  # these stand in two phases only, and the index knows phases
            rows = rows.filter(phase__in=["ledger", "promised"])
    if filters.unit:
        parts = (
            Assignment.objects.unguarded(WHY)
            .filter(handler_id=filters.unit)
            .exclude(matter__ended_as__in=["returned", "recalled"])
        )
        rows = rows.filter(pk__in=parts.values("matter__root_id"))
    if filters.late:
        late = Duty.objects.unguarded(WHY).filter(state=Duty.State.OPEN, name__in=LATE_STEPS, due_on__lt=clock.today())
        rows = rows.filter(pk__in=late.values("matter__root_id"))
    if filters.query:
        found = search.find(actor, filters.query, kind="suggestions", limit=CAP)
        rows = rows.filter(pk__in=[m.pk for m in found.matters])
    if filters.before:
        day, pk = filters.before
        rows = rows.filter(Q(opened_on__lt=day) | Q(opened_on=day, pk__lt=pk))
    return rows


# whatever stands anywhere else has been handed in or entered as past, and the body's staff see it
_STAFF_SEES = frozenset(PHASES) - {"draft"}


def tabs(actor: Actor, filters: Filters) -> list[tuple[str, str, str]]:
    """(key, word, count) for each tab, up to a cap."""
    if filters.congress:
        counts = standing(actor, "suggestions", PHASES, CAP, [filters.congress.pk], _STAFF_SEES)
    else:
        rows = Matter.objects.among(actor, "suggestions").filter(kind="suggestions")
        counts = dict(rows.values_list("phase").annotate(n=Count("pk")).order_by())
    found = []
    for key, word, phases in TABS:
        count = sum(counts.get(p, 0) for p in phases) if phases else sum(counts.values())
        found.append((key, word, f"{CAP}+" if count > CAP else str(count)))
    return found


def rows_of(actor: Actor, matters: list[Matter]) -> list[Row]:
    """Lines for these suggestions, which the actor may see. Three or four queries, however many there are."""
    ids = [m.pk for m in matters]
    if all("suggestion" in m._state.fields_cache for m in matters):
        owns: dict[int, Suggestion] = {m.pk: m.suggestion for m in matters}
    else:
        owns = Suggestion.objects.seen_by(actor).select_related("proposed").defer("text", "settled_note").in_bulk(ids)
    leads, cosigners = people_of(ids)
    units, dues = _units_of(ids), _dues_of(ids)
    found = []
    for m in matters:
        if (own := owns.get(m.pk)) is None:
            continue  # closed to the actor by another's step between the two queries
        names = leads.get(m.pk, [])
        made = registry.definition_of(m)
        day = day_view(dues.get(m.pk))
        hidden = m.confidential and f"u:{m.body.parent_id}" in actor.keys  # the county sees the matter, not who asked
        found.append(
            Row(m, own, "（保密）" if hidden else "、".join(n for _, n in names) or own.ledger_lead or "不详", "", cosigners.get(m.pk, 0),
                units.get(m.pk, []) or _units_meant(own), PHASES.get(m.phase, m.phase), ticks(made, m), day,
                bool(day and day.state == "late"), False)
        )  # fmt: skip
    return found


def _units_meant(own: Suggestion) -> list[str]:
    """Before the hand-over the unit proposed for it; for a past one the units its ledger names."""
    if own.proposed:
        return [f"拟：{own.proposed.short}"]
    return [own.ledger_units] if own.ledger_units else []


def people_of(ids: list[int]) -> tuple[dict[int, list[tuple[int, str]]], dict[int, int]]:
    """Of each matter its leads (id, name), and how many co-signed."""
    leads: dict[int, list[tuple[int, str]]] = defaultdict(list)
    cosigners: dict[int, int] = defaultdict(int)
    rows = (
        Party.objects.unguarded(WHY)
        .filter(matter_id__in=ids, until=None, part__in=["lead", "cosign"], person__isnull=False)
        .order_by("pk")
    )
    for matter_id, part, person_id, name in rows.values_list("matter_id", "part", "person_id", "person__name"):
        if part == "lead":
            leads[matter_id].append((person_id, name))
        else:
            cosigners[matter_id] += 1
    return leads, cosigners


def _units_of(ids: list[int]) -> dict[int, list[str]]:
    units: dict[int, list[str]] = defaultdict(list)
    parts = (
        Assignment.objects.unguarded(WHY)
        .filter(matter__part_of_id__in=ids)
        .exclude(matter__ended_as__in=["returned", "recalled", "void"])
    )
    for root, name in parts.order_by("pk").values_list("matter__part_of_id", "handler__short"):
        units[root or 0].append(name)
    return units


def _dues_of(ids: list[int]) -> dict[int, date]:
    """The earliest last day for a unit's next step."""
    dues: dict[int, date] = {}
    rows = Duty.objects.unguarded(WHY).filter(matter__root_id__in=ids, state=Duty.State.OPEN, due_on__isnull=False)
    for root, day in rows.exclude(name="rate").order_by("-due_on").values_list("matter__root_id", "due_on"):
        if root and day:
            dues[root] = day
    return dues


def mine(actor: Actor, limit: int = 50) -> list[Row]:
    """A deputy's own: led, co-signed, or asked to co-sign."""
    parties = Party.objects.seen_by(actor).filter(person_id=actor.person_id, until=None, part__in=["lead", "cosign"])  # type: ignore[misc]
    rows = (
        Matter.objects.seen_by(actor)
        .filter(kind="suggestions", pk__in=parties.values("matter_id"))
        .select_related("body")
    )
    return rows_of(actor, list(rows.order_by("-opened_on", "-pk")[:limit]))
