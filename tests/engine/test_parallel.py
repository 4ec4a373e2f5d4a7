"""At the same time: one writer on SQLite, locked rows on PostgreSQL; numbers without gaps or doubles on both."""

from collections.abc import Callable, Iterator
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from journeys.county import settle_county
from quancheng.procedure import engine
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.rooms.rulebook.book import enter
from quancheng.rooms.suggestions.models import Contact

from .conftest import DIRECT, TODAY
from .soundness import WHY, demand_sound
from .story import SAID, Story, line
from .test_gate import SIGNED, colleague
from .test_suggestions import handed


def together(*jobs: Callable[[], object]) -> list[object]:
    """Run them at once, each in a thread and connection of its own; returns what each returned or raised."""
    found: list[object] = [None] * len(jobs)
    start = Barrier(len(jobs))

    def run(number: int) -> None:
        try:
            start.wait(10)
            found[number] = jobs[number]()
        except Exception as error:
            found[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n,)) for n in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


@pytest.fixture
def committed(committed_db: str) -> Iterator[Story]:
    """The county, committed."""
    with clock.at(TODAY):
        story = Story(settle_county())
        enter("direct", DIRECT)
        yield story


def test_two_clicks_with_one_key_are_one_fact(committed: Story) -> None:
    committed.tell([*handed(), SIGNED])
    county = committed.county
    sent = {"on": "2026-03-05", "means": "site", "note": SAID}
    actor, matter = county.actor("周立新"), committed.find("road/traffic").pk
    done = together(*[lambda: engine.do(actor, matter, "contact", sent, key="twice")] * 4)
    assert len({getattr(f, "pk", f) for f in done}) == 1 and Contact.objects.unguarded(WHY).count() == 1
    raised = {
        "on": "2026-03-05",
        "title": "关于增设变压器的建议",
        "text": SAID,
        "raised_in": "0",
        "wish": "full",
        "outcome": "submit",
    }
    deputy, body = county.actor("马德福"), county.bodies["county"]
    done = together(*[lambda: engine.begin(deputy, "suggestions", body, raised, key="begun twice")] * 4)
    assert (
        len({getattr(f, "pk", f) for f in done}) == 1
        and Matter.objects.unguarded(WHY).filter(kind="suggestions").count() == 2
    )
    demand_sound()


def test_of_two_who_do_the_same_one_is_told_that_it_is_done(committed: Story) -> None:
    committed.tell(handed())
    other = committed.county.actor(colleague(committed, "周立新"))
    actor, matter = committed.county.actor("周立新"), committed.find("road/traffic").pk
    sent = {"on": "2026-03-05", "outcome": "accept"}
    done = together(*[lambda a=a: engine.do(a, matter, "sign_for", sent) for a in (actor, other)])
    assert sorted(type(x).__name__ for x in done) == ["AlreadyDone", "Fact"], done
    demand_sound()


def test_numbers_have_neither_gaps_nor_doubles(committed: Story) -> None:
    """Eight suggestions examined at once, some of them refused at first: numbered 1 to 8."""
    with clock.at(date(2026, 3, 5)):
        matters = [committed.do(line("2026-03-05", "马德福", f"s{n}", "begin")).matter for n in range(8)]
    clerk = committed.county.actor("林晓梅")

    def examine(matter: Matter, category: str) -> Callable[[], Fact]:
        sent = {"on": "2026-03-06", "title": matter.title, "category": category, "outcome": "accept"}
        return lambda: engine.do(clerk, matter.pk, "examine", sent)

    first = together(*[examine(m, "traffic" if n % 2 else "") for n, m in enumerate(matters) if m])
    assert [type(x).__name__ for x in first] == ["Invalid", "Fact"] * 4, first
    assert not [x for x in together(*[examine(m, "water") for m in matters[::2] if m]) if not isinstance(x, Fact)]
    numbers = [m.suggestion.number for m in Matter.objects.unguarded(WHY).filter(kind="suggestions")]
    assert sorted(numbers) == list(range(1, 9))
    demand_sound()


def test_a_number_of_a_step_that_fails_was_never_given(committed: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(date(2026, 3, 5)):
        first, second = (committed.do(line("2026-03-05", "马德福", n, "begin")).matter for n in "ab")
    assert first and second
    clerk = committed.county.actor("林晓梅")
    sent = {"on": "2026-03-06", "title": "关于硬化道路的建议", "category": "traffic", "outcome": "accept"}
    with monkeypatch.context() as patch:
        patch.setattr(engine, "notify", lambda *a: (_ for _ in ()).throw(RuntimeError("the power fails")))
        with pytest.raises(RuntimeError):
            engine.do(clerk, first.pk, "examine", sent)
    assert committed.find("a").number == ""
    engine.do(clerk, second.pk, "examine", sent)
    assert committed.find("b").number == "闭会第1号"


def test_two_batches_in_opposite_orders_do_not_wait_for_each_other(committed: Story) -> None:
    with clock.at(date(2026, 3, 5)):
        matters = [committed.do(line("2026-03-05", "马德福", f"s{n}", "begin")).matter_id for n in range(6)]
    clerk = committed.county.actor("林晓梅")
    note = [(m, "note", {"on": "2026-03-06", "text": SAID}) for m in matters if m]
    done = together(lambda: engine.do_many(clerk, note), lambda: engine.do_many(clerk, note[::-1]))
    assert [len(x) if isinstance(x, list) else x for x in done] == [6, 6]
