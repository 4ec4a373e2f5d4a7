"""A paper as a Word file, to be opened and worked on: named typefaces, exact lines, real footers, repeated headings."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import segno
from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm

from . import layout
from .chars import clean
from .content import Content
from .measures import POINT, measures
from .sheet import Box, Element, Gap, Line, NewPage, Rule, Sheet, Span
from .wordxml import element, field_run, foot_table, gap, line, rule, table, twips

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
DRAFT_WIDTH = 60.0  # millimetres


def render(content: Content) -> bytes:
    """The paper as .docx; equal content, equal bytes. Fonts are named, not embedded: staff machines have them."""
    sheet = layout.arrange(content)
    document = Document()
    _properties(document, content)
    _settings(document)
    section = document.sections[0]
    _page(section, sheet)
    body = document.element.body
    for old in list(body)[:-1]:
        body.remove(old)
    body[-1].addprevious(element("p"))  # a place to begin at, gone in the end
    begin = body[0]
    for made in _furniture(document, sheet):
        begin.addprevious(made)
    flow = list(sheet.flow)
    if flow and sheet.closing and isinstance(flow[-1], Line):
        flow[-1] = replace(flow[-1], keep=True)  # what closes a paper never stands alone on a page
    for made in _drawn((*flow, *sheet.closing, *sheet.after), sheet.type_width):
        begin.addprevious(made)
    body.remove(begin)
    _foot(body, sheet)
    _footers(section, sheet)
    return _packed(document)


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


def _settings(document: Doc) -> None:
    """Odd and even pages differ; lines break after Chinese rules; no program falls back to an older Word's ways."""
    document.settings.odd_and_even_pages_header_footer = True
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    spacing = settings.find(qn("w:characterSpacingControl"))
    if spacing is None:
        spacing = element("characterSpacingControl")
        settings.append(spacing)
    spacing.set(qn("w:val"), "compressPunctuation")
    uri = "http://schemas.microsoft.com/office/word"
    spacing.addnext(element("compat", element("compatSetting", name="compatibilityMode", uri=uri, val=15)))
    language = settings.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
    for normal in document.styles.element.iter(qn("w:lang")):
        normal.set(qn("w:val"), "zh-CN")
        normal.set(qn("w:eastAsia"), "zh-CN")


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
    section.different_first_page_header_footer = bool(sheet.letterhead) or not sheet.number_first


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


def _footers(section: Section, sheet: Sheet) -> None:
    """— 1 —: odd pages at the right, even pages at the left, one character from the side."""
    side = measures().foot["page_number_side"]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        number = line(Line((Span("— ", "page"),), align, left=side, right=side), sheet.type_width)
        number.extend(field_run("PAGE", "page"))
        tail = line(Line((Span(" —", "page"),)), sheet.type_width)
        number.append(tail[-1])
        _only(footer, [number])
    _only(section.header, [_nothing()])
    _only(section.even_page_header, [_nothing()])
    if not section.different_first_page_header_footer:
        return
    letter = measures().letter
    _only(section.first_page_header, list(_letterhead(sheet)))
    double = Rule((letter["rule_thin"], letter["rule_thick"]), red=True, width=letter["rule_width"])
    frame: dict[str, object] = {
        "w": twips(letter["rule_width"]),
        "wrap": "around",
        "hAnchor": "page",
        "vAnchor": "page",
        "xAlign": "center",
        "y": twips(sheet.height - letter["rule_from_page_bottom"] - 1.5),
    }
    _only(section.first_page_footer, [rule(double, letter["rule_width"], frame), _nothing()])


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


def _only(part: Any, paragraphs: list[Any]) -> None:
    """A header or footer with these paragraphs and no others."""
    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    part._element.extend(paragraphs)


def _nothing() -> Any:
    return line(Line((Span("", "caption"),), height=1.0), 0.0)


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
    out = io.BytesIO()
    segno.make(clean(text), error="m", micro=False).save(out, kind="png", border=0, scale=8)
    out.seek(0)
    inline = document.part.new_pic_inline(out, width=Mm(size), height=Mm(size))
    paragraph = line(Line((Span("", "caption"),), "center"), width, frame=frame)
    spacing = paragraph[0].find(qn("w:spacing"))
    spacing.set(qn("w:line"), "240")
    spacing.set(qn("w:lineRule"), "auto")
    paragraph.append(element("r", element("drawing", inline)))
    return paragraph


def _packed(document: Doc) -> bytes:
    """The file with its parts in order and without the hour of its making."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
