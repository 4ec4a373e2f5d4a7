"""What a ledger may hold, read once from fields.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from quancheng.roster.sheets.cells import squeeze

SEVERAL = ":"  # note:7 is the note kept from column 7


@dataclass(frozen=True)
class Field:
    """One thing a column may say: its name on pages, the words it goes by, the longest text kept (0: not text)."""

    id: str
    label: str
    words: tuple[str, ...]
    most: int = 0
    several: bool = False


@cache
def _raw() -> dict[str, dict[str, object]]:
    return tomllib.loads(Path(__file__).with_name("fields.toml").read_text("utf-8"))


@cache
def fields() -> dict[str, Field]:
    """Every field by id, in the order pages offer them."""
    rows = {key: row for key, row in _raw().items() if "label" in row}
    return {key: Field(id=key, **(row | {"words": tuple(row["words"])})) for key, row in rows.items()}  # type: ignore[arg-type]


@cache
def known() -> dict[str, tuple[str, ...]]:
    """Field → words, as the reader of sheets wants them."""
    return {field.id: field.words for field in fields().values()}


def tier_of(level: str) -> str:
    """county or township for what a ledger writes about the level; "" if it says nothing we know."""
    word = squeeze(level)
    tiers: dict[str, list[str]] = _raw()["tiers"]  # type: ignore[assignment]
    return next((tier for tier, words in tiers.items() if word in words), "")
