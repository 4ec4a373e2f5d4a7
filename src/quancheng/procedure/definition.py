"""A procedure as it is declared: steps, asides, ends. Read once; every mistake in a file stops the program."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

EVERYWHERE = {"annulled": "作废", "void": "不再办理"}  # ends that no file declares
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
        return found.title if found else EVERYWHERE.get(name, name)

    def opens(self, share: str, reached: int) -> bool:
        """Whether what is declared as "from:STEP" is open once the line has reached `reached`."""
        start = share.removeprefix("from:")
        return share != "never" and bool(share) and reached >= self.order[start]


def parse(text: str) -> tuple[Definition, ...]:
    """All procedures of one file."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadProcedure(f"not TOML: {fault}") from None
    rows = table.pop("procedure", [])
    if table or not rows or not isinstance(rows, list):
        raise BadProcedure(f"a file holds [[procedure]] and nothing else; found {sorted(table) or 'none'}")
    return tuple(_definition(raw) for raw in rows)


def read(path: Path) -> tuple[Definition, ...]:
    """All procedures of the file at `path`."""
    try:
        return parse(path.read_text("utf-8"))
    except BadProcedure as fault:
        raise BadProcedure(f"{path.name}: {fault}") from None


def _definition(raw: dict[str, Any]) -> Definition:
    at = str(raw.get("id", "a procedure without id"))
    tables = {name: raw.pop(name, []) for name in ("step", "aside", "end")}
    if not tables["step"] or not tables["end"]:
        raise BadProcedure(f"{at}: a procedure has steps and ends")
    access = raw.pop("access", {})
    if strange := set(access) - {"staff", "members", "up"}:
        raise BadProcedure(f"{at}: access knows no {sorted(strange)}")
    steps = _named(Step, tables["step"], f"{at}.step")
    shares = {"staff": f"from:{next(iter(steps))}", "members": "never", "up": "never"} | access
    asides, ends = _named(Aside, tables["aside"], f"{at}.aside"), _named(End, tables["end"], f"{at}.end")
    made: Definition = _made(Definition, {"basis": []} | raw | shares, at, steps=steps, asides=asides, ends=ends)
    _sound(made)
    return made


def _named(cls: type, rows: list[dict[str, Any]], at: str) -> dict[str, Any]:
    """Rows of one kind by id, each id once."""
    found: dict[str, Any] = {}
    for row in rows:
        made = _made(cls, row, f"{at} {row.get('id', 'without id')}")
        if made.id in found:
            raise BadProcedure(f"{at} {made.id} stands twice")
        found[made.id] = made
    return found


def _made(cls: type, row: dict[str, Any], at: str, **ready: Any) -> Any:
    """One frozen object from a row: every key known, every value of its kind, nothing left out."""
    known = {f.name: f for f in fields(cls) if f.name not in ready}
    if isinstance(row.get("then"), str):
        row = row | {"then": {"": row["then"]}}
    for name, value in row.items():
        if name not in known:
            raise BadProcedure(f"{at}: unknown key {name}")
        if not _FITS[known[name].type](value):
            raise BadProcedure(f"{at}: {name} cannot be {value!r}")
    for name, spec in known.items():
        if name not in row and spec.default is MISSING and spec.default_factory is MISSING:
            raise BadProcedure(f"{at}: {name} is missing")
    return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}, **ready)


_FITS: dict[Any, Callable[[Any], bool]] = {
    str: lambda v: isinstance(v, str),
    bool: lambda v: isinstance(v, bool),
    date: lambda v: type(v) is date,  # a TOML date-time is a date for isinstance
    tuple[str, ...]: lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v),
    Mapping[str, str]: lambda v: isinstance(v, dict) and all(isinstance(x, str) for x in v.values()),
}


def _sound(d: Definition) -> None:
    """Names, targets, reachability: everything a file can get wrong by itself."""

    def demand(holds: object, what: str) -> None:
        if not holds:
            raise BadProcedure(f"{d.id}: {what}")

    twice = [n for n in d.steps if n in d.asides or n in d.ends] + [n for n in d.asides if n in d.ends]
    demand(not twice, f"one name twice: {twice}")
    for spec in [*d.steps.values(), *d.asides.values()]:
        for outcome, target in spec.then.items():
            demand(target in d.steps or target in d.ends, f"{spec.id} leads to unknown {target}")
            demand(not spec.outcomes or outcome in spec.outcomes or outcome == "", f"{spec.id}: no word for {outcome}")
        for name in spec.other_than:
            demand(d.at(name), f"{spec.id}: other than an unknown {name}")
    for step in d.steps.values():
        demand(step.then, f"{step.id} leads nowhere")
        astray = [o for o in step.outcomes if o not in step.then and "" not in step.then]
        demand(not astray, f"{step.id}: {astray} lead nowhere")
        demand(step.by or step.awaits, f"{step.id}: nobody does it and nothing is awaited")
    for aside in d.asides.values():
        demand(aside.during, f"{aside.id}: during what?")
        demand(all(x == "*" or x in d.steps for x in aside.during), f"{aside.id}: during an unknown step")
        kinds = [aside.asked, bool(aside.comes_with), bool(aside.every)]
        demand(sum(kinds) <= 1, f"{aside.id}: at most one of asked, comes_with, every")
        demand(not aside.comes_with or aside.comes_with in d.steps, f"{aside.id} comes with an unknown step")
        demand(not aside.every or aside.every in PERIODS, f"{aside.id}: every what?")
        demand(aside.by, f"{aside.id}: by whom?")
        demand(aside.is_right or not aside.until, f"{aside.id}: only a right lapses")
        demand(not aside.is_right or not aside.holds, f"{aside.id}: a right that nobody asks for holds nothing up")
    for share in (d.staff, d.members, d.up):
        demand(share == "never" or share.removeprefix("from:") in d.steps, f"access {share}: unknown step")
    reached = _reached(d, d.first.id)
    demand(reached >= set(d.steps), f"never reached: {sorted(set(d.steps) - reached)}")
    endless = [name for name in d.steps if not _reached(d, name) & set(d.ends)]
    demand(not endless, f"no end can be reached from {endless}")


def _reached(d: Definition, start: str) -> set[str]:
    """Steps and ends that some course can come to from `start`, on the line and by asides that move it."""
    found: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        if name in d.steps:
            todo += d.steps[name].then.values()
            todo += [t for a in d.asides.values() if a.lasts(name) for t in a.then.values()]
    return found
