"""Who bears what, from which day things count, where a suggestion stands, what search finds."""

from datetime import date

from django.db.models import Q

from quancheng.procedure.book import number
from quancheng.procedure.calls import Ask, Told
from quancheng.procedure.registry import (
    bearer,
    event,
    given_day,
    join,
    on_part,
    phase,
    phase_words,
    rule_of,
    starter,
    text,
)
from quancheng.record import clock
from quancheng.record.models import Duty, Fact, Matter, Party
from quancheng.record.prepared import Prepared
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate, Person

from ..models import Assignment, Rating, Reply, Suggestion, Undertaking

WHY = "the room's own rules"

PHASES = {
    "draft": "起草", "examine": "待审查", "hand_over": "待交办", "allot": "待分办", "sign_for": "待签收", "reassign": "退回待定",
    "handle": "办理中", "rate": "待评价", "rework": "再次办理", "settle": "待销号", "promised": "承诺期内", "closed": "已销号",
    "declined": "不作为建议处理", "rerouted": "转送其他机关", "merged": "并案", "withdrawn": "已撤回", "passed_up": "转报县人大", "ledger": "历史台账",
}  # fmt: skip
phase_words["suggestions"] = PHASES


_people = Prepared(
    lambda pk, part: (
        Party.objects.unguarded(WHY)
        .filter(matter_id=pk, part=part, until=None)
        .exclude(person=None)
        .select_related("person")
        .order_by("pk")
    )
)
_signed = Prepared(
    lambda pk: (
        Party.objects.unguarded(WHY)
        .filter(matter_id=pk, part__in=["lead", "cosign"], until=None, person__isnull=False)
        .order_by("pk")
        .values_list("part", "person__name")
    )
)
_units = Prepared(
    lambda pk: (
        Assignment.objects.unguarded(WHY)
        .filter(matter__part_of_id=pk)
        .order_by("pk")
        .values_list("handler__name", flat=True)
    )
)
_replies = Prepared(
    lambda pk: (
        Reply.objects.unguarded(WHY)
        .filter(assignment__matter__part_of_id=pk)
        .order_by("pk")
        .values_list("text", "number")
    )
)
_asides = Prepared(
    lambda pk: (
        Duty.objects.unguarded(WHY)
        .filter(matter_id=pk, state=Duty.State.OPEN, name__in=["reassign", "arbitrate"])
        .values_list("pk", flat=True)
    )
)
_steps = Prepared(
    lambda pk: Matter.objects.unguarded(WHY).filter(part_of_id=pk, ended_as="").values_list("step", flat=True)
)


def people(matter: Matter, part: str) -> list[Person]:
    """Persons of that part in the matter today, in the order in which they joined."""
    return [p.person for p in _people(matter.pk, part) if p.person]


def in_office(persons: list[Person], congress: Body) -> list[Person]:
    """Those who sit in the congress today."""
    seats = (
        Mandate.objects.on(clock.today())
        .filter(congress=congress, person__in=persons)
        .values_list("person_id", flat=True)
    )
    sitting = set(seats)
    return [p for p in persons if p.pk in sitting]


@bearer("suggestions.lead")
def lead(matter: Matter) -> list[Person]:
    return people(matter, "lead")


@bearer("suggestions.invited")
def invited(matter: Matter) -> list[Person]:
    return []


@bearer("suggestions.members")
def members(matter: Matter) -> list[Person]:
    """Every deputy of the congress in office who is not in it already; confidential suggestions take no joiners."""
    if matter.confidential:
        return []
    seats = Mandate.objects.on(clock.today()).filter(congress=matter.body)
    there = Party.objects.unguarded(WHY).filter(matter=matter, until=None).exclude(person=None).values("person_id")
    return list(Person.objects.filter(mandates__in=seats).exclude(pk__in=there))


@bearer("suggestions.sender")
def sender(matter: Matter) -> list[Body]:
    """Who may pass it up: only a township has a county above it here."""
    return [matter.body] if matter.body.tier == Body.Tier.TOWNSHIP and matter.body.parent_id else []


@bearer(
    "suggestions.examiner", "suggestions.leader", "assignments.examiner", "assignments.supervisor", "undertakings.examiner",
    "undertakings.supervisor", "explanations.examiner", "handling_years.examiner",
)  # fmt: skip
def congress(matter: Matter) -> list[Body]:
    """The congress itself: whoever holds a post that acts for it."""
    return [matter.body]


