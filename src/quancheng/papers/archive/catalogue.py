"""卷内目录 and 归档文件目录 as tables for Excel."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

EPOCH = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
COLUMNS = (
    ("序号", 6),
    ("文号", 24),
    ("责任者", 24),
    ("题名", 52),
    ("日期", 12),
    ("页数", 6),
    ("密级", 6),
    ("备注", 18),
)


def cells(row: dict[str, Any]) -> list[str]:
    """One line of the 卷内目录."""
    return [
        str(row["n"]), row["number"], row["by"], row["title"], row["on"].replace("-", ""),
        "" if row["pages"] is None else str(row["pages"]), row["secrecy"], row["note"],
    ]  # fmt: skip


def as_csv(rows: Iterable[dict[str, Any]]) -> bytes:
    """For any program; a cell that Excel would take for a formula is quoted."""
    out = StringIO()
    write = csv.writer(out).writerow
    write([title for title, _ in COLUMNS])
    for row in rows:
        write([f"'{text}" if text[:1] in "=+-@\t\r" and text else text for text in cells(row)])
    return ("\ufeff" + out.getvalue()).encode()


def as_xlsx(head: dict[str, Any], rows: Iterable[dict[str, Any]]) -> bytes:
    """The 卷内目录 to be printed: title, archive code, the eight columns."""
    return sheet("卷内目录", f"{head['code']}　{head['title']}", COLUMNS, [cells(row) for row in rows])


def sheet(title: str, under: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """One table on one sheet, set to print on the width of a landscape page; the same rows give the same bytes."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title, "created": EPOCH})
        page, last = book.add_worksheet(title), len(columns) - 1
        rule = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 11, "text_wrap": True}
        bold, plain = book.add_format(rule | {"bold": True, "align": "center"}), book.add_format(rule)
        big = book.add_format({"font_name": "方正小标宋简体", "font_size": 18, "align": "center"})
        page.merge_range(0, 0, 0, last, title, big)
        page.merge_range(1, 0, 1, last, under, book.add_format({"font_name": "宋体", "font_size": 11}))
        for column, (name, width) in enumerate(columns):
            page.set_column(column, column, width)
            page.write_string(2, column, name, bold)
        for line, row in enumerate(rows, 3):
            for column, text in enumerate(row):
                page.write_string(line, column, text, plain)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(2)
        page.freeze_panes(3, 0)
    return out.getvalue()
