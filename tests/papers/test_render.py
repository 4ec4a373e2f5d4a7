"""Both renderers: what stands in the content stands on the paper, where the standard wants it, and twice the same."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from PIL import Image

from papers import samples
from quancheng.papers import layout, pdf, word
from quancheng.papers.content import Cell, Code, Column, Content, Form, Grid, Heading, Para, Table
from quancheng.papers.measures import POINT, measures

MM = 25.4 / 72
PAGE_HEIGHT = 297.0
HOSTILE = '# \\ $x^2$ *粗* _斜_ <b> @ref `c` #eval("1") [x] // 注 /* */ -- & \' "\x00\x01\x1b\ud800\ufffe\u202e末'
PLAIN = HOSTILE.translate(dict.fromkeys((0, 1, 0x1B, 0xD800, 0xFFFE, 0x202E)))
every = pytest.mark.parametrize("make", samples.ALL.values(), ids=samples.ALL)


@dataclass
class Piece:
    """A text on a page: millimetres from the left, of its foot from the top; its size in points."""

    text: str
    x: float
    y: float
    size: float

    @property
    def top(self) -> float:
        return self.y - self.size * 0.88 * POINT


def pages(made: bytes) -> list[list[Piece]]:
    """Every text of every page, where it stands."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(made)).pages:
        high = float(page.mediabox.height) * MM
        pieces: list[Piece] = []

        def seen(
            text: str,
            cm: list[float],
            tm: list[float],
            _: object,
            size: float,
            into: list[Piece] = pieces,
            high: float = high,
        ) -> None:
            if text.strip():
                at = high - (tm[5] * cm[3] + cm[5]) * MM
                into.append(Piece(text.strip(), (cm[4] + tm[4] * cm[0]) * MM, at, abs(tm[3] * cm[3]) * size))

        page.extract_text(visitor_text=seen)
        found.append(pieces)
    return found


