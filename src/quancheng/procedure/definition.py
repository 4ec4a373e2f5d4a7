"""A procedure as it is declared: steps, asides, ends. Read once; every mistake in a file stops the program."""
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

PERIODS = ("month", "two_months", "quarter", "year")


class BadProcedure(ValueError):
    """A procedure file is wrong; the message names the file's procedure, the step and what is wrong."""


@dataclass(frozen=True)
class Step:
    """One thing on the line: who does it, by when, and where it leads. Without `by` it moves by itself."""

    id: str
    title: str
    seal: str = ""
    by: str = ""
    then: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    within: str = ""
    day: str = ""
    awaits: tuple[str, ...] = ()
    organ: str = ""
    checks: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    until: str = ""
    behalf: bool = True
    show: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """The outcomes a person may choose; none where there is only one way on."""
        return tuple(self.outcomes)


@dataclass(frozen=True)
class Aside(Step):
    """What else may or must be done while certain steps last."""

    during: tuple[str, ...] = ()
    asked: bool = False
    comes_with: str = ""
    every: str = ""
    holds: bool = False

    @property
    def is_right(self) -> bool:
        """Rights are derived, not stored: nobody has to ask for them."""
        return not (self.asked or self.comes_with or self.every)

    def lasts(self, step: str) -> bool:
        """Whether it may be done while the matter stands at `step` ("" once it has ended)."""
        return "*" in self.during or bool(step and step in self.during)


@dataclass(frozen=True)
class End:
    """A named end."""

    id: str
    title: str
    seal: str = ""


@dataclass(frozen=True)
class Definition:
    """One dated version of a procedure."""

    id: str
    title: str
    since: date
    basis: tuple[str, ...]
    steps: Mapping[str, Step]
    asides: Mapping[str, Aside]
    ends: Mapping[str, End]
    behalf_by: str = ""
    staff: str = ""
    members: str = ""
    up: str = ""
    begin: str = ""

    @property
    def first(self) -> Step:
        return next(iter(self.steps.values()))

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Position of each step on the line, from 1."""
        return {name: number for number, name in enumerate(self.steps, 1)}

    def at(self, name: str) -> Step | Aside | None:
        """The step or aside of that name."""
        return self.steps.get(name) or self.asides.get(name)

    def word(self, name: str) -> str:
        """The Chinese title of a step, aside or end; the name itself if it is none."""
        found = self.at(name) or self.ends.get(name)
        return found.title if found else name

    def opens(self, share: str, reached: int) -> bool:
        """Whether what is declared as "from:STEP" is open once the line has reached `reached`."""
        start = share.removeprefix("from:")
        return share != "never" and bool(share) and reached >= self.order[start]


def parse(text: str) -> tuple[Definition, ...]:
    """All procedures of one file."""
    return tuple(_definition(raw) for raw in tomllib.loads(text)["procedure"])


def read(path: Path) -> tuple[Definition, ...]:
    """All procedures of the file at `path`."""
    return parse(path.read_text("utf-8"))


def _definition(raw: dict[str, Any]) -> Definition:
    access = raw.get("access", {})
    made = Definition(
        id=raw["id"],
        title=raw["title"],
        since=raw["since"],
        basis=tuple(raw.get("basis", ())),
        steps={row["id"]: Step(**_fields(row)) for row in raw["step"]},
        asides={row["id"]: Aside(**_fields(row)) for row in raw.get("aside", [])},
        ends={row["id"]: End(**row) for row in raw["end"]},
        behalf_by=raw.get("behalf_by", ""),
        staff=access.get("staff", f"from:{raw['step'][0]['id']}"),
        members=access.get("members", "never"),
        up=access.get("up", "never"),
        begin=raw.get("begin", f"{raw['step'][0]['title']}{raw['title']}"),
    )
    _sound(made)
    return made


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    then = row.get("then", {})
    row = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return row | {"then": then if isinstance(then, dict) else {"": then}}


def _sound(d: Definition) -> None:
    """Names, targets, reachability: everything a file can get wrong by itself."""

    def demand(holds: object, what: str) -> None:
        if not holds:
            raise BadProcedure(f"{d.id}: {what}")

    demand(not set(d.steps) & set(d.asides) and not set(d.steps) & set(d.ends), "one name twice")
    for spec in [*d.steps.values(), *d.asides.values()]:
        for outcome, target in spec.then.items():
            demand(target in d.steps or target in d.ends, f"{spec.id} leads to unknown {target}")
            demand(not spec.outcomes or outcome in spec.outcomes or outcome == "", f"{spec.id}: no word for {outcome}")
    for step in d.steps.values():
        demand(step.then, f"{step.id} leads nowhere")
        demand(step.by or step.awaits, f"{step.id}: nobody does it and nothing is awaited")
    for aside in d.asides.values():
        demand(aside.during, f"{aside.id}: during what?")
        demand(all(x == "*" or x in d.steps for x in aside.during), f"{aside.id}: during an unknown step")
        kinds = [aside.asked, bool(aside.comes_with), bool(aside.every)]
        demand(sum(kinds) <= 1, f"{aside.id}: at most one of asked, comes_with, every")
        demand(not aside.comes_with or aside.comes_with in d.steps, f"{aside.id} comes with an unknown step")
        demand(not aside.every or aside.every in PERIODS, f"{aside.id}: every what?")
    for share in (d.staff, d.members, d.up):
        demand(share == "never" or share.removeprefix("from:") in d.steps, f"access {share}: unknown step")
    demand(_reached(d) >= set(d.steps), f"never reached: {sorted(set(d.steps) - _reached(d))}")


def _reached(d: Definition) -> set[str]:
    """Steps that some course can come to, from the first step and from asides that move the line."""
    found: set[str] = set()
    todo = [d.first.id]
    while todo:
        name = todo.pop()
        if name in found or name not in d.steps:
            continue
        found.add(name)
        todo += d.steps[name].then.values()
        todo += [t for a in d.asides.values() if a.lasts(name) for t in a.then.values()]
    return found
