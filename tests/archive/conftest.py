"""A county with suggestions that have run their whole course."""

from collections.abc import Iterator
from datetime import date

import pytest

from journeys.county import County, settle_county
from quancheng.record import clock

TODAY = date(2026, 11, 21)


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with clock.at(TODAY):
        yield settle_county()
