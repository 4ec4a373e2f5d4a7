"""Forms of the line: a new term is opened, begins with its first session, and what is known of its sessions."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, StepForm
from quancheng.roster.models import Session, Term

from .fields import ShownForm, entered_on
from .seats import own_term


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

    def shape(self) -> None:
        entered_on(self)

    def clean_ordinal(self) -> int:
        ordinal: int = self.cleaned_data["ordinal"]
        if Term.objects.filter(congress=self.call.body, ordinal=ordinal).exists():
            raise ValidationError(f"第{ordinal}届已经登记过，请核对是第几届。")
        return ordinal

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        in_order(self, data)
        last = Term.objects.filter(congress=self.call.body).order_by("-begins_on").first()
        if data.get("opens_on") and last and data["opens_on"] <= last.begins_on:
            self.add_error("opens_on", f"第{last.ordinal}届第一次会议是 {last.begins_on} 举行的，新一届应在它之后。")
        return data


def in_order(form: StepForm, data: dict[str, Any]) -> None:
    """Deputies are elected before they meet."""
    opens, elected = data.get("opens_on"), data.get("elected_on")
    if opens and elected and elected > opens:
        form.add_error("elected_on", "代表应在第一次会议以前选出，请核对两个日期。")


class AmendTermForm(StepForm):
    """更正届次: which one it is, the days of the election and of the first session, planned or met."""

    ordinal = forms.IntegerField(label="第几届", min_value=1, max_value=99)
    elected_on = DayField(label="代表选举完成日期", required=False)
    opens_on = DayField(label="第一次会议举行日期")

    def starts(self, call: Call) -> dict[str, Any]:
        assert call.matter
        roll = call.matter.term_roll
        return {"ordinal": roll.term.ordinal, "elected_on": roll.elected_on, "opens_on": roll.term.begins_on}

    def shape(self) -> None:
        entered_on(self)
        if own_term(self.call).begins_on <= self.call.today:
            self.fields["opens_on"].help_text = "改动会影响任期和期限的计算，请按会议公告填写"

    def clean(self) -> dict[str, Any]:
        data, own = super().clean(), own_term(self.call)
        in_order(self, data)
        others = Term.objects.filter(congress=self.call.body).exclude(pk=own.pk)
        ordinal, opens = data.get("ordinal"), data.get("opens_on")
        if ordinal and others.filter(ordinal=ordinal).exists():
            self.add_error("ordinal", f"第{ordinal}届已经登记过，请核对是第几届。")
        if ordinal and opens:
            if late := others.filter(ordinal__lt=ordinal, begins_on__gte=opens).first():
                self.add_error(
                    "opens_on", f"第{late.ordinal}届第一次会议是 {late.begins_on} 举行的，这一届应在它之后。"
                )
            if early := others.filter(ordinal__gt=ordinal, begins_on__lte=opens).first():
                self.add_error(
                    "opens_on", f"第{early.ordinal}届第一次会议是 {early.begins_on} 举行的，这一届应在它之前。"
                )
        return data


class ConveneForm(StepForm):
    """首次会议举行: the day on which this term begins and the one before it ends."""

    closes_on = DayField(label="闭会日期", required=False, help_text="还没有闭会的空着")

    def shape(self) -> None:
        self.fields["on"].label, self.fields["on"].help_text = (
            "第一次会议开幕日期",
            "本届任期从这一天起，上届到这一天为止",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("closes_on") and data.get("on") and data["closes_on"] < data["on"]:
            self.add_error("closes_on", "闭会日期不会早于开幕日期。")
        return data


class SessionForm(StepForm):
    """登记会次."""

    ordinal = forms.IntegerField(label="第几次会议", min_value=1, max_value=99)
    opens_on = DayField(label="开幕日期")
    closes_on = DayField(label="闭会日期", required=False, help_text="还没有闭会的空着，闭会后用“更正会次”填上")

    def starts(self, call: Call) -> dict[str, Any]:
        last = Session.objects.filter(term=own_term(call)).order_by("-ordinal").first()
        return {"ordinal": last.ordinal + 1 if last else 1}

    def shape(self) -> None:
        entered_on(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check_session(self, data, None)
        return data


def check_session(form: StepForm, data: dict[str, Any], own: Session | None) -> None:
    """One session of that number, inside its term, after the one before it and before the one after."""
    opens, closes, ordinal = data.get("opens_on"), data.get("closes_on"), data.get("ordinal")
    term = own_term(form.call)
    others = Session.objects.filter(term=term).exclude(pk=own.pk if own else 0)
    if opens and closes and closes < opens:
        form.add_error("closes_on", "闭会日期不会早于开幕日期。")
    if ordinal and others.filter(ordinal=ordinal).exists():
        form.add_error("ordinal", f"第{ordinal}次会议已经登记过；日期不对的请用“更正会次”。")
    if opens and opens < term.begins_on:
        form.add_error("opens_on", f"本届第一次会议是 {term.begins_on} 举行的，这次会议不会更早。")
    if opens and ordinal and (late := others.filter(ordinal__lt=ordinal, opens_on__gt=opens).first()):
        form.add_error("opens_on", f"第{late.ordinal}次会议 {late.opens_on} 才开幕，请核对日期。")


class AmendSessionForm(StepForm, ShownForm):
    """更正会次: the days of a session; what counts from its closing is computed again."""

    CHOSEN = "session"
    COLUMNS: ClassVar = ("ordinal", "opens_on", "closes_on")

    session = forms.ChoiceField(label="哪一次会议")
    ordinal = forms.IntegerField(label="第几次会议", min_value=1, max_value=99)
    opens_on = DayField(label="开幕日期")
    closes_on = DayField(label="闭会日期", required=False)

    def shape(self) -> None:
        rows = Session.objects.filter(term=own_term(self.call))
        self.fields["session"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *((str(s.pk), f"第{s.ordinal}次会议（{s.opens_on:%Y-%m-%d}）") for s in rows),
        ]
        entered_on(self)
        self.show(rows)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["own"] = Session.objects.filter(pk=data.get("session") or 0).first()
        check_session(self, data, data["own"])
        return data
