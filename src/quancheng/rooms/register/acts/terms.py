"""A term is opened, begins with its first session, and ends with the next one's; its sessions."""

from datetime import date

from quancheng.procedure import registry
from quancheng.procedure.calls import Ask, Call, Open, Refusal, Told
from quancheng.procedure.moving import create
from quancheng.procedure.registry import Turn, act, standing_check
from quancheng.procedure.succession import bear_anew, locked, move_days
from quancheng.record import clock, facts, kept
from quancheng.record.models import Duty, Matter
from quancheng.roster.models import Mandate, Session, Term

from ..forms import terms as forms
from ..models import TermRoll
from .bindings import WHY, before, coming, term_title

OVER = "任期届满"
CLOSED = "suggestion.session_closed"


def own(call: Call) -> TermRoll:
    """The room's row of the call's matter."""
    assert call.matter
    row: TermRoll = call.matter.term_roll
    return row


@act("terms.open", forms.OpenForm)
def open_(call: Call) -> Told:
    """开新一届: the term and its first session, met or planned. Who sat before sits until that session meets."""
    data = call.data
    term = Term(congress=call.body, ordinal=data["ordinal"], begins_on=data["opens_on"])
    kept.write(term)
    kept.write(Session(term=term, ordinal=1, opens_on=data["opens_on"]))
    roll = TermRoll(term=term, elected_on=data["elected_on"])
    call.matter = create(Open("terms", term_title(term), roll), call.body, min(call.on, data["opens_on"]))
    call.cite("term.length", "term.seats", "term.first_session", "term.convenes")
    asks = [Ask(name, call.body) for name in ("confirm_seats", "convene")] if coming(term) else []
    return Told(data={"term": term.pk, "ordinal": term.ordinal, "begins": term.begins_on}, asks=asks)


@act("terms.amend_term", forms.AmendTermForm)
def amend_term(call: Call) -> Told:
    """更正届次: who began, or ended, with the day that was wrong begins, or ends, with the right one."""
    roll, data = own(call), call.data
    was = roll.term.begins_on
    roll.elected_on = data["elected_on"]
    roll.save(update_fields=["elected_on"])
    if data["ordinal"] != roll.term.ordinal:
        assert call.matter
        kept.write(roll.term, ordinal=data["ordinal"])
        call.matter.title = term_title(roll.term)
        call.matter.save(update_fields=["title"])
    if data["opens_on"] != was:
        _begin_on(roll.term, data["opens_on"])
        old = before(roll.term)
        if old and old.ends_on == was:
            _end_on(old, data["opens_on"], was)
    told = {"ordinal": data["ordinal"], "from": was, "begins": data["opens_on"], "elected": data["elected_on"]}
    return Told(data=told, redate=True)


def _begin_on(term: Term, on: date) -> None:
    """The term, its first session and the seats that begin with it begin on that day."""
    was = term.begins_on
    kept.write(term, begins_on=on)
    for session in Session.objects.filter(term=term, ordinal=1):
        kept.write(session, opens_on=on)
    for seat in Mandate.objects.filter(term=term, begins_on=was):
        kept.write(seat, begins_on=on)


def _end_on(term: Term, on: date, was: date | None = None) -> list[int]:
    """The term and the seats that last till its end, or ended on the day it was thought to end, end on that day."""
    seats = list(Mandate.objects.filter(term=term, ends_on=was))
    for seat in seats:
        kept.write(seat, ends_on=on, ground=OVER)
    kept.write(term, ends_on=on)
    return [seat.person_id for seat in seats]


