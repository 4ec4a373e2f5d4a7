"""Deputies of the term: enrolled, amended."""

from quancheng.procedure.calls import Call, Told
from quancheng.procedure.registry import act
from quancheng.record import kept
from quancheng.roster.models import Mandate, Person

from ..forms import seats as forms
from ..forms.fields import PersonForm, SeatForm


@act("terms.enrol", forms.EnrolForm)
def enrol(call: Call) -> Told:
    """登记代表. Of somebody the roster knows already only the gaps are filled; what is wrong is amended apart."""
    data, term = call.data, forms.own_term(call)
    said = {name: data[name] for name in PersonForm.PERSON if data[name] not in ("", None)}
    person: Person | None = data["person"]
    if person is None:
        person = Person(name=data["full_name"], **said)
        kept.write(person)
    elif gaps := {name: value for name, value in said.items() if getattr(person, name) in ("", None)}:
        kept.write(person, **gaps)
    seat = Mandate(
        person=person, term=term, congress=call.body, begins_on=data.get("begins_on"),
        **{name: data[name] for name in SeatForm.SEAT},
    )  # fmt: skip
    kept.write(seat)
    return Told(data={"person": person.pk, "seat": seat.pk, "begins": seat.begins_on})


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
