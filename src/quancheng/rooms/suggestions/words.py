"""The sentence for each kind of fact. Names come from the roster, never from the fact."""

from collections.abc import Callable, Iterable
from typing import Any

from quancheng.procedure.registry import in_file, word
from quancheng.procedure.words import remark
from quancheng.record.models import Fact
from quancheng.roster.models import Body, Person

from .models import Contact, Rating, Reply

WHY = "the sentence of a fact whose reader was found to see it"

in_file("suggestions", "suggestions.draft", "suggestions.cosign", "suggestions.join")


def _bodies(ids: Iterable[int]) -> str:
    names = dict(Body.objects.filter(pk__in=list(ids)).values_list("pk", "name"))
    return "、".join(names[i] for i in ids if i in names)


def _with(text: str, fact: Fact, kind: str = "say") -> str:
    said = remark(fact, kind)
    return f"{text}：{said}" if said and text else said or text


@word("suggestions.draft")
def draft(fact: Fact) -> str:
    own = fact.matter.suggestion if fact.matter and fact.data.get("decided") else None
    bill = f"（议案，{own.decided_by}于 {own.decided_on} 决定转为建议）" if own and own.decided_on else ""
    return f"提交{bill}" if fact.outcome == "submit" else f"起草，尚未提交{bill}"


@word("suggestions.invite")
def invite(fact: Fact) -> str:
    people = Person.objects.filter(pk__in=fact.data.get("invited", [])).values_list("name", flat=True)
    return f"邀请{'、'.join(people)}附议"


@word("suggestions.examine")
def examine(fact: Fact) -> str:
    number = fact.matter.number if fact.matter and fact.data.get("number") else ""
    said = {"accept": f"受理，编为{number}" if number else "受理", "back": "退回代表补充", "decline": "不作为建议处理",
            "reroute": "转送其他机关处理", "merge": "并案办理"}.get(fact.outcome, "")  # fmt: skip
    return _with(said, fact, "reason")


@word("suggestions.hand_over", "suggestions.allot")
def hand_over(fact: Fact) -> str:
    units = _bodies(fact.data.get("units", []))
    if fact.outcome == "via_government":
        return _with(f"交政府办公室分办{'，建议由' + units + '承办' if units else ''}", fact)
    return _with(f"交{units}办理" if units else "", fact)


@word("suggestions.reassign", "suggestions.arbitrate", "suggestions.change_handler")
def reassign(fact: Fact) -> str:
    if fact.outcome == "arbitrate":
        return _with("提请领导裁定承办单位", fact)
    units = _bodies([u for u in (fact.data.get("from"), fact.data.get("unit")) if u])
    return _with(f"由{units}承办" if not fact.data.get("from") else f"改交：{units.replace('、', ' → ')}", fact)


@word("suggestions.settle")
def settle(fact: Fact) -> str:
    return fact.matter.suggestion.settled_note if fact.matter else ""


@word("suggestions.withdraw")
def withdraw(fact: Fact) -> str:
    return _with("代表书面撤回", fact, "reason")


@word("suggestions.make_key")
def make_key(fact: Fact) -> str:
    own = fact.matter.suggestion if fact.matter else None
    return f"{own.key_source}确定，{own.leader}领衔督办" if own else ""


@word("suggestions.pass_up")
def pass_up(fact: Fact) -> str:
    return _with("转报县人大", fact, "reason")


@word("suggestions.release", "suggestions.release_reply")
def release(fact: Fact) -> str:
    of = {"suggestion": "建议", "reply": "答复"}.get(fact.data.get("of", ""), "")
    return f"公开{of}{'全文' if fact.data.get('form') == 'full' else '摘要'}"


@word("suggestions.take_down")
def take_down(fact: Fact) -> str:
    return _with("撤下公开件", fact, "reason")


@word("suggestions.enter_past")
def enter_past(fact: Fact) -> str:
    return "从历年台账录入"


@word("assignments.sign_for")
def sign_for(fact: Fact) -> str:
    if fact.outcome != "return":
        return "签收，由本单位办理"
    own = fact.matter.assignment if fact.matter else None
    proposes = f"；建议由{own.proposes}承办" if own and own.proposes else ""
    return f"退回：{own.return_reason}{proposes}" if own else "退回"


@word("assignments.handle", "assignments.rework")
def handle(fact: Fact) -> str:
    return "拟好答复稿，送负责人签发"


