"""The main line: raise, co-sign, examine, number, hand over, settle; and what is done beside it."""
from datetime import date
from typing import Any

from quancheng.papers import numbers
from quancheng.procedure.calls import Ask, Call, Open, Refusal, Told
from quancheng.procedure.moving import create
from quancheng.procedure.registry import act, check, standing_check
from quancheng.record.facts import Share
from quancheng.record.models import Matter, Party
from quancheng.roster.models import Body, Person, Session

from ..forms import suggestions as forms
from ..forms.fields import category_word, local
from ..models import Assignment, Entry, PublicCopy, Reply, Suggestion
from .bindings import WHY, people


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
    session = Session.objects.filter(pk=data["raised_in"], term__congress=call.body).first() if data["raised_in"] != forms.BETWEEN else None
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
    if told.outcome == "submit":
        row.raised_on = call.on
        raisers = people(matter, "lead") or ([call.doer] if call.doer else [])
        told.shares = [Share(p, "lead") for p in raisers]
        told.shares += [Share(p, "cosign") for p in people(matter, "cosign")]
    row.save()
    told.asks = [Ask("cosign", p) for p in data["cosigners"]]
    told.data = {"session": session.pk if session else None, "category": row.category}
    return told


@act("suggestions.invite", forms.InviteForm)
def invite(call: Call) -> Told:
    return Told(asks=[Ask("cosign", p) for p in call.data["cosigners"]], data={"invited": [p.pk for p in call.data["cosigners"]]})


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
    return Told("joined", parties=[(call.doer, "cosign")], shares=[Share(call.doer, "join")], tells=list(people(call.matter, "lead")))


@act("suggestions.examine", forms.ExamineForm)
def examine(call: Call) -> Told:
    """审查、编号、分类: one act, five ways on, each told to the deputy with its reason."""
    assert call.matter
    data, row, matter = call.data, own(call), call.matter
    way = data["outcome"]
    told = Told(way, remarks={"reason": data["reason"]}, tells=list(people(matter, "lead")), data={"category": data["category"] or row.category})
    matter.title = data["title"]
    row.hard, row.accepted_on, row.proposed = data["hard"], call.on, data["proposed"]
    if data["category"]:
        row.category, row.category_word = data["category"], category_word(call, data["category"])
    if way == "accept":
        _number(call, row, told)
    elif way == "decline":
        ground = next((o.label for o in local(call, "suggestion.not_accepted").options if o.id == data["ground"]), "其他")
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
    there = {p.pk for part in ("lead", "cosign") for p in people(into, part)}
    for person in people(call.matter, "lead"):
        if person.pk not in there:
            Party(matter=into, person=person, part="lead").save()
    told.tells += people(into, "lead")


@check("suggestions.one_lead_or_all_separate")
def one_lead_or_all_separate(call: Call) -> Refusal | None:
    """One unit leads, or all reply separately."""
    rows = call.data.get("units") or _proposed(call)
    if not rows and call.spec.id == "hand_over" and (call.correcting or through_government(call)):
        return None
    parts = [r["part"] for r in rows]
    if parts.count("lead") == 1 and "separate" not in parts:
        return None
    if parts.count("separate") >= 1 and "lead" not in parts:
        return None
    said = "还没有选承办单位" if not parts else f"现在是主办 {parts.count('lead')} 家、分办 {parts.count('separate')} 家"
    return Refusal(
        f"须有一个主办单位，或者各单位都是分办：{said}。", who="交办机构", instead="改成一家主办、其余会办，或者全部分办", id="one_lead"
    )


def _proposed(call: Call) -> list[dict[str, Any]]:
    """The unit named when the suggestion was examined: what a batch hands over to."""
    row = own(call)
    return [{"body": row.proposed.heir, "part": "lead"}] if row.proposed and call.spec.id == "hand_over" else []


def through_government(call: Call) -> bool:
    """Whether this congress hands over through the government office: a local choice."""
    return "government" in local(call, "suggestion.via").ids


@act("suggestions.hand_over", forms.HandOverForm)
def hand_over(call: Call) -> Told:
    """交办: the day everything counts from. Units outside the government are handed to directly in any case."""
    assert call.matter
    row = own(call)
    row.handed_on, row.hard = call.on, call.data["hard"]
    row.save()
    units = call.data["units"] or _proposed(call)
    inside = [u for u in units if _of_government(u["body"])]
    told = Told("direct", remarks={"say": call.data["say"]}, tells=list(people(call.matter, "lead")), data={"units": [u["body"].pk for u in units]})
    if through_government(call) and (inside or not units):
        told.outcome = "via_government"
        return told
    return assign(call, told, units)


