"""How large a workbook will be in memory, found without building it."""

import re
import zipfile
from xml.etree import ElementTree

_CHUNK = 1 << 20
_OVERLAP = 64
_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})[0-9]""")
_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Z]{0,3}([0-9]{1,9})["']""")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def extent(archive: zipfile.ZipFile, *, max_unpacked: int) -> tuple[int, int]:
    """The (rows, columns) of the rectangle that holds every cell of every sheet of an xlsx or ods.

    Raises OverflowError if the parts unpack to more than `max_unpacked` bytes, and zipfile's errors.
    """
    if sum(part.file_size for part in archive.infolist()) > max_unpacked:
        raise OverflowError
    if "content.xml" in archive.namelist():
        return _ods(archive)
    return _xlsx(archive)


def _xlsx(archive: zipfile.ZipFile) -> tuple[int, int]:
    columns: set[bytes] = set()
    last_row = 0
    for part in archive.infolist():
        # Which parts are sheets is said in relations that may name any path; shared strings hold no addresses.
        if not part.filename.startswith("xl/") or part.filename.endswith("sharedStrings.xml"):
            continue
        tail = b""
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                piece = tail + chunk
                columns.update(_COLUMN.findall(piece))
                last_row = max(last_row, *map(int, set(_ROW.findall(piece))), 0)
                tail = piece[-_OVERLAP:]
    return last_row, max(map(_column_number, columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _ods(archive: zipfile.ZipFile) -> tuple[int, int]:
    rows = columns = last_row = row_width = column = 0
    with archive.open("content.xml") as stream:
        for _, element in ElementTree.iterparse(stream):
            if element.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                column += _repeated(element, "columns")
                # Blank cells repeated to the edge of the sheet are how every ods row ends.
                row_width = column if len(element) else row_width
            elif element.tag == f"{_TABLE}table-row":
                rows += _repeated(element, "rows")
                last_row, columns = (rows if row_width else last_row), max(columns, row_width)
                row_width = column = 0
                element.clear()
            elif element.tag == f"{_TABLE}table":
                element.clear()
    return last_row, columns


def _repeated(element: ElementTree.Element, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-repeated", "1"))
