"""The small vocabulary of WordprocessingML that papers need. Twips are twentieths of a point."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from . import fonts
from .chars import in_gb2312
from .measures import POINT, measures
from .sheet import Box, BoxCell, BoxRow, Element, Gap, Line, Rule, Span

RED = "D7000F"
W = qn("w:val").removesuffix("val")
ALIGN = {"left": "left", "center": "center", "right": "right", "justify": "both"}


def twips(mm: float) -> int:
    """Millimetres in twips."""
    return round(mm / POINT * 20)


def element(tag: str, *children: Any, **attributes: object) -> Any:
    """An element of the w namespace with its attributes and children."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(f"{W}{name}", str(value))
    made.extend(children)
    return made


@lru_cache(256)
def _run_properties(style_name: str, size: float, squeeze: float, face_word: str) -> Any:
    form = measures()
    style = form.styles[style_name]
    half_points = round((size or style.size) * 2)
    properties = element("rPr", element("rFonts", ascii=face_word, hAnsi=face_word, eastAsia=face_word, cs=face_word))
    if style.red:
        properties.append(element("color", val=RED))
    if tracking := round(form.tracking(style_name) * 20):
        properties.append(element("spacing", val=tracking))
    if squeeze < 1:
        properties.append(element("w", val=round(squeeze * 100)))
    properties.extend([element("sz", val=half_points), element("szCs", val=half_points)])
    properties.append(element("lang", val="zh-CN", eastAsia="zh-CN"))
    return properties


