"""An invented county in its fifth year, large and made at once: rows go in past the engine, in bulk.

It stands like one made through the gate: `check` asks the engine's own functions whether readers, phases and places on
the line of a sample are what they would have written.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench_load import COLUMNS, load

TODAY = date(2026, 11, 20)
BEGAN = date(2022, 1, 10)
AREA = "530999"
UNITS, TOWNS, DEPUTIES = 40, 12, 300
OPEN = ("examine", "hand_over", "allot", "sign_for", "handle", "handle", "handle", "handle", "rate", "settle")
PAST = ("closed",) * 16 + ("declined", "withdrawn", "merged", "promised")
LINE = ("draft", "examine", "hand_over", "allot", "handling", "settle")
STAMP = "2026-11-20 02:00:00+00:00"


@dataclass
class County:
    """Who is in it, and how much of everything."""

    congress: Any = None
    clerk: Any = None
    handler: Any = None
    deputy: Any = None
    units: list[int] = field(default_factory=list)
    towns: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    government: int = 0
    rows: dict[str, int] = field(default_factory=dict)


def make(count: int) -> County:
    """A county with `count` suggestions in the empty database at hand."""
    county = _roster()
    rows = _Rows(county, random.Random(20261120))
    for number in range(1, count + 1):
        rows.suggestion(number, count)
    rows.write()
    return county


def _roster() -> County:
    import quancheng.demo
    from quancheng.rooms.rulebook.book import enter
    from quancheng.roster.models import Account, Area, Body, Mandate, Person, Post, Session, Term

    county = County()
    Area.objects.create(code=AREA, name="测试县")

    def body(slug: str, kind: str, tier: str = "county", **more: Any) -> Any:
        return Body.objects.create(
            slug=slug, name=f"测试{slug}", short=slug, kind=kind, tier=tier, area_id=AREA, **more
        )

    def account(name: str, where: Any, role: str) -> Any:
        person = Person.objects.create(name=name)
        Post.objects.create(person=person, body=where, role=role, title="干部", since=BEGAN)
        return Account.objects.create(login=f"bench-{role}", person=person)

    county.congress = body("county", "congress")
    office = body("office", "committee", parent=county.congress, congress=county.congress)
    above = body("gov", "government")
    county.government = body("govoffice", "government_office", parent=above).pk
    units = [body(f"unit{n}", "department", parent=above) for n in range(UNITS)]
    county.units = [u.pk for u in units]
    for n in range(TOWNS):
        town = body(f"town{n}", "congress", "township", parent=county.congress)
        body(f"town{n}-npc", "office", "township", parent=town, congress=town)
        county.towns.append(town.pk)
    term = Term.objects.create(congress=county.congress, ordinal=19, begins_on=BEGAN)
    for n in range(1, 6):
        Session.objects.create(term=term, ordinal=n, opens_on=date(2021 + n, 1, 12), closes_on=date(2021 + n, 1, 16))
    seats = Person.objects.bulk_create(Person(name=f"代表{n:03}") for n in range(DEPUTIES))
    Mandate.objects.bulk_create(Mandate(person=p, term=term, congress=county.congress, begins_on=BEGAN) for p in seats)
    county.people = [p.pk for p in seats]
    county.clerk = account("经办甲", office, "county_clerk")
    county.handler = account("经办乙", units[0], "handler")
    county.deputy = Account.objects.create(login="bench-deputy", person=seats[0])
    enter("yunling", (Path(quancheng.demo.__file__).parent / "norms" / "yunling.toml").read_text("utf-8"))
    return county


class _Rows:
    """The rows of every table, collected and then written at once."""

    def __init__(self, county: County, chance: random.Random):
        self.county, self.chance = county, chance
        self.tables: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
        self.matters = self.facts = self.duties = 0
        self.why = _why()

    def suggestion(self, number: int, count: int) -> None:
        """One suggestion with its units' shares and a promise, as far as it has come."""
        chance, county = self.chance, self.county
        on = BEGAN + timedelta(days=number * (TODAY - BEGAN).days // (count + 1))
        phase = chance.choice(OPEN if number > count - count // 7 else PAST)
        body = chance.choice(county.towns) if number % 5 == 0 else county.congress.pk
        people = chance.sample(county.people, chance.randint(1, 4))
        title = f"关于改造测试村{number}号道路和排水设施的建议"
        ended = phase if phase in PAST and phase != "promised" else "closed" if phase == "promised" else ""
        step = "" if ended else "handling" if phase in ("sign_for", "handle", "rate") else phase
        came = {"declined": 2, "withdrawn": 3, "merged": 2}.get(phase) or LINE.index(step or "settle") + 1
        root = self._matter("suggestions", title, body, on, step, came, phase, ended, number=f"第{number}号")
        self.tables["Suggestion"].append(
            (root, "村里的路年久失修，雨天走不通。" * 12, on.isoformat(), f"c{number % 7}", "基础设施")
        )
        keys = {f"p:{p}" for p in people} | {f"s:{body}"}
        for part, person in zip(("lead", "cosign", "cosign", "cosign"), people, strict=False):
            self._row("Party", root, person, None, part)
        last = self._steps(root, body, people[0], on, LINE[: came - 1] if not ended else LINE[:came], step)
        if came > LINE.index("allot") + 1:
            keys |= {f"s:{county.government}"} | self._shares(
                root, body, title, people[0], on, phase, last, bool(ended)
            )
        elif came == LINE.index("allot") + 1 and phase == "allot":
            keys.add(f"s:{county.government}")
        if came >= LINE.index("hand_over") + 1:
            keys |= {f"m:{body}"} | ({f"u:{county.congress.pk}"} if body in county.towns else set())
        self._readers(root, "suggestions", on, keys)

    def _steps(self, root: int, body: int, lead: int, on: date, done: Sequence[str], now: str) -> int:
        """The duties of the main line, done and open; the last fact."""
        fact = 0
        for name in done:
            if name == "handling":
                continue
            before, fact = fact, self._fact("suggestions", name, root, body, on)
            self._duty(root, name, body, lead, on, "done", before or fact, fact)
        if now and now != "handling":
            self._duty(root, now, body, lead, on, "open", fact, None)
        return fact

    def _shares(
        self, root: int, body: int, title: str, lead: int, on: date, phase: str, opened: int, ended: bool
    ) -> set[str]:
        """Two or three units' shares of one suggestion, and a promise that one of them gave."""
        stages = ("sign_for", "handle", "sign_reply", "rate")
        came = stages.index(phase) if phase in stages else len(stages)
        keys = set()
        for unit in self.chance.sample(self.county.units, 2 + (self.chance.random() < 2 / 3)):
            over = came == len(stages)
            part = self._matter(
                "assignments",
                title,
                body,
                on,
                "" if over else phase,
                came + 1 - over,
                phase="",
                ended="replied" if over else "",
                part_of=root,
            )
            self.tables["Assignment"].append((part, unit, "lead", on.isoformat(), on.isoformat()))
            self._row("Party", root, None, unit, "lead")
            fact = opened
            for at, name in enumerate(stages[: came + 1]):
                done = at < came
                before = fact
                if done and name in ("sign_for", "rate"):
                    fact = self._fact("assignments", name, part, body, on)
                self._duty(part, name, unit, lead, on, "done" if done else "open", before, fact if done else None)
            keys.add(f"s:{unit}")
        self._promise(part, unit, body, lead, on, fact, phase == "promised" or not ended)
        return keys

    def _promise(self, part: int, unit: int, body: int, lead: int, on: date, fact: int, runs: bool) -> None:
        made = self._matter(
            "undertakings",
            "承诺：年内完成硬化",
            body,
            on,
            "keep" if runs else "",
            1,
            "keep" if runs else "kept",
            "" if runs else "kept",
        )
        self.tables["Undertaking"].append((made, part, unit, "年内完成硬化", "2026-12-31"))
        self._duty(made, "keep", unit, lead, on, "open" if runs else "done", fact, None if runs else fact)
        up = {f"u:{self.county.congress.pk}"} if body in self.county.towns else set()
        self._readers(made, "undertakings", on, {f"s:{unit}", f"s:{body}", f"m:{body}"} | up)

    def _matter(
        self,
        kind: str,
        title: str,
        body: int,
        on: date,
        step: str,
        reached: int,
        phase: str,
        ended: str,
        number: str = "",
        part_of: int | None = None,
    ) -> int:
        self.matters += 1
        pk = self.matters
        day = on.isoformat()
        self.tables["Matter"].append(
            (
                pk,
                f"b{pk:09}",
                kind,
                title,
                number,
                body,
                part_of or pk,
                part_of,
                day,
                step,
                reached,
                phase,
                ended,
                day if ended else None,
            )
        )
        return pk

    def _fact(self, kind: str, name: str, matter: int, body: int, on: date) -> int:
        self.facts += 1
        row = (
            self.facts,
            f"{kind}.{name}",
            matter,
            body,
            self.county.clerk.person_id,
            "examiner",
            on.isoformat(),
            f"{self.facts:032}",
            STAMP,
        )
        self.tables["Fact"].append(row)
        return self.facts

    def _duty(
        self, matter: int, name: str, body: int, lead: int, on: date, state: str, opened: int, closed: int | None
    ) -> None:
        person, holder, role = None, body, "handler"
        if name in ("draft", "rate"):
            person, holder, role = lead, None, "leads"
        elif name == "allot":
            holder, role = self.county.government, "government_office"
        elif name in ("examine", "hand_over", "settle"):
            role = "examiner"
        day = on + timedelta(days=90) if state == "done" else TODAY + timedelta(days=self.chance.randrange(-8, 90))
        due = None if name in ("draft", "settle") else day.isoformat()
        self._row(
            "Duty",
            matter,
            name,
            role,
            holder,
            person,
            on.isoformat(),
            due,
            self._because(due, state),
            state,
            opened or None,
            closed,
        )
        if state == "open":
            self.duties += 1

    def _because(self, due: str | None, state: str) -> str:
        """Open days with the whole sum behind them; of closed ones a stub, to keep the file small."""
        return (
            self.why
            if due and state == "open"
            else json.dumps({"rule": "suggestion.reply", "day": due})
            if due
            else "{}"
        )

    def _row(self, table: str, *values: Any) -> None:
        self.tables[table].append((len(self.tables[table]) + 1, *values))

    def _readers(self, matter: int, kind: str, on: date, keys: Iterable[str]) -> None:
        self.tables["Reader"] += [(key, kind, on.isoformat(), matter) for key in keys]

    def write(self) -> None:
        """Every table at once, facts before what refers to them."""
        from django.apps import apps
        from django.db import connection, transaction

        with transaction.atomic():
            if connection.vendor == "sqlite":
                connection.cursor().execute("PRAGMA defer_foreign_keys=ON")
            for name, (app, columns) in COLUMNS.items():
                load(apps.get_model(app, name), columns.split(), self.tables[name])
                self.county.rows[name] = len(self.tables[name])
        self.county.rows["open duties"] = self.duties
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE" if connection.vendor == "sqlite" or connection.in_atomic_block else "VACUUM ANALYZE"
            )


def _why() -> str:
    """The reason of a day as the engine writes it, for the width of the rows."""
    from quancheng.law.deadlines import due
    from quancheng.procedure.book import book

    day = due(book(), "suggestion.reply", on=BEGAN, tier="county", area=AREA, event_day=lambda name: BEGAN)
    assert day is not None
    return json.dumps(day.as_json() | {"lines": [list(line) for line in day.lines]}, ensure_ascii=False, default=str)


def check(county: County, sample: int = 40) -> None:
    """What the engine would have written of a sample of trees is what stands there. Raises AssertionError."""
    from quancheng.procedure import registry
    from quancheng.procedure.settle import readers
    from quancheng.record.models import Matter

    roots = list(Matter.objects.unguarded("bench").filter(part_of=None).select_related("body").order_by("pk"))
    for root in random.Random(1).sample(roots, min(sample, len(roots))):
        there = set(root.readers.values_list("key", flat=True))
        assert there == readers(root), (root.pk, root.kind, root.phase, there ^ readers(root))
        stands = registry.phases[root.kind](root) if root.kind in registry.phases else root.ended_as or root.step
        assert stands == root.phase, (root.pk, stands, root.phase)
