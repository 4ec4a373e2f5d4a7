"""Every figure of a year in which everything happened, counted by hand."""

from typing import Any

import pytest

from quancheng.record.models import Matter
from quancheng.rooms.suggestions.models import Assignment
from quancheng.rooms.suggestions.statistics import FIGURES, Board, NoBoard, figure, listed, percent, statistics

from .handled import Year


def board(y: Year, who: str = "林晓梅", congress: str = "county", **more: Any) -> Board:
    return statistics(y.county.actor(who), y.county.bodies[congress], **({"year": 2026} | more))


def row(b: Board, label: str, sheet: int = 0) -> dict[str, str]:
    line = next(r for r in b.tables[sheet].rows if r.label == label)
    return {c.figure.id: c.words for c in line.cells}


def test_totals_are_what_happened(year: Year) -> None:
    b = board(year)
    got = {f: b.total(f) for f in (
        "raised", "accepted", "declined", "merged", "withdrawn", "in_session", "assigned", "returned", "due", "first", "extended", "late", "overdue",
        "early", "replied", "rated", "process1", "process2", "process3", "result1", "result2", "result3", "awaiting", "unrated", "again", "unsettled",
        "reply_on_paper", "rated_on_paper", "promised", "promise_due", "kept", "broken", "put_off", "ledger",
    )}  # fmt: skip
    assert got == {
        "raised": 25, "accepted": 23, "declined": 1, "merged": 2, "withdrawn": 1, "in_session": 1,
        "assigned": 20, "returned": 1, "due": 18, "first": 13, "extended": 1, "late": 1, "overdue": 3, "early": 1, "replied": 16,
        "rated": 13, "process1": 11, "process2": 2, "process3": 0, "result1": 4, "result2": 7, "result3": 2,
        "awaiting": 2, "unrated": 1, "again": 3, "unsettled": 1, "reply_on_paper": 1, "rated_on_paper": 1,
        "promised": 5, "promise_due": 3, "kept": 1, "broken": 2, "put_off": 1, "ledger": 1,
    }  # fmt: skip
    rates = {f: b.totals[f].words for f in FIGURES if FIGURES[f].is_rate}
    assert rates == {
        "reply_rate": percent(15, 18), "on_time_rate": percent(14, 18), "solve_rate": percent(10, 16), "process_rate": percent(11, 13),
        "result_rate": percent(4, 13), "keep_rate": percent(1, 3),
    }  # fmt: skip


def test_the_parts_make_the_whole(year: Year) -> None:
    b = board(year)
    assert b.total("due") == sum(b.total(f) for f in ("first", "extended", "late", "overdue"))
    assert b.total("replied") == b.total("rated") + b.total("awaiting") + b.total("unrated")
    assert (
        b.total("rated")
        == sum(b.total(f"result{g}") for g in (1, 2, 3))
        == sum(b.total(f"process{g}") for g in (1, 2, 3))
    )
    assert b.total("replied") == sum(b.total(c.id) for c in b.classes)
    assert b.total("promise_due") == b.total("kept") + b.total("broken")


@pytest.mark.parametrize("by", ["department", "township", "category", "source"])
def test_every_figure_opens_exactly_the_rows_it_counts(year: Year, by: str) -> None:
    b = board(year, by=by)
    opened = 0
    for line in [x for t in b.tables for x in (*t.rows, t.total)]:
        for cell in line.cells:
            found = listed(b.view, cell.figure, cell.row)
            lines = list(found.items())
            assert len(lines) == len(found) == (cell.whole if cell.figure.is_rate else cell.count), (line.label, cell)
            assert sum(i.counted for i in lines) == cell.count
            assert all(len(i.columns) == len(found.columns) for i in lines)
            opened += len(lines)
    for cell in b.totals.values():
        assert len(listed(b.view, cell.figure)) == (cell.whole if cell.figure.is_rate else cell.count), cell
    assert opened > 300


@pytest.mark.parametrize("by", ["department", "township", "category", "source"])
def test_rows_add_up_to_their_total(year: Year, by: str) -> None:
    for table in board(year, by=by).tables:
        for n, total in enumerate(table.total.cells):
            assert sum(r.cells[n].count for r in table.rows) == total.count, total.figure.id


def test_a_rework_does_not_make_a_first_reply_late(year: Year) -> None:
    """The second reply of 再办 came after the day of the first; the first was in time."""
    b = board(year)
    a = Assignment.objects.unguarded("a test looks").get(pk=year.parts["再办"].pk)
    assert a.replied_on and a.due_last and a.replied_on > a.due_last
    late = [i.columns[1] for i in listed(b.view, figure("late")).items()]
    assert late == ["关于逾期的建议"]


