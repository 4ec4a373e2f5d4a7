"""A county to tell stories in."""

from collections.abc import Iterator
from datetime import date

import pytest

from journeys.county import settle_county
from quancheng.record import clock
from quancheng.rooms.rulebook.book import enter

from .story import Story

TODAY = date(2026, 11, 21)
DIRECT = """
id = "direct"
title = "云岭县交办办法（示例）"
area = "530999"
level = "county"
document = "云人常发〔2022〕示例2号"
seen = true
[[rule]]
id = "direct.via"
title = "直接交办"
kind = "choice"
overrides = "suggestion.via"
[[rule.value]]
from = 2022-01-01
article = "第一条"
is = { options = [{ id = "direct", label = "直接交办" }] }
"""


@pytest.fixture
def tale(db: None) -> Iterator[Story]:
    """A county that hands over through its government office, on 21 November 2026."""
    with clock.at(TODAY):
        yield Story(settle_county())


@pytest.fixture
def direct(tale: Story) -> Story:
    """The same county, handing over directly."""
    enter("direct", DIRECT)
    return tale
