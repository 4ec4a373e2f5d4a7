"""One writer at a time on SQLite; PostgreSQL locks rows."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock

from django.db import connection, transaction

from .models import Matter

_writer = RLock()  # SQLite waits by polling; queueing here first keeps writers in order and without sleeps


@contextmanager
def writing() -> Iterator[None]:
    """One transaction that may write."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _writer, transaction.atomic():
        yield


def lock_trees(roots: Iterable[int | None]) -> bool:
    """Lock root rows until the transaction ends, lowest first: whoever needs several takes them in one order.

    Says whether it may have waited, so that what was read before may be out of date; on SQLite the one writer has.

    Rows that point to a locked matter may still be written (NO KEY): a suggestion merged into it does not wait for it.
    """
    if connection.vendor == "sqlite":
        return False
    rows = Matter.objects.unguarded("locking whole trees").filter(pk__in=[r for r in roots if r]).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    return True


def lock_key(key: str) -> None:
    """Let a second call with the same key wait until the first is through, so that it finds what the first has written."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(key.encode())])


def count_rows() -> None:
    """Tell the planner how many rows there are: those that came all at once in one transaction are unknown to it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
