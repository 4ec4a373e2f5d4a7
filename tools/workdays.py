"""Write src/quancheng/law/data/workdays.toml anew from the chinesecalendar package.

Run by a developer once a year, after the notice for the next year: `pip install -U chinesecalendar`,
then `python tools/workdays.py`. The package is not needed to run Quancheng.
"""

from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from chinese_calendar.constants import holidays, workdays

TABLE = Path(__file__).parents[1] / "src/quancheng/law/data/workdays.toml"
# Holidays with a fixed date, for years not announced (全国年节及纪念日放假办法); lunar ones cannot be guessed.
FIXED = ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")


def _days(name: str, days: Iterable[date]) -> str:
    """A TOML array with one line per month."""
    months = [", ".join(map(str, group)) for _, group in groupby(sorted(days), key=lambda day: day.month)]
    return f"{name} = [\n" + "".join(f"    {month},\n" for month in months) + "]"


def table() -> str:
    """The whole table as text."""
    head = [
        "# 放假与调休，每年一节。由 tools/workdays.py 生成，请勿手工修改。",
        f"# 资料：chinesecalendar {version('chinesecalendar')}（依国务院办公厅历年放假安排通知整理）。",
        f"fixed = {list(FIXED)!r}".replace("'", '"'),
    ]
    for year in sorted({day.year for day in holidays}):
        rest = [day for day in holidays if day.year == year]
        work = [day for day in workdays if day.year == year]
        head += ["", "[[year]]", f"year = {year}", _days("rest", rest), _days("work", work)]
    return "\n".join(head) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
    print(TABLE)
