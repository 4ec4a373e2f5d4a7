"""Similar suggestions while a deputy writes: 代表撰写建议时提示相似建议.

Titles are short and alike ("关于…道路硬化的建议"), so a plain comparison of letters drowns in roads of
other villages. A title is therefore read into three kinds of features that are compared apart: the
places it names, the matter (words of the trade reduced to one name each, and what is left as
2-grams), and the numbers (G242, 第五组, 2.3公里). 很像 needs agreement of place *and* matter.

Pure Python, no database. The words and thresholds stand in data/similar.toml, the measured figures
in docs/similar.md.
"""

from __future__ import annotations

import heapq
import math
import re
import tomllib
import unicodedata
from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

CANDIDATES = 120  # compared in full after the postings have been read
POSTINGS = 60_000  # read per search before the commonest features are left out
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
class Hit:
    """One similar suggestion. `score` is 0 to 1; `strong` means 很像; `why` are sentences for the user."""

    id: Hashable
    score: float
    strong: bool
    why: tuple[str, ...]


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
def _lexicon() -> _Lexicon:
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
_LENGTHS = frozenset({"公里", "千米", "km", "米", "亩"})
_BREAK = re.compile(r"[^\w]+")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}


def _arabic(match: re.Match[str]) -> str:
    tens, ten, units = match[1].rpartition("十")
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)) if ten else str(_DIGITS[units])


class _Reader:
    """Reads one text into weighted keys."""

    def __init__(self, text: str) -> None:
        self.words = _lexicon()
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


class Index:
    """Titles to search among; `items` are (id, title). One id stands for one title: adding it again replaces it."""

    def __init__(self, items: Iterable[tuple[Hashable, str]] = ()) -> None:
        self._rows: list[tuple[Hashable, str]] = []
        self._slots: dict[Hashable, int] = {}
        self._gone: set[int] = set()
        self._postings: dict[str, array[int]] = {}
        for id_, title in items:
            self.add(id_, title)

    def __len__(self) -> int:
        return len(self._slots)

    def add(self, id_: Hashable, title: str) -> None:
        """Add a title, or replace the one this id had."""
        self.remove(id_)
        slot = self._slots[id_] = len(self._rows)
        self._rows.append((id_, title))
        for key in {key for key, _ in features(title).all()}:
            self._postings.setdefault(key, array("I")).append(slot)

    def remove(self, id_: Hashable) -> None:
        """Leave a title out (withdrawn, confidential); unknown ids are ignored. Its room is freed by the next build."""
        slot = self._slots.pop(id_, None)
        if slot is not None:
            self._gone.add(slot)

    def search(self, title: str, text: str = "", limit: int = 5) -> list[Hit]:
        """The most similar titles, 很像 first, then by score; at most `limit`, none that has next to nothing in common.

        `text` is the body below the title, as far as it is written. Nothing is changed or stored.
        """
        draft = features(title, text)
        least = _lexicon().raw["score"]["least"]
        rows = (self._rows[slot] for slot in self._candidates(draft))
        hits = (_compare(draft, features(other), self._rarity, id_) for id_, other in rows)
        shown = (hit for hit in hits if hit.score >= least)
        return heapq.nlargest(limit, shown, key=lambda hit: (hit.strong, hit.score))

    def _rarity(self, key: str) -> float:
        # The 20 keeps a congress's first few titles from being judged by chance.
        return math.log(1 + (len(self._slots) + 20) / (len(self._postings.get(key, ())) + 1))

    def _candidates(self, draft: Features) -> list[int]:
        """Rare features first; the commonest are left out once enough postings were read."""
        gains = {key: weight * self._rarity(key) for key, weight in draft.all() if key in self._postings}
        seen: dict[int, float] = {}
        read = 0
        for key in sorted(gains, key=lambda key: len(self._postings[key])):
            slots = self._postings[key]
            read += len(slots)
            if seen and read > POSTINGS:
                break
            gain = gains[key]
            for slot in slots:
                seen[slot] = seen.get(slot, 0.0) + gain
        for slot in self._gone & seen.keys():
            del seen[slot]
        return heapq.nlargest(CANDIDATES, seen, key=seen.__getitem__)


