"""Forms of the main line: raise, examine, number, hand over, settle, and what stands beside it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import FilesField, RowsField, StepForm
from quancheng.record.models import Fact, Matter, Party
from quancheng.roster.models import Mandate, Session

from ..models import Assignment, Reply, Suggestion
from .fields import LONG, SHORT, PeopleField, UnitField, ask_category, demand, local, one_line, options, units

BETWEEN = "0"


class RaiseForm(StepForm):
    """提出: one thing, said concretely; alone or with others."""

    one_word = "提建议"
    pages: ClassVar = (
        ("text", "title"),
        ("raised_in", "category", "wish", "confidential", "attachments"),
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
            "category": own.category, "raised_in": str(own.session_id or BETWEEN),
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


def lead_word(person_id: int, call: Call) -> str:
    """A deputy's delegation or district in this congress."""
    seat = Mandate.objects.filter(person_id=person_id, congress=call.body).order_by("-begins_on").first()
    return (seat.delegation or seat.district) if seat else ""
