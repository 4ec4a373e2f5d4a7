"""The demonstration county's data hold together: references, courses, order of days, counts, no personal numbers."""

from __future__ import annotations

import calendar
import csv
import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "quancheng" / "demo" / "data"
REAL = ROOT.parent / "shared" / "data" / "suggestions.csv"

Row = dict[str, Any]

KINDS = set(
    [
        "congress",
        "standing_committee",
        "presidium",
        "office",
        "committee",
        "government",
        "government_office",
        "department",
        "station",
        "party_committee",
        "group",
        "delegation",
    ]
)
ROLES = set(
    [
        "county_clerk",
        "director",
        "deputy_director",
        "committee_head",
        "chair",
        "deputy_chair",
        "township_clerk",
        "presidium_member",
        "government_office",
        "handler",
        "handler_head",
        "administrator",
    ]
)
CATEGORIES = set(
    [
        "traffic",
        "water",
        "farming",
        "building",
        "education",
        "health",
        "civil",
        "environment",
        "culture",
        "public_security",
        "other",
    ]
)
OCCUPATIONS = set(
    [
        "farmer",
        "village_cadre",
        "teacher",
        "medical",
        "enterprise",
        "self_employed",
        "cooperative",
        "official",
        "worker",
    ]
)
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

# 国务院办公厅 holiday notices for 2025 and 2026, as far as the data reach; first and last day.
HOLIDAYS = [
    ("2025-04-04", "2025-04-06"), ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"), ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"), ("2026-10-01", "2026-10-07"),
]  # fmt: skip
MADE_UP_WORKDAYS = {"2026-05-09", "2026-10-10"}


def load(name: str) -> Row:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


AREAS = {a["code"]: a["name"] for a in load("areas.toml")["area"]}
BODIES = {b["slug"]: b for b in load("bodies.toml")["body"]}
PEOPLE = load("people.toml")
PERSONS = {p["slug"]: p for p in PEOPLE["person"]}
TERMS = load("terms.toml")
SESSIONS = {(s["congress"], s["ordinal"]): s for s in TERMS["session"]}
BOOK = load("suggestions.toml")
TODAY: date = BOOK["today"]
SUGGESTIONS: list[Row] = BOOK["suggestion"]
SEATS = {(m["congress"], m["person"]) for m in PEOPLE["mandate"]}

each = pytest.mark.parametrize("s", SUGGESTIONS, ids=lambda s: s["slug"])


def stem(s: Row) -> str:
    return str(s["course"]).partition(":")[0]


def months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_workday(day: date) -> bool:
    text = day.isoformat()
    if any(first <= text <= last for first, last in HOLIDAYS):
        return False
    return day.weekday() < 5 or text in MADE_UP_WORKDAYS


def workdays_between(first: date, last: date) -> int:
    days = (last - first).days
    return sum(is_workday(first + timedelta(n)) for n in range(1, days + 1))


def clock_start(s: Row) -> date:
    """The hand-over a unit's reply counts from: its own."""
    return s.get("reassigned_on", s["handed_over_on"])


def answering(s: Row) -> list[str]:
    return [h["body"] for h in s["handlers"] if h["part"] != "co"]


def rounds(s: Row) -> list[Row]:
    """The replies of one answering unit, in order: more than one means it was handled again."""
    return [r for r in s.get("reply", []) if r["body"] == answering(s)[0]]


def sentences(letter: str) -> int:
    """Sentences of a reply; the salutation and the headings 一、… are none."""
    return sum(
        re.sub(r"^[一二三四五]、[^。，]{1,14}。", "", line).count("。") for line in letter.strip().splitlines()[1:]
    )


def test_slugs_and_logins_are_unique() -> None:
    for rows, key in (
        (load("bodies.toml")["body"], "slug"),
        (PEOPLE["person"], "slug"),
        (PEOPLE["person"], "name"),
        (SUGGESTIONS, "slug"),
        (SUGGESTIONS, "title"),
        ([p for p in PEOPLE["person"] if "login" in p], "login"),
        (load("areas.toml")["area"], "code"),
    ):
        doubled = [v for v, n in Counter(r[key] for r in rows).items() if n > 1]
        assert not doubled, (key, doubled)
    assert all(re.fullmatch(r"[a-z]+", p["login"]) for p in PEOPLE["person"] if "login" in p)


def test_areas_nest() -> None:
    parent_length = {9: 6, 12: 9}
    for code in AREAS:
        assert len(code) in (6, 9, 12)
        if len(code) > 6:
            assert code[: parent_length[len(code)]] in AREAS


