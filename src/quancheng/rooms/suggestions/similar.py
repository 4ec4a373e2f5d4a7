"""Similar suggestions while a deputy writes: 代表撰写建议时提示相似建议.

Titles are short and alike ("关于…道路硬化的建议"), so a plain comparison of letters drowns in roads of
other villages. A title is therefore read into three kinds of features that are compared apart: the
places it names, the matter (words of the trade reduced to one name each, and what is left as
2-grams), and the numbers (G242, 第五组, 2.3公里). 很像 needs agreement of place *and* matter.

Pure Python, no database. The words and thresholds stand in data/similar.toml, the measured figures
in docs/similar.md.
"""

import heapq
import math
from array import array
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from .features import LENGTHS, Features, Weighted, features, lexicon

__all__ = ["Hit", "Index", "features"]

CANDIDATES = 120  # compared in full after the postings have been read
POSTINGS = 60_000  # read per search before the commonest features are left out


@dataclass(frozen=True, slots=True)
class Hit:
    """One similar suggestion. `score` is 0 to 1; `strong` means 很像; `why` are sentences for the user."""

    id: Hashable
    score: float
    strong: bool
    why: tuple[str, ...]


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
        least = lexicon().raw["score"]["least"]
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
    raw = lexicon().raw
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
    score = lexicon().raw["score"]
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
        if kind not in LENGTHS:
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
