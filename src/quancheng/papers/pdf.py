"""A paper as PDF, set by typst. The sheet goes in as data: no text of a user is ever read as markup."""

import json
import re
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import typst

from . import codes, fonts, layout
from .chars import clean
from .content import Content
from .measures import BASELINE, HERE, measures
from .sheet import Element, Sheet

TEMPLATE = HERE / "typst/paper.typ"
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rendered:
    """A PDF, how many pages it has, and what to tell about its typefaces and characters."""

    bytes: bytes
    pages: int
    missing: tuple[str, ...] = ()


class _Typesetter:
    """A compiler that keeps its fonts; one paper at a time."""

    def __init__(self, found: typst.Fonts) -> None:
        self.compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=found)
        self.busy = threading.Lock()

    def compile(self, told: str, made: datetime) -> bytes:
        with self.busy:
            pdf = self.compiler.compile(format="pdf", sys_inputs={"sheet": told}, timestamp=made)
        assert isinstance(pdf, bytes)
        return pdf

    def draw(self, told: str, ppi: float) -> list[bytes]:
        with self.busy:
            drawn = self.compiler.compile(format="png", ppi=ppi, sys_inputs={"sheet": told}, timestamp=EPOCH)
        assert drawn is not None
        return [drawn] if isinstance(drawn, bytes) else drawn


@lru_cache(2)
def _typesetter(shelf: fonts.Shelf) -> _Typesetter:
    return _Typesetter(shelf.opened)


def told(content: Content, shelf: fonts.Shelf) -> str:
    """What the template is given, as JSON."""
    sheet = layout.arrange(content)
    given = _fixed(shelf) | {
        "sheet": sheet,
        "title": clean(content.title).replace("\n", ""),
        "author": clean("、".join(content.signed_by)),
        "code_width": layout.code_width(sheet),
        "code": codes.svg(sheet.code) if sheet.code else None,
    }
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(part: Sheet | Element) -> dict[str, Any]:
    """A part of the sheet with its kind."""
    return vars(part) | {"kind": type(part).__name__}


@lru_cache(2)
def _fixed(shelf: fonts.Shelf) -> dict[str, Any]:
    """What is the same for every paper."""
    form = measures()
    styles = {
        name: asdict(style) | asdict(shelf.face(style.face)) | {"tracking": form.tracking(name)}
        for name, style in form.styles.items()
    }
    parts = {part: getattr(form, part) for part in ("head", "foot", "letter", "table", "code", "draft")}
    return {"measures": parts, "styles": styles, "pitch": form.pitch, "baseline": BASELINE}


def render(content: Content) -> Rendered:
    """The paper as PDF: equal content and fonts, equal bytes. Raises fonts.NoChineseFont with a sentence."""
    shelf = fonts.shelf()
    day = content.signed_on
    made = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else EPOCH
    pdf = _typesetter(shelf).compile(told(content, shelf), made)
    return Rendered(pdf, pages(pdf), fonts.report(content))


def pictures(content: Content, ppi: float) -> list[bytes]:
    """The paper as PNG, one of each page, with so many pixels to an inch. Raises fonts.NoChineseFont."""
    shelf = fonts.shelf()
    return _typesetter(shelf).draw(told(content, shelf), ppi)


def pages(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    return max(
        (int(n) for n in re.findall(rb"/Type ?/Pages\b[^>]*?/Count (\d+)|/Count (\d+)", pdf) for n in n if n), default=0
    )
