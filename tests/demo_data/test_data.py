"""The demonstration county holds together: references, staffing, terms, no personal numbers, titles of its own."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from demo_data.county import (
    AREAS,
    BODIES,
    DATA,
    PEOPLE,
    PERSONS,
    ROOT,
    SEATS,
    SESSIONS,
    SUGGESTIONS,
    TERMS,
    TODAY,
    load,
)

REAL = ROOT.parent / "shared" / "data" / "suggestions.csv"
KINDS = {
    "congress", "standing_committee", "presidium", "office", "committee", "government",
    "government_office", "department", "station", "party_committee", "group", "delegation",
}  # fmt: skip
ROLES = {
    "county_clerk", "director", "deputy_director", "committee_head", "chair",
    "township_clerk", "presidium_member", "government_office", "handler", "handler_head", "administrator",
}  # fmt: skip
OCCUPATIONS = {
    "farmer", "village_cadre", "teacher", "medical", "enterprise",
    "self_employed", "cooperative", "official", "worker",
}  # fmt: skip


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
    congress_bound = {"chair", "director", "deputy_director", "presidium_member"}
    for p in PEOPLE["post"]:
        if p["role"] in congress_bound or (p["role"] == "committee_head" and BODIES[p["body"]]["kind"] == "committee"):
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
