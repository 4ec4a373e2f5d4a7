"""起草 and 通过: the head of a norm, the document by which it was adopted, its examples, its end."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.law.rules import BadNorm
from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, FilesField, StepForm
from quancheng.roster.models import Body

from ..drafting import DRAFT_DOCUMENT, unchecked
from ..models import LocalNorm
from ..shelf import in_the_way, trial, tried
from ..texts import parsed
from ..versions import latest, row_of, slug_for

LONGEST = 400_000
COUNTY_ORGANS = ("congress", "standing_committee", "directors")
TOWNSHIP_ORGANS = ("congress", "presidium")


class DraftForm(StepForm):
    """What the norm is called, on what it is built, from when it is to hold."""

    based_on = forms.ChoiceField(
        label="从哪里开始", required=False, help_text="修改现行规定的，先照抄现行的全部条目，再改要改的"
    )
    title = forms.CharField(label="规定的全称", max_length=100, help_text="例如：云岭县代表建议、批评和意见办理办法")
    short = forms.CharField(label="简称", max_length=40, required=False, help_text="页面上引用时用；不填就用全称")
    effective_on = DayField(label="打算从哪一天起施行", help_text="通过时还可以改；此前发生的事仍按原来的规定")
    text = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput, strip=False)

    def starts(self, call: Call) -> dict[str, Any]:
        if call.matter is None:
            return {"effective_on": call.today, "outcome": "keep"}
        row = row_of(call.matter)
        head = parsed(row.text)
        return {"title": head["title"], "short": head.get("short", ""), "effective_on": row.effective_on}

    def shape(self) -> None:
        if self.call.matter is not None:
            del self.fields["based_on"], self.fields["text"]
            return
        found = [(row.slug, f"修改《{title}》") for row, title in latest(self.call.body.area_id)]
        self.fields["based_on"].choices = [("", "新的规定，从空白开始"), *found]  # type: ignore[attr-defined]
        if not found:
            self.fields["based_on"].widget = forms.HiddenInput()
        self.fields["outcome"].widget = forms.HiddenInput()
        if self.data.get("text"):
            self.fields["title"].required = self.fields["effective_on"].required = False

    def offered(self, call: Call) -> list[tuple[str, str]]:
        """What has just been begun is filled in first."""
        return [(o, w) for o, w in super().offered(call) if call.matter is not None or o == "keep"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if text:
            try:
                wrong = list(in_the_way(text, self.call.body.area_id, self.call.body.tier))
                if not wrong:
                    tried(text, slug_for(text, self.call.body.area_id), None)
            except BadNorm as bad:
                wrong = [bad.fault]
            if wrong:
                raise ValidationError(wrong)
        return text


class AdoptForm(StepForm):
    """通过: by whom, in what document, from when. Taken from the paper, not from memory."""

    asked_when: ClassVar = {
        "title": ("adopt",), "document": ("adopt",), "adopted_by": ("adopt",), "adopted_on": ("adopt",),
        "effective_on": ("adopt",), "scan": ("adopt",), "note": ("back",),
    }  # fmt: skip
    needed: ClassVar = ("title", "document", "adopted_by", "adopted_on", "effective_on", "note")

    title = forms.CharField(label="规定的全称", max_length=100, required=False, help_text="与印发的文件一致")
    document = forms.CharField(
        label="文号", max_length=60, required=False, help_text="例如：云人办〔2025〕3号；没有文号的写印发的日期和机关"
    )
    adopted_by = forms.ChoiceField(label="由谁通过", required=False)
    adopted_on = DayField(label="通过日期", required=False)
    effective_on = DayField(label="施行日期", required=False)
    scan = FilesField(label="印发文件的扫描件", required=False)
    note = forms.CharField(label="退回的原因", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def starts(self, call: Call) -> dict[str, Any]:
        assert call.matter
        row = row_of(call.matter)
        head = parsed(row.text)
        document = head["document"]
        return {
            "title": head["title"],
            "document": "" if document == DRAFT_DOCUMENT else document,
            "effective_on": row.effective_on,
        }

    def shape(self) -> None:
        county = self.call.body.tier == Body.Tier.COUNTY
        organs = COUNTY_ORGANS if county else TOWNSHIP_ORGANS
        words = [(o, str(LocalNorm.Organ(o).label)) for o in organs]
        self.fields["adopted_by"].choices = [("", "请选择"), *words]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        wanted = self.needed[:-1] if data.get("outcome") == "adopt" else self.needed[-1:]
        for name in wanted:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"请填写“{self.fields[name].label}”。")
        adopted, effective = data.get("adopted_on"), data.get("effective_on")
        if adopted and adopted > self.call.today:
            self.add_error("adopted_on", "还没有到通过的那一天。")
        if adopted and effective and effective < adopted:
            self.add_error("effective_on", f"施行日期不能早于通过日期（{adopted:%Y-%m-%d}）。")
        return data


class CasesForm(StepForm):
    """核对算例: every period computed on one day; whoever ticks has reckoned it himself."""

    confirmed = forms.MultipleChoiceField(
        label="这些算例都对", widget=forms.CheckboxSelectMultiple, help_text="逐条看一遍，算得对的打勾；算得不对的不要勾，回去改那一条"
    )  # fmt: skip

    def shape(self) -> None:
        assert self.call.matter
        try:
            found = unchecked(*trial(row_of(self.call.matter)), self.call.body.tier)
        except BadNorm:
            found = []
        self.examples = found
        self.fields["confirmed"].choices = [  # type: ignore[attr-defined]
            (e.key, f"{e.block.rule.title} {e.block.words}：{e.words}（{e.how}）") for e in found
        ]


class WithdrawForm(StepForm):
    """撤回草案: why."""

    note = forms.CharField(label="撤回的原因", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class RepealForm(StepForm):
    """废止: the document that says so, and from when the norm holds no more."""

    document = forms.CharField(label="废止它的文件的文号", max_length=60)
    since = DayField(label="从哪一天起不再施行")

    def starts(self, call: Call) -> dict[str, Any]:
        return {"since": call.today}

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        assert self.call.matter
        effective = row_of(self.call.matter).effective_on
        if effective and since < effective:
            raise ValidationError(f"不能早于施行日期（{effective:%Y-%m-%d}）。")
        return since
