"""A title read into what it says: the places it names, the matter, the numbers, each with its weight.

Pure Python, no database. The words and weights stand in data/similar.toml.
"""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

LONGEST = 400  # characters of the text below the title that are read

Weighted = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Features:
    """What a title says, each key with its weight; "=道路" is a word of the trade, "#G242" a number, the rest 2-grams.

    `route` says that places are named as the ends of something (中厂村至军南线); `body` are the keys that stand only
    in the text below the title: they count where the other has them and are never held against it.
    """

    topic: Weighted
    place: Weighted
    number: Weighted
    route: bool = False
    body: frozenset[str] = frozenset()

    def all(self) -> Iterator[tuple[str, float]]:
        yield from self.topic
        yield from self.place
        yield from self.number


@dataclass(frozen=True, slots=True)
class _Lexicon:
    raw: dict[str, Any]
    concepts: dict[str, dict[str, float]]
    known: re.Pattern[str]
    piece: re.Pattern[str]
    coarse: frozenset[str]
    route: frozenset[str]
    before: frozenset[str]


@cache
def lexicon() -> _Lexicon:
    """The words of the trade and the weights, from data/similar.toml."""
    raw = tomllib.loads(resources.files(__package__).joinpath("data/similar.toml").read_text("utf-8"))
    concepts: dict[str, dict[str, float]] = {}
    for table, weight in (("acts", raw["weights"]["act"]), ("things", raw["weights"]["thing"])):
        for name, words in raw[table].items():
            for word in words:
                concepts.setdefault(word, {})["=" + name] = weight
    place = raw["place"]
    before, route = frozenset(place["before"]["words"]), frozenset(place["route"])
    free = {w for words in raw["acts"].values() for w in words} | set(raw["filler"]["words"]) | route
    nouns = ({w for words in raw["things"].values() for w in words} | before) - free
    # A thing right before 村 or 镇 is that place's name (大桥镇), unless 村 opens a word of its own (小学村级…).
    known = re.compile(f"(?:{_either(nouns)})(?![村镇乡](?![级组民委庄道里内]))|(?:{_either(free)})")
    suffix = _either([*place["fine"], *place["coarse"]])
    piece = re.compile(f"(.+?)({suffix})(?!{suffix})")
    return _Lexicon(raw, concepts, known, piece, frozenset(place["coarse"]), route, before)


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))


_ROAD = re.compile(r"(?:([gsxyc])(\d{2,4})(?!\d)|(\d{2,4})([国省县乡])道|([国省县乡])道(\d{2,4}(?:、\d{2,4})*))线?")
_ROAD_LETTER = {"国": "G", "省": "S", "县": "X", "乡": "Y"}
_COUNTED = re.compile(r"(\d+(?:\.\d+)?)(?:[-~至到](\d+))?(公里|千米|km|米|亩|组|社|队|号|期|小区)")
_ORDINAL = re.compile(r"第?([一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[组社队号期])")
LENGTHS = frozenset({"公里", "千米", "km", "米", "亩"})
_BREAK = re.compile(r"[^\w]+")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}


def _arabic(match: re.Match[str]) -> str:
    tens, ten, units = match[1].rpartition("十")
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)) if ten else str(_DIGITS[units])


class _Reader:
    """Reads one text into weighted keys."""

    def __init__(self, text: str) -> None:
        self.words = lexicon()
        self.weights = self.words.raw["weights"]
        self.topic: dict[str, float] = {}
        self.place: dict[str, float] = {}
        self.number: dict[str, float] = {}
        self.route = False
        plain = unicodedata.normalize("NFKC", text).lower()
        plain = _ORDINAL.sub(_arabic, _ROAD.sub(self._road, plain))
        for clause in _BREAK.split(_COUNTED.sub(self._counted, plain)):
            self._clause(clause)

    def _road(self, match: re.Match[str]) -> str:
        letter = (match[1] or _ROAD_LETTER[match[4] or match[5]]).upper()
        for digits in (match[2] or match[3] or match[6]).split("、"):
            self.number[f"#{letter}{digits}"] = self.weights["number"]
        self.topic["=道路"] = self.weights["thing"]
        return " "

    def _counted(self, match: re.Match[str]) -> str:
        first, last, unit = match.groups()
        self.number[f"#{first}-{last}{unit}" if last else f"#{first}{unit}"] = self.weights["number"]
        return " "

    def _clause(self, clause: str) -> None:
        at, previous = 0, ""
        for found in self.words.known.finditer(clause):
            word = found[0]
            self._run(clause[at : found.start()], previous, word)
            self.topic.update(self.words.concepts.get(word, {}))
            at, previous = found.end(), word
        self._run(clause[at:], previous, "")

    def _run(self, run: str, previous: str, following: str) -> None:
        """Letters the lexicon does not know: names with their suffix, then what is left."""
        end = 0
        for found in self.words.piece.finditer(run):
            name, suffix = found.groups()
            weight = self.weights["coarse_place" if suffix in self.words.coarse else "place"]
            self._grams(name if len(name) > 1 else name + suffix, self.place, weight)
            self._means(suffix)
            end = found.end()
        rest = run[end:]
        if self._means(rest):
            return
        joined = bool(run) and (previous in self.words.route or following in self.words.route)
        self.route |= joined
        named = joined or following in self.words.before
        self._grams(rest, self.place if named else self.topic, self.weights["place" if named else "topic"])

    def _means(self, suffix: str) -> bool:
        """A suffix that is the thing itself (桥, 路) says what the matter is."""
        means = self.words.raw["place"]["means"].get(suffix)
        if means:
            self.topic["=" + means] = self.weights["thing"]
        return bool(means)

    def _grams(self, run: str, into: dict[str, float], weight: float) -> None:
        grams = [run[i : i + 2] for i in range(len(run) - 1)] or [run] * bool(run)
        # A long name is one name: its grams share the weight, though not wholly.
        share = weight / math.sqrt(len(grams) or 1)
        for gram in grams:
            into[gram] = max(into.get(gram, 0.0), share)


@lru_cache(maxsize=4096)
def features(title: str, text: str = "") -> Features:
    """Read a title into its features; what only `text` (the body) says counts less.

    With an empty title the text stands in for it, so that hints come as soon as something is written.
    """
    if not title.strip():
        title, text = text[:LONGEST], ""
    own = _Reader(title)
    parts = (own.topic, own.place, own.number)
    extra: dict[str, float] = {}
    if text:
        body, less = _Reader(text[:LONGEST]), own.weights["body_text"]
        known = own.topic.keys() | own.place.keys() | own.number.keys()
        for mine, theirs in zip(parts, (body.topic, body.place, body.number), strict=True):
            new = {key: weight * less for key, weight in theirs.items() if key not in known}
            mine.update(new)
            extra |= new
    topic, place, number = (tuple(part.items()) for part in parts)
    return Features(topic, place, number, own.route, frozenset(extra))
