"""Beside a unit's handling: contacts, opinions, extension, chasing, visits, objections, closing without evaluation."""

from quancheng.procedure.calls import Ask, Call, Refusal, Told
from quancheng.procedure.registry import act, standing_check
from quancheng.record.facts import Share
from quancheng.record.models import Duty, Party

from ..forms import assignments as forms
from ..models import Contact, Entry, Opinion
from .assignments import ask, own
from .bindings import WHY, people
from .suggestions import enter

REMINDERS = "suggestion.rate.reminders"


@act("assignments.contact", forms.ContactForm)
def contact(call: Call) -> Told:
    """三见面: as often as it happens."""
    assert call.matter
    row = own(call)
    Contact(assignment=row, on=call.on, means=call.data["means"], note=call.data["note"]).save()
    return Told(data={"means": call.data["means"]}, shares=[Share(row.handler, "contact")])


@act("assignments.ask_opinion", forms.AskOpinionForm)
def ask_opinion(call: Call) -> Told:
    told = Told(data={"units": [b.pk for b in call.data["units"]]})
    ask(call, told, call.data["units"])
    assert call.matter
    root = call.matter.root
    for body in call.data["units"]:
        if not Party.objects.unguarded(WHY).filter(matter=root, body=body, until=None).exists():
            Party(matter=root, body=body, part="co").save()
    return told


@act("assignments.give_opinion", forms.OpinionForm)
def give_opinion(call: Call) -> Told:
    """会办意见 goes to the leading unit, not to the deputy."""
    assert call.duty and call.duty.body
    row = own(call)
    opinion = Opinion.objects.unguarded(WHY).filter(assignment=row, body=call.duty.body, on=None).order_by("pk").first()
    opinion = opinion or Opinion(assignment=row, body=call.duty.body, asked_on=call.duty.opened_on)
    opinion.text, opinion.on = call.data["text"], call.on
    opinion.save()
    return Told(tells=[row.handler], shares=[Share(call.duty.body, "co")])


@act("assignments.ask_extension", forms.ExtensionForm)
def ask_extension(call: Call) -> Told:
    """申请延期: only before the day, once; a right that lapses with the period."""
    assert call.matter
    row = own(call)
    row.extension_asked_on, row.extension_reason = call.on, call.data["text"]
    row.save(update_fields=["extension_asked_on", "extension_reason"])
    return Told(asks=[Ask("grant_extension", call.matter.body)])


@standing_check("assignments.not_yet_extended")
def not_yet_extended(call: Call) -> Refusal | None:
    if own(call).reply_rule == "suggestion.reply.hard":
        ruling = (call.rule("suggestion.reply.hard"),)
        return Refusal(
            "这件已经按最长的答复期限办理，不能再延。",
            ruling,
            who="按期答复，或者先答复办到哪一步",
            id="not_yet_extended",
        )
    waiting = Duty.objects.unguarded(WHY).filter(matter=call.matter, name="grant_extension", state=Duty.State.OPEN)
    return Refusal("延期申请正在审批。", who="交办机构", id="asked") if waiting.exists() else None


@act("assignments.grant_extension", forms.GrantForm)
def grant_extension(call: Call) -> Told:
    """同意延期: the longer period counts from the same hand-over, and the deputy is told why."""
    assert call.matter
    row, yes = own(call), call.data["outcome"] == "yes"
    told = Told(call.data["outcome"], redate=True, remarks={"say": call.data["say"]}, tells=[row.handler])
    if yes:
        row.reply_rule = "suggestion.reply.hard"
        row.save(update_fields=["reply_rule"])
        call.rule("suggestion.reply.hard")
        told.tells += people(call.matter.root, "lead")
    return told


@act("assignments.chase", forms.ChaseForm)
def chase(call: Call) -> Told:
    """督办: as often as needed, while the handling goes on; the unit owes an answer."""
    row = own(call)
    row.chased_on = call.on
    row.save(update_fields=["chased_on"])
    enter(call, Entry.Kind.CHASE, call.data["text"])
    return Told(asks=[Ask("answer_chase", row.handler.heir)], shares=[Share(row.handler, "chased")])


@act("assignments.answer_chase", forms.AnswerChaseForm)
def answer_chase(call: Call) -> Told:
    assert call.matter
    enter(call, Entry.Kind.ANSWER, call.data["text"])
    return Told(tells=[call.matter.body])


@act("assignments.inspect", forms.InspectForm)
def inspect(call: Call) -> Told:
    enter(call, Entry.Kind.INSPECTION, call.data["text"])
    return Told(tells=[own(call).handler])


@act("assignments.close_unrated")
def close_unrated(call: Call) -> Told:
    """Not evaluated in time: closed as 未评价, never as satisfied."""
    return Told("yes")


@standing_check("assignments.reminded_and_late")
def reminded_and_late(call: Call) -> Refusal | None:
    """Only after the deputy's period has passed and he was reminded as often as the local rule says."""
    from quancheng.procedure.models import Notice

    open_ones = list(Duty.objects.unguarded(WHY).filter(matter=call.matter, name="rate", state=Duty.State.OPEN))
    late = [d for d in open_ones if d.due_on and d.due_on < call.on]
    times = int(call.rule(REMINDERS).value) if call.has_rule(REMINDERS) else 0  # type: ignore[arg-type]
    reminded = (
        Notice.objects.unguarded(WHY).filter(duty_id__in=[d.pk for d in open_ones], cause__in=["due", "late"]).count()
    )
    if late and len(late) == len(open_ones) and reminded >= times * len(open_ones):
        return None
    what = "代表评价的期限还没有过" if len(late) < len(open_ones) or not late else f"每位代表要提醒满 {times} 次"
    rulings = call.cite("suggestion.rate", REMINDERS)
    return Refusal(
        f"{what}，现在不能按未评价办结。",
        rulings,
        who="请代表评价；代表不便的，按纸质意见表代录",
        instead="rate",
        id="reminded",
    )


@act("assignments.object", forms.ObjectForm)
def object_(call: Call) -> Told:
    """He for whom a step was entered from paper says that it is wrong."""
    assert call.matter
    enter(call, Entry.Kind.OBJECTION, call.data["text"])
    return Told(asks=[Ask("answer_objection", call.matter.body)])


@act("assignments.answer_objection", forms.AnswerObjectionForm)
def answer_objection(call: Call) -> Told:
    assert call.matter
    enter(call, Entry.Kind.ANSWER, call.data["text"])
    return Told(call.data["outcome"], tells=list(people(call.matter.root, "lead")))
