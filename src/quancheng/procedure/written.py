"""What a step leaves in the record: its fact with credits and rulings, the free text beside it, the files it used."""

from collections.abc import Iterator
from typing import Any

from quancheng.record import clock, facts, files
from quancheng.record.models import Fact, File, Matter, Remark

from . import registry
from .calls import Call, Told

BESIDE = ("despite", "paper_kept", "reason")  # fields of the common form whose text is kept with the fact


def write(
    call: Call, matter: Matter, told: Told, moved: list[dict[str, Any]], key: str | None, act: str | None
) -> Fact:
    """Write down a step that was done. `moved`: the days that were computed again because of it."""
    data = dict(told.data) | ({"redated": moved} if moved else {})
    if warned := call.data.get("warned"):
        data["despite"] = warned
    papers = call.data.get("paper") or []
    fact = facts.write(
        told.shares,
        kind=call.name,
        matter=matter,
        body=matter.body,
        organ=told.organ,
        actor_id=call.actor.person_id,
        capacity=_capacity(call, matter),
        for_person=call.behalf.person if call.behalf else None,
        for_body=call.behalf.body if call.behalf else None,
        file=papers[0] if papers else None,
        on=call.on,
        on_as=told.on_as,
        at=clock.now(),
        act=act or call.act,
        key=key,
        outcome=told.outcome,
        data=data,
        rulings=_rulings(call),
        corrects=call.correcting,
    )
    said = told.remarks | {kind: text for kind in BESIDE if (text := call.data.get(kind))}
    for kind, text in said.items():
        if text:
            Remark(fact=fact, kind=kind, text=text).save()
    files.attach(list({f.pk: f for f in _used(call)}.values()), matter)
    return fact


def _used(call: Call) -> Iterator[File]:
    """Every file typed into any field of the form, and those the act has used."""
    yield from call.files
    for value in call.data.values():
        yield from (f for f in value if isinstance(f, File)) if isinstance(value, list) else ()


def _capacity(call: Call, matter: Matter) -> str:
    """By which post, or as what party, the actor acted: a role's id."""
    if call.behalf:
        held = call.actor.capacity(registry.definition_of(matter).behalf_by, matter.body_id)
    elif call.duty and call.duty.body_id:
        held = call.actor.capacity(call.duty.role, call.duty.body_id)
    else:
        held = call.actor.capacity(call.spec.by, matter.body_id)
    return held.role.id if held else call.spec.by


def _rulings(call: Call) -> list[dict[str, Any]]:
    """What the fact cites: rulings the act asked for, and those that dated the duty."""
    cited = [{"rule": r.rule, "value": r.words, "citation": [c.as_json() for c in r.citations]} for r in call.used]
    why = call.duty.why if call.duty else {}
    if why.get("citation"):
        cited.append({"rule": why["rule"], "day": why["day"], "citation": why["citation"]})
    return cited