def _compare(draft: Features, other: Features, rarity: Callable[[str], float], id_: Hashable) -> Hit:
    raw = _lexicon().raw
    # A name without its suffix reads as matter; it is a place if either side knows it as one.
    # A numbered road says where as well as a name does.
    places = {key for side in (draft, other) for key, _ in side.place}
    places |= {key for side in (draft, other) for key, _ in side.number if key[1].isalpha()}
    theirs = dict(other.all())
    mine = {key: weight for key, weight in draft.all() if key in theirs or key not in draft.body}
    rare = {key: rarity(key) for key in mine.keys() | theirs.keys()}
    shared = [key for key in mine if key in theirs]

    def sums(keep: Callable[[str], bool]) -> tuple[float, float, float]:
        return (
            sum(min(mine[key], theirs[key]) * rare[key] for key in shared if keep(key)),
            sum(weight * rare[key] for key, weight in mine.items() if keep(key)),
            sum(weight * rare[key] for key, weight in theirs.items() if keep(key)),
        )

    place_both, place_mine, place_theirs = sums(places.__contains__)
    topic_both, topic_mine, topic_theirs = sums(lambda key: key not in places and key[0] != "#")
    score = _agreement(*sums(lambda key: True))
    topic = _agreement(topic_both, topic_mine, topic_theirs)
    bars = raw["strong"]
    if place_mine and place_theirs:
        # The shorter of the two may leave out the township, but not one end of a road.
        sides = [place for place, ends in ((place_mine, draft.route), (place_theirs, other.route)) if ends]
        whole = min(sides or (place_mine, place_theirs))
        alike = place_both / whole >= bars["place"] and topic >= bars["topic"]
    else:
        alike = not place_mine and not place_theirs and topic >= bars["topic_without_place"]
    strong = alike and not _clash(draft.number, other.number)
    return Hit(id_, round(score, 4), strong, _why(shared, places))


def _agreement(both: float, mine: float, theirs: float) -> float:
    """Share of what either says that both say, 0 to 1."""
    score = _lexicon().raw["score"]
    apart = score["missing_there"] * (mine - both) + score["missing_here"] * (theirs - both)
    return both / (both + apart) if both else 0.0


def _clash(mine: Weighted, theirs: Weighted) -> bool:
    """Both name a road by number, or a group, and no number is the same. Lengths never clash: people round them."""
    kinds = _by_kind(mine), _by_kind(theirs)
    return any(not kinds[0][kind] & kinds[1][kind] for kind in kinds[0].keys() & kinds[1].keys())


def _by_kind(numbers: Weighted) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for key, _ in numbers:
        kind = "road" if key[1].isalpha() else key.lstrip("#0123456789.-")
        if kind not in _LENGTHS:
            kinds.setdefault(kind, set()).add(key)
    return kinds


def _why(shared: list[str], places: set[str]) -> tuple[str, ...]:
    """Sentences a deputy understands: 同一地点, 同一事项, 同一编号, each with the words found in both."""
    found = {
        "地点": _joined([key.lstrip("#") for key in shared if key in places]),
        "事项": [key[1:] for key in shared if key[0] == "="]
        + _joined([key for key in shared if key not in places and key[0] not in "=#"]),
        "编号": [key[1:] for key in shared if key[0] == "#" and key not in places],
    }
    return tuple(f"同一{kind}：{'、'.join(words)}" for kind, words in found.items() if words)


def _joined(grams: list[str]) -> list[str]:
    """Overlapping 2-grams put together again: 老出, 出水 → 老出水."""
    words: list[str] = []
    for gram in (gram for gram in grams if len(gram) > 1):
        if words and words[-1][-1] == gram[0]:
            words[-1] += gram[1]
        else:
            words.append(gram)
    return words
