"""The ground tests stand on: databases and a browser.

``db`` (pytest-django) rolls back and is right for nearly everything. ``committed_db`` is for tests that must commit
(threads, a server, another process): a fresh copy of the migrated database. ``served`` is the address of the running
application on such a copy, ``page_at(width)`` a watched page of a real browser.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.lazy_django import django_settings_is_configured

if TYPE_CHECKING:
    from ground.databases import Copies


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a browser, and refuses the flushing kind of transactional test."""
    on_postgres = "DATABASE_URL" in os.environ
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        marker = item.get_closest_marker("django_db")
        if "transactional_db" in fixtures or (marker and marker.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: facts cannot be flushed; use the fixture committed_db")
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: python tools/pg_temp.py -- pytest …"))


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of its own for what the application writes, instead of ``var/``; also for programs tests start."""
    folder = tmp_path_factory.mktemp("home")
    if not django_settings_is_configured():  # pytest -p no:django, for the pure parts alone
        yield folder
        return
    from django.test import override_settings

    with pytest.MonkeyPatch.context() as patch, override_settings(QUANCHENG_HOME=folder, MEDIA_ROOT=folder / "files"):
        patch.setenv("QUANCHENG_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On SQLite the test database is a real file: threads, WAL and locks behave as in use, not as in memory."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Makes the test database always; pytest-django's own leaves it out when it sees no test that uses ``db``."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"], serialized_aliases=[])
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def database_copies(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Where ``committed_db`` takes its copies from."""
    from ground.databases import copies

    with django_db_blocker.unblock():
        return copies(tmp_path_factory.mktemp("copies"))


@pytest.fixture
def committed_db(database_copies: Copies, django_db_blocker: Any) -> Iterator[str]:
    """A fresh copy of the migrated database for one test, which may commit; its name. Never together with ``db``."""
    from ground.databases import on_a_copy

    with django_db_blocker.unblock(), on_a_copy(database_copies) as name:
        yield name


@pytest.fixture
def served(committed_db: str) -> Iterator[str]:
    """The address of the application, running on ``committed_db`` in threads of this process."""
    from django.core.servers.basehttp import get_internal_wsgi_application

    from ground.browsing import serving

    with serving(get_internal_wsgi_application()) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, started once."""
    from playwright.sync_api import sync_playwright

    import debian
    from ground.browsing import launch

    with pytest.MonkeyPatch.context() as patch:
        # Playwright's waiting runs an event loop in this thread, which Django takes for asynchronous code
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        if unpacked := debian.libraries():
            patch.setenv("LD_LIBRARY_PATH", unpacked)
        with sync_playwright() as playwright:
            started = launch(playwright)
            yield started
            started.close()


@pytest.fixture
def watch() -> Iterator[Any]:
    """What the browser did that it must not do; anything in it fails the test at its end."""
    from ground.browsing import Watch

    seen = Watch()
    yield seen
    if seen.problems:
        pytest.fail("\n".join(seen.problems))


@pytest.fixture
def page_at(browser: Any, watch: Any) -> Iterator[Callable[..., Any]]:
    """``page_at(width, height=None, **context)`` opens a page of that size in a context of its own."""
    from ground.browsing import pages

    with pages(browser, watch) as opener:
        yield opener
