from collections.abc import Iterator
from typing import Any

import pytest

from . import people, toy


@pytest.fixture
def toys() -> Iterator[None]:
    """The procedure without templates, while a test lasts."""
    toy.declare()
    yield
    toy.forget()


@pytest.fixture
def county(db: Any, toys: None) -> people.County:
    """The people, in the database that is rolled back."""
    return people.county()
