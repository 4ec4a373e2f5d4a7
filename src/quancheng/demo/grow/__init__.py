"""The rest of the county: what the hand-written files leave out, drawn by lot so that one seed gives one county.

The hand-written rows stay as they are. Everything else (townships, people, suggestions) is made of the building
material in `data/` and is given in the very shape of those rows: the play does not know the difference.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from . import courses, people, places

SEED = 530999

Row = Mapping[str, Any]
Tables = dict[str, list[Row]]


def roll(tables: Tables, seed: int = SEED) -> Tables:
    """The roll of the whole county: the given tables with the other townships and all deputies and staff."""
    grown = places.grow(tables)
    return people.grow(grown, seed)


def play(tables: Tables, written: Mapping[str, Any], on: date, seed: int = SEED) -> dict[str, Any]:
    """The written play with all suggestions and reports of the whole county, as they stand on the day `on`."""
    suggestions = [*written["suggestion"], *courses.grow(tables, written["suggestion"], on, seed)]
    return {**written, "suggestion": suggestions, "report": [*written["report"], *places.reports()]}
