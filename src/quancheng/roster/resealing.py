"""Every box there is: under which key it stands, and a new key for all of them.

Rotation is safe to break off at any point: a new version is added before anything is sealed under it, an old one goes
only when nothing is left under it, and whoever runs it again goes on where it stopped.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from . import boxes, keys
from .personal import MARKS, TABLE

BATCH = 200  # rows in one transaction: short, so that others go on writing
Progress = Callable[[int, int], None]


class Unsound(RuntimeError):
    """A box did not open after it had been sealed anew; nothing of its batch was kept."""


@dataclass(frozen=True)
class Rotated:
    """What a rotation did: the current key, boxes sealed anew, boxes nobody here can open, versions that went."""

    key: str
    resealed: int
    closed: int
    gone: tuple[str, ...]
    went_on: bool


def standing() -> Counter[str]:
    """How many boxes stand under each key id, known here or not."""
    return Counter(boxes.key_of(box) for table, fields in boxes.PLACES.items() for box in _boxes(table, fields))


def missing() -> Counter[str]:
    """The same for the keys that are not here: what these seal shows 已封存."""
    ring = keys.ring()
    known = {v.id for v in ring.versions} if ring else set()
    return Counter({key: count for key, count in standing().items() if key not in known})


def rotate(today: date, progress: Progress = lambda done, of: None) -> Rotated:
    """Seal everything under a new version, or go on with a rotation that was broken off. Raises BadKey, Unsound."""
    ring = keys.demand()
    went_on = len(ring.versions) > 1
    if not went_on:
        keys.write(keys.Ring((*ring.versions, keys.Version.new(today)), ring.demo))
    current = keys.demand().current.id
    pending = {table: _pending(table, fields, current) for table, fields in boxes.PLACES.items()}
    done, closed, of = 0, 0, sum(map(len, pending.values()))
    resealed = 0
    for table, rows in pending.items():
        for batch in _batches(rows):
            anew, left = _reseal(table, batch, current)
            resealed, closed, done = resealed + anew, closed + left, done + len(batch)
            progress(done, of)
    return Rotated(current, resealed, closed, _drop_empty(), went_on)


def _model(table: str) -> type[models.Model]:
    return next(m for m in apps.get_models() if m._meta.db_table == table)


def _boxes(table: str, fields: Iterable[str]) -> Iterator[bytes]:
    for row in _model(table)._default_manager.order_by("pk").values_list(*fields).iterator():
        yield from (bytes(box) for box in row if box)


def _pending(table: str, fields: tuple[str, ...], current: str) -> list[int]:
    rows = _model(table)._default_manager.order_by("pk").values_list("pk", *fields).iterator()
    return [pk for pk, *held in rows if any(box and boxes.key_of(box) != current for box in held)]


def _batches(rows: list[int]) -> Iterator[list[int]]:
    return (rows[n : n + BATCH] for n in range(0, len(rows), BATCH))


def _reseal(table: str, rows: list[int], current: str) -> tuple[int, int]:
    """Boxes sealed anew, and boxes left because nobody here can open them."""
    anew = closed = 0
    model = _model(table)
    with transaction.atomic():
        for row in model._default_manager.select_for_update().filter(pk__in=rows).order_by("pk"):
            changes: dict[str, Any] = {}
            for field in boxes.PLACES[table]:
                box = getattr(row, field)
                if not box or boxes.key_of(box) == current:
                    continue
                text = boxes.unseal(table, row.pk, field, box)
                if text is None:
                    closed += 1
                    continue
                changes |= _sealed(table, row.pk, field, text)
                anew += 1
            if changes:
                model._default_manager.filter(pk=row.pk).update(**changes)
                _read_back(table, row, list(changes))
    return anew, closed


def _read_back(table: str, before: Any, columns: list[str]) -> None:
    """What stands in the database now opens to what stood there before."""
    now = _model(table)._default_manager.get(pk=before.pk)
    for field in (c for c in columns if c in boxes.PLACES[table]):
        old, new = (boxes.unseal(table, before.pk, field, getattr(row, field)) for row in (before, now))
        if old is None or old != new:
            raise Unsound(f"{table} {before.pk} {field}")


def _sealed(table: str, row: int, field: str, text: str) -> dict[str, Any]:
    box = boxes.seal(table, row, field, text)
    return {field: box} | ({MARKS[field]: boxes.mark(field, text)} if table == TABLE and field in MARKS else {})


def _drop_empty() -> tuple[str, ...]:
    """Let go of old versions under which nothing stands; nobody writes meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {', '.join(boxes.PLACES)} IN EXCLUSIVE MODE")
        ring, used = keys.demand(), standing()
        kept = tuple(v for v in ring.versions if v is ring.current or used[v.id])
        if len(kept) < len(ring.versions):
            keys.write(keys.Ring(kept, ring.demo))
        return tuple(v.id for v in ring.versions if v not in kept)
