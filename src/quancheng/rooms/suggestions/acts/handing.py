"""交办: to whom, through whom, and what happens when a unit returns it."""

from datetime import date
from typing import Any

from quancheng.procedure.calls import Ask, Call, Open, Refusal, Told
from quancheng.procedure.registry import act, check
from quancheng.record.facts import Share
from quancheng.record.models import Matter, Party
from quancheng.roster.models import Body

from ..forms import handing as forms
from ..forms.fields import local
from ..models import Assignment
from .bindings import WHY, people
from .suggestions import own


@check("suggestions.one_lead_or_all_separate")
def one_lead_or_all_separate(call: Call) -> Refusal | None:
    """One unit leads, or all reply separately."""
    rows = call.data.get("units") or _proposed(call)
    if not rows and call.spec.id == "hand_over" and (call.correcting or through_government(call)):
        return None
    parts = [r["part"] for r in rows]
    if parts.count("lead") == 1 and "separate" not in parts:
        return None
    if parts.count("separate") >= 1 and "lead" not in parts:
        return None
    said = (
        "还没有选承办单位" if not parts else f"现在是主办 {parts.count('lead')} 家、分办 {parts.count('separate')} 家"
    )
    return Refusal(
        f"须有一个主办单位，或者各单位都是分办：{said}。",
        who="交办机构",
        instead="改成一家主办、其余会办，或者全部分办",
        id="one_lead",
    )


def _proposed(call: Call) -> list[dict[str, Any]]:
    """The unit named when the suggestion was examined: what a batch hands over to."""
    row = own(call)
    return [{"body": row.proposed.heir, "part": "lead"}] if row.proposed and call.spec.id == "hand_over" else []


def through_government(call: Call) -> bool:
    """Whether this congress hands over through the government office: a local choice."""
    return "government" in local(call, "suggestion.via").ids


@act("suggestions.hand_over", forms.HandOverForm)
def hand_over(call: Call) -> Told:
    """交办: the day everything counts from. Units outside the government are handed to directly in any case."""
    assert call.matter
    row = own(call)
    row.handed_on, row.hard = call.on, call.data["hard"]
    row.save()
    units = call.data["units"] or _proposed(call)
    inside = [u for u in units if _of_government(u["body"])]
    named = {"units": [u["body"].pk for u in units], "parts": [u["part"] for u in units]}
    told = Told("direct", remarks={"say": call.data["say"]}, tells=list(people(call.matter, "lead")), data=named)
    if through_government(call) and (inside or not units):
        told.outcome = "via_government"
        return told
    return assign(call, told, units)


def _of_government(body: Body) -> bool:
    kinds = (Body.Kind.GOVERNMENT, Body.Kind.GOVERNMENT_OFFICE)
    return body.kind in kinds or bool(body.parent and body.parent.kind == Body.Kind.GOVERNMENT)


def assign(call: Call, told: Told, units: list[dict]) -> Told:
    """Open an assignment for each leading or separate unit; co-handling units are parties and owe an opinion."""
    row = own(call)
    for unit in units:
        body, part = unit["body"], unit["part"]
        told.parties.append((body, "co" if part == "co" else part))
        if part != "co":
            told.parts.append(assignment(call, body, part, row.handed_on or call.on, unit.get("responsible", "")))
    told.shares += [Share(u["body"], u["part"]) for u in units]
    return told


def assignment(call: Call, body: Body, part: str, counted_from: date, responsible: str = "") -> Open:
    """One unit's share, dated from `counted_from`; what is complex gets the longer period from the same day."""
    row = own(call)
    made = Assignment(
        handler=body, part=part, counted_from=counted_from, first_handed_on=row.handed_on or counted_from, responsible=responsible,
        reply_rule="suggestion.reply.hard" if row.hard else "suggestion.reply",
    )  # fmt: skip
    assert call.matter
    return Open("assignments", call.matter.root.title, made)


@act("suggestions.allot", forms.HandOverForm)
def allot(call: Call) -> Told:
    """政府办分办. The legal period still counts from the congress's own hand-over."""
    assert call.matter
    told = Told(
        data={"units": [u["body"].pk for u in call.data["units"]]},
        remarks={"say": call.data["say"]},
        tells=[call.matter.body],
    )
    return assign(call, told, call.data["units"])


@act("suggestions.reassign", forms.ReassignForm)
def reassign(call: Call) -> Told:
    """退回之后: another unit, or the same one after all, or a leader is asked to decide."""
    way = call.data["outcome"]
    if way == "arbitrate":
        return Told(way, asks=[Ask("arbitrate", call.body)], remarks={"say": call.data["say"]})
    if way == "uphold":
        assert call.matter
        last = (
            Matter.objects.unguarded(WHY)
            .filter(part_of=call.matter, ended_as="returned")
            .order_by("-ended_on", "-pk")
            .first()
        )
        assert last
        return newly(call, last.assignment.handler.heir, last.assignment.part, way)
    return newly(call, call.data["unit"], call.data["part"] or "lead", way)


@act("suggestions.arbitrate", forms.ReassignForm)
def arbitrate(call: Call) -> Told:
    return newly(call, call.data["unit"], call.data["part"] or "lead", "")


def newly(call: Call, body: Body, part: str, way: str) -> Told:
    """A newly named unit counts from its own hand-over; the suggestion's own day stays shown beside it."""
    assert call.matter
    return Told(
        way, parties=[(body, part)], parts=[assignment(call, body, part, call.on)], shares=[Share(body, part)],
        data={"unit": body.pk, "part": part}, remarks={"say": call.data["say"]}, tells=list(people(call.matter, "lead")),
    )  # fmt: skip


@act("suggestions.change_handler", forms.ChangeHandlerForm)
def change_handler(call: Call) -> Told:
    """改交: a wrong hand-over is mended without anybody losing what was done."""
    assert call.matter
    old = Matter.objects.seen_by(call.actor).get(ref=call.data["assignment"], part_of=call.matter, ended_as="")
    told = newly(call, call.data["unit"], old.assignment.part, "")
    told.ends.append((old, "recalled"))
    told.data["from"] = old.assignment.handler_id
    told.leaves += list(
        Party.objects.unguarded(WHY).filter(matter=call.matter, body=old.assignment.handler, until=None)
    )
    return told
