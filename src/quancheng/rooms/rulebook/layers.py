"""What a rule means in one place on one day: which norm wins, and how the others stand beside it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from quancheng.law import events, values
from quancheng.law.norm import Norm, Rule, Value
from quancheng.law.rules import Book, Ruling

from .topics import declared, may_change, topics

LEVELS = {"law": "国家", "order": "国家", "province": "省", "city": "市", "county": "县", "township": "乡镇"}
WINS, BESIDE, ABOVE, LAXER, NATIONAL = "适用", "同时适用，先到的为准", "上位规定", "宽于上位规定，不适用", "国家规定"


@dataclass(frozen=True)
class Layer:
    """What one norm says, and whether it applies here."""

    norm: Norm
    value: Value
    state: str

    @property
    def level(self) -> str:
        return LEVELS[self.norm.level]

    @property
    def wins(self) -> bool:
        return self.state == WINS

    @property
    def words(self) -> str:
        return said(self.value)

    @property
    def cite(self) -> str:
        """云人办〔2025〕3号第五条."""
        return cite(self.norm, self.value)


@dataclass(frozen=True)
class Line:
    """One rule in one place today."""

    rule: Rule
    layers: tuple[Layer, ...]
    change: str

    @property
    def wins(self) -> Layer | None:
        return next((layer for layer in self.layers if layer.wins), None)

    @property
    def local(self) -> bool:
        """Whether the place has filled it in itself."""
        return bool(self.wins and self.wins.norm.level in ("county", "township"))

    @property
    def others(self) -> tuple[Layer, ...]:
        return tuple(layer for layer in self.layers if not layer.wins)


def said(value: Value) -> str:
    """自交办起两个月."""
    since = f"自{events.label(value.event)}起" if value.event else ""
    return since + values.words(value.worth) + ("，遇休息日顺延" if value.postponed else "")


def cite(norm: Norm, value: Value) -> str:
    """Where it stands: a local document by its number, a statute by its short name."""
    name = norm.document if norm.level in ("county", "township") and norm.document else norm.short
    return f"{name}{value.article}" + (f"（{value.doubt}）" if value.doubt else "")


def line(book: Book, rule: Rule, on: date, tier: str, area: str) -> Line:
    """What a rule says there on that day, nearest norm first."""
    there = [
        (entry.norm, value)
        for entry in book.all(rule.id)
        if entry.rule.target == rule.id and area.startswith(entry.norm.area)
        for value in entry.rule.values
        if value.holds(on, tier)
    ]
    there.sort(key=lambda pair: (len(pair[0].area), pair[1].since, pair[0].id), reverse=True)
    ruling = book.ruling(rule.id, on=on, tier=tier, area=area) if there else None
    layers = tuple(_layers(there, ruling))
    higher = any(norm.area != area for norm, _ in there)
    return Line(rule, layers, may_change(rule, higher))


def _layers(there: Iterable[tuple[Norm, Value]], ruling: Ruling | None) -> Iterator[Layer]:
    won: set[str] = set()
    for norm, value in there:
        if ruling and _is(ruling, norm, value) and norm.area not in won:
            won.add(norm.area)
            yield Layer(norm, value, WINS)
        elif ruling and any(_is(other, norm, value) for other in ruling.also):
            yield Layer(norm, value, BESIDE)
        elif ruling and any(_is(other, norm, value) for other in ruling.overrides):
            yield Layer(norm, value, ABOVE if norm.area else NATIONAL)
        elif ruling and norm.area not in won:
            yield Layer(norm, value, LAXER)


def _is(ruling: Ruling, norm: Norm, value: Value) -> bool:
    mine = (norm.title, norm.document, value.article, value.since, value.event)
    its = ruling.citation
    same = (its.norm, its.document, its.article, its.since, ruling.event) == mine
    return same and ruling.value == value.worth


@dataclass(frozen=True)
class Group:
    """The rules of one topic."""

    title: str
    id: str
    lines: tuple[Line, ...]


def current(book: Book, on: date, tier: str, area: str, query: str = "") -> list[Group]:
    """Every rule in one place on one day, by topic; with a query only those that speak of it."""
    found = []
    for topic in topics(book):
        lines = [line(book, rule, on, tier, area) for rule in topic.rules]
        kept = tuple(one for one in lines if _speaks(one, topic.title, query))
        if kept:
            found.append(Group(topic.title, topic.id, kept))
    return found


def _speaks(one: Line, topic: str, query: str) -> bool:
    text = " ".join(
        [topic, one.rule.title, one.rule.id, *(f"{la.words} {la.cite} {la.value.quote}" for la in one.layers)]
    )
    return all(word in text for word in query.split())


def rule_named(book: Book, name: str) -> Rule | None:
    """The rule of that name, if the book declares it."""
    return declared(book).get(name)


def over(book: Book, rule: Rule, on: date, tier: str, area: str) -> Line:
    """What stands above a place's own norms."""
    found = line(book, rule, on, tier, area)
    return Line(rule, tuple(layer for layer in found.layers if layer.norm.area != area), found.change)
