from collections.abc import Iterator
from datetime import date

import pytest

from journeys.county import County, settle_county
from journeys.front_door import Visitor
from quancheng.record import clock


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        yield settle_county()


@pytest.fixture
def clerk(county: County) -> Visitor:
    return Visitor(county, "林晓梅")
