"""Lengths of legal time, and the day on which they end."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

DIGITS = "零一二三四五六七八九"
LONGEST = 12_000


class Workdays(Protocol):
    """What a span must know of a calendar."""

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`."""


def numeral(number: int) -> str:
    """A whole number as documents read it: 15 → "十五", 120 → "一百二十" (0 to 9999)."""
    if number > 9999 or number < 0:
        return str(number)
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return words.removeprefix("一") if words.startswith("一十") else words or DIGITS[0]


def counted(number: int, unit: str) -> str:
    """A number before its measure word, where two is 两 (两个月, 两个工作日)."""
    return ("两" if number == 2 else numeral(number)) + unit


@dataclass(frozen=True)
class Leg:
    """One stretch of a span: what was added, where it led, whether the month was too short."""

    words: str
    day: date
    clipped_from: int = 0


@dataclass(frozen=True)
class Span:
    """Three months, ten days, seven workdays: a period as the law writes it.

    Units are whole calendar months, calendar days and workdays, added in this order.
    `backward` counts towards the past ("举行会议的十日前"). Raises ValueError for negative or
    absurd lengths. Counting starts on the day after the event (架构 §4 "Which day").
    """

    months: int = 0
    days: int = 0
    workdays: int = 0
    backward: bool = False

    def __post_init__(self) -> None:
        for name, number in (("months", self.months), ("days", self.days), ("workdays", self.workdays)):
            if type(number) is not int or not 0 <= number <= LONGEST:
                raise ValueError(f"期限的 {name} 应为 0 到 {LONGEST} 的整数，现为 {number!r}。")

    def end(self, start: date, calendar: Workdays) -> date:
        """The last day of the period whose event falls on `start`.

        A month without the day ends on its last day; a last day that is a rest day stays.
        Raises ValueError when the day lies outside the years a date can hold.
        """
        day = start
        for leg in self.walk(start, calendar):
            day = leg.day
        return day

    def walk(self, start: date, calendar: Workdays) -> Iterator[Leg]:
        """The stretches of the count, for showing the arithmetic."""
        sign, mark = (-1, "−") if self.backward else (1, "+")
        try:
            if self.months:
                day = _add_months(start, sign * self.months)
                yield Leg(f"{mark}{self.months}个月", day, start.day if day.day != start.day else 0)
                start = day
            if self.days:
                start += timedelta(days=sign * self.days)
                yield Leg(f"{mark}{self.days}日", start)
            if self.workdays:
                start = _add_workdays(start, self.workdays, sign, calendar)
                yield Leg(f"{mark}{self.workdays}个工作日", start)
        except (OverflowError, ValueError):
            raise ValueError(f"从 {start} 起算{self.words}，届满日超出可以计算的年份。") from None

    @property
    def words(self) -> str:
        """The period in the law's own words: 三个月, 十个工作日, 二十日前."""
        parts = []
        if self.months:
            parts.append(counted(self.months, "个月"))
        if self.days:
            parts.append(numeral(self.days) + "日")
        if self.workdays:
            parts.append(counted(self.workdays, "个工作日"))
        return ("又".join(parts) or "当日") + ("前" if self.backward and parts else "")

    def as_dict(self) -> dict[str, int | bool]:
        """Only what is not zero, as a norm file writes it."""
        parts: dict[str, int | bool] = {
            name: number
            for name, number in (("months", self.months), ("days", self.days), ("workdays", self.workdays))
            if number
        }
        return (parts or {"days": 0}) | ({"backward": True} if self.backward else {})

    def longer_than(self, other: "Span") -> bool | None:
        """True if longer whatever the start, False if never longer, None if it depends on the start."""
        mine = (self.months, self.days, self.workdays)
        theirs = (other.months, other.days, other.workdays)
        if all(a <= b for a, b in zip(mine, theirs, strict=True)):
            return False
        if all(a >= b for a, b in zip(mine, theirs, strict=True)):
            return True
        if self._least > other._most:
            return True
        return False if self._most <= other._least else None

    @property
    def _least(self) -> int:
        return self.months * 28 + self.days + self.workdays

    @property
    def _most(self) -> int:
        # Five workdays take at most a week, and no run of holidays has added more than ten days a quarter.
        rest = (self.workdays * 2 + 4) // 5 + 2 + 10 * (1 + self.workdays // 60) if self.workdays else 0
        return self.months * 31 + self.days + self.workdays + rest


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _add_workdays(day: date, count: int, sign: int, calendar: Workdays) -> date:
    step = timedelta(days=sign)
    while count:
        day += step
        count -= calendar.is_workday(day)
    return day
