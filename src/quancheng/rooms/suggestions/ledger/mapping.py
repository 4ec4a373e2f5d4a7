"""How a ledger is read: its columns, and which place is which congress."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from quancheng.roster.models import Body
from quancheng.roster.sheets import Book
from quancheng.roster.sheets.cells import squeeze
from quancheng.roster.sheets.mapping import Mapper, SheetMap

from .fields import fields

_YEAR_OR_SESSION = re.compile(r"(?:19|20)\d{2}|[届次]")
MAPPER = Mapper(fields())


class BadLedger(ValueError):
    """An import that cannot be done; the sentence says why and what to do."""


@dataclass
class Reading:
    """How a whole file is read; a sheet's `default` is the session of rows without one."""

    congress: str
    sheets: list[SheetMap] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Reading":
        """Back from JSON, whose keys are text."""
        return cls(kept["congress"], [SheetMap.of(s) for s in kept["sheets"]], dict(kept["places"]))

    @property
    def used(self) -> list[SheetMap]:
        return [s for s in self.sheets if s.used]

    @property
    def has_places(self) -> bool:
        return any("place" in s.columns.values() for s in self.used)


def guess(book: Book, congress: Body, congresses: Iterable[Body]) -> Reading:
    """What the file probably means; the user sees it before anything is read by it."""
    made = Reading(congress.slug, MAPPER.guess(book))
    for sheet in made.sheets:
        name = book.sheets[sheet.index].name
        sheet.default = name if _YEAR_OR_SESSION.search(name) else ""
    name_places(book, made, congresses)
    return made


def name_places(book: Book, reading: Reading, congresses: Iterable[Body]) -> bool:
    """Give every place of the file a congress if the names are equal, else 不导入; true if a new place came up."""
    names: dict[str, str] = {}
    for body in congresses:
        names |= {squeeze(n): body.slug for n in (body.area.name, body.name, body.short)}
    new = [place for place in places(book, reading) if place not in reading.places]
    reading.places |= {place: names.get(squeeze(place), "") for place in new}
    return bool(new)


def places(book: Book, reading: Reading) -> Counter[str]:
    """The places of the file, in the order they come, with their number of rows."""
    found: Counter[str] = Counter()
    for made in reading.used:
        if "place" in made.columns.values():
            found.update(row.values["place"] for row in MAPPER.rows(book, made) if row.values["place"])
    return found


def change(book: Book, kept: Reading, sent: Mapping[str, str]) -> tuple[Reading, list[str], bool]:
    """The reading as the page sends it back, what is wrong with it in words, and whether there is more to be asked."""
    made, wrong, again = Reading(kept.congress, [], dict(kept.places)), [], False
    if sent.get("congress"):
        made.congress = sent["congress"]
    for old in kept.sheets:
        new, faults, more = MAPPER.change(book, old, sent)
        made.sheets.append(new)
        wrong += faults
        again = again or more
    wrong += MAPPER.faults(book, made.sheets)
    for place in made.places:
        if (slug := sent.get(f"place-{place}")) is not None:
            made.places[place] = slug
    return made, wrong, again
