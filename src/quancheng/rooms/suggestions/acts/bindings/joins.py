"""What several bearers together come to, and what a returned part asks for."""

from quancheng.procedure.book import number
from quancheng.procedure.calls import Ask, Told
from quancheng.procedure.registry import join, on_part
from quancheng.record import clock
from quancheng.record.models import Duty, Matter

from ...models import Rating, Suggestion
from .bearers import WHY


@join("suggestions.draft")
def all_leads_submit(matter: Matter, duties: list[Duty]) -> str:
    return "submit" if all(d.outcome == "submit" for d in duties) else "keep"


@join("suggestions.handling")
def answered(matter: Matter, duties: list[Duty]) -> str:
    """Answered if any unit has replied; else every one of them has returned it."""
    ends = Matter.objects.unguarded(WHY).filter(part_of=matter, kind="assignments").values_list("ended_as", flat=True)
    return "answered" if {"replied", "unsettled", "unrated"} & set(ends) else "unassigned"


@join("undertakings.confirm")
def kept_for_all(matter: Matter, duties: list[Duty]) -> str:
    """Where several evaluate a promise, one who says it is not kept sends it back."""
    return "no" if any(d.outcome == "no" for d in duties) else "yes"


@join("assignments.rate")
def worst_counts(matter: Matter, duties: list[Duty]) -> str:
    """结果不满意 of any lead leads to rework, as often as the local rule allows; process alone does not."""
    if not any(d.outcome == Rating.Grade.UNSATISFIED for d in duties):
        return "content"
    # without a local rule the office says at each meeting whether it is handled once more
    rounds = number("suggestion.rework.rounds", matter.body, clock.today())
    return "discontent" if rounds is None or matter.assignment.round < rounds else "exhausted"


@on_part("suggestions.assignments")
def part_ended(root: Matter, part: Matter) -> Told | None:
    """A unit that returns its share: the congress decides who handles it; meanwhile the others go on."""
    if part.ended_as != "returned":
        return None
    own: Suggestion = root.suggestion
    own.returned_on = part.ended_on
    own.save(update_fields=["returned_on"])
    return Told(asks=[Ask("reassign", root.body)])
