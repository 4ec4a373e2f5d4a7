"""The units' side, and the deputies' evaluation of it."""

from datetime import date
from typing import Any

from quancheng.law.rules import Option
from quancheng.procedure import dates
from quancheng.procedure.calls import Ask, Call, Open, Refusal, Told
from quancheng.procedure.registry import act, check
from quancheng.record.facts import Share
from quancheng.record.models import Matter, Party
from quancheng.roster.models import Body

from ..forms import assignments as forms
from ..forms.fields import local
from ..models import Assignment, Contact, Entry, Explanation, Opinion, Rating, Reply, Undertaking
from .bindings import WHY, evaluators, people
from .suggestions import enter


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
        return Told(
            "return",
            remarks={"reason": data["reason"]},
            leaves=_parties_of(call, row.handler),
            tells=[call.matter.body],
        )
    row.due_first = row.due_first or _reply_day(call)
    row.save()
    told = Told("accept", tells=list(people(call.matter.root, "lead")))
    if row.part == Assignment.Part.LEAD:
        ask(call, told, [p.body for p in _co_parties(call) if p.body])
    return told


def _reply_day(call: Call) -> date | None:
    assert call.matter
    return dates.ruled(call.matter, own(call).reply_rule, call.on, call.book)[0]


def _parties_of(call: Call, body: Body) -> list[Party]:
    assert call.matter
    return list(Party.objects.unguarded(WHY).filter(matter=call.matter.root, body=body, until=None))


def _co_parties(call: Call) -> list[Party]:
    assert call.matter
    rows = (
        Party.objects.unguarded(WHY)
        .filter(matter=call.matter.root, part="co", until=None)
        .select_related("body__successor")
    )
    asked = Opinion.objects.unguarded(WHY).filter(assignment=own(call)).values_list("body_id", flat=True)
    return list(rows.exclude(body_id__in=list(asked)).order_by("pk"))


def ask(call: Call, told: Told, bodies: list[Body]) -> None:
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
        f"退回的期限已过：最迟 {day:%Y-%m-%d}（{ruling.citation.text}）。",
        (ruling,),
        who="交办机构可以改交",
        instead="签收后向交办机构说明，由其改交",
        id="return",
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
        given = [
            (data["promise"], data["promise_on"]),
            *((more["text"], more["day"]) for more in data["more_promises"]),
        ]
        made = [Undertaking(assignment=row, handler=row.handler, text=text, promised_on=day) for text, day in given]
        return [
            Open("undertakings", one.text[:200], one, number=call.matter.root.number, confidential=secret)
            for one in made
        ]
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
    rulings = call.cite("suggestion.communicate")
    return Refusal(
        f"{again}与代表联系沟通，这里还没有联系记录。",
        rulings,
        who=f"承办单位经办人：联系{names}后，在“联系代表”里记一条",
        instead="contact",
        id="contacted",
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
        f"按{option.label}（{option.attrs.get('meaning', '')}）答复，要写明承诺办什么、哪一天前办成。",
        (ruling,),
        who="承办单位：补上承诺和日期",
        id="promise",
    )


@act("assignments.rate", forms.RateForm)
def rate(call: Call) -> Told:
    """评价 by every lead: process and result are two rows and two statistics. 过程不满意 alone is shown to the office."""
    assert call.matter
    row, data = own(call), call.data
    person = call.duty.person if call.duty else None
    Rating(
        assignment=row,
        round=row.round,
        person=person,
        process=data["process"],
        result=data["result"],
        remark=data["remark"],
        on=call.on,
    ).save()
    if data["wish"]:
        suggestion = call.matter.root.suggestion
        suggestion.wish = data["wish"]
        suggestion.save(update_fields=["wish"])
    told = Told(
        data["result"],
        data={"process": data["process"], "result": data["result"], "round": row.round},
        tells=[row.handler],
    )
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


def _keep_promises(row: Assignment, data: dict[str, Any]) -> None:
    row.draft_promise, row.draft_promise_on = data["promise"], data["promise_on"]
    row.draft_more = [{"text": more["text"], "day": more["day"].isoformat()} for more in data["more_promises"]]
