"""Spans and workdays: the properties no date may break, and the vectors of the law."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.law.spans import Span, numeral
from quancheng.law.workdays import Calendar

CALENDAR = Calendar.shipped()
DAYS = st.dates(date(2004, 1, 1), date(2031, 12, 31))
SPANS = st.builds(
    Span, months=st.integers(0, 30), days=st.integers(0, 400), workdays=st.integers(0, 60), backward=st.booleans()
)


def workdays_in(first: date, last: date) -> int:
    return sum(CALENDAR.is_workday(first + timedelta(n)) for n in range((last - first).days + 1))


@given(DAYS, SPANS)
def test_a_period_never_ends_on_the_wrong_side_of_its_event(start: date, span: Span) -> None:
    end = span.end(start, CALENDAR)
    assert end <= start if span.backward else end >= start


@given(DAYS, st.integers(0, 40), SPANS)
def test_a_later_event_never_ends_earlier(start: date, shift: int, span: Span) -> None:
    assert span.end(start, CALENDAR) <= span.end(start + timedelta(shift), CALENDAR)


@given(DAYS, st.integers(1, 60))
def test_workdays_are_counted_exactly_from_the_day_after(start: date, count: int) -> None:
    end = Span(workdays=count).end(start, CALENDAR)
    assert CALENDAR.is_workday(end)
    assert workdays_in(start + timedelta(1), end) == count


@given(DAYS, st.integers(1, 60))
def test_backward_workdays_are_counted_exactly(start: date, count: int) -> None:
    end = Span(workdays=count, backward=True).end(start, CALENDAR)
    assert CALENDAR.is_workday(end)
    assert workdays_in(end, start - timedelta(1)) == count


@given(DAYS, st.integers(1, 60))
def test_months_keep_the_day_or_clip_to_the_last(start: date, months: int) -> None:
    end = Span(months=months).end(start, CALENDAR)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)


@given(DAYS)
def test_the_last_workday_is_the_nearest_on_or_before(day: date) -> None:
    last = CALENDAR.last_workday(day)
    assert CALENDAR.is_workday(last) and last <= day
    assert workdays_in(last, day) == 1


@given(SPANS.filter(lambda s: not s.backward), SPANS.filter(lambda s: not s.backward), DAYS)
def test_a_span_called_longer_is_longer_on_every_day(a: Span, b: Span, start: date) -> None:
    verdict = a.longer_than(b)
    if verdict is True:
        assert a.end(start, CALENDAR) >= b.end(start, CALENDAR)
    if verdict is False:
        assert a.end(start, CALENDAR) <= b.end(start, CALENDAR)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        (date(2026, 3, 31), Span(months=3), date(2026, 6, 30)),
        (date(2026, 3, 31), Span(months=6), date(2026, 9, 30)),
        (date(2025, 11, 30), Span(months=3), date(2026, 2, 28)),
        (date(2024, 2, 29), Span(months=12), date(2025, 2, 28)),
        (date(2026, 12, 20), Span(days=20, backward=True), date(2026, 11, 30)),
        (date(2026, 2, 13), Span(workdays=1), date(2026, 2, 14)),
        (date(2026, 2, 14), Span(workdays=1), date(2026, 2, 24)),
    ],
)
def test_vectors(start: date, span: Span, end: date) -> None:
    assert span.end(start, CALENDAR) == end


def test_a_last_day_that_is_a_rest_day_stays() -> None:
    end = Span(months=2).end(date(2026, 3, 31), CALENDAR)
    assert end == date(2026, 5, 31)
    assert not CALENDAR.is_workday(end)
    assert CALENDAR.last_workday(end) == date(2026, 5, 29)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(months=3), "三个月"),
        (Span(months=2), "两个月"),
        (Span(workdays=10), "十个工作日"),
        (Span(days=20, backward=True), "二十日前"),
        (Span(days=2), "二日"),
        (Span(), "当日"),
    ],
)
def test_words(span: Span, words: str) -> None:
    assert span.words == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (10, "十"), (15, "十五"), (20, "二十"), (105, "一百零五"), (110, "一百一十"), (1001, "一千零一")],
)
def test_numerals(number: int, words: str) -> None:
    assert numeral(number) == words


@pytest.mark.parametrize("bad", [{"months": -1}, {"days": True}, {"workdays": 1.5}, {"days": 10**9}])
def test_an_absurd_length_is_refused_in_words(bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="期限的"):
        Span(**bad)


def test_a_day_beyond_the_calendar_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="超出可以计算的年份"):
        Span(months=12_000).end(date(9000, 1, 1), CALENDAR)


def test_an_unannounced_year_is_guessed_from_weekends_and_fixed_holidays() -> None:
    assert CALENDAR.announced(2026) and not CALENDAR.announced(2041)
    assert not CALENDAR.is_workday(date(2041, 1, 1))
    assert not CALENDAR.is_workday(date(2041, 5, 1))
    assert CALENDAR.is_workday(date(2041, 5, 6))


def test_the_table_says_what_its_source_says() -> None:
    source = pytest.importorskip("chinese_calendar")
    day, wrong = date(2004, 1, 1), []
    while day.year <= 2026:
        if CALENDAR.is_workday(day) != source.is_workday(day):
            wrong.append(day)
        day += timedelta(1)
    assert wrong == []
