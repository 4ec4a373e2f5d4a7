"""Tests that commit do not see one another, and leave the migrated database as it was."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from django.db import DatabaseError, connection, transaction

THREADS = 6


def rows() -> int:
    """How many rows the probe table holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM probe")
        return int(cursor.fetchone()[0])


def probe_is_there() -> bool:
    """Whether somebody left the probe table behind."""
    return "probe" in connection.introspection.table_names()


def write() -> None:
    """One committed row, from a thread with a connection of its own."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe VALUES ('书')")
    connection.close()


@pytest.mark.parametrize("turn", [1, 2])
def test_threads_commit_into_a_copy_that_the_next_test_does_not_see(committed_db: str, turn: int) -> None:
    assert not probe_is_there()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE probe (word varchar(9))")
    threads = [threading.Thread(target=write) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows() == THREADS


def test_a_program_started_by_a_test_uses_the_same_copy(committed_db: str) -> None:
    ask = "from django.conf import settings; import os; print(settings.DATABASES['default']['NAME'])"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == committed_db == connection.settings_dict["NAME"]


def test_the_copy_has_the_migrated_tables(committed_db: str) -> None:
    assert {"django_migrations", "django_session"} <= set(connection.introspection.table_names())


def triggers() -> set[str]:
    """The names of the triggers in the connected database."""
    if connection.vendor == "sqlite":
        ask = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        ask = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return {str(name) for (name,) in cursor.fetchall()}


def test_the_copy_guards_its_facts_like_the_original(committed_db: str) -> None:
    assert {name for name in triggers() if "fact" in name}


@pytest.mark.django_db
def test_ordinary_tests_are_rolled_back_and_see_no_copy() -> None:
    assert not probe_is_there()
    assert connection.in_atomic_block


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")
def test_sqlite_is_a_file_with_a_write_ahead_log_and_one_writer() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert "memory" not in str(connection.settings_dict["NAME"])
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgres_sorts_and_stores_chinese() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        assert cursor.fetchone()[0] == "UTF8"
        cursor.execute("SELECT length('䶮喆垚㛃𠮷')")
        assert cursor.fetchone()[0] == 5
        with pytest.raises((DatabaseError, ValueError)), transaction.atomic():
            cursor.execute("SELECT %s::text", ["\x00"])
