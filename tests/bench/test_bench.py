"""The harness measures what it says, and pages and steps send as many queries as they are known to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

import bench
import bench_county
import bench_pages
import bench_papers
import bench_steps
from bench_county import County
from bench_measure import Series, compare
from quancheng.procedure import engine, reads
from quancheng.record import clock
from quancheng.record.models import Duty
from quancheng.rooms.suggestions import reads as suggestions
from quancheng.rooms.suggestions.reads import Filters
from quancheng.roster.actor import Actor

SMALL = 200
PAGE, LINES, TABS, CONTACT, ACCEPT = (
    17,
    5,
    1,
    33,
    44,
)  # queries; PostgreSQL locks and reads again with two more, and the sheet a step leaves is one


@pytest.fixture
def county(db: None) -> Iterator[County]:
    """In the test's transaction; a request would close its connection, as Django's own test client knows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with clock.at(bench_county.TODAY):
        yield bench_county.make(SMALL)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_county_stands_as_the_engine_would_have_left_it(county: County) -> None:
    bench_county.check(county, SMALL)
    assert county.rows["Suggestion"] == SMALL
    assert county.rows["Fact"] > 6 * SMALL


def test_pages_and_lists_send_no_more_queries_than_before(county: County) -> None:
    clerk = Actor.of(county.clerk.person, clock.today())
    shown = Filters(congress=county.congress)
    assert bench_pages.page_queries(county) <= PAGE
    assert len(bench_pages.counted(lambda: suggestions.listing(clerk, shown))) <= LINES
    assert len(bench_pages.counted(lambda: suggestions.tabs(clerk, shown))) <= TABS
    assert len(bench_pages.counted(lambda: reads.todo(clerk))) == 2
    assert len(bench_pages.counted(lambda: reads.owing(clerk))) == 1


def test_every_figure_of_the_pages_is_of_right_answers(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """The assertions inside are the test; time is not."""
    monkeypatch.setattr(
        bench_pages, "figure", lambda row, work, ours, limit, *_, **__: bench_figure(row, work, ours, limit)
    )
    found = bench_pages.measure(county, 1)
    assert {f.row for f in found} == {1, 3}


def bench_figure(row: int, work: str, ours: object, limit: object) -> bench_pages.Figure:
    assert callable(ours) and callable(limit)
    ours()
    limit()
    return bench_pages.Figure(row, work, "SQLite", 1.0, 1.0, 1.0, 1.0, 1, 0, "")


def test_a_step_can_be_replayed_and_sends_no_more_queries_than_before(county: County) -> None:
    clerk, handler = (Actor.of(a.person, clock.today()) for a in (county.clerk, county.handler))
    accept = {"outcome": "accept", "title": "关于修路的建议", "category": "traffic"}
    matter = bench_steps._open("examine", county.congress.pk)[0]
    asked = bench_pages.counted(lambda: bench_steps.recorded(lambda m: engine.do(clerk, m, "examine", accept), matter))
    assert sum("SAVEPOINT" not in sql for sql in asked) <= ACCEPT
    writes, fact = bench_steps.recorded(lambda m: engine.do(clerk, m, "examine", accept), matter)
    bench_steps.replay(writes, fact)
    assert {d.name for d in Duty.objects.unguarded("a test looks").filter(matter_id=matter, state="open")} == {
        "hand_over"
    }
    part = bench_steps._open("handle", county.units[0])[0]
    step = bench_pages.counted(lambda: engine.do(handler, part, "contact", {"means": "phone", "note": "已沟通。"}))
    assert sum("SAVEPOINT" not in sql for sql in step) <= CONTACT


def test_todo_leaves_out_nothing_that_is_late(county: County) -> None:
    """Of more duties than are shown, the earliest are."""
    clerk = Actor.of(county.clerk.person, clock.today())
    rows = (
        Duty.objects.unguarded("a test looks")
        .filter(body=county.congress, state="open", role="examiner")
        .exclude(due_on=None)
    )
    first = list(rows.order_by("due_on", "pk").values_list("pk", flat=True)[:3])
    assert rows.count() > 3
    assert [o.duty.pk for o in reads.todo(clerk, 3)] == first


def test_both_kinds_of_work_are_sampled() -> None:
    if not Path("/proc/stat").exists():
        pytest.skip("needs Linux")
    from unittest import mock

    with mock.patch("bench_measure.server_pid", return_value=None):
        found: tuple[Series, Series] = compare(lambda: sum(range(2000)), lambda: sum(range(20)), 2, seconds=0.01)
    assert all(len(series.cpu) >= 2 and min(series.wall) > 0 for series in found)


def test_papers_that_are_wrong_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    papers = [bench_papers.paper(n) for n in (1, 2)]
    bench_papers.check(papers)
    monkeypatch.setattr(bench_papers.word, "render", lambda content: bench_papers.wordbase._bytes())
    with pytest.raises(SystemExit, match="云水函〔2026〕1号 is not in its Word file"):
        bench_papers.check(papers)


def test_another_number_of_queries_stops_the_run() -> None:
    with pytest.raises(SystemExit, match="7 queries"):
        bench.compare_queries([], "sqlite", 7, 8)


def test_the_table_says_what_was_missed() -> None:
    one = {
        "row": 1, "work": "列表", "database": "SQLite", "cpu": 3.0, "limit_cpu": 1.0, "ratio": 3.0, "ours": 4.0, "limit": 2.0,
        "samples": 5, "dropped": 2, "goal": "≤ 2 ms", "met": False, "note": "",
    }  # fmt: skip
    assert "| 1 | 列表 | SQLite | 3.00 | 1.00 | 3.0 | 4.00 | 2.00 | 5（另弃 2） | ≤ 2 ms | **否** |" in bench.table(
        [one]
    )


def test_the_command_explains_itself() -> None:
    told = subprocess.run(
        [sys.executable, bench.HERE, "--help"], capture_output=True, text=True, env=os.environ, check=True
    )
    assert "--quick" in told.stdout
