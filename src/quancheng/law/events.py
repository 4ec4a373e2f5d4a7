"""The events that periods count from, and their Chinese names (data/events.toml)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

TABLE = Path(__file__).parent / "data" / "events.toml"


@cache
def known() -> Mapping[str, str]:
    """Every event a norm may count from, with its name."""
    return MappingProxyType(tomllib.loads(TABLE.read_text(encoding="utf-8"))["events"])


def label(event: str) -> str:
    """The Chinese name of an event: suggestion.hand_over → 交办. KeyError for an unknown one."""
    return known()[event]
