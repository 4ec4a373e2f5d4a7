"""The year's matter of every congress: the clock opens it, and with it the duty to report on the handling."""

import uuid
from datetime import date

from django.db.models import Q

from quancheng.procedure import registry
from quancheng.procedure.book import book
from quancheng.procedure.calls import Open
from quancheng.procedure.moving import Move, create, enter
from quancheng.procedure.settle import notify, settle
from quancheng.record import clock, facts
from quancheng.record.locks import writing
from quancheng.record.models import Matter
from quancheng.roster.models import Body, Term

from .models import HandlingYear

WHY = "the clock opens the year"
KIND = "handling_years"


@registry.every_year
def open_years(on: date) -> int:
    """Open the year of `on` for every congress with a term in force that lacks it; returns how many."""
    terms = Term.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), begins_on__lte=on)
    there = HandlingYear.objects.unguarded(WHY).filter(year=on.year).values("matter__body")
    lacking = Body.objects.filter(pk__in=terms.values("congress"), until=None).exclude(pk__in=there)
    return sum(open_year(congress, on) is not None for congress in lacking.order_by("pk"))


def open_year(congress: Body, on: date) -> Matter | None:
    """Open one congress's year of handling with a fact of the clock; None if it is open already."""
    with writing():
        Body.objects.select_for_update().get(pk=congress.pk)
        if HandlingYear.objects.unguarded(WHY).filter(year=on.year, matter__body=congress).exists():
            return None
        new = Open(KIND, f"{congress.name}{on.year}年建议办理", HandlingYear(year=on.year))
        matter = create(new, congress, on)
        fact = facts.write(
            kind=f"{KIND}.open",
            matter=matter,
            body=congress,
            on=on,
            at=clock.now(),
            act=uuid.uuid4().hex,
            data={"year": on.year},
        )
        move = Move(fact, book())
        enter(matter, registry.definition_of(matter).first.id, move)
        notify(settle(matter.pk), move, [])
        return matter
