"""公开: public copies of suggestions and replies, reviewed before they go out."""

from quancheng.procedure.calls import Call, Refusal, Told
from quancheng.procedure.registry import act, check, standing_check

from ..forms import releasing as forms
from ..forms.fields import local
from ..models import PublicCopy, Reply, Suggestion
from .bindings import WHY, people
from .suggestions import own


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
    return (
        None
        if there
        else Refusal("这件建议还没有答复，没有可以公开的答复。", who="等承办单位答复", id="replied", moot=True)
    )


@check("suggestions.reviewed_for_secrets")
def reviewed_for_secrets(call: Call) -> Refusal | None:
    """No text goes out unreviewed, and none in full against the deputy's wish."""
    if not call.data.get("reviewed"):
        return Refusal("公开之前要作保密审查和个人信息审查。", who="审查后勾选“已作保密审查”", id="reviewed")
    if refused := _beyond_local(call):
        return refused
    if own(call).wish == Suggestion.Wish.NO or (
        own(call).wish == Suggestion.Wish.SUMMARY and call.data.get("form") == "full"
    ):
        return Refusal(
            f"提出人的意愿是“{own(call).get_wish_display()}”。",
            who="与代表商量后写明理由",
            instead="改为公开摘要",
            warn=True,
            id="wish",
        )
    return None


def _beyond_local(call: Call) -> Refusal | None:
    """What the place has not opened to the public stays closed, whatever the deputy wishes."""
    rule = "suggestion.publication"
    if not call.has_rule(rule) or call.data.get("form") in local(call, rule).ids:
        return None
    ruling = call.rule(rule)
    said = {"full": "全文", "summary": "摘要"}.get(call.data.get("form", ""), "")
    return Refusal(
        f"本地规定没有开放{said}公开：{ruling.words}。", (ruling,), who="由制定规定的机关决定是否放开", id="publication"
    )


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
    return (
        None if there else Refusal("这件建议没有公开件，不用撤下。", id="something_released", who="不用再办", moot=True)
    )
