"""Forms of the main line: raise, examine, number, hand over, settle, and what stands beside it."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, FilesField, StepForm
from quancheng.record.models import Matter, Party
from quancheng.roster.models import Session

from ..models import Suggestion
from .fields import LONG, SHORT, PeopleField, UnitField, ask_category, demand, one_line, options, units

BETWEEN = "0"
BILL = ("from_bill", "decided_by", "decided_on")  # what only the office enters, for a deputy


class RaiseForm(StepForm):
    """提出: one thing, said concretely; alone or with others."""

    one_word = "提建议"
    pages: ClassVar = (
        ("text", "title"),
        ("raised_in", *BILL, "category", "wish", "confidential", "attachments"),
        ("outcome", "cosigners"),
    )

    text = forms.CharField(
        label="什么事，想怎么办？",
        widget=LONG,
        max_length=8000,
        help_text="一件建议只写一件事：反映的问题、理由、具体建议",
    )
    title = forms.CharField(label="标题", max_length=100, help_text="例如：关于硬化柳沟村至河口村道路的建议")
    raised_in = forms.ChoiceField(label="什么时候提出")
    from_bill = forms.BooleanField(label="原是代表议案，经决定转为建议", required=False)
    decided_by = forms.CharField(
        label="由哪个机关决定转为建议", max_length=60, required=False, help_text="例如：县十九届人大五次会议主席团"
    )
    decided_on = DayField(label="决定日期", required=False, help_text="从这一天起作为建议")
    wish = forms.ChoiceField(
        label="是否同意公开", choices=Suggestion.Wish.choices, widget=forms.RadioSelect, initial=Suggestion.Wish.FULL
    )
    confidential = forms.BooleanField(label="请为我保密（其他代表看不到是谁提的）", required=False)
    attachments = FilesField(label="照片、附件", required=False)
    cosigners = PeopleField(
        label="邀请哪些代表附议", required=False, help_text="他们在自己手机上确认；没有确认的不算附议"
    )

    def starts(self, call: Call) -> dict[str, Any]:
        if call.matter is None:
            return {"raised_in": _open_session(call)}
        own: Suggestion = call.matter.suggestion
        return {
            "text": own.text, "title": call.matter.title, "wish": own.wish, "confidential": call.matter.confidential,
            "category": own.category, "raised_in": str(own.session_id or BETWEEN), "decided_by": own.decided_by,
            "from_bill": own.source == Suggestion.Source.BILL, "decided_on": own.decided_on,
        }  # fmt: skip

    def shape(self) -> None:
        call = self.call
        sessions = Session.objects.filter(term__congress=call.body, opens_on__lte=call.today).select_related("term")[:4]
        self.fields["raised_in"].choices = [  # type: ignore[attr-defined]
            (BETWEEN, "闭会期间"),
            *((str(s.pk), f"第{s.term.ordinal}届第{s.ordinal}次会议期间（{s.opens_on:%Y-%m-%d}）") for s in sessions),
        ]
        ask_category(self, call, required=False)
        people: PeopleField = self.fields["cosigners"]  # type: ignore[assignment]
        people.offer(call, _already(call))
        if not call.behalf or call.correcting:
            for name in BILL:
                del self.fields[name]

    def clean_decided_on(self) -> date | None:
        day: date | None = self.cleaned_data["decided_on"]
        if day and day > self.call.today:
            raise ValidationError(f"决定日期不能晚于今天（{self.call.today:%Y-%m-%d}）。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        decided = [name for name in BILL[1:] if name in self.fields and not data.get(name) and name not in self.errors]
        if data.get("from_bill"):
            for name in decided:
                self.add_error(name, f"议案转为建议，请写明“{self.fields[name].label}”。")
        return data

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if len(title) < 6:
            raise ValidationError("标题太短，请写明什么地方、什么事，例如“关于增设柳沟村变压器的建议”。")
        return title

    def clean_text(self) -> str:
        return demand(self.cleaned_data["text"], "反映的问题和具体建议")


def _open_session(call: Call) -> str:
    """The session that sits today, else 闭会期间."""
    sits = Session.objects.filter(term__congress=call.body, opens_on__lte=call.today, closes_on__gte=call.today).first()
    return str(sits.pk) if sits else BETWEEN


def _already(call: Call) -> set[int]:
    """People who need no invitation: the lead and those who have signed or been asked."""
    known = {call.doer.pk} if call.doer else set()
    if call.matter:
        parties = Party.objects.unguarded("who is in already").filter(matter=call.matter, until=None)
        known |= set(parties.values_list("person_id", flat=True))
        known |= set(
            call.matter.duties.unguarded("who was asked already")
            .filter(name="cosign")
            .values_list("person_id", flat=True)
        )
    return {k for k in known if k}


class InviteForm(StepForm):
    cosigners = PeopleField(label="邀请哪些代表附议")

    def shape(self) -> None:
        people: PeopleField = self.fields["cosigners"]  # type: ignore[assignment]
        people.offer(self.call, _already(self.call))


class ExamineForm(StepForm):
    """审查: five ways on, each with what it needs."""

    asked_when: ClassVar = {
        "ground": ("decline",), "merge_into": ("merge",), "to": ("reroute",), "reason": ("back", "decline", "reroute"),
        "category": ("accept",), "hard": ("accept",), "proposed": ("accept",),
    }  # fmt: skip
    needed: ClassVar = ("category", "ground", "merge_into", "to", "reason")

    title = forms.CharField(label="标题", max_length=100, help_text="只作文字规范，不改变代表的意思")
    hard = forms.BooleanField(label="涉及面广、处理难度大", required=False)
    proposed = UnitField(label="拟主办单位", required=False, help_text="先定下来，批量交办时按它交办")
    ground = forms.ChoiceField(label="不作为建议处理的情形", required=False)
    merge_into = forms.ChoiceField(label="并入哪一件", required=False)
    to = forms.CharField(label="转送哪个机关", required=False, max_length=80)
    reason = forms.CharField(label="理由（会告知代表）", required=False, widget=SHORT, max_length=1000)

    def starts(self, call: Call) -> dict[str, Any]:
        assert call.matter
        own: Suggestion = call.matter.suggestion
        return {"title": call.matter.title, "category": own.category, "hard": own.hard, "proposed": own.proposed_id}

    def offered(self, call: Call) -> list[tuple[str, str]]:
        return [] if call.correcting else super().offered(call)

    def shape(self) -> None:
        ask_category(self, self.call, required=False)
        self.order_fields(["title", "category"])
        # asked for only when the list is drawn or something was chosen from it
        self.fields["proposed"].choices = lambda: units(self.call.body)  # type: ignore[attr-defined]
        ground: forms.ChoiceField = self.fields["ground"]  # type: ignore[assignment]
        ground.choices = [
            ("", "请选择"),
            *options(self.call, "suggestion.not_accepted"),
            ("other", "其他（在理由中写明）"),
        ]
        others: forms.ChoiceField = self.fields["merge_into"]  # type: ignore[assignment]
        others.choices = lambda: [("", "请选择"), *_mergeable(self.call)]
        if self.call.correcting:
            for name in ("ground", "merge_into", "to"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        way = data.get("outcome")
        if way == "accept" and not data.get("category") and options(self.call, "suggestion.categories"):
            self.add_error("category", "受理的建议要选类别，统计按它归类。")
        if way in ("back", "decline", "reroute") and not (data.get("reason") or "").strip():
            self.add_error("reason", "退回、不作为建议处理、转送，都要写明理由并告知代表。")
        if way == "decline" and not data.get("ground"):
            self.add_error("ground", "请选择属于哪一种情形。")
        if way == "merge" and not data.get("merge_into"):
            self.add_error("merge_into", "请选择并入哪一件。")
        if way == "reroute" and not (data.get("to") or "").strip():
            self.add_error("to", "请写明转送哪个机关。")
        return data


def _mergeable(call: Call) -> list[tuple[str, str]]:
    """Suggestions of the same congress that are numbered and under way."""
    assert call.matter
    rows = (
        Matter.objects.seen_by(call.actor)
        .filter(kind="suggestions", body=call.body, ended_as="")
        .exclude(pk=call.matter.pk)
    )
    found = rows.exclude(number="").order_by("-opened_on").values_list("ref", "number", "title")[:300]
    return [(ref, f"{number} {title}") for ref, number, title in found]


class KeyForm(StepForm):
    """重点督办: decided by the chairmen's meeting (county) or as local rules say (township)."""

    source = forms.CharField(
        label="由哪次会议确定", max_length=100, help_text="县：第几次主任会议；乡镇：第几次主席团会议"
    )
    leader = forms.ChoiceField(label="领衔督办领导")

    def shape(self) -> None:
        from quancheng.roster.models import Post

        posts = Post.objects.on(self.call.today).filter(
            body__congress=self.call.body,
            role__in=["director", "deputy_director", "committee_head", "chair", "deputy_chair"],
        )
        people = {str(p.person_id): f"{p.person.name}（{p.title}）" for p in posts.select_related("person")}
        self.fields["leader"].choices = list(people.items())  # type: ignore[attr-defined]


class ReasonForm(StepForm):
    """A step that only needs its reason or its words."""

    text = forms.CharField(label="说明", widget=SHORT, max_length=2000)
    label: ClassVar[str] = ""

    def shape(self) -> None:
        if self.label:
            self.fields["text"].label = self.label

    def clean_text(self) -> str:
        return demand(self.cleaned_data["text"], str(self.fields["text"].label or "内容"))


class WithdrawForm(ReasonForm):
    label = "撤回的理由"


class SettleForm(StepForm):
    text = forms.CharField(label="办结审核意见", widget=SHORT, max_length=1000, required=False)


class PassUpForm(ReasonForm):
    label = "为什么需要县里解决"
