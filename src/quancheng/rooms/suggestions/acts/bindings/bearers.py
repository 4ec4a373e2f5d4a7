"""Who begins a suggestion, and who bears each step of it."""

from django.db.models import Q

from quancheng.procedure.registry import bearer, starter
from quancheng.record import clock
from quancheng.record.models import Fact, Matter, Party
from quancheng.record.prepared import Prepared
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate, Person

WHY = "the room's own rules"

_people = Prepared(
    lambda pk, part: (
        Party.objects.unguarded(WHY)
        .filter(matter_id=pk, part=part, until=None)
        .exclude(person=None)
        .select_related("person")
        .order_by("pk")
    )
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
