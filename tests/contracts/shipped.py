"""The procedures that are shipped, apart from those tests declare for themselves."""

from collections.abc import Iterator
from functools import cache

from contracts.tree import PACKAGE, ROOMS
from quancheng.procedure.definition import Aside, Definition, Step, read


@cache
def by_room() -> dict[str, tuple[Definition, ...]]:
    """Every version of every procedure, by room."""
    return {
        room: tuple(d for path in sorted((PACKAGE / "rooms" / room / "procedures").glob("*.toml")) for d in read(path))
        for room in ROOMS
    }


@cache
def definitions() -> tuple[Definition, ...]:
    """Every version of every procedure."""
    return tuple(d for found in by_room().values() for d in found)


def specs() -> Iterator[tuple[Definition, Step | Aside]]:
    """Every step and every aside, with its procedure."""
    for d in definitions():
        for spec in (*d.steps.values(), *d.asides.values()):
            yield d, spec


def names() -> set[str]:
    """kind.step of every step and aside."""
    return {f"{d.id}.{spec.id}" for d, spec in specs()}
