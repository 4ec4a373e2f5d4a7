"""When a unit ends, a mandate does or a clerk leaves: what was owed passes on by one act, and the facts say so.

Called by a step of the register it belongs to that step's act and journal, and is taken back with it.
"""

import uuid
from collections.abc import Iterable
from datetime import date

from quancheng.record import clock, facts, kept
from quancheng.record.locks import lock_trees, writing
from quancheng.record.models import Duty, Matter, Party
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate, Person

from . import registry
from .book import book
from .models import Undo
from .moving import Move, holders, join, owe, void
from .settle import notify, settle

WHY = "what was owed passes on"


class Impossible(ValueError):
    """The succession cannot be made; the sentence says why."""


def end_body(actor: Actor, body: Body, successor: Body, on: date, act: str = "") -> int:
    """A body ends with a successor: open duties and parties move to it. Returns how many matters were touched."""
    if why := cannot_end(body, successor):
        raise Impossible(why)
    with writing():
        kept.write(body, until=on, successor=successor)
        duties = Duty.objects.unguarded(WHY).filter(body=body, state=Duty.State.OPEN).values("matter__root_id")
        parties = (
            Party.objects.unguarded(WHY).filter(body=body, until=None, matter__ended_as="").values("matter__root_id")
        )
        roots = Matter.objects.unguarded(WHY).filter(pk__in=duties) | Matter.objects.unguarded(WHY).filter(
            pk__in=parties
        )
        found = _locked(roots.values_list("pk", flat=True))
        for root in found:
            _pass_on(root, actor, on, act or uuid.uuid4().hex, body, successor)
        return len(found)


def cannot_end(body: Body, successor: Body) -> str:
    """Why that body cannot end with that successor; nothing if it can."""
    if body.until:
        return f"“{body.name}”已经于 {body.until} 撤并。"
    if body.pk == successor.pk or successor.until or successor.heir.pk == body.pk:
        return f"“{successor.name}”不能承接“{body.name}”：承接单位应是另一个仍在办公的单位。"
    return ""


def _locked(ids: Iterable[int | None]) -> list[Matter]:
    """Those root matters, locked, lowest first. What any of them did last can be taken back no longer: it stands otherwise now."""
    roots = sorted({pk for pk in ids if pk})
    lock_trees(roots)
    Undo.objects.unguarded(WHY).filter(root_id__in=roots).delete()
    return list(Matter.objects.unguarded(WHY).filter(pk__in=roots).select_related("body").order_by("pk"))


def _pass_on(root: Matter, actor: Actor, on: date, act: str, body: Body, successor: Body) -> None:
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


def end_mandate(actor: Actor, mandate: Mandate, on: date, ground: str, act: str = "") -> int:
    """A mandate ends: duties that a role's bearers no longer include pass to whoever bears it now. Returns how many."""
    with writing():
        kept.write(mandate, ends_on=on, ground=ground[:40])
        return bear_anew(actor, [mandate.person_id], mandate.congress_id, on, act)


def bear_anew(actor: Actor, people: Iterable[int], congress: int, on: date, act: str = "") -> int:
    """Open duties of these people in a congress's matters pass on where they no longer bear the role. Returns how many."""
    rows = Duty.objects.unguarded(WHY).filter(
        person_id__in=list(people), state=Duty.State.OPEN, matter__body_id=congress
    )
    _locked(rows.values_list("matter__root_id", flat=True))
    act, moved = act or uuid.uuid4().hex, 0
    for duty in rows.select_related("matter__body__area", "matter__root").order_by("pk"):
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


def in_hand(person: Person, roles: Iterable[str]) -> list[Duty]:
    """Open duties a person holds in his own name in these roles: what he owes by a post, not as a deputy."""
    rows = Duty.objects.unguarded(WHY).filter(person=person, role__in=list(roles), state=Duty.State.OPEN)
    return list(rows.select_related("matter__body", "matter__root").order_by("pk"))


def hand_over(actor: Actor, duties: Iterable[Duty], to: Person, on: date, act: str = "") -> int:
    """Open duties pass from one person's desk to another's, with their days as they are; parties too. Returns how many."""
    mine = list(duties)
    _locked(d.matter.root_id for d in mine)
    for duty in mine:
        fact = facts.write(
            kind="record.change_hands", matter=duty.matter, body=duty.matter.body, actor_id=actor.person_id, on=on, at=clock.now(),
            act=act or uuid.uuid4().hex, data={"duty": duty.pk, "from": duty.person_id, "to": to.pk},
        )  # fmt: skip
        parties = Party.objects.unguarded(WHY).filter(
            matter=duty.matter, person_id=duty.person_id, part=duty.role, until=None
        )
        for party in parties:
            party.until = fact
            party.save(update_fields=["until"])
            join(duty.matter, to, party.part, fact)
        duty.person = to
        duty.save(update_fields=["person"])
        move = Move(fact, book())
        move.opened.append(duty)
        notify(settle(duty.matter.root_id), move, [])
    return len(mine)
