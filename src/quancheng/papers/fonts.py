"""Which typefaces this machine has, what stands in for those it lacks, and which characters no font has."""

import os
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from .chars import clean
from .content import Content
from .coverage import covers, of_file
from .measures import HERE

NO_FONT = (
    "这台机器没有中文字体，排不出PDF。请安装字体（Debian：fonts-noto-cjk），"
    "或者把仿宋_GB2312、方正小标宋简体、黑体、楷体_GB2312、宋体的字体文件放进 {folder} ，再试一次。Word文件不受影响。"
)
ASKED, SAME, INSTEAD, NONE = "names", "same", "instead", "none"
CHINESE = "国人代表会议"  # a font without these has no Chinese
BOLD = 700


class NoChineseFont(Exception):
    """There is no font with Chinese characters; the text is a sentence for the person at the screen."""


@dataclass(frozen=True)
class Wanted:
    """A typeface papers ask for, with what may stand in for it: family and weight. See data/fonts.toml."""

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

    places: tuple[Path, ...]
    stamp: tuple[tuple[str, int, int], ...]
    families: dict[str, str] = field(compare=False)  # folded name → name
    opened: typst.Fonts = field(compare=False)

    def found(self, wanted: Wanted) -> tuple[str, int, str]:
        """The family used, its weight, and how it came to that: ASKED, SAME style, INSTEAD or NONE."""
        tried = [(name, 400, ASKED) for name in wanted.names] + [(name, 400, SAME) for name in wanted.same]
        for name, weight, how in (*tried, *((name, weight, INSTEAD) for name, weight in wanted.instead)):
            if family := self.families.get(name.casefold()):
                return family, weight, how
        other = _any_chinese(self)
        return (other, 400, INSTEAD) if other else ("", 400, NONE)

    def face(self, key: str) -> Face:
        """The typeface for the typesetter; behind it others with Chinese, for characters it lacks."""
        return _face(self, key)

    def has(self, char: str) -> bool:
        """Whether any font of this machine has the character; those that papers are set in are asked first."""
        return _has(self, char)


@lru_cache(64)
def _face(shelf: Shelf, key: str) -> Face:
    used, weight, _ = shelf.found(wanted()[key])
    names = [used, *(name for name, _ in wanted()["fangsong"].instead), *wanted()["fangsong"].same]
    held = [shelf.families[name.casefold()] for name in names if name.casefold() in shelf.families]
    return Face(tuple(dict.fromkeys(held)), weight)


@lru_cache(65_536)
def _has(shelf: Shelf, char: str) -> bool:
    return char in _usual(shelf) or char in _all(shelf)


@lru_cache(4)
def _any_chinese(shelf: Shelf) -> str:
    """Any family with Chinese characters, or nothing."""
    for font in shelf.opened.fonts():
        if font.path and all(char in of_file(font.path, font.index) for char in CHINESE):
            return font.family
    return ""


@lru_cache(4)
def _usual(shelf: Shelf) -> Any:
    """The characters of the fonts that papers are set in."""
    families = {family for key in wanted() for family in shelf.face(key).fonts}
    return covers(
        {(f.path, f.index) for f in shelf.opened.fonts() if f.path and f.family in families and f.weight < BOLD}
    )


@lru_cache(4)
def _all(shelf: Shelf) -> Any:
    return covers({(f.path, f.index) for f in shelf.opened.fonts() if f.path})


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
    """The administrator's font folder: searched before all others."""
    return Path(settings.QUANCHENG_HOME) / "fonts"


def places() -> tuple[Path, ...]:
    """The administrator's folder, and those of the variable QUANCHENG_FONTS, for a machine on which nobody is root."""
    return (folder(), *(Path(one) for one in os.environ.get("QUANCHENG_FONTS", "").split(os.pathsep) if one))


def shelf() -> Shelf:
    """The fonts of this machine; those of the administrator's folder at once, the system's from the next start on.

    Raises NoChineseFont.
    """
    found = _shelf(places(), _stamp(folder()))
    if not any(found.found(one)[0] for one in wanted().values()):
        raise NoChineseFont(NO_FONT.format(folder=folder()))
    return found


def _stamp(where: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a file of the folder does."""
    if not where.is_dir():
        return ()
    return tuple(sorted((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in where.rglob("*") if p.is_file()))


def opened(where: tuple[Path, ...]) -> typst.Fonts:
    """All fonts: of those folders that are there, then the system's."""
    paths: list[str] = [str(one) for one in where if one.is_dir()]
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=paths)


@lru_cache(2)
def _shelf(where: tuple[Path, ...], stamp: tuple[tuple[str, int, int], ...]) -> Shelf:
    fonts = opened(where)
    return Shelf(where, stamp, {name.casefold(): name for name in fonts.families()}, fonts)


def report(content: Content) -> tuple[str, ...]:
    """Sentences: which typefaces of the PDF were replaced by what; characters no font has, each with its code point.

    Raises NoChineseFont.
    """
    return (*replaced(), *(missing(char) for char in lacking(clean("".join(content.texts())))))


def replaced() -> tuple[str, ...]:
    """A sentence for every typeface that something else stands in for."""
    return _replaced(shelf())


@lru_cache(4)
def _replaced(here: Shelf) -> tuple[str, ...]:
    found = ((one.word, *here.found(one)) for one in wanted().values())
    return tuple(f"这台机器没有“{word}”，PDF里用“{used}”代替。" for word, used, _, how in found if how != ASKED)


def lacking(text: str) -> tuple[str, ...]:
    """The characters of a text that no font of this machine has."""
    here = shelf()
    return tuple(char for char in sorted(set(text)) if char not in "\n\u3000" and not here.has(char))


def missing(char: str) -> str:
    """The sentence for a character that no font has."""
    return f"“{char}”（U+{ord(char):04X}）这台机器的字体里都没有，PDF里印不出来：请补装字体，或者印出后手写。"
