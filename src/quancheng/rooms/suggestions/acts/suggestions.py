"""The main line: raise, co-sign, examine, number, hand over, settle; and what is done beside it."""

from typing import Any

from quancheng.papers import numbers
from quancheng.procedure.calls import Ask, Call, Open, Refusal, Told
from quancheng.procedure.moving import create
from quancheng.procedure.registry import act, standing_check
from quancheng.record.facts import Share
from quancheng.record.models import Matter, Party
from quancheng.roster.models import Body, Person, Session

from ..forms import suggestions as forms
from ..forms.fields import category_word, local
from ..models import Entry, Suggestion
from .bindings import WHY, lead_parts, people


def own(call: Call) -> Suggestion:
    """The room's row of the call's suggestion."""
    assert call.matter
    row: Suggestion = call.matter.root.suggestion
    return row


def enter(call: Call, kind: str, text: str, matter: Matter | None = None) -> None:
    """Keep what was written beside the line."""
    Entry(matter=matter or call.matter, kind=kind, on=call.on, text=text).save()


@act("suggestions.draft", forms.RaiseForm)
def draft(call: Call) -> Told:
    """提出. The first time it opens the matter; kept, it can be written on; submitted, it goes to be examined."""
    data, told = call.data, Told(call.data["outcome"])
    session = (
        Session.objects.filter(pk=data["raised_in"], term__congress=call.body).first()
        if data["raised_in"] != forms.BETWEEN
        else None
    )
    if call.matter is None:
        assert call.doer
        row = Suggestion(text=data["text"], session=session)
        call.matter = create(Open("suggestions", data["title"], row), call.body, call.on)
        told.parties.append((call.doer, "lead"))
    matter, row = call.matter, call.matter.suggestion
    matter.title, matter.confidential = data["title"], data["confidential"]
    matter.save(update_fields=["title", "confidential"])
    row.text, row.session, row.wish = data["text"], session, data["wish"]
    row.category, row.category_word = data["category"], category_word(call, data["category"])
    if "from_bill" in data:
        _from_bill(row, data)
    if told.outcome == "submit":
        row.raised_on = row.decided_on or call.on
        raisers = people(matter, "lead") or ([call.doer] if call.doer else [])
        told.shares = [Share(p, "lead") for p in raisers]
        told.shares += [Share(p, "cosign") for p in people(matter, "cosign")]
    row.save()
    told.asks = [Ask("cosign", p) for p in data["cosigners"]]
    told.data = {"session": session.pk if session else None, "category": row.category}
    if row.source == Suggestion.Source.BILL:
        told.data["decided"] = row.decided_on
    return told


def _from_bill(row: Suggestion, data: dict[str, Any]) -> None:
    """议案转建议: a bill is a suggestion from the day of the decision, and says by whom it was decided."""
    source = Suggestion.Source
    if data["from_bill"]:
        row.source, row.decided_by, row.decided_on = source.BILL, data["decided_by"], data["decided_on"]
    elif row.source == source.BILL:
        row.source, row.decided_by, row.decided_on = source.DEPUTY, "", None


@act("suggestions.invite", forms.InviteForm)
def invite(call: Call) -> Told:
    return Told(
        asks=[Ask("cosign", p) for p in call.data["cosigners"]],
        data={"invited": [p.pk for p in call.data["cosigners"]]},
    )


@act("suggestions.cosign")
def cosign(call: Call) -> Told:
    """附议: confirmed by the deputy himself; signing after the submission counts as co-signing too."""
    assert call.doer and call.matter
    if call.data["outcome"] == "no":
        return Told("no")
    shares = [Share(call.doer, "cosign")] if own(call).raised_on else []
    return Told("yes", parties=[(call.doer, "cosign")], shares=shares, tells=list(people(call.matter, "lead")))


@act("suggestions.join")
def join(call: Call) -> Told:
    """Join instead of refile: a deputy co-signs one that is on its way; counted apart from signing before it was raised."""
    assert call.doer and call.matter
    return Told(
        "joined",
        parties=[(call.doer, "cosign")],
        shares=[Share(call.doer, "join")],
        tells=list(people(call.matter, "lead")),
    )


@act("suggestions.examine", forms.ExamineForm)
def examine(call: Call) -> Told:
    """审查、编号、分类: one act, five ways on, each told to the deputy with its reason."""
    assert call.matter
    data, row, matter = call.data, own(call), call.matter
    way = data["outcome"]
    told = Told(
        way,
        remarks={"reason": data["reason"]},
        tells=list(people(matter, "lead")),
        data={"category": data["category"] or row.category},
    )
    matter.title = data["title"]
    row.hard, row.accepted_on, row.proposed = data["hard"], call.on, data["proposed"]
    if data["category"]:
        row.category, row.category_word = data["category"], category_word(call, data["category"])
    if way == "accept":
        _number(call, row, told)
    elif way == "decline":
        ground = next(
            (o.label for o in local(call, "suggestion.not_accepted").options if o.id == data["ground"]), "其他"
        )
        row.ground, told.data["ground"] = ground, data["ground"]
    elif way == "reroute":
        row.ground = f"转送{data['to']}"
    elif way == "merge":
        _merge(call, row, told)
    matter.save(update_fields=["title", "number"])
    row.save()
    return told


