"""The registry, lent to a test: what the test binds is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from quancheng.procedure import registry


@contextmanager
def registry_lent() -> Iterator[None]:
    """Every table of the registry is as it was after the block."""
    tables = [
        t for t in vars(registry).values() if isinstance(t, dict | list) and t is not vars(registry)["__builtins__"]
    ]
    was = [t.copy() for t in tables]
    try:
        yield
    finally:
        for table, before in zip(tables, was, strict=True):
            table.clear()
            table.update(before) if isinstance(table, dict) else table.extend(before)
