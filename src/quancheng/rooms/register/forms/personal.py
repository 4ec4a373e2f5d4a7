"""个人信息: entered, mended, taken out. The names of the fields are those drafts never keep."""

from typing import Any, ClassVar

from django import forms

from quancheng.procedure.forms import StepForm
from quancheng.roster import personal
from quancheng.roster.access import people

from .fields import NOBODY


class PersonalForm(StepForm):
    """登记个人信息: what is left empty stays as it is; what is ticked is taken out."""

    pages: ClassVar = (("person", *personal.FIELDS, "erase"),)

    person = forms.TypedChoiceField(label="谁的", coerce=int)
    id_number = forms.CharField(
        label="身份证号", max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label="手机号", max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    address = forms.CharField(
        label="住址", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    erase = forms.MultipleChoiceField(
        label="删除已登记的", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(f, personal.LABELS[f]) for f in personal.FIELDS], help_text="本人要求删除，或者不再需要的",
    )  # fmt: skip

    def shape(self) -> None:
        near = people.within(self.call.body, self.call.today).order_by("stroke_key", "pk")
        self.fields["person"].choices = [NOBODY, *((str(p.pk), p.name) for p in near)]  # type: ignore[attr-defined]
        for name in personal.FIELDS:
            self.fields[name].help_text = "空着就不变"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in personal.FIELDS:
            if data.get(name):
                try:
                    data[name] = personal.NORMAL[name](data[name])
                except personal.BadValue as fault:
                    self.add_error(name, str(fault))
            if data.get(name) and name in data.get("erase", []):
                self.add_error("erase", f"“{personal.LABELS[name]}”又填又删，请只选一样。")
        if not self.errors and not any(data.get(n) for n in (*personal.FIELDS, "erase")):
            self.add_error(None, "没有填要登记的，也没有选要删除的。")
        return data
