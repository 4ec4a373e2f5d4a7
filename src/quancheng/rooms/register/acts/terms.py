"""A term is opened, and ends with the next one's first session."""

from quancheng.procedure.calls import Call, Open, Refusal, Told
from quancheng.procedure.moving import create
from quancheng.procedure.registry import act, standing_check
from quancheng.record import kept
from quancheng.roster.models import Session, Term

from ..forms import terms as forms
from ..models import TermRoll
from .bindings import term_title


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
    call.matter = create(Open("terms", term_title(term), roll), call.body, call.on)
    for rule in ("term.length", "term.seats", "term.convenes"):
        if call.has_rule(rule):
            call.rule(rule)
    return Told(data={"term": term.pk, "ordinal": term.ordinal})


@act("terms.serve")
def serve(call: Call) -> Told:
    """届满: done by hand only where no next term follows, because the congress itself has ended."""
    term = own(call).term
    kept.write(term, ends_on=call.on)
    return Told(data={"term": term.pk})


@standing_check("terms.succeeded")
def succeeded(call: Call) -> Refusal | None:
    """A term ends by the next one's first session, or with the congress itself."""
    if call.body.until:
        return None
    rulings = (call.rule("term.seats"),) if call.has_rule("term.seats") else ()
    return Refusal(
        "本届任期到下届第一次会议举行时为止，下届还没有开始。",
        rulings,
        who="先在工作台“开新一届”，第一次会议举行后本届自然届满",
        id="succeeded",
    )
