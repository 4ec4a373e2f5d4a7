"""A session of a township's congress of five deputies, as tables: meetings, elections and resolutions are its parts."""

from collections.abc import Iterator
from datetime import date

import pytest

from quancheng.procedure import registry, undo
from quancheng.record import clock
from quancheng.record.models import Duty, Fact
from quancheng.rooms.rulebook.book import enter

from . import sessions_room
from .borrowed import registry_lent
from .soundness import WHY, demand_sound
from .story import Line, Story, line

CHAIR, CLERK = "陈建国", "何丽"
DAY = "2027-02-03"


@pytest.fixture
def session(tale: Story) -> Iterator[Story]:
    with registry_lent():
        sessions_room.declare()
        enter("session-days", sessions_room.RULES)
        yield tale
    sessions_room.ROWS.clear()


def convened(opens: str = DAY) -> Line:
    return line(
        "2027-01-04", CLERK, "s", "begin", "prepare", kind="sessions", body="shiqiao", opens=opens, meeting="主席团会议"
    )


def opened(present: int = 5) -> list[Line]:
    """On the opening day: the presidium and the plenary sit."""
    return [
        convened(),
        line(DAY, CLERK, "s", "prepare", "sit"),
        *(line(DAY, CLERK, "s", "call_meeting", organ=organ, present=present) for organ in ("presidium", "plenary")),
        line(DAY, CHAIR, "s/presidium", "gather", "in_session"),
        line(DAY, CHAIR, "s/plenary", "gather", "in_session"),
    ]


def counted(rows: dict[str, int], other: dict[str, int] | None = None) -> list[Line]:
    return [
        line(DAY, "田秀芳", "s/elections", "count", "count", votes=rows),
        line(DAY, "何正明", "s/elections", "count", "count" if other else "announce", votes=other or rows),
    ]


def election(seats: int, extra: int, *names: str) -> list[Line]:
    return [
        line(DAY, CLERK, "s", "put_on_agenda", "sit", kind="elections", seats=seats, extra=extra, names=list(names))
    ]


def step(name: str, stands: str = "", **data: object) -> Line:
    return line(DAY, CHAIR, "s/elections", name, stands, **data)


VOTED = {"issued": 5, "returned": 5}


def test_without_two_thirds_no_meeting_is_opened(session: Story) -> None:
    session.tell([
        convened(),
        line(DAY, CLERK, "s", "call_meeting", organ="plenary", present=3),
        line(DAY, CHAIR, "s/plenary", "gather", "gather", refused="quorum"),
        line(DAY, CLERK, "s", "call_meeting", organ="plenary", present=4),
        line(DAY, CHAIR, "s/plenary", "gather", "in_session"),
    ])  # fmt: skip


def test_days_are_counted_back_from_the_opening_and_follow_it(session: Story) -> None:
    session.tell([
        line("2027-01-04", CLERK, "s", "begin", refused="decided_by_convener", kind="sessions", body="shiqiao", opens="2027-02-01"),
        convened("2027-02-01"),
    ])  # fmt: skip
    assert session.owed("s") == {"publish_date": "2027-01-17", "notify": "2027-01-25", "hear_voters": "", "prepare": ""}
    moved = session.tell([
        line("2027-01-08", CLERK, "s", "publish_date", "prepare"),
        line("2027-01-10", CLERK, "s", "postpone", refused="decided_by_convener", opens=DAY),
        line("2027-01-10", CLERK, "s", "postpone", "prepare", {"notify": "2027-01-27", "hear_voters": "", "prepare": ""}, opens=DAY, meeting="主席团会议"),
    ])  # fmt: skip
    duty = session.duty("s", "notify")
    assert moved and moved.data["redated"] == [{"duty": duty.pk, "from": "2027-01-25", "to": "2027-01-27"}]
    assert duty.why["event"] == "session.opened"
    # taking the postponement back brings the days back
    with clock.at(date(2027, 1, 11)):
        undo.revoke(session.county.actor(CLERK), moved.pk)
    assert session.owed("s")["notify"] == "2027-01-25"


def test_what_comes_with_a_step_ends_with_it(session: Story) -> None:
    session.tell([convened(), line(DAY, CLERK, "s", "prepare", "sit", {"sit": ""})])
    rows = Duty.objects.unguarded(WHY).filter(name__in=["publish_date", "notify", "hear_voters"])
    assert {d.state for d in rows} == {Duty.State.VOID} and len(rows) == 3


