"""Queries for the room's pages. They take an actor and return rows."""

from quancheng.procedure.reads import owing
from quancheng.procedure.registry import Link, link
from quancheng.roster.actor import Actor

from . import pages  # noqa: F401  its pages register themselves
from .calling import Head, calling_list, heads_of
from .rows import (
    CAP,
    TABS,
    Filters,
    Page,
    Row,
    congresses,
    listing,
    mine,
    rows_of,
    tabs,
)

__all__ = [
    "CAP", "TABS", "Filters", "Head", "Page", "Row", "calling_list", "congresses", "heads_of",
    "listing", "mine", "rows_of", "tabs", "waiting",
]  # fmt: skip


def waiting(actor: Actor) -> int:
    """How many open steps of suggestions are this actor's to do, as far as a menu counts."""
    return owing(actor, "suggestions")


link(Link("desk", "代表建议", "message-2", "/desk/suggestions/", waiting, lambda actor: bool(actor.posts), 10))
link(Link("pocket", "建议", "message-2", "/pocket/suggestions/", None, None, 10))
