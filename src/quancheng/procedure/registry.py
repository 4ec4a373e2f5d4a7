"""What rooms bind to the names of their procedures: acts, forms, bearers, joins, checks, events, words for the spine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quancheng.record.models import Duty, Fact, Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Person, Term

from .definition import BadProcedure, Definition, read

if TYPE_CHECKING:
    from .calls import Call, Refusal, Told
    from .forms import StepForm

Holder = Person | Body


@dataclass(frozen=True)
class Act:
    """A step or aside made real: what it asks for and what it does."""

    run: "Callable[[Call], Told | None]"
    form: "type[StepForm]"


@dataclass(frozen=True)
class Link:
    """A place in a door's menu. `url` begins with a slash; `count` says how many wait there, if anything does."""

    door: str
    title: str
    icon: str
    url: str
    count: Callable[[Actor], int] | None = None
    shown: Callable[[Actor], bool] | None = None
    rank: int = 50  # smaller stands higher


@dataclass(frozen=True)
class Event:
    """The day a rule counts from: a function of the matter, and the facts that can move it."""

    day: Callable[[Matter], date | None]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """换届, as rooms hear of it: the term that ends with this day's first session, the one that begins, who records it."""

    old: Term | None
    new: Term
    actor: Actor
    on: date
    act: str


definitions: dict[str, tuple[Definition, ...]] = {}
acts: dict[str, Act] = {}
corrections: "dict[str, Callable[[Call], Told]]" = {}
bearers: dict[str, Callable[[Matter], list[Holder]]] = {}
joins: dict[str, Callable[[Matter, list[Duty]], str]] = {}
on_parts: "dict[str, Callable[[Matter, Matter], Told | None]]" = {}
checks: "dict[str, Callable[[Call], Refusal | None]]" = {}
standing_checks: set[str] = set()  # those that need nothing typed: run dry, shown grey with the reason
events: dict[str, Event] = {}
days: dict[str, Callable[[Matter], tuple[date, Fact | None] | None]] = {}
rules: dict[str, Callable[[Matter], str]] = {}
starters: dict[str, Callable[[Actor, Body], bool]] = {}
sittings: dict[str, Callable[[Matter, str], bool]] = {}
phases: dict[str, Callable[[Matter], str]] = {}
phase_words: dict[str, dict[str, str]] = {}
texts: dict[str, Callable[[Matter], str]] = {}
text_reads: dict[str, frozenset[str]] = {}  # what a text is made of: app.model, or app.model:column; unknown: anything
words: dict[str, Callable[[Fact], str]] = {}
pages: dict[str, Callable[[Actor, Matter], dict[str, Any]]] = {}
life: dict[str, str] = {}  # kind of fact → the part of a deputy's file (履职档案) it belongs to
links: list[Link] = []
yearly: list[Callable[[date], int]] = []
turning: list[Callable[[Turn], int]] = []
cleaning: list[Callable[[date], object]] = []
barring: "list[Callable[[Actor, Body | None], Refusal | None]]" = []
listeners: "list[Callable[[Call, Fact], None]]" = []


def room(package: str) -> None:
    """Load a room: its procedures, then its acts, which bind themselves."""
    folder = Path(import_module(package).__file__ or "").parent / "procedures"
    for path in sorted(folder.glob("*.toml")):
        for made in read(path):
            declare(made)
    for name in ("acts", "words", "reads"):
        import_module(f"{package}.{name}")


def declare(made: Definition) -> None:
    """Add one version of a procedure; the same version twice is an error unless it is equal."""
    others = tuple(d for d in definitions.get(made.id, ()) if d != made)
    if any(d.since == made.since for d in others):
        raise BadProcedure(f"{made.id}: two versions since {made.since}")
    definitions[made.id] = tuple(sorted((*others, made), key=lambda d: d.since))


def definition(kind: str, on: date) -> Definition:
    """The version in force on `on`; before the first one, the first. KeyError for an unknown kind."""
    versions = definitions[kind]
    return next((d for d in reversed(versions) if d.since <= on), versions[0])


def definition_of(matter: Matter) -> Definition:
    """The version the matter was opened under."""
    return definition(matter.kind, matter.opened_on)


def _binder(table: dict[str, Any]) -> Callable[..., Any]:
    def bind(*names: str) -> Callable[[Any], Any]:
        def keep(made: Any) -> Any:
            for name in names:
                table[name] = made
            return made

        return keep

    return bind