@bearer("suggestions.government_office")
def government_office(matter: Matter) -> list[Body]:
    return list(Body.objects.filter(kind=Body.Kind.GOVERNMENT_OFFICE, area_id=matter.body.area_id, until=None)[:1])


@bearer("assignments.handler", "assignments.handler_head")
def handler(matter: Matter) -> list[Body]:
    return [matter.assignment.handler.heir]


@bearer("assignments.co_handler")
def co_handler(matter: Matter) -> list[Body]:
    return []


@bearer("assignments.leads")
def raters(matter: Matter) -> list[Person | Body]:
    """Every lead still in office; else the first co-signer in office; else the office, which may only record."""
    return evaluators(matter.root)


@bearer("undertakings.leads")
def promised_to(matter: Matter) -> list[Person | Body]:
    """Who raised it, as far as they sit; after a change of term the new deputies of the place; else as for the reply."""
    raised = matter.undertaking.assignment.matter.root
    leads = in_office(people(raised, "lead"), raised.body)
    return list(leads or in_office(people(matter, "heir"), raised.body)) or evaluators(raised)


@bearer("undertakings.handler")
def promiser(matter: Matter) -> list[Body]:
    return [matter.undertaking.handler.heir]


@bearer("explanations.handler")
def explainer(matter: Matter) -> list[Body]:
    return [matter.explanation.handler.heir]


@bearer("assignments.entered_for")
def entered_for(matter: Matter) -> list[Person | Body]:
    """Those for whom a step of this assignment was entered from paper."""
    facts = (
        Fact.objects.unguarded(WHY)
        .filter(matter=matter, corrected_by=None)
        .filter(Q(for_person__isnull=False) | Q(for_body__isnull=False))
    )
    return [f.for_person or f.for_body for f in facts.select_related("for_person", "for_body")]  # type: ignore[misc]


def evaluators(root: Matter) -> list[Person | Body]:
    """Who evaluates the handling of a suggestion today (SUG-13)."""
    if leads := in_office(people(root, "lead"), root.body):
        return list(leads)
    return list(in_office(people(root, "cosign"), root.body)[:1]) or [root.body]


@starter("suggestions")
def may_raise(actor: Actor, body: Body) -> bool:
    """代表法: a deputy raises suggestions to his own congress, alone or with others."""
    return actor.sits_in(body.pk)


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
        from quancheng.roster.models import Session

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
    rounds = number("suggestion.rework.rounds", clock.today(), matter.body.tier, matter.body.area_id)
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


@phase("suggestions")
def stands(root: Matter) -> str:
    """Where the whole suggestion stands, its parts and promises included."""
    if root.ended_as == "closed" or root.ended_as == "ledger":
        promises = Undertaking.objects.unguarded(WHY).filter(assignment__matter__root_id=root.pk, matter__ended_as="")
        return "promised" if promises.exists() else root.ended_as
    if root.ended_as or root.step != "handling":
        return root.ended_as or root.step
    if _asides(root.pk):
        return "reassign"
    steps = set(_steps(root.pk))
    for names, found in (
        ({"sign_for"}, "sign_for"),
        ({"meet", "rework"}, "rework"),
        ({"handle", "sign_reply"}, "handle"),
        ({"rate"}, "rate"),
    ):
        if steps & names:
            return found
    return "handle"


@text(
    "suggestions", "record.matter:title", "record.matter:number", "record.matter:confidential", "record.matter:ended_as",
    "record.party", "suggestions.suggestion", "suggestions.assignment:handler_id", "suggestions.reply",
)  # fmt: skip
def searched(root: Matter) -> str:
    """Everything a person would look for: number, title, text, names, units, replies."""
    own: Suggestion = root.suggestion
    signers = [] if root.confidential else sorted(_signed(root.pk), key=lambda row: row[0] != "lead")
    names = [name for _, name in signers]
    found = [root.number, root.title, own.text, own.category_word, *names, *_units(root.pk)]
    found += [
        own.ledger_session,
        own.ledger_lead,
        own.ledger_cosign,
        own.ledger_units,
        own.ledger_co_units,
        own.ledger_reply,
        own.ledger_note,
    ]
    return "\n".join(x for x in [*found, *(y for r in _replies(root.pk) for y in r)] if x)


def lead_parts(root: Matter) -> list[Matter]:
    """The assignments that have not been returned or recalled."""
    rows = (
        Matter.objects.unguarded(WHY)
        .filter(part_of=root, kind="assignments")
        .exclude(ended_as__in=["returned", "recalled", "void"])
    )
    return list(rows.select_related("assignment__handler", "body").order_by("pk"))
