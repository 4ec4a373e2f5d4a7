"""When a unit ends or a mandate does: what was owed passes on by one act, and the facts say so."""

import uuid
from datetime import date

from quancheng.record import clock, facts
from quancheng.record.locks import writing
from quancheng.record.models import Duty, Matter, Party
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate

from . import registry
from .book import book
from .moving import Move, holders, join, owe, void
from .settle import notify, settle

WHY = "what was owed passes on"


class Impossible(ValueError):
    """The succession cannot be made; the sentence says why."""


def end_body(actor: Actor, body: Body, successor: Body, on: date) -> int:
    """A body ends with a successor: open duties and parties move to it. Returns how many matters were touched."""
    if body.pk == successor.pk or successor.until or successor.heir.pk == body.pk:
        raise Impossible(f"“{successor.name}”不能承接“{body.name}”：承接单位应是另一个仍在办公的单位。")
    if body.until:
        raise Impossible(f"“{body.name}”已经于 {body.until} 撤并。")
    with writing():
        body.until, body.successor = on, successor
        body.save(update_fields=["until", "successor"])
        duties = Duty.objects.unguarded(WHY).filter(body=body, state=Duty.State.OPEN).values("matter__root_id")
        parties = (
            Party.objects.unguarded(WHY).filter(body=body, until=None, matter__ended_as="").values("matter__root_id")
        )
        roots = Matter.objects.unguarded(WHY).filter(pk__in=duties) | Matter.objects.unguarded(WHY).filter(
            pk__in=parties
        )
        act = uuid.uuid4().hex
        found = list(roots.select_related("body").order_by("pk"))
        for root in found:
            _pass_on(root, actor, on, act, body, successor)
        return len(found)


def _pass_on(root: Matter, actor: Actor, on: date, act: str, body: Body, successor: Body) -> None:
    Matter.objects.unguarded(WHY).select_for_update().get(pk=root.pk)
    fact = facts.write(
        kind="record.succeed", matter=root, body=root.body, actor_id=actor.person_id, on=on, at=clock.now(), act=act,
        data={"from": body.pk, "to": successor.pk},
    )  # fmt: skip
    move = Move(fact, book())
    for duty in Duty.objects.unguarded(WHY).filter(matter__root_id=root.pk, body=body, state=Duty.State.OPEN):
        duty.body = successor
        duty.save(update_fields=["body"])
        move.opened.append(duty)
    for party in Party.objects.unguarded(WHY).filter(matter__root_id=root.pk, body=body, until=None):
        party.until = fact
        party.save(update_fields=["until"])
        join(party.matter, successor, party.part, fact)
    notify(settle(root.pk), move, [])


def end_mandate(actor: Actor, mandate: Mandate, on: date, ground: str) -> int:
    """A mandate ends: duties that a role's bearers no longer include pass to whoever bears it now. Returns how many."""
    with writing():
        mandate.ends_on, mandate.ground = on, ground[:40]
        mandate.save(update_fields=["ends_on", "ground"])
        rows = Duty.objects.unguarded(WHY).filter(
            person=mandate.person, state=Duty.State.OPEN, matter__body=mandate.congress
        )
        act, moved = uuid.uuid4().hex, 0
        for duty in rows.select_related("matter__body__area", "matter__root"):
            moved += _bear_again(duty, actor, on, act)
        return moved


def _bear_again(duty: Duty, actor: Actor, on: date, act: str) -> int:
    """Void a duty whose holder no longer bears its role, and open it for the present bearers with the same last day."""
    spec = registry.definition_of(duty.matter).at(duty.name)
    bearers = holders(duty.matter, duty.role)
    if spec is None or duty.person in bearers:
        return 0
    fact = facts.write(
        kind="record.pass_on", matter=duty.matter, body=duty.matter.body, actor_id=actor.person_id, on=on, at=clock.now(), act=act,
        data={"duty": duty.pk, "from": duty.person_id},
    )  # fmt: skip
    move = Move(fact, book())
    void(duty)
    there = Duty.objects.unguarded(WHY).filter(matter=duty.matter, name=duty.name, state=Duty.State.OPEN)
    held = {(d.person_id, d.body_id) for d in there}
    for holder in bearers:
        key = (None, holder.pk) if isinstance(holder, Body) else (holder.pk, None)
        if key not in held:
            new = owe(duty.matter, spec, holder, move)
            new.due_on, new.why = duty.due_on, duty.why
            new.save(update_fields=["due_on", "why"])
    notify(settle(duty.matter.root_id), move, [])
    return 1
