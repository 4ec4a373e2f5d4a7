"""Every suggestion of the demonstration county: who, which unit, how far, on lawful days, in sound prose."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from demo_data.county import (
    AREAS,
    BODIES,
    PERSONS,
    SEATS,
    SESSIONS,
    SUGGESTIONS,
    TODAY,
    Row,
    answering,
    clock_start,
    is_workday,
    months_after,
    rounds,
    sentences,
    stem,
    workdays_between,
)

each = pytest.mark.parametrize("s", SUGGESTIONS, ids=lambda s: s["slug"])

CATEGORIES = {
    "traffic", "water", "farming", "building", "education", "health", "civil",
    "environment", "culture", "public_security", "other",
}  # fmt: skip
STAGES, HOWS = {"before", "during", "after"}, {"现场", "面商", "走访", "座谈", "电话"}
GRADES = {"satisfied", "basically", "unsatisfied"}

COURSES = Counter(
    draft=1, submitted=1, accepted=3, handed_over=3, signed_for=1, returned_then_reassigned=1,
    disputed=1, handling=3, handling_soon_late=3, handling_late=2, extended=1, replied_waiting_rate=6,
    rated_satisfied=6, rework_then_satisfied=2, rework_unsettled=1, promised_B=3, promise_kept=2,
    explained_C=2, withdrawn=1, declined=1, merged_into=1, passed_up=1,
)  # fmt: skip
BEFORE_HAND_OVER = {"draft", "submitted", "accepted", "declined", "merged_into", "passed_up"}
UNDER_HANDLING = {
    "signed_for", "returned_then_reassigned", "disputed", "handling",
    "handling_soon_late", "handling_late", "extended",
}  # fmt: skip
ANSWERS = {
    "replied_waiting_rate": 1,
    "rated_satisfied": 1,
    "promised_B": 1,
    "promise_kept": 1,
    "explained_C": 1,
    "rework_then_satisfied": 2,
    "rework_unsettled": 2,
}


def test_counts() -> None:
    assert date(2026, 11, 21) == TODAY
    assert Counter(stem(s) for s in SUGGESTIONS) == COURSES
    by_tier = Counter(BODIES[s["congress"]]["tier"] for s in SUGGESTIONS)
    assert by_tier == {"county": 22, "township": 24}
    assert {s["category"] for s in SUGGESTIONS} == CATEGORIES
    for flag in ("key", "confidential", "on_behalf"):
        assert any(s.get(flag) for s in SUGGESTIONS), flag
    numbers = Counter((r["body"], r["number"]) for s in SUGGESTIONS for r in s.get("reply", []))
    assert max(numbers.values()) == 1


@each
def test_who_and_where(s: Row) -> None:
    assert s["congress"] in BODIES and s["category"] in CATEGORIES and s["area"] in AREAS
    assert s["area"].startswith(BODIES[s["congress"]]["area"])
    people = [s["lead"], *s["cosigners"], *s.get("invited", [])]
    assert len(set(people)) == len(people)
    for person in people:
        assert person in PERSONS
    assert (s["congress"], s["lead"]) in SEATS
    strangers = [p for p in people if (s["congress"], p) not in SEATS]
    assert not strangers, "co-signers sit in the same congress"


@each
def test_units(s: Row) -> None:
    parts = Counter(h["part"] for h in s["handlers"])
    bodies = [h["body"] for h in s["handlers"]]
    assert set(parts) <= {"lead", "separate", "co"} and len(set(bodies)) == len(bodies)
    if s["handlers"]:
        assert (parts["lead"] == 1 and not parts["separate"]) or (not parts["lead"] and parts["separate"] >= 2)
    else:
        assert stem(s) in BEFORE_HAND_OVER
    for body in bodies:
        unit = BODIES[body]
        assert unit["tier"] == BODIES[s["congress"]]["tier"] or unit["tier"] == "township", body
        assert unit["kind"] in ("department", "station", "government", "party_committee"), body
        if "ended_on" in unit:
            assert s["handed_over_on"] < unit["ended_on"]
            assert all(r["on"] < unit["ended_on"] for r in s["reply"])


@each
def test_paper_entry_is_marked(s: Row) -> None:
    no_account = [b for b in answering(s) if not BODIES[b]["account"]]
    no_login = "login" not in PERSONS[s["lead"]]
    if no_account or no_login:
        assert s.get("on_behalf"), (no_account, s["lead"])
    else:
        assert not s.get("on_behalf"), "nobody here needs paper"


@each
def test_raised_in_or_between_sessions(s: Row) -> None:
    sittings = [x for (c, _), x in SESSIONS.items() if c == s["congress"]]
    assert date(2025, 2, 1) <= s["raised_on"] <= date(2026, 11, 16)
    if s["session"]:
        one = SESSIONS[s["congress"], s["session"]]
        assert one["opens_on"] <= s["raised_on"] <= one["closes_on"]
    else:
        assert not any(x["opens_on"] <= s["raised_on"] <= x["closes_on"] for x in sittings)


@each
def test_days_reach_exactly_as_far_as_the_course(s: Row) -> None:
    course = stem(s)
    assert ("examined_on" in s) == (course not in ("draft", "submitted"))
    assert ("handed_over_on" in s) == (course not in BEFORE_HAND_OVER)
    assert ("signed_for_on" in s) == (course not in BEFORE_HAND_OVER | {"handed_over", "disputed"})
    replies = s.get("reply", [])
    assert len(rounds(s) if replies else []) == ANSWERS.get(course, 0)
    if replies:
        assert {r["body"] for r in replies} == set(answering(s))
    for r in replies:
        assert ("rating" in r) == (course != "replied_waiting_rate")
        assert bool(r.get("promises")) == (r["class"] == "B"), "every B class reply names a day, no other does"
    for key, courses in {
        "returned": {"returned_then_reassigned", "disputed"},
        "reassigned_on": {"returned_then_reassigned"},
        "objection": {"disputed"},
        "upheld_on": {"disputed"},
        "extension": {"extended"},
        "explained": {"explained_C"},
        "withdrawn": {"withdrawn"},
        "declined": {"declined"},
        "passed_up": {"passed_up"},
        "met_on": {"rework_then_satisfied", "rework_unsettled"},
    }.items():
        assert (key in s) == (course in courses), key


@each
def test_days_are_in_order(s: Row) -> None:
    line = [s["raised_on"], s.get("examined_on"), s.get("handed_over_on")]
    line += [s.get("returned", {}).get("on"), s.get("upheld_on"), s.get("reassigned_on")]
    line += [s.get("signed_for_on"), s.get("objection", {}).get("on"), s.get("extension", {}).get("asked_on")]
    line += [s.get("extension", {}).get("granted_on"), s.get("withdrawn", {}).get("on")]
    for n, r in enumerate(rounds(s) if s.get("reply") else []):
        line += [s["met_on"]] if n == 1 else []
        line += [r["on"], r.get("rating", {}).get("on")]
    known = [d for d in line if d]
    assert known == sorted(known) and known[-1] <= TODAY
    contacts = [c["on"] for c in s.get("contacts", [])]
    assert contacts == sorted(contacts)
    assert all(s["signed_for_on"] <= d <= TODAY for d in contacts)


@each
def test_staff_work_on_workdays(s: Row) -> None:
    days = {k: v for k, v in s.items() if k.endswith("_on") and k != "raised_on"}
    days |= {k: s[k]["on"] for k in ("returned", "objection", "declined", "passed_up", "explained") if k in s}
    days |= {f"reply {r['number']}": r["on"] for r in s.get("reply", [])}
    days |= {f"chase {c['on']}": c["on"] for c in s.get("chases", [])}
    days |= {f"opinion {o['body']}": o["on"] for o in s.get("opinions", [])}
    assert not {k: str(d) for k, d in days.items() if not is_workday(d)}


@each
def test_reply_in_time(s: Row) -> None:
    course, replies = stem(s), s.get("reply", [])
    if "handed_over_on" not in s:
        return
    due = months_after(clock_start(s), 6 if "extension" in s else 3)
    for body in answering(s):
        own = [r for r in replies if r["body"] == body]
        if own:
            assert own[0]["on"] <= due
    if course in UNDER_HANDLING | {"handed_over"}:
        left = (due - TODAY).days
        assert (left < 0) == (course == "handling_late"), left
        assert (0 <= left <= 15) == (course == "handling_soon_late"), left
    if "extension" in s:
        assert s["extension"]["asked_on"] <= months_after(s["handed_over_on"], 3)
    if "met_on" in s:
        assert replies[1]["on"] <= months_after(s["met_on"], 1), "rework within a month"


@each
def test_return_within_seven_workdays(s: Row) -> None:
    if "returned" not in s:
        return
    back = s["returned"]
    assert back["by"] in BODIES and back["proposes"] in BODIES and back["reason"]
    assert workdays_between(s["handed_over_on"], back["on"]) <= 7
    assert (back["by"] in answering(s)) == (stem(s) == "disputed")


@each
def test_contacts_before_the_reply(s: Row) -> None:
    for c in s.get("contacts", []):
        assert c["stage"] in STAGES and c["how"] in HOWS and c["note"].endswith("。")
    replies = s.get("reply", [])
    if replies:
        early = [c for c in s["contacts"] if c["on"] <= replies[0]["on"]]
        assert any(c["stage"] == "before" for c in early)
        for c in s["contacts"]:
            if c["stage"] == "after":
                assert c["on"] >= replies[-1]["on"] or "promises" in replies[-1]
    for o in s.get("opinions", []):
        assert {"body": o["body"], "part": "co"} in s["handlers"]
        assert s["signed_for_on"] <= o["on"] <= (replies[0]["on"] if replies else TODAY)


@each
def test_ratings_fit_the_course(s: Row) -> None:
    ratings = [r["rating"] for r in s.get("reply", []) if "rating" in r]
    for g in ratings:
        assert g["process"] in GRADES and g["result"] in GRADES and g["remark"]
    results = [g["result"] for g in ratings]
    course = stem(s)
    expected = {
        "rated_satisfied": [["satisfied"]],
        "rework_then_satisfied": [["unsatisfied", "satisfied"]],
        "rework_unsettled": [["unsatisfied", "unsatisfied"]],
        "promised_B": [["basically"]],
        "promise_kept": [["basically"], ["satisfied"]],
        "explained_C": [["basically"], ["satisfied"]],
    }
    assert results in expected.get(course, [[]])


@each
def test_promises_and_classes(s: Row) -> None:
    course = stem(s)
    for r in s.get("reply", []):
        assert r["class"] in "ABC"
        for p in r.get("promises", []):
            assert p["text"].removesuffix("。") in r["text"], "a promise is quoted word for word"
            assert r["on"] < p["day"]
            assert ("kept_on" in p) == ("confirmed_on" in p) == (p["day"] <= TODAY)
            if "kept_on" in p:
                assert r["rating"]["on"] <= p["kept_on"] <= p["day"]
                assert p["kept_on"] <= p["confirmed_on"] <= TODAY
        still_open = any("kept_on" not in p for p in r.get("promises", []))
        assert still_open == (r["class"] == "B" and course != "promise_kept")
    last = {"promised_B": "B", "promise_kept": "B", "explained_C": "C", "rated_satisfied": "A"}.get(course)
    if last:
        assert s["reply"][-1]["class"] == last


@each
def test_links_to_other_suggestions(s: Row) -> None:
    _, _, target = str(s["course"]).partition(":")
    if stem(s) not in ("merged_into", "passed_up"):
        assert not target
        return
    other = next(o for o in SUGGESTIONS if o["slug"] == target)
    if stem(s) == "merged_into":
        assert other["congress"] == s["congress"] and other["examined_on"] <= s["examined_on"]
    else:
        assert BODIES[s["congress"]]["tier"] == "township" and other["congress"] == "county"
        assert other["raised_on"] >= s["passed_up"]["on"]


@each
def test_prose(s: Row) -> None:
    assert re.fullmatch(r"关于.{4,40}的建议", s["title"])
    assert 3 <= s["text"].count("。") <= 6, s["text"].count("。")
    assert "建议" in s["text"]
    for r in s.get("reply", []):
        assert 4 <= sentences(r["text"]) <= 8, (r["number"], sentences(r["text"]))
        year = re.search(r"〔(\d{4})〕\d+号$", r["number"])
        assert year and int(year[1]) == r["on"].year
        addressee = "代表：" if s.get("confidential") else f"{PERSONS[s['lead']]['name']}代表："
        assert r["text"].strip().startswith(addressee)
    if s.get("confidential"):
        everything = str({k: v for k, v in s.items() if k not in ("lead", "cosigners")})
        assert PERSONS[s["lead"]]["name"] not in everything
