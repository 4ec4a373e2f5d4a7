"""The rows behind every figure, with their dimensions computed in SQL. Counts group by them, lists filter by them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from quancheng.law.deadlines import due
from quancheng.law.rules import Book, NoRule
from quancheng.record.models import Duty, Fact

from ..models import Assignment, Rating, Reply, Suggestion, Undertaking
from .figures import ASSIGNMENT, LEDGER, SUGGESTION, Definition
from .scope import View

WHY = "only within or beneath rows the actor sees"
DIMENSIONS = {
    "件": ("end", "numbered", "handed", "meeting", "key"),
    "办件": ("end", "timing", "word", "solved", "process", "result", "again", "reply_on_paper", "rated_on_paper"),
    "项": ("end", "due", "moved"),
}
SOURCES = {"session": "代表在会议期间提出", "between": "代表在闭会期间提出", "passed_up": "乡镇人大转报"}
_REPLIED = Q(replied_on__isnull=False)


def suggestions(view: View) -> "QuerySet[Suggestion]":
    """件: suggestions of the period, ledger entries left out."""
    rows = Suggestion.objects.seen_by(view.actor).filter(view.cohort)
    return rows.exclude(source=Suggestion.Source.LEDGER).annotate(
        row=_row(view, "", "matter__body_id"),
        end=F("matter__ended_as"),
        numbered=_yes(Q(number__isnull=False)),
        handed=_yes(Q(handed_on__isnull=False)),
        meeting=_yes(Q(session__isnull=False)),
    )


def ledger(view: View) -> "QuerySet[Suggestion]":
    """Entries from past ledgers, of the period as far as their day is known; never mixed with the rest."""
    return Suggestion.objects.seen_by(view.actor).filter(view.cohort, source=Suggestion.Source.LEDGER)


def _cohort(view: View) -> "QuerySet[Any]":
    """Ids alone, for a subquery: it finds its few rows by index, and the guarded query around it begins from them."""
    rows = Suggestion.objects.unguarded(WHY).filter(view.cohort).exclude(source=Suggestion.Source.LEDGER)
    return rows.order_by().values("pk")


def assignments(view: View) -> "QuerySet[Assignment]":
    """办件: each unit's share of the suggestions of the period."""
    root = "matter__root__suggestion__"
    rows = Assignment.objects.seen_by(view.actor).filter(matter__root__in=_cohort(view))
    if view.units is not None:
        rows = rows.filter(handler__in=view.units)
    return rows.annotate(
        row=_row(view, root, "matter__root__body_id", "handler_id"),
        end=F("matter__ended_as"),
        timing=_timing(view, _unsigned_and_due(rows, view)),
        word=_last_word(),
        process=_graded("process"),
        result=_graded("result"),
        again=_yes(Q(round__gt=0)),
        reply_on_paper=_yes(_REPLIED & Exists(_on_behalf("assignments.sign_reply"))),
        rated_on_paper=_yes(_REPLIED & Exists(_on_behalf("assignments.rate"))),
    )


def promises(view: View) -> "QuerySet[Undertaking]":
    """项: what units promised in replies to the suggestions of the period."""
    root = "assignment__matter__root__suggestion__"
    rows = Undertaking.objects.seen_by(view.actor).filter(assignment__matter__root__in=_cohort(view))
    if view.units is not None:
        rows = rows.filter(handler__in=view.units)
    put_off = Fact.objects.unguarded(WHY).filter(
        matter=OuterRef("pk"), kind="undertakings.keep", outcome="later", corrected_by=None
    )
    return rows.annotate(
        row=_row(view, root, "assignment__matter__root__body_id", "handler_id"),
        end=F("matter__ended_as"),
        due=_yes(Q(promised_on__lte=view.day) | Q(matter__ended_as="dropped")),
        moved=_yes(Exists(put_off)),
    )


def rows_of(view: View, figure: Definition) -> "QuerySet[Any]":
    """Every row of the figure's base, with its dimensions."""
    if figure.id == LEDGER.id:
        return ledger(view)
    return {SUGGESTION: suggestions, ASSIGNMENT: assignments}.get(figure.base, promises)(view)


def narrowed(rows: "QuerySet[Any]", figure: Definition) -> "QuerySet[Any]":
    """Exactly the rows a count counts."""
    return rows.filter(**{f"{name}__in": values for name, values in figure.where.items()})


@dataclass(frozen=True)
class Cube:
    """Counts of one base by row and dimensions; every figure is a sum of its cells."""

    cells: tuple[tuple[Any, dict[str, Any], int], ...]

    def tally(self, figure: Definition) -> dict[Any, int]:
        """How many rows the figure counts, by row of the table."""
        found: dict[Any, int] = defaultdict(int)
        for row, cell, n in self.cells:
            found[row] += n if figure.counts(cell) else 0
        return found

    @property
    def keys(self) -> set[Any]:
        """The rows of the table that occur."""
        return {row for row, _, _ in self.cells}

    def values(self, dimension: str) -> set[Any]:
        """What occurs in a dimension."""
        return {cell[dimension] for _, cell, _ in self.cells}


