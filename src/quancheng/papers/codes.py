"""QR codes of papers, as SVG for the typesetter and as PNG for Word."""

import io
from functools import lru_cache

import segno

from .chars import clean


@lru_cache(64)
def _code(text: str) -> segno.QRCode:
    return segno.make(clean(text), error="m", micro=False)


def svg(text: str) -> str:
    """The code of a text as SVG. Raises segno.DataOverflowError beyond some 2,300 bytes."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def png(text: str) -> io.BytesIO:
    """The code of a text as PNG, ready to be read. Raises segno.DataOverflowError."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", border=0, scale=8)
    out.seek(0)
    return out
