"""Forms about the register of deputies: enrolled, amended, put into groups."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, StepForm
from quancheng.roster.models import Mandate, Term

from .fields import (
    BodyField,
    PersonForm,
    SeatField,
    SeatForm,
    SeatsField,
    ShownForm,
    WhoForm,
    demand_name,
    entered_on,
    groups,
    offer,
)


def own_term(call: Call) -> Term:
    """The term whose roll the call's matter keeps."""
    assert call.matter
    term: Term = call.matter.term_roll.term
    return term


def running(call: Call) -> Any:
    """Seats of the term that have not ended, begun or not."""
    return Mandate.objects.filter(term=own_term(call), ends_on=None)


class EnrolForm(StepForm, WhoForm, SeatForm, PersonForm):
    """登记代表: somebody new, or somebody the roster knows already."""

    pages: ClassVar = (("full_name", "same", *PersonForm.PERSON), (*SeatForm.SEAT, "begins_on"))

    begins_on = DayField(
        label="任期开始日期", required=False, help_text="当选了、资格还没有确认公告的空着，以后用“代表资格确认”填"
    )

    def starts(self, call: Call) -> dict[str, Any]:
        """The first of a roll were elected with it; who comes to a roll that stands was elected since, on a day to be asked."""
        term = own_term(call)
        if term.begins_on <= call.today and Mandate.objects.filter(term=term).exists():
            return {"elected_as": Mandate.ElectedAs.BY_ELECTION}
        begun = term.begins_on <= call.today
        return {"elected_as": Mandate.ElectedAs.GENERAL} | ({"begins_on": term.begins_on} if begun else {})

    def shape(self) -> None:
        offer(self, "group", groups(self.call), "没有编组")
        if own_term(self.call).begins_on > self.call.today:
            del self.fields["begins_on"]
        entered_on(self)
        self.ask_who()

    def clean_begins_on(self) -> Any:
        day, term = self.cleaned_data["begins_on"], own_term(self.call)
        if day and day < term.begins_on:
            raise ValidationError(f"本届第一次会议 {term.begins_on} 举行，代表任期不会更早。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        elected, begins = data.get("elected_on"), data.get("begins_on")
        if elected and elected > self.call.today:
            self.add_error("elected_on", "当选日期不会晚于今天，请核对。")
        elif elected and begins and begins < elected:
            self.add_error("begins_on", f"{elected} 才当选，任期不会更早：填资格确认公告的日子，还没有确认公告的空着。")
        held = data["person"] and Mandate.objects.filter(person=data["person"], term=own_term(self.call)).first()
        if held:
            ended = f"，{held.ends_on} 因{held.ground}终止" if held.ends_on else ""
            self.add_error("same", f"{held.person.name}本届已经登记过{ended}，不能再登记一次；写错的请用“更正登记”。")
        return data


class AmendForm(StepForm, ShownForm, SeatForm, PersonForm):
    """更正登记: what the register says of one deputy and his seat, as it stands, to be changed where it is wrong."""

    CHOSEN = "seat"
    COLUMNS: ClassVar = ("full_name", *PersonForm.PERSON, *SeatForm.SEAT)
    pages: ClassVar = (("seat", "full_name", *PersonForm.PERSON), SeatForm.SEAT)

    seat = SeatField(label="哪位代表")
    full_name = forms.CharField(label="姓名", max_length=40)

    def shape(self) -> None:
        seats = Mandate.objects.filter(term=own_term(self.call)).select_related("person")
        offer(self, "seat", seats)
        offer(self, "group", groups(self.call), "没有编组")
        self.fields["elected_as"].required = False
        self.fields["elected_as"].choices = [("", "不详"), *Mandate.ElectedAs.choices]  # type: ignore[attr-defined]
        entered_on(self)
        self.show(seats)

    def as_it_stands(self, row: Mandate) -> dict[str, Any]:
        person = {"full_name": row.person.name} | {name: getattr(row.person, name) for name in PersonForm.PERSON}
        return person | {name: getattr(row, f"{name}_id" if name == "group" else name) for name in SeatForm.SEAT}

    def clean_full_name(self) -> str:
        name = self.cleaned_data["full_name"]
        return demand_name(name) if name else name


class GroupForm(StepForm):
    """编团编组: several deputies at once into a delegation, a group, or both."""

    seats = SeatsField(label="哪些代表")
    delegation = forms.CharField(label="编入代表团", max_length=40, required=False, help_text="空着的不改")
    group = BodyField(label="编入代表小组", required=False)
    leave = forms.BooleanField(label="退出现在的代表小组", required=False)

    def shape(self) -> None:
        offer(self, "seats", running(self.call))
        offer(self, "group", groups(self.call), "不改")
        entered_on(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("group") and data.get("leave"):
            self.add_error("leave", "编入一个小组和退出小组只能选一样。")
        if not (data.get("delegation") or data.get("group") or data.get("leave")) and "group" not in self.errors:
            self.add_error("group", "请写明编入哪个代表团或代表小组。")
        return data
