"""Loading: once, whole or not at all, never beside real people, twice the same; and the county's own day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from demo_data.county import TODAY

pytestmark = pytest.mark.slow
WHY = "a test compares two counties"


@pytest.fixture(autouse=True)
def by_the_calendar() -> Iterator[None]:
    """No test leaves the clock beside the calendar."""
    from quancheng.record import clock

    yield
    clock.shift(timedelta())


def run(*args: str) -> tuple[int, str]:
    """Exit status and everything a command said."""
    said = StringIO()
    try:
        call_command(*args, stdout=said, stderr=said)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def everything() -> list[tuple[Any, ...]]:
    """The whole history, without what is random (references, act ids, a volume's digest) and the time of day."""
    from quancheng.record.models import Duty, Fact, Matter, Party

    told = Fact.objects.unguarded(WHY).order_by("pk").values_list(
        "pk", "kind", "matter", "body", "organ", "actor", "capacity", "for_person", "for_body", "on", "outcome", "data"
    )  # fmt: skip
    facts = [(*row[:-1], {k: v for k, v in row[-1].items() if k != "digest"}) for row in told]
    matters = Matter.objects.unguarded(WHY).order_by("pk").values_list(
        "kind", "title", "number", "body__slug", "root", "part_of", "arises_from", "opened_on", "step", "phase"
    )  # fmt: skip
    duties = (
        Duty.objects.unguarded(WHY).order_by("pk").values_list("matter", "name", "body", "person", "due_on", "state")
    )
    parties = Party.objects.unguarded(WHY).order_by("pk").values_list("matter", "person", "body", "part")
    return [tuple(map(str, row)) for rows in (facts, matters, duties, parties) for row in rows]


def test_the_same_data_make_the_same_county(own_county: str, database_copies: Any) -> None:
    from ground.databases import on_a_copy

    first = everything()
    with on_a_copy(database_copies):
        assert run("demo", "load", "--small")[0] == 0
        second = everything()
    assert len(first) > 1000 and first == second


def test_a_second_load_changes_nothing(own_county: str) -> None:
    before = everything()
    status, said = run("demo", "load")
    assert status == 0 and "已经有演示县" in said
    assert everything() == before


def test_never_beside_real_people(committed_db: str) -> None:
    from quancheng.demo.models import DemoMark
    from quancheng.roster.models import Body, Person

    Person.objects.create(name="真人")
    status, said = run("demo", "load")
    assert status == 1 and "真实" in said
    assert not DemoMark.objects.exists() and not Body.objects.exists()


def test_a_load_that_breaks_leaves_nothing(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from quancheng.demo import play
    from quancheng.demo.models import DemoMark
    from quancheng.record.models import Fact
    from quancheng.roster.models import Person

    def breaks(number: int, of: int, on: date) -> None:
        if number == 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play.load(small=True, progress=breaks)
    assert not Fact.objects.unguarded(WHY).exists() and not Person.objects.exists() and not DemoMark.objects.exists()


def test_a_day_before_the_end_of_the_data_is_refused(committed_db: str) -> None:
    status, said = run("demo", "load", "--day", "2026-01-01")
    assert status == 1 and "2026-11-21" in said


def test_the_county_lives_on_from_its_own_day(own_county: str) -> None:
    from quancheng.demo.day import follow, shown
    from quancheng.demo.models import DemoMark
    from quancheng.record import clock

    follow()
    assert clock.today() == TODAY == clock.now().date()
    made = DemoMark.objects.get()
    DemoMark.objects.update(created_at=made.created_at - timedelta(days=40))
    follow()
    assert clock.today() == shown() == TODAY + timedelta(days=40)
    with clock.at(date(2025, 1, 1)):
        assert clock.today() == date(2025, 1, 1)


def test_a_real_database_lives_by_the_calendar(committed_db: str) -> None:
    from quancheng.demo.day import follow, shown
    from quancheng.record import clock

    real = clock.today()
    assert follow() == timedelta() and clock.today() == real and shown() is None


def test_the_clock_twice_a_day_changes_nothing(own_county: str) -> None:
    from quancheng.procedure.tick import tick

    with_day = tick(TODAY)
    assert with_day == {"begun": 0, "opened": 0, "reminded": 0, "sealed": 0}
    later = date(2027, 1, 4)
    first, second = tick(later), tick(later)
    assert first["begun"] == 4 and first["reminded"] > 0
    assert second == {"begun": 0, "opened": 0, "reminded": 0, "sealed": 0}


def test_rebuild_finds_and_mends_what_differs(own_county: str) -> None:
    from quancheng.record import search
    from quancheng.record.models import Matter, Reader

    assert run("rebuild", "all")[1].count("一致") == 3
    one, two, three = Matter.objects.unguarded(WHY).filter(kind="suggestions", phase="closed").order_by("pk")[:3]
    Reader.objects.filter(matter=one, key__startswith="p:")[:1].get().delete()
    Matter.objects.unguarded(WHY).filter(pk=two.pk).update(phase="rate")
    search.index(three, "别的内容")
    for what in ("readers", "phases", "search"):
        assert "有 1 件不一致，已改正" in run("rebuild", what)[1], what
        assert "不一致" not in run("rebuild", what)[1]
    assert Matter.objects.unguarded(WHY).get(pk=two.pk).phase == "closed"
