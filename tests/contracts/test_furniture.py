"""Furniture never moves: every room has the same files, so that reading one teaches all."""

import pytest

from contracts.shipped import by_room
from contracts.tree import PACKAGE, ROOMS

FURNITURE = ("procedures", "models", "forms", "acts", "reads", "words", "apps", "migrations")


def test_there_are_rooms() -> None:
    assert "suggestions" in ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_the_same_furniture(room: str) -> None:
    folder = PACKAGE / "rooms" / room
    missing = [name for name in FURNITURE if not (folder / name).is_dir() and not (folder / f"{name}.py").exists()]
    assert not missing
    assert by_room()[room], "a room without a procedure"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is(room: str) -> None:
    """One module, one docstring, in every module that holds anything of a room's own."""
    silent = [
        p.name
        for p in (PACKAGE / "rooms" / room).rglob("*.py")
        if p.name not in ("__init__.py", "apps.py") and "migrations" not in p.parts
        if not p.read_text("utf-8").startswith('"""')
    ]
    assert not silent
