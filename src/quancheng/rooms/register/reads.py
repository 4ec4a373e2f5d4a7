"""Queries for pages of the register. They take an actor and return rows; names are no secret inside."""

from quancheng.record.models import Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Term

from .models import TermRoll


def term_of(matter: Matter) -> Term:
    """The term whose roll a matter keeps."""
    term: Term = matter.term_roll.term
    return term


def roll_matter(actor: Actor, term: Term) -> Matter | None:
    """The matter that keeps a term's roll, if this actor may see it."""
    row = TermRoll.objects.seen_by(actor).filter(term=term).select_related("matter__body", "matter__root").first()
    return row.matter if row else None
