"""Forms of the hand-over: to whom, in what way, and to whom instead."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import RowsField, StepForm
from quancheng.record.models import Fact, Matter

from ..models import Assignment, Suggestion
from .fields import SHORT, UnitField, demand, local, units


class HandlerRow(forms.Form):
    """One unit of a hand-over."""

    body = UnitField(label="承办单位")
    part = forms.ChoiceField(label="方式", choices=[("lead", "主办"), ("separate", "分办"), ("co", "会办")])
    responsible = forms.CharField(label="责任领导", max_length=40, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]] = (), **kwargs: Any):  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = choices  # type: ignore[attr-defined]


class HandOverForm(StepForm):
    """交办: to whom, in what way. Through the government office where the local rule says so."""

    units = RowsField(HandlerRow, label="承办单位", most=20, spare=2)
    hard = forms.BooleanField(label="涉及面广、处理难度大（按较长期限答复）", required=False)
    say = forms.CharField(label="交办意见", required=False, widget=SHORT, max_length=1000)

    def starts(self, call: Call) -> dict[str, Any]:
        assert call.matter
        own: Suggestion = call.matter.suggestion
        rows = [{"body": own.proposed_id, "part": "lead"}] if own.proposed_id else []
        return {"hard": own.hard, "units": (call.spec.id == "allot" and _handed_to(call)) or rows}

    def shape(self) -> None:
        rows: RowsField = self.fields["units"]  # type: ignore[assignment]
        rows.bind(choices=units(self.call.body))
        rows.required = self.call.spec.id != "hand_over" or "government" not in local(self.call, "suggestion.via").ids
        if not rows.required:
            rows.help_text = "按本地规定经政府办公室分办：在这里写建议由谁承办，可以不写；不归政府管的单位直接交办。"
        if self.call.correcting:
            del self.fields["units"], self.fields["hard"], self.fields["say"]

    def clean_units(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.cleaned_data["units"]
        named = [r["body"].pk for r in rows]
        if len(set(named)) < len(named):
            raise ValidationError("同一个单位写了两次，请删去一行。")
        return rows


def _handed_to(call: Call) -> list[dict[str, Any]]:
    """The units the congress proposed when it handed over: the government office starts from them."""
    rows = Fact.objects.unguarded("what was proposed").filter(
        matter=call.matter, kind="suggestions.hand_over", corrected_by=None
    )
    told = rows.order_by("-pk").values_list("data", flat=True).first() or {}
    return [
        {"body": body, "part": part} for body, part in zip(told.get("units", []), told.get("parts", []), strict=False)
    ]


class ReassignForm(StepForm):
    """One unit and its part, for reassign, arbitrate, change of handler."""

    asked_when: ClassVar = {"unit": ("assign",), "part": ("assign",)}
    needed: ClassVar = ("unit", "part")

    unit = UnitField(label="承办单位", required=False)
    part = forms.ChoiceField(
        label="方式", choices=Assignment.Part.choices, initial=Assignment.Part.LEAD, required=False
    )
    say = forms.CharField(label="说明", widget=SHORT, max_length=1000, required=False)

    def shape(self) -> None:
        self.fields["unit"].choices = units(self.call.body)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.call.spec.id != "reassign" or data.get("outcome") == "assign":
            if not data.get("unit") and "unit" not in self.errors:
                self.add_error("unit", "请选择由哪个单位承办。")
        elif not (data.get("say") or "").strip():
            self.add_error("say", "请写明理由。")
        return data


class ChangeHandlerForm(ReassignForm):
    """改交: which open assignment goes to which unit."""

    assignment = forms.ChoiceField(label="哪一家的承办")

    def shape(self) -> None:
        super().shape()
        assert self.call.matter
        parts = (
            Matter.objects.seen_by(self.call.actor)
            .filter(part_of=self.call.matter, ended_as="")
            .select_related("assignment__handler")
        )
        open_ones = parts.filter(step__in=["sign_for", "handle", "sign_reply"])
        self.fields["assignment"].choices = [(m.ref, m.assignment.handler.name) for m in open_ones]  # type: ignore[attr-defined]
        self.order_fields(["assignment"])

    def clean_say(self) -> str:
        return demand(self.cleaned_data["say"], "改交的理由")
