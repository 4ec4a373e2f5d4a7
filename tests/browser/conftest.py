"""The county of the journeys, served on a database of its own, on a day of its own."""

from collections.abc import Iterator
from datetime import date

import pytest

from journeys.county import settle_county
from quancheng.record import clock

from .screens import Crew, Opener

TODAY = date(2026, 3, 2)


@pytest.fixture
def crew(served: str, page_at: Opener) -> Iterator[Crew]:
    """Everybody of the county, in front of screens that are watched."""
    with clock.at(TODAY):
        made = Crew(settle_county(), served, page_at)
        yield made
    assert not made.broken, "\n".join(made.broken)
