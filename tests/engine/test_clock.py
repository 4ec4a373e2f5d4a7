"""What comes back by itself, and what the clock may not do twice."""

from collections.abc import Iterator
from datetime import date

import pytest

from quancheng.procedure import registry, tick, undo
from quancheng.procedure.calls import Ambiguous, Call, Open
from quancheng.procedure.definition import parse
from quancheng.procedure.models import Notice
from quancheng.procedure.moving import create
from quancheng.procedure.tick import period_of
from quancheng.record import clock
from quancheng.record.models import Duty, Fact

from .borrowed import registry_lent
from .soundness import WHY, demand_sound
from .story import Story, line
from .test_gate import Nothing
from .test_suggestions import handed

STATION = """
[[procedure]]
id = "rounds"
title = "定期办理"
since = {since}
[[procedure.step]]
id = "open"
title = "设立"
by = "examiner"
then = "run"
[[procedure.step]]
id = "run"
title = "运行"
by = "examiner"
then = {{ rest = "rest", over = "over" }}
outcomes = {{ rest = "暂停", over = "撤销" }}
[[procedure.step]]
id = "rest"
title = "暂停"
by = "examiner"
then = "run"
[[procedure.aside]]
id = "{aside}"
title = "接待"
by = "receiver"
during = ["run"]
every = "{every}"
[[procedure.end]]
id = "over"
title = "撤销"
"""


def declare(every: str = "quarter", aside: str = "receive", since: str = "2020-01-01") -> None:
    registry.declare(*parse(STATION.format(every=every, aside=aside, since=since)))
    registry.act(f"rounds.{aside}")(lambda call: None)


def open_(call: Call) -> None:
    call.matter = create(Open("rounds", "联络站接待", Nothing()), call.body, call.on)  # type: ignore[arg-type]


@pytest.fixture
def rounds(direct: Story) -> Iterator[Story]:
    with registry_lent():
        declare()
        registry.act("rounds.open")(open_)
        for name in ("run", "rest"):
            registry.act(f"rounds.{name}")(lambda call: None)
        registry.bearer("rounds.examiner", "rounds.receiver")(lambda matter: [matter.body])
        registry.starter("rounds")(lambda actor, body: actor.capacity("examiner", body.pk) is not None)
        # who receives is an examiner in this house
        registry.bearer("rounds.receiver")(lambda matter: [direct.county.people["林晓梅"]])
        yield direct


BEGUN = line("2026-01-10", "林晓梅", "r", "begin", "run", kind="rounds")


@pytest.mark.parametrize(("every", "day", "period"), [
    ("year", "2026-12-31", "2026"), ("quarter", "2026-03-31", "2026Q1"), ("quarter", "2026-10-01", "2026Q4"),
    ("two_months", "2026-02-28", "2026-01/02"), ("two_months", "2026-11-01", "2026-11/12"), ("month", "2026-09-30", "2026-09"),
])  # fmt: skip
def test_every_day_lies_in_one_period(every: str, day: str, period: str) -> None:
    assert period_of(every, date.fromisoformat(day)) == period
    assert len(period) <= Duty._meta.get_field("period").max_length


def opened(day: str) -> int:
    """Let the clock look on that day."""
    with clock.at(date.fromisoformat(day)):
        found = tick.tick()["opened"]
    demand_sound()
    return found


def test_one_duty_a_period_however_often_the_clock_looks(rounds: Story) -> None:
    rounds.tell([BEGUN])
    assert [
        opened(d) for d in ("2026-01-10", "2026-01-10", "2026-03-31", "2026-04-01", "2026-04-02", "2027-01-01")
    ] == [1, 0, 0, 1, 0, 1]
    periods = Duty.objects.unguarded(WHY).filter(name="receive").order_by("pk").values_list("period", flat=True)
    assert list(periods) == ["2026Q1", "2026Q2", "2027Q1"]
    asked = Fact.objects.unguarded(WHY).filter(kind="rounds.receive_due")
    assert asked.order_by("pk").values_list("actor", "data")[0] == (None, {"period": "2026Q1"})