def _of_government(body: Body) -> bool:
    kinds = (Body.Kind.GOVERNMENT, Body.Kind.GOVERNMENT_OFFICE)
    return body.kind in kinds or bool(body.parent and body.parent.kind == Body.Kind.GOVERNMENT)


def assign(call: Call, told: Told, units: list[dict]) -> Told:
    """Open an assignment for each leading or separate unit; co-handling units are parties and owe an opinion."""
    row = own(call)
    for unit in units:
        body, part = unit["body"], unit["part"]
        told.parties.append((body, "co" if part == "co" else part))
        if part != "co":
            told.parts.append(assignment(call, body, part, row.handed_on or call.on, unit.get("responsible", "")))
    told.shares += [Share(u["body"], u["part"]) for u in units]
    return told


def assignment(call: Call, body: Body, part: str, counted_from: date, responsible: str = "") -> Open:
    """One unit's share, dated from `counted_from`; what is complex gets the longer period from the same day."""
    row = own(call)
    made = Assignment(
        handler=body, part=part, counted_from=counted_from, first_handed_on=row.handed_on or counted_from, responsible=responsible,
        reply_rule="suggestion.reply.hard" if row.hard else "suggestion.reply",
    )  # fmt: skip
    assert call.matter
    return Open("assignments", call.matter.root.title, made)


@act("suggestions.allot", forms.HandOverForm)
def allot(call: Call) -> Told:
    """政府办分办. The legal period still counts from the congress's own hand-over."""
    assert call.matter
    told = Told(data={"units": [u["body"].pk for u in call.data["units"]]}, remarks={"say": call.data["say"]}, tells=[call.matter.body])
    return assign(call, told, call.data["units"])


@act("suggestions.reassign", forms.ReassignForm)
def reassign(call: Call) -> Told:
    """退回之后: another unit, or the same one after all, or a leader is asked to decide."""
    way = call.data["outcome"]
    if way == "arbitrate":
        return Told(way, asks=[Ask("arbitrate", call.body)], remarks={"say": call.data["say"]})
    if way == "uphold":
        assert call.matter
        last = Matter.objects.unguarded(WHY).filter(part_of=call.matter, ended_as="returned").order_by("-ended_on", "-pk").first()
        assert last
        return newly(call, last.assignment.handler.heir, last.assignment.part, way)
    return newly(call, call.data["unit"], call.data["part"] or "lead", way)


@act("suggestions.arbitrate", forms.ReassignForm)
def arbitrate(call: Call) -> Told:
    return newly(call, call.data["unit"], call.data["part"] or "lead", "")


def newly(call: Call, body: Body, part: str, way: str) -> Told:
    """A newly named unit counts from its own hand-over; the suggestion's own day stays shown beside it."""
    assert call.matter
    return Told(
        way, parties=[(body, part)], parts=[assignment(call, body, part, call.on)], shares=[Share(body, part)],
        data={"unit": body.pk, "part": part}, remarks={"say": call.data["say"]}, tells=list(people(call.matter, "lead")),
    )  # fmt: skip


@act("suggestions.change_handler", forms.ChangeHandlerForm)
def change_handler(call: Call) -> Told:
    """改交: a wrong hand-over is mended without anybody losing what was done."""
    assert call.matter
    old = Matter.objects.seen_by(call.actor).get(ref=call.data["assignment"], part_of=call.matter, ended_as="")
    told = newly(call, call.data["unit"], old.assignment.part, "")
    told.ends.append((old, "recalled"))
    told.data["from"] = old.assignment.handler_id
    told.leaves += list(Party.objects.unguarded(WHY).filter(matter=call.matter, body=old.assignment.handler, until=None))
    return told


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
    return Told("yes", remarks={"reason": call.data["text"]}, tells=[call.matter.body, *(p.assignment.handler for p in parts)])


@act("suggestions.make_key", forms.KeyForm)
def make_key(call: Call) -> Told:
    """重点督办: determined by the county's chairmen's meeting (代表法), in a township as its own rules say."""
    row = own(call)
    leader = Person.objects.get(pk=call.data["leader"])
    row.key, row.key_source, row.leader = True, call.data["source"], leader
    row.save(update_fields=["key", "key_source", "leader"])
    if call.has_rule("suggestion.key"):
        call.rule("suggestion.key")
    organ = Body.objects.filter(congress=call.body, kind=Body.Kind.STANDING_COMMITTEE).first() or call.body
    return Told(parties=[(leader, "leader")], organ=organ, shares=[Share(leader, "leader")])


