"""A key of one's own for every test here, and people to keep things of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from quancheng.roster import keys
from quancheng.roster.models import Person

AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
DAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """An empty home: whatever key lies on this machine is not seen."""
    settings.QUANCHENG_HOME, settings.QUANCHENG_KEYS = tmp_path / "home", ""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def key(home: Path) -> keys.Ring:
    """A new key in that home."""
    return keys.new(DAY)


@pytest.fixture
def ma(db: Any) -> Person:
    return Person.objects.create(name="马德福", sex="m")


@pytest.fixture
def li(db: Any) -> Person:
    return Person.objects.create(name="李春梅", sex="f")
