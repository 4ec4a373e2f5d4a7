"""The days from which periods of a suggestion count, and by which rule."""

from datetime import date

from quancheng.procedure.registry import event, given_day, rule_of
from quancheng.record.models import Fact, Matter
from quancheng.roster.models import Session

from .bearers import WHY


@event("suggestion.submitted", "suggestions.draft")
@event("suggestion.received", "suggestions.draft")
def received(matter: Matter) -> date | None:
    return matter.root.suggestion.raised_on


@event("suggestion.accepted", "suggestions.examine")
def accepted(matter: Matter) -> date | None:
    return matter.root.suggestion.accepted_on


@event("suggestion.hand_over", "suggestions.hand_over", "suggestions.reassign", "suggestions.arbitrate")
def handed_over(matter: Matter) -> date | None:
    return matter.assignment.counted_from if matter.kind == "assignments" else matter.root.suggestion.handed_on


@event("suggestion.session_closed")
def session_closed(matter: Matter) -> date | None:
    """闭会之日: of the session a suggestion was raised in; for the year's report, of its last session."""
    if matter.kind == "handling_years":
        rows = Session.objects.filter(term__congress=matter.body, closes_on__year__lte=matter.handling_year.year)
        return rows.order_by("-closes_on").values_list("closes_on", flat=True).first()
    session = matter.root.suggestion.session
    return session.closes_on if session else None


@event("suggestion.returned", "assignments.sign_for")
def returned(matter: Matter) -> date | None:
    return matter.root.suggestion.returned_on


def _of_assignment(field: str) -> object:
    def day(matter: Matter) -> date | None:
        return getattr(matter.assignment, field)

    return day


for _name, _field, _kind in (
    ("suggestion.reassigned", "counted_from", "suggestions.reassign"),
    ("suggestion.replied", "replied_on", "assignments.sign_reply"),
    ("suggestion.rework", "rework_from", "assignments.meet"),
    ("suggestion.chased", "chased_on", "assignments.chase"),
    ("suggestion.extension_asked", "extension_asked_on", "assignments.ask_extension"),
    ("suggestion.opinion_asked", "opinion_asked_on", "assignments.ask_opinion"),
    ("suggestion.rated_for", "rated_for_on", "assignments.rate"),
):
    event(_name, _kind)(_of_assignment(_field))


@event("suggestion.rated", "assignments.rate")
def rated(matter: Matter) -> date | None:
    return matter.assignment.ratings.unguarded(WHY).order_by("-on").values_list("on", flat=True).first()


@event("suggestion.year_end")
def year_end(matter: Matter) -> date | None:
    return date(matter.handling_year.year, 12, 31)


@rule_of("assignments.suggestion.reply")
def reply_rule(matter: Matter) -> str:
    """Ordinary or, for what is complex or was extended, the longer period from the same hand-over."""
    return matter.assignment.reply_rule


@given_day("undertakings.promised")
def promised(matter: Matter) -> tuple[date, Fact | None]:
    return matter.undertaking.promised_on, None


@given_day("explanations.look_again_on")
def look_again_on(matter: Matter) -> tuple[date, Fact | None] | None:
    day = matter.explanation.look_again_on
    return (day, None) if day else None
