"""Lists as an office files them: one table, as a workbook, or as a paper to be printed. No personal data goes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import xlsxwriter

from .content import Column, Content, Table, day_on_paper

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Head:
    """A column: its heading, its width in characters, how its cells stand."""

    title: str
    width: float = 10
    align: str = "left"
    number: bool = False


@dataclass(frozen=True)
class Listing:
    """A list under a title: who made it, as of which day, and what it was narrowed to."""

    title: str
    heads: tuple[Head, ...]
    rows: Sequence[tuple[str, ...]]
    on: date
    office: str = ""
    scope: str = ""
    note: str = ""
    counted: str = "件"

    @property
    def line(self) -> str:
        """What stands between title and table."""
        parts = [
            f"填报单位：{self.office}" if self.office else "",
            self.scope,
            f"截至{day_on_paper(self.on)}",
            f"共 {len(self.rows)} {self.counted}",
        ]
        return "　".join(part for part in parts if part)


def content(listing: Listing) -> Content:
    """The list as a paper that lies across, its heading repeated on every page."""
    numbered = (Column("序号", 3.6, "center"), *(Column(h.title, h.width, h.align) for h in listing.heads))
    rows = tuple((str(n), *row) for n, row in enumerate(listing.rows, 1))
    return Content(
        listing.title, under_title=listing.line, blocks=(Table(numbered, rows, note=listing.note),), landscape=True,
        meta={"subject": listing.title},
    )  # fmt: skip


def excel(listing: Listing) -> bytes:
    """The list as a workbook set to print: title, line, headings, rows, one page wide."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(listing.title[-31:])
        rule = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 11, "text_wrap": True}
        formats = {align: book.add_format(rule | {"align": align}) for align in ("left", "center", "right")}
        head = book.add_format(rule | {"bold": True, "align": "center"})
        title = book.add_format(
            {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"}
        )
        last = len(listing.heads)
        sheet.merge_range(0, 0, 0, last, listing.title, title)
        sheet.set_row(0, 36)
        sheet.write_string(1, 0, listing.line, book.add_format({"font_name": "宋体", "font_size": 11}))
        for column, (name, width) in enumerate([("序号", 6.0), *((h.title, h.width) for h in listing.heads)]):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, name, head)
        for at, row in enumerate(listing.rows, 3):
            sheet.write_number(at, 0, at - 2, formats["center"])
            for column, (text, one) in enumerate(zip(row, listing.heads, strict=True), 1):
                if one.number and text.isdecimal():
                    sheet.write_number(at, column, int(text), formats[one.align])
                else:
                    sheet.write_string(at, column, text, formats[one.align])
        if listing.note:
            sheet.write_string(3 + len(listing.rows), 0, listing.note)
        sheet.freeze_panes(3, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer("&C— &P —")
    return out.getvalue()
