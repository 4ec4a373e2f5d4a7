"""A paper as a Word file, to be opened and worked on: named typefaces, exact lines, real footers, repeated headings."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm

from . import codes, layout
from .chars import clean
from .content import Content
from .measures import POINT, measures
from .sheet import Box, Element, Gap, Line, NewPage, Rule, Sheet, Span
from .wordbase import blank, only, undated
from .wordxml import element, foot_table, gap, line, rule, table, twips

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
DRAFT_WIDTH = 60.0  # millimetres
LOW = 1.5  # millimetres from the top of the lowest paragraph to the foot of the line under it


def render(content: Content) -> bytes:
    """The paper as .docx; equal content, equal bytes. Fonts are named, not embedded: staff machines have them."""
    sheet = layout.arrange(content)
    document = blank()
    _properties(document, content)
    section = document.sections[0]
    _page(section, sheet)
    flow = list(sheet.flow)
    if flow and sheet.closing and isinstance(flow[-1], Line):
        flow[-1] = replace(flow[-1], keep=True)  # what closes a paper never stands alone on a page
    body = document.element.body
    end = body[-1]
    for made in (*_furniture(document, sheet), *_drawn((*flow, *sheet.closing, *sheet.after), sheet.type_width)):
        end.addprevious(made)
    _foot(body, sheet)
    if sheet.letterhead:
        _first_page(section, sheet)
    out = io.BytesIO()
    document.save(out)
    return undated(out.getvalue())


def _properties(document: Doc, content: Content) -> None:
    day = content.signed_on
    made = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else EPOCH
    core = document.core_properties
    core.title = clean(content.title).replace("\n", "")[:255]
    core.author = core.last_modified_by = clean("、".join(content.signed_by))[:255]
    core.subject = clean(content.number)[:255]
    core.comments = core.keywords = ""
    core.created = core.modified = made.replace(tzinfo=None)
    core.revision, core.language = 1, "zh-CN"
    if content.meta:
        core.keywords = clean("；".join(f"{key}={value}" for key, value in sorted(content.meta.items())))[:255]


def _page(section: Section, sheet: Sheet) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.width > sheet.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.top_margin, section.left_margin = Mm(sheet.top), Mm(sheet.left)
    section.right_margin = Mm(sheet.width - sheet.left - sheet.type_width)
    bottom = sheet.height - sheet.top - sheet.type_height
    section.bottom_margin = Mm(bottom)
    page = measures().styles["page"]
    # the dash stands in the middle of its character, the character at four fifths of its line
    dash = (page.line * 0.8 - page.size * 0.38) * POINT
    below = measures().foot["page_number_below"] - dash
    section.footer_distance = Mm(bottom - below - page.line * POINT)
    section.header_distance = Mm(sheet.letter_top)


def _drawn(elements: Iterable[Element], width: float) -> Iterator[Any]:
    """The elements as paragraphs and tables. Two tables never touch, or Word makes one of them."""
    new_page, after_table = False, False
    for one in elements:
        if isinstance(one, NewPage):
            new_page = True
            continue
        match one:
            case Line():
                yield line(one, width, new_page)
            case Gap():
                yield gap(one, new_page)
            case Rule():
                yield rule(one, width)
            case Box():
                if new_page or after_table:
                    yield gap(Gap(0.3), new_page)
                yield table(one)
                yield from (line(note, width) for note in one.note)
        new_page, after_table = False, isinstance(one, Box) and not one.note
    if after_table:
        yield gap(Gap(0.3))  # a body may not end with a table


def _foot(body: Any, sheet: Sheet) -> None:
    """版记: a table that floats at the foot of the page on which the last paragraph stands."""
    if not sheet.foot:
        return
    last = body[-2]
    before = last.getprevious()
    if before is not None and before.tag == qn("w:tbl"):
        last.addprevious(gap(Gap(0.3)))
    last.addprevious(foot_table(sheet.foot, sheet.type_width, sheet.left))


def _first_page(section: Section, sheet: Sheet) -> None:
    """A letter's first page: its head above, a double line below, no number."""
    section.different_first_page_header_footer = True
    only(section.first_page_header, list(_letterhead(sheet)))
    letter = measures().letter
    double = Rule((letter["rule_thin"], letter["rule_thick"]), red=True, width=letter["rule_width"])
    frame: dict[str, object] = {
        "w": twips(letter["rule_width"]),
        "wrap": "around",
        "hAnchor": "page",
        "vAnchor": "page",
        "xAlign": "center",
        "y": twips(sheet.height - letter["rule_from_page_bottom"] - LOW),
    }
    last = line(Line((Span("", "caption"),), height=1.0), 0.0)
    only(section.first_page_footer, [rule(double, letter["rule_width"], frame), last])


def _letterhead(sheet: Sheet) -> Iterator[Any]:
    """The head of a letter stands in the middle of the page, not of the type area."""
    shift = sheet.width / 2 - sheet.left - sheet.type_width / 2
    for one in sheet.letterhead:
        match one:
            case Rule():
                yield rule(one, sheet.type_width, shift=shift)
            case Line():
                yield line(replace(one, right=-2 * shift / POINT / measures().pitch), sheet.type_width)
            case Gap():
                yield gap(one)


def _furniture(document: Doc, sheet: Sheet) -> Iterator[Any]:
    """The QR code and the word of a draft, in frames of the head margin."""
    form = measures()
    if sheet.draft:
        frame: dict[str, object] = {"w": twips(DRAFT_WIDTH), "wrap": "around", "hAnchor": "page", "vAnchor": "page"}
        frame |= {"x": twips(sheet.left), "y": twips(form.draft["from_page_top"])}
        yield line(Line((Span(sheet.draft, "draft"),)), DRAFT_WIDTH, frame=frame)
    if sheet.code:
        size, width = form.code["size"], layout.code_width(sheet)
        frame = {"w": twips(width), "wrap": "around", "hAnchor": "page", "vAnchor": "page"}
        frame |= {
            "x": twips(sheet.width - form.code["from_page_right"] - width),
            "y": twips(form.code["from_page_top"]),
        }
        yield _picture(document, sheet.code, size, width, frame)
        if sheet.caption:
            yield line(Line((Span(sheet.caption, "caption"),), "center"), width, frame=frame)


def _picture(document: Doc, text: str, size: float, width: float, frame: dict[str, object]) -> Any:
    inline = document.part.new_pic_inline(codes.png(text), width=Mm(size), height=Mm(size))
    paragraph = line(Line((Span("", "caption"),), "center"), width, frame=frame)
    spacing = paragraph[0].find(qn("w:spacing"))
    spacing.set(qn("w:line"), "240")
    spacing.set(qn("w:lineRule"), "auto")
    paragraph.append(element("r", element("drawing", inline)))
    return paragraph
