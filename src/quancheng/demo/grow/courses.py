"""Courses of the generated suggestions: who raises what where, and how far it has come by the county's day."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from . import almanac, past, present
from .habits import HABITS, LATELY, PAST, WINTER
from .lots import Dealer, cut, deck, lot, material
from .people import both
from .places import code_of, townships, villages
from .prose import Tale, fill, tell_of

Row = Mapping[str, Any]
Tables = Mapping[str, list[Row]]
OFTEN = {
    "traffic": 25,
    "water": 15,
    "farming": 13,
    "building": 13,
    "education": 7,
    "health": 6,
    "civil": 6,
    "environment": 6,
    "culture": 4,
    "public_security": 6,
    "other": 6,
}  # per hundred
LEADERS = ("sun_liqin", "tao_zhengying", "pu_zhengcai", "xiong_wu", "li_yan")


@dataclass
class Ground:
    """One congress's suggestions out of one township: its own, or what its delegation raises in the county."""

    congress: str
    town: Row
    tables: Tables
    on: date
    luck: random.Random
    titles: set[str]
    seed: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    drawn: int = 0

    @property
    def is_county(self) -> bool:
        return self.congress == "county"

    @cached_property
    def habit(self) -> Mapping[str, Any]:
        return HABITS["mixed"] if self.is_county else HABITS[self.town["habit"]]

    @cached_property
    def sessions(self) -> list[Row]:
        return [s for s in self.tables["session"] if s["congress"] == self.congress]

    @cached_property
    def villages(self) -> list[Row]:
        return villages(self.tables, code_of(self.town, self.tables))

    @cached_property
    def seats(self) -> list[Row]:
        """The deputies' seats it draws from; officials raise nothing."""
        found = [m for m in self.tables["mandate"] if m["congress"] == self.congress and m["kind"] != "official"]
        return [m for m in found if not self.is_county or m.get("group") == f"{self.town['slug']}_dbt"]

    @cached_property
    def names(self) -> Mapping[str, str]:
        return {p["slug"]: p["name"] for p in self.tables["person"]}

    @cached_property
    def bodies(self) -> Mapping[str, Row]:
        return {b["slug"]: b for b in self.tables["body"]}

    @cached_property
    def problems(self) -> list[Row]:
        """The problems this congress may hear of, in the order in which they come up here."""
        kinds: dict[str, list[Row]] = defaultdict(list)
        for problem in material("problems")["problem"]:
            if problem.get("only", "county") == "county" and (self.is_county or "only" not in problem):
                kinds[problem["on"].split()[0]].append(problem)
        for rows in kinds.values():
            self.luck.shuffle(rows)
        turn: Counter[str] = Counter()
        found = []
        for kind in deck(self.luck, OFTEN, 100):
            found.append(cut(kinds[kind], turn[kind]))
            turn[kind] += 1
        return found

    def tale(self) -> Tale:
        """The next trouble, in a village where nobody has told of it yet."""
        while True:
            at, self.drawn = self.drawn, self.drawn + 1
            luck = lot(self.seed, "tale", self.congress, self.town["slug"], at)
            problem, title = cut(self.problems, at), luck.randrange(2)
            here = luck.randrange(len(self.villages))
            near, far = (cut(self.villages, here + n)["name"] for n in (0, 1))
            told = tell_of(problem, title, near, far, self.town["name"], luck)
            if told.title not in self.titles:
                self.titles.add(told.title)
                return told

    def other_title(self, told: Tale) -> str:
        """What somebody else would call the same trouble, if nothing is called so yet; else ""."""
        title = next(t for t in (fill(x, told.slots) for x in told.problem["titles"]) if t != told.title)
        if title in self.titles:
            return ""
        self.titles.add(title)
        return title

    def lead(self, told: Tale) -> str:
        """A deputy of the village; else of the township."""
        code = next(v["code"] for v in self.villages if v["name"] == told.place)
        near = [m["person"] for m in self.seats if m.get("village") == code]
        return self.luck.choice(near or [m["person"] for m in self.seats])

    def others(self, lead: str, most: int = 3) -> list[str]:
        """Who signs with him."""
        rest = [m["person"] for m in self.seats if m["person"] != lead]
        number = self.luck.choice((0, 1, 1, 2, 2, most))
        return self.luck.sample(rest, min(number, len(rest)))

    def handlers(self, told: Tale) -> list[Row]:
        """Who handles it: a department in the county, a station or the government in a township."""
        if self.is_county:
            found: list[Row] = [{"body": told.department, "part": "lead"}]
            if told.station == "-" or self.luck.random() < 0.25:
                found.append({"body": f"{self.town['slug']}_gov", "part": "co"})
            return found
        station = f"{self.congress}_{told.station}"
        government = f"{self.congress}_gov"
        if station not in self.bodies:
            return [{"body": government, "part": "lead"}]
        co: list[Row] = [{"body": government, "part": "co"}] if self.luck.random() < 0.2 else []
        return [{"body": station, "part": "lead"}, *co]

    def open(self, state: str, raised: date, told: Tale | None = None) -> dict[str, Any]:
        """A new row as far as a deputy's pen goes."""
        told = told or self.tale()
        lead = self.lead(told)
        row: dict[str, Any] = {
            "slug": f"{self.congress}_{self.town['slug']}_{len(self.rows) + 1}", "congress": self.congress, "raised_on": raised,
            "session": almanac.sitting(self.sessions, raised), "lead": lead, "cosigners": self.others(lead), "category": told.category,
            "title": told.title, "text": told.text, "course": state, "handlers": self.handlers(told), "tale": told,
        }  # fmt: skip
        if self.luck.random() < self.habit.get("confidential", 0.01):
            row["confidential"] = True
        self.rows.append(row)
        return row

    def addressed(self, row: Row) -> str:
        return "" if row.get("confidential") else self.names[row["lead"]]

    def desk(self, day: date) -> date:
        """When the office gets to it: not while its desk is empty."""
        gone, came = self.town.get("vacant", (date.max, date.min)) if not self.is_county else (date.max, date.min)
        return almanac.after(came, self.luck.randint(0, 6)) if gone <= day < came else day


