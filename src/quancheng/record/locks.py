"""One writer at a time on SQLite; PostgreSQL locks rows."""
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from django.db import connection, transaction

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
