"""Forms about bodies: a new one, a new name, an end with a successor."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, StepForm
from quancheng.procedure.succession import cannot_end
from quancheng.roster.models import Body

from .fields import BodyField, ShownForm, entered_on, offer

K = Body.Kind
OF_CONGRESS = (
    K.STANDING_COMMITTEE, K.PRESIDIUM, K.OFFICE, K.COMMITTEE, K.GROUP, K.DELEGATION, K.LIAISON_STATION
)  # fmt: skip
UNITS = (K.GOVERNMENT, K.GOVERNMENT_OFFICE, K.DEPARTMENT, K.STATION, K.PARTY_COMMITTEE)


def here(call: Call) -> QuerySet[Body]:
    """The bodies whose register this congress keeps: its own organs, and the units of its area and tier."""
    units = Q(area_id=call.body.area_id, tier=call.body.tier, kind__in=UNITS)
    return Body.objects.filter(Q(congress=call.body, kind__in=OF_CONGRESS) | units)


class BodyForm(forms.Form):
    """What a register says of a body."""

    COLUMNS: ClassVar = ("name", "short", "parent", "has_account")

    title = forms.CharField(label="名称", max_length=80)
    short = forms.CharField(label="简称", max_length=40, required=False, help_text="空着的用名称")
    parent = BodyField(label="上级或主管单位", required=False)
    has_account = forms.BooleanField(
        label="有人能登录办理", required=False, help_text="没有的由人大机关按纸质件代为录入"
    )


class AddBodyForm(StepForm, BodyForm):
    """登记机构: a unit of the place, an organ of the congress, a group."""

    kind = forms.ChoiceField(label="类别", choices=[(k.value, k.label) for k in (*UNITS, *OF_CONGRESS)])
    since = DayField(label="成立日期", required=False)

    def starts(self, call: Call) -> dict[str, Any]:
        return {"has_account": True}

    def shape(self) -> None:
        offer(self, "parent", here(self.call).filter(until=None), "没有")
        entered_on(self)
        self.order_fields(["title", "short", "kind", "parent", "has_account", "since"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        name = data.get("title", "")
        if name and here(self.call).filter(name=name, until=None).exists():
            self.add_error("title", f"“{name}”已经登记过；改名的请用“更正机构”。")
        return data


class AmendBodyForm(StepForm, ShownForm, BodyForm):
    """更正机构: a new name or another master; who worked there, and what it owes, stays as it is."""

    CHOSEN = "body"
    COLUMNS: ClassVar = ("title", "short", "parent", "has_account")

    body = BodyField(label="哪个机构")

    def shape(self) -> None:
        rows = here(self.call).filter(until=None)
        offer(self, "body", rows)
        offer(self, "parent", rows, "没有")
        self.order_fields(["body", *self.COLUMNS])
        entered_on(self)
        self.show(rows)

    def as_it_stands(self, row: Body) -> dict[str, Any]:
        return {"title": row.name, "short": row.short, "parent": row.parent_id, "has_account": row.has_account}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        body, parent = data.get("body"), data.get("parent")
        if body and parent and _above(parent, body):
            self.add_error("parent", f"“{parent.name}”归“{body.name}”管，不能又是它的上级。")
        return data


def _above(body: Body | None, other: Body) -> bool:
    """Whether going up from `body` one comes to `other`."""
    seen: set[int] = set()
    while body and body.pk not in seen:
        if body.pk == other.pk:
            return True
        seen.add(body.pk)
        body = body.parent
    return False


class EndBodyForm(StepForm):
    """撤并机构: who goes on with what it owes, by which document; whether its people go with it."""

    body = BodyField(label="撤销或合并的机构")
    successor = BodyField(label="由谁承接", help_text="没有办完的建议、承诺从这一天起由它接着办")
    document = forms.CharField(label="依据文件", max_length=120, help_text="机构改革方案、编办文件的名称和文号")
    move_people = forms.BooleanField(label="人员一并转入承接单位", required=False, initial=True)

    def shape(self) -> None:
        rows = here(self.call).filter(until=None)
        offer(self, "body", rows)
        offer(self, "successor", rows)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        body, heir = data.get("body"), data.get("successor")
        if body and heir and (why := cannot_end(body, heir)):
            self.add_error("successor", why)
        if body and heir and (body.kind in UNITS) != (heir.kind in UNITS):
            self.add_error("successor", f"“{heir.name}”和“{body.name}”不是一类机构，不能承接它办的事。")
        return data
