"""Long lists: a few short index reads put together, newest first; no offset, and no count beyond a cap.

Two ways lead to the same rows. Somebody who sees nearly all of a body's matters walks along that body's index and asks
for each row whether he may see it; everybody else walks along his own keys in the written-down readers.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from quancheng.roster.actor import Actor

Place = tuple[date, int]
Holder = tuple[str, int, Collection[str]]
Row = TypeVar("Row", bound=Model)


def newest(
    actor: Actor,
    kind: str,
    limit: int,
    before: Place | None = None,
    body: int | None = None,
    phases: Sequence[str] = (),
) -> list[int]:
    """Ids of the newest root matters of that kind the actor may see, opened before `before` (day, id). One query.

    `body` and `phases` narrow the list; no phases means all.
    """
    if not actor.keys:
        return []
    if body and _wide(actor, body):
        branches = [_along_body(actor, kind, limit, before, body, phase) for phase in phases or [""]]
    else:
        branches = [_along_key(key, kind, limit, before, body, phases) for key in actor.keys]
    sql = " UNION ALL ".join(f"SELECT * FROM ({branch}) q{n}" for n, (branch, _) in enumerate(branches))
    rows = _rows(
        f"SELECT DISTINCT opened_on, id FROM ({sql}) u ORDER BY opened_on DESC, id DESC LIMIT %s",
        [*_args(branches), limit],
    )
    return [row[1] for row in rows]


def _wide(actor: Actor, body: int) -> bool:
    """Whether the actor sees most of that body's matters: its staff, its members, the county above."""
    return any(key in (f"s:{body}", f"m:{body}") or key.startswith("u:") for key in actor.keys)


def _along_body(
    actor: Actor, kind: str, limit: int, before: Place | None, body: int, phase: str
) -> tuple[str, list[Any]]:
    """The index read of one body, of one phase if one is given."""
    of_phase = "AND m.phase = %s" if phase else ""
    paging = "AND (m.opened_on < %s OR (m.opened_on = %s AND m.id < %s))" if before else ""
    sql = (
        f"SELECT m.opened_on, m.id FROM record_matter m WHERE m.body_id = %s AND m.kind = %s {of_phase} {paging} AND {_seen(actor)} "
        "ORDER BY m.opened_on DESC, m.id DESC LIMIT %s"
    )
    return sql, [body, kind, *([phase] if phase else []), *_paged(before), *actor.keys, limit]


def _along_key(
    key: str, kind: str, limit: int, before: Place | None, body: int | None, phases: Sequence[str]
) -> tuple[str, list[Any]]:
    """The index read of one key; parameters are bound, the text is ours alone."""
    join = "JOIN record_matter m ON m.id = r.matter_id" if body or phases else ""
    paging = "AND (r.opened_on < %s OR (r.opened_on = %s AND r.matter_id < %s))" if before else ""
    of_body = "AND m.body_id = %s" if body else ""
    of_phases = f"AND m.phase IN ({_places(phases)})" if phases else ""
    sql = (
        f"SELECT r.opened_on, r.matter_id AS id FROM record_reader r {join} WHERE r.key = %s AND r.kind = %s {paging} {of_body} {of_phases} "
        "ORDER BY r.opened_on DESC, r.matter_id DESC LIMIT %s"
    )
    return sql, [key, kind, *_paged(before), *([body] if body else []), *phases, limit]


def standing(
    actor: Actor, kind: str, phases: Iterable[str], cap: int, bodies: Sequence[int], open_to_staff: Collection[str] = ()
) -> dict[str, int]:
    """How many matters the actor may see stand in each phase, in these bodies, counted no further than cap + 1. One query.

    In phases `open_to_staff` the staff of a body see every matter of it, so theirs are counted in the index alone.
    """
    staff = all(f"s:{body}" in actor.keys for body in bodies)
    branches: list[tuple[str, list[Any]]] = []
    for phase in phases:
        seen, keys = ("", []) if staff and phase in open_to_staff else (f"AND {_seen(actor)}", list(actor.keys))
        sql = f"SELECT 1 FROM record_matter m WHERE m.kind = %s AND m.phase = %s AND m.body_id IN ({_places(bodies)}) {seen} LIMIT %s"
        branches.append(
            (f"SELECT %s AS phase, COUNT(*) AS n FROM ({sql}) c", [phase, kind, phase, *bodies, *keys, cap + 1])
        )
    if not (actor.keys and bodies and branches):
        return {}
    return dict(_rows(" UNION ALL ".join(sql for sql, _ in branches), _args(branches)))


def due_first(actor: Actor, holders: Iterable[Holder], limit: int, kind: str = "") -> list[int]:
    """Ids of the open duties of these holders that the actor may see, by last day; those without one come last. One query.

    A holder is (the column "person_id" or "body_id", its id, the roles in which it is his; none: in every role). `kind` is
    the kind of the root.
    """
    branches: list[tuple[str, list[Any]]] = []
    # SQLite's index begins with what has no day, PostgreSQL's ends with it
    halves = ("AND d.due_on IS NOT NULL", "AND d.due_on IS NULL") if connection.vendor == "sqlite" else ("",)
    for column, holder, roles in holders:
        assert column in ("person_id", "body_id")
        in_role = f"AND d.role IN ({_places(roles)})" if roles else ""
        for dated in halves:
            sql = (
                f"SELECT d.due_on, d.id FROM record_duty d JOIN record_matter m ON m.id = d.matter_id WHERE d.{column} = %s AND d.state = 'open' "
                f"{dated} {in_role} AND {_seen(actor, 'm.root_id', kind)} ORDER BY d.due_on, d.id LIMIT %s"
            )
            branches.append((sql, [holder, *roles, *actor.keys, *([kind] if kind else []), limit]))
    if not (actor.keys and branches):
        return []
    sql = " UNION ALL ".join(f"SELECT * FROM ({branch}) q{n}" for n, (branch, _) in enumerate(branches))
    rows = _rows(
        f"SELECT DISTINCT due_on IS NULL AS undated, due_on, id FROM ({sql}) u ORDER BY undated, due_on, id LIMIT %s",
        [*_args(branches), limit],
    )
    return [row[2] for row in rows]


def in_order(rows: Sequence[Row], ids: Sequence[int]) -> list[Row]:
    """Rows in the order of `ids`."""
    place = {pk: n for n, pk in enumerate(ids)}
    return sorted(rows, key=lambda row: place[row.pk])


def _seen(actor: Actor, root: str = "m.id", kind: str = "") -> str:
    of_kind = "AND s.kind = %s" if kind else ""
    return f"EXISTS (SELECT 1 FROM record_reader s WHERE s.matter_id = {root} AND s.key IN ({_places(actor.keys)}) {of_kind})"


def _places(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _paged(before: Place | None) -> list[Any]:
    return [before[0], before[0], before[1]] if before else []


def _args(branches: Iterable[tuple[str, list[Any]]]) -> list[Any]:
    return [arg for _, args in branches for arg in args]


def _rows(sql: str, args: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchall()
