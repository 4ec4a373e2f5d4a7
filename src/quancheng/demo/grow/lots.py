"""Drawing by lot, the same for the same seed on every machine; and the files of building material."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

DATA = Path(__file__).parents[1] / "data"
T = TypeVar("T")


@cache
def material(name: str) -> dict[str, Any]:
    """One file of building material."""
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def lot(seed: int, *about: object) -> random.Random:
    """Luck of its own for each thing: one thing more changes nothing else."""
    return random.Random(f"{seed}/{'/'.join(map(str, about))}")


def weighted(luck: random.Random, weights: Mapping[T, float]) -> T:
    """One of them by weight."""
    return luck.choices(list(weights), weights=list(weights.values()))[0]


def deck(luck: random.Random, weights: Mapping[str, float], size: int) -> list[str]:
    """`size` cards in the proportions of the weights, as exactly as they go, shuffled."""
    whole = sum(weights.values())
    shares = {name: size * weight / whole for name, weight in weights.items()}
    cards = [name for name, share in shares.items() for _ in range(int(share))]
    rest = sorted(weights, key=lambda name: (int(shares[name]) - shares[name], name))
    cards += rest[: size - len(cards)]
    luck.shuffle(cards)
    return cards


@dataclass
class Dealer:
    """Cards dealt in the proportions of the weights, however few at a time: what is due the longest comes next."""

    owed: dict[str, float] = field(default_factory=dict)

    def deal(self, luck: random.Random, weights: Mapping[str, float], size: int) -> list[str]:
        """So many cards, shuffled; what was not dealt stays owed."""
        whole, cards = sum(weights.values()), []
        for _ in range(size):
            for name, weight in weights.items():
                self.owed[name] = self.owed.get(name, 0) + weight / whole
            card = max((name for name in weights if weights[name]), key=lambda name: (self.owed[name], name))
            self.owed[card] -= 1
            cards.append(card)
        luck.shuffle(cards)
        return cards


def cut(rows: Sequence[T], at: int) -> T:
    """One after the other, from the beginning again."""
    return rows[at % len(rows)]
