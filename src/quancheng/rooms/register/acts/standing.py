"""A seat's course: confirmed, suspended, resumed, ended. The register records what a named body decided."""

from quancheng.procedure.calls import Ask, Call, Refusal, Told
from quancheng.procedure.registry import act, check, standing_check
from quancheng.procedure.succession import bear_anew, bear_back, end_mandate
from quancheng.record import kept
from quancheng.record.facts import Share
from quancheng.roster.models import Body, Mandate, Post

from ..forms import standing as forms
from ..forms.seats import own_term
from .bindings import coming
from .seats import asked

VOID = "当选无效"


@act("terms.confirm_seats", forms.ConfirmForm)
def confirm_seats(call: Call) -> Told:
    """代表资格确认: before the first session for that day, after a by-election from the day of the announcement."""
    term, data = own_term(call), call.data
    met = not coming(term)
    begins = max(term.begins_on, call.on) if met else term.begins_on
    for seat in data["seats"]:
        kept.write(seat, begins_on=begins)
    for seat in data["invalid"]:
        kept.write(seat, ends_on=call.on, ground=VOID)
    call.cite("seat.confirm", *(["seat.confirm.by_election"] if met else []))
    left = forms.elect(call).exists()
    return Told(
        data={"seats": len(data["seats"]), "invalid": len(data["invalid"]), "begins": begins},
        organ=data["organ"],
        remarks={"document": data["document"]},
        tells=[seat.person for seat in data["seats"]],
        asks=[Ask("confirm_seats", call.body)] if left else [],
    )


@act("terms.suspend", forms.SuspendForm)
def suspend(call: Call) -> Told:
    """暂时停止执行代表职务: he keeps the seat and counts in the denominator; what he owed as a deputy passes on."""
    seat: Mandate = call.data["seat"]
    word = call.spec.outcomes[call.data["outcome"]]
    kept.write(seat, suspended_on=call.on, ground=word[:40])
    passed = bear_anew(call.actor, [seat.person_id], seat.congress_id, call.on, call.act)
    call.cite("seat.suspend")
    return _told(call, seat, passed)


@act("terms.resume", forms.ResumeForm)
def resume(call: Call) -> Told:
    """恢复执行代表职务: what is open in his matters comes back to him."""
    seat: Mandate = call.data["seat"]
    kept.write(seat, suspended_on=None, ground="")
    back = bear_back(call.actor, seat.person, seat.congress_id, call.on, call.act)
    call.cite("seat.resume")
    return _told(call, seat, back)


@standing_check("terms.somebody_suspended")
def somebody_suspended(call: Call) -> Refusal | None:
    if forms.running(call).exclude(suspended_on=None).exists():
        return None
    return Refusal("没有暂停执行职务的代表。", who="不用再办", id="somebody_suspended", moot=True)


def _told(call: Call, seat: Mandate, passed: int) -> Told:
    return Told(
        call.data.get("outcome", ""),
        data={"person": seat.person_id, "seat": seat.pk, "passed_on": passed},
        organ=call.data["organ"],
        remarks={"document": call.data["document"]},
        tells=[seat.person],
        shares=[Share(seat.person, "seat")],
    )


@act("terms.end_seat", forms.EndSeatForm)
def end_seat(call: Call) -> Told:
    """终止代表资格: proposed by nobody but the law's grounds, decided by a named body; open evaluations pass on."""
    seat: Mandate = call.data["seat"]
    word = call.spec.outcomes[call.data["outcome"]]
    passed = end_mandate(call.actor, seat, call.on, word, call.act)
    call.cite("seat.end.death" if call.data["outcome"] == "died" else "seat.end", "seat.end.announce")
    call.cite(*[rule for ground, rule in DECIDED.items() if ground == call.data["outcome"]])
    told = _told(call, seat, passed)
    told.remarks["say"] = call.data["note"]
    if _posts(call, seat) and not asked(call, "review_posts"):
        told.asks = [Ask("review_posts", call.body)]
    return told


DECIDED = {"resigned": "seat.resign", "ordered": "seat.resign", "recalled": "seat.recall"}


def _posts(call: Call, seat: Mandate) -> bool:
    """Whether he holds posts here that rest on the seat (选举法: they end with it, by an announcement of their own)."""
    return Post.objects.on(call.today).filter(person=seat.person, body__congress=call.body).exists()


@check("terms.document_named")
def document_named(call: Call) -> Refusal | None:
    """代表法: who sits no longer is announced; without the paper the register does not end a seat. A death needs none."""
    if call.data["document"].strip() or call.data["outcome"] == "died":
        return None
    rule = DECIDED.get(call.data["outcome"], "seat.end.announce")
    rulings = call.cite(rule, "seat.end.announce")
    return Refusal(
        "终止代表资格要有依据：请写明决定或公告的名称和文号。",
        rulings,
        who="作出决定、发布公告的机关；公告还没有发布的，等发布后再登记",
        id="document_named",
    )


@check("terms.accepted_lawfully")
def accepted_lawfully(call: Call) -> Refusal | None:
    """A township's congress accepts a resignation itself; its presidium cannot (选举法第五十五条)."""
    organ: Body = call.data["organ"]
    resigns = call.data["outcome"] in ("resigned", "ordered")
    if not resigns or organ.kind != Body.Kind.PRESIDIUM:
        return None
    rulings = call.cite("seat.resign")
    return Refusal(
        "主席团不能接受代表辞职。",
        rulings,
        who="由本级人民代表大会接受后再登记，机关选人民代表大会",
        id="accepted_lawfully",
    )


@check("terms.lawful_ground")
def lawful_ground(call: Call) -> Refusal | None:
    """The ground stands in the law of that day: 责令辞职 for one only since 2025."""
    rule = "seat.suspend" if call.spec.id == "suspend" else "seat.end"
    if call.data["outcome"] in ("died", *forms.grounds(call, rule)):
        return None
    rulings = call.cite(rule)
    word = call.spec.outcomes[call.data["outcome"]]
    return Refusal(
        f"{call.on:%Y-%m-%d} 当时的法律里没有“{word}”这一项。", rulings, who="请核对日期和情形", id="lawful_ground"
    )


@standing_check("terms.somebody_ended")
def somebody_ended(call: Call) -> Refusal | None:
    if forms.ended(call).exists():
        return None
    return Refusal("本届没有终止过代表资格。", who="不用再办", id="somebody_ended", moot=True)


@act("terms.reopen_seat", forms.ReopenSeatForm)
def reopen_seat(call: Call) -> Told:
    """更正误登的终止: the seat goes on, what is open comes back; what was evaluated meanwhile stays as it is."""
    seat: Mandate = call.data["seat"]
    kept.write(seat, ends_on=None, ground="")
    back = bear_back(call.actor, seat.person, seat.congress_id, call.on, call.act)
    data = {"person": seat.person_id, "seat": seat.pk, "passed_on": back}
    return Told(data=data, tells=[seat.person], remarks={"say": call.data["note"]})