@word("assignments.sign_reply")
def sign_reply(fact: Fact) -> str:
    if fact.outcome == "back":
        return _with("退回经办人修改", fact)
    reply = Reply.objects.unguarded(WHY).filter(assignment_id=fact.matter_id, round=fact.data.get("round", 0)).first()
    if reply is None:
        return ""
    signer = f"{reply.signer}签发，" if reply.signer else ""
    return f"{signer}{reply.letter_word}{'，' + reply.number if reply.number else ''}"


@word("assignments.rate")
def rate(fact: Fact) -> str:
    grade: Callable[[str], str] = lambda key: dict(Rating.Grade.choices).get(key, "")  # noqa: E731
    rating = Rating.objects.unguarded(WHY).filter(  # type: ignore[misc]
        assignment_id=fact.matter_id, round=fact.data.get("round", 0), person_id=fact.for_person_id or fact.actor_id
    ).first()  # fmt: skip
    said = f"过程{grade(fact.data.get('process', ''))}，结果{grade(fact.data.get('result', ''))}"
    return f"{said}：{rating.remark}" if rating and rating.remark else said


@word("assignments.contact")
def contact(fact: Fact) -> str:
    means = dict(Contact.Means.choices).get(fact.data.get("means", ""), "")
    found = (
        Contact.objects.unguarded(WHY)
        .filter(assignment_id=fact.matter_id, on=fact.on, means=fact.data.get("means", ""))
        .first()
    )
    return f"{means}：{found.note}" if found and found.note else means


@word("assignments.ask_opinion")
def ask_opinion(fact: Fact) -> str:
    return f"征求{_bodies(fact.data.get('units', []))}意见"


@word("assignments.ask_extension")
def ask_extension(fact: Fact) -> str:
    return f"申请延期：{fact.matter.assignment.extension_reason}" if fact.matter else "申请延期"


@word("assignments.grant_extension")
def grant_extension(fact: Fact) -> str:
    said = "同意延期，已告知代表" if fact.outcome == "yes" else "不同意延期"
    moved = (fact.data.get("redated") or [{}])[0].get("to")
    return _with(f"{said}，最迟 {moved}" if moved else said, fact)


@word("assignments.meet", "assignments.chase", "assignments.answer_chase", "assignments.inspect", "assignments.object",
      "assignments.answer_objection", "suggestions.note", "undertakings.look_again", "undertakings.explain", "explanations.explain",
      "explanations.watch")  # fmt: skip
def entry(fact: Fact) -> str:
    """What was entered beside the line on that day."""
    from .models import Entry

    kinds = {"meet": "meet", "chase": "chase", "answer_chase": "answer", "inspect": "inspect", "object": "object", "note": "note",
             "answer_objection": "answer", "look_again": "look_again", "explain": "explain", "watch": "look_again"}  # fmt: skip
    kind = kinds[fact.kind.split(".", 1)[1]]
    rows = Entry.objects.unguarded(WHY).filter(matter_id=fact.matter_id, kind=kind, on=fact.on).order_by("pk")  # type: ignore[misc]
    return "；".join(rows.values_list("text", flat=True))


@word("assignments.give_opinion")
def give_opinion(fact: Fact) -> str:
    from .models import Opinion

    given_by = fact.credits.unguarded(WHY).values("body_id")
    rows = Opinion.objects.unguarded(WHY).filter(assignment_id=fact.matter_id, on=fact.on, body_id__in=given_by)
    return "；".join(f"{o.body.name}：{o.text}" for o in rows.select_related("body"))


@word("assignments.close_unrated")
def close_unrated(fact: Fact) -> str:
    return "代表未在期限内评价，按未评价办结，不计入满意"


@word("undertakings.keep", "undertakings.progress")
def keep(fact: Fact) -> str:
    from .models import Entry

    said: dict[str, Any] = {"kept": "报告已经兑现", "later": f"改定到 {fact.data.get('to')}", "dropped": "报告不能兑现"}
    head = said.get(fact.outcome) or f"完成 {fact.data.get('percent', 0)}%"
    rows = Entry.objects.unguarded(WHY).filter(matter_id=fact.matter_id, kind="progress", on=fact.on).order_by("-pk")  # type: ignore[misc]
    text = rows.values_list("text", flat=True).first()
    return f"{head}：{text}" if text else head


@word("undertakings.confirm")
def confirm(fact: Fact) -> str:
    return _with("确认已经兑现" if fact.outcome == "yes" else "认为还没有兑现", fact)


@word("handling_years.report")
def report(fact: Fact) -> str:
    own = fact.matter.handling_year if fact.matter else None
    return f"向{own.reported_to}报告" if own else ""


@word("handling_years.publish_report")
def publish_report(fact: Fact) -> str:
    own = fact.matter.handling_year if fact.matter else None
    return f"已公开：{own.published_at_place}" if own else ""
