"""What people type as ID numbers, phones and addresses: kept in one form, or refused in words that repeat nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.roster.identity import BadValue, address, born_and_sex, id_number, phone

from .invented import FEMALE, MALE, PHONE, id_of

WITH_X = next(n for n in (id_of("m", order=k) for k in range(1, 400)) if n.endswith("X"))


@given(born=st.dates(date(1900, 1, 1), date(2008, 1, 1)), sex=st.sampled_from("mf"), order=st.integers(0, 498))
def test_a_right_number_tells_its_day_and_sex(born: date, sex: str, order: int) -> None:
    number = id_of(sex, born, order)
    told = born_and_sex(number)
    assert (told.born, told.sex) == (born, sex) and id_number(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        MALE,
        f" {MALE} ",
        f"'{MALE}",
        f"{MALE[:6]} {MALE[6:14]} {MALE[14:]}",
        MALE.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ],
)
def test_the_ways_it_is_typed(typed: str) -> None:
    assert id_number(typed) == MALE
    assert id_number(WITH_X.lower()) == WITH_X


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("530999800517001", "15 位"),
        (530999800517001, "15 位"),
        (5.30999198005170e17, "当成数字"),
        ("5.30999E+17", "当成数字"),
        ("1.1E+17", "当成数字"),
        (MALE[:17], "少抄"),
        (MALE + "1", "多抄"),
        ("", "只能是数字"),
        (MALE[:16] + ("2" if MALE[16] != "2" else "4") + MALE[17], "校验位"),
        (id_of("m", order=3)[:14] + "1000", "丢过"),
        ("530999198002300018", "不是一个存在的日子"),
        ("530999198013010018", "不是一个存在的日子"),
        ("530999179901010018", "早于 1900"),
        ("990999198005170018", "前两位"),
        ("53099919800517O018", "只能是数字"),
        ("没有带", "只能是数字"),
        ("X" * 18, "只能是数字"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said(typed: object, said: str) -> None:
    with pytest.raises(BadValue, match=said) as refused:
        id_number(typed)
    assert refused.value.field == "id_number"


@given(at=st.integers(0, 17), other=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(at: int, other: str) -> None:
    if FEMALE[at] != other:
        with pytest.raises(BadValue):
            id_number(FEMALE[:at] + other + FEMALE[at + 1 :])


@given(st.text(alphabet="0123456789X+E. 电话", max_size=24))
def test_a_refusal_never_repeats_the_number(typed: str) -> None:
    for read in (id_number, phone):
        try:
            read(typed)
        except BadValue as refused:
            assert len(typed.strip()) < 4 or typed.strip() not in str(refused)


@pytest.mark.parametrize(
    "typed", [PHONE, 13800000000, 13800000000.0, "+86 138 0000 0000", "0086-138-0000-0000", "１３８００００００００"]
)
def test_the_ways_a_phone_is_typed(typed: object) -> None:
    assert phone(typed) == PHONE


def test_a_landline_with_its_area_code() -> None:
    assert phone("0871-65120000") == phone("(0871)65120000") == "087165120000"


@pytest.mark.parametrize("typed", ["1.38E+10", 1.5, "12345678901", "1380000000", "13800000000、13900000000", "无", ""])
def test_what_is_no_phone(typed: object) -> None:
    with pytest.raises(BadValue, match="手机号") as refused:
        phone(typed)
    assert refused.value.field == "phone"


def test_an_address_is_one_line() -> None:
    assert address(" 石桥镇  大河村\n3组 ") == "石桥镇 大河村 3组"
    with pytest.raises(BadValue, match="81 个字"):
        address("村" * 81)
