"""Lists and forms as boxes, and how high things are."""

from collections.abc import Iterable
from itertools import accumulate

from .chars import clean, lines_needed, wide
from .content import Cell, Grid, Table
from .measures import POINT, measures
from .sheet import Box, BoxCell, BoxRow, Element, Gap, Line, Rule, Span

SIZE = measures().styles["value"].size
SHORT = 7.5  # characters; 2026年11月21日 is the longest that is kept on one line
SLACK = 6.0  # millimetres a form leaves free at the foot of its page: programs differ by a line


def _lines(text: str, style: str, align: str) -> tuple[Line, ...]:
    """One line for every paragraph in a cell; an empty cell has one, so that it can be typed into."""
    parts = [part for part in clean(text).split("\n") if part.strip(" ")] or [""]
    return tuple(Line((Span(part, style),), align) for part in parts)


def table(block: Table, width: float) -> Box:
    """A list: headings repeated on every page, the total last, the note on the page of the last row."""
    small = "_small" if len(block.columns) >= measures().table["crowded"] else ""
    aligns = [column.align for column in block.columns]

    def row(texts: Iterable[str], style: str, stands: Iterable[str]) -> BoxRow:
        texts = (*texts, *[""] * len(aligns))[: len(aligns)]
        return BoxRow(tuple(BoxCell(_lines(t, style + small, a)) for t, a in zip(texts, stands, strict=False)))

    heading = row((column.title for column in block.columns), "column", ["center"] * len(aligns))
    rows = [row(texts, "cell", aligns) for texts in block.rows]
    total = [row(block.total, "total", aligns)] if block.total else []
    note = tuple(Line((Span(part, "note"),)) for part in clean(block.note).split("\n") if part)
    return Box(_widths(block, width, measures().styles["cell" + small].size * POINT), (heading, *rows, *total), 1, note)


def _widths(block: Table, width: float, size: float) -> tuple[float, ...]:
    """Widths after their shares, but a short text (a name, a number, a day) is given room to stand on one line."""
    whole = sum(column.width for column in block.columns) or 1.0
    shares = [width * column.width / whole for column in block.columns]
    needs = [_short(block, at) * size + 2 * measures().table["pad"] + size for at in range(len(shares))]
    lacking = sum(max(0.0, n - s) for n, s in zip(needs, shares, strict=True))
    spare = sum(max(0.0, s - n) for n, s in zip(needs, shares, strict=True))
    if not lacking or lacking > spare:
        return tuple(shares)
    return tuple(n if s < n else s - (s - n) * lacking / spare for n, s in zip(needs, shares, strict=True))


def _short(block: Table, at: int) -> float:
    """The widest text of a column that is too short to be broken, in characters."""
    texts = [block.columns[at].title, *(row[at] for row in (*block.rows, block.total) if at < len(row))]
    return max((wide(part) for text in texts for part in clean(text).split("\n") if wide(part) <= SHORT), default=0.0)


def grid(block: Grid, width: float, room: float) -> Box:
    """A form. With `room` millimetres to fill, the rows that were given a height share what is left over."""
    whole = sum(block.shares) or 1.0
    widths = tuple(width * share / whole for share in block.shares)
    natural = [_natural(row, widths) for row in block.rows]
    given = [max(cell.tall for cell in row) for row in block.rows]
    over = room - SLACK - sum(natural)
    heights = natural
    if 0 < over < room and any(given):
        heights = [n + over * g / sum(given) for n, g in zip(natural, given, strict=True)]
    rows: list[BoxRow] = []
    for row, height in zip(block.rows, heights, strict=True):
        rows += _form_row(row, widths, height)
    return Box(widths, tuple(rows))


def _form_row(row: tuple[Cell, ...], widths: tuple[float, ...], height: float) -> list[BoxRow]:
    """One row, or two where something is signed: what is written above, the place to sign below, no border between."""
    starts = list(accumulate((cell.span for cell in row), initial=0))
    own = [sum(widths[at : at + cell.span]) for at, cell in zip(starts, row, strict=False)]
    signed = [cell for cell in row if cell.signature]
    if not signed:
        return [BoxRow(tuple(_cell(cell, w) for cell, w in zip(row, own, strict=True)), height, whole=False)]
    below = max(_text_height(cell.signature, w) for cell, w in zip(row, own, strict=True) if cell.signature)
    upper = tuple(
        _cell(cell, w, top_only=True) if cell.signature else _cell(cell, w, down=2)
        for cell, w in zip(row, own, strict=True)
    )
    lower = tuple(
        BoxCell(_lines(cell.signature, "value", "right"), cell.span, valign="bottom", top=False) for cell in signed
    )
    return [BoxRow(upper, max(0.0, height - below), whole=False), BoxRow(lower, below)]


def _balanced(label: str, width: float) -> str:
    """A label too long for its cell, broken into lines of equal length: 领衔／代表."""
    text = clean(label)
    fits = int((width - 2 * measures().table["pad"]) / (SIZE * POINT) + 0.05)
    if "\n" in text or wide(text) <= fits or fits < 1 or not text.isalpha():
        return text
    many = -(-len(text) // fits)
    each = -(-len(text) // many)
    return "\n".join(text[at : at + each] for at in range(0, len(text), each))


def _cell(cell: Cell, width: float, down: int = 1, top_only: bool = False) -> BoxCell:
    align = cell.align or ("center" if cell.label else "left")
    written = not cell.label and align == "left" and (top_only or lines_needed(cell.text, width / POINT / SIZE) > 1)
    valign = "top" if cell.tall and written else "middle"
    text = _balanced(cell.text, width) if cell.label else cell.text
    lines = _lines(text, "label" if cell.label else "value", align)
    return BoxCell(lines, cell.span, down, valign, bottom=not top_only)


def _text_height(text: str, width: float) -> float:
    """Millimetres of a text in a form's cell, with what is left free around it."""
    style, pad = measures().styles["value"], measures().table["pad"]
    many = lines_needed(text, (width - 2 * pad) / (SIZE * POINT))
    return many * style.line * POINT + 2 * pad


def _natural(row: tuple[Cell, ...], widths: tuple[float, ...]) -> float:
    """How high a row is at least: as it was given, or as its texts need."""
    at, need = 0, 0.0
    for cell in row:
        width = sum(widths[at : at + cell.span])
        text = _text_height(cell.text, width) if cell.text or not cell.signature else 0.0
        need = max(need, cell.tall, text + (_text_height(cell.signature, width) if cell.signature else 0.0))
        at += cell.span
    return need


def tall(elements: tuple[Element, ...], width: float) -> float:
    """About how many millimetres the elements take; a table is not counted."""
    return sum(_element(element, width) for element in elements)


def _element(element: Element, width: float) -> float:
    match element:
        case Gap():
            return element.mm
        case Rule():
            return sum(element.weights)
        case Line():
            style = measures().styles[element.spans[0].style]
            room = width / POINT / style.size - element.left - element.right
            text = "".join(part.text for part in element.spans)
            return (
                max(1, -int(-(wide(text) + max(element.first, 0)) // max(room, 1)))
                * (element.height or style.line)
                * POINT
            )
        case _:
            return 0.0
