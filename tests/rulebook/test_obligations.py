"""Obligations: the file is sound, and a line is met, soon, late, short or not filled in by its facts alone."""

from datetime import date

import pytest

from quancheng.law.rules import Book
from quancheng.procedure import obligations, registry
from quancheng.procedure.obligations import Item, Line, Obligation, _state
from quancheng.roster.models import Body

END = date(2026, 12, 31)
ASKED = Obligation("session", "会议", "session.at_least", "sessions", by_end=True)
USUAL = Obligation("session_usual", "会议", "session.per_year", "sessions", by_end=True, usual=True)


def line(asked: int | None, done: int, last: date | None = END, of: Obligation = ASKED) -> Line:
    return Line(of, Body(), None, asked, last, items=[Item("一次", date(2026, 1, 12)) for _ in range(done)])


@pytest.mark.parametrize(
    ("made", "today", "filled", "state"),
    [
        (line(1, 1), date(2026, 6, 1), True, "met"),
        (line(1, 0), date(2026, 6, 1), True, "todo"),
        (line(1, 0), date(2026, 12, 5), True, "soon"),
        (line(1, 0), END, True, "soon"),
        (line(1, 0), date(2027, 1, 1), True, "late"),
        (line(2, 1, of=USUAL), date(2027, 1, 1), True, "short"),
        (line(None, 0), date(2027, 1, 1), True, "unfilled"),
        (line(1, 0, None), date(2027, 1, 1), False, "unfilled"),
        (line(1, 0, None), date(2027, 1, 1), True, "todo"),
        (line(1, 1, None), date(2027, 1, 1), False, "met"),
    ],
)
def test_where_a_line_stands(made: Line, today: date, filled: bool, state: str) -> None:
    assert _state(made, today, filled, 2026, 2026) == state


def test_years_before_the_program_are_never_late() -> None:
    assert _state(line(1, 0), date(2027, 1, 1), True, 2027, 2026) == "before"
    assert _state(line(1, 0), date(2027, 1, 1), True, None, 2026) == "before"


def test_every_obligation_names_rules_and_facts_there_are() -> None:
    shipped, kinds = Book.shipped(), set(registry.acts)
    for o in obligations.obligations():
        assert shipped.has(o.rule) and (not o.day or shipped.has(o.day)), o.id
        assert set(o.kinds) | set(o.before) <= kinds, o.id
        assert o.source in ("sessions", "facts", "duties") and o.year in ("on", "data")
        assert bool(o.kinds) == (o.source != "sessions")
    assert len({o.id for o in obligations.obligations()}) == len(obligations.obligations())


def test_every_outcome_that_counts_is_one_there_is() -> None:
    for o in obligations.obligations():
        for kind in o.kinds if o.outcomes else ():
            procedure, _, name = kind.partition(".")
            spec = registry.definitions[procedure][-1].at(name)
            assert spec and set(o.outcomes) <= {*spec.then, *spec.outcomes}, o.id
