"""Majorities: exact fractions, the half that is not enough, the number that is never guessed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.law.shares import Share

HALF = Share("all", over=Fraction(1, 2))
TWO_THIRDS = Share("all", reach=Fraction(2, 3))
PARTS = st.fractions(0, 1, max_denominator=50)


@pytest.mark.parametrize(("number", "needed"), [(60, 31), (61, 31), (1, 1), (0, 1)])
def test_more_than_half(number: int, needed: int) -> None:
    assert HALF.needed(number) == needed


@pytest.mark.parametrize(("number", "needed"), [(120, 80), (61, 41), (3, 2)])
def test_two_thirds_or_more(number: int, needed: int) -> None:
    assert TWO_THIRDS.needed(number) == needed


@given(PARTS, st.integers(1, 500), st.integers(0, 500), st.booleans())
def test_needed_and_carried_agree_with_the_words(part: Fraction, number: int, yes: int, over: bool) -> None:
    share = Share("present", over=part) if over else Share("present", reach=part)
    truth = Fraction(yes, number) > part if over else Fraction(yes, number) >= part
    assert share.carried(yes, present=number, all=number + 7) is truth


def test_nothing_is_carried_among_nobody() -> None:
    assert not TWO_THIRDS.carried(0, all=0)


def test_a_missing_number_is_named_not_guessed() -> None:
    with pytest.raises(ValueError, match="全体"):
        HALF.carried(30, present=41)


@pytest.mark.parametrize(
    "bad",
    [
        {"of": "all"},
        {"of": "all", "over": Fraction(1, 2), "reach": Fraction(1, 2)},
        {"of": "everyone", "over": Fraction(1, 2)},
        {"of": "all", "over": 0.5},
        {"of": "all", "reach": Fraction(3, 2)},
    ],
)
def test_a_faulty_share_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Share(**bad)  # type: ignore[arg-type]


def test_words() -> None:
    assert HALF.words == "全体的过半数"
    assert TWO_THIRDS.words == "全体的三分之二以上"
