"""办理情况统计表 as a workbook: a sheet for each table, its notes below it, rates as numbers."""

from io import BytesIO
from typing import Any

import xlsxwriter

from ..statistics import Board, Line, Table


def statistics_workbook(board: Board, office: str) -> bytes:
    """The board as it is shown; `office` fills it in."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for table in board.tables:
            _sheet(book, board, table, office)
    return out.getvalue()


def _sheet(book: Any, made: Board, table: Table, office: str) -> None:
    """Title, heads in two rows, rows, total, notes: set to print on one landscape page's width."""
    sheet, day = book.add_worksheet(table.title[4:-3][:31]), made.view.day
    rule = {"border": 1, "align": "center", "valign": "vcenter", "font_name": "宋体", "font_size": 11}
    head, body, left = (
        book.add_format(rule | more) for more in ({"text_wrap": True, "bold": True}, {}, {"align": "left"})
    )
    rate, total = book.add_format(rule | {"num_format": "0.0"}), {"bold": True, "top": 2}
    totals = [book.add_format(rule | total | more) for more in ({}, {"align": "left"}, {"num_format": "0.0"})]
    title = book.add_format(
        {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    last = len(table.figures) + 1
    sheet.merge_range(0, 0, 0, last, f"{made.view.title}\n{table.title}", title)
    sheet.set_row(0, 56)
    sheet.write_string(1, 0, f"填报单位：{office}　统计截至：{day.year}年{day.month}月{day.day}日　单位：件、%")
    _heads(sheet, table, made.by_word, head)
    for n, line in enumerate(table.rows, 1):
        _line(sheet, 3 + n, str(n), line, (body, left, rate))
    end = 4 + len(table.rows)
    _line(sheet, end, "", table.total, totals)
    for n, note in enumerate(table.notes, 1):
        sheet.write_string(end + n, 0, f"{'注：' if n == 1 else '　　'}{n}. {note}")
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, last, 8.5)
    sheet.freeze_panes(4, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, 3)
    sheet.set_footer("&R— &P —")


def _heads(sheet: Any, table: Table, by: str, head: Any) -> None:
    """Two rows: groups above, figures below; what belongs to no group takes both."""
    for column, name in enumerate(("序号", by)):
        sheet.merge_range(2, column, 3, column, name, head)
    column = 2
    for group in table.groups:
        if group.title:
            sheet.merge_range(2, column, 2, column + len(group.figures) - 1, group.title, head)
        for figure in group.figures:
            if group.title:
                sheet.write_string(3, column, figure.title, head)
            else:
                sheet.merge_range(2, column, 3, column, figure.title, head)
            column += 1


def _line(sheet: Any, at: int, mark: str, line: Line, formats: Any) -> None:
    body, left, rate = formats
    sheet.write_string(at, 0, mark, body)
    sheet.write_string(at, 1, line.label, left)
    for column, cell in enumerate(line.cells, 2):
        if not cell.figure.is_rate:
            sheet.write_number(at, column, cell.count, body)
        elif cell.whole:
            sheet.write_number(at, column, float(cell.words), rate)
        else:
            sheet.write_string(at, column, "—", body)
