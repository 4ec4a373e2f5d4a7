"""Rows into tables in bulk, past models and engine: many INSERTs at once on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

COLUMNS = {
    "Matter": (
        "record",
        "id ref kind title number body_id root_id part_of_id opened_on step reached phase ended_as ended_on",
    ),
    "Fact": ("record", "id kind matter_id body_id actor_id capacity on act at"),
    "Party": ("record", "id matter_id person_id body_id part"),
    "Duty": ("record", "id matter_id name role body_id person_id opened_on due_on why state opened_by_id closed_by_id"),
    "Reader": ("record", "key kind opened_on matter_id"),
    "Suggestion": ("suggestions", "matter_id text raised_on category category_word"),
    "Assignment": ("suggestions", "matter_id handler_id part counted_from first_handed_on"),
    "Undertaking": ("suggestions", "matter_id assignment_id handler_id text promised_on"),
}


def load(model: Any, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Write rows; columns that are not named get the model's default."""
    from django.db import connection

    rest = {
        f.column: _default(f)
        for f in model._meta.concrete_fields
        if f.concrete and f.column and f.column not in columns
    }
    names = ", ".join(f'"{c}"' for c in [*columns, *rest])
    more = tuple(rest.values())
    table = model._meta.db_table
    full: Iterator[tuple[Any, ...]] = (row + more for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            places = ", ".join("?" * (len(columns) + len(more)))
            connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", full)
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in full:
                copy.write_row(row)
        if "id" in columns:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {len(rows)})")


def _default(column: Any) -> Any:
    value = column.get_default()
    return (
        json.dumps(value)
        if isinstance(value, dict | list)
        else str(value)
        if value is not None and not isinstance(value, int)
        else value
    )
