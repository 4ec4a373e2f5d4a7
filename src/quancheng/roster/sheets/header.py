"""Where the table begins, and which column is probably which field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .book import Book
from .cells import Merge, Sheet, squeeze, text_of

SEARCHED_ROWS = 10
_DEEPEST = 3
_LONGEST_CHILD = 12
_SERIAL = frozenset(["序号", "序", "行号", "no", "no."])
_LONGEST_NAME = 60
_BRACKETS = re.compile(r"[(\[<{〔【（].{0,40}?[)\]>}〕】）]|[*:：※]")

# How sure a guess is; the sum over all columns tells a header from a title or a row of data.
_JOINED, _OWN, _WITHOUT_BRACKETS, _PARENT, _PART = 5, 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column by zero-based index, its name as shown, and the field it was guessed to be."""

    index: int
    name: str
    field: str | None

    @property
    def is_serial(self) -> bool:
        """Whether it only counts the rows (序号)."""
        return squeeze(self.name) in _SERIAL


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of the column names, as numbered in the file (from 1), and the columns."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]

    @property
    def mapping(self) -> dict[str, int]:
        """The guessed column of each field: what a page shows first and the user edits."""
        return {column.field: column.index for column in self.columns if column.field}


@dataclass(frozen=True, slots=True)
class Guess:
    """A column with the first different values below it, for the page on which the mapping is checked."""

    column: Column
    examples: tuple[str, ...]


def find_header(sheet: Sheet, known: Mapping[str, Sequence[str]]) -> Header | None:
    """The header among the first ten rows whose names match most of `known` (field → words it goes by).

    One to three rows deep; None when fewer than two fields are found.
    """
    grid = _grid(sheet)
    words = [(field, squeeze(word)) for field, words in known.items() for word in words]
    best: tuple[int, int] | None = None
    found: Header | None = None
    for top in range(min(SEARCHED_ROWS, len(grid))):
        for bottom in range(top, min(top + _DEEPEST, len(grid))):
            if not _is_block(sheet, grid, top, bottom):
                continue
            names = _names(grid, top, bottom)
            fields, score = _assign(names, words)
            rank = score, _preference(grid[top], words, deep=bottom > top)
            if len(fields) >= min(2, len(known)) and (best is None or rank > best):
                best, found = rank, Header(top + 1, bottom + 1, _columns(names, fields))
    return found


def tables(book: Book, known: Mapping[str, Sequence[str]]) -> tuple[tuple[Sheet, Header], ...]:
    """Every sheet of the book in which a header is found, with it; those shown before those hidden."""
    pairs = [(sheet, header) for sheet in book.sheets if (header := find_header(sheet, known))]
    return tuple(sorted(pairs, key=lambda pair: pair[0].hidden))


def preview(sheet: Sheet, header: Header, n: int = 5) -> tuple[Guess, ...]:
    """Each column with its first `n` different values."""
    return tuple(Guess(column, tuple(_examples(sheet, header, column.index, n))) for column in header.columns)


def _examples(sheet: Sheet, header: Header, column: int, n: int) -> Iterator[str]:
    seen = {""}
    for row in range(header.last_row, len(sheet.rows)):
        if len(seen) > n:
            return
        if (text := text_of(sheet.cell(row, column))) not in seen:
            seen.add(text)
            yield text


def _grid(sheet: Sheet) -> list[list[str]]:
    """The rows a header may touch as text, with every merged cell holding its text."""
    depth = min(SEARCHED_ROWS + _DEEPEST, len(sheet.rows))
    grid = [[_name(sheet, row, column) for column in range(sheet.width)] for row in range(depth)]
    for merge in sheet.merged or ():
        for row in range(merge.top, min(merge.bottom + 1, depth)):
            for column in range(merge.left, min(merge.right + 1, sheet.width)):
                grid[row][column] = _name(sheet, merge.top, merge.left)
    return grid


def _name(sheet: Sheet, row: int, column: int) -> str:
    return text_of(sheet.cell(row, column))[:_LONGEST_NAME]


def _is_block(sheet: Sheet, grid: list[list[str]], top: int, bottom: int) -> bool:
    """Whether these rows can be one header: more than a title, and held together by merged cells."""
    if len(set(grid[top]) - {""}) < 2:
        return False
    merged = [merge for merge in sheet.merged or () if merge.top <= bottom and merge.bottom >= top]
    if any(merge.top < top or merge.bottom > bottom for merge in merged):
        return False
    return all(_holds(merged, grid, row) for row in range(top, bottom))


def _holds(merged: list[Merge], grid: list[list[str]], row: int) -> bool:
    """Whether the row and the one below belong together."""
    if any(merge.top <= row < merge.bottom for merge in merged):
        return True
    if any(merge.top == row and merge.right > merge.left for merge in merged):
        return all(_like_name(text) for text in grid[row + 1])
    # No merges to go by: children stand under the blanks right of their parent.
    upper, lower = grid[row], grid[row + 1]
    children = [child for parent, child in zip(upper, lower, strict=True) if child and not parent]
    below = [text for text in lower if text]
    return bool(children) and len(below) < len(lower) and all(_like_name(text) for text in below)


def _like_name(text: str) -> bool:
    return len(text) <= _LONGEST_CHILD and not any(c.isdigit() for c in text)


def _names(grid: list[list[str]], top: int, bottom: int) -> list[tuple[str, ...]]:
    """For each column the different texts from top to bottom; parents reach right over their children."""
    rows = [list(row) for row in grid[top : bottom + 1]]
    for upper, lower in pairwise(rows):
        for column in range(1, len(upper)):
            if not upper[column] and lower[column]:
                upper[column] = upper[column - 1]
    return [tuple(dict.fromkeys(text for text in texts if text)) for texts in zip(*rows, strict=True)]


def _assign(names: list[tuple[str, ...]], words: list[tuple[str, str]]) -> tuple[dict[int, str], int]:
    """The best guesses, each field and each column once, and how sure they are together."""
    claims = sorted(
        (-_strength(parts, word), -len(word), column, field)
        for column, parts in enumerate(names)
        if parts and squeeze(parts[-1]) not in _SERIAL
        for field, word in words
        if _strength(parts, word)
    )
    fields: dict[int, str] = {}
    score = 0
    for strength, _, column, field in claims:
        if column not in fields and field not in fields.values():
            fields[column] = field
            score -= strength
    return fields, score


def _strength(parts: tuple[str, ...], word: str) -> int:
    own = squeeze(parts[-1])
    if squeeze("".join(parts)) == word:
        return _JOINED if len(parts) > 1 else _OWN
    if own == word:
        return _OWN
    if _BRACKETS.sub("", own) == word:
        return _WITHOUT_BRACKETS
    if any(squeeze(parent) == word for parent in parts[:-1]):
        return _PARENT
    return _PART if len(word) > 1 and word in own and len(own) <= 2 * _LONGEST_CHILD else 0


def _preference(top: list[str], words: list[tuple[str, str]], *, deep: bool) -> int:
    """Between equal scores: two rows if the upper one names columns itself, else the lower row alone."""
    if not deep:
        return 1
    return 2 if _assign([(text,) if text else () for text in top], words)[0] else 0


def _columns(names: list[tuple[str, ...]], fields: dict[int, str]) -> tuple[Column, ...]:
    return tuple(Column(index, " ".join(parts), fields.get(index)) for index, parts in enumerate(names))