def grow(tables: Tables, written: Iterable[Row], on: date, seed: int) -> list[Row]:
    """All suggestions that are not written by hand."""
    titles = {row["title"] for row in written}
    found: list[dict[str, Any]] = []
    left = list(material("phrases")["declined"])
    dealers: dict[tuple[bool, int], Dealer] = defaultdict(Dealer)
    for town in townships():
        below = Ground(town["slug"], town, tables, on, lot(seed, "course", town["slug"]), titles, seed)
        _fill(below, town["past"], town["current"], left, dealers)
        above = Ground("county", town, tables, on, lot(seed, "county", town["slug"]), titles, seed)
        passed = present.pass_up(below, above, list(both(tables)))
        earlier, current = town["county"]
        _fill(above, earlier, max(0, current - passed), left, dealers)
        found += [*below.rows, *above.rows]
    _number_replies(found, written, tables)
    return [{key: value for key, value in row.items() if key != "tale"} for row in found]


def _fill(
    ground: Ground, earlier: int, current: int, left: list[Row], dealers: Mapping[tuple[bool, int], Dealer]
) -> None:
    """Last year's, this winter's and the recent ones, each in the proportions of the place."""
    weigh = ground.habit["weigh"]
    winter = round(current * 0.45)
    for weights, size, of_year in ((PAST, earlier, 0), (WINTER, winter, 1)):
        for state in dealers[ground.is_county, of_year].deal(ground.luck, weigh(weights), size):
            past.finish(ground, state, of_year, left)
    for state in dealers[ground.is_county, 2].deal(ground.luck, weigh(LATELY[ground.is_county]), current - winter):
        present.stand(ground, state)


def _number_replies(rows: list[dict[str, Any]], written: Iterable[Row], tables: Tables) -> None:
    """Each unit numbers its letters by year as it signs them; those written by hand keep theirs."""
    letters = material("phrases")["letters"]
    bodies = {b["slug"]: b for b in tables["body"]}
    towns = {b["area"]: b["short"].removesuffix("人大") for b in tables["body"] if b["kind"] == "congress"}
    taken = {reply["number"] for row in written for reply in row.get("reply", [])}
    counts: Counter[tuple[str, int]] = Counter()
    for reply in sorted(
        (r for row in rows for r in row.get("reply", [])), key=lambda r: (r["on"], r["body"], r["text"])
    ):
        slug, year = reply["body"], reply["on"].year
        kind = slug.rpartition("_")[2]
        town = (
            ""
            if bodies[slug]["tier"] == "county"
            else towns[bodies[slug]["area"]].removesuffix("彝族乡").rstrip("镇乡")
        )
        while True:
            counts[slug, year] += 1
            number = f"{town}{letters[kind]}〔{year}〕{counts[slug, year]}号"
            if number not in taken:
                break
        reply["number"] = number


def leaders(ground: Ground) -> Iterator[str]:
    """Who may lead the supervision of a key suggestion."""
    if ground.is_county:
        yield from LEADERS
        return
    chair = f"{ground.congress}_zxt"
    yield from (p["person"] for p in ground.tables["post"] if p["body"] == chair and p["role"] == "chair")
