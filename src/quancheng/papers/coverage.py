"""Which characters a font file has: its cmap table, formats 4 and 12, of OpenType, TrueType and collections."""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path


class Covered:
    """A set of characters as ranges of code points."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        merged: list[list[int]] = []
        for first, last in sorted(ranges):
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        self._firsts = [first for first, _ in merged]
        self._lasts = [last for _, last in merged]

    def __contains__(self, char: str) -> bool:
        at = bisect_right(self._firsts, ord(char)) - 1
        return at >= 0 and ord(char) <= self._lasts[at]

    def ranges(self) -> Iterator[tuple[int, int]]:
        return zip(self._firsts, self._lasts, strict=True)


def covers(files: Iterable[tuple[str, int]]) -> Covered:
    """The characters of all these fonts, each a file and its place in a collection. Broken files have none."""
    return Covered(r for path, index in files for r in of_file(path, index).ranges())


@lru_cache(256)
def of_file(path: str, index: int = 0) -> Covered:
    """The characters of one font."""
    try:
        with Path(path).open("rb") as file:
            file.seek(_table_directory(file.read(64 * 1024), index))
            head = file.read(12)
            tables = file.read(16 * struct.unpack(">H", head[4:6])[0])
            for at in range(0, len(tables), 16):
                if tables[at : at + 4] == b"cmap":
                    offset, length = struct.unpack(">II", tables[at + 8 : at + 16])
                    file.seek(offset)
                    return Covered(_cmap(file.read(length)))
    except (OSError, struct.error, IndexError):
        pass
    return Covered(())


def _table_directory(start: bytes, index: int) -> int:
    if start[:4] != b"ttcf":
        return 0
    offset: int = struct.unpack_from(">I", start, 12 + 4 * index)[0]
    return offset


def _cmap(table: bytes) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", table, 2)
    found: list[tuple[int, int]] = []
    for at in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * at)
        (kind,) = struct.unpack_from(">H", table, offset)
        if platform not in (0, 3) or (platform, encoding) in ((0, 5), (3, 0)):
            continue
        if kind == 12:
            found += _groups(table, offset)
        elif kind == 4:
            found += _segments(table, offset)
    return found


def _groups(table: bytes, at: int) -> Iterator[tuple[int, int]]:
    (many,) = struct.unpack_from(">I", table, at + 12)
    for first, last, _ in struct.iter_unpack(">III", table[at + 16 : at + 16 + 12 * many]):
        yield first, last


def _segments(table: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 4. A segment may hold characters without a glyph where it goes through the array of glyphs."""
    (twice,) = struct.unpack_from(">H", table, at + 6)
    many = twice // 2
    ends = struct.unpack_from(f">{many}H", table, at + 14)
    starts = struct.unpack_from(f">{many}H", table, at + 16 + twice)
    deltas = struct.unpack_from(f">{many}H", table, at + 16 + 2 * twice)
    ranges_at = at + 16 + 3 * twice
    ranges = struct.unpack_from(f">{many}H", table, ranges_at)
    for n in range(many):
        if starts[n] == 0xFFFF:
            continue
        if ranges[n] == 0:
            yield starts[n], ends[n]
            continue
        for code in range(starts[n], ends[n] + 1):
            (glyph,) = struct.unpack_from(">H", table, ranges_at + 2 * n + ranges[n] + 2 * (code - starts[n]))
            if glyph and (glyph + deltas[n]) & 0xFFFF:
                yield code, code
