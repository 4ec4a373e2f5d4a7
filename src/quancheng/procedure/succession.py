"""When a unit ends, a mandate does or a clerk leaves: what was owed passes on by one act, and the facts say so.

Called by a step of the register it belongs to that step's act and journal, and is taken back with it.
"""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from quancheng.record import clock, facts, kept
from quancheng.record.locks import lock_trees, writing
from quancheng.record.models import Duty, Matter, Party
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate, Person

from . import registry
from .book import book
from .dates import redate
from .definition import Aside
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
        found = locked(roots.values_list("pk", flat=True))
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


def locked(ids: Iterable[int | None]) -> list[Matter]:
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
    locked(rows.values_list("matter__root_id", flat=True))
    act, there = act or uuid.uuid4().hex, dict.fromkeys((d.matter_id, d.name) for d in rows.order_by("pk"))
    return sum(_realign(matter, name, actor, on, act) for matter, name in there)


def bear_back(actor: Actor, person: Person, congress: int, on: date, act: str = "") -> int:
    """Somebody bears his roles again: what is open in his matters comes back to him. Returns how many."""
    roots = (
        Party.objects.unguarded(WHY)
        .filter(person=person, until=None, matter__body_id=congress)
        .values("matter__root_id")
    )
    rows = Matter.objects.unguarded(WHY).filter(Q(root_id__in=roots) | Q(arises_from__root_id__in=roots), ended_as="")
    locked(rows.values_list("root_id", flat=True))
    act, steps = act or uuid.uuid4().hex, [(m.pk, m.step) for m in rows.order_by("pk")]
    return sum(_realign(matter, name, actor, on, act) for matter, name in steps)


def _realign(matter_id: int, name: str, actor: Actor, on: date, act: str) -> int:
    """Let the open duties of one name be borne by who bears their role now, with the same last day; 1 if that moved any."""
    matter = Matter.objects.unguarded(WHY).select_related("body__area", "root").get(pk=matter_id)
    spec = registry.definition_of(matter).at(name)
    there = list(Duty.objects.unguarded(WHY).filter(matter=matter, name=name, state=Duty.State.OPEN).order_by("pk"))
    if spec is None or not there:
        return 0
    bearers = {_key(holder): holder for holder in holders(matter, spec.by)}
    gone = [duty for duty in there if (duty.person_id, duty.body_id) not in bearers]
    held = {(duty.person_id, duty.body_id) for duty in there}
    # who was asked by name beside the line is nobody's successor; the line itself is borne by all its bearers
    coming = (
        [holder for key, holder in bearers.items() if key not in held] if gone or not isinstance(spec, Aside) else []
    )
    if not gone and not coming:
        return 0
    fact = facts.write(
        kind="record.pass_on", matter=matter, body=matter.body, actor_id=actor.person_id, on=on, at=clock.now(), act=act,
        data={"duty": there[0].pk, "from": [duty.person_id for duty in gone]},
    )  # fmt: skip
    move = Move(fact, book())
    for duty in gone:
        void(duty)
    for holder in coming:
        new = owe(matter, spec, holder, move)
        new.due_on, new.why = there[0].due_on, there[0].why
        new.save(update_fields=["due_on", "why"])
    notify(settle(matter.root_id), move, [])
    return 1


def _key(holder: Person | Body) -> tuple[int | None, int | None]:
    return (None, holder.heir.pk) if isinstance(holder, Body) else (holder.pk, None)


def in_hand(person: Person, roles: Iterable[str]) -> list[Duty]:
    """Open duties a person holds in his own name in these roles: what he owes by a post, not as a deputy."""
    rows = Duty.objects.unguarded(WHY).filter(person=person, role__in=list(roles), state=Duty.State.OPEN)
    return list(rows.select_related("matter__body", "matter__root").order_by("pk"))


def hand_over(actor: Actor, duties: Iterable[Duty], to: Person, on: date, act: str = "") -> int:
    """Open duties pass from one person's desk to another's, with their days as they are; parties too. Returns how many."""
    mine = [duty for duty in duties if duty.person_id]
    locked(d.matter.root_id for d in mine)
    for duty in mine:
        fact = facts.write(
            kind="record.change_hands", matter=duty.matter, body=duty.matter.body, actor_id=actor.person_id, on=on, at=clock.now(),
            act=act or uuid.uuid4().hex, data={"duty": duty.pk, "from": duty.person_id, "to": to.pk},
        )  # fmt: skip
        parties = Party.objects.unguarded(WHY).filter(
            matter=duty.matter, person=duty.person, part=duty.role, until=None
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


def move_days(actor: Actor, congress: int, event: str, on: date, act: str) -> int:
    """The day of an event outside the matters has changed (a session closed later): what counts from it is dated anew."""
    named = Q(why__event=event) | Q(why__waits=event) | Q(why__other__event=event)
    rows = Duty.objects.unguarded(WHY).filter(named, state=Duty.State.OPEN, matter__body_id=congress)
    touched = 0
    for root in locked(rows.values_list("matter__root_id", flat=True)):
        if moved := redate(root, "", on, book(), everything=True):
            facts.write(
                kind="record.redate", matter=root, body=root.body, actor_id=actor.person_id, on=on, at=clock.now(), act=act,
                data={"redated": moved},
            )  # fmt: skip
            settle(root.pk)
            touched += 1
    return touched
