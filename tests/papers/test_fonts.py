"""Typefaces found, replaced and missing; characters no font has; the administrator's folder; the command."""

import io
import shutil
from pathlib import Path

import docx
import pypdf
import pytest
import typst
from django.core.management import call_command
from django.core.management.base import CommandError

from quancheng.papers import coverage, fonts, pdf, specimen
from quancheng.papers.content import Content, Para

NOBODY_HAS = "\U000e0fff"  # unassigned: no font draws it
SERIF = next(iter(Path("/usr/share/fonts").rglob("NotoSerifCJK-Regular.ttc")), None)
needs_serif = pytest.mark.skipif(SERIF is None, reason="needs Debian's fonts-noto-cjk")


@pytest.fixture
def home(tmp_path: Path, settings: object) -> Path:
    settings.QUANCHENG_HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def paper(text: str) -> Content:
    return Content(title="名单", blocks=(Para(text),))


def test_what_stands_in_is_told() -> None:
    told = "\n".join(pdf.render(paper("张三")).missing)
    for one in fonts.wanted().values():
        used, _, how = fonts.shelf().found(one)
        assert (how == fonts.ASKED) or (f"“{one.word}”" in told and f"“{used}”" in told)


def test_a_character_no_font_has_is_told_with_its_code_point() -> None:
    told = [line for line in fonts.report(paper(f"张{NOBODY_HAS}")) if "U+" in line]
    assert told == [f"“{NOBODY_HAS}”（U+E0FFF）这台机器的字体里都没有，PDF里印不出来：请补装字体，或者印出后手写。"]


@needs_serif
def test_rare_characters_of_names_are_there() -> None:
    assert fonts.lacking(specimen.RARE) == ()
    assert specimen.RARE in "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.render(paper(specimen.RARE)).bytes)).pages
    )


def test_without_any_chinese_font_a_sentence_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    monkeypatch.setattr(fonts, "opened", lambda where: empty)
    fonts._shelf.cache_clear()
    try:
        with pytest.raises(fonts.NoChineseFont, match=r"这台机器没有中文字体.*fonts-noto-cjk"):
            pdf.render(paper("张三"))
        with pytest.raises(CommandError, match="这台机器没有中文字体"):
            call_command("fonts")
    finally:
        fonts._shelf.cache_clear()


@needs_serif
def test_the_administrators_folder_is_searched_at_once(home: Path) -> None:
    before = fonts.shelf()
    assert SERIF is not None
    (home / "fonts").mkdir()
    shutil.copy(SERIF, home / "fonts" / "mine.ttc")
    after = fonts.shelf()
    assert any(str(font.path).startswith(str(home)) for font in after.opened.fonts())
    assert not any(str(font.path).startswith(str(home)) for font in before.opened.fonts())


@needs_serif
def test_another_folder_can_be_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SERIF is not None
    (home / "elsewhere").mkdir()
    shutil.copy(SERIF, home / "elsewhere" / "mine.ttc")
    monkeypatch.setenv("QUANCHENG_FONTS", f"{home / 'nowhere'}:{home / 'elsewhere'}")
    assert any(str(font.path).startswith(str(home / "elsewhere")) for font in fonts.shelf().opened.fonts())


@needs_serif
def test_coverage_is_what_the_font_says() -> None:
    assert SERIF is not None
    for index in (0, 2):
        covered = coverage.of_file(str(SERIF), index)
        assert all(char in covered for char in "云岭县人民代表大会〔〕—" + specimen.RARE)
        assert NOBODY_HAS not in covered and "\ue000" not in covered


def test_a_broken_font_has_no_characters(tmp_path: Path) -> None:
    for number, content in enumerate(
        (b"", b"ttcf", b"\0\1\0\0" + b"\xff" * 60, b"OTTO\0\1" + b"\0" * 6 + b"cmap" + b"\xff" * 12)
    ):
        path = tmp_path / f"{number}.otf"
        path.write_bytes(content)
        assert "人" not in coverage.of_file(str(path))


def test_ranges_meet() -> None:
    covered = coverage.Covered([(65, 70), (68, 75), (80, 80), (76, 77)])
    assert [char for char in "@AGLMNOPQ" if char in covered] == ["A", "G", "L", "M", "P"]


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_test_page(home: Path, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / f"样张.{ending}"
    call_command("fonts", test=path)
    assert str(path) in capsys.readouterr().out
    if ending == "pdf":
        text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    else:
        text = "".join(p.text for p in docx.Document(str(path)).paragraphs)
    for one in fonts.wanted().values():
        assert one.word in text
    assert all(char in text for char in specimen.RARE)
    assert "一二三四五六七八九十一二三四五六七八九十一二三四五六七八" in text


@pytest.mark.parametrize(
    ("name", "words"), [("样张.txt", "只能是 .pdf 或 .docx"), ("没有/样张.pdf", "请换一个可以写的地方")]
)
def test_what_the_command_refuses(home: Path, name: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("fonts", test=home / name)