def run(text: str, span: Span, face_word: str) -> Any:
    """One run: every typeface named, for Word takes 仿宋 for Chinese characters from w:eastAsia alone."""
    words = element("t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    return element("r", deepcopy(_run_properties(span.style, span.size, span.squeeze, face_word)), words)


def runs(span: Span) -> Iterator[Any]:
    """A span as runs: characters that the typeface asked for cannot have are given to another of the same style."""
    style = measures().styles[span.style]
    usual = fonts.wanted()[style.face].word
    text, face = "", usual
    for char in span.text:
        needed = usual if in_gb2312(char) else fonts.rare_word_font(style.face, char)
        if needed != face and text:
            yield run(text, span, face)
            text = ""
        text, face = text + char, needed
    if text:
        yield run(text, span, face)


def field_run(name: str, style: str) -> Iterator[Any]:
    """A field of Word, such as PAGE."""
    face = fonts.wanted()[measures().styles[style].face].word
    for part in (
        element("fldChar", fldCharType="begin"),
        None,
        element("fldChar", fldCharType="separate"),
        "1",
        element("fldChar", fldCharType="end"),
    ):
        made = run(part if isinstance(part, str) else "", Span("", style), face)
        if not isinstance(part, str):
            made.remove(made[-1])
            if part is None:
                part = element("instrText")
                part.text = f" {name} "
            made.append(part)
        yield made


def line(of: Line, width: float, new_page: bool = False, frame: dict[str, object] | None = None) -> Any:
    """A paragraph of exact line height."""
    form = replace(of, spans=(replace(of.spans[0], text=""),), end=of.end and (replace(of.end[0], text=""),))
    properties = _line_properties(form, width if of.end else 0.0, new_page, tuple((frame or {}).items()))
    made = element("p", deepcopy(properties), *(r for s in of.spans for r in runs(s)))
    if of.end:
        made.append(element("r", element("tab")))
        made.extend(r for s in of.end for r in runs(s))
    return made


@lru_cache(1024)
def _line_properties(of: Line, width: float, new_page: bool, frame: tuple[tuple[str, object], ...]) -> Any:
    """What is said of a paragraph before its text. The order of the elements is Word's."""
    form = measures()
    pitch = form.pitch * 20
    height = of.height or form.styles[of.spans[0].style].line
    properties = element("pPr")
    if of.keep:
        properties.append(element("keepNext"))
    if new_page:
        properties.append(element("pageBreakBefore"))
    if frame:
        properties.append(element("framePr", **dict(frame)))
    properties.append(element("widowControl"))
    if of.end:
        at = round(width / POINT * 20 - of.right * pitch)
        properties.append(element("tabs", element("tab", val="right", pos=at)))
    properties.extend([element(name, val=0) for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN")])
    properties.append(element("spacing", before=0, after=0, line=round(height * 20), lineRule="exact"))
    indent: dict[str, object] = {"left": round(of.left * pitch), "right": round(of.right * pitch) if not of.end else 0}
    indent["firstLine" if of.first >= 0 else "hanging"] = round(abs(of.first) * pitch)
    properties.append(element("ind", **indent))
    properties.append(element("jc", val=ALIGN[of.align]))
    if of.level:
        properties.append(element("outlineLvl", val=of.level - 1))
    return properties


def gap(of: Gap, new_page: bool = False, frame: dict[str, object] | None = None) -> Any:
    """An empty paragraph of that height."""
    height = max(round(of.mm / POINT, 2), 0.7)
    return line(Line((Span("", "body"),), height=height, keep=of.keep), 0.0, new_page, frame)


def rule(of: Rule, width: float, frame: dict[str, object] | None = None, shift: float = 0.0) -> Any:
    """A line across: the border under a paragraph as low as Word allows, `shift` millimetres to the right."""
    made = line(Line((Span("", "body"),), height=1.0, keep=True), width, frame=frame)
    border(made, of, "bottom")
    if of.width:
        over = (of.width - width) / 2
        indent = made[0].find(qn("w:ind"))
        indent.set(qn("w:left"), str(-twips(over - shift)))
        indent.set(qn("w:right"), str(-twips(over + shift)))
    return made


def border(paragraph: Any, of: Rule, side: str) -> None:
    """The rule as a border of the paragraph. Of a double one Word is told the heavier line."""
    kind = "single"
    if len(of.weights) > 1:
        kind = "thickThinMediumGap" if of.weights[0] > of.weights[1] else "thinThickMediumGap"
    drawn = element(side, val=kind, sz=eighths(max(of.weights)), space=0, color=RED if of.red else "000000")
    paragraph[0].find(qn("w:widowControl")).addnext(element("pBdr", drawn))


def foot_table(elements: tuple[Element, ...], width: float, left: float) -> Any:
    """Lines between rules, at the foot of the type area. LibreOffice floats a table as wide as the text only if its
    place is counted from the page's edge."""
    whole = twips(width)
    place = element("tblpPr", vertAnchor="margin", horzAnchor="page", tblpX=twips(left), tblpYSpec="bottom")
    made = element(
        "tbl",
        element(
            "tblPr",
            place,
            element("tblW", w=whole, type="dxa"),
            element("tblLayout", type="fixed"),
            element("tblCellMar", *(element(side, w=0, type="dxa") for side in ("left", "right"))),
        ),
        element("tblGrid", element("gridCol", w=whole)),
    )
    for at, one in enumerate(elements):
        if not isinstance(one, Line):
            continue
        around = (
            ("top", elements[at - 1] if at else None),
            ("bottom", elements[at + 1] if at + 1 < len(elements) else None),
        )
        drawn = [
            element(side, val="single", sz=eighths(max(rule.weights)), space=0, color="000000")
            for side, rule in around
            if isinstance(rule, Rule)
        ]
        about = element("tcPr", element("tcW", w=whole, type="dxa"))
        if drawn:
            about.append(element("tcBorders", *drawn))
        made.append(element("tr", element("trPr", element("cantSplit")), element("tc", about, line(one, width))))
    return made


def eighths(mm: float) -> int:
    """Millimetres in eighths of a point, in which Word tells the weight of lines."""
    return max(2, round(mm / POINT * 8))


def table(of: Box) -> Any:
    """A table of fixed widths, so that no program sets it by its own measure."""
    pad = twips(measures().table["pad"])
    widths = [twips(width) for width in of.widths]
    edge = {"val": "single", "sz": eighths(measures().table["border"]), "space": 0, "color": "000000"}
    properties = element(
        "tblPr",
        element("tblW", w=sum(widths), type="dxa"),
        element("jc", val="center"),
        element(
            "tblBorders", *(element(side, **edge) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
        ),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *(element(side, w=pad, type="dxa") for side in ("top", "left", "bottom", "right"))),
    )
    made = element("tbl", properties, element("tblGrid", *(element("gridCol", w=w) for w in widths)))
    held: dict[int, tuple[int, int]] = {}  # column → rows still held by a cell above, columns it fills
    for number, row in enumerate(of.rows):
        made.append(_row(row, widths, held, number < of.repeated, bool(of.note) and number == len(of.rows) - 1))
    return made


def _row(of: BoxRow, widths: list[int], held: dict[int, tuple[int, int]], repeated: bool, keep: bool) -> Any:
    """One row; `held` are the columns that cells above still fill, `keep` binds it to the note that follows."""
    about = element("trPr")
    if of.whole:
        about.append(element("cantSplit"))
    if of.mm:
        about.append(element("trHeight", val=twips(of.mm), hRule="atLeast"))
    if repeated:
        about.append(element("tblHeader"))
    drawn = element("tr", about)
    at, cells = 0, iter(of.cells)
    while at < len(widths):
        if at in held:
            left, span = held.pop(at)
            if left > 1:
                held[at] = (left - 1, span)
            drawn.append(_cell(BoxCell((Line((Span("", "cell"),)),), span), widths[at : at + span], "continue"))
        else:
            cell = next(cells)
            span = cell.span
            drawn.append(_cell(cell, widths[at : at + span], "restart" if cell.down > 1 else "", keep))
            if cell.down > 1:
                held[at] = (cell.down - 1, span)
        at += span
    return drawn


def _cell(of: BoxCell, widths: list[int], merge: str, keep: bool = False) -> Any:
    about = element("tcPr", element("tcW", w=sum(widths), type="dxa"))
    if of.span > 1:
        about.append(element("gridSpan", val=of.span))
    if merge:
        about.append(element("vMerge", val=merge))
    open_sides = [side for side, drawn in (("top", of.top), ("bottom", of.bottom)) if not drawn]
    if open_sides:
        about.append(element("tcBorders", *(element(side, val="nil") for side in open_sides)))
    about.append(element("vAlign", val={"top": "top", "middle": "center", "bottom": "bottom"}[of.valign]))
    width = sum(widths) / 20 * POINT
    return element("tc", about, *(line(replace(one, keep=keep), width) for one in of.lines))
