"""Reading the Excel and CSV files offices really have.

Pure Python: bytes in, rows and sentences out. Nothing here knows what a suggestion or a deputy is; the importers
name their fields and the words their columns go by, and everything guessed is shown before it is used.

    book = read(content, "历年台账.xls", max_bytes=20_000_000)
    for sheet, header in tables(book, known):
        preview(sheet, header)
        for row in table(sheet, header, header.mapping):
            parse_day(row.values["handed_over"])
"""

from .book import BadFile, Book, read
from .cells import Cell, Merge, Sheet, clean, text_of
from .header import Column, Guess, Header, find_header, preview, tables
from .rows import Row, Skipped, Table, table
from .values import (
    BadValue,
    Names,
    Number,
    PartialDay,
    is_unknown,
    number_of,
    parse_day,
    split_names,
)

__all__ = [
    "BadFile",
    "BadValue",
    "Book",
    "Cell",
    "Column",
    "Guess",
    "Header",
    "Merge",
    "Names",
    "Number",
    "PartialDay",
    "Row",
    "Sheet",
    "Skipped",
    "Table",
    "clean",
    "find_header",
    "is_unknown",
    "number_of",
    "parse_day",
    "preview",
    "read",
    "split_names",
    "table",
    "tables",
    "text_of",
]
