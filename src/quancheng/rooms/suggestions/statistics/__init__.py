"""Statistics of suggestions. 件 (suggestions) and 办件 (assignments) are never added; see docs/statistics.md."""

from .board import BY, Board, Cell, Group, Line, Table, board_of, open_view, statistics
from .figures import CLASS, FIGURES, LEDGER, Definition, figure, percent
from .lists import Item, Listed, listed, row_label
from .scope import BadPeriod, NoBoard, Period, View, congresses, sessions

__all__ = [
    "BY", "CLASS", "FIGURES", "LEDGER", "BadPeriod", "Board", "Cell", "Definition", "Group", "Item", "Line", "Listed",
    "NoBoard", "Period", "Table", "View", "board_of", "congresses", "figure", "listed", "open_view", "percent",
    "row_label", "sessions", "statistics",
]  # fmt: skip
