"""From the bytes of an uploaded file to its sheets, whatever its name says it is."""

import io
import pickle
import signal
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TypeAlias

from .cells import Cell, Merge, Sheet
from .text import NotText, csv_sheet, decode, html_sheets

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_Range: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
_OPENER = Path(__file__).with_name("opener.py")
_SECONDS = 120
# Sheets of one word in every cell pack to a seventeenth; far beyond that a file was made to burst.
_MOST_PACKED = 100
_MANIFEST = "META-INF/manifest.xml"
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
# What offices pick by mistake; the first bytes tell it whatever the file is called.
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "Word（RTF）"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
)
# Marks of the file encryption installed on office computers: the file opens there and nowhere else.
_ENCRYPTORS = (b"E-SafeNet", b"%TSD-Header")


class BadFile(ValueError):
    """A file that cannot be read as a table; its text is a sentence for the person who uploaded it."""


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of one file in their order, empty ones included."""

    name: str
    sheets: tuple[Sheet, ...]


def read(content: bytes, name: str, *, max_bytes: int = 20_000_000, max_cells: int = 2_000_000) -> Book:
    """The sheets of an xlsx, xls, ods, csv file, or of a web page saved as .xls.

    `max_cells` counts rows times columns over all sheets, blanks included: that is what memory is needed for.
    Raises BadFile, and nothing else.
    """
    if len(content) > max_bytes:
        size, limit = _megabytes(len(content)), _megabytes(max_bytes)
        raise BadFile(f"文件有 {size}，超过 {limit} 的上限。请拆成几个文件分别上传。")
    if not content.strip(b"\x00\t\r\n "):
        raise BadFile("这是一个空文件，里面没有内容。请确认已经保存，再重新上传。")
    _refuse_others(content)
    if content.startswith(_ZIP):
        sheets = _from_zip(content, max_cells)
    elif content.startswith(_OLE):
        sheets = _from_ole(content, max_cells)
    else:
        sheets = _from_text(content, name, max_cells)
    if sum(len(sheet.rows) * sheet.width for sheet in sheets) > max_cells:
        raise _too_many(max_cells)
    if not any(sheet.rows for sheet in sheets):
        raise BadFile("文件打开了，但每张工作表都是空的。请确认选对了文件。")
    return Book(name, sheets)


def _refuse_others(content: bytes) -> None:
    if any(mark in content[:128] for mark in _ENCRYPTORS):
        raise BadFile("文件被本单位的文件加密软件加了密，这里打不开。请先解密，再重新上传。")
    for mark, kind in _OTHERS:
        if content.startswith(mark):
            raise BadFile(f"这是{kind}文件，不是表格。请上传 Excel（.xlsx、.xls）、.ods 或 .csv 文件。")


def _from_zip(content: bytes, max_cells: int) -> tuple[Sheet, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = frozenset(archive.namelist())
            unpacked = sum(part.file_size for part in archive.infolist())
            locked = _MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST)
    except Exception:  # zipfile and zlib raise a dozen kinds for a torn file
        raise _torn() from None
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise BadFile(_what_zip(names))
    if locked:
        raise _locked()
    if unpacked > max(_MOST_PACKED * len(content), 1_000_000):
        raise _too_many(max_cells)
    return _opened(content, max_cells)


def _what_zip(names: frozenset[str]) -> str:
    if "xl/workbook.bin" in names:
        return f"这是 Excel 二进制工作簿（.xlsb），这里读不了。{_SAVE_AS}"
    if "word/document.xml" in names:
        return "这是 Word 文件，不是表格。请把里面的表格复制到 Excel 中，存为 .xlsx 后再上传。"
    return "这是压缩包或其他文件，不是表格。请先解压，再上传其中的 Excel 或 .csv 文件。"


def _from_ole(content: bytes, max_cells: int) -> tuple[Sheet, ...]:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked()
    if "WordDocument".encode("utf-16-le") in content:
        raise BadFile("这是 Word 文件，不是表格。请把里面的表格复制到 Excel 中，存为 .xlsx 后再上传。")
    return _opened(content, max_cells)


def _opened(content: bytes, max_cells: int) -> tuple[Sheet, ...]:
    """The sheets by way of opener.py, which may die of the file without harm."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_OPENER), str(max_cells)], input=content, capture_output=True, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise _too_many(max_cells) from None
    if done.returncode == -signal.SIGABRT:
        raise _too_many(max_cells)
    match pickle.loads(done.stdout) if done.returncode == 0 else "torn":
        case "locked":
            raise _locked()
        case "large":
            raise _too_many(max_cells)
        case list() as sheets:
            return tuple(_sheet(*sheet) for sheet in sheets)
    raise _torn()


def _sheet(name: str, rows: list[list[Cell]], ranges: list[_Range] | None, hidden: bool) -> Sheet:
    merged = None if ranges is None else tuple(Merge(*start, *end) for start, end in ranges)
    return Sheet(name, tuple(map(tuple, rows)), merged, hidden)


def _from_text(content: bytes, name: str, max_cells: int) -> tuple[Sheet, ...]:
    title = PurePath(name).stem or "表格"
    try:
        text = decode(content)
        start = text.lstrip()[:4096].lower()
        if start.startswith("mime-version:") or (
            start.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in start
        ):
            raise BadFile(f"这个文件是网页或 XML 格式，只是名字像表格。{_SAVE_AS}")
        if start.startswith("<"):
            return html_sheets(text, title, max_cells)
        return (csv_sheet(text, title),)
    except OverflowError:
        raise _too_many(max_cells) from None
    except NotText as wrong:
        raise BadFile(str(wrong)) from None


def _locked() -> BadFile:
    return BadFile("文件设了打开密码。请在 Excel 或 WPS 里去掉密码，保存后再上传。")


def _torn() -> BadFile:
    return BadFile(f"文件打不开，可能已经损坏，或者没有传完整。{_SAVE_AS}")


def _too_many(max_cells: int) -> BadFile:
    return BadFile(
        f"表格太大：行数乘以列数超过 {max_cells:,}。若内容并不多，多半是远处有误填的单元格，或者文件已经损坏："
        "请把有用的行列复制到新的工作簿里，再上传。"
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
