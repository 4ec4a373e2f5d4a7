"""A program of its own that opens one workbook from standard input and writes its sheets to standard output.

The reader is quick native code that reserves memory for the whole rectangle up to the last cell. A stray character in
XFD1048576, or one wrong byte in an old .xls, asks for 100 GB, and then it does not raise: it ends its process. That
process must not be the server. Started by path, so that it imports nothing but the reader.
"""

import io
import pickle
import resource
import sys
from typing import Any

from python_calamine import PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

# What Python, the reader and the unpacked file need before the first cell, and one cell in all its forms at once.
_BASE_BYTES, _CELL_BYTES = 1_000_000_000, 400


def opened(content: bytes, max_cells: int) -> list[tuple[str, list[list[Any]], list[Any] | None, bool]]:
    """Name, rows, merged ranges (None: not known) and whether hidden, of each sheet. Raises MemoryError."""
    book = load_workbook(io.BytesIO(content))
    sheets = []
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        max_cells -= sheet.end[0] * sheet.end[1] if sheet.end else 0
        if max_cells < 0:
            raise MemoryError
        # skip_empty_area would drop blank rows on top, and row numbers would not be those Excel shows.
        rows = sheet.to_python(skip_empty_area=False)
        sheets.append((sheet.name, rows, sheet.merged_cell_ranges, about.visible != SheetVisibleEnum.Visible))
    return sheets


def main() -> None:
    """Answers with a pickle: the sheets, or one word for why not."""
    max_cells = int(sys.argv[1])
    limit = _BASE_BYTES + max_cells * _CELL_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    # A core dump would leave the content of the file on the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: object
    try:
        answer = opened(sys.stdin.buffer.read(), max_cells)
    except PasswordError:
        answer = "locked"
    except MemoryError:
        answer = "large"
    except Exception:
        answer = "torn"
    pickle.dump(answer, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
