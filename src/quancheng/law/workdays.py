"""Which days offices work, from a dated table of the announced years.

Source: the State Council's yearly notices on holidays, through a development-time package
(`tools/workdays.py`). An unannounced year is guessed from weekends and the holidays fixed by
date, and `announced` says so: whoever shows such a day adds 推算.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "workdays.toml"
WEEK = "一二三四五六日"
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Rest days and make-up workdays of the announced years; immutable."""

    years: frozenset[int]
    rest: frozenset[date]
    work: frozenset[date]
    fixed: frozenset[tuple[int, int]]

    @classmethod
    def shipped(cls) -> "Calendar":
        """The calendar that comes with the package."""
        return _shipped()

    @classmethod
    def read(cls, text: str) -> "Calendar":
        """From the text of a table: `fixed` = ["MM-DD"], then `[[year]]` with `rest` and `work`."""
        table = tomllib.loads(text)
        return cls(
            years=frozenset(year["year"] for year in table["year"]),
            rest=frozenset(day for year in table["year"] for day in year["rest"]),
            work=frozenset(day for year in table["year"] for day in year["work"]),
            fixed=frozenset((int(day[:2]), int(day[3:])) for day in table["fixed"]),
        )

    def announced(self, year: int) -> bool:
        """Whether the arrangement for `year` has been announced and is in the table."""
        return year in self.years

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`."""
        if day in self.work:
            return True
        if day.weekday() > 4 or day in self.rest:
            return False
        return self.announced(day.year) or (day.month, day.day) not in self.fixed

    def last_workday(self, day: date) -> date:
        """`day` itself if it is a workday, else the nearest workday before it."""
        while not self.is_workday(day):
            day -= ONE
        return day

    def next_workday(self, day: date) -> date:
        """`day` itself if it is a workday, else the nearest workday after it."""
        while not self.is_workday(day):
            day += ONE
        return day

    def words(self, day: date) -> str:
        """What kind of day it is: 星期一，工作日 · 星期六，休息日 · 星期六，调休上班 · 星期四，节假日."""
        kind = "工作日" if self.is_workday(day) else "休息日" if day.weekday() > 4 else "节假日"
        return f"星期{WEEK[day.weekday()]}，{'调休上班' if day in self.work else kind}"


@cache
def _shipped() -> Calendar:
    return Calendar.read(TABLE.read_text(encoding="utf-8"))
