"""Forms of the line: a new term is opened, the term ends."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, StepForm
from quancheng.roster.models import Term


class OpenForm(StepForm):
    """开新一届: which one, when its deputies were elected, when its first session meets."""

    ordinal = forms.IntegerField(label="第几届", min_value=1, max_value=99)
    elected_on = DayField(
        label="代表选举完成日期", required=False, help_text="还没有选完的先空着，选完后用“更正届次”填上"
    )
    opens_on = DayField(label="第一次会议举行日期", help_text="还没有举行的填预定日期，以后可以改")

    def starts(self, call: Call) -> dict[str, Any]:
        last = Term.objects.filter(congress=call.body).order_by("-ordinal").values_list("ordinal", flat=True).first()
        return {"ordinal": last + 1} if last else {}

    def clean_ordinal(self) -> int:
        ordinal: int = self.cleaned_data["ordinal"]
        if Term.objects.filter(congress=self.call.body, ordinal=ordinal).exists():
            raise ValidationError(f"第{ordinal}届已经登记过，请核对是第几届。")
        return ordinal

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        opens, elected = data.get("opens_on"), data.get("elected_on")
        if opens and elected and elected > opens:
            self.add_error("elected_on", "代表应在第一次会议以前选出，请核对两个日期。")
        last = Term.objects.filter(congress=self.call.body).order_by("-begins_on").first()
        if opens and last and opens <= last.begins_on:
            self.add_error("opens_on", f"第{last.ordinal}届第一次会议是 {last.begins_on} 举行的，新一届应在它之后。")
        return data
