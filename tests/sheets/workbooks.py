"""Files as offices keep them, made where the test can see what is in them."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

KNOWN = {
    "number": ("编号", "建议编号"),
    "title": ("建议标题", "标题", "案由"),
    "proposer": ("领衔代表", "提出人", "代表姓名"),
    "lead": ("主办单位", "承办单位主办", "承办单位"),
    "joint": ("协办单位", "会办单位", "承办单位协办"),
    "handed_over": ("交办日期", "交办时间"),
    "replied": ("答复日期", "答复时间"),
}


def fill(sheet: Worksheet, rows: Iterable[Sequence[object]], merged: Sequence[str] = ()) -> None:
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)
    for area in merged:
        sheet.merge_cells(area)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsx(rows: Iterable[Sequence[object]], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    fill(book.active, rows, merged)
    return saved(book)


def ledger() -> bytes:
    """The ledger of a county office: an empty first sheet, titles, a header of two rows, totals, signatures."""
    book = Workbook()
    book.active.title = "Sheet1"
    sheet = book.create_sheet("2019年")
    rows = [
        ["某某县第十七届人大四次会议代表建议办理情况台账"],
        ["填报单位：县人大常委会代联工委", None, None, None, None, "填报日期：2020.1.6"],
        ["序号", "编 号", "建议\n标题", "领衔代表", "承办单位", None, "办理时间", None, "备注"],
        [None, None, None, None, "主办", "协办", "交办日期", "答复时间"],
        [
            1,
            "第１号",
            "关于修建黄泥村\n道路（二期）的建议",
            "王 芳",
            "县交通运输局",
            "县财政局、县水利局",
            43480,
            43646,
        ],
        [
            2,
            2.0,
            "关于解决河东社区停车难的建议",
            "李建国、张三等5人",
            "县城管局",
            None,
            datetime(2019, 1, 15),
            "２０１９．６．３０",
        ],
        ["一、农业农村类（2件）"],
        [3, "0003", "关于治理黑臭水体的建议", "不详", "县生态环境局", None, None, "二〇一九年六月三十日"],
        [4, "4号", "关于加强\x0b村级卫生室建设的建议", None, None, None, "2019年1月", "2019"],
        ["序号", "编号", "建议标题", "领衔代表"],
        [5, "5", "关于扶持合作社的建议", "赵六", "县农业农村局", None, "2019.2.30", None],
        [6],
        [],
        ["合 计", None, "5件"],
        ["填表人：张三", None, None, "审核人：李四"],
        ["备注：本表一式两份。"],
    ]
    rows = [[value.replace("\x0b", "\u200b") if isinstance(value, str) else value for value in row] for row in rows]
    merged = ["A1:I1", "A2:D2", "F2:I2", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "I3:I4"]
    fill(sheet, rows, [*merged, "A7:I7", "E8:E9", "A16:I16"])
    return saved(book)
