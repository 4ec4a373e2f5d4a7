"""The test page of typefaces: each of them, rare characters, levels of headings, the grid of 22 lines of 28 characters."""

from collections.abc import Iterator

from . import fonts
from .content import Block, Content, Form, Heading, PageBreak, Para
from .measures import measures

RARE = "䶮喆垚㛃𬭎"
WORDS = "云岭县人民代表大会常务委员会2026年11月21日〔〕《》“”，。；：？！—…"


def specimen() -> Content:
    """A paper in red head that shows what this machine sets papers in. Raises fonts.NoChineseFont."""
    return Content(
        title="公文字体、字号和版面样张",
        form=Form.DOWNWARD,
        mark="云岭县人民代表大会常务委员会文件",
        number="云人样〔2026〕1号",
        blocks=tuple(_blocks()),
    )


def _blocks() -> Iterator[Block]:
    here = fonts.shelf()
    yield Heading("一、字体")
    for one in fonts.wanted().values():
        used, _, how = here.found(one)
        told = {fonts.ASKED: "有", fonts.SAME: f"用同类字体“{used}”"}.get(how, f"没有，用“{used}”代替")
        yield Para(f"{one.word}：{told}。")
    yield Heading("二、生僻字")
    yield Para("　".join(f"{char}（U+{ord(char):04X}）" for char in RARE), align="left")
    absent = fonts.lacking(RARE)
    yield Para("都印得出来。" if not absent else f"印不出来：{'、'.join(absent)}。")
    yield Heading("三、层次")
    yield Heading("（一）第二层用楷体", 2)
    yield Heading("1. 第三层用仿宋", 3)
    yield Heading("（1）第四层用仿宋", 4)
    yield Para(WORDS)
    yield PageBreak()
    page = measures().page
    many, lines = int(page["characters"]), int(page["lines"])
    figures = "一二三四五六七八九十"
    for number in range(lines):
        yield Para("".join(figures[(number + n) % 10] for n in range(many)), indent=False, align="left")
