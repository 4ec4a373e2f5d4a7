"""空白模板: a sheet with the columns we read."""

from io import BytesIO

import xlsxwriter

from .table import WHAT, mapper

TEXT_COLUMNS = ("id_number", "phone", "born", "elected_on")  # set as text, so that Excel keeps every digit


def template(what: str) -> bytes:
    """A workbook to begin with."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, text = book.add_worksheet(WHAT[what]), book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#f3efe9"})
        for column, field in enumerate(mapper(what).fields.values()):
            width = max(10, 2 * len(field.label) + 4, 20 if field.id == "id_number" else 0)
            sheet.set_column(column, column, width, text if field.id in TEXT_COLUMNS else None)
            sheet.write_string(0, column, field.label, head)
        sheet.freeze_panes(1, 1)
    return out.getvalue()
