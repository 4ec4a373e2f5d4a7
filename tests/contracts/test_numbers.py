"""No number of law in Python: what a statute or a county says comes from a norm, with its citation.

A heuristic: in the engine and in the acts of the rooms no number above one may stand, and no span anywhere, except
those listed here with the reason why they are no rule.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.tree import Module, modules

SPANS = {"days", "weeks", "months", "years", "workdays"}
SPAN_LAYERS = {"record", "procedure", "papers", "ballots", "gatherings", "tally", "rooms", "doors"}
NO_RULE = {
    ("procedure/daily.py", 60.0): "seconds between two looks at the day",
    ("procedure/daily.py", 5): "seconds a thread gets to stop",
    ("procedure/days.py", 7): "from when a page shows a day in amber; display only",
    ("procedure/days.py", 100): "percent",
    ("procedure/registry.py", 50): "a place in a menu",
    ("procedure/tick.py", 2): "months of a period, by its name",
    ("procedure/tick.py", 3): "months of a quarter",
    ("procedure/tick.py", 12): "months of a year",
    ("procedure/tick.py", 7): "late notices are weekly; how long before the day is a local rule",
    ("procedure/tick.py", 500): "rows fetched at a time",
    ("rooms/suggestions/acts/bindings/days.py", 12): "the last day of a year",
    ("rooms/suggestions/acts/bindings/days.py", 31): "the last day of a year",
    ("rooms/suggestions/acts/followups.py", 100): "percent",
}
# forms, models and page reads hold lengths and page sizes
NOT_LOOKED_AT = ("procedure/forms.py", "procedure/models.py", "procedure/reads.py", "procedure/notices.py")


def acting(module: Module) -> bool:
    """The engine, and what each step of a room does."""
    engine = module.layer == "procedure" and module.file not in NOT_LOOKED_AT
    return (engine and "/management/" not in module.file) or (bool(module.room) and "/acts" in module.file)


def numbers(tree: ast.Module) -> Iterator[tuple[float, int]]:
    """Numbers above one, with their lines; not those that only cut a text to its column's length."""
    cuts = {id(n) for s in ast.walk(tree) if isinstance(s, ast.Slice) for n in ast.walk(s)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(n := node.value, int | float)
            and n > 1
            and id(node) not in cuts
        ):
            yield n, node.lineno


def spans(tree: ast.Module) -> Iterator[int]:
    """Lines on which a call is given so many days or months, as a number."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in SPANS and isinstance(node.value, ast.Constant | ast.UnaryOp):
            yield node.value.lineno


def test_acts_and_engine_hold_no_number_of_law() -> None:
    looked_at = [m for m in modules() if acting(m)]
    assert len(looked_at) > 12
    found = [f"{m.file}:{line}: {n}" for m in looked_at for n, line in numbers(m.tree) if (m.file, n) not in NO_RULE]
    assert not found


def test_every_exception_is_still_needed() -> None:
    there = {(m.file, n) for m in modules() if acting(m) for n, _ in numbers(m.tree)}
    assert set(NO_RULE) <= there


def test_no_span_is_written_in_python() -> None:
    found = [f"{m.file}:{line}" for m in modules() if m.layer in SPAN_LAYERS for line in spans(m.tree)]
    assert not found


@pytest.mark.parametrize(
    "text", ["due = on + timedelta(days=90)", "Span(months=3)", "relativedelta(months=-6)", "if rounds >= 2: pass"]
)
def test_a_number_of_law_would_be_noticed(text: str, tmp_path: Path) -> None:
    tree = ast.parse(text)
    assert [*numbers(tree), *spans(tree)]