def test_bodies_refer_to_bodies() -> None:
    for b in BODIES.values():
        assert b["kind"] in KINDS, b
        assert b["tier"] in ("county", "township") and b["area"] in AREAS
        assert len(b["area"]) == (6 if b["tier"] == "county" else 9) or b["kind"] == "delegation"
        for key in ("parent", "congress", "successor"):
            assert b.get(key, b["slug"]) in BODIES, (b["slug"], key)
        if "congress" in b:
            assert BODIES[b["congress"]]["kind"] == "congress"
        assert ("ended_on" in b) == ("successor" in b)
    assert [b["slug"] for b in BODIES.values() if "ended_on" in b] == ["xczx"]
    paper = [b for b in BODIES.values() if b["kind"] in ("department", "station") and not b["account"]]
    assert len([b for b in paper if "ended_on" not in b]) >= 5
    assert sum(b["kind"] == "department" for b in BODIES.values()) >= 24


def test_each_township_is_complete() -> None:
    for area in (code for code in AREAS if len(code) == 9):
        kinds = Counter(b["kind"] for b in BODIES.values() if b["area"] == area)
        for kind in ("congress", "presidium", "office", "government", "government_office", "delegation"):
            assert kinds[kind] == 1, (area, kind)
        assert 4 <= kinds["station"] <= 6 and kinds["group"] == 2


def test_every_handling_unit_is_staffed() -> None:
    held = {(p["body"], p["role"]) for p in PEOPLE["post"]}
    for s in SUGGESTIONS:
        for body in [h["body"] for h in s["handlers"]] + [s.get("returned", {}).get("by")]:
            if body is None or "ended_on" in BODIES[body]:
                continue
            assert (body, "handler_head") in held, body
            assert (body, "handler") in held or not BODIES[body]["account"], body
    for p in PEOPLE["post"]:
        assert p["person"] in PERSONS and p["role"] in ROLES and p["title"], p
        if BODIES[p["body"]]["account"]:
            assert "login" in PERSONS[p["person"]] or p["role"] == "presidium_member", p
    assert {p["role"] for p in PEOPLE["post"]} == ROLES


def test_mandates() -> None:
    seats = Counter(m["congress"] for m in PEOPLE["mandate"])
    assert seats == {"county": 21, "shiqiao": 14, "liulin": 14, "qinglong": 14}
    assert len(SEATS) == 63
    for m in PEOPLE["mandate"]:
        group = BODIES[m["group"]]
        assert m["person"] in PERSONS and m["kind"] in OCCUPATIONS and m["district"]
        assert group["congress"] == m["congress"]
        assert group["kind"] == ("delegation" if m["congress"] == "county" else "group")
        assert m["village"] in AREAS and m["village"].startswith(group["area"])
    both = Counter(person for _, person in SEATS)
    assert sum(n == 2 for n in both.values()) >= 6


def test_chairs_and_presidium_members_hold_a_seat() -> None:
    congress_bound = {"chair", "deputy_chair", "committee_head", "presidium_member"}
    for p in PEOPLE["post"]:
        if p["role"] in congress_bound:
            assert (BODIES[p["body"]]["congress"], p["person"]) in SEATS, p


def test_names_are_varied() -> None:
    names = [p["name"] for p in PEOPLE["person"]]
    assert all(any(rare in name for name in names) for rare in "喆垚䶮")
    assert any(len(n) == 2 for n in names) and any(len(n) == 4 for n in names) and any("·" in n for n in names)
    assert len({p["nation"] for p in PEOPLE["person"]}) >= 10
    assert {p["sex"] for p in PEOPLE["person"]} == {"男", "女"}


def test_terms_and_sessions() -> None:
    opens = {t["congress"]: t["opens_on"] for t in TERMS["term"]}
    assert set(opens) == {b["slug"] for b in BODIES.values() if b["kind"] == "congress"}
    for congress in opens:
        own = sorted((s["ordinal"], s["opens_on"], s["closes_on"]) for (c, _), s in SESSIONS.items() if c == congress)
        assert {d.year for _, d, _ in own} == {2025, 2026}
        assert [n for n, _, _ in own] == list(range(own[0][0], own[0][0] + len(own)))
        flat = [opens[congress]] + [d for _, a, z in own for d in (a, z)]
        assert flat == sorted(flat) and flat[-1] <= TODAY


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
    people = [s["lead"], *s["cosigners"]]
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
        assert {"body": o["body"], "part": "co"} in s["handlers"] and o["on"] <= replies[0]["on"]


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
            assert p["text"].endswith("。") and r["on"] < p["day"]
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


def test_nothing_looks_like_a_personal_number() -> None:
    shapes = {
        "identity number": r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)",
        "mobile": r"(?<!\d)1[3-9]\d{9}(?!\d)",
        "landline": r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)",
        "mail": r"[\w.]+@[\w.]+",
    }
    for path in sorted(DATA.glob("*.toml")):
        for what, shape in shapes.items():
            assert not re.search(shape, path.read_text(encoding="utf-8")), (path.name, what)


def test_titles_are_our_own() -> None:
    if not REAL.exists():
        pytest.skip("the published list is not here")
    with REAL.open(encoding="utf-8", newline="") as f:
        real = {row["title"].strip() for row in csv.DictReader(f)}
    assert not real & {s["title"] for s in SUGGESTIONS}


def test_every_file_is_described() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for path in DATA.glob("*.toml"):
        assert f"`{path.name}`" in readme
