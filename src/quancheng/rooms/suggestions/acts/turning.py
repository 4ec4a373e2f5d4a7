"""换届: promises made to one term's deputies are shown to the next term's deputies of the same place, who may evaluate them."""

from django.db.models import Q

from quancheng.procedure.book import book
from quancheng.procedure.moving import Move, bear_too
from quancheng.procedure.registry import Turn, new_term
from quancheng.procedure.settle import notify, settle
from quancheng.procedure.succession import locked
from quancheng.record import clock, facts
from quancheng.record.models import Matter, Party
from quancheng.roster.models import Mandate, Person

from .bindings import WHY, people


@new_term
def promises_go_on(turn: Turn) -> int:
    """Join the new deputies of the place to every promise that is still open; those already in it stay."""
    rows = Matter.objects.unguarded(WHY).filter(kind="undertakings", body_id=turn.new.congress_id, ended_as="")
    return sum(_show(matter, turn) for matter in locked(rows.values_list("pk", flat=True)))


def _show(promise: Matter, turn: Turn) -> int:
    promise = Matter.objects.unguarded(WHY).select_related("body__area", "root", "arises_from__root").get(pk=promise.pk)
    assert promise.arises_from
    raised = promise.arises_from.root
    there = {person.pk for part in ("lead", "cosign") for person in people(raised, part)}
    there |= {person.pk for person in people(promise, "heir")}
    heirs = [person for person in of_the_place(people(raised, "lead"), turn) if person.pk not in there]
    if not heirs:
        return 0
    fact = facts.write(
        kind="record.new_term", matter=promise, body=promise.body, actor_id=turn.actor.person_id, on=turn.on, at=clock.now(),
        act=turn.act, data={"term": turn.new.pk, "people": [person.pk for person in heirs]},
    )  # fmt: skip
    for person in heirs:
        Party(matter=promise, person=person, part="heir", since=fact).save()
    move = Move(fact, book())
    bear_too(promise, move)
    notify(settle(promise.pk), move, [])
    return 1


def of_the_place(leads: list[Person], turn: Turn) -> list[Person]:
    """The new term's deputies of the district those came from; where a district has none, of their delegation."""
    old = Mandate.objects.filter(term=turn.old, person__in=leads) if turn.old else Mandate.objects.none()
    new = (
        Mandate.objects.on(turn.on).filter(term=turn.new).select_related("person").order_by("person__stroke_key", "pk")
    )
    found: dict[int, Person] = {}
    for seat in old:
        same = Q(district=seat.district) if seat.district else Q(pk=None)
        near = list(new.filter(same)) or list(new.filter(delegation=seat.delegation) if seat.delegation else [])
        found |= {mandate.person_id: mandate.person for mandate in near}
    return list(found.values())
