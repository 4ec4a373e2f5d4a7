"""The query behind `find`: from the index for those who see much, from their own texts for those who see little."""

from collections.abc import Sequence
from typing import Any

from django.db import connections

from . import store
from .words import LONG

FEW = 1000  # matters; up to here reading every text of the one who asks costs no more than the index


class _Clauses:
    """Conditions joined by AND, each with its values."""

    def __init__(self, values: Sequence[Any] = ()) -> None:
        self.where: list[str] = []
        self.values: list[Any] = [*values]

    def add(self, condition: str, *values: Any) -> None:
        self.where.append(condition)
        self.values += values

    def __str__(self) -> str:
        return " AND ".join(self.where)


def newest(
    using: str, keys: Sequence[str], words: list[str], *, kind: str = "", limit: int, below: int
) -> list[tuple[int, str]]:
    """(matter id, piece hit) of at most `limit` matters that readers with these keys may see, each once.

    Newest first, from the place `below` (exclusive) on. Every hit of the index is compared with the kept text.
    """
    vendor = connections[using].vendor
    reads = f"FROM record_reader r WHERE r.key IN ({', '.join(['%s'] * len(keys))})"
    who = [*keys]
    if kind:
        reads += " AND r.kind = %s"
        who.append(kind)
    rows: list[tuple[int, str]] = []
    ways: list[store.Way]
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 {reads} LIMIT {FEW}) AS few", who)
        if cursor.fetchone()[0] < FEW:
            mine, ways = f"t.matter_id IN (SELECT r.matter_id {reads})", [(store.EVERY, [], "t.id")]
        else:
            mine = f"EXISTS (SELECT 1 {reads} AND r.matter_id = t.matter_id)"
            ways = store.ways(words, below, vendor)
        for source, given, order in ways:
            clauses = _Clauses(given)
            clauses.add(f"{order} < %s", below)
            _hold(clauses, words, "instr" if vendor == "sqlite" else "strpos")
            clauses.add(mine, *who)
            cursor.execute(
                f"SELECT t.matter_id, t.text FROM {source} WHERE {clauses} ORDER BY {order} DESC LIMIT {limit}",
                clauses.values,
            )
            rows = cursor.fetchall()
            if len(rows) == limit:
                break
    return rows


def _hold(clauses: _Clauses, words: list[str], position: str) -> None:
    """The first word stands in this piece and in none before it, each other word in this piece or in a sister."""
    here, there = (f"{position}({row}.text, %s) > 0" for row in "to")
    sister = f"EXISTS (SELECT 1 FROM {store.TABLE} o WHERE o.matter_id = t.matter_id AND {there}"
    first, *others = words
    clauses.add(here, first)
    clauses.add(f"(length(t.text) <= {LONG} OR NOT {sister} AND o.piece < t.piece))", first)
    for word in others:
        clauses.add(f"({here} OR length(t.text) > {LONG} AND {sister}))", word, word)
