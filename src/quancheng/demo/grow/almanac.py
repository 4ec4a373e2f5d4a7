"""Days of a course: workdays, months' ends, when a congress sat, when its desk was empty."""

import calendar
import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from quancheng.law.workdays import Calendar

Row = Mapping[str, Any]


def after(day: date, days: int) -> date:
    """The first workday on or after the day so many days later."""
    return Calendar.shipped().next_workday(day + timedelta(days=days))


def before(day: date, days: int) -> date:
    """The last workday on or before the day so many days earlier."""
    return Calendar.shipped().last_workday(day - timedelta(days=days))


def months_before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def within(luck: random.Random, first: date, last: date) -> date:
    """Any day from the first to the last."""
    return first + timedelta(days=luck.randint(0, max(0, (last - first).days)))


def sitting(sessions: Iterable[Row], day: date) -> int:
    """The ordinal of the session that sits on a day; 0 between sessions."""
    return next((s["ordinal"] for s in sessions if s["opens_on"] <= day <= s["closes_on"]), 0)
