"""What happened cannot be changed, whoever asks and in whatever way: on SQLite and on PostgreSQL."""

import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction

from quancheng.record import append_only, facts
from quancheng.record.models import Credit, Fact
from quancheng.roster.models import Area, Body, Person

pytestmark = pytest.mark.django_db
TABLES = {"record_fact": Fact, "record_credit": Credit}


@pytest.fixture
def written() -> dict[str, int]:
    """A fact and a credit: their ids by table."""
    area = Area.objects.create(code="530999", name="云岭县")
    body = Body.objects.create(
        slug="c", name="云岭县人民代表大会", short="县人大", kind="congress", tier="county", area=area
    )
    share = facts.Share(Person.objects.create(name="李明"), "lead")
    fact = facts.write([share], kind="a.b", body=body, on=date(2026, 1, 1), act="1", data={"n": 1})
    return {"record_fact": fact.pk, "record_credit": fact.credits.unguarded("the test looks at it").get().pk}


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return list(cursor.fetchall())


def refused(statement: str, *values: object) -> None:
    """The database itself says no, by our trigger and not by some other fault."""
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_two_tables_are_the_ones() -> None:
    assert set(append_only.TABLES) >= set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_neither_changed_nor_deleted(table: str, written: dict[str, int]) -> None:
    before = rows(table)
    refused(f"UPDATE {table} SET id = id WHERE id = %s", written[table])
    refused(f"DELETE FROM {table} WHERE id = %s", written[table])
    assert rows(table) == before


@pytest.mark.parametrize("table", TABLES)
def test_the_model_cannot_do_it_either(table: str, written: dict[str, int]) -> None:
    found = TABLES[table].objects.unguarded("the test tries to change it").filter(pk=written[table])
    with pytest.raises(DatabaseError), transaction.atomic():
        found.update(id=written[table] + 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        found._raw_delete("default")
    assert found.exists()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_not_replaced(table: str, written: dict[str, int]) -> None:
    """SQLite's REPLACE fires no DELETE trigger: the insert itself is refused."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL knows no REPLACE; ON CONFLICT UPDATE is an UPDATE")
    before = rows(table)
    refused(f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s", written[table])
    refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s", written[table])
    assert rows(table) == before


@pytest.mark.postgres
@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_not_emptied(table: str, written: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else pending checks of this transaction refuse it first
    refused(f"TRUNCATE {table} CASCADE")
    assert rows(table)


def test_a_lost_trigger_is_seen_before_anybody_works_on(written: dict[str, int]) -> None:
    assert not [e for e in run_checks(databases=["default"]) if e.id == "record.E001"]
    name = sorted(append_only.wanted(connection.vendor))[0]
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON record_credit"
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert [e for e in run_checks(databases=["default"]) if e.id == "record.E001"]
    append_only.install()
    assert not [e for e in run_checks(databases=["default"]) if e.id == "record.E001"]


def test_migrate_mends_what_the_check_reports(tmp_path: Path) -> None:
    """A database of an earlier version lacks what a later one has made append-only: `migrate` must not refuse to run."""
    home = {"QUANCHENG_HOME": str(tmp_path), "PATH": os.environ["PATH"], "QUANCHENG_SECRET_KEY": "x"}

    def quancheng(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "quancheng.site.commands", *words]
        return subprocess.run(command, env=home, capture_output=True, text=True, check=False)

    assert quancheng("migrate", "--verbosity", "0").returncode == 0
    file = next(tmp_path.glob("*.sqlite3"))
    with sqlite3.connect(file) as db:
        names = [
            n
            for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'roster_look'")
        ]
        assert names
        for name in names:
            db.execute(f'DROP TRIGGER "{name}"')
    assert "append-only triggers are missing" in quancheng("check", "--database", "default").stderr
    assert quancheng("migrate", "--verbosity", "0").returncode == 0
    assert quancheng("check", "--database", "default").returncode == 0
