"""Who keeps the roll, from which day the term counts, what search finds."""

from datetime import date

from quancheng.law.spans import numeral
from quancheng.procedure.registry import bearer, event, starter, text
from quancheng.record.models import Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Term

WHY = "the register's own rules"
CONGRESS = "人民代表大会"


@bearer("terms.registrar")
def registrar(matter: Matter) -> list[Body]:
    """The congress itself: whoever holds a post that keeps its roll. A county's office keeps no township's."""
    return [matter.body]


@starter("terms")
def may_open(actor: Actor, body: Body) -> bool:
    return body.kind == Body.Kind.CONGRESS and actor.capacity("registrar", body.pk) is not None


@event("term.began", "terms.open")
def began(matter: Matter) -> date | None:
    """本届第一次会议举行: also for those who entered this system in mid-term."""
    return matter.term_roll.term.begins_on


@event("term.elected", "terms.open")
def elected(matter: Matter) -> date | None:
    return matter.term_roll.elected_on


@text("terms")
def searched(root: Matter) -> str:
    return root.title


def term_title(term: Term) -> str:
    """云岭县第十九届人民代表大会."""
    name = term.congress.name
    return f"{name.removesuffix(CONGRESS)}第{numeral(term.ordinal)}届{CONGRESS}"
