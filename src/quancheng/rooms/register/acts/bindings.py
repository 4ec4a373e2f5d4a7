"""Who keeps the roll, from which day the term counts, what search finds."""

from datetime import date

from quancheng.law.spans import numeral
from quancheng.procedure.book import here
from quancheng.procedure.calls import Refusal
from quancheng.procedure.registry import bars, bearer, event, given_day, starter, text
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate, Term

WHY = "the register's own rules"
CONGRESS = "人民代表大会"


@bearer("terms.registrar")
def registrar(matter: Matter) -> list[Body]:
    """The congress itself: whoever holds a post that keeps its roll. A county's office keeps no township's."""
    return [matter.body]


@starter("terms")
def may_open(actor: Actor, body: Body) -> bool:
    return body.kind == Body.Kind.CONGRESS and actor.capacity("registrar", body.pk) is not None


@event("term.began", "terms.open", "terms.amend_term", "terms.convene", "terms.amend_session")
def began(matter: Matter) -> date | None:
    """本届第一次会议举行: also for those who entered this system in mid-term."""
    return matter.term_roll.term.begins_on


@event("term.elected", "terms.open", "terms.amend_term")
def elected(matter: Matter) -> date | None:
    return matter.term_roll.elected_on


@given_day("terms.first_session")
def first_session(matter: Matter) -> tuple[date, Fact | None] | None:
    """The planned day of the first session; nothing once it has met (a by-election has no such day)."""
    term = matter.term_roll.term
    return (term.begins_on, None) if coming(term) else None


def coming(term: Term) -> bool:
    """Whether the term's first session has not met, as far as the roster knows: who sat before sits still."""
    old = before(term)
    return term.begins_on > clock.today() or (old is not None and old.ends_on is None)


@text("terms")
def searched(root: Matter) -> str:
    return root.title


def term_title(term: Term) -> str:
    """云岭县第十九届人民代表大会."""
    name = term.congress.name
    return f"{name.removesuffix(CONGRESS)}第{numeral(term.ordinal)}届{CONGRESS}"


def before(term: Term) -> Term | None:
    """The term before it, if the roster has one."""
    return Term.objects.filter(congress_id=term.congress_id, ordinal__lt=term.ordinal).order_by("-ordinal").first()


@bars
def suspended(actor: Actor, congress: Body | None) -> Refusal | None:
    """暂时停止执行代表职务: he is told since when, on what ground, under which article."""
    if actor.person_id is None:
        return None
    seats = Mandate.objects.filter(person_id=actor.person_id, suspended_on__lte=clock.today(), ends_on=None)
    seat = (seats.filter(congress=congress) if congress else seats).select_related("congress").first()
    if seat is None or seat.suspended_on is None:
        return None
    place, since = seat.congress, seat.suspended_on
    rulings = tuple(found for rule in ("seat.suspend", "seat.resume") if (found := here(rule, place, since)))
    return Refusal(
        f"您的{place.name}代表职务自 {since} 起暂时停止执行（{seat.ground}）。",
        rulings,
        who="情形消失后，由代表资格审查委员会报告，恢复执行代表职务",
        id="suspended",
    )
