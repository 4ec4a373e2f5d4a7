"""The county that was loaded is the county that was written: every course ends where the data say, by lawful steps."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest

from demo_data.county import BODIES, PERSONS, SUGGESTIONS, TODAY, Row, answering, stem

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("county")]
WHY = "a test looks at the whole county"

PHASES = {
    "draft": "draft", "submitted": "examine", "accepted": "hand_over", "signed_for": "handle",
    "returned_then_reassigned": "handle", "disputed": "reassign", "handling": "handle", "handling_soon_late": "handle",
    "handling_late": "handle", "extended": "handle", "replied_waiting_rate": "rate", "rated_satisfied": "closed",
    "rework_then_satisfied": "closed", "rework_unsettled": "settle", "promised_B": "promised", "promise_kept": "closed",
    "explained_C": "closed", "withdrawn": "withdrawn", "declined": "declined", "merged_into": "merged",
    "passed_up": "passed_up",
}  # fmt: skip


def phase(s: Row) -> str:
    """Where a suggestion of that course stands; what was just handed over lies with the county's government office."""
    if stem(s) == "handed_over":
        return "allot" if s["congress"] == "county" else "sign_for"
    return PHASES[stem(s)]


def matter(s: Row) -> Any:
    from quancheng.record.models import Matter

    return Matter.objects.unguarded(WHY).get(kind="suggestions", title=s["title"], body__slug=s["congress"])


def facts(**where: Any) -> Any:
    from quancheng.record.models import Fact

    rows = Fact.objects.unguarded(WHY).filter(**where).select_related("actor", "for_person", "for_body", "matter__root")
    return rows.order_by("pk")


@pytest.mark.parametrize("s", SUGGESTIONS, ids=lambda s: s["slug"])
def test_every_suggestion_stands_where_the_data_say(s: Row) -> None:
    assert matter(s).phase == phase(s)


def test_load_says_how_long_it_took(loading: Any) -> None:
    found = re.search(r"(\d+) 件建议，办了 (\d+) 步，用时 ([\d.]+) 秒", loading.said.getvalue())
    assert found and int(found[1]) == len(SUGGESTIONS) and int(found[2]) > 400
    assert loading.seconds < 60


def test_numbers_run_without_gap_in_the_order_of_examination() -> None:
    series: dict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
    for s in SUGGESTIONS:
        if number := matter(s).number:
            name = "闭会" + str(s["raised_on"].year) if number.startswith("闭会") else str(s["session"])
            digits = re.search(r"\d+", number)
            assert digits and number.startswith("闭会") == (s["session"] == 0)
            series[s["congress"], name].append((s["examined_on"], int(digits[0])))
        else:
            assert stem(s) in ("draft", "submitted", "declined")
    for given in series.values():
        assert [number for _, number in sorted(given)] == list(range(1, len(given) + 1))


def test_every_step_was_done_by_somebody_entitled() -> None:
    of_the_clock = {f.kind for f in facts(actor=None)}
    assert of_the_clock == {"handling_years.open", "record.succeed", "terms.open"}
    assert max(f.on for f in facts()) <= TODAY


def test_units_and_deputies_without_account_went_through_paper() -> None:
    from quancheng.record.models import Remark

    entered = [f for f in facts() if f.for_person_id or f.for_body_id]
    names = {p["name"] for p in PERSONS.values() if "login" not in p} | {
        b["name"] for b in BODIES.values() if not b["account"]
    }
    assert {str(f.for_person or f.for_body) for f in entered} <= names
    kept = set(Remark.objects.unguarded(WHY).filter(kind="paper_kept").values_list("fact_id", flat=True))
    assert {f.pk for f in entered} == kept
    for s in SUGGESTIONS:
        if s.get("on_behalf") and stem(s) != "handed_over":
            assert any(f.matter.root.title == s["title"] for f in entered), s["slug"]


def test_replies_are_word_for_word_and_every_promise_comes_back() -> None:
    from quancheng.rooms.suggestions.models import Reply, Undertaking

    written = {r.number: r for r in Reply.objects.unguarded(WHY)}
    promised = {u.text: u for u in Undertaking.objects.unguarded(WHY).select_related("matter")}
    replies = [r for s in SUGGESTIONS for r in s.get("reply", [])]
    assert len(written) == len(replies)
    for reply in replies:
        assert written[reply["number"]].text == reply["text"].strip()
        assert (written[reply["number"]].on, written[reply["number"]].letter) == (reply["on"], reply["class"])
        for p in reply.get("promises", []):
            assert promised[p["text"]].promised_on == p["day"]
            assert promised[p["text"]].matter.ended_as == ("kept" if "kept_on" in p else "")