def test_silence_and_half_an_evaluation_are_not_satisfaction(year: Year) -> None:
    b = board(year)
    assert [i.columns[1] for i in listed(b.view, figure("unrated")).items()] == ["关于分办的建议"]
    assert "关于评了一半的建议" in [i.columns[1] for i in listed(b.view, figure("awaiting")).items()]
    assert {i.columns[1] for i in listed(b.view, figure("result3")).items()} == {
        "关于仍不满意的建议",
        "关于两位领衔的建议",
    }


def test_an_unsigned_share_is_due_all_the_same(year: Year) -> None:
    rows = {i.columns[1]: i.columns[4] for i in listed(board(year).view, figure("overdue")).items()}
    assert rows == {"关于未答的建议": "2026-06-02", "关于未签收的建议": "2026-06-02", "关于退回的建议": "2026-06-12"}


def test_a_unit_sees_its_own_row_and_no_suggestions(year: Year) -> None:
    mine = board(year, "江水生")
    assert [r.label for r in mine.tables[0].rows] == ["县水利局"]
    own = row(mine, "县水利局")
    assert own.items() <= row(board(year), "县水利局").items() and own["assigned"] == "3" and mine.total("raised") == 0
    assert {i.columns[2] for i in listed(mine.view, figure("assigned")).items()} == {"县水利局"}
    other = year.county.bodies["traffic"].pk
    assert len(listed(mine.view, figure("assigned"), str(other))) == 0


def test_the_government_office_sees_its_government(year: Year) -> None:
    labels = {r.label for r in board(year, "何督查").tables[0].rows}
    assert labels == {"县交通运输局", "县水利局", "县农业农村局", "县财政局"}


def test_who_may_see_what(year: Year) -> None:
    assert board(year, "何丽", "shiqiao").total("raised") == 3
    assert (
        board(year, "林晓梅", "shiqiao").total("raised") == 2
    )  # the county reads down what has come to be handed over
    for who, congress in (("何丽", "county"), ("沈小雨", "shiqiao"), ("马德福", "county"), ("陈建国", "liulin")):
        with pytest.raises(NoBoard):
            board(year, who, congress)


def test_townships_stand_beside_the_county(year: Year) -> None:
    b = board(year, by="township")
    assert [r.label for r in b.tables[0].rows] == ["云岭县", "石桥镇", "柳林镇"]
    assert row(b, "石桥镇")["assigned"] == "1" and row(b, "柳林镇")["assigned"] == "—"
    with pytest.raises(NoBoard):
        board(year, "何丽", "shiqiao", by="township")


def test_classes_bear_the_words_of_their_day(year: Year) -> None:
    """The county calls its classes otherwise from some day on: both words stand, each with its own replies."""
    Assignment.objects.unguarded("an older scheme").filter(pk=year.parts["逾期"].pk).update(letter_word="三类 留作参考")
    b = board(year)
    assert [(c.title, b.total(c.id)) for c in b.classes] == [("A类", 10), ("B类", 5), ("三类", 1)]


def test_a_corrected_evaluation_is_counted_as_corrected(year: Year) -> None:
    from quancheng.procedure import undo
    from quancheng.record.models import Fact

    before = board(year).total("result1")
    fact = Fact.objects.unguarded("a test looks").get(matter=year.parts["代录"], kind="assignments.rate")
    sent = {
        "process": "basically",
        "result": "basically",
        "on": "2026-06-01",
        "reason": "看错了一格。",
        "paper_kept": "文件柜",
    }
    undo.correct(year.county.actor("林晓梅"), fact.pk, sent)
    b = board(year)
    assert b.total("result1") == before - 1 and b.total("rated_on_paper") == 1


def test_an_annulled_suggestion_leaves_every_count(year: Year) -> None:
    from quancheng.procedure import undo

    undo.annul(
        year.county.actor("林晓梅"), Matter.objects.unguarded("a test").get(pk=year.matters["按时"].pk), "录入有误"
    )
    b = board(year)
    assert (b.total("raised"), b.total("assigned"), b.total("first")) == (24, 19, 12)


def test_queries_are_few_and_do_not_grow(year: Year, django_assert_max_num_queries: Any) -> None:
    actor, congress = year.county.actor("林晓梅"), year.county.bodies["county"]
    for by in ("department", "township", "category", "source"):
        with django_assert_max_num_queries(9):
            statistics(actor, congress, year=2026, by=by)


def test_percent_is_half_up() -> None:
    assert [percent(180, 187), percent(1, 3), percent(1, 2000), percent(1, 2001), percent(5, 5), percent(0, 0)] == [
        "96.3", "33.3", "0.1", "0.0", "100.0", "—",
    ]  # fmt: skip
