"""The only place that asks what day it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_set: date | None = None
_shift = timedelta()


def today() -> date:
    """The day by which everything is dated: local date (in a demo its own), or the day a test or the demo has set."""
    return _set or timezone.localdate() + _shift


def calendar() -> date:
    """The calendar's own day, whatever day this process lives on: only to say that they differ."""
    return timezone.localdate()


def world() -> datetime:
    """The moment everybody else's clocks show: for codes of other devices and for what runs out by itself."""
    return timezone.now()


def now() -> datetime:
    """The moment of recording, aware; on a set day it keeps the real time of day."""
    real = timezone.localtime() + _shift
    return (
        datetime.combine(_set, time(real.hour, real.minute, real.second, real.microsecond), real.tzinfo)
        if _set
        else real
    )


@contextmanager
def at(day: date) -> Iterator[None]:
    """Let it be `day` inside the block, for every thread of this process."""
    global _set
    before, _set = _set, day
    try:
        yield
    finally:
        _set = before


def shift(by: timedelta) -> None:
    """Let this process live `by` whole days beside the calendar: a demo county goes on from its own last day."""
    global _shift
    _shift = timedelta(days=by.days)
