"""The units' side, and the deputies' evaluation of it."""
from datetime import date
from typing import Any

from quancheng.law.rules import Option
from quancheng.procedure import dates
from quancheng.procedure.calls import Ask, Call, Open, Refusal, Told
from quancheng.procedure.registry import act, check, standing_check
from quancheng.record.facts import Share
from quancheng.record.models import Duty, Matter, Party
from quancheng.roster.models import Body

from ..forms import assignments as forms
from ..forms.fields import local
from ..models import Assignment, Contact, Entry, Explanation, Opinion, Rating, Reply, Undertaking
from .bindings import WHY, evaluators, people
from .suggestions import enter

REMINDERS = "suggestion.rate.reminders"


def own(call: Call) -> Assignment:
    """The room's row of the call's assignment."""
    assert call.matter
    row: Assignment = call.matter.assignment
    return row


@act("assignments.sign_for", forms.SignForForm)
def sign_for(call: Call) -> Told:
    """签收 or 退回. Signed for, the co-handling units owe their opinions."""
    assert call.matter
    row, data = own(call), call.data
    row.in_charge = data["in_charge"]
    if data["outcome"] == "return":
        row.return_reason, row.proposes = data["reason"], data["proposes"]
        row.save()
        return Told("return", remarks={"reason": data["reason"]}, leaves=_parties_of(call, row.handler), tells=[call.matter.body])
    row.due_first = row.due_first or _reply_day(call)
    row.save()
    told = Told("accept", tells=list(people(call.matter.root, "lead")))
    if row.part == Assignment.Part.LEAD:
        _ask(call, told, [p.body for p in _co_parties(call) if p.body])
    return told


def _reply_day(call: Call) -> date | None:
    assert call.matter
    return dates.ruled(call.matter, own(call).reply_rule, call.on, call.book)[0]


def _parties_of(call: Call, body: Body) -> list[Party]:
    assert call.matter
    return list(Party.objects.unguarded(WHY).filter(matter=call.matter.root, body=body, until=None))


def _co_parties(call: Call) -> list[Party]:
    assert call.matter
    rows = Party.objects.unguarded(WHY).filter(matter=call.matter.root, part="co", until=None).select_related("body__successor")
    asked = Opinion.objects.unguarded(WHY).filter(assignment=own(call)).values_list("body_id", flat=True)
    return list(rows.exclude(body_id__in=list(asked)))


def _ask(call: Call, told: Told, bodies: list[Body]) -> None:
    row = own(call)
    for body in bodies:
        Opinion(assignment=row, body=body.heir, asked_on=call.on).save()
        told.asks.append(Ask("give_opinion", body.heir))
    if bodies:
        row.opinion_asked_on = call.on
        row.save(update_fields=["opinion_asked_on"])


@check("assignments.return_in_time")
def return_in_time(call: Call) -> Refusal | None:
    """退回 has a local period; after it the unit handles the suggestion."""
    if call.data.get("outcome") != "return" or call.matter is None:
        return None
    day, _why = dates.ruled(call.matter, "suggestion.return", call.on, call.book)
    if day is None or call.on <= day:
        return None
    ruling = call.rule("suggestion.return")
    return Refusal(
        f"退回的期限已过：最迟 {day:%Y-%m-%d}（{ruling.citation.text}）。", (ruling,), who="交办机构可以改交", instead="签收后向交办机构说明，由其改交", id="return"
    )


@act("assignments.handle", forms.HandleForm)
def handle(call: Call) -> Told:
    """办理、拟稿: the draft goes to the head of the unit to be signed."""
    row, data = own(call), call.data
    row.draft_text, row.letter = data["draft"], data["letter"]
    _keep_promises(row, data)
    row.save()
    return Told(data={"letter": row.letter, "round": row.round})


@act("assignments.rework", forms.HandleForm)
def rework(call: Call) -> Told:
    """再次办理: the same work once more, in a later round."""
    return handle(call)


def _keep_promises(row: Assignment, data: dict[str, Any]) -> None:
    row.draft_promise, row.draft_promise_on = data["promise"], data["promise_on"]
    row.draft_more = [{"text": more["text"], "day": more["day"].isoformat()} for more in data["more_promises"]]


@act("assignments.sign_reply", forms.SignReplyForm)
def sign_reply(call: Call) -> Told:
    """签发答复: the reply is now the unit's word; a promise in it comes back on its own day, whatever term it is then."""
    assert call.matter
    row, data = own(call), call.data
    row.draft_text, row.letter, row.draft_number = data["draft"], data["letter"], data["number"]
    _keep_promises(row, data)
    if data["outcome"] == "back":
        row.save()
        return Told("back", remarks={"say": data["say"]})
    option = chosen_class(call)
    row.letter_word = f"{option.label} {option.attrs.get('meaning', '')}".strip()
    row.solved = data["letter"] in solved_classes(call)
    row.replied_on, row.due_last = call.on, _reply_day(call)
    row.save()
    Reply(
        assignment=row, round=row.round, text=data["draft"], letter=data["letter"], letter_word=row.letter_word, number=data["number"],
        on=call.on, signer=data["signer"],
    ).save()  # fmt: skip
    root = call.matter.root
    told = Told("issue", data={"letter": data["letter"], "round": row.round}, shares=[Share(row.handler, row.part)])
    told.tells = [*people(root, "lead"), *people(root, "cosign"), root.body]
    told.begins = _what_comes_back(call, option)
    return told


