"""The loaded demo county, made once per test run; every test, or every module that only looks, gets a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

if TYPE_CHECKING:
    from ground.databases import Copies


@pytest.fixture(scope="session")
def demo_said() -> StringIO:
    """What `demo load` printed."""
    return StringIO()


@pytest.fixture(scope="session")
def demo_copies(
    database_copies: Copies, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory, demo_said: StringIO
) -> Copies:
    """Where copies of the loaded county come from."""
    from ground.databases import copies, on_a_copy

    with django_db_blocker.unblock(), on_a_copy(database_copies):
        call_command("demo", "load", stdout=demo_said)
        return copies(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def county(demo_copies: Copies, django_db_blocker: Any) -> Iterator[str]:
    """One copy for all tests of a module, which only look."""
    from ground.databases import on_a_copy

    with django_db_blocker.unblock(), on_a_copy(demo_copies) as name:
        yield name


@pytest.fixture
def own_county(demo_copies: Copies, django_db_blocker: Any) -> Iterator[str]:
    """A copy for one test, which may write."""
    from ground.databases import on_a_copy

    with django_db_blocker.unblock(), on_a_copy(demo_copies) as name:
        yield name
