"""The day a period ends, with everything a page must show beside it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from . import events
from .rules import Book, NoRule, Ruling
from .spans import Leg, Span
from .workdays import Calendar

EventDay = Callable[[str], date | None]


@dataclass(frozen=True)
class Day:
    """When a period ends and why; `other` is a later day under another norm that also binds.

    `last_workday` is the workday on or before `day`. `guessed`: a year without announced holidays
    was needed (推算).
    """

    day: date
    start: date
    event: str
    ruling: Ruling
    last_workday: date
    arithmetic: tuple[str, ...]
    guessed: bool
    other: "Day | None" = None
    legs: tuple[Leg, ...] = ()
    weekday: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain data with stable keys, for facts, duties and the API."""
        return {
            "rule": self.ruling.rule,
            "event": self.event,
            "start": self.start.isoformat(),
            "day": self.day.isoformat(),
            "last_workday": self.last_workday.isoformat(),
            "citation": [cite.as_json() for cite in self.ruling.citations],
            "arithmetic": list(self.arithmetic),
            "guessed": self.guessed,
            "quote": self.ruling.quote,
            "span_words": self.ruling.words,
            "other": self.other.as_json() if self.other else None,
        }

    @property
    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """The four lines under a deadline: (起算 | 期限 | 届满 | 顺延, head, text)."""
        quote = f"“{self.ruling.quote}” " if self.ruling.quote else ""
        notes = [note for leg in self.legs if (note := clipping(leg))]
        if self.guessed:
            notes.append("推算：当年放假安排尚未公布或未录入")
        return (
            ("起算", self.start.isoformat(), events.label(self.event)),
            ("期限", self.ruling.words, quote + self.ruling.citation.text),
            ("届满", self.day.isoformat(), "；".join(notes)),
            ("顺延", *self._postponement()),
        )

    def _postponement(self) -> tuple[str, str]:
        if self.ruling.postponed:
            unmoved = self.legs[-1].day if self.legs else self.start
            head = "不顺延" if unmoved == self.day else f"顺延至 {self.day}"
            return head, self.weekday
        text = f"{self.day.month}月{self.day.day}日是{self.weekday}"
        if self.last_workday != self.day:
            text += f"；法律未写顺延，最后一个工作日是 {self.last_workday}"
        return "不顺延", text


def due(
    book: Book,
    rule_id: str,
    *,
    event_day: EventDay,
    on: date | None = None,
    tier: str = "",
    area: str = "",
    calendar: Calendar | None = None,
) -> Day | None:
    """The day on which `rule_id` ends, or None while no event it counts from has happened.

    `on` chooses the law; left out, each event is judged by the law of its own day. Where norms
    count from different events the stricter day binds and the rest hang on `other`.
    Raises NoRule if no rule is in force.
    """
    calendar = calendar or Calendar.shipped()
    found: list[Day] = []
    for ruling in _rulings(book, rule_id, event_day, on, tier, area):
        if (start := event_day(ruling.event)) is not None:
            found.append(_count(ruling, start, calendar))
    if not found:
        return None
    later = found[0].ruling.stricter == "longer" and not _span(found[0].ruling).backward
    found.sort(key=lambda day: day.day, reverse=later)
    chain: Day | None = None
    for day in reversed(found):
        chain = replace(day, other=chain)
    return chain


def _rulings(
    book: Book, rule_id: str, event_day: EventDay, on: date | None, tier: str, area: str
) -> tuple[Ruling, ...]:
    """What binds: by the law of `on`, or event by event by the law of the day it happened."""
    if on is not None:
        front = book.ruling(rule_id, on=on, tier=tier, area=area)
        return (front, *front.also)
    binding: list[Ruling] = []
    missing: NoRule | None = None
    for event in book.events(rule_id, area):
        if (day := event_day(event)) is None:
            continue
        try:
            front = book.ruling(rule_id, on=day, tier=tier, area=area)
        except NoRule as fault:
            missing = fault
            continue
        binding += [ruling for ruling in (front, *front.also) if ruling.event == event]
    if missing and not binding:
        raise missing
    if not book.events(rule_id, area):
        book.ruling(rule_id, on=date.min, tier=tier, area=area)
    return tuple(binding)


def _span(ruling: Ruling) -> Span:
    if not isinstance(ruling.value, Span):
        raise TypeError(f"规则“{ruling.title}”（{ruling.rule}）不是期限，不能计算届满日。")
    return ruling.value


def _count(ruling: Ruling, start: date, calendar: Calendar) -> Day:
    span = _span(ruling)
    legs = tuple(span.walk(start, calendar))
    arithmetic = [f"{start} {events.label(ruling.event)}"]
    for leg in legs:
        arithmetic += [f"{leg.words} → {leg.day}", *filter(None, [clipping(leg)])]
    day = legs[-1].day if legs else start
    if ruling.postponed and (moved := calendar.next_workday(day)) != day:
        arithmetic.append(f"{calendar.words(day)}，顺延 → {moved}")
        day = moved
    last = calendar.last_workday(day)
    years = set(range(min(start, day).year, max(start, day).year + 1)) if span.workdays else {last.year, day.year}
    guessed = not all(calendar.announced(year) for year in years)
    return Day(day, start, ruling.event, ruling, last, tuple(arithmetic), guessed, None, legs, calendar.words(day))


def clipping(leg: Leg) -> str:
    """Why the day is not the same day of the month: 11月没有31日，以当月最后一日为届满日."""
    return f"{leg.day.month}月没有{leg.clipped_from}日，以当月最后一日为届满日" if leg.clipped_from else ""
