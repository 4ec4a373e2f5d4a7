"""A county in which people come in; a key for tests that seal, in a file of its own that is gone afterwards."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings

from journeys.county import settle_county
from quancheng.record import clock
from quancheng.roster import keys

from .doorstep import TODAY


@pytest.fixture
def key(tmp_path: Path) -> Iterator[None]:
    """This installation has a key of personal data."""
    with override_settings(QUANCHENG_KEYS=str(tmp_path / "keys")):
        keys.new(date(2026, 3, 2))
        yield


@pytest.fixture
def county(db: None) -> Any:
    cache.clear()
    with clock.at(TODAY):
        yield settle_county()
