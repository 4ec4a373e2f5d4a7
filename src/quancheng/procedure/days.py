"""A day is never bare: how far off it is, its state in a word, and the arithmetic behind it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from quancheng.record import clock

SOON = 7  # days before the last day from which a page shows it in amber; display only


@dataclass(frozen=True)
class DayView:
    """A last day as a page shows it."""

    day: date
    left: int
    state: str
    why: dict[str, Any]

    @property
    def words(self) -> str:
        """还剩 7 天 · 今天到期 · 已逾期 3 天."""
        if self.left < 0:
            return f"已逾期 {-self.left} 天"
        return f"还剩 {self.left} 天" if self.left else "今天到期"

    @property
    def share(self) -> int:
        """Percent of the span that has gone by, for the drawn thread; 100 when late."""
        start = self.why.get("start")
        whole = (self.day - date.fromisoformat(start)).days if start else 0
        return 100 if whole <= 0 or self.left < 0 else round(100 * (whole - self.left) / whole)


def day_view(day: date | None, why: dict[str, Any] | None = None) -> DayView | None:
    """The view of a last day, or None where there is none."""
    if day is None:
        return None
    left = (day - clock.today()).days
    return DayView(day, left, "late" if left < 0 else "soon" if left <= SOON else "far", why or {})
