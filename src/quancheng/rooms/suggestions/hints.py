"""有人提过相近的: similar suggestions of a congress while somebody writes. Only what the one who writes may see."""

from dataclasses import dataclass
from threading import Lock

from django.db.models import Max

from quancheng.record.models import Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from .reads import Row, rows_of
from .similar import Index

WHY = "the index of titles holds a whole congress; what it finds goes through seen_by"
JOINABLE = ("hand_over", "allot", "handling")
SHOWN = 5


@dataclass
class Similar:
    """One similar suggestion, and what can be done about it."""

    row: Row
    strong: bool
    why: tuple[str, ...]
    joinable: bool


@dataclass
class _Kept:
    index: Index
    last: int


_indexes: dict[int, _Kept] = {}
_lock = Lock()


def similar(actor: Actor, congress: Body, title: str, text: str = "", without: int | None = None) -> list[Similar]:
    """The suggestions of this congress most like the one being written, 很像 first; at most five."""
    if len(title.strip()) + len(text.strip()) < 4:
        return []
    hits = {h.id: h for h in _index(congress).search(title, text, limit=SHOWN * 3) if h.id != without}
    seen = (
        Matter.objects.seen_by(actor)
        .filter(pk__in=list(hits), body=congress)
        .exclude(phase__in=["draft", "annulled"])
        .select_related("body")
    )
    order = list(hits)
    rows = rows_of(actor, sorted(seen, key=lambda m: order.index(m.pk))[:SHOWN])
    return [
        Similar(r, hits[r.matter.pk].strong, hits[r.matter.pk].why, r.matter.step in JOINABLE and not r.matter.confidential and actor.sits_in(congress.pk))
        for r in rows
    ]  # fmt: skip


def _index(congress: Body) -> Index:
    """The titles of one congress; new ones are added as they come. A corrected title is read again at the next start."""
    rows = Matter.objects.unguarded(WHY).filter(kind="suggestions", body=congress, reached__gt=1)
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    with _lock:
        kept = _indexes.get(congress.pk)
        if kept is None or kept.last > last:
            kept = _indexes[congress.pk] = _Kept(Index(rows.values_list("pk", "title")), last)
        elif kept.last < last:
            for pk, title in rows.filter(pk__gt=kept.last).values_list("pk", "title"):
                kept.index.add(pk, title)
            kept.last = last
        return kept.index