def test_who_is_asked_is_told(rounds: Story) -> None:
    rounds.tell([BEGUN])
    opened("2026-01-11")
    duty = rounds.duty("r", "receive")
    assert (
        Notice.objects.unguarded(WHY)
        .filter(duty_id=duty.pk, cause=Notice.Cause.OWED, person=rounds.county.people["林晓梅"])
        .exists()
    )


def test_what_was_not_done_last_time_is_still_owed(rounds: Story) -> None:
    rounds.tell([BEGUN])
    for day in ("2026-02-01", "2026-05-01"):
        opened(day)
    rounds.tell([line("2026-05-02", "林晓梅", "r", "receive", refused=Ambiguous)])
    late = Duty.objects.unguarded(WHY).get(period="2026Q1")
    rounds.tell([line("2026-05-02", "林晓梅", "r", "receive", "run", {"run": "", "receive": ""}, duty=late.pk)])
    assert opened("2026-05-03") == 0  # what is done is not asked again


def test_it_comes_back_only_while_its_step_lasts(rounds: Story) -> None:
    rounds.tell([BEGUN])
    assert opened("2026-02-01") == 1
    rounds.tell([line("2026-02-02", "林晓梅", "r", "run", "rest", {"rest": ""}, outcome="rest")])
    assert opened("2026-02-03") == 0
    rounds.tell([line("2026-02-04", "林晓梅", "r", "rest", "run")])
    assert opened("2026-02-05") == 1  # the one that was void is asked again
    rounds.tell([line("2026-02-06", "林晓梅", "r", "run", "over", {}, outcome="over")])
    assert opened("2026-05-01") == 0


def test_a_matter_goes_by_the_version_it_was_opened_under(rounds: Story) -> None:
    """The new version asks under another name and every month; what is under way goes on as it was."""
    rounds.tell([BEGUN])
    declare("month", "host", since="2026-03-01")
    registry.bearer("rounds.receiver")(lambda matter: [matter.body])
    assert opened("2026-04-01") == 1
    assert set(rounds.owed("r")) == {"run", "receive"}
    rounds.tell([line("2026-04-02", "林晓梅", "new", "begin", "run", kind="rounds")])
    assert [opened(d) for d in ("2026-04-03", "2026-05-01")] == [1, 1]
    assert set(rounds.owed("new")) == {"run", "host"}


def test_without_anybody_to_ask_nothing_happened(rounds: Story) -> None:
    rounds.tell([BEGUN])
    registry.bearer("rounds.receiver")(lambda matter: [])
    assert [opened("2026-02-01"), opened("2026-02-02")] == [0, 0]
    assert not Fact.objects.unguarded(WHY).filter(kind="rounds.receive_due").exists()


def test_what_the_clock_has_acted_on_is_not_taken_back(rounds: Story) -> None:
    rounds.tell(
        [
            BEGUN,
            line("2026-02-02", "林晓梅", "r", "run", "rest", outcome="rest"),
            line("2026-02-03", "林晓梅", "r", "rest", "run"),
        ]
    )
    actor, root = rounds.county.actor("林晓梅"), rounds.find("r")
    assert undo.revocable(actor, root)
    opened("2026-02-04")
    assert undo.revocable(actor, root) is None


def test_reminders_climb_the_ladder_once(direct: Story) -> None:
    """30, 15, 7, 3 and 0 days before the last day, then every week."""
    direct.tell([*handed(), line("2026-03-03", "周立新", "road/traffic", "sign_for")])
    days = [
        "2026-05-02",
        "2026-05-03",
        "2026-05-04",
        "2026-05-18",
        "2026-05-30",
        "2026-06-02",
        "2026-06-03",
        "2026-06-09",
        "2026-06-10",
    ]
    due = direct.duty("road/traffic", "handle")
    assert due.due_on == date(2026, 6, 2)
    marks = []
    for day in days:
        with clock.at(date.fromisoformat(day)):
            tick.tick()
            assert tick.tick()["reminded"] == 0
        marks.append(Notice.objects.unguarded(WHY).filter(duty_id=due.pk).exclude(mark="").count())
    assert marks == [0, 1, 1, 2, 3, 4, 5, 5, 6]
    late = Notice.objects.unguarded(WHY).filter(duty_id=due.pk, cause=Notice.Cause.LATE)
    assert sorted(late.values_list("mark", flat=True)) == ["late0", "late1"]
