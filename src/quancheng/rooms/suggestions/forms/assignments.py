"""Forms of the units' side: sign for, handle, reply, contacts, opinions, extension; and of the deputies' evaluation."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, FilesField, RowsField, StepForm
from quancheng.record.locks import lock_key
from quancheng.roster.models import Body

from ..models import Contact, Rating, Reply, Suggestion
from .fields import LONG, SHORT, demand, local, units
from .suggestions import ReasonForm


class SignForForm(StepForm):
    """签收或退回; a return names its reason and may propose a unit."""

    asked_when: ClassVar = {"reason": ("return",), "proposes": ("return",), "in_charge": ("accept",)}
    needed: ClassVar = ("reason",)

    in_charge = forms.CharField(label="分管领导", max_length=40, required=False)
    reason = forms.CharField(label="退回的理由", widget=SHORT, max_length=1000, required=False)
    proposes = forms.CharField(label="建议由哪个单位承办", max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("outcome") == "return" and not (data.get("reason") or "").strip():
            self.add_error("reason", "退回要写明理由：为什么不属于本单位职责。")
        return data


class PromiseRow(forms.Form):
    """One more promise of the same reply, with a day of its own."""

    text = forms.CharField(label="承诺办什么", max_length=300)
    day = DayField(label="哪一天前办成")


class HandleForm(StepForm):
    """办理、拟稿: the draft of the reply, its class in this county's own scheme, and the promise where there is one."""

    draft = forms.CharField(
        label="答复稿", widget=forms.Textarea(attrs={"rows": 12}), max_length=20000, help_text="逐条回应代表提出的问题"
    )
    letter = forms.ChoiceField(label="办理结果", widget=forms.RadioSelect)
    promise = forms.CharField(
        label="承诺办什么", max_length=300, required=False, help_text="列入计划的，照答复里的原话写"
    )
    promise_on = DayField(label="承诺哪一天前办成", required=False)
    more_promises = RowsField(PromiseRow, label="答复里的其他承诺", most=9)
    attachments = FilesField(label="附件", required=False)

    def starts(self, call: Call) -> dict[str, Any]:
        assert call.matter
        own = call.matter.assignment
        return {
            "draft": own.draft_text, "letter": own.letter, "promise": own.draft_promise, "promise_on": own.draft_promise_on,
            "more_promises": own.draft_more,
        }  # fmt: skip

    def shape(self) -> None:
        choice = local(self.call, "suggestion.classes")
        self.fields["letter"].choices = [  # type: ignore[attr-defined]
            (o.id, f"{o.label}　{o.attrs.get('meaning', '')}") for o in choice.options
        ]
        if not choice.options:
            self.fields["letter"] = forms.CharField(
                label="办理结果", max_length=10, help_text="本地还没有填写办理结果的分类，先按习惯写"
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("promise") and not data.get("promise_on"):
            self.add_error("promise_on", "写了承诺，也要写明哪一天前办成，到那一天会再来核对。")
        if data.get("promise_on") and not data.get("promise"):
            self.add_error("promise", "写了日期，也要写明承诺办什么。")
        if data.get("promise_on") and data.get("on") and data["promise_on"] <= data["on"]:
            self.add_error("promise_on", "承诺的日期应在答复之后。")
        for number, row in enumerate(data.get("more_promises") or [], 1):
            if data.get("on") and row["day"] <= data["on"]:
                self.add_error("more_promises", f"第 {number} 行：承诺的日期应在答复之后。")
        if data.get("more_promises") and not data.get("promise"):
            self.add_error("promise", "第一项承诺写在这里，其余的写在“其他承诺”里。")
        return data


class SignReplyForm(HandleForm):
    """签发: the head sees the whole reply, signs it and gives the unit's own number."""

    asked_when: ClassVar = {"say": ("back",), "number": ("issue",)}
    needed: ClassVar = ("say",)

    number = forms.CharField(
        label="答复文号", max_length=60, required=False, help_text="本单位自己的发文字号，例如 云交函〔2026〕31号"
    )
    signer = forms.CharField(label="签发人", max_length=40)
    say = forms.CharField(label="退回修改的意见", widget=SHORT, max_length=1000, required=False)

    def starts(self, call: Call) -> dict[str, Any]:
        assert call.matter
        if call.correcting:
            told = Reply.told_by(call.correcting)
            return {"draft": told.text, "letter": told.letter, "number": told.number, "signer": told.signer}
        return super().starts(call) | {
            "signer": "" if call.behalf else call.actor.name,
            "number": call.matter.assignment.draft_number,
        }

    def offered(self, call: Call) -> list[tuple[str, str]]:
        return [] if call.correcting else super().offered(call)

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        assert self.call.matter
        own = self.call.matter.assignment
        on = self.cleaned_data.get("on") or self.call.today
        if number:  # of two replies signed at once with one number the second is told
            lock_key(f"reply:{own.handler_id}:{on.year}")
        used = Reply.objects.unguarded("a unit's reply numbers").filter(
            assignment__handler=own.handler, number=number, on__year=on.year
        )
        if number and used.exclude(assignment=own).exists():
            raise ValidationError(f"本单位今年已经用过“{number}”，请核对文号。")
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("outcome") == "back" and not (data.get("say") or "").strip():
            self.add_error("say", "退回修改要写明意见。")
        return data


class RateForm(StepForm):
    """评价: process and result apart, and once more whether it may be published."""

    one_word = "评价答复"
    pages: ClassVar = (("process", "result"), ("remark", "wish"))

    process = forms.ChoiceField(
        label="对办理过程（联系沟通、态度）", choices=Rating.Grade.choices, widget=forms.RadioSelect
    )
    result = forms.ChoiceField(
        label="对办理结果（问题办没办成）", choices=Rating.Grade.choices, widget=forms.RadioSelect
    )
    remark = forms.CharField(label="意见", widget=SHORT, max_length=1000, required=False)
    wish = forms.ChoiceField(label="建议和答复是否同意公开", choices=Suggestion.Wish.choices, required=False)

    def starts(self, call: Call) -> dict[str, Any]:
        assert call.matter
        own = call.matter.root.suggestion
        if call.correcting:
            told = Rating.told_by(call.correcting)
            return {"wish": own.wish, "process": told.process, "result": told.result, "remark": told.remark}
        return {"wish": own.wish}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("result") == Rating.Grade.UNSATISFIED and not (data.get("remark") or "").strip():
            self.add_error("remark", "对结果不满意，请写一句哪里没有办好，承办单位要照着再办。")
        return data


class ContactForm(StepForm):
    """三见面: when, how, what was said."""

    means = forms.ChoiceField(
        label="方式", choices=Contact.Means.choices, widget=forms.RadioSelect, initial=Contact.Means.MEETING
    )
    note = forms.CharField(label="沟通情况", widget=SHORT, max_length=2000)
    attachments = FilesField(label="照片", required=False)


class AskOpinionForm(StepForm):
    """征求会办意见: of which units."""

    units = forms.MultipleChoiceField(label="征求哪些单位的意见", widget=forms.CheckboxSelectMultiple)

    def shape(self) -> None:
        assert self.call.matter
        own = self.call.matter.assignment
        offered = [(pk, name) for pk, name in units(self.call.body) if pk and pk != str(own.handler_id)]
        self.fields["units"].choices = offered  # type: ignore[attr-defined]

    def clean_units(self) -> list[Body]:
        return list(Body.objects.filter(pk__in=self.cleaned_data["units"]).select_related("successor"))


class OpinionForm(ReasonForm):
    label = "会办意见"


class ExtensionForm(ReasonForm):
    label = "申请延期的理由（会向代表说明）"


class GrantForm(StepForm):
    say = forms.CharField(label="审批意见", widget=SHORT, max_length=500, required=False)


class ChaseForm(ReasonForm):
    label = "督办事项"


class AnswerChaseForm(ReasonForm):
    label = "办理进展"


class InspectForm(StepForm):
    text = forms.CharField(label="现场情况", widget=SHORT, max_length=2000)
    attachments = FilesField(label="照片", required=False)


class MeetForm(StepForm):
    """约见: who met, what was agreed; the rework is handed over with it."""

    text = forms.CharField(label="约见记录和再次办理的要求", widget=LONG, max_length=4000)

    def shape(self) -> None:
        self.fields["outcome"].required = False
        self.fields["outcome"].initial = "again"

    def clean_outcome(self) -> str:
        return str(self.cleaned_data["outcome"] or "again")

    def clean_text(self) -> str:
        return demand(self.cleaned_data["text"], "约见情况")


class ObjectForm(ReasonForm):
    label = "哪里录得不对"


class AnswerObjectionForm(ReasonForm):
    label = "核对情况"
