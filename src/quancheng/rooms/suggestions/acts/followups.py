"""Promises that come back on their day, and explanations that are looked at again."""

from quancheng.procedure.calls import Call, Open, Told
from quancheng.procedure.moving import void
from quancheng.procedure.registry import act
from quancheng.record.facts import Share
from quancheng.record.models import Duty, Matter

from ..forms import followups as forms
from ..models import Entry, Explanation, Suggestion, Undertaking
from .bindings import WHY, people
from .suggestions import enter


def promise(call: Call) -> Undertaking:
    assert call.matter
    row: Undertaking = call.matter.undertaking
    return row


def origin(call: Call) -> Matter:
    """The suggestion it came from."""
    assert call.matter and call.matter.arises_from
    return call.matter.arises_from.root


@act("undertakings.keep", forms.KeepForm)
def keep(call: Call) -> Told:
    """兑现承诺: kept, put off to a day that is named, or dropped with an account of why."""
    row, data = promise(call), call.data
    enter(call, Entry.Kind.PROGRESS, data["text"])
    told = Told(data["outcome"], tells=[*people(origin(call), "lead"), call.body], data={"was": row.promised_on})
    if data["outcome"] == "later":
        row.promised_on = data["new_day"]
        told.data["to"] = data["new_day"]
    if data["outcome"] == "kept":
        row.percent = 100
    row.save()
    return told


@act("undertakings.progress", forms.ProgressForm)
def progress(call: Call) -> Told:
    row = promise(call)
    row.percent = call.data["percent"]
    row.save(update_fields=["percent"])
    enter(call, Entry.Kind.PROGRESS, call.data["text"])
    return Told(data={"percent": row.percent}, tells=list(people(origin(call), "lead")))


@act("undertakings.confirm", forms.ConfirmForm)
def confirm(call: Call) -> Told:
    """代表确认: it is kept when the deputy says so, not when the unit does.

    Of the new deputies of the place, who were joined to it at the change of term, the first one's word is enough.
    """
    row = promise(call)
    heirs = [person.pk for person in people(row.matter, "heir")]
    if call.doer and call.doer.pk in heirs:
        open_ones = Duty.objects.unguarded(WHY).filter(matter=call.matter, name="confirm", state=Duty.State.OPEN)
        for duty in open_ones.filter(person_id__in=heirs).exclude(person=call.doer):
            void(duty)
    yes = call.data["outcome"] == "yes"
    return Told(
        call.data["outcome"],
        remarks={"say": call.data["text"]},
        tells=[row.handler, call.body],
        shares=[Share(row.handler, "kept")] if yes else [],
    )


@act("undertakings.explain", forms.ExplainPromiseForm)
def explain_(call: Call) -> Told:
    row = promise(call)
    enter(call, Entry.Kind.EXPLANATION, call.data["text"])
    if call.data["outcome"] == "watch":
        row.promised_on = call.data["new_day"]
        row.save(update_fields=["promised_on"])
    return Told(call.data["outcome"], tells=[row.handler, *people(origin(call), "lead")])


@act("undertakings.look_again", forms.LookAgainForm)
def look_again(call: Call) -> Told:
    """回头看: on the spot, as often as needed."""
    enter(call, Entry.Kind.SECOND_LOOK, call.data["text"])
    return Told(tells=[promise(call).handler])


@act("explanations.explain", forms.ExplainForm)
def explain(call: Call) -> Told:
    """C4: the deputy is told why it cannot be done now, and on what day somebody looks again."""
    assert call.matter
    row: Explanation = call.matter.explanation
    row.look_again_on = call.data["look_again_on"]
    row.save(update_fields=["look_again_on"])
    enter(call, Entry.Kind.EXPLANATION, call.data["text"])
    return Told(data={"look_again_on": row.look_again_on}, tells=list(people(origin(call), "lead")))


@act("explanations.watch", forms.WatchForm)
def watch(call: Call) -> Told:
    """到期再看: conditions are as they were, or have changed, and then it is handed over again as a new suggestion."""
    assert call.matter
    row: Explanation = call.matter.explanation
    enter(call, Entry.Kind.SECOND_LOOK, call.data["text"])
    told = Told(call.data["outcome"], tells=list(people(origin(call), "lead")))
    if told.outcome == "still":
        row.look_again_on = call.data["look_again_on"]
        row.save(update_fields=["look_again_on"])
    if told.outcome == "changed":
        first = origin(call)
        old: Suggestion = first.suggestion
        again = Suggestion(
            text=old.text, raised_on=call.on, wish=old.wish, category=old.category, category_word=old.category_word
        )
        parties = [(p, part) for part in ("lead", "cosign") for p in people(first, part)]
        told.begins = [
            Open("suggestions", first.title, again, step="examine", parties=parties, confidential=first.confidential)
        ]
    return told
