"""A county's roll from TOML: areas, bodies, terms, sessions, people, posts, mandates; checked before it is written.

The tables are those of the demonstration county, so its files are the example a real county copies. A body's `congress`
and `parent`, a post's `person` and so on are slugs.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from .models import Account, Area, Body, Mandate, Person, Post, Session, Term
from .roles import roles

Row = Mapping[str, Any]
NEEDED = {
    "area": ("code", "name"),
    "body": ("slug", "name", "kind", "area", "tier"),
    "term": ("congress", "ordinal", "opens_on"),
    "session": ("congress", "ordinal", "opens_on"),
    "person": ("slug", "name"),
    "post": ("person", "body", "role"),
    "mandate": ("person", "congress"),
}
KEYS = (("area", "code"), ("body", "slug"), ("person", "slug"))
NAMES = {  # a column of a table names a row of another table; a session and a mandate need a term of their congress
    ("body", "area"): "area",
    ("body", "parent"): "body",
    ("body", "congress"): "body",
    ("body", "successor"): "body",
    ("term", "congress"): "body",
    ("session", "congress"): "term",
    ("post", "person"): "person",
    ("post", "body"): "body",
    ("mandate", "person"): "person",
    ("mandate", "congress"): "term",
    ("mandate", "group"): "body",
}
CHOICES = {
    ("body", "kind"): set(Body.Kind.values),
    ("body", "tier"): set(Body.Tier.values),
    ("post", "role"): set(roles()),
}
DAYS = ("opens_on", "closes_on", "ended_on", "begins_on", "ends_on", "since", "until")
SEX = {"男": Person.Sex.MALE, "女": Person.Sex.FEMALE}


class BadRoll(ValueError):
    """What is wrong with the files, one sentence each, with the table and the row."""

    def __init__(self, wrong: Iterable[str]):
        self.wrong = tuple(wrong)
        super().__init__("\n".join(self.wrong))


@dataclass
class Roll:
    """What was written, by slug."""

    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def read(*paths: Path) -> dict[str, list[Row]]:
    """The tables of several files, joined. Raises BadRoll where a file is not TOML or misses a column."""
    tables: dict[str, list[Row]] = {name: [] for name in NEEDED}
    for path in paths:
        try:
            found = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadRoll([f"{path.name} 读不出来：{error}。请用 UTF-8 的 TOML 文件。"]) from None
        for name in NEEDED:
            rows = found.get(name, [])
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise BadRoll([f"{path.name} 里的 {name} 应是若干行，例如 [[{name}]]，请照演示县的文件写。"])
            tables[name] += rows
    if wrong := list(faults(tables)):
        raise BadRoll(wrong)
    return tables


def faults(tables: Mapping[str, list[Row]]) -> Iterable[str]:
    """Every sentence about what is missing, unknown or twice there."""
    if lacking := list(_lacking(tables)):
        yield from lacking
        return
    known: dict[str, set[Any]] = {name: {row[key] for row in tables[name]} for name, key in KEYS}
    known["term"] = {row["congress"] for row in tables["term"]}
    for name, key in KEYS:
        for value, times in Counter(row[key] for row in tables[name]).items():
            if times > 1:
                yield f"{name} 里“{value}”写了 {times} 次，请只留一行。"
    among = {**{place: known[other] for place, other in NAMES.items()}, **CHOICES}
    for (name, column), allowed in among.items():
        for number, row in enumerate(tables[name], 1):
            if row.get(column, "") and row[column] not in allowed:
                yield f"{name} 第 {number} 行的 {column} 写的是“{row[column]}”，没有这一项，请核对。"


def _lacking(tables: Mapping[str, list[Row]]) -> Iterable[str]:
    """Missing columns, and days that are not written as days."""
    for name, rows in tables.items():
        for number, row in enumerate(rows, 1):
            yield from (f"{name} 第 {number} 行缺少 {column}。" for column in NEEDED[name] if column not in row)
            for column in DAYS:
                if column in row and not isinstance(row[column], date):
                    yield f"{name} 第 {number} 行的 {column} 要写成 2026-11-21 这样的日期，不加引号。"


def write(tables: Mapping[str, list[Row]], *, ended: bool = True, password: str | None = None) -> Roll:
    """Write a whole roll in one transaction. `ended=False` leaves open what has ended; all accounts get `password`."""
    roll = Roll(counts=Counter({name: len(rows) for name, rows in tables.items()}))
    with transaction.atomic():
        Area.objects.bulk_create(Area(code=row["code"], name=row["name"]) for row in tables["area"])
        _bodies(roll, tables["body"], ended)
        for row in tables["term"]:
            made = Term(
                congress=roll.bodies[row["congress"]],
                ordinal=row["ordinal"],
                begins_on=row["opens_on"],
                ends_on=row.get("ended_on"),
            )
            made.save()
            roll.terms[row["congress"]] = made
        Session.objects.bulk_create(
            Session(
                term=roll.terms[r["congress"]],
                ordinal=r["ordinal"],
                opens_on=r["opens_on"],
                closes_on=r.get("closes_on"),
            )
            for r in tables["session"]
        )
        _people(roll, tables, password)
    return roll


def _bodies(roll: Roll, rows: list[Row], ended: bool) -> None:
    for row in rows:
        roll.bodies[row["slug"]] = Body.objects.create(
            slug=row["slug"],
            name=row["name"],
            short=row.get("short", row["name"]),
            kind=row["kind"],
            tier=row["tier"],
            area_id=row["area"],
            has_account=row.get("account", True),
            until=row.get("ended_on") if ended else None,
        )
    for row in rows:
        body = roll.bodies[row["slug"]]
        body.parent, body.congress = (roll.bodies.get(row.get(key, "")) for key in ("parent", "congress"))
        body.successor = roll.bodies.get(row.get("successor", "")) if ended else None
        body.save(update_fields=["parent", "congress", "successor"])


def _people(roll: Roll, tables: Mapping[str, list[Row]], password: str | None) -> None:
    made = [_person(row) for row in tables["person"]]
    roll.people.update(zip((row["slug"] for row in tables["person"]), Person.objects.bulk_create(made), strict=True))
    _accounts(roll, tables["person"], password)
    began = min((term.begins_on for term in roll.terms.values()), default=date.min)
    Post.objects.bulk_create(
        Post(
            person=roll.people[row["person"]],
            body=roll.bodies[row["body"]],
            role=row["role"],
            title=row.get("title", ""),
            since=row.get("since", began),
            until=row.get("until"),
        )
        for row in tables["post"]
    )
    Mandate.objects.bulk_create(_mandate(roll, row) for row in tables["mandate"])


def _person(row: Row) -> Person:
    told = {name: row[name] for name in ("born_year", "born_month", "party", "education") if name in row}
    return Person(name=row["name"], sex=SEX.get(row.get("sex", ""), ""), nation=row.get("nation", ""), **told)


def _accounts(roll: Roll, rows: list[Row], password: str | None) -> None:
    from django.contrib.auth.hashers import make_password

    secret = make_password(password)  # once: a hash is slow on purpose
    made = [Account(login=r["login"], person=roll.people[r["slug"]], password=secret) for r in rows if r.get("login")]
    roll.counts["account"] += len(Account.objects.bulk_create(made))


def _mandate(roll: Roll, row: Row) -> Mandate:
    term, group = roll.terms[row["congress"]], roll.bodies.get(row.get("group", ""))
    told = {
        name: row[name] for name in ("composition", "occupation", "employer", "elected_as", "elected_on") if name in row
    }
    return Mandate(
        person=roll.people[row["person"]],
        term=term,
        congress=term.congress,
        district=row.get("district", ""),
        delegation=group.short if group else "",
        group=group if group and group.kind == Body.Kind.GROUP else None,
        begins_on=row.get("begins_on", term.begins_on),
        ends_on=row.get("ends_on"),
        ground=row.get("ground", ""),
        **told,
    )
