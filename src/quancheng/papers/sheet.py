"""What both renderers draw: lines, gaps, rules and boxes, with every measure already decided by `layout`.

Lengths are millimetres, sizes of type points, indents characters of the body.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A stretch of text in one style of data/format.toml. `size` and `squeeze` are set for the mark only."""

    text: str
    style: str
    size: float = 0.0
    squeeze: float = 1.0


@dataclass(frozen=True)
class Line:
    """A paragraph. `end` stands at the right end of its last line; `keep`: on one page with what follows."""

    spans: tuple[Span, ...]
    align: str = "left"  # left | center | right | justify
    first: float = 0.0  # the first line against the others
    left: float = 0.0
    right: float = 0.0
    end: tuple[Span, ...] = ()
    height: float = 0.0  # points of one line; 0: the style's
    keep: bool = False
    level: int = 0  # of a heading


@dataclass(frozen=True)
class Gap:
    """Empty height."""

    mm: float
    keep: bool = False


@dataclass(frozen=True)
class Rule:
    """A line across the type area, or `width` wide in its middle; two numbers for a double one, the upper first."""

    weights: tuple[float, ...]
    red: bool = False
    width: float = 0.0


@dataclass(frozen=True)
class NewPage:
    """What follows begins a page."""


@dataclass(frozen=True)
class BoxCell:
    """A cell: its lines, how many columns and rows it fills, where they stand, which borders are left out."""

    lines: tuple[Line, ...]
    span: int = 1
    down: int = 1
    valign: str = "middle"  # top | middle | bottom
    top: bool = True
    bottom: bool = True


@dataclass(frozen=True)
class BoxRow:
    """A row, at least so many millimetres high; `whole`: never divided between pages."""

    cells: tuple[BoxCell, ...]
    mm: float = 0.0
    whole: bool = True


@dataclass(frozen=True)
class Box:
    """A table: widths of its columns, how many first rows are repeated on every page, what stands under it."""

    widths: tuple[float, ...]
    rows: tuple[BoxRow, ...]
    repeated: int = 0
    note: tuple[Line, ...] = ()


Element = Line | Gap | Rule | NewPage | Box


@dataclass(frozen=True)
class Sheet:
    """A whole paper, ready to be drawn."""

    width: float
    height: float
    top: float
    left: float
    type_width: float
    type_height: float
    flow: tuple[Element, ...]
    letterhead: tuple[Element, ...] = ()  # drawn above the type area of the first page
    letter_top: float = 0.0  # where it begins
    foot: tuple[Element, ...] = ()  # at the foot of the last page
    closing: tuple[Element, ...] = ()  # signature, date, remark: not alone on a page
    after: tuple[Element, ...] = ()  # attachments
    number_first: bool = True  # whether the first page bears its number
    code: str = ""
    caption: str = ""
    draft: str = ""
