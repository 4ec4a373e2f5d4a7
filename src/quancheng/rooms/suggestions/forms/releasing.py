"""Forms of public copies: the text as the public will read it, and its taking down."""

from typing import Any

from django import forms

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import StepForm

from ..models import Reply, Suggestion
from .fields import LONG, SHORT
from .suggestions import ReasonForm


class ReleaseForm(StepForm):
    """公开: the text as the public will read it, reviewed for secrets and personal data."""

    form = forms.ChoiceField(
        label="全文还是摘要", choices=[("full", "全文"), ("summary", "摘要")], widget=forms.RadioSelect, initial="full"
    )
    text = forms.CharField(
        label="公开的文字", widget=LONG, max_length=20000, help_text="删去姓名以外的个人信息、商业秘密和不宜公开的内容"
    )
    removed = forms.CharField(label="删去了什么，为什么", widget=SHORT, max_length=1000, required=False)
    reviewed = forms.BooleanField(label="已作保密审查和个人信息审查", required=False)

    def starts(self, call: Call) -> dict[str, Any]:
        assert call.matter
        own: Suggestion = call.matter.suggestion
        return {"text": own.text, "form": "summary" if own.wish == "summary" else "full"}


class ReleaseReplyForm(ReleaseForm):
    """公开答复: starts from the latest reply of every unit."""

    def starts(self, call: Call) -> dict[str, Any]:
        assert call.matter
        rows = (
            Reply.objects.seen_by(call.actor)
            .filter(assignment__matter__part_of=call.matter)
            .select_related("assignment__handler")
        )
        latest = {r.assignment_id: r for r in rows.order_by("round")}
        text = "\n\n".join(f"{r.assignment.handler.name}：\n{r.text}" for r in latest.values())
        return super().starts(call) | {"text": text}


class TakeDownForm(ReasonForm):
    label = "撤下的理由"
