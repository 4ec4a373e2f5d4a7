"""What the law and local rules ask before a step is done; each answer names its article and who can mend it."""

from quancheng.record.models import Fact

from . import dates, registry
from .calls import Call, Refusal, Refused
from .forms import StepForm

WHY = "the gate checks what is lawful"


def demand_lawful(call: Call, form: StepForm | None = None) -> None:
    """Raise Refused with every reason at once. What is only recommended may be overridden with a reason."""
    found = refusals(call)
    warned = [r for r in found if r.warn]
    if found and (len(warned) < len(found) or not call.data.get("despite")):
        raise Refused(found, form)
    if warned:
        call.data["warned"] = [r.id for r in warned]


def refusals(call: Call) -> list[Refusal]:
    """Every reason against doing this step now, in the order: time, organ, four eyes, checks."""
    found = [_lapsed(call), _organ(call), _four_eyes(call)]
    found += [registry.checks[f"{call.kind}.{name}"](call) for name in call.spec.checks]
    return [r for r in found if r]


def _lapsed(call: Call) -> Refusal | None:
    """A right lapses on its rule's day; an open duty of the same name is not a right."""
    if not call.spec.until or call.matter is None or call.duty:
        return None
    rule = registry.rules.get(f"{call.kind}.{call.spec.until}", lambda m: call.spec.until)(call.matter)
    day, why = dates.ruled(call.matter, rule, call.on, call.book)
    if day is None or call.on <= day:
        return None
    ruling = call.book.ruling(rule, on=call.on, tier=call.body.tier, area=call.body.area_id)
    return Refusal(
        f"{call.spec.title}的期限已过：最迟 {day:%Y-%m-%d}（{why['arithmetic'][-1]}）。",
        (ruling,),
        who="期限由规定确定，经办人不能延长",
        id="until",
    )


def _organ(call: Call) -> Refusal | None:
    """A step that a named body decides is done in its meeting, or recorded with the body that decided."""
    if not call.spec.organ or call.matter is None or call.correcting:
        return None
    meets = registry.sittings.get(call.matter.root.kind if call.matter.root_id else call.kind)
    if meets and not meets(call.matter, call.spec.organ):
        from .words import organ_word

        return Refusal(
            f"须在{organ_word(call.spec.organ)}会议上办理，现在没有正在进行的会议。", who="会议主持人", id="organ"
        )
    return None


def _four_eyes(call: Call) -> Refusal | None:
    """Who did one of the named earlier steps may not do this one."""
    if not call.spec.other_than or call.matter is None:
        return None
    made = registry.definition_of(call.matter)
    for name in call.spec.other_than:
        facts = Fact.objects.unguarded(WHY).filter(matter=call.matter, kind=f"{call.kind}.{name}", corrected_by=None)
        if (last := facts.order_by("-pk").first()) and last.actor_id and last.actor_id == call.actor.person_id:
            return Refusal(
                f"“{made.word(name)}”是你办的，“{call.spec.title}”须由另一人办理。",
                who="本单位的其他人",
                id="other_than",
            )
    return None


def standing(call: Call) -> list[Refusal]:
    """The reasons that already stand before anything is typed: shown grey, with the article."""
    named = [f"{call.kind}.{name}" for name in call.spec.checks]
    dry = [registry.checks[name](call) for name in named if name in registry.standing_checks]
    return [r for r in (_lapsed(call), _organ(call), _four_eyes(call), *dry) if r]
