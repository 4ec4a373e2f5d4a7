"""Forms of promises, explanations and the year's report."""

from typing import Any, ClassVar

from django import forms

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, FilesField, StepForm

from .fields import SHORT
from .suggestions import ReasonForm


class KeepForm(StepForm):
    """兑现承诺: kept, later, or dropped, with what has been done."""

    asked_when: ClassVar = {"new_day": ("later",)}
    needed: ClassVar = ("new_day",)

    text = forms.CharField(label="办到什么程度", widget=SHORT, max_length=2000)
    new_day = DayField(label="改到哪一天", required=False)
    attachments = FilesField(label="照片、附件", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("outcome") == "later" and not data.get("new_day"):
            self.add_error("new_day", "请写明改到哪一天。")
        if data.get("new_day") and data.get("on") and data["new_day"] <= data["on"]:
            self.add_error("new_day", "新的日期应在今天之后。")
        return data


class ConfirmForm(StepForm):
    text = forms.CharField(label="意见", widget=SHORT, max_length=1000, required=False)


class ExplainPromiseForm(StepForm):
    """说明情况: watch on with a new day, or end it after telling the deputy."""

    asked_when: ClassVar = {"new_day": ("watch",)}
    needed: ClassVar = ("new_day",)

    text = forms.CharField(label="向代表说明的情况", widget=SHORT, max_length=2000)
    new_day = DayField(label="跟踪到哪一天", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("outcome") == "watch" and not data.get("new_day"):
            self.add_error("new_day", "继续跟踪要写明到哪一天再看。")
        return data


class ProgressForm(StepForm):
    percent = forms.IntegerField(label="完成多少（%）", min_value=0, max_value=100)
    text = forms.CharField(label="进度", widget=SHORT, max_length=2000)
    attachments = FilesField(label="照片", required=False)


class ExplainForm(StepForm):
    """解释: what the deputy was told, and when conditions will be looked at again."""

    text = forms.CharField(label="向代表解释的情况", widget=SHORT, max_length=2000)
    look_again_on = DayField(label="什么时候再看条件有没有变化")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("look_again_on") and data.get("on") and data["look_again_on"] <= data["on"]:
            self.add_error("look_again_on", "应是以后的日子。")
        return data


class WatchForm(StepForm):
    asked_when: ClassVar = {"look_again_on": ("still",)}
    needed: ClassVar = ("look_again_on",)

    text = forms.CharField(label="现在的情况", widget=SHORT, max_length=2000)
    look_again_on = DayField(label="下次什么时候再看", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("outcome") == "still" and not data.get("look_again_on"):
            self.add_error("look_again_on", "继续跟踪要写明下次什么时候看。")
        return data


class ReportForm(StepForm):
    """办理情况报告: drafted from the numbers, edited by the office, addressed as the law of the day says."""

    text = forms.CharField(label="报告全文", widget=forms.Textarea(attrs={"rows": 20}), max_length=60000)
    to = forms.CharField(label="向谁报告", max_length=60)

    def starts(self, call: Call) -> dict[str, Any]:
        from ..report import draft

        assert call.matter
        return draft(call)


class PublishReportForm(StepForm):
    place = forms.CharField(label="在哪里公开", max_length=120, help_text="例如：县人大门户网站、镇政务公开栏")


class LookAgainForm(ReasonForm):
    label = "回头看的情况"
