"""履职档案: a deputy's file in eight parts, from the facts the reader may see."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from quancheng.law.spans import numeral
from quancheng.procedure import registry
from quancheng.procedure.words import part_word
from quancheng.record.models import Credit, Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate, Person

from .roll import STATES, state_of

WHY = "the public count of a deputy's duties; what is confidential is left out"


@dataclass(frozen=True)
class Deed:
    """One line of a file: on a day, in what part, in what matter."""

    on: date
    on_as: str
    word: str
    matter: Matter


@dataclass(frozen=True)
class Part:
    """One of the eight parts; `deeds` newest first."""

    id: str
    number: str
    title: str
    deeds: tuple[Deed, ...]


@cache
def parts() -> Mapping[str, str]:
    """Title of each part by id, in order."""
    raw = tomllib.loads((Path(__file__).parent.parent / "data" / "file.toml").read_text("utf-8"))
    return {row["id"]: row["title"] for row in raw["part"]}


def file_of(actor: Actor, person: Person, congress_id: int) -> list[Part]:
    """The file of a deputy in one congress, as the actor may read it. One query."""
    rows = (
        Credit.objects.seen_by(actor)
        .filter(person=person, fact__kind__in=list(registry.life), fact__body_id=congress_id, fact__corrected_by=None)
        .select_related("fact__matter__root", "fact__matter__body")
        .order_by("-fact__on", "-fact_id")
    )
    found: dict[str, list[Deed]] = {part: [] for part in parts()}
    for row in rows:
        if row.fact.matter is not None:
            deed = Deed(row.fact.on, row.fact.on_as, part_word(row.part), row.fact.matter)
            found[registry.life[row.fact.kind]].append(deed)
    listed = enumerate(parts().items(), 1)
    return [Part(p, numeral(n), title, tuple(found[p])) for n, (p, title) in listed if p != "basics"]


def seats_of(person: Person) -> list[Mandate]:
    """Every seat the person has or had, newest first."""
    rows = Mandate.objects.filter(person=person).select_related("congress", "term", "group")
    return sorted(rows, key=lambda s: (s.term.begins_on, s.pk), reverse=True)


@dataclass(frozen=True)
class Own:
    """One congress the reader sits or sat in: his seats there, newest first, and his file."""

    seats: tuple[tuple[Mandate, str], ...]
    parts: tuple[Part, ...]

    @property
    def congress(self) -> Body:
        return self.seats[0][0].congress


def own(actor: Actor, day: date) -> list[Own]:
    """What the register says of the reader himself, the congress of his newest seat first."""
    person = Person.objects.filter(pk=actor.person_id or 0).first()
    by: dict[int, list[tuple[Mandate, str]]] = {}
    for seat in seats_of(person) if person else []:
        by.setdefault(seat.congress_id, []).append((seat, STATES[state_of(seat, day)]))
    return [Own(tuple(seats), tuple(file_of(actor, person, pk))) for pk, seats in by.items() if person]


def public_counts(person: Person, congress_id: int) -> list[tuple[str, int]]:
    """What a deputy did in this congress, counted by part and capacity: 领衔 3, 附议 5. No matter is named."""
    rows = (
        Credit.objects.unguarded(WHY)
        .filter(person=person, fact__kind__in=list(registry.life), fact__body_id=congress_id)
        .filter(fact__corrected_by=None, fact__matter__root__confidential=False)
        .values_list("fact__kind", "part")
    )
    counted: dict[tuple[str, str], int] = {}
    for kind, part in rows:
        key = (registry.life[kind], part)
        counted[key] = counted.get(key, 0) + 1
    order = list(parts())
    return [
        (f"{parts()[p]}（{part_word(w)}）", n)
        for (p, w), n in sorted(counted.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    ]
