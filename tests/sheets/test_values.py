"""Days, names and numbers as they are written in cells."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.roster.sheets import BadValue, Number, PartialDay, clean, is_unknown, number_of, parse_day, split_names

DAY, MONTH, YEAR = (
    PartialDay(date(2019, 6, 30), "day"),
    PartialDay(date(2019, 6, 1), "month"),
    PartialDay(date(2019, 1, 1), "year"),
)


@pytest.mark.parametrize(
    "cell",
    [
        "2019-06-30", "2019/6/30", "2019.6.30", "2019年6月30日", "2019年6月30号", "2019 年 6 月 30 日",
        "２０１９．６．３０",
        "20190630", 20190630.0, "43646", 43646, 43646.0, 43646.75, date(2019, 6, 30), datetime(2019, 6, 30, 9, 30),
        "2019-06-30 10:22:00", "2019/6/30 0:00", "2019-06-30T10:22", "二〇一九年六月三十日", "二零一九年六月卅日",
        "二○一九年六月三十日", "二O一九年六月三十日", "2019年6月30日（星期日）", "2019、6、30", "2019。6。30",
        "2019—6—30",
    ],
)  # fmt: skip
def test_whole_days(cell):
    assert parse_day(cell) == DAY


@pytest.mark.parametrize(
    "cell", ["2019.6", 2019.6, "201906", 201906, "2019年6月", "2019-06", "2019年6月份", "二〇一九年六月"]
)
def test_months(cell):
    assert parse_day(cell) == MONTH


@pytest.mark.parametrize("cell", ["2019", 2019, 2019.0, "2019年", "2019年度", "二〇一九年", "二〇一九"])
def test_years(cell):
    assert parse_day(cell) == YEAR


@pytest.mark.parametrize("cell", ["", "  ", "不详", "不 详", "无", "—", "/", "N/A", "-"])
def test_unknown(cell):
    assert parse_day(cell) is None
    assert is_unknown(cell)


def test_months_of_two_digits():
    assert parse_day("1980.5") == parse_day("198005") == parse_day(1980.5) == PartialDay(date(1980, 5, 1), "month")
    assert parse_day("2019.10") == parse_day("2019.10.") == PartialDay(date(2019, 10, 1), "month")
    assert parse_day(2019.12) == parse_day("二〇一九年十二月") == PartialDay(date(2019, 12, 1), "month")
    assert parse_day("二〇一九年十月廿一日").value == date(2019, 10, 21)
    assert parse_day(2019.01).value == date(2019, 1, 1)


@pytest.mark.parametrize("cell", ["2019.1", 2019.1])
def test_dot_one_is_january_or_october(cell):
    with pytest.raises(BadValue, match="分不清是1月还是10月"):
        parse_day(cell)
    assert parse_day(cell, dot_one_is_january=True) == PartialDay(date(2019, 1, 1), "month")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2019-02-30", "“2019-02-30”不是日历上有的日子：2019年2月没有30日"), ("2023-2-29", "没有29日"),
        ("2019年13月", "没有13月"), ("二〇一九年十三月一日", "没有13月"), ("20190631", "没有31日"),
        ("1066-1-1", "年份"),
        ("20196", "分不清是 2019年6月 还是 Excel 的日期序号（1955-04-17）"), ("2019630", "分不清年月日"),
        ("190630", "分不清年月日"), ("6/30/2019", "认不出"), ("19.6.30", "认不出"), ("2019年上半年", "认不出"),
        ("2019.6.30-2019.7.2", "认不出"), ("2019-06-29T16:00:00Z", "认不出"), ("会后", "认不出"), (True, "认不出"),
        (time(3), "认不出"), (timedelta(1), "认不出"), (-5, "认不出"), ("00001", "认不出"), ("0", "分不清"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_the_value(cell, words):
    with pytest.raises(BadValue) as refused:
        parse_day(cell)
    assert words in str(refused.value)
    assert str(refused.value).endswith(("。",))


CELLS = st.one_of(
    st.text(max_size=40),
    st.text("0123456789.-/年月日号 二〇一九十廿三", max_size=12),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@given(CELLS)
def test_parse_day_raises_nothing_but_bad_value(cell):
    try:
        found = parse_day(cell)
    except BadValue as refused:
        assert str(refused).endswith("。")
    else:
        assert found is None or 1900 <= found.value.year <= 2099


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_written_day_is_read_back(day):
    found = PartialDay(day, "day")
    assert parse_day(str(found)) == parse_day(day.isoformat()) == parse_day(f"{day:%Y%m%d}") == found


@given(st.text(max_size=60))
def test_names_numbers_and_clean_never_fail(text):
    assert all(split_names(text).names)
    number_of(text)
    assert clean(clean(text)) == clean(text)
    assert "\x00" not in clean(text)


@pytest.mark.parametrize(
    ("text", "names", "remark"),
    [
        ("王芳", ["王芳"], ""), ("王 芳", ["王芳"], ""), ("王 芳 李建国", ["王芳", "李建国"], ""),
        ("王 芳 李 强", ["王芳", "李强"], ""), ("王、李，赵；钱,孙/周\n吴", list("王李赵钱孙周吴"), ""),
        ("王　芳\n李　强", ["王芳", "李强"], ""), ("张三等5人", ["张三"], "等5人"),
        ("张三、李四等 ５ 名代表", ["张三", "李四"], "等5名代表"),
        ("张三等", ["张三"], "等"), ("张三等十余人", ["张三"], "等十余人"), ("县水利局、县水利局", ["县水利局"], ""),
        ("王芳（女，汉族）、李强", ["王芳（女，汉族）", "李强"], ""), ("阿卜杜拉·买买提", ["阿卜杜拉·买买提"], ""),
        ("高等职业学校", ["高等职业学校"], ""), ("不详", [], ""), ("", [], ""), ("、，", [], ""),
    ],
)  # fmt: skip
def test_names(text, names, remark):
    assert split_names(text) == (tuple(names), remark)


@pytest.mark.parametrize(
    ("text", "value", "between"),
    [
        ("第23号", 23, False), ("23", 23, False), ("23号", 23, False), ("闭会第5号", 5, True), ("0023", 23, False),
        ("第 ２３ 号", 23, False), ("23.0", 23, False), ("第二十三号", 23, False), ("第一百零五号", 105, False),
        ("第二三号", 23, False),
        ("大会建议第7号", 7, False), ("闭会期间建议第12号", 12, True), ("2019年第8号", 8, False),
        ("〔2019〕8号", 8, False),
        ("第8号建议", 8, False), ("编号：8", 8, False),
    ],
)  # fmt: skip
def test_numbers(text, value, between):
    assert number_of(text) == Number(value, between)


@pytest.mark.parametrize(
    "text", ["议案", "", "不详", "第0号", "关于第3中学的建议", "2019-23", "20190023", "23.5", "一二三四五六七", "十十"]
)
def test_no_numbers(text):
    assert number_of(text) is None
