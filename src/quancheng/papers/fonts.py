"""Which typefaces this machine has, what stands in for those it lacks, and which characters no font has."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from .chars import clean
from .content import Content
from .coverage import covers
from .measures import HERE

NO_FONT = (
    "这台机器没有中文字体，排不出PDF。请安装字体（Debian：fonts-noto-cjk），"
    "或者把仿宋_GB2312、方正小标宋简体、黑体、楷体_GB2312、宋体的字体文件放进 {folder} ，再试一次。Word文件不受影响。"
)


class NoChineseFont(Exception):
    """There is no font with Chinese characters; the text is a sentence for the person at the screen."""


@dataclass(frozen=True)
class Wanted:
    """A typeface papers ask for, with what may stand in for it. See data/fonts.toml."""

    key: str
    word: str
    names: tuple[str, ...]
    same: tuple[str, ...]
    instead: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Face:
    """What a typeface is set in: families in order, and the weight of the first."""

    fonts: tuple[str, ...]
    weight: int = 400


@dataclass(frozen=True)
class Shelf:
    """The fonts of this machine, the administrator's folder first."""

    families: frozenset[str]
    opened: typst.Fonts = field(compare=False, hash=False)

    def has(self, family: str) -> bool:
        return family.casefold() in self.families

    def found(self, wanted: Wanted) -> tuple[str, int, str]:
        """The family used, its weight, and whether it is the one asked for: names | same | instead | none."""
        for how, names in (("names", wanted.names), ("same", wanted.same)):
            for name in names:
                if self.has(name):
                    return name, 400, how
        for name, weight in wanted.instead:
            if self.has(name):
                return name, weight, "instead"
        return "", 400, "none"

    def face(self, key: str) -> Face:
        """The typeface for the typesetter; behind it whatever else has Chinese, for characters it lacks."""
        return _face(self, key)

    def files(self, family: str) -> Iterator[tuple[str, int]]:
        """Where a family lies."""
        for font in self.opened.fonts():
            if font.path and font.family.casefold() == family.casefold():
                yield font.path, font.index


@lru_cache(64)
def _face(shelf: Shelf, key: str) -> Face:
    used, weight, _ = shelf.found(wanted()[key])
    others = [name for name, _ in wanted()["fangsong"].instead if shelf.has(name)]
    return Face(tuple(dict.fromkeys(filter(None, [used, *others]))), weight)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((HERE / "data/fonts.toml").read_text("utf-8"))


@cache
def wanted() -> dict[str, Wanted]:
    """The typefaces of data/fonts.toml."""
    return {
        key: Wanted(
            key,
            face["word"],
            tuple(face["names"]),
            tuple(face["same"]),
            tuple((one["family"], one.get("weight", 400)) for one in face["instead"]),
        )
        for key, face in _data()["face"].items()
    }


def rare_word_font(face: str, char: str) -> str:
    """The font Word is told for a character that a font named _GB2312 cannot have."""
    rare: dict[str, str] = _data()["rare"]
    return rare["beyond"] if ord(char) > 0xFFFF else rare.get(face, wanted()[face].word)


def folder() -> Path:
    """The administrator's font folder: searched before the system's fonts."""
    return Path(settings.QUANCHENG_HOME) / "fonts"


def shelf() -> Shelf:
    """The fonts of this machine; looked for again when a file in the administrator's folder changes. Raises NoChineseFont."""
    found = _shelf(folder(), _stamp(folder()))
    if not any(found.found(one)[2] != "none" for one in wanted().values()):
        raise NoChineseFont(NO_FONT.format(folder=folder()))
    return found


def _stamp(where: Path) -> tuple[tuple[str, int, int], ...]:
    if not where.is_dir():
        return ()
    return tuple(sorted((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in where.rglob("*") if p.is_file()))


@lru_cache(2)
def _shelf(where: Path, stamp: tuple[tuple[str, int, int], ...]) -> Shelf:
    opened = typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(where)] if stamp else []
    )
    return Shelf(frozenset(name.casefold() for name in opened.families()), opened)


def report(content: Content) -> tuple[str, ...]:
    """Sentences: which typefaces were replaced in the PDF by what, and characters no font has, with code points."""
    here = shelf()
    told = [
        f"没有“{one.word}”，用“{used}”代替。"
        for one in wanted().values()
        for used, _, how in [here.found(one)]
        if how != "names"
    ]
    for char in sorted(set(clean("".join(content.texts()))) - {"\n"}):
        if not has_char(here, char):
            told.append(f"“{char}”（U+{ord(char):04X}）这台机器的字体里都没有，PDF里显示不出来，请补字体或者改用手写。")
    return tuple(told)


def has_char(here: Shelf, char: str) -> bool:
    """Whether any font of this machine has the character."""
    if ord(char) < 0x7F:
        return True
    return char in _covered(here)


@lru_cache(2)
def _covered(here: Shelf) -> "Any":
    return covers({(f.path, f.index) for f in here.opened.fonts() if f.path})