def text_of_pdf(made: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def text_of_word(made: bytes) -> str:
    return "".join(t.text or "" for t in docx.Document(io.BytesIO(made)).element.body.iter(qn("w:t")))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@every
def test_everything_said_stands_in_both(make: Callable[[], Content]) -> None:
    content = make()
    in_pdf, in_word = bare(text_of_pdf(pdf.render(content).bytes)), bare(text_of_word(word.render(content)))
    for text in content.texts():
        for line in text.split("\n"):
            if len(bare(line)) > 4 and line != content.mark:  # a label may be broken, a letter's mark is in its header
                assert bare(line) in in_word
                assert bare(line) in re.sub(r"—\d+—", "", in_pdf) or bare(line)[:6] in in_pdf


@every
def test_equal_content_equal_bytes(make: Callable[[], Content]) -> None:
    assert pdf.render(make()).bytes == pdf.render(make()).bytes
    assert word.render(make()) == word.render(make())


def test_another_word_other_bytes() -> None:
    paper = samples.letter()
    other = replace(paper, title=paper.title + "的补充")
    assert pdf.render(paper).bytes != pdf.render(other).bytes
    assert word.render(paper) != word.render(other)


def test_the_hour_is_in_neither_file() -> None:
    with zipfile.ZipFile(io.BytesIO(word.render(samples.letter()))) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = docx.Document(io.BytesIO(word.render(samples.letter()))).core_properties
    assert core.created is not None and core.created.date() == date(2026, 5, 21)
    assert b"D:20260521" in pdf.render(samples.letter()).bytes


@every
def test_the_count_of_pages_is_right(make: Callable[[], Content]) -> None:
    made = pdf.render(make())
    assert made.pages == len(pypdf.PdfReader(io.BytesIO(made.bytes)).pages) == pdf.pages(made.bytes)


@every
def test_paper_is_a4(make: Callable[[], Content]) -> None:
    content = make()
    wanted = (297, 210) if content.landscape else (210, 297)
    box = pypdf.PdfReader(io.BytesIO(pdf.render(content).bytes)).pages[0].mediabox
    assert (round(float(box.width) * MM), round(float(box.height) * MM)) == wanted
    section = docx.Document(io.BytesIO(word.render(content))).sections[0]
    assert section.page_width is not None and section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == wanted


def test_twenty_two_lines_of_twenty_eight_characters_fill_a_page() -> None:
    """5.2.3: 一般每面排22行，每行排28个字，并撑满版心."""
    ruler = "一二三四五六七八九十" * 3
    lines = tuple(Para(ruler[:28], indent=False) for _ in range(22))
    made = pdf.render(Content(title="", blocks=lines))
    (page,) = pages(made.bytes)
    body = [piece for piece in page if piece.size == pytest.approx(16, abs=0.1)]
    assert [piece.text for piece in body] == [ruler[:28]] * 22
    assert body[0].top >= 37 and body[-1].y <= 37 + 225
    assert pdf.render(Content(title="", blocks=(*lines, Para("三")))).pages == 2


def test_the_head_of_a_paper_stands_where_the_standard_wants_it() -> None:
    """7.2: mark 35 mm below the type area's edge, the number two lines below, the title two below the line."""
    first = pages(pdf.render(samples.upward()).bytes)[0]
    by_text = {piece.text[:4]: piece for piece in first}
    mark, number, title = (
        by_text["云岭县人"],
        by_text["云人常〔"],
        next(p for p in first if p.size == pytest.approx(22, abs=0.1)),
    )
    mark = next(p for p in first if p.text == "云岭县人民代表大会常务委员会文件")
    marked = next(
        span
        for line in layout.arrange(samples.upward()).flow
        if isinstance(line, layout.Line)
        for span in line.spans
        if span.style == "mark"
    )
    assert mark.y - marked.size * 0.88 * POINT == pytest.approx(37 + 35, abs=0.3)
    assert by_text["秘密★1"].top == pytest.approx(37, abs=4) and by_text["秘密★1"].x == pytest.approx(28, abs=0.1)
    assert number.x == pytest.approx(28 + measures().pitch * POINT, abs=0.2)
    assert by_text["签发人："].y == pytest.approx(number.y, abs=0.1)
    assert 2 * measures().line_mm < title.top - number.y - 4 < 3.2 * measures().line_mm


def test_page_numbers_stand_outside_and_below_the_type_area() -> None:
    """7.5: 单页码居右空一字，双页码居左空一字，一字线上距版心下边缘7 mm."""
    for number, page in enumerate(pages(pdf.render(samples.handing_over()).bytes), 1):
        (shown,) = [piece for piece in page if piece.text == f"— {number} —"]
        assert shown.y - 14 * 0.38 * POINT == pytest.approx(37 + 225 + 7, abs=1)
        assert (shown.x > 150) if number % 2 else (shown.x == pytest.approx(28 + 5.57, abs=0.3))


def test_a_letter_begins_without_number_and_bears_neither_rules_nor_printing_day() -> None:
    """10.1: 首页不显示页码, 版记不加印发机关和印发日期."""
    long = replace(
        samples.letter(), blocks=(*(Para("请抓紧办理。" * 20) for _ in range(12)),), issued_by="县人大常委会办公室"
    )
    found = pages(pdf.render(long).bytes)
    assert len(found) > 1
    assert not any(re.fullmatch("— . —", piece.text) for piece in found[0])
    assert any(piece.text == "— 2 —" for piece in found[1])
    assert "印发" not in text_of_pdf(pdf.render(long).bytes)
    mark = found[0][0]
    sheet = layout.arrange(long)
    size = next(one.spans[0].size for one in sheet.letterhead if isinstance(one, layout.Line))
    assert mark.y - size * 0.88 * POINT == pytest.approx(30, abs=0.2)


def test_name_and_day_stand_one_over_the_other_and_never_alone() -> None:
    """7.3.5: 成文日期右空四字, 署名 centred over it; a page with nothing else is not made."""
    paper = replace(
        samples.upward(), signed_by=("云岭县水利局",), remark="", copies_to="", issued_by="", issued_on=None
    )
    for lines in range(1, 40):
        made = replace(paper, blocks=(*(Para("一行字。") for _ in range(lines)),))
        last = pages(pdf.render(made).bytes)[-1]
        assert any(piece.text == "一行字。" for piece in last), f"{lines} lines: the signature stands alone"
    name, day = (next(p for p in last if p.text.startswith(text)) for text in ("云岭县水利局", "2026年11月21日"))
    right = 28 + 156 - 4 * measures().pitch * POINT
    assert name.x + 6 * 5.64 / 2 == pytest.approx((day.x + right) / 2, abs=3)


def test_attachments_begin_pages_and_are_named_in_the_text() -> None:
    found = pages(pdf.render(samples.handing_over()).bytes)
    begins = [page[0].text for page in found]
    assert begins[-2:] == ["附件1", "附件2"]
    assert any(piece.text.startswith("附件：1. 代表建议交办清单") for page in found for piece in page)


def test_the_foot_of_the_last_page_ends_with_the_type_area() -> None:
    """7.4: 末条分隔线与公文最后一面的版心下边缘重合."""
    last = pages(pdf.render(samples.upward()).bytes)[-1]
    printed = next(piece for piece in last if piece.text.endswith("印发"))
    assert 37 + 225 - 9 < printed.y < 37 + 225


def test_a_list_repeats_its_headings_and_keeps_its_note() -> None:
    found = pages(pdf.render(samples.long_list()).bytes)
    assert len(found) > 2
    for page in found:
        assert sum(piece.text == "主办单位" for piece in page) == 1
    assert any("答复期限" in piece.text for piece in found[-1]) and any("合计" in piece.text for piece in found[-1])
    table = docx.Document(io.BytesIO(word.render(samples.long_list()))).tables[0]
    assert table.rows[0]._tr.trPr is not None and table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr is not None and table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_a_form_fills_its_page_and_no_more() -> None:
    made = pdf.render(samples.register())
    (page,) = pages(made.bytes)
    assert max(piece.y for piece in page if piece.text.startswith("备注")) > 240
    table = docx.Document(io.BytesIO(word.render(samples.register()))).tables[0]
    heights = [row.height.mm for row in table.rows if row.height is not None]
    assert 150 < sum(heights) < 225


def test_a_form_bears_its_code_in_both() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(samples.register()).bytes))
    content = reader.pages[0].get_contents()
    assert content is not None
    without = pdf.render(replace(samples.register(), blocks=samples.register().blocks[1:])).bytes
    assert len(pdf.render(samples.register()).bytes) > len(without)
    with zipfile.ZipFile(io.BytesIO(word.render(samples.register()))) as file:
        (picture,) = [name for name in file.namelist() if name.startswith("word/media/")]
        assert file.read(picture).startswith(b"\x89PNG")


