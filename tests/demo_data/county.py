"""The files of the demonstration county, read once, and the little arithmetic its tests need."""

from __future__ import annotations

import calendar
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "quancheng" / "demo" / "data"

Row = dict[str, Any]

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