def chosen_class(call: Call) -> Option:
    """The county's own class of that letter, with its meaning."""
    found = [o for o in local(call, "suggestion.classes").options if o.id == call.data["letter"]]
    return found[0] if found else Option(call.data["letter"], call.data["letter"])


def solved_classes(call: Call) -> tuple[str, ...]:
    """The classes this county counts as solved."""
    marked = local(call, "suggestion.solved").ids
    return marked or tuple(o.id for o in local(call, "suggestion.classes").options if o.attrs.get("solved"))


def _what_comes_back(call: Call, option: Option) -> list[Open]:
    """Every promise becomes an undertaking of its own; what cannot be done now an explanation to be looked at again."""
    row, data = own(call), call.data
    assert call.matter
    secret = call.matter.root.confidential
    if data["promise"]:
        given = [(data["promise"], data["promise_on"]), *((more["text"], more["day"]) for more in data["more_promises"])]
        made = [Undertaking(assignment=row, handler=row.handler, text=text, promised_on=day) for text, day in given]
        return [Open("undertakings", one.text[:200], one, number=call.matter.root.number, confidential=secret) for one in made]
    if not option.attrs.get("solved") and not option.attrs.get("promise") and option.attrs:
        why = Explanation(assignment=row, handler=row.handler)
        return [Open("explanations", call.matter.root.title, why, number=call.matter.root.number, confidential=secret)]
    return []


@check("assignments.contacted_before")
def contacted_before(call: Call) -> Refusal | None:
    """代表法: the unit contacts the deputy before it replies; again before a second reply."""
    row = own(call)
    if call.data.get("outcome") == "back" or call.correcting:
        return None
    contacts = Contact.objects.unguarded(WHY).filter(assignment=row)
    if row.rework_from:
        contacts = contacts.filter(on__gte=row.rework_from)
    if contacts.exists():
        return None
    assert call.matter
    names = "、".join(str(x) for x in evaluators(call.matter.root))
    again = "再次答复前还要" if row.round else "答复前要先"
    rulings = (call.rule("suggestion.communicate"),) if call.has_rule("suggestion.communicate") else ()
    return Refusal(
        f"{again}与代表联系沟通，这里还没有联系记录。", rulings, who=f"承办单位经办人：联系{names}后，在“联系代表”里记一条", instead="contact", id="contacted"
    )


@check("assignments.promise_for_plan")
def promise_for_plan(call: Call) -> Refusal | None:
    """A class that means 列入计划 must say what will be done and by when."""
    if call.data.get("outcome") == "back" or call.correcting or call.data.get("promise"):
        return None
    option = chosen_class(call)
    if not option.attrs.get("promise"):
        return None
    ruling = call.rule("suggestion.classes")
    return Refusal(
        f"按{option.label}（{option.attrs.get('meaning', '')}）答复，要写明承诺办什么、哪一天前办成。", (ruling,), who="承办单位：补上承诺和日期", id="promise"
    )


@act("assignments.rate", forms.RateForm)
def rate(call: Call) -> Told:
    """评价 by every lead: process and result are two rows and two statistics. 过程不满意 alone is shown to the office."""
    assert call.matter
    row, data = own(call), call.data
    person = call.duty.person if call.duty else None
    Rating(
        assignment=row, round=row.round, person=person, process=data["process"], result=data["result"], remark=data["remark"], on=call.on
    ).save()
    if data["wish"]:
        suggestion = call.matter.root.suggestion
        suggestion.wish = data["wish"]
        suggestion.save(update_fields=["wish"])
    told = Told(data["result"], data={"process": data["process"], "result": data["result"], "round": row.round}, tells=[row.handler])
    told.shares = [Share(person, "rate")] if person else []
    if call.behalf:
        row.rated_for_on = call.on
        row.save(update_fields=["rated_for_on"])
    if Rating.Grade.UNSATISFIED in (data["process"], data["result"]):
        told.tells.append(call.matter.body)
    return told


@act("assignments.meet", forms.MeetForm)
def meet(call: Call) -> Told:
    """约见、重新交办: the rework counts from this day; what was only explained is no longer left at that."""
    assert call.matter
    row = own(call)
    enter(call, Entry.Kind.MEETING, call.data["text"])
    if call.data["outcome"] == "stop":
        return Told("stop", tells=[*people(call.matter.root, "lead"), row.handler])
    row.rework_from, row.round = call.on, row.round + 1
    row.save(update_fields=["rework_from", "round"])
    watched = Matter.objects.unguarded(WHY).filter(kind="explanations", arises_from=call.matter, ended_as="")
    ends = [(matter, "raised_again") for matter in watched.select_related("body")]
    return Told("again", tells=[*people(call.matter.root, "lead"), row.handler], data={"round": row.round}, ends=ends)


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
    _ask(call, told, call.data["units"])
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
        return Refusal("这件已经按最长的答复期限办理，不能再延。", ruling, who="按期答复，或者先答复办到哪一步", id="not_yet_extended")
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
    reminded = Notice.objects.unguarded(WHY).filter(duty_id__in=[d.pk for d in open_ones], cause__in=["due", "late"]).count()
    if late and len(late) == len(open_ones) and reminded >= times * len(open_ones):
        return None
    what = "代表评价的期限还没有过" if len(late) < len(open_ones) or not late else f"每位代表要提醒满 {times} 次"
    rulings = tuple(call.rule(rule) for rule in ("suggestion.rate", REMINDERS) if call.has_rule(rule))
    return Refusal(f"{what}，现在不能按未评价办结。", rulings, who="请代表评价；代表不便的，按纸质意见表代录", instead="rate", id="reminded")


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
