"""Tables that come as text: csv in the encodings and with the separators of office computers, and html called .xls."""

import codecs
import csv
import io
import re
from collections import Counter
from html.parser import HTMLParser

from .cells import Merge, Sheet

_SEPARATORS = ",\t;"
_SAMPLE = 50
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*(utf-?8|gb2312|gbk|gb18030)""", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
# No field can hold it: NotText refuses files with many control characters and csv_sheet removes the rest.
_END = "\x00"


class NotText(ValueError):
    """Text that is no table; in a sentence."""


def decode(content: bytes) -> str:
    """Text by its byte order mark, else as UTF-8, else as GB18030 (GBK and GB2312 are parts of it)."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif found := _CHARSET.search(content[:2048]):
        encodings = ["utf-8-sig" if found[1].lower().startswith(b"utf") else "gb18030", "utf-8-sig", "gb18030"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text)) > max(3, len(text) // 100):
            break
        return text
    raise NotText("这个文件不是表格，或者文字编码认不出来。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。")


def csv_sheet(text: str, name: str) -> Sheet:
    """One sheet from comma, tab or semicolon separated text, whichever makes the most even rows.

    Raises NotText for a quotation mark that is never closed: it would swallow the rest of the file.
    """
    text = _CONTROL.sub("", text)
    head = "\n".join(text.splitlines()[:_SAMPLE])
    rows = _parse(text, max(_SEPARATORS, key=lambda separator: _evenness(_parse(head, separator))))
    # A field that is left open swallows the mark put after the last line.
    if rows.pop() != (_END,):
        raise NotText(f"第{len(rows) + 1}行有一个引号没有成对，后面的内容都连成了一格。请补上或删去这个引号，再上传。")
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return Sheet(name, tuple(rows))


def _parse(text: str, separator: str) -> list[tuple[str, ...]]:
    stream = io.StringIO(f"{text}\n{_END}", newline="")
    try:
        return [tuple(row) for row in csv.reader(stream, delimiter=separator)]
    except csv.Error:
        raise NotText("有一格的文字太长，多半是引号没有成对。请打开检查，另存为 .xlsx 后再上传。") from None


def _evenness(rows: list[tuple[str, ...]]) -> tuple[int, int]:
    """How many rows have the commonest width, and that width."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def html_sheets(text: str, name: str, max_cells: int) -> tuple[Sheet, ...]:
    """A sheet for each table of a page; a table inside a cell is a sheet of its own.

    Raises NotText if there is none, OverflowError beyond `max_cells`.
    """
    parser = _Tables(max_cells)
    try:
        parser.feed(text)
        parser.close()
    except AssertionError:
        # html.parser gives up on declarations it does not know (<![x[).
        raise NotText("这个网页文件读不出来。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。") from None
    found = [table for table in parser.done if any(any(row) for row in table.rows)]
    if not found:
        raise NotText("这个文件是网页，里面没有表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。")
    return tuple(
        Sheet(name if len(found) == 1 else f"{name}（{n}）", tuple(map(tuple, table.rows)), tuple(table.merged))
        for n, table in enumerate(found, 1)
    )


class _Grid:
    """A table being read: rows of text, and the places below that row spans already took."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[Merge] = []
        self._taken_until: dict[int, int] = {}
        self._at: tuple[int, int] | None = None

    def open_cell(self, rowspan: int, colspan: int) -> None:
        if not self.rows:
            self.rows.append([])
        row, column = len(self.rows) - 1, len(self.rows[-1])
        while self._taken_until.get(column, -1) >= row:
            self.rows[-1].append("")
            column += 1
        self.rows[-1] += [""] * colspan
        self._at = row, column
        if rowspan > 1 or colspan > 1:
            self.merged.append(Merge(row, column, row + rowspan - 1, column + colspan - 1))
            self._taken_until |= dict.fromkeys(range(column, column + colspan), row + rowspan - 1)

    def close_cell(self) -> None:
        self._at = None

    def write(self, text: str) -> None:
        if self._at:
            row, column = self._at
            self.rows[row][column] += text


class _Tables(HTMLParser):
    def __init__(self, max_cells: int) -> None:
        super().__init__()
        self._cells_left = max_cells
        self.done: list[_Grid] = []
        self._open: list[_Grid] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Grid())
            self.done.append(self._open[-1])
        if not self._open:
            return
        if tag == "tr":
            self._open[-1].close_cell()
            self._open[-1].rows.append([])
        elif tag in ("td", "th"):
            spans = dict(attrs)
            rowspan, colspan = _span(spans.get("rowspan")), _span(spans.get("colspan"))
            self._cells_left -= colspan
            if self._cells_left < 0:
                raise OverflowError
            self._open[-1].open_cell(rowspan, colspan)
        elif tag == "br":
            self._open[-1].write("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == "table":
            self._open.pop()
        elif self._open and tag in ("td", "th", "tr"):
            self._open[-1].close_cell()

    def handle_data(self, data: str) -> None:
        if self._open:
            # Line breaks of the source are no line breaks of the page.
            self._open[-1].write(re.sub(r"[\r\n]+\s*", " ", data))


def _span(value: str | None) -> int:
    return max(int(value), 1) if value and re.fullmatch("[0-9]{1,6}", value) else 1