def test_word_names_typefaces_for_chinese_on_every_run() -> None:
    names = set()
    for make in samples.ALL.values():
        document = docx.Document(io.BytesIO(word.render(make())))
        for run in document.element.body.iter(qn("w:r")):
            if run.find(qn("w:t")) is None:
                continue
            properties = run.find(qn("w:rPr"))
            names.add(properties.find(qn("w:rFonts")).get(qn("w:eastAsia")))
            assert properties.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    assert {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋"} <= names


def test_word_lines_are_exact_and_pages_odd_and_even() -> None:
    document = docx.Document(io.BytesIO(word.render(samples.handing_over())))
    rules = {
        p.find(qn("w:pPr")).find(qn("w:spacing")).get(qn("w:lineRule")) for p in document.element.body.iter(qn("w:p"))
    }
    assert rules == {"exact"}
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd._p.pPr.jc.val.name, even._p.pPr.jc.val.name) == ("RIGHT", "LEFT")
    assert "PAGE" in odd._p.xml and "PAGE" in even._p.xml


def test_rare_characters_get_a_typeface_that_has_them() -> None:
    found = {}
    document = docx.Document(io.BytesIO(word.render(Content(title="名单", blocks=(Para("张䶮、喆垚、㛃、𬭎"),)))))
    for run in document.element.body.iter(qn("w:r")):
        text = run.find(qn("w:t"))
        if text is not None and text.text:
            found |= dict.fromkeys(text.text, run.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:eastAsia")))
    assert found["张"] == "仿宋_GB2312" and found["䶮"] == found["㛃"] == "仿宋" and found["𬭎"] == "SimSun-ExtB"


def hostile(form: Form) -> Content:
    """Every field of a paper with what somebody might type to break it."""
    grid = Grid((1, 2), ((Cell(HOSTILE, label=True), Cell(HOSTILE, signature=HOSTILE)),))
    table = Table((Column(HOSTILE), Column(HOSTILE)), ((HOSTILE, HOSTILE),), (HOSTILE, HOSTILE), HOSTILE, HOSTILE)
    fields = ("title", "mark", "number", "signatory", "secrecy", "urgency", "under_title", "addressee", "draft")
    return Content(
        **dict.fromkeys((*fields, "remark", "copies_to", "issued_by"), HOSTILE),  # type: ignore[arg-type]
        form=form,
        blocks=(Para(HOSTILE, end=HOSTILE), Heading(HOSTILE), table, grid, Code("https://example.org", HOSTILE)),
        signed_by=(HOSTILE,),
        signed_on=date(2026, 1, 1),
    )


@pytest.mark.parametrize("form", Form)
def test_hostile_text_comes_out_as_text(form: Form) -> None:
    wanted = bare(PLAIN)
    paper = hostile(form)
    assert bare(text_of_pdf(pdf.render(paper).bytes)).count(wanted) > 3
    assert bare(text_of_word(word.render(paper))).count(wanted) > 10


@pytest.mark.parametrize("text", ["字" * 10_000, "a" * 10_000, "，" * 10_000, "字\n" * 3_000])
def test_ten_thousand_characters_are_set(text: str) -> None:
    paper = Content(title=text, form=Form.LETTER, mark=text[:200], blocks=(Para(text), Grid((1,), ((Cell(text),),))))
    wanted = 3 * text.count(text[0]) + text[:200].count(text[0])
    made = pdf.render(paper)
    assert made.pages > 15
    assert text_of_pdf(made.bytes).count(text[0]) == wanted
    assert text_of_word(word.render(paper)).count(text[0]) == 3 * text.count(text[0])


def test_a_long_run_of_letters_stays_on_the_page_and_can_be_copied() -> None:
    address = "https://example.org/" + "x" * 400
    made = pdf.render(Content(title="地址", blocks=(Para(address),)))
    assert bare(address) in bare(text_of_pdf(made.bytes))
    assert max(piece.x for page in pages(made.bytes) for piece in page) < 28 + 156


@every
def test_a_picture_of_every_page_as_large_as_the_page(make: Callable[[], Content]) -> None:
    content = make()
    drawn = [Image.open(io.BytesIO(page)) for page in pdf.pictures(content, 36)]
    inches = (297 / 25.4, 210 / 25.4) if content.landscape else (210 / 25.4, 297 / 25.4)
    assert len(drawn) == pdf.render(content).pages
    assert all(image.size == pytest.approx([36 * side for side in inches], abs=1) for image in drawn)
    assert all(image.convert("L").getextrema()[0] < 128 for image in drawn)