def _number(call: Call, row: Suggestion, told: Told) -> None:
    """会议建议第n号 by session, 闭会第n号 by year. A withdrawn number stays used."""
    assert call.matter
    if call.matter.number:
        return
    where = call.body.slug
    if row.session:
        row.number = numbers.take(f"suggestion:{where}:s{row.session_id}")
        call.matter.number = f"第{row.number}号"
    else:
        row.number = numbers.take(f"suggestion:{where}:y{(row.raised_on or call.on).year}")
        call.matter.number = f"闭会第{row.number}号"
    told.data["number"] = row.number


def _merge(call: Call, row: Suggestion, told: Told) -> None:
    """并案: this one keeps its page; its leads become leads of the other, get the reply and evaluate."""
    assert call.matter
    if not call.matter.number:
        _number(call, row, told)
    into = Matter.objects.seen_by(call.actor).get(ref=call.data["merge_into"], kind="suggestions", body=call.body)
    row.merged_into, told.data["into"] = into, into.pk
    there = {p.pk for p in people(into, "lead")}
    for person in people(call.matter, "lead"):
        if person.pk not in there:
            Party(matter=into, person=person, part="lead").save()
    told.bears = lead_parts(into)  # an evaluation already asked for is asked of the new lead too
    told.tells += people(into, "lead")


@act("suggestions.settle", forms.SettleForm)
def settle(call: Call) -> Told:
    """销号: 代表满意 and 问题解决 stay two columns; an open promise keeps the suggestion in 承诺期内."""
    assert call.matter
    row = own(call)
    row.settled_note = call.data["text"]
    row.save(update_fields=["settled_note"])
    return Told(tells=[*people(call.matter, "lead"), *people(call.matter, "cosign")])


@act("suggestions.withdraw", forms.WithdrawForm)
def withdraw(call: Call) -> Told:
    """书面撤回 ends it; every unit is told that it need not go on."""
    assert call.matter
    parts = Matter.objects.unguarded(WHY).filter(part_of=call.matter, ended_as="").select_related("assignment__handler")
    return Told(
        "yes", remarks={"reason": call.data["text"]}, tells=[call.matter.body, *(p.assignment.handler for p in parts)]
    )


@act("suggestions.make_key", forms.KeyForm)
def make_key(call: Call) -> Told:
    """重点督办: determined by the county's chairmen's meeting (代表法), in a township as its own rules say."""
    row = own(call)
    leader = Person.objects.get(pk=call.data["leader"])
    row.key, row.key_source, row.leader = True, call.data["source"], leader
    row.save(update_fields=["key", "key_source", "leader"])
    call.cite("suggestion.key")
    organ = Body.objects.filter(congress=call.body, kind=Body.Kind.STANDING_COMMITTEE).first() or call.body
    return Told(parties=[(leader, "leader")], organ=organ, shares=[Share(leader, "leader")])


@standing_check("suggestions.not_yet_key")
def not_yet_key(call: Call) -> Refusal | None:
    return (
        Refusal("这件建议已经确定为重点督办。", id="not_yet_key", who="不用再办", moot=True) if own(call).key else None
    )


@act("suggestions.pass_up", forms.PassUpForm)
def pass_up(call: Call) -> Told:
    """转报县人大: a new county suggestion arises from it; its course is followed from here."""
    assert call.matter and call.body.parent
    row = own(call)
    above = Suggestion(
        text=row.text,
        raised_on=call.on,
        source=Suggestion.Source.PASSED_UP,
        wish=row.wish,
        category=row.category,
        category_word=row.category_word,
    )
    parties: list[tuple[Person | Body, str]] = [
        (p, part) for part in ("lead", "cosign") for p in people(call.matter, part)
    ]
    parties.append((call.body, "passed_up"))  # whoever passed it up reads on
    new = Open(
        "suggestions",
        call.matter.title,
        above,
        step="examine",
        parties=parties,
        body=call.body.parent,
        confidential=call.matter.confidential,
    )
    return Told("yes", begins=[new], remarks={"reason": call.data["text"]}, tells=list(people(call.matter, "lead")))


@act("suggestions.note", forms.ReasonForm)
def note(call: Call) -> Told:
    enter(call, Entry.Kind.NOTE, call.data["text"])
    return Told()
