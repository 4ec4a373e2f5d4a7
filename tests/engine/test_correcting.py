"""更正: the old fact stays and counts no more; days that hung on it are computed again, and the new fact says which."""

from datetime import date
from typing import Any

import pytest

from quancheng.procedure import undo
from quancheng.procedure.calls import Invalid, NotYours
from quancheng.procedure.course import course
from quancheng.record.models import Credit, Fact
from quancheng.rooms.suggestions.models import Rating, Reply
from quancheng.roster.models import Body, Person

from .soundness import WHY, demand_sound
from .story import SAID, Story, line
from .test_suggestions import TRAFFIC, handed, replied

RATED = [*handed(), *replied("road/traffic", *TRAFFIC, signed="2026-03-03", contact="2026-03-04", reply="2026-04-01")]


def correct(story: Story, kind: str, who: str = "林晓梅", **data: Any) -> Fact:
    """Correct the latest uncorrected fact of that kind."""
    old = Fact.objects.unguarded(WHY).filter(kind=kind, corrected_by=None).latest("pk")
    fact = undo.correct(story.county.actor(who), old.pk, {"reason": "录入有误"} | data)
    assert fact.corrects_id == old.pk and fact.kind == kind
    demand_sound()
    return fact


def counted(holder: Person | Body, part: str) -> int:
    """How often somebody is credited, as points and obligations count it."""
    of = {"person": holder} if isinstance(holder, Person) else {"body": holder}
    return Credit.objects.unguarded(WHY).filter(fact__corrected_by=None, part=part, **of).count()


def test_the_day_of_the_hand_over_moves_every_day_that_hangs_on_it(direct: Story) -> None:
    direct.tell([
        *handed("road", ("traffic", "separate"), ("water", "separate"), ("farm", "separate")),
        line("2026-03-03", "周立新", "road/traffic", "sign_for", "handle", {"handle": "2026-06-02"}),
        line("2026-03-09", "田禾", "road/farm", "sign_for", "returned", outcome="return", reason="不归我们。"),
        line("2026-03-20", "林晓梅", "road", "reassign", "handling", outcome="assign", unit="finance", part="separate"),
        line("2026-03-21", "林晓梅", "road/traffic", "chase", "handle", {"handle": "2026-06-02", "answer_chase": "2026-03-27"}),
    ])  # fmt: skip
    moved = [direct.duty("road/traffic", "handle").pk, direct.duty("road/water", "sign_for").pk]
    fact = correct(direct, "suggestions.hand_over", on="2026-02-25")
    assert direct.owed("road/traffic") == {
        "handle": "2026-05-25",
        "answer_chase": "2026-03-27",
    }  # the chase hangs on itself
    assert direct.owed("road/water") == {"sign_for": "2026-03-10"}  # 28 February 2026 is worked
    assert direct.owed("road/finance") == {"sign_for": "2026-04-03"}  # its own hand-over was not wrong
    assert sorted(line["duty"] for line in fact.data["redated"]) == sorted(moved)
    assert {(line["from"], line["to"]) for line in fact.data["redated"]} >= {("2026-06-02", "2026-05-25")}
    assert direct.duty("road/traffic", "handle").why["start"] == "2026-02-25"


def test_credits_of_a_corrected_fact_are_counted_once(direct: Story) -> None:
    direct.tell(handed())
    unit = direct.county.bodies["traffic"]
    assert counted(unit, "lead") == 1
    correct(direct, "suggestions.hand_over", on="2026-02-25")
    correct(direct, "suggestions.hand_over", on="2026-02-26")  # a correction may itself be corrected
    assert counted(unit, "lead") == 1 and Credit.objects.unguarded(WHY).filter(body=unit, part="lead").count() == 3


def test_the_class_of_a_reply_after_the_end(direct: Story) -> None:
    direct.tell([
        *RATED, line("2026-04-02", "马德福", "road/traffic", "rate", "replied"), line("2026-04-03", "林晓梅", "road", "settle", "closed"),
    ])  # fmt: skip
    fact = correct(direct, "assignments.sign_reply", on="2026-04-01", draft=SAID, letter="C", signer="郑海涛")
    assert fact.data["letter"] == "C" and Reply.objects.unguarded(WHY).get().letter == "C"
    assert direct.find("road").ended_as == "closed" and not direct.find("road/traffic").assignment.solved
    assert counted(direct.county.bodies["traffic"], "lead") == 2  # once handed to, once replied