def test_the_first_session_of_a_term(session: Story) -> None:
    session.tell([
        *opened(),
        *election(3, 1, *"abcd"),
        line(DAY, CLERK, "s", "put_on_agenda", kind="resolutions"),
        step("nominate", "list"), step("list", "vote"),
        step("drop_out", "nominate", nominee="d"),  # three names for three seats would be unlawful
        step("nominate", refused="surplus"),
        line(DAY, "杨志强", "s/elections", "joint_nomination", "nominate", nominee="f"),
        step("nominate", "list"), step("list", "vote"),
        step("vote", "vote", issued=5, returned=6),  # more came back than went out
        step("vote", "count", **VOTED),
        *counted({"a": 5, "b": 4, "c": 2, "f": 2}, {"a": 5, "b": 4, "c": 3, "f": 2}),
        *counted({"a": 5, "b": 4, "c": 2, "f": 2}),
        step("announce", "another"),  # two of five is no majority
        line(DAY, CHAIR, "s/a", "certificate", "oath", outcome="given"),
        line(DAY, CHAIR, "s/a", "oath", "installed"),  # who is elected swears while a seat is open
        step("another", "list", outcome="now_by_votes"), step("list", "vote"), step("vote", "count", **VOTED),
        *counted({"c": 3, "f": 2}),
        step("announce", "install"),
        line(DAY, CHAIR, "s/b", "certificate", "approval", outcome="awaits_approval"),
        line(DAY, CHAIR, "s/b", "approval", "oath"),
        line(DAY, CHAIR, "s/c", "certificate", outcome="given"),
        line(DAY, CHAIR, "s/c", "oath", "installed"),
        line(DAY, CHAIR, "s", "sit", "sit", refused="awaits"),
        line(DAY, CHAIR, "s/b", "oath", "installed"),
    ])  # fmt: skip
    assert session.find("s/elections").ended_as == "elected"
    session.tell([
        line(DAY, CHAIR, "s/resolutions", "deliberate"),
        line(DAY, CHAIR, "s/resolutions", "decide", "publish", outcome="carried"),
        line(DAY, CHAIR, "s/resolutions", "publish", "carried"),
        line(DAY, CHAIR, "s", "sit", "sit", refused="awaits"),  # both meetings are still open
        *(line(DAY, CHAIR, f"s/{organ}", "in_session", "minutes") for organ in ("presidium", "plenary")),
        *(line(DAY, CLERK, f"s/{organ}", "minutes", "held") for organ in ("presidium", "plenary")),
        line(DAY, CHAIR, "s", "sit", "wind_up"),
        line(DAY, CLERK, "s", "wind_up", "closed", {}),
    ])  # fmt: skip


def test_a_tie_is_voted_again_among_those_tied(session: Story) -> None:
    session.tell([
        *opened(), *election(2, 1, *"abc"),
        step("nominate", "list"), step("list", "vote"), step("vote", "count", **VOTED),
        *counted({"a": 5, "b": 3, "c": 3}),
        step("announce", "vote"),
    ])  # fmt: skip
    own = sessions_room.row(session.find("s/elections"))
    assert (sorted(own.names), own.seats) == (["b", "c"], 1)
    session.tell([step("vote", "count", **VOTED), *counted({"b": 3, "c": 2}), step("announce", "install")])
    assert session.find("s/a").step == session.find("s/b").step == "certificate"


def test_more_nominees_than_the_surplus_go_through_a_primary(session: Story) -> None:
    session.tell([
        *opened(), *election(1, 1, *"abc"),
        step("nominate", "primary"), step("primary", "list"), step("list", "vote"),
    ])  # fmt: skip


def test_the_seat_left_open_waits_for_the_next_session(session: Story) -> None:
    session.tell([
        *opened(), *election(1, 1, *"ab"),
        step("nominate"), step("list"), step("vote", "count", **VOTED), *counted({"a": 2, "b": 2}),
        step("announce", "another"), step("another", "elected", outcome="next_session"),
    ])  # fmt: skip


def test_an_organ_decides_in_its_own_meeting_only(session: Story) -> None:
    session.tell([
        *opened(), *election(1, 1, *"ab"),
        line(DAY, CHAIR, "s/presidium", "in_session", "minutes"),  # the presidium has risen
        step("nominate", "nominate", refused="organ"),
        line(DAY, CLERK, "s", "call_meeting", organ="presidium", present=5),
        line(DAY, CHAIR, "s/presidium", "gather"),
        step("nominate", "list"),
    ])  # fmt: skip


def test_a_bill_is_pulled_only_with_the_presidium(session: Story) -> None:
    session.tell([
        *opened(), line(DAY, CLERK, "s", "put_on_agenda", kind="resolutions"),
        line(DAY, CHAIR, "s/presidium", "in_session"),
        line(DAY, CHAIR, "s/resolutions", "pull", "deliberate", refused="organ"),
        line(DAY, CLERK, "s", "call_meeting", organ="presidium", present=5),
        line(DAY, CHAIR, "s/presidium", "gather"),
        line(DAY, CHAIR, "s/resolutions", "pull", "pulled", {}),
    ])  # fmt: skip


def test_what_is_lost_is_not_carried(session: Story) -> None:
    session.tell([
        *opened(), line(DAY, CLERK, "s", "put_on_agenda", kind="resolutions"),
        line(DAY, CHAIR, "s/resolutions", "deliberate"),
        line(DAY, CHAIR, "s/resolutions", "decide", "not_carried", outcome="lost"),
    ])  # fmt: skip


def test_a_correction_of_the_opening_day_moves_what_is_counted_back_from_it(session: Story) -> None:
    session.tell([convened("2027-02-01")])
    with clock.at(date(2027, 1, 12)):
        fact = Fact.objects.unguarded(WHY).get(kind="sessions.convene")
        mended = undo.correct(
            session.county.actor(CLERK),
            fact.pk,
            {"on": "2027-01-04", "opens": DAY, "meeting": "主席团会议", "reason": "抄错了"},
        )
    assert len(mended.data["redated"]) == 2
    assert session.owed("s")["notify"] == "2027-01-27"
    demand_sound()


def test_the_room_binds_all_that_its_procedures_name(session: Story) -> None:
    assert [
        f
        for f in registry.faults()
        if f.split(".")[0] in ("sessions", "meetings", "elections", "installations", "resolutions")
    ] == []