def act(name: str, form: "type[StepForm] | None" = None) -> Callable[[Any], Any]:
    """Bind a function, and the form that asks for its data, to the step of that name."""
    from .forms import StepForm

    def keep(run: Any) -> Any:
        acts[name] = Act(run, form or StepForm)
        return run

    return keep


def event(name: str, *kinds: str) -> Callable[[Any], Any]:
    """Bind the day of an event; `kinds` are the facts that can move it."""

    def keep(run: Any) -> Any:
        events[name] = Event(run, kinds)
        return run

    return keep


correction = _binder(corrections)
bearer = _binder(bearers)
join = _binder(joins)
on_part = _binder(on_parts)
check = _binder(checks)


def standing_check(*names: str) -> Callable[[Any], Any]:
    """Bind a check that looks only at how the matter stands: pages run it before anybody types."""
    standing_checks.update(names)
    return check(*names)


given_day = _binder(days)
rule_of = _binder(rules)
starter = _binder(starters)
sitting = _binder(sittings)
phase = _binder(phases)


def text(kind: str, *reads: str) -> Callable[[Any], Any]:
    """Bind what search finds a matter by. `reads`: the tables (app.model) and columns (app.model:column) it is made of;
    a step that writes none of them need not make it anew. New rows of a named table always count."""

    def keep(made: Any) -> Any:
        texts[kind] = made
        if reads:
            text_reads[kind] = frozenset(reads)
        return made

    return keep


word = _binder(words)
page = _binder(pages)


def in_file(part: str, *kinds: str) -> None:
    """Say to which part of a deputy's file the credits of these kinds of facts belong."""
    life.update(dict.fromkeys(kinds, part))


def link(made: Link) -> None:
    """Put a place into a door's menu; the same place twice counts once."""
    if made not in links:
        links.append(made)


def every_year(open_what: Callable[[date], int]) -> Callable[[date], int]:
    """Bind what the clock opens once a year; called on every tick, it returns how many it has opened now."""
    if open_what not in yearly:
        yearly.append(open_what)
    return open_what


def every_night(clears: Callable[[date], object]) -> Callable[[date], object]:
    """Bind what a room throws away when its time is over; called on every tick."""
    if clears not in cleaning:
        cleaning.append(clears)
    return clears


def new_term(passes: Callable[[Turn], int]) -> Callable[[Turn], int]:
    """Bind what a room does when a new term begins, in that step's transaction; returns how many matters it touched."""
    if passes not in turning:
        turning.append(passes)
    return passes


def bars(
    says: "Callable[[Actor, Body | None], Refusal | None]",
) -> "Callable[[Actor, Body | None], Refusal | None]":
    """Bind why somebody may do nothing in a congress (or, without one, anywhere) although he would seem to belong there."""
    if says not in barring:
        barring.append(says)
    return says


def on_fact(told: "Callable[[Call, Fact], None]") -> "Callable[[Call, Fact], None]":
    """Bind what layers above do with every fact a step has written, in the same transaction and under its journal."""
    if told not in listeners:
        listeners.append(told)
    return told


def faults() -> list[str]:
    """Everything declared but not bound, over all versions, and everything bound that no version declares."""
    found, named, everyone = [], set(), [d for versions in definitions.values() for d in versions]
    for d in everyone:
        for spec in [*d.steps.values(), *d.asides.values()]:
            name = f"{d.id}.{spec.id}"
            named |= {name, *(f"{d.id}.{c}" for c in spec.checks), f"{d.id}.{spec.by}", f"{d.id}.{spec.day}"}
            if (
                spec.by and name not in acts and spec.id != "correct"
            ):  # the right to correct; the act is the corrected step's
                found.append(f"{name}: no act")
            if spec.by and f"{d.id}.{spec.by}" not in bearers:
                found.append(f"{name}: no bearers for {spec.by}")
            found += [f"{name}: no check {c}" for c in spec.checks if f"{d.id}.{c}" not in checks]
            found += [f"{name}: no day {spec.day}"] if spec.day and f"{d.id}.{spec.day}" not in days else []
            found += [f"{name}: awaits unknown {k}" for k in spec.awaits if k not in definitions]
    for what, table in (
        ("act", acts),
        ("correction", corrections),
        ("bearer", bearers),
        ("join", joins),
        ("check", checks),
        ("day", days),
    ):
        found += [f"{name}: a {what} of nothing" for name in table if name not in named]
    kinds = {*starters, *sittings, *phases, *texts, *(kind for pair in on_parts for kind in pair.split("."))}
    return found + [f"{kind}: bound, but no such procedure" for kind in sorted(kinds - set(definitions))]
