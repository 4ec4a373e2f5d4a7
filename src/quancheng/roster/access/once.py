"""What is shown once and kept nowhere: tokens of seat cards and first passwords, on their way to the paper.

An act makes them inside the gate, the door that called the gate prints them. Whoever calls without `shown` gets none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Once:
    """One secret for one person: the token of a card, or a first password with its login name."""

    account: int
    secret: str
    login: str = ""


@dataclass
class Shown:
    """Everything handed out in one go."""

    cards: list[Once] = field(default_factory=list)
    passwords: list[Once] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cards or self.passwords)


_open: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def shown() -> Iterator[Shown]:
    """Collect what is handed out inside the block."""
    made = Shown()
    token = _open.set(made)
    try:
        yield made
    finally:
        _open.reset(token)


def card(account: int, token: str) -> None:
    """The token of a new seat card."""
    if (there := _open.get()) is not None:
        there.cards.append(Once(account, token))


def password(account: int, login: str, word: str) -> None:
    """A first password."""
    if (there := _open.get()) is not None:
        there.passwords.append(Once(account, word, login))
