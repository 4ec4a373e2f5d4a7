"""Full-text search over matters: any substring, any script, exact, and only what the one who asks may see.

A matter's text is kept in normal form in SearchText, in pieces. The pk of a piece is its place in the order of the
results (day, matter, piece), so that the newest hits come first out of the index and paging starts where it stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, router

from quancheng.roster.actor import Actor

from ..models import Matter, SearchText
from . import store
from .words import LONG, asked, normalise, pieces, snippet

__all__ = ["Found", "find", "index", "install", "normalise", "rebuild", "snippet"]

WHY = "the index holds every matter; what is found goes through seen_by"
FEW = 1000  # up to here reading all texts of the one who asks is as quick as the index

_PIECE_BITS, _MATTER_BITS = 7, 34


@dataclass(frozen=True)
class Found:
    """Root matters, newest first, and whether there are more; `texts` holds by matter id the piece that was hit."""

    matters: list[Matter] = field(default_factory=list)
    more: bool = False
    texts: dict[int, str] = field(default_factory=dict)

    @property
    def next(self) -> str:
        """What to give as `before` for the next page; empty on the last one."""
        return self.matters[-1].ref if self.more and self.matters else ""


def index(root: Matter, text: str) -> None:
    """Bring the index in line with the text of a tree, within the running transaction; "" takes it out.

    Past the journal of the running step: undoing a step would change the kept text under the index.
    """
    place = _place(root)
    wanted = {place + at: piece for at, piece in enumerate(pieces(normalise(text)))}
    rows = SearchText.objects.unguarded(WHY).filter(matter_id=root.pk)
    there = dict(rows.values_list("pk", "text"))
    if gone := [(pk, was) for pk, was in there.items() if wanted.get(pk) != was]:
        store.drop(gone, rows.db)
        rows.filter(pk__in=[pk for pk, _ in gone])._raw_delete(rows.db)
    if new := [(pk, piece) for pk, piece in wanted.items() if there.get(pk) != piece]:
        SearchText.objects.unguarded(WHY).bulk_create(
            SearchText(pk=pk, matter_id=root.pk, piece=pk - place, text=piece) for pk, piece in new
        )
        store.add(new, rows.db)


def find(actor: Actor, query: str, *, kind: str = "", limit: int = 20, before: str | None = None) -> Found:
    """The matters this actor may see whose text holds every word of the query, in any order and anywhere.

    `before` is the `ref` of the last matter of the page before. Words are compared in normal form; what goes beyond
    200 characters is not looked for. A query without words finds nothing.
    """
    words = asked(query)
    if not words or not actor.keys:
        return Found()
    last = Matter.objects.unguarded("a place in the order, nothing is shown").filter(ref=before).first() if before else None
    hits = _hits(actor.keys, words, kind, limit + 1, _place(last) if last else 2**63 - 1)
    seen = Matter.objects.seen_by(actor).select_related("body").in_bulk([matter for matter, _ in hits[:limit]])
    texts = {matter: text for matter, text in hits[:limit] if matter in seen}
    return Found([seen[matter] for matter in texts], len(hits) > limit, texts)


def rebuild() -> int:
    """Make the index again from the kept texts; the number of matters in it."""
    store.refill(router.db_for_write(SearchText))
    return SearchText.objects.unguarded(WHY).values("matter_id").distinct().count()


def install(using: str = "default", **_: Any) -> None:
    """Handler of post_migrate: the index is no model, so migrations do not make it."""
    store.install(using)


def _place(root: Matter) -> int:
    """Where the pieces of a matter stand among all: later days, then later matters, are greater."""
    if root.pk >> _MATTER_BITS:
        raise OverflowError(f"matter {root.pk}: ids above 2^{_MATTER_BITS} do not fit into the order of the index")
    return (root.opened_on.toordinal() << _MATTER_BITS | root.pk) << _PIECE_BITS


def _hits(keys: Sequence[str], words: list[str], kind: str, limit: int, below: int) -> list[tuple[int, str]]:
    """(matter, piece) of the newest hits below a place, each matter once."""
    using = router.db_for_read(SearchText)
    connection = connections[using]
    holds = "instr(%s.text, %%s) > 0" if connection.vendor == "sqlite" else "strpos(%s.text, %%s) > 0"
    reads = f"r.key IN ({', '.join(['%s'] * len(keys))})" + (" AND r.kind = %s" if kind else "")
    who = [*keys, kind] if kind else [*keys]
    sister = f"EXISTS (SELECT 1 FROM record_searchtext o WHERE o.matter_id = t.matter_id AND {holds % 'o'}"
    where = [f"t.id < %s AND {holds % 't'}", f"(length(t.text) <= {LONG} OR NOT {sister} AND o.piece < t.piece))"]
    values: list[Any] = [below, words[0], words[0]]
    for word in words[1:]:
        where.append(f"({holds % 't'} OR length(t.text) > {LONG} AND {sister}))")
        values += [word, word]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM record_reader r WHERE {reads} LIMIT {FEW}) AS few", who)
        if cursor.fetchone()[0] < FEW:
            source = "record_searchtext t"
            where.append(f"t.matter_id IN (SELECT r.matter_id FROM record_reader r WHERE {reads})")
            values += who
        else:
            source, test = store.source(connection.vendor)
            where = [test, *where, f"EXISTS (SELECT 1 FROM record_reader r WHERE r.matter_id = t.matter_id AND {reads})"]
            values = [store.match(words, connection.vendor), *values, *who]
        order = f"ORDER BY {'f.rowid' if source != 'record_searchtext t' and connection.vendor == 'sqlite' else 't.id'} DESC"
        cursor.execute(f"SELECT t.matter_id, t.text FROM {source} WHERE {' AND '.join(where)} {order} LIMIT {limit}", values)
        return cursor.fetchall()
