"""A key for tests that seal: a file of its own that is gone afterwards."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from quancheng.roster import keys


@pytest.fixture
def key(tmp_path: Path) -> Iterator[None]:
    """This installation has a key of personal data."""
    with override_settings(QUANCHENG_KEYS=str(tmp_path / "keys")):
        keys.new(date(2026, 3, 2))
        yield
