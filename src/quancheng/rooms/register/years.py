"""Terms that were in the roster before the register kept them: the clock makes each its matter."""

import uuid
from datetime import date

from quancheng.procedure import registry
from quancheng.procedure.book import book
from quancheng.procedure.calls import Open
from quancheng.procedure.moving import Move, create, end, enter
from quancheng.procedure.settle import notify, settle
from quancheng.record import clock, facts
from quancheng.record.locks import writing
from quancheng.record.models import Matter
from quancheng.roster.models import Body, Term

from .acts.bindings import term_title
from .models import TermRoll

WHY = "the clock opens the roll of a term"
KIND = "terms"


@registry.every_year
def open_rolls(on: date) -> int:
    """Make the matter of every term that has none, begun or past; returns how many."""
    there = TermRoll.objects.unguarded(WHY).values("term")
    lacking = Term.objects.exclude(pk__in=there).filter(begins_on__lte=on).select_related("congress__area")
    return sum(open_roll(term) is not None for term in lacking.order_by("begins_on", "pk"))


def open_roll(term: Term) -> Matter | None:
    """The matter of one term, dated by its first session, with a fact of the clock; None if it is there already."""
    with writing():
        Body.objects.select_for_update().get(pk=term.congress_id)
        if TermRoll.objects.unguarded(WHY).filter(term=term).exists():
            return None
        matter = create(Open(KIND, term_title(term), TermRoll(term=term)), term.congress, term.begins_on)
        fact = facts.write(
            kind=f"{KIND}.open", matter=matter, body=term.congress, on=term.begins_on, at=clock.now(), act=uuid.uuid4().hex,
            data={"term": term.pk, "ordinal": term.ordinal},
        )  # fmt: skip
        move = Move(fact, book())
        enter(matter, "serve", move)
        if term.ends_on and term.ends_on <= clock.today():
            end(matter, "closed", Move(fact, book()))
            matter.ended_on = term.ends_on
            matter.save(update_fields=["ended_on"])
        notify(settle(matter.pk), move, [])
        return matter
