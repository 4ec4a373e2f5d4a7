"""What each kind of post may do: read once from roles.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Role:
    """One kind of post: the procedure roles it acts for, whether it signs, serves the congress, reads down, where it is held."""

    id: str
    label: str
    acts_for: frozenset[str]
    written: str
    signs: bool = False
    congress: bool = False
    reads_down: bool = False
    kinds: frozenset[str] = frozenset()


@cache
def roles() -> Mapping[str, Role]:
    """Every role by id. A faulty file stops the program here."""
    raw = tomllib.loads((Path(__file__).parent / "roles.toml").read_text("utf-8"))
    sets = {key: {name: frozenset(row[name]) for name in ("acts_for", "kinds")} for key, row in raw.items()}
    return {key: Role(id=key, **(row | sets[key])) for key, row in raw.items()}


def role(key: str) -> Role:
    """The role of that id; KeyError if roles.toml has none."""
    return roles()[key]
