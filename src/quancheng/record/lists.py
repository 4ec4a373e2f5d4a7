"""Long lists: each key a person carries is an index read of its own, newest first; no count, no offset."""
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from quancheng.roster.actor import Actor

Place = tuple[date, int]
Row = TypeVar("Row", bound=Model)


def newest(actor: Actor, kind: str, limit: int, before: Place | None = None, body: int | None = None) -> list[int]:
    """Ids of the newest root matters of that kind the actor may see, opened before `before` (day, id).

    One query: a union of index reads on the written-down readers, where an OR over keys would scan.
    """
    if not actor.keys:
        return []
    args: list[Any] = []
    parts: list[str] = []
    for key in actor.keys:
        parts.append(f"SELECT * FROM ({_branch(before, body)}) q{len(parts)}")
        args += [key, kind, *([before[0], before[0], before[1]] if before else []), *([body] if body else []), limit]
    sql = f"SELECT DISTINCT opened_on, matter_id FROM ({' UNION ALL '.join(parts)}) u ORDER BY opened_on DESC, matter_id DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*args, limit])
        return [row[1] for row in cursor.fetchall()]


def _branch(before: Place | None, body: int | None) -> str:
    """One key's index read; parameters are bound, the text is ours alone."""
    join = "JOIN record_matter m ON m.id = r.matter_id" if body else ""
    paging = "AND (r.opened_on < %s OR (r.opened_on = %s AND r.matter_id < %s))" if before else ""
    of_body = "AND m.body_id = %s" if body else ""
    return (
        f"SELECT r.opened_on, r.matter_id FROM record_reader r {join} WHERE r.key = %s AND r.kind = %s {paging} {of_body} "
        "ORDER BY r.opened_on DESC, r.matter_id DESC LIMIT %s"
    )


def in_order(rows: Sequence[Row], ids: Sequence[int]) -> list[Row]:
    """Rows in the order of `ids`."""
    place = {pk: n for n, pk in enumerate(ids)}
    return sorted(rows, key=lambda row: place[row.pk])