def cube(rows: "QuerySet[Any]", base: str) -> Cube:
    """One grouped query."""
    names = DIMENSIONS[base]
    found = rows.order_by().values("row", *names).annotate(n=Count("pk"))
    return Cube(tuple((r["row"], {n: r[n] for n in names}, r["n"]) for r in found))


def _yes(condition: Any) -> Case:
    """True or false, never null."""
    return Case(When(condition, then=Value(True)), default=Value(False))


def _row(view: View, root: str, body: str, handler: str = "") -> Any:
    """Which row of the table it belongs to: every matter to exactly one."""
    if view.by == "department":
        return F(handler) if handler else Value(0)
    if view.by == "township":
        return F(body)
    if view.by == "category":
        return F(f"{root}category_word")
    passed = When(**{f"{root}source": Suggestion.Source.PASSED_UP}, then=Value("passed_up"))
    return Case(passed, When(**{f"{root}session__isnull": False}, then=Value("session")), default=Value("between"))


def _timing(view: View, unsigned: Q) -> Case:
    """Whether the day had come, and whether the first reply kept it: a rework's reply makes no first one late."""
    later = Reply.objects.unguarded(WHY).filter(assignment=OuterRef("pk"), round=0).values("on")[:1]
    first = Case(When(round=0, then=F("replied_on")), default=Subquery(later))
    waiting = Duty.objects.unguarded(WHY).filter(
        matter=OuterRef("pk"), state=Duty.State.OPEN, name__in=["handle", "sign_reply"], due_on__lte=view.day
    )
    return Case(
        When(_REPLIED & Q(due_last__isnull=True), then=Value("undated")),
        When(_REPLIED & Q(due_last__gt=view.day), then=Value("early")),
        When(_REPLIED & Q(due_last__lt=first), then=Value("late")),
        When(_REPLIED & Q(due_first__isnull=False, due_first__lt=first), then=Value("extended")),
        When(_REPLIED, then=Value("first")),
        When(unsigned | (Q(matter__step__in=["handle", "sign_reply"]) & Exists(waiting)), then=Value("overdue")),
        default=Value("waiting"),
    )


def _unsigned_and_due(rows: "QuerySet[Assignment]", view: View) -> Q:
    """Units that never signed for theirs owe a reply all the same: their days are computed by the law of the place."""
    found = Q(pk__in=[])
    kinds = rows.filter(matter__step="sign_for").order_by().distinct()
    late: dict[tuple[str, int], list[date]] = defaultdict(list)
    columns = ("reply_rule", "counted_from", "matter__body_id", "matter__body__tier", "matter__body__area_id")
    for rule, start, body, tier, area in kinds.values_list(*columns):
        last = reply_day(view.law, rule, start, tier, area)
        if last and last <= view.day:
            late[rule, body].append(start)
    for (rule, body), starts in late.items():
        found |= Q(matter__step="sign_for", reply_rule=rule, matter__body_id=body, counted_from__in=starts)
    return found


def reply_day(law: Book, rule: str, start: date, tier: str, area: str) -> date | None:
    """The last day for a reply to what was handed over on `start`; None where no rule is in force."""
    only: Callable[[str], date | None] = lambda event: start if event == "suggestion.hand_over" else None  # noqa: E731
    try:
        found = due(law, rule, event_day=only, on=start, tier=tier, area=area)
    except NoRule:
        return None
    return found.day if found else None


def _last_word() -> Case:
    """The class of the last reply in the county's own words."""
    last = Reply.objects.unguarded(WHY).filter(assignment=OuterRef("pk")).order_by("-round").values("letter_word")[:1]
    return Case(
        When(replied_on__isnull=True, then=Value("")),
        When(round=0, then=F("letter_word")),
        default=Coalesce(Subquery(last), Value("")),
    )


def _graded(field: str) -> Any:
    """The grade of the last finished round of evaluation, the worst where several leads evaluated; 0 without one."""
    grade = Case(
        *(When(**{field: g}, then=Value(n)) for n, g in enumerate(Rating.Grade.values, 1)), output_field=IntegerField()
    )
    going_on = Q(assignment__matter__step="rate") | Q(assignment__matter__ended_as="unrated")
    ratings = Rating.objects.unguarded(WHY).filter(
        ~(Q(round=F("assignment__round")) & going_on), assignment=OuterRef("pk")
    )
    last = ratings.order_by().values("assignment").annotate(top=Max(F("round") * 10 + grade)).values("top")
    return Case(
        When(_REPLIED, then=Coalesce(Subquery(last), Value(0)) % 10), default=Value(0), output_field=IntegerField()
    )


def _on_behalf(kind: str) -> "QuerySet[Fact]":
    rows = Fact.objects.unguarded(WHY).filter(matter=OuterRef("pk"), kind=kind, corrected_by=None)
    return rows.filter(Q(for_person__isnull=False) | Q(for_body__isnull=False)).exclude(outcome="back")
