"""What stands beside the course of a suggestion, a promise, an explanation, a year."""

from typing import Any

from quancheng.papers.archive import reads as archive
from quancheng.procedure.days import DayView, day_view
from quancheng.procedure.reads import only_member
from quancheng.procedure.registry import page
from quancheng.record.models import Duty, Matter
from quancheng.roster.actor import Actor

from ..models import (
    Assignment,
    Contact,
    Entry,
    Explanation,
    HandlingYear,
    Opinion,
    PublicCopy,
    Rating,
    Reply,
    Suggestion,
    Undertaking,
)
from .rows import people_of


@page("suggestions")
def suggestion_page(actor: Actor, root: Matter) -> dict[str, Any]:
    """What a suggestion's page shows beside its course. A mere member sees title, lead and state."""
    root = root.root
    own = (
        Suggestion.objects.seen_by(actor)
        .select_related("session__term", "leader", "merged_into", "imported")
        .get(pk=root.pk)
    )
    parts = list(
        Assignment.objects.seen_by(actor)
        .filter(matter__part_of=root)
        .select_related("handler", "matter")
        .order_by("pk")
    )
    promises = (
        Undertaking.objects.seen_by(actor).filter(assignment__matter__part_of=root).select_related("matter", "handler")
    )
    leads, _ = people_of([root.pk])
    return {
        "own": own, "lead": "、".join(name for _, name in leads[root.pk]) or own.ledger_lead or "不详", "assignments": parts,
        "promises": [(p, _duty_day(actor, p.matter_id)) for p in promises.order_by("promised_on")],
        **({} if only_member(actor, root) else _inside(actor, root)),
        "above": Matter.objects.seen_by(actor).filter(pk=root.arises_from_id).select_related("body").first() if root.arises_from_id else None,
        "below": list(Matter.objects.seen_by(actor).filter(arises_from__root_id=root.pk, kind="suggestions").select_related("body")),
    }  # fmt: skip


def _inside(actor: Actor, root: Matter) -> dict[str, Any]:
    """Replies, evaluations, contacts, opinions, entries, copies: what those inside the matter see."""

    def of(model: Any) -> Any:
        return model.objects.seen_by(actor).filter(assignment__matter__part_of=root)

    return {
        "replies": list(of(Reply).select_related("assignment__handler").order_by("-round", "-on", "pk")),
        "ratings": list(of(Rating).select_related("person", "assignment__handler").order_by("-round", "pk")),
        "contacts": list(of(Contact).select_related("assignment__handler").order_by("-on")),
        "opinions": list(of(Opinion).select_related("body").order_by("pk")),
        "explanations": list(of(Explanation).select_related("matter", "handler")),
        "entries": list(Entry.objects.seen_by(actor).filter(matter__root_id=root.pk).order_by("-on", "-pk")),
        "copies": list(PublicCopy.objects.seen_by(actor).filter(matter=root).select_related("reviewer").order_by("-on")),
        "volume": archive.standing(actor, root),
    }  # fmt: skip


def _duty_day(actor: Actor, matter_id: int) -> DayView | None:
    duties = Duty.objects.seen_by(actor).filter(matter_id=matter_id, state=Duty.State.OPEN)
    duty = duties.order_by(*Duty.BY_DAY).first()
    return day_view(duty.due_on, duty.why) if duty else None


@page("undertakings")
def undertaking_page(actor: Actor, root: Matter) -> dict[str, Any]:
    """A promise: its words, its day, how far it is, and the suggestion it was given on."""
    own = Undertaking.objects.seen_by(actor).select_related("assignment__matter__root", "handler").get(pk=root.pk)
    entries = Entry.objects.seen_by(actor).filter(matter=root).order_by("-on", "-pk")
    return {
        "promise": own,
        "origin": own.assignment.matter.root,
        "entries": list(entries),
        "day": _duty_day(actor, root.pk),
    }


@page("explanations")
def explanation_page(actor: Actor, root: Matter) -> dict[str, Any]:
    own = Explanation.objects.seen_by(actor).select_related("assignment__matter__root", "handler").get(pk=root.pk)
    entries = Entry.objects.seen_by(actor).filter(matter=root).order_by("-on", "-pk")
    return {"explanation": own, "origin": own.assignment.matter.root, "entries": list(entries)}


@page("handling_years")
def year_page(actor: Actor, root: Matter) -> dict[str, Any]:
    return {"year": HandlingYear.objects.seen_by(actor).get(pk=root.pk)}