@standing_check("suggestions.not_yet_key")
def not_yet_key(call: Call) -> Refusal | None:
    return Refusal("这件建议已经确定为重点督办。", id="not_yet_key", who="不用再办") if own(call).key else None


@act("suggestions.pass_up", forms.PassUpForm)
def pass_up(call: Call) -> Told:
    """转报县人大: a new county suggestion arises from it; its course is followed from here."""
    assert call.matter and call.body.parent
    row = own(call)
    above = Suggestion(
        text=row.text, raised_on=call.on, source=Suggestion.Source.PASSED_UP, wish=row.wish, category=row.category, category_word=row.category_word
    )
    parties: list[tuple[Person | Body, str]] = [(p, part) for part in ("lead", "cosign") for p in people(call.matter, part)]
    parties.append((call.body, "passed_up"))  # whoever passed it up reads on
    new = Open(
        "suggestions", call.matter.title, above, step="examine", parties=parties, body=call.body.parent, confidential=call.matter.confidential
    )
    return Told("yes", begins=[new], remarks={"reason": call.data["text"]}, tells=list(people(call.matter, "lead")))


@act("suggestions.release", forms.ReleaseForm)
def release(call: Call) -> Told:
    """公开: what the public will read is this text and nothing else. A later release replaces it."""
    return _release(call, PublicCopy.Of.SUGGESTION)


@act("suggestions.release_reply", forms.ReleaseReplyForm)
def release_reply(call: Call) -> Told:
    return _release(call, PublicCopy.Of.REPLY)


def _release(call: Call, of: PublicCopy.Of) -> Told:
    assert call.matter
    data, row = call.data, own(call)
    for copy in PublicCopy.objects.unguarded(WHY).filter(matter=call.matter, of=of, down_on=None):
        copy.down_on = call.on
        copy.save(update_fields=["down_on"])
    copy = PublicCopy(
        matter=call.matter, of=of, form=data["form"], title=call.matter.title, text=data["text"], removed=data["removed"],
        wish=row.wish, reviewer_id=call.actor.person_id, on=call.on,  # type: ignore[misc]
    )  # fmt: skip
    copy.save()
    return Told(data={"copy": copy.pk, "of": of.value, "form": data["form"]}, tells=list(people(call.matter, "lead")))


@standing_check("suggestions.replied")
def replied(call: Call) -> Refusal | None:
    there = Reply.objects.unguarded(WHY).filter(assignment__matter__part_of=call.matter).exists()
    return None if there else Refusal("这件建议还没有答复，没有可以公开的答复。", who="等承办单位答复", id="replied")


@check("suggestions.reviewed_for_secrets")
def reviewed_for_secrets(call: Call) -> Refusal | None:
    """No text goes out unreviewed, and none in full against the deputy's wish."""
    if not call.data.get("reviewed"):
        return Refusal("公开之前要作保密审查和个人信息审查。", who="审查后勾选“已作保密审查”", id="reviewed")
    if own(call).wish == Suggestion.Wish.NO or (own(call).wish == Suggestion.Wish.SUMMARY and call.data.get("form") == "full"):
        return Refusal(
            f"提出人的意愿是“{own(call).get_wish_display()}”。", who="与代表商量后写明理由", instead="改为公开摘要", warn=True, id="wish"
        )
    return None


@act("suggestions.take_down", forms.TakeDownForm)
def take_down(call: Call) -> Told:
    copies = PublicCopy.objects.unguarded(WHY).filter(matter=call.matter, down_on=None)
    found = list(copies)
    for copy in found:
        copy.down_on = call.on
        copy.save(update_fields=["down_on"])
    return Told(data={"copies": [c.pk for c in found]}, remarks={"reason": call.data["text"]})


@standing_check("suggestions.something_released")
def something_released(call: Call) -> Refusal | None:
    there = PublicCopy.objects.unguarded(WHY).filter(matter=call.matter, down_on=None).exists()
    return None if there else Refusal("这件建议没有公开件，不用撤下。", id="something_released", who="不用再办")


@act("suggestions.note", forms.ReasonForm)
def note(call: Call) -> Told:
    enter(call, Entry.Kind.NOTE, call.data["text"])
    return Told()

