"""The register of deputies: enrolled, amended, put into delegations and groups."""

from typing import Any

from quancheng.procedure.calls import Ask, Call, Refusal, Told
from quancheng.procedure.registry import act, check
from quancheng.record import kept
from quancheng.record.models import Duty
from quancheng.roster.models import Mandate, Person

from ..forms import seats as forms
from ..forms.fields import PersonForm, SeatForm
from .bindings import WHY


@act("terms.enrol", forms.EnrolForm)
def enrol(call: Call) -> Told:
    """登记代表. Of somebody the roster knows already only the gaps are filled; what is wrong is amended apart."""
    data, term = call.data, forms.own_term(call)
    person = who(data, {name: data[name] for name in PersonForm.PERSON})
    seat = Mandate(
        person=person, term=term, congress=call.body, begins_on=data.get("begins_on"),
        **{name: data[name] for name in SeatForm.SEAT},
    )  # fmt: skip
    kept.write(seat)
    asks = [] if seat.begins_on or asked(call, "confirm_seats") else [Ask("confirm_seats", call.body)]
    return Told(data={"person": person.pk, "seat": seat.pk, "begins": seat.begins_on}, asks=asks)


def who(data: dict[str, Any], said: dict[str, Any]) -> Person:
    """The person a form named: found and its gaps filled, or new."""
    said = {name: value for name, value in said.items() if value not in ("", None)}
    person: Person | None = data["person"]
    if person is None:
        person = Person(name=data["full_name"], **said)
        kept.write(person)
    elif gaps := {name: value for name, value in said.items() if getattr(person, name) in ("", None)}:
        kept.write(person, **gaps)
    return person


def asked(call: Call, name: str) -> bool:
    """Whether that side duty is open already."""
    return Duty.objects.unguarded(WHY).filter(matter=call.matter, name=name, state=Duty.State.OPEN).exists()


@check("terms.no_stranger")
def no_stranger(call: Call) -> Refusal | None:
    """选举法: nobody sits in two congresses of which neither is above the other."""
    person = call.data["person"]
    if person is None:
        return None
    here = call.body.area_id
    seats = Mandate.objects.filter(person=person, ends_on=None).exclude(congress=call.body).select_related("congress")
    strange = [s.congress.name for s in seats if not _nested(here, s.congress.area_id)]
    if not strange:
        return None
    rulings = call.cite("seat.strangers")
    return Refusal(
        f"{person.name}已经是{'、'.join(strange)}代表，两地没有隶属关系，不能同时担任。",
        rulings,
        who="请核对是不是同一个人；是的，先由那边终止代表资格",
        id="no_stranger",
    )


def _nested(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


@act("terms.amend", forms.AmendForm)
def amend(call: Call) -> Told:
    """更正登记: the fact says which columns changed, never what they say."""
    seat: Mandate = call.data["seat"]
    changed = []
    typed = call.data | {"name": call.data["full_name"]}
    for row, names in ((seat.person, ("name", *PersonForm.PERSON)), (seat, SeatForm.SEAT)):
        new = {name: typed[name] for name in names if typed[name] != getattr(row, name)}
        if new:
            kept.write(row, **new)
            changed += sorted(new)
    return Told(data={"person": seat.person_id, "seat": seat.pk, "changed": changed})


@act("terms.set_group", forms.GroupForm)
def set_group(call: Call) -> Told:
    """编团编组, many at once."""
    data = call.data
    new: dict[str, Any] = {"delegation": data["delegation"]} if data["delegation"] else {}
    if data["group"] or data["leave"]:
        new["group"] = data["group"]
    for seat in data["seats"]:
        kept.write(seat, **new)
    return Told(
        data={
            "seats": [seat.pk for seat in data["seats"]],
            "people": [seat.person_id for seat in data["seats"]],
            "group": data["group"].pk if data["group"] else None,
        }
    )
