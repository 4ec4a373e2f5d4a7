"""What happened cannot be changed: triggers on both databases refuse it, whoever asks.

SQLite's REPLACE fires no DELETE trigger, so inserting an existing id, or another value that must be unique, is refused
too. On PostgreSQL TRUNCATE has a trigger of its own, and a trigger can be disabled: then it counts as missing. A later AlterField on SQLite rebuilds a table and silently drops its triggers, so they
are put in place after every migrate, and a system check refuses to start without them.
"""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connections

# and what is unique in each: a column, or several that are so together; who looked at personal data is as little to be
# changed as what happened
TABLES = {
    "record_fact": ("id", "key"),
    "record_credit": ("id",),
    "record_seal": ("id", "previous_id", "body_id number"),
    "record_sealed": ("fact_id",),
    "roster_look": ("id",),
}

_FUNCTION = """CREATE OR REPLACE FUNCTION quancheng_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append only: %', TG_TABLE_NAME; END $$"""


def _sqlite(table: str) -> dict[str, str]:
    refuse = f"SELECT RAISE(ABORT, 'append only: {table}')"
    # one EXISTS for each: a single one with OR reads the whole table, and every step would cost as much as there are facts
    alike = (" AND ".join(f"{column} = NEW.{column}" for column in unique.split()) for unique in TABLES[table])
    same = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {columns})" for columns in alike)
    return {
        f"{table}_no_update": f"BEFORE UPDATE ON {table} BEGIN {refuse}; END",
        f"{table}_no_delete": f"BEFORE DELETE ON {table} BEGIN {refuse}; END",
        f"{table}_no_replace": f"BEFORE INSERT ON {table} WHEN {same} BEGIN {refuse}; END",
    }


def _postgresql(table: str) -> dict[str, str]:
    call = "EXECUTE FUNCTION quancheng_append_only()"
    return {
        f"{table}_no_update": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {call}",
        f"{table}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    }


def wanted(vendor: str, tables: Iterable[str] = TABLES) -> dict[str, str]:
    """Every trigger by name, with its definition, for that database, as far as its tables are there."""
    each = _sqlite if vendor == "sqlite" else _postgresql
    return {name: sql for table in TABLES if table in set(tables) for name, sql in each(table).items()}


def install(using: str = "default") -> None:
    """Put every missing trigger in place, on the tables that are there: a database may be migrated only halfway."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        there, tables = present(using), set(connection.introspection.table_names(cursor))
        for name, definition in wanted(connection.vendor, tables).items():
            if name not in there:
                cursor.execute(
                    f"CREATE {'OR REPLACE ' if connection.vendor == 'postgresql' else ''}TRIGGER {name} {definition}"
                )


def present(using: str = "default") -> set[str]:
    """Names of the triggers that work in the database."""
    connection = connections[using]
    ask = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return {row[0] for row in cursor.fetchall()}


def after_migrate(using: str = "default", **_: Any) -> None:
    """Signal handler: migrations may have rebuilt a table."""
    install(using)


def check_triggers(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Refuse to start on a database whose facts could be changed."""
    found: list[CheckMessage] = []
    for using in databases or []:
        try:
            tables = set(connections[using].introspection.table_names())
            lacking = set(wanted(connections[using].vendor, tables)) - present(using)
        except DatabaseError:
            continue
        if lacking:
            found.append(
                Error(
                    f"append-only triggers are missing: {sorted(lacking)}", hint="quancheng migrate", id="record.E001"
                )
            )
    return found
