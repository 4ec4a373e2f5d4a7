"""The small demo county, made once per test run; every test, or every module that only looks, gets a copy of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

if TYPE_CHECKING:
    from ground.databases import Copies


@dataclass
class Loading:
    """What `demo load` printed, and the computing time it took: others may be busy on the machine."""

    said: StringIO = field(default_factory=StringIO)
    seconds: float = 0.0


@pytest.fixture(scope="session")
def loading() -> Loading:
    """Filled in by `demo_copies`."""
    return Loading()


@pytest.fixture(scope="session")
def demo_copies(
    database_copies: Copies, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory, loading: Loading
) -> Copies:
    """Where copies of the loaded county come from."""
    from ground.databases import copies, on_a_copy

    with django_db_blocker.unblock(), on_a_copy(database_copies):
        began = time.process_time()
        call_command("demo", "load", "--small", stdout=loading.said)
        loading.seconds = time.process_time() - began
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
