"""The header, the columns and the rows of messy sheets."""

from datetime import date

import pytest

from quancheng.roster.sheets import (
    BadValue,
    Sheet,
    Skipped,
    clean,
    find_header,
    number_of,
    parse_day,
    preview,
    read,
    split_names,
    table,
    tables,
    text_of,
)

from .workbooks import KNOWN, ledger, xlsx


@pytest.fixture(scope="module")
def found():
    ((sheet, header),) = tables(read(ledger(), "台账.xlsx"), KNOWN)
    return sheet, header


def one(rows, merged=()):
    (sheet,) = read(xlsx(rows, merged), "x.xlsx").sheets
    return sheet


def test_header_of_two_rows_below_titles(found):
    sheet, header = found
    assert (sheet.name, header.first_row, header.last_row) == ("2019年", 3, 4)
    assert [(column.name, column.field) for column in header.columns] == [
        ("序号", None),
        ("编 号", "number"),
        ("建议 标题", "title"),
        ("领衔代表", "proposer"),
        ("承办单位 主办", "lead"),
        ("承办单位 协办", "joint"),
        ("办理时间 交办日期", "handed_over"),
        ("办理时间 答复时间", "replied"),
        ("备注", None),
    ]


def test_rows_of_the_ledger(found):
    sheet, header = found
    rows = table(sheet, header, header.mapping, fillable=["lead"]).rows
    assert [row.number for row in rows] == [5, 6, 8, 9, 11]
    assert rows[0].values == {
        "number": "第1号",
        "title": "关于修建黄泥村 道路（二期）的建议",
        "proposer": "王 芳",
        "lead": "县交通运输局",
        "joint": "县财政局、县水利局",
        "handed_over": "43480",
        "replied": "43646",
    }
    assert rows[1].values["number"] == "2"
    assert rows[3].values["title"] == "关于加强村级卫生室建设的建议"
    assert [(row.values["lead"], row.filled) for row in rows[2:]] == [
        ("县生态环境局", frozenset()),
        ("县生态环境局", frozenset(["lead"])),
        ("县农业农村局", frozenset()),
    ]
    assert rows[0].raw[6] == 43480
    assert not any(row.troubles for row in rows)


def test_what_was_left_out_is_listed_with_the_reason(found):
    sheet, header = found
    assert table(sheet, header, header.mapping).skipped == (
        Skipped(7, "分类标题行", "一、农业农村类（2件）"),
        Skipped(10, "重复的表头", "序号"),
        Skipped(12, "只有序号，没有内容", "6"),
        Skipped(14, "合计行", "合 计"),
        Skipped(15, "填表人、填报单位等落款", "填表人：张三"),
        Skipped(16, "备注说明", "备注：本表一式两份。"),
    )


def test_the_values_of_the_ledger_are_understood(found):
    sheet, header = found
    rows = table(sheet, header, header.mapping, fillable=["lead"]).rows
    assert [number_of(row.values["number"]).value for row in rows] == [1, 2, 3, 4, 5]
    assert [str(parse_day(row.values["replied"])) for row in rows] == [
        "2019年6月30日", "2019年6月30日", "2019年6月30日", "2019年", "None",
    ]  # fmt: skip
    days = [parse_day(row.values["handed_over"]) for row in rows[:4]]
    assert [str(day) for day in days] == ["2019年1月15日", "2019年1月15日", "None", "2019年1月"]
    with pytest.raises(BadValue, match=r"“2019\.2\.30”.*2019年2月没有30日"):
        parse_day(rows[4].values["handed_over"])
    assert [split_names(row.values["proposer"]) for row in rows[:3]] == [
        (("王芳",), ""), (("李建国", "张三"), "等5人"), ((), ""),
    ]  # fmt: skip


def test_preview_shows_different_examples(found):
    sheet, header = found
    guesses = preview(sheet, header, n=2)
    assert guesses[4].examples == ("县交通运输局", "县城管局")
    assert guesses[8].examples == ()


def test_the_same_table_as_csv_and_as_xlsx_gives_the_same_rows():
    rows = [["建议编号", "标题", "代表姓名"], ["１", "关于修路的建议", "王芳"], ["2", "关于饮水的建议", "李强"]]
    text = "\n".join(",".join(row) for row in rows).encode("gb18030")
    read_rows = []
    for content in (xlsx(rows), text):
        ((sheet, header),) = tables(read(content, "x"), KNOWN)
        read_rows.append([row.values for row in table(sheet, header, header.mapping)])
    assert read_rows[0] == read_rows[1] == [
        {"number": "1", "title": "关于修路的建议", "proposer": "王芳"},
        {"number": "2", "title": "关于饮水的建议", "proposer": "李强"},
    ]  # fmt: skip


def test_two_rows_in_csv_where_nothing_says_what_is_merged():
    text = "台账,,,\n编号,标题,承办单位,\n,,主办,协办\n1,修路,交通局,财政局\n"
    ((_, header),) = tables(read(text.encode(), "x.csv"), KNOWN)
    assert (header.first_row, header.last_row) == (2, 3)
    assert header.mapping == {"number": 0, "title": 1, "lead": 2, "joint": 3}


@pytest.mark.parametrize("above", [0, 1, 9])
def test_header_in_any_of_the_first_ten_rows(above):
    rows = [[]] * above + [["＊案由（全称）", "提出人："], ["修路", "王芳"]]
    header = find_header(one(rows), KNOWN)
    assert (header.first_row, header.last_row) == (above + 1, above + 1)
    assert header.mapping == {"title": 0, "proposer": 1}


