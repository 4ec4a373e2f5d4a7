"""The law book in force: the shipped norms and the local ones of the rule book, cached by version."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from quancheng.law.rules import Book, Choice, Ruling
from quancheng.roster.models import Body

Provider = Callable[[], tuple[str, Callable[[], Iterable[str]]]]

_provider: Provider | None = None
_kept: dict[str, Book] = {}
_open: ContextVar[list[Book] | None] = ContextVar("book", default=None)


def provide(provider: Provider) -> None:
    """Tell where local norms come from: a function giving their version and a way to get their texts."""
    global _provider
    _provider = provider
    _kept.clear()


@contextmanager
def one_book() -> Iterator[None]:
    """Inside the block the book is asked for once: a page, a step and everything in it go by one version."""
    if _open.get() is not None:
        yield
        return
    token = _open.set([])
    try:
        yield
    finally:
        _open.reset(token)


def book() -> Book:
    """The book as of now. One cheap query to learn the version of the local norms, once inside `one_book`."""
    kept = _open.get()
    if kept:
        return kept[0]
    found = _book()
    if kept is not None:
        kept.append(found)
    return found


def here(rule: str, body: Body, on: date) -> Ruling | None:
    """What a rule says in the place of a body on that day; None where no rule is in force."""
    law = book()
    if not law.has(rule, on=on, tier=body.tier, area=body.area_id):
        return None
    return law.ruling(rule, on=on, tier=body.tier, area=body.area_id)


def number(rule: str, body: Body, on: date) -> int | None:
    """The whole number a rule gives there; None where no rule is in force."""
    value = (found := here(rule, body, on)) and found.value
    assert value is None or isinstance(value, int), f"{rule} is no whole number"
    return value


def words(rule: str, body: Body, on: date) -> str:
    """The text a local rule gives; nothing where the place has not filled it in."""
    return str(found.value) if (found := here(rule, body, on)) else ""


def choice(rule: str, body: Body, on: date) -> Choice:
    """The options a rule names there; none where no rule is in force."""
    value = found.value if (found := here(rule, body, on)) else Choice(())
    assert isinstance(value, Choice), f"{rule} is no choice"
    return value


def forget() -> None:
    """The rule book has changed inside this block: ask again."""
    if kept := _open.get():
        kept.clear()


def _book() -> Book:
    version, texts = _provider() if _provider else ("", tuple)
    if version not in _kept:
        _kept.clear()
        shipped = Book.shipped()
        _kept[version] = shipped.plus(texts()) if version else shipped
    return _kept[version]
