"""代表结构: by what a roll is divided. A figure and the list it opens use the same division, so they always agree."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from quancheng.roster.models import Mandate

UNKNOWN = "未填"
MINORITY = "少数民族"
HAN = "汉族"


@dataclass(frozen=True)
class Band:
    """Ages up to and including `upto` years; the last one has no upper end."""

    title: str
    upto: int | None = None


@dataclass(frozen=True)
class Facet:
    """One way to divide the deputies: 性别, 民族, 年龄 …"""

    id: str
    title: str
    bands: tuple[Band, ...] = ()

    def of(self, seat: Mandate, day: date) -> str:
        """Where a deputy belongs, in words; 未填 where the roll does not say."""
        return _READS[self.id](self, seat, day) or UNKNOWN


def age(born_year: int, born_month: int | None, day: date) -> int:
    """Full years on `day`; a birth month not known counts as past, one that is this month as reached."""
    return day.year - born_year - (1 if born_month and born_month > day.month else 0)


def _band(facet: Facet, seat: Mandate, day: date) -> str:
    if not seat.person.born_year:
        return ""
    years = age(seat.person.born_year, seat.person.born_month, day)
    return next(b.title for b in facet.bands if b.upto is None or years <= b.upto)


def _nation(facet: Facet, seat: Mandate, day: date) -> str:
    nation = seat.person.nation
    return nation if not nation or nation.endswith("族") else nation + "族"


_READS: Mapping[str, Callable[[Facet, Mandate, date], str]] = {
    "sex": lambda f, s, d: s.person.get_sex_display() if s.person.sex else "",
    "nation": _nation,
    "age": _band,
    "party": lambda f, s, d: s.person.party,
    "education": lambda f, s, d: s.person.education,
    "composition": lambda f, s, d: s.composition,
    "elected_as": lambda f, s, d: s.get_elected_as_display() if s.elected_as else "",
    "delegation": lambda f, s, d: s.delegation,
    "group": lambda f, s, d: (s.group.short or s.group.name) if s.group else "",
}


@cache
def facets() -> Mapping[str, Facet]:
    """Every facet by id, in the order of the table. A faulty file stops the program here."""
    raw = tomllib.loads((Path(__file__).parent.parent / "data" / "structure.toml").read_text("utf-8"))
    made = [Facet(r["id"], r["title"], tuple(Band(**b) for b in r.get("bands", ()))) for r in raw["facet"]]
    assert all(f.id in _READS for f in made), "structure.toml names a facet nobody can read"
    return {f.id: f for f in made}


@dataclass(frozen=True)
class Count:
    """One figure: how many, and what part of all."""

    value: str
    count: int
    share: str


@dataclass(frozen=True)
class Division:
    """All figures of one facet; they add up to the whole."""

    facet: Facet
    counts: tuple[Count, ...]
    minority: Count | None = None


def divide(seats: Iterable[Mandate], day: date) -> list[Division]:
    """The structure of these seats on `day`."""
    rows = list(seats)
    return [_division(facet, rows, day) for facet in facets().values()]


def _division(facet: Facet, rows: list[Mandate], day: date) -> Division:
    found = Counter(facet.of(seat, day) for seat in rows)
    if facet.bands:
        order = [b.title for b in facet.bands if b.title in found]
    else:
        order = sorted((v for v in found if v != UNKNOWN), key=lambda v: (-found[v], v))
    counts = tuple(Count(v, found[v], _share(found[v], len(rows))) for v in [*order, UNKNOWN] if found[v])
    minority = sum(n for v, n in found.items() if v not in (HAN, UNKNOWN)) if facet.id == "nation" else 0
    return Division(facet, counts, Count(MINORITY, minority, _share(minority, len(rows))) if minority else None)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


def matches(facet: Facet, value: str, seat: Mandate, day: date) -> bool:
    """Whether a deputy is among those a figure counts."""
    found = facet.of(seat, day)
    return found not in (HAN, UNKNOWN) if facet.id == "nation" and value == MINORITY else found == value
