"""Which rules stand together when somebody fills them in, and what helps in filling in each."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from quancheng.law.norm import Rule
from quancheng.law.rules import Book
from quancheng.law.values import Choice, Option

DATA = Path(__file__).parent / "data" / "topics.toml"
OTHER = "other"
DIRECTIONS = {
    "shorter": "只能更短，不能更长",
    "longer": "只能更长，不能更短",
    "more": "只能更高，不能更低",
    "fewer": "只能更低，不能更高",
    "any": "可以自定",
}
KINDS = {"span": "期限", "share": "比例", "number": "数目", "choice": "选项", "text": "文字"}


@dataclass(frozen=True)
class Hint:
    """What helps to fill in one rule."""

    event: str = ""
    known: tuple[Option, ...] = ()
    among: str = ""
    columns: str = ""
    form: str = ""
    help: str = ""


@dataclass(frozen=True)
class Topic:
    """Rules that are filled in together."""

    id: str
    title: str
    rules: tuple[Rule, ...] = field(default=())


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(DATA.read_text("utf-8"))


@cache
def hint(rule: str) -> Hint:
    """The help for one rule; an empty one where there is none."""
    row = dict(_data()["rule"].get(rule, {}))
    known = tuple(Option(o["id"], o["label"]) for o in row.pop("known", ()))
    return Hint(known=known, **row)


def declared(book: Book) -> dict[str, Rule]:
    """Every rule a place may be asked about, by its name."""
    return {entry.rule.id: entry.rule for entry in book.all() if not entry.rule.overrides}


def topics(book: Book, only: Iterable[str] | None = None) -> list[Topic]:
    """The rules of the book by topic, in the order of the topics; what no topic names stands last."""
    left = {name: rule for name, rule in declared(book).items() if only is None or name in set(only)}
    found = []
    for row in _data()["topic"]:
        names = [n for pattern in row["rules"] for n in left if _of(n, pattern)]
        mine = tuple(left.pop(n) for n in dict.fromkeys(names))
        if mine:
            found.append(Topic(row["id"], row["title"], mine))
    return [*found, Topic(OTHER, "其他", tuple(left.values()))] if left else found


def _of(name: str, pattern: str) -> bool:
    return name.startswith(pattern) if pattern.endswith(".") else name == pattern


def may_change(rule: Rule, has_higher: bool) -> str:
    """In words, what a place may do with a rule."""
    if rule.fixed:
        return "法律已定，地方不能另作规定"
    return DIRECTIONS[rule.stricter] if has_higher else "国家和省没有规定，由本地填写"


def choices_of(value: Any) -> tuple[Option, ...]:
    """The options of a ruling's value."""
    return value.options if isinstance(value, Choice) else ()
