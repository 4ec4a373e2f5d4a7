"""Forms about a seat's course: confirmed, suspended, resumed, ended. A named body decides; the register records it."""

from typing import Any, ClassVar

from django import forms

from quancheng.law.rules import Choice
from quancheng.procedure.calls import Call
from quancheng.procedure.forms import StepForm
from quancheng.roster.models import Body, Mandate

from .fields import OrganForm, SeatField, SeatsField, offer
from .seats import own_term, running


def grounds(call: Call, rule: str) -> tuple[str, ...]:
    """The grounds the law of the day names."""
    if not call.has_rule(rule):
        return ()
    value = call.book.ruling(rule, on=call.on, tier=call.body.tier, area=call.body.area_id).value
    return value.ids if isinstance(value, Choice) else ()


class ConfirmForm(StepForm, OrganForm):
    """代表资格确认: who is confirmed, whose election is void, by which body, in which announcement."""

    seats = SeatsField(label="确认资格的代表", required=False)
    invalid = SeatsField(label="确定当选无效的", required=False)

    def starts(self, call: Call) -> dict[str, Any]:
        return {"seats": [str(seat.pk) for seat in elect(call)]}

    def shape(self) -> None:
        for name in ("seats", "invalid"):
            offer(self, name, elect(self.call))
        county = self.call.body.tier == Body.Tier.COUNTY
        self.offer_organs(self.call, Body.Kind.STANDING_COMMITTEE if county else Body.Kind.PRESIDIUM)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        seats, invalid = data.get("seats") or [], data.get("invalid") or []
        if not seats and not invalid:
            self.add_error("seats", "请选出这次确认资格的代表；还没有登记的先“登记代表”。")
        if both := [seat.person.name for seat in seats if seat in invalid]:
            self.add_error("invalid", f"{'、'.join(both)}两边都选了：资格确认和当选无效只能是一样。")
        return data


def elect(call: Call) -> Any:
    """Deputies-elect of the term: elected, not confirmed yet."""
    return Mandate.objects.filter(term=own_term(call), begins_on=None, ends_on=None)


class SuspendForm(StepForm, OrganForm):
    """暂时停止执行代表职务: on one of the two grounds of the law, reported to the body the law names."""

    pages: ClassVar = (("seat", "outcome"), ("organ", "document"))

    seat = SeatField(label="哪位代表")

    def shape(self) -> None:
        offer(self, "seat", running(self.call).filter(suspended_on=None))
        self.fields["outcome"].label = "暂停的情形"
        self.fields["organ"].label = "代表资格审查委员会向哪个机关报告"
        county = self.call.body.tier == Body.Tier.COUNTY
        self.offer_organs(self.call, Body.Kind.STANDING_COMMITTEE if county else Body.Kind.CONGRESS)

    def offered(self, call: Call) -> list[tuple[str, str]]:
        return [(key, word) for key, word in super().offered(call) if key in grounds(call, "seat.suspend")]


class ResumeForm(StepForm, OrganForm):
    """恢复执行代表职务: what suspended it is over."""

    seat = SeatField(label="哪位代表")

    def shape(self) -> None:
        offer(self, "seat", running(self.call).exclude(suspended_on=None))
        self.fields["organ"].label = "代表资格审查委员会向哪个机关报告"
        county = self.call.body.tier == Body.Tier.COUNTY
        self.offer_organs(self.call, Body.Kind.STANDING_COMMITTEE if county else Body.Kind.CONGRESS)


class EndSeatForm(StepForm, OrganForm):
    """终止代表资格: on a ground of the law; who accepted or announced it, when, in which document."""

    pages: ClassVar = (("seat", "outcome"), ("organ", "document", "note"))

    seat = SeatField(label="哪位代表")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def shape(self) -> None:
        offer(self, "seat", running(self.call).exclude(begins_on=None))
        county = self.call.body.tier == Body.Tier.COUNTY
        self.offer_organs(self.call, Body.Kind.STANDING_COMMITTEE if county else Body.Kind.CONGRESS)
        organ = self.fields["organ"]
        organ.label, organ.help_text = "由哪个机关接受或公告", "罢免由原选区选民投票通过，这里选公告的机关"
        self.fields["outcome"].label = "终止的情形"
        self.fields["document"].required = False  # asked for with its article, by the check
        self.fields["document"].help_text = "除去世外都要写明，例如：云岭县人大常委会公告〔2026〕第3号"
        self.fields["on"].help_text = "终止之日：接受辞职、公告、罢免通过或去世的那一天"

    def offered(self, call: Call) -> list[tuple[str, str]]:
        law = grounds(call, "seat.end")
        return [(key, word) for key, word in super().offered(call) if key in law or key == "died"]


def ended(call: Call) -> Any:
    """Seats of the running term that were ended one by one, not by the end of the term."""
    return Mandate.objects.filter(term=own_term(call)).exclude(ends_on=None)


class ReopenSeatForm(StepForm):
    """更正误登的终止: the wrong deputy was entered, or the decision was another one."""

    seat = SeatField(label="哪位代表的终止登记错了")
    note = forms.CharField(label="错在哪里、凭什么更正", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def shape(self) -> None:
        offer(self, "seat", ended(self.call))
