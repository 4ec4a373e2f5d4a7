"""更正: the same forms with the right content. Rows of the present are mended; the old fact stays and is counted no more."""

from quancheng.procedure import dates
from quancheng.procedure.calls import Call, Told
from quancheng.procedure.registry import correction
from quancheng.record.facts import Share
from quancheng.record.models import Matter

from ..forms.fields import category_word
from ..models import Assignment, Rating, Reply
from .assignments import chosen_class, solved_classes
from .bindings import WHY, people
from .suggestions import own


@correction("suggestions.examine")
def examine(call: Call) -> Told:
    """Title, category, whether it is complex: after numbering the number stays."""
    assert call.matter
    row = own(call)
    call.matter.title = call.data["title"]
    call.matter.save(update_fields=["title"])
    for part in Matter.objects.unguarded(WHY).filter(part_of=call.matter):
        part.title = call.data["title"]
        part.save(update_fields=["title"])
    row.hard, row.accepted_on = call.data["hard"], call.on
    row.category, row.category_word = call.data["category"], category_word(call, call.data["category"])
    row.save()
    return Told(
        "accept", data={"category": row.category, "number": row.number}, tells=list(people(call.matter, "lead"))
    )


@correction("suggestions.hand_over")
def hand_over(call: Call) -> Told:
    """The day of hand-over was wrong: every unit's day that counted from it is computed again."""
    assert call.matter and call.correcting
    row = own(call)
    was, row.handed_on = row.handed_on, call.on
    row.save()
    parts = (
        Assignment.objects.unguarded(WHY).filter(matter__part_of=call.matter).select_related("handler", "matter__body")
    )
    for part in parts:
        if part.counted_from == was:
            part.counted_from = call.on
        part.first_handed_on = call.on
        part.save(update_fields=["counted_from", "first_handed_on"])
        _reply_days(call, part)
    return Told(
        call.correcting.outcome, data={k: call.correcting.data[k] for k in ("units", "parts") if k in call.correcting.data}, tells=[p.handler for p in parts],
        shares=[Share(p.handler, p.part) for p in parts],
    )  # fmt: skip


def _reply_days(call: Call, part: Assignment) -> None:
    """The days by which its reply was due are computed again from the day that was right."""
    for field, rule in (
        ("due_first", "suggestion.reply.hard" if own(call).hard else "suggestion.reply"),
        ("due_last", part.reply_rule),
    ):
        if getattr(part, field):
            setattr(part, field, dates.ruled(part.matter, rule, call.on, call.book)[0])
    part.save(update_fields=["due_first", "due_last"])


@correction("assignments.sign_reply")
def sign_reply(call: Call) -> Told:
    """The reply as it should have been: text, class, number. The day of the reply may move too."""
    assert call.matter and call.correcting
    row: Assignment = call.matter.assignment
    data = call.data
    option = chosen_class(call)
    word = f"{option.label} {option.attrs.get('meaning', '')}".strip()
    reply = Reply.told_by(call.correcting)
    reply.text, reply.letter, reply.letter_word, reply.number = data["draft"], data["letter"], word, data["number"]
    reply.on, reply.signer = call.on, data["signer"]
    reply.save()
    if reply.round == row.round:  # after a rework the later reply stands
        row.letter, row.letter_word, row.solved = data["letter"], word, data["letter"] in solved_classes(call)
        row.draft_text, row.draft_number, row.replied_on = data["draft"], data["number"], call.on
        row.save()
    return Told(
        "issue",
        data={"letter": data["letter"], "round": reply.round},
        shares=[Share(row.handler, row.part)],
        tells=list(people(call.matter.root, "lead")),
    )


@correction("assignments.rate")
def rate(call: Call) -> Told:
    """An evaluation entered wrongly from paper. It does not start a rework by itself; the office hands over again if it must."""
    assert call.matter and call.correcting
    row: Assignment = call.matter.assignment
    data, rating = call.data, Rating.told_by(call.correcting)
    rating.process, rating.result, rating.remark, rating.on = data["process"], data["result"], data["remark"], call.on
    rating.save()
    told = Told(data["result"], data={"process": data["process"], "result": data["result"], "round": rating.round})
    told.shares = [Share(rating.person, "rate")] if rating.person else []
    told.tells = [row.handler, *people(call.matter.root, "lead")]
    return told
