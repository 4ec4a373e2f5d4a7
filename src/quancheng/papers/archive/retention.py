"""保管期限 as data: which row of which table says how long a kind of paper is kept, and in what order papers stand."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from .models import Volume

FILE = Path(__file__).parent / "retention.toml"
LONGEST_FIRST = (Volume.Keep.PERMANENT, Volume.Keep.THIRTY, Volume.Keep.TEN)
OTHERS = "*"
PLACES = ("reply", "request", "", "copy", "annex")  # "" is whatever else, by date


@dataclass(frozen=True)
class Row:
    """One row of a table: how long, for what, and where it is written."""

    item: str
    words: str
    keep: str
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One retention table. `seen`: we have read the original; else the page says 未核."""

    tier: str
    title: str
    since: date
    seen: bool
    note: str
    rows: tuple[Row, ...]

    def row(self, paper: str) -> Row:
        """The row for that kind of paper, or the one for whatever else."""
        named = next((r for r in self.rows if paper in r.papers), None)
        return named or next(r for r in self.rows if OTHERS in r.papers)

    def cite(self, paper: str) -> str:
        """Where it is written, as a page shows it."""
        return f"{self.title} {self.row(paper).item}{'' if self.seen else '（未核）'}"


@cache
def tables() -> dict[str, Table]:
    """The tables by tier."""
    found = {}
    for raw in tomllib.loads(FILE.read_text("utf-8"))["table"]:
        rows = tuple(Row(r["item"], r["words"], Volume.Keep(r["keep"]).value, tuple(r["papers"])) for r in raw["row"])
        found[raw["tier"]] = Table(raw["tier"], raw["title"], raw["from"], raw["seen"], raw.get("note", ""), rows)
    return found


def longest(keeps: set[str]) -> str:
    """A volume is kept as long as the paper in it that is kept longest."""
    return next(k.value for k in LONGEST_FIRST if k.value in keeps)


@cache
def _places() -> dict[str, int]:
    order = tomllib.loads(FILE.read_text("utf-8"))["order"]
    return {paper: PLACES.index(place) for place, papers in order.items() for paper in papers}


def place(paper: str) -> int:
    """The group in which a kind of paper stands: replies before requests, then the rest, copies, annexes."""
    return _places().get(paper, PLACES.index(""))