def test_the_successor_kept_the_promise_of_the_unit_that_ended() -> None:
    from quancheng.roster.models import Body

    ended = Body.objects.get(slug="xczx")
    assert (ended.until, ended.heir.slug) == (BODIES["xczx"]["ended_on"], "nyj")
    (moved,) = facts(kind="record.succeed")
    assert (moved.on, moved.data) == (ended.until, {"from": ended.pk, "to": ended.successor_id})
    (kept,) = facts(kind="undertakings.keep", matter=moved.matter)
    assert kept.for_body is None and kept.capacity == "handler"


def test_what_was_passed_up_goes_on_in_the_county() -> None:
    below, above = (next(s for s in SUGGESTIONS if s["slug"] == x) for x in ("qingkou_signal_town", "qingkou_signal"))
    assert matter(above).arises_from == matter(below)
    joined = {p.person.name for p in matter(above).parties.unguarded(WHY).filter(part="cosign", person__isnull=False)}
    assert {PERSONS[p]["name"] for p in above["cosigners"]} <= joined


def test_days_of_handling_are_those_of_the_law() -> None:
    from quancheng.record.models import Duty

    for s in SUGGESTIONS:
        if stem(s) not in ("handling_late", "handling_soon_late", "extended", "handling"):
            continue
        for duty in Duty.objects.unguarded(WHY).filter(matter__root=matter(s), name="handle", state="open"):
            left = (duty.due_on - TODAY).days
            assert (left < 0) == (stem(s) == "handling_late")
            assert duty.why["citation"]
            assert len(answering(s)) >= 1


def test_the_desk_has_something_of_everything() -> None:
    from quancheng.procedure.models import Draft, Notice
    from quancheng.record.models import Duty
    from quancheng.rooms.suggestions.models import Entry, PublicCopy

    causes = Counter(Notice.objects.unguarded(WHY).values_list("cause", flat=True))
    assert min(causes[c] for c in ("owed", "moved", "due", "late")) > 0
    unread = Notice.objects.unguarded(WHY).filter(read_at=None)
    assert 0 < unread.count() < sum(causes.values()) / 2
    assert Draft.objects.count() == 3
    asked = Duty.objects.unguarded(WHY).filter(name="cosign", state="open")
    assert {d.person.name for d in asked} == {PERSONS[p]["name"] for s in SUGGESTIONS for p in s.get("invited", [])}
    assert PublicCopy.objects.unguarded(WHY).count() == 2 * sum("released_on" in s for s in SUGGESTIONS)
    assert Entry.objects.unguarded(WHY).filter(kind="look_again").count() >= 4


def test_every_congress_has_its_years() -> None:
    from quancheng.rooms.suggestions.models import HandlingYear

    years = HandlingYear.objects.unguarded(WHY).select_related("matter__body")
    congresses = {b["slug"] for b in BODIES.values() if b["kind"] == "congress"}
    assert {(y.matter.body.slug, y.year) for y in years} == {(c, n) for c in congresses for n in (2025, 2026)}


def test_last_years_reports_were_given_and_published_and_this_years_are_owed() -> None:
    from quancheng.record.models import Duty
    from quancheng.rooms.suggestions.models import HandlingYear

    for year in HandlingYear.objects.unguarded(WHY).select_related("matter"):
        assert (year.matter.ended_as == "closed") == (year.year == 2025)
        if year.year == 2025:
            assert "下一步工作" in year.report and "〔" not in year.report and year.reported_to
            assert year.reported_on <= year.published_on and year.published_at_place
    due = Duty.objects.unguarded(WHY).filter(matter__kind="handling_years", name="report", state="open")
    assert due.count() == 4 and all(d.due_on > TODAY for d in due)


def test_what_is_derived_equals_its_source() -> None:
    from quancheng.procedure import rebuild

    for differs in (rebuild.readers_differ, rebuild.phase_differs, rebuild.text_differs):
        done = rebuild.rebuild(differs)
        assert done.looked > 60 and not done.mended
