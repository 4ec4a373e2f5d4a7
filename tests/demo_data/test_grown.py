"""The county at real size, as data: ten townships, everybody in his place, every suggestion sound, one seed one county."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import pytest

from demo_data.county import DATA, ROOT, TODAY, months_after, sentences

REAL = ROOT.parent / "shared" / "data" / "suggestions.csv"
STATES = {
    "draft", "submitted", "accepted", "handed_over", "signed_for", "returned_then_reassigned", "disputed", "handling",
    "handling_soon_late", "handling_late", "extended", "replied_waiting_rate", "rated_satisfied", "rework_then_satisfied",
    "rework_unsettled", "unrated", "promised_B", "promise_kept", "promise_late", "explained_C", "withdrawn", "declined",
    "merged_into", "passed_up",
}  # fmt: skip


@cache
def tables() -> dict[str, list[dict[str, Any]]]:
    from quancheng.demo import grow
    from quancheng.roster import county

    return grow.roll(county.read(*(DATA / f"{name}.toml" for name in ("areas", "bodies", "terms", "people"))))


@cache
def play(on: date = TODAY, seed: int = 530999) -> dict[str, Any]:
    from quancheng.demo import grow
    from quancheng.demo.play import play_data

    return grow.play(tables(), play_data(), on, seed)


def suggestions() -> list[dict[str, Any]]:
    return list(play()["suggestion"])


def stem(row: dict[str, Any]) -> str:
    return str(row["course"]).partition(":")[0]


def test_the_county_has_its_size() -> None:
    bodies = {b["slug"]: b for b in tables()["body"]}
    seats = Counter("county" if m["congress"] == "county" else "township" for m in tables()["mandate"])
    assert seats == {"county": 177, "township": 603}
    assert sum(b["kind"] == "congress" for b in bodies.values()) == 11
    units = [b for b in bodies.values() if b["kind"] in ("department", "station") and "ended_on" not in b]
    assert 55 <= len(units) <= 70 and sum(not b["account"] for b in units) == 20
    both = Counter(m["person"] for m in tables()["mandate"])
    assert 50 <= sum(n == 2 for n in both.values()) <= 90
    by_tier = Counter("county" if s["congress"] == "county" else "township" for s in suggestions())
    assert by_tier["township"] == 212 and 176 <= by_tier["county"] <= 184


def test_the_roll_is_without_fault() -> None:
    from quancheng.roster.county import faults

    assert list(faults(tables())) == []
    for name, key in (("person", "name"), ("person", "login"), ("body", "name"), ("body", "slug")):
        doubled = [v for v, n in Counter(r[key] for r in tables()[name] if key in r).items() if n > 1]
        assert not doubled, (name, key, doubled)


def test_deputies_are_a_plausible_congress() -> None:
    people = {p["slug"]: p for p in tables()["person"]}
    seats = [people[m["person"]] for m in tables()["mandate"]]
    assert 0.27 <= sum(p["sex"] == "女" for p in seats) / len(seats) <= 0.42
    assert 0.2 <= sum(p["nation"] != "汉族" for p in seats) / len(seats) <= 0.6
    assert 0.4 <= sum(p["party"] == "中共党员" for p in seats) / len(seats) <= 0.75
    farmers = sum(m["composition"] == "农民" for m in tables()["mandate"])
    assert 0.4 <= farmers / len(seats) <= 0.75
    assert all(1964 <= p["born_year"] <= 2000 for p in seats)


def test_every_unit_with_an_account_is_staffed_and_every_congress_kept() -> None:
    people = {p["slug"]: p for p in tables()["person"]}
    held = {(p["body"], p["role"]) for p in tables()["post"]}
    for b in tables()["body"]:
        if b["kind"] in ("department", "station") and "ended_on" not in b:
            assert (b["slug"], "handler_head") in held, b["slug"]
            assert (b["slug"], "handler") in held or not b["account"], b["slug"]
    for post in tables()["post"]:
        body = next(b for b in tables()["body"] if b["slug"] == post["body"])
        assert "login" in people[post["person"]] or not body["account"] or post["role"] == "presidium_member", post
    gap = [p for p in tables()["post"] if p["body"] == "maan_rdb"]
    assert [("until" in p, "since" in p) for p in gap] == [(True, False), (False, True)]


def test_every_state_is_there_and_all_titles_are_our_own() -> None:
    assert {stem(s) for s in suggestions()} == STATES
    titles = [s["title"] for s in suggestions()]
    assert len(set(titles)) >= len(titles) - sum(stem(s) == "passed_up" for s in suggestions())
    assert all(re.fullmatch(r"关于.{4,40}的建议", title) for title in titles)
    if REAL.exists():
        with REAL.open(encoding="utf-8", newline="") as f:
            assert not {row["title"].strip() for row in csv.DictReader(f)} & set(titles)


def test_townships_differ() -> None:
    def share(congress: str, state: str) -> float:
        rows = [s for s in suggestions() if s["congress"] == congress]
        return sum(stem(s) == state for s in rows) / len(rows)

    def late(congress: str) -> float:
        told = [(s, r) for s in suggestions() if s["congress"] == congress for r in s.get("reply", [])[:1]]
        return sum(r["on"] > months_after(s["handed_over_on"], 3) for s, r in told) / len(told)

    assert share("baita", "rated_satisfied") > share("gudu", "rated_satisfied")
    assert late("gudu") > 0.3 and late("baita") == 0
    assert share("gudu", "handling_late") > 0
    promised = ("promised_B", "promise_kept", "promise_late")
    assert sum(share("yunding", s) for s in promised) > sum(share("baita", s) for s in promised)
    secret = Counter(s["congress"] for s in suggestions() if s.get("confidential"))
    assert secret["cangping"] == max(n for congress, n in secret.items() if congress != "county")
    paper = {b["slug"] for b in tables()["body"] if not b["account"]}
    assert {h["body"] for s in suggestions() if s["congress"] == "huaqing" for h in s["handlers"]} <= paper | {
        "huaqing_gov"
    }


@pytest.mark.parametrize("on", [TODAY, date(2026, 12, 15)])
def test_days_run_forward_and_replies_are_prose(on: date) -> None:
    for s in play(on)["suggestion"][46:]:
        line = [s["raised_on"], s.get("examined_on"), s.get("handed_over_on"), s.get("signed_for_on")]
        for r in s.get("reply", []):
            line += [r["on"], r.get("rating", {}).get("on")]
            assert 2 <= sentences(r["text"]) <= 12, r["text"]
            assert "{" not in r["text"] and all(p["text"].removesuffix("。") in r["text"] for p in r["promises"])
        known = [d for d in line if d]
        assert known == sorted(known), (s["slug"], known)
        assert "{" not in s["text"] + s["title"] and 3 <= s["text"].count("。") <= 6
        assert len({s["lead"], *s["cosigners"]}) == 1 + len(s["cosigners"])


def test_the_same_seed_and_day_make_the_same_county_and_another_seed_another() -> None:
    from quancheng.demo import grow
    from quancheng.demo.play import play_data

    assert grow.play(tables(), play_data(), TODAY) == play()
    other = {s["title"] for s in play(seed=7)["suggestion"]}
    assert len(other & {s["title"] for s in suggestions()}) < len(other) * 0.8


def test_titles_of_the_material_are_many() -> None:
    from quancheng.demo.grow.lots import material

    problems = material("problems")["problem"]
    assert len(problems) >= 60 and len({t for p in problems for t in p["titles"]}) == 2 * len(problems)
