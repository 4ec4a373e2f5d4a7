"""撤回上一步: every row of the present is as it was, whatever the step did; the fact stays and is struck."""

from typing import Any

import pytest
from django.db import connection

from quancheng.procedure import undo
from quancheng.procedure.calls import NotYours, Refused
from quancheng.procedure.models import Draft, Notice
from quancheng.record.kept import Kept
from quancheng.record.models import Fact, Matter, Reader, SearchText
from quancheng.roster.models import Person

from .soundness import WHY, demand_sound
from .story import SAID, Line, Story, line
from .test_suggestions import TRAFFIC, handed, replied

PROMISE = {"letter": "B", "promise": "十月底前硬化三公里", "promise_on": "2027-10-31"}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of the present, and who may read what."""
    models = [m for m in Kept.__subclasses__() if m not in (Notice,) and m._meta.label_lower != "record.remark"]
    found = {m._meta.label: list(m._base_manager.order_by("pk").values()) for m in models}
    return found | {"readers": sorted(Reader.objects.values_list("key", "matter_id"))}


def take_back(story: Story, who: str) -> Fact:
    """Let him take back the last fact."""
    last = Fact.objects.unguarded(WHY).latest("pk")
    return undo.revoke(story.county.actor(who), last.pk)


SIGNED = line("2026-03-03", "周立新", "road/traffic", "sign_for")
UNTIL_RATED = [
    *handed(),
    *replied("road/traffic", *TRAFFIC, signed="2026-03-03", contact="2026-03-04", reply="2026-04-01"),
]
CASES: dict[str, tuple[list[Line], Line]] = {
    "a step": ([*handed()], SIGNED),
    "the first step of many": (handed()[:1], line("2026-01-22", "林晓梅", "road", "examine")),
    "an aside": ([*handed(), SIGNED], line("2026-03-04", "林晓梅", "road/traffic", "chase")),
    "an aside that moved the line": ([*handed(), SIGNED], line("2026-03-04", "马德福", "road", "withdraw")),
    "a hand-over with its parts": (handed()[:2], line("2026-03-02", "林晓梅", "road", "hand_over", units=[("traffic", "separate"), ("water", "separate")])),
    "a change of unit": ([*handed(), SIGNED], line("2026-03-09", "林晓梅", "road", "change_handler", assignment="road/traffic", unit="farm", say="错了")),
    "an extension that moved a day": (
        [*handed(), SIGNED, line("2026-05-25", "周立新", "road/traffic", "ask_extension")],
        line("2026-05-26", "林晓梅", "road/traffic", "grant_extension", outcome="yes"),
    ),
    "a reply with the promise it began": (
        [*UNTIL_RATED[:-1]], line("2026-04-01", "郑海涛", "road/traffic", "sign_reply", **PROMISE),
    ),
    "a return that asked the office": ([*handed()], line("2026-03-04", "周立新", "road/traffic", "sign_for", outcome="return", reason="不归我们。")),
    "the evaluation that ended the last part": (UNTIL_RATED, line("2026-04-02", "马德福", "road/traffic", "rate")),
    "a merging": (
        [*handed(), *handed("path", lead="王成林")[:1]],
        line("2026-03-03", "林晓梅", "path", "examine", outcome="merge", merge_into="road"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_everything_is_as_it_was(direct: Story, case: str) -> None:
    before, step = CASES[case]
    direct.tell(before)
    was = rows()
    direct.tell([step])
    assert rows() != was
    revoked = take_back(direct, step.who)
    assert rows() == was
    assert revoked.corrects and revoked.corrects.kind.endswith(f".{step.name}")
    demand_sound()
    connection.check_constraints()
    direct.tell([step])  # and it can be done again


def test_a_number_that_was_taken_back_stays_used(direct: Story) -> None:
    direct.tell(handed()[:2])
    assert direct.find("road").number == "闭会第1号"
    take_back(direct, "林晓梅")
    direct.tell(handed()[1:2])
    assert direct.find("road").number == "闭会第2号"


def test_only_he_who_did_it_takes_it_back(direct: Story) -> None:
    direct.tell([*handed(), SIGNED])
    with pytest.raises(NotYours):
        take_back(direct, "林晓梅")
    assert undo.revocable(direct.county.actor("林晓梅"), direct.find("road")) is None
    assert undo.revocable(direct.county.actor("周立新"), direct.find("road")) is not None


def _refused(story: Story, who: str, kind: str) -> None:
    fact = Fact.objects.unguarded(WHY).filter(kind=kind).latest("pk")
    was = rows()
    with pytest.raises(Refused, match="已经有人"):
        undo.revoke(story.county.actor(who), fact.pk)
    assert rows() == was


def test_not_after_somebody_has_acted_on_it(direct: Story) -> None:
    direct.tell([*handed(), SIGNED])
    _refused(direct, "林晓梅", "suggestions.hand_over")
    direct.tell([line("2026-03-04", "林晓梅", "road/traffic", "chase")])
    _refused(direct, "周立新", "assignments.sign_for")


def test_not_twice(direct: Story) -> None:
    direct.tell([*handed(), SIGNED])
    fact = Fact.objects.unguarded(WHY).latest("pk")
    take_back(direct, "周立新")
    with pytest.raises(Refused):
        undo.revoke(direct.county.actor("周立新"), fact.pk)


def test_not_after_somebody_has_acted_on_the_promise_it_began(direct: Story) -> None:
    direct.tell([*UNTIL_RATED[:-1], line("2026-04-01", "郑海涛", "road/traffic", "sign_reply", **PROMISE)])
    assert undo.revocable(direct.county.actor("郑海涛"), direct.find("road"))
    direct.tell([line("2026-04-02", "林晓梅", "road/traffic/undertakings", "look_again")])
    assert undo.revocable(direct.county.actor("郑海涛"), direct.find("road")) is None
    _refused(direct, "郑海涛", "assignments.sign_reply")


def test_not_after_the_suggestion_it_merged_into_went_on(direct: Story) -> None:
    direct.tell([*CASES["a merging"][0], CASES["a merging"][1], SIGNED])
    _refused(direct, "林晓梅", "suggestions.examine")


def test_what_was_typed_on_a_promise_goes_with_it(direct: Story) -> None:
    """A draft, a notice, an entry of the search index: nothing points to a matter that is gone."""
    direct.tell([*UNTIL_RATED[:-1], line("2026-04-01", "郑海涛", "road/traffic", "sign_reply", **PROMISE)])
    promise = direct.find("road/traffic/undertakings")
    Draft.objects.create(
        person=Person.objects.get(name="周立新"), name="undertakings.keep", matter=promise, data={"text": SAID}
    )
    take_back(direct, "郑海涛")
    connection.check_constraints()
    assert not Notice.objects.unguarded(WHY).filter(matter_id=promise.pk).exists()
    assert not SearchText.objects.unguarded(WHY).filter(matter_id=promise.pk).exists()
    assert not Matter.objects.unguarded(WHY).filter(pk=promise.pk).exists()


def test_a_matter_just_begun_is_not_taken_back_but_annulled(direct: Story) -> None:
    direct.tell(handed()[:1])
    with pytest.raises(Refused):
        take_back(direct, "马德福")


def test_annulled_it_is_read_by_nobody_and_none_of_it_counts(direct: Story) -> None:
    direct.tell([*handed(), SIGNED, line("2026-03-04", "周立新", "road/traffic", "contact")])
    road = direct.find("road")
    fact = undo.annul(direct.county.actor("林晓梅"), road, "录重了")
    demand_sound()
    assert not Reader.objects.filter(matter=road).exists()
    counted = Fact.objects.unguarded(WHY).filter(corrected_by=None, credits__isnull=False)
    assert not counted.exists()
    assert not fact.credits.unguarded(WHY).exists()
    assert {p.ended_as for p in direct.county.parts(road)} == {"void"}
    with pytest.raises(Fact.DoesNotExist):  # nor can an earlier step of it be taken back
        undo.revoke(direct.county.actor("周立新"), fact.pk)
