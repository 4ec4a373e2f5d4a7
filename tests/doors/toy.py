"""A procedure without a room of its own and without one template: the common doors must carry it."""

from pathlib import Path
from typing import Any

from django import forms

from quancheng.procedure import registry
from quancheng.procedure.calls import Call, Open, Refusal, Told
from quancheng.procedure.definition import parse
from quancheng.procedure.forms import FilesField, RowsField, StepForm
from quancheng.procedure.moving import create
from quancheng.record.models import Matter
from quancheng.roster.models import Body

FULL = "写满"


class Row:
    """The room's own row, which this procedure has no table for."""

    def save(self) -> None: ...


class Need(forms.Form):
    what = forms.CharField(label="要什么", max_length=20)
    many = forms.IntegerField(label="多少", min_value=1)
    unit = forms.ChoiceField(label="单位", choices=[("piece", "个"), ("metre", "米")])


class RaiseForm(StepForm):
    pages = (("title", "text"), ("needs", "files"))
    title = forms.CharField(label="标题", max_length=60)
    text = forms.CharField(label="内容", widget=forms.Textarea)
    needs = RowsField(Need, label="所需")
    files = FilesField(label="附件", required=False)


class ExamineForm(StepForm):
    asked_when = {"note": ("reject",)}
    note = forms.CharField(label="审核意见", required=False, max_length=200)


class ShareForm(StepForm):
    unit = forms.ChoiceField(label="承办单位")

    def shape(self) -> None:
        units = Body.objects.filter(kind=Body.Kind.DEPARTMENT)
        self.fields["unit"].choices = [(b.pk, b.name) for b in units]  # type: ignore[attr-defined]


def _raise(call: Call) -> Told:
    call.matter = create(Open("toys", call.data["title"], Row()), call.body, call.on)  # type: ignore[arg-type]
    call.matter.number = f"第{call.matter.pk}号"
    call.matter.save()
    return Told(parties=[(call.doer, "lead")], remarks={"reason": call.data["text"]})


def _share(call: Call) -> Told:
    unit = Body.objects.get(pk=call.data["unit"])
    return Told(parties=[(unit, "lead")], parts=[Open("toy_parts", unit.short, Row(), parties=[(unit, "lead")])])


def _examine(call: Call) -> Told:
    return Told(remarks={"note": call.data.get("note", "")})


def _full(call: Call) -> Refusal | None:
    if FULL not in call.matter.title:
        return None
    return Refusal(
        "标题里写着“写满”，不能审核",
        (call.rule("suggestion.reply"),),
        who="提出人改标题",
        instead="remind",
        id="toys.full",
    )


def _advice(call: Call) -> Refusal | None:
    warned = call.data.get("outcome") == "reject"
    return Refusal("一般不要不予受理", who="常委会", warn=True, id="toys.advice") if warned else None


HANDED = "suggestion.hand_over"


def _counted_from(others: registry.Event | None) -> registry.Event:
    """The rule we borrow counts from a day that only suggestions have."""

    def day(matter: Matter) -> Any:
        return matter.root.opened_on if matter.root.kind == "toys" else others.day(matter)

    return registry.Event(day, others.kinds if others else ())


_events: list[registry.Event | None] = []


def declare() -> None:
    """Bind the procedure; the names it takes are its own."""
    _events.append(registry.events.get(HANDED))
    registry.events[HANDED] = _counted_from(_events[-1])
    for made in parse((Path(__file__).parent / "toy.toml").read_text("utf-8")):
        registry.declare(made)
    registry.act("toys.raise_toy", RaiseForm)(_raise)
    registry.act("toys.examine", ExamineForm)(_examine)
    registry.act("toys.share", ShareForm)(_share)
    for name in ("toys.rate", "toys.remind", "toys.pass_on", "toys.correct", "toy_parts.sign", "toy_parts.reply"):
        registry.act(name)(lambda call: None)
    registry.correction("toys.examine")(_examine)
    registry.bearer("toys.examiner")(lambda matter: [matter.body])
    registry.bearer("toys.proposer")(_proposers)
    registry.bearer("toy_parts.handler")(lambda matter: [p.body for p in matter.parties.unguarded("test") if p.body])
    registry.check("toys.full")(_full)
    registry.check("toys.advice")(_advice)
    registry.starter("toys")(lambda actor, body: actor.sits_in(body.pk))


def _proposers(matter: Matter) -> list[Any]:
    return [p.person for p in matter.parties.unguarded("test") if p.person]


def forget() -> None:
    """Take it out again."""
    registry.events.pop(HANDED)
    if before := _events.pop():
        registry.events[HANDED] = before
    tables = (
        registry.definitions,
        registry.acts,
        registry.corrections,
        registry.bearers,
        registry.checks,
        registry.starters,
    )
    for table in tables:
        for key in [k for k in table if k.split(".")[0] in ("toys", "toy_parts")]:
            del table[key]  # type: ignore[attr-defined]