@act("terms.convene", forms.ConveneForm)
def convene(call: Call) -> Told:
    """首次会议举行: this term's deputies begin, those of the last one end, and what these owed passes on."""
    assert call.matter
    term = own(call).term
    _begin_on(term, call.on)
    if call.data["closes_on"]:
        for session in Session.objects.filter(term=term, ordinal=1):
            kept.write(session, closes_on=call.data["closes_on"])
    call.cite("term.seats", "term.convenes")
    told = Told(data={"term": term.pk}, redate=True)
    old = before(term)
    if old and old.ends_on is None:
        told.data["before"] = old.pk
        told.data["passed_on"] = bear_anew(call.actor, _end_on(old, call.on), call.body.pk, call.on, call.act)
        told.ends = [(matter, "closed") for matter in _over(call, old)]
        told.asks = [Ask("review_posts", call.body)]
    turn = Turn(old, term, call.actor, call.on, call.act)
    told.data["told"] = sum(passes(turn) for passes in registry.turning)
    return told


def _over(call: Call, old: Term) -> list[Matter]:
    """The matter of the term that is over: its duty to come to an end is done, and its own record says when."""
    roll = TermRoll.objects.unguarded(WHY).filter(term=old, matter__ended_as="").first()
    if roll is None:
        return []
    locked([roll.matter_id])
    matter = Matter.objects.unguarded(WHY).select_related("body").get(pk=roll.matter_id)
    fact = facts.write(
        kind="terms.serve", matter=matter, body=matter.body, actor_id=call.actor.person_id, on=call.on, at=clock.now(), act=call.act,
        capacity="registrar", data={"term": old.pk},
    )  # fmt: skip
    for duty in Duty.objects.unguarded(WHY).filter(matter=matter, name="serve", state=Duty.State.OPEN):
        duty.state, duty.closed_by = Duty.State.DONE, fact
        duty.save(update_fields=["state", "closed_by"])
    return [matter]


@standing_check("terms.confirmed")
def confirmed(call: Call) -> Refusal | None:
    """A session without a list of confirmed deputies has nobody to meet."""
    if Mandate.objects.filter(term=own(call).term, ends_on=None).exclude(begins_on=None).exists():
        return None
    rulings = call.cite("seat.confirm")
    return Refusal(
        "本届还没有资格已经确认的代表，第一次会议不能举行。",
        rulings,
        who="先“登记代表”，再办“代表资格确认”",
        instead="confirm_seats",
        id="confirmed",
    )


@act("terms.serve")
def serve(call: Call) -> Told:
    """届满: done by hand only where no next term follows, because the congress itself has ended."""
    term = own(call).term
    _end_on(term, call.on)
    call.cite("term.seats")
    return Told(data={"term": term.pk})


@standing_check("terms.succeeded")
def succeeded(call: Call) -> Refusal | None:
    """A term ends by the next one's first session, or with the congress itself."""
    if call.body.until:
        return None
    rulings = call.cite("term.seats")
    return Refusal(
        "本届任期到下届第一次会议举行时为止，下届还没有开始。",
        rulings,
        who="先在工作台“开新一届”，第一次会议举行后本届自然届满",
        id="succeeded",
    )


@act("terms.add_session", forms.SessionForm)
def add_session(call: Call) -> Told:
    data = call.data
    session = Session(
        term=own(call).term, ordinal=data["ordinal"], opens_on=data["opens_on"], closes_on=data["closes_on"]
    )
    kept.write(session)
    return _session_told(call, session)


@act("terms.amend_session", forms.AmendSessionForm)
def amend_session(call: Call) -> Told:
    """更正会次: the first session of a term is the term's own beginning, so its day is moved there."""
    data, session = call.data, call.data["own"]
    if session.ordinal == 1 and data["opens_on"] != session.opens_on:
        _begin_on(own(call).term, data["opens_on"])
        session.refresh_from_db()
    kept.write(session, ordinal=data["ordinal"], opens_on=data["opens_on"], closes_on=data["closes_on"])
    return _session_told(call, session)


def _session_told(call: Call, session: Session) -> Told:
    """What counts from the closing of a session, here and in the suggestions raised in it, counts from the right day."""
    moved = move_days(call.actor, call.body.pk, CLOSED, call.on, call.act)
    return Told(
        data={"session": session.pk, "ordinal": session.ordinal, "opens": session.opens_on, "moved": moved}, redate=True
    )