def test_no_header_below_the_tenth_row_nor_in_prose():
    assert find_header(one([[]] * 10 + [["标题", "提出人"]]), KNOWN) is None
    assert find_header(one([["关于2019年代表建议标题和承办单位的说明"], ["正文"]], ["A1:F1"]), KNOWN) is None


def test_a_merged_title_right_above_the_header_is_no_part_of_it():
    sheet = one([["台账", None, None], ["编号", "标题", "某列"], ["1", "修路", "x"]], ["A1:C1"])
    header = find_header(sheet, KNOWN)
    assert (header.first_row, header.last_row, header.columns[2].name) == (2, 2, "某列")
    two = one([["填报单位：县人大", None, "日期", None], ["编号", "标题", "某", "列"]], ["A1:B1", "C1:D1"])
    assert find_header(two, KNOWN).first_row == 2


def test_the_better_name_wins_a_field_and_each_field_is_given_once():
    sheet = one([["原建议标题备份", "标题", "标题", "编号"], ["a", "b", "c", "1"]])
    assert find_header(sheet, KNOWN).mapping == {"title": 1, "number": 3}


def test_a_user_may_map_any_column_but_not_one_that_is_not_there():
    sheet = one([["序号", "标题", "提出人"], [7, "修路", "王芳"]])
    header = find_header(sheet, KNOWN)
    (row,) = table(sheet, header, {"number": 0, "title": 2})
    assert row.values == {"number": "7", "title": "王芳"}
    with pytest.raises(BadValue, match="没有第4列"):
        table(sheet, header, {"title": 3})


def test_blanks_are_filled_only_where_the_file_says_or_cannot_say():
    rows = [["编号", "标题", "主办单位"], ["1", "修路", "交通局"], ["2", "架桥", ""], ["3", "饮水", "同上"]]
    sheet = one([[value or None for value in row] for row in rows])
    header = find_header(sheet, KNOWN)
    found = table(sheet, header, header.mapping, fillable=["lead"])
    assert [row.values["lead"] for row in found] == ["交通局", "", ""]
    assert found.rows[2].troubles == (("lead", "第4行第3列写的是“同上”，上一行却没有内容可用。请填上实际内容。"),)
    (text,) = read("\n".join(map(",".join, rows)).encode(), "x.csv").sheets
    found = table(text, header, header.mapping, fillable=["lead"])
    assert [(row.values["lead"], sorted(row.filled)) for row in found] == [
        ("交通局", []), ("交通局", ["lead"]), ("交通局", ["lead"]),
    ]  # fmt: skip


def test_a_long_number_stored_as_a_number_has_lost_digits():
    sheet = one([["编号", "标题", "提出人"], [110101198001011234, "修路", "王芳"], ["2", "架桥", "1.10101E+17"]])
    header = find_header(sheet, KNOWN)
    first, second = table(sheet, header, header.mapping)
    assert first.values["number"] == ""
    assert first.troubles[0][0] == "number"
    assert first.troubles[0][1].startswith("第2行第1列是按数字存的长号码")
    assert second.troubles[0][0] == "proposer"


@pytest.mark.parametrize(
    "title", ["合计划生育服务站", "三江镇道路建设", "说明白卡办理难", "小计量泵更换", "备注册商标"]
)
def test_a_title_that_only_looks_like_a_total_is_data(title):
    sheet = one([["编号", "标题", "提出人"], [None, title, None], ["2", title, "王芳"]])
    header = find_header(sheet, KNOWN)
    assert [row.values["title"] for row in table(sheet, header, header.mapping)] == [title, title]


@pytest.mark.parametrize("first", ["合计", "总 计", "本页小计：", "共计12件", "小计（3件）"])
def test_totals(first):
    sheet = one([["编号", "标题", "提出人"], ["1", "修路", "王芳"], [first, "2", "3"]])
    header = find_header(sheet, KNOWN)
    assert [skip.reason for skip in table(sheet, header, header.mapping).skipped] == ["合计行"]


def test_a_row_with_nothing_in_common_with_the_header_below_a_repeated_title():
    title = "某某县代表建议台账"
    sheet = one([[title], ["编号", "标题", "提出人"], ["1", "修路", "王芳"], [title], ["编号", "标题", "提出人"]])
    header = find_header(sheet, KNOWN)
    found = table(sheet, header, header.mapping)
    assert ([row.number for row in found], [skip.number for skip in found.skipped]) == ([3], [4, 5])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (23.0, "23"), (0.1 + 0.2, "0.3"), (1980.5, "1980.5"), (True, "是"), (date(2019, 6, 30), "2019-06-30"),
        ("２．３ 公里（二期），完", "2.3 公里（二期），完"), ("a\x00b\u200b c\r\nd", "ab c d"), ("⽔利局", "水利局"),
        (float("nan"), "nan"), (1e300, "1e+300"),
    ],
)  # fmt: skip
def test_text_of_cells(cell, text):
    assert text_of(cell) == text


def test_long_fields_keep_their_lines():
    assert clean(" 一 \r\n\n 二\x07", newlines=True) == "一\n二"
    sheet = Sheet("x", (("编号", "标题"), ("1", "一\n二")))
    header = find_header(sheet, KNOWN)
    assert table(sheet, header, header.mapping, long=["title"]).rows[0].values["title"] == "一\n二"
