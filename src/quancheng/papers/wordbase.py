"""The empty Word file papers begin with: made once from python-docx's template, without what a paper does not need."""

import io
import struct
import zipfile
from functools import cache
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.oxml.ns import qn

from . import fonts
from .measures import measures
from .sheet import Line, Span
from .wordxml import element, field_run, line

STYLES = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
NEEDLESS = ("/stylesWithEffects", "/customXml", "/webSettings", "/numbering", "/thumbnail")
OFFICE = "http://schemas.microsoft.com/office/word"
MIDNIGHT = struct.pack("<HH", 0, 0b0_000_0000_001_00001)  # 1 January 1980, as far back as an archive can tell


def blank() -> Doc:
    """An empty paper with its page numbers."""
    return Document(io.BytesIO(_bytes()))


@cache
def _bytes() -> bytes:
    document = Document()
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(NEEDLESS)]:
            del rels[key]
    _styles(document.styles.element)
    _settings(document)
    body = document.element.body
    for old in list(body)[:-1]:
        body.remove(old)
    _footers(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(styles: Any) -> None:
    """What is typed in later looks like the text of the paper."""
    for style in list(styles):
        if style.tag == qn("w:latentStyles") or (
            style.tag == qn("w:style") and style.get(qn("w:styleId")) not in STYLES
        ):
            styles.remove(style)
    body = measures().styles["body"]
    word = fonts.wanted()[body.face].word
    size = round(body.size * 2)
    run = element(
        "rPr",
        element("rFonts", ascii=word, hAnsi=word, eastAsia=word, cs=word),
        *(element(tag, val=size) for tag in ("sz", "szCs")),
        element("lang", val="zh-CN", eastAsia="zh-CN"),
    )
    spacing = element("spacing", before=0, after=0, line=round(body.line * 20), lineRule="exact")
    defaults = styles.find(qn("w:docDefaults"))
    for kind, properties in (("rPrDefault", run), ("pPrDefault", element("pPr", spacing))):
        found = defaults.find(qn(f"w:{kind}"))
        for old in list(found):
            found.remove(old)
        found.append(properties)


def _settings(document: Doc) -> None:
    """Odd and even pages differ; punctuation is set close; no program falls back to an older Word's ways."""
    document.settings.odd_and_even_pages_header_footer = True
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    new = element(
        "compat", element("useFELayout"), element("compatSetting", name="compatibilityMode", uri=OFFICE, val=15)
    )
    settings.replace(compat, new)
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")
    language = settings.find(qn("w:themeFontLang"))
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), "zh-CN")


def _footers(document: Doc) -> None:
    """— 1 —: odd pages at the right, even pages at the left, one character from the side."""
    section = document.sections[0]
    side = measures().foot["page_number_side"]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        number = line(Line((Span("— ", "page"),), align, left=side, right=side), 0.0)
        number.extend(field_run("PAGE", "page"))
        number.append(line(Line((Span(" —", "page"),)), 0.0)[-1])
        only(footer, [number])


def only(part: Any, paragraphs: list[Any]) -> None:
    """A header or footer with these paragraphs and no others."""
    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    part._element.extend(paragraphs)


def undated(archive: bytes) -> bytes:
    """The archive without the hour of its making: every entry is told to be of 1 January 1980."""
    made = bytearray(archive)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        entries, at = opened.infolist(), opened.start_dir
    for entry in entries:
        made[entry.header_offset + 10 : entry.header_offset + 14] = MIDNIGHT
        made[at + 12 : at + 16] = MIDNIGHT
        at += 46 + sum(struct.unpack_from("<HHH", made, at + 28))
    return bytes(made)
