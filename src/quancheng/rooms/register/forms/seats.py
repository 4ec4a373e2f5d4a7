"""Forms about deputies: enrolled, amended."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, StepForm
from quancheng.roster.models import Mandate, Person, Term

from .fields import PersonForm, SeatField, SeatForm, demand_name, groups, who_words

NEW = "new"


def own_term(call: Call) -> Term:
    """The term whose roll the call's matter keeps."""
    assert call.matter
    term: Term = call.matter.term_roll.term
    return term


class EnrolForm(StepForm, SeatForm, PersonForm):
    """登记代表: somebody new, or somebody the roster knows already; a namesake is asked about, never guessed."""

    pages: ClassVar = (
        ("full_name", "same", *PersonForm.PERSON),
        (*SeatForm.SEAT, "begins_on"),
    )

    full_name = forms.CharField(label="姓名", max_length=40)
    same = forms.ChoiceField(label="名册里有同名的人", required=False, widget=forms.RadioSelect)
    begins_on = DayField(
        label="任期开始日期", required=False, help_text="当选了、资格还没有确认公告的空着，以后用“代表资格确认”填"
    )

    def starts(self, call: Call) -> dict[str, Any]:
        term = own_term(call)
        begun = term.begins_on <= call.today
        return {"elected_as": Mandate.ElectedAs.GENERAL} | ({"begins_on": term.begins_on} if begun else {})

    def shape(self) -> None:
        self.fields["group"].offer(groups(self.call), "没有编组")  # type: ignore[attr-defined]
        if own_term(self.call).begins_on > self.call.today:
            del self.fields["begins_on"]
        name = "".join(str(self.data.get("full_name") or self.initial.get("full_name") or "").split())
        self.namesakes = list(Person.objects.filter(name=name)) if name else []
        if not self.namesakes:
            del self.fields["same"]
            return
        known = [(str(p.pk), f"就是{who_words(p)}") for p in self.namesakes]
        self.fields["same"].choices = [*known, (NEW, "是另一个人，新登记")]  # type: ignore[attr-defined]

    def clean_full_name(self) -> str:
        return demand_name(self.cleaned_data["full_name"])

    def clean_begins_on(self) -> Any:
        day, term = self.cleaned_data["begins_on"], own_term(self.call)
        if day and day < term.begins_on:
            raise ValidationError(f"本届第一次会议 {term.begins_on} 举行，代表任期不会更早。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.namesakes and not data.get("same") and "same" not in self.errors:
            self.add_error("same", "请看清是不是同一个人：一个人在名册里只登记一次，可以当两级代表。")
        data["person"] = next((p for p in self.namesakes if str(p.pk) == data.get("same")), None)
        held = data["person"] and Mandate.objects.filter(person=data["person"], term=own_term(self.call)).first()
        if held:
            ended = f"，{held.ends_on} 因{held.ground}终止" if held.ends_on else ""
            self.add_error("same", f"{held.person.name}本届已经登记过{ended}，不能再登记一次；写错的请用“更正登记”。")
        return data


class AmendForm(StepForm, SeatForm, PersonForm):
    """更正登记: what the register says of one deputy and his seat, as it stands, to be changed where it is wrong."""

    pages: ClassVar = (("seat", "full_name", *PersonForm.PERSON), SeatForm.SEAT)

    seat = SeatField(label="哪位代表")
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    full_name = forms.CharField(label="姓名", max_length=40)

    def shape(self) -> None:
        seats = Mandate.objects.filter(term=own_term(self.call))
        self.fields["seat"].offer(seats)  # type: ignore[attr-defined]
        self.fields["group"].offer(groups(self.call), "没有编组")  # type: ignore[attr-defined]
        key = str(self.data.get("seat") or self.initial.get("seat") or "")
        seat = seats.select_related("person").filter(pk=key).first() if key.isdecimal() else None
        self.first_look = self.is_bound and str(self.data.get("shown") or "") != key
        if seat is None or self.first_look:
            self._show(seat)
        elif not self.is_bound:
            self.initial.update(as_it_stands(seat))

    def _show(self, seat: Mandate | None) -> None:
        """Only the choice of a deputy; once chosen, everything that is known of him."""
        if seat is None:
            for name in ("full_name", *PersonForm.PERSON, *SeatForm.SEAT):
                self.fields[name].required = False
                self.fields[name].widget = forms.HiddenInput()
            return
        self.data = {k: v for k, v in as_it_stands(seat).items() if v is not None} | {"on": self.data.get("on", "")}

    def clean_full_name(self) -> str:
        return demand_name(self.cleaned_data["full_name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.first_look and data.get("seat"):
            self.add_error(None, f"下面是{data['seat'].person.name}现在的登记，改好后再提交。")
        return data


def as_it_stands(seat: Mandate) -> dict[str, Any]:
    """What the register says of a seat and who has it, by the names of the form's fields."""
    person = {"full_name": seat.person.name} | {name: getattr(seat.person, name) for name in PersonForm.PERSON}
    own = {name: getattr(seat, f"{name}_id" if name == "group" else name) for name in SeatForm.SEAT}
    return person | own | {"seat": str(seat.pk), "shown": str(seat.pk)}