def test_an_evaluation_entered_wrongly_keeps_the_deputys_name(direct: Story) -> None:
    direct.tell([*RATED, line("2026-04-02", "林晓梅", "road/traffic", "rate", "replied", for_="马德福")])
    fact = correct(
        direct, "assignments.rate", on="2026-04-02", process="satisfied", result="basically", remark="基本可以"
    )
    assert (fact.for_person.name, fact.actor.name, fact.outcome) == ("马德福", "林晓梅", "basically")
    rating = Rating.objects.unguarded(WHY).get()
    assert (rating.result, rating.person.name) == ("basically", "马德福")
    assert counted(direct.county.people["马德福"], "rate") == 1


def test_a_correction_is_drawn_as_a_mark_and_the_old_seal_is_struck(direct: Story) -> None:
    direct.tell(handed())
    correct(direct, "suggestions.hand_over", on="2026-02-25")
    stops = course(direct.county.actor("林晓梅"), direct.find("road"))
    stop = next(s for s in stops if s.name == "hand_over")
    assert stop.struck
    assert "更正：交办" in [mark.title for s in stops for mark in s.marks]


def test_a_correction_needs_its_reason_its_right_and_an_uncorrected_fact(direct: Story) -> None:
    direct.tell(handed())
    fact = Fact.objects.unguarded(WHY).get(kind="suggestions.hand_over")
    clerk = direct.county.actor("林晓梅")
    with pytest.raises(Invalid):
        undo.correct(clerk, fact.pk, {"on": "2026-02-25"})
    with pytest.raises(NotYours):
        undo.correct(direct.county.actor("周立新"), fact.pk, {"on": "2026-02-25", "reason": "不对"})
    with pytest.raises(Fact.DoesNotExist):
        undo.correct(direct.county.actor("冯国庆"), fact.pk, {"on": "2026-02-25", "reason": "不对"})
    undo.correct(clerk, fact.pk, {"on": "2026-02-25", "reason": "抄错了"})
    with pytest.raises(Fact.DoesNotExist):
        undo.correct(clerk, fact.pk, {"on": "2026-02-26", "reason": "又错了"})


def test_after_a_correction_nothing_before_it_is_taken_back(direct: Story) -> None:
    direct.tell(handed())
    correct(direct, "suggestions.hand_over", on="2026-02-25")
    assert undo.revocable(direct.county.actor("林晓梅"), direct.find("road")) is None


def test_a_promise_keeps_the_fact_that_gave_its_day(direct: Story) -> None:
    promise = {"letter": "B", "promise": "十月底前硬化三公里", "promise_on": "2026-10-31"}
    signed = direct.tell([*RATED[:-1], line("2026-04-01", "郑海涛", "road/traffic", "sign_reply", **promise)])
    at = "road/traffic/undertakings"
    assert signed and direct.duty(at, "keep").why == {"given": "2026-10-31", "fact": signed.pk}
    later = direct.tell([line("2026-10-01", "周立新", at, "keep", "keep", outcome="later", new_day="2026-11-20")])
    assert later and direct.duty(at, "keep").why == {"given": "2026-11-20", "fact": later.pk}
    direct.tell(
        [
            line("2026-11-02", "周立新", at, "keep", outcome="kept"),
            line("2026-11-03", "马德福", at, "confirm", "keep", outcome="no"),
        ]
    )
    assert direct.duty(at, "keep").why["fact"] == later.pk  # still the unit's own word


def test_a_day_somebody_gave_is_not_computed_away(direct: Story) -> None:
    """A leader's order sets a day of its own; a correction that computes everything again leaves it."""
    from quancheng.procedure import registry
    from quancheng.procedure.calls import Ask, Told

    from .borrowed import registry_lent

    direct.tell([*handed(), line("2026-03-03", "周立新", "road/traffic", "sign_for")])
    with registry_lent():
        body = direct.county.bodies["traffic"]
        registry.act("assignments.chase")(lambda call: Told(asks=[Ask("answer_chase", body, due=date(2026, 3, 8))]))
        ordered = direct.tell([line("2026-03-05", "林晓梅", "road/traffic", "chase")])
    assert ordered and direct.duty("road/traffic", "answer_chase").why == {"given": "2026-03-08", "fact": ordered.pk}
    correct(direct, "suggestions.hand_over", on="2026-02-25")
    assert direct.owed("road/traffic") == {"handle": "2026-05-25", "answer_chase": "2026-03-08"}
