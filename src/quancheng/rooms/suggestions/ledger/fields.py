"""What a ledger may hold, read once from fields.toml."""

import tomllib
from functools import cache
from pathlib import Path

from quancheng.roster.sheets.cells import squeeze
from quancheng.roster.sheets.mapping import Field, read_fields

FILE = Path(__file__).with_name("fields.toml")


@cache
def fields() -> dict[str, Field]:
    """Every field by id, in the order pages offer them."""
    return read_fields(FILE)


@cache
def _tiers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(FILE.read_text("utf-8"))["tiers"]
    return found


def tier_of(level: str) -> str:
    """county or township for what a ledger writes about the level; "" if it says nothing we know."""
    word = squeeze(level)
    return next((tier for tier, words in _tiers().items() if word in words), "")
