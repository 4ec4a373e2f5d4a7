"""Full-text search over matters: any substring, any script, exact, and only what the one who asks may see.

A matter's text is kept in normal form in SearchText, in pieces. The pk of a piece is its place in the order of the
results (day, matter, piece), so that the newest hits come first out of the index and paging starts where it stopped.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import router

from quancheng.roster.actor import Actor

from ..models import Matter, SearchText
from ..prepared import Prepared
from . import store
from .hits import newest
from .words import asked, normalise, pieces, snippet

__all__ = ["Found", "find", "index", "install", "normalise", "place", "rebuild", "snippet"]

WHY = "the index holds every matter; what is found goes through seen_by"
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


_kept = Prepared(lambda pk: SearchText.objects.unguarded(WHY).filter(matter_id=pk).values_list("pk", "text"))


def index(root: Matter, text: str) -> None:
    """Bring the index in line with the text of a tree, within the running transaction; "" takes it out.

    Past the journal of the running step: undoing a step would change the kept text under the index.
    """
    first = place(root)
    wanted = {first + at: piece for at, piece in enumerate(pieces(normalise(text)))}
    rows = SearchText.objects.unguarded(WHY).filter(matter_id=root.pk)
    there = dict(_kept(root.pk))
    if gone := [(pk, was) for pk, was in there.items() if wanted.get(pk) != was]:
        store.drop(gone, rows.db)
        rows.filter(pk__in=[pk for pk, _ in gone])._raw_delete(rows.db)
    if new := [(pk, piece) for pk, piece in wanted.items() if there.get(pk) != piece]:
        SearchText.objects.unguarded(WHY).bulk_create(
            SearchText(pk=pk, matter_id=root.pk, piece=pk - first, text=piece) for pk, piece in new
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
    last = Matter.objects.unguarded("only for its place in the order").filter(ref=before).first() if before else None
    below = place(last) if last else 2**63 - 1
    hits = newest(router.db_for_read(SearchText), actor.keys, words, kind=kind, limit=limit + 1, below=below)
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


def place(root: Matter) -> int:
    """Where the pieces of a matter stand among all: later days, then later matters, are greater."""
    if root.pk >> _MATTER_BITS:
        raise OverflowError(f"matter {root.pk}: ids above 2^{_MATTER_BITS} do not fit into the order of the index")
    return (root.opened_on.toordinal() << _MATTER_BITS | root.pk) << _PIECE_BITS
