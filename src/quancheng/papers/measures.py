"""The form of official papers as data: lengths, sizes and typefaces, read once from data/*.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
POINT = 25.4 / 72  # millimetres
BASELINE = 0.8  # share of a line above the baseline, where Word and its kin put it in lines of a fixed height
ASCENT = 0.88  # share of a Chinese character above the baseline


@dataclass(frozen=True)
class Style:
    """How a text is set: a typeface of data/fonts.toml, size and height of its line in points."""

    face: str
    size: float
    line: float
    red: bool = False


@dataclass(frozen=True)
class Measures:
    """data/format.toml. `pitch` is the width of one character of the body in points, so that 28 fill a line."""

    page: dict[str, float]
    head: dict[str, float]
    close: dict[str, float]
    foot: dict[str, float]
    letter: dict[str, float]
    table: dict[str, float]
    code: dict[str, float]
    draft: dict[str, float]
    styles: dict[str, Style]

    @property
    def pitch(self) -> float:
        return self.page["type_width"] / POINT / self.page["characters"]

    @property
    def line_mm(self) -> float:
        """The height of a line of the body in millimetres."""
        return self.page["line"] * POINT

    def tracking(self, style: str) -> float:
        """Points between characters: those of the body's size keep to the grid, others stand as they are cut.

        Rounded down to the twentieths Word counts in, or the last character of a line would not fit.
        """
        size = self.styles[style].size
        return floor((self.pitch - size) * 20) / 20 if size == self.styles["body"].size else 0.0


@cache
def measures() -> Measures:
    """The form of papers."""
    read: dict[str, Any] = tomllib.loads((HERE / "data/format.toml").read_text("utf-8"))
    line = read["page"]["line"]
    styles = {name: Style(**({"line": line} | style)) for name, style in read.pop("style").items()}
    return Measures(styles=styles, **read)
