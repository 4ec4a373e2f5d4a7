"""A county with the rolls of its terms, a key for numbers, and its clerks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from journeys.county import County, settle_county
from journeys.front_door import Visitor
from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.roster import keys


@pytest.fixture
def rolled(db: None) -> Iterator[County]:
    """The county with a matter for every term."""
    with clock.at(date(2026, 3, 2)):
        made = settle_county()
        tick()
        yield made


@pytest.fixture
def no_key(tmp_path: Path, settings: Any) -> Path:
    settings.QUANCHENG_HOME, settings.QUANCHENG_KEYS = tmp_path / "home", ""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def key(no_key: Path) -> keys.Ring:
    return keys.new(date(2026, 3, 2))


@pytest.fixture
def registrar(rolled: County, key: keys.Ring) -> Visitor:
    """The county's clerk, where there is a key."""
    return Visitor(rolled, "林晓梅")
