"""What the law says on one day, with its source. A number never travels without its citation."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from . import values
from .norm import AREA, TIERS, BadNorm, Norm, Rule, Value, read
from .values import Choice, Option, Worth

__all__ = ["BadNorm", "Book", "Choice", "Citation", "Entry", "NoRule", "Option", "Ruling"]

NORMS = Path(__file__).parent / "norms"
TIER_WORDS = {"": "未指明级别", "county": "县级", "township": "乡级"}


class NoRule(LookupError):
    """No such rule is in force: the sentence says which, when, for whom, and what to do."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


@dataclass(frozen=True)
class Citation:
    """Where a ruling stands. `seen` is true if both the text and the day it took force were seen."""

    norm: str
    article: str
    since: date
    seen: bool
    document: str = ""
    short: str = ""
    doubt: str = ""

    @property
    def text(self) -> str:
        """代表法第五十一条第二款（生效日未核）."""
        doubt = self.doubt or ("" if self.seen else "未核")
        return f"{self.short or self.norm}{self.article}" + (f"（{doubt}）" if doubt else "")

    def as_json(self) -> dict[str, Any]:
        """Plain data: norm, article, from, seen and, where there is one, the document number."""
        return {
            "norm": self.norm, "article": self.article, "from": self.since.isoformat(), "seen": self.seen,
            "document": self.document, "text": self.text,
        }  # fmt: skip


@dataclass(frozen=True)
class Ruling:
    """What a rule says on one day at one place.

    `overrides` are the rulings of higher norms it stands before; `also` are those that bind beside
    it because they count from another event or cannot be compared. `citations` begins with its own.
    """

    rule: str
    title: str
    kind: str
    value: Worth
    tier: str
    area: str
    event: str
    citations: tuple[Citation, ...]
    quote: str
    overrides: tuple["Ruling", ...] = ()
    also: tuple["Ruling", ...] = ()
    stricter: str = "any"
    postponed: bool = False

    @property
    def citation(self) -> Citation:
        """Its own citation."""
        return self.citations[0]

    @property
    def words(self) -> str:
        """The value as a page shows it."""
        return values.words(self.value)


class Entry(NamedTuple):
    """One rule in the norm that holds it, for generated pages."""

    norm: Norm
    rule: Rule


class _Source(NamedTuple):
    norm: Norm
    rule: Rule
    value: Value


@dataclass(frozen=True, eq=False)
class Book:
    """Every norm known here; immutable. `plus` makes a larger one, `version` names its content."""

    norms: tuple[Norm, ...]
    version: str = field(init=False)
    warnings: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        digests = "".join(sorted(norm.digest for norm in self.norms))
        object.__setattr__(self, "version", hashlib.sha256(digests.encode()).hexdigest()[:16])
        self._check()
        object.__setattr__(self, "warnings", tuple(self._warn()))

    @classmethod
    def shipped(cls) -> "Book":
        """The norms that come with the package."""
        return _shipped()

    def plus(self, texts: Iterable[str | Path]) -> "Book":
        """A book with these local norms as well (TOML text, or the path of a file)."""
        norms = [read(text) for text in texts]
        for norm in norms:
            if not norm.area:
                raise BadNorm(norm.file, "", "地方规定要写区划代码 area（县 6 位，乡镇 9 位）。")
        return Book(self.norms + tuple(norms)) if norms else self

    def all(self, prefix: str = "") -> tuple[Entry, ...]:
        """Every rule whose asked name begins with `prefix`, national ones before local ones."""
        found = [Entry(norm, rule) for norm in self.norms for rule in norm.rules if rule.target.startswith(prefix)]
        return tuple(sorted(found, key=lambda entry: (entry.rule.target, entry.norm.area, entry.norm.id)))

    def has(self, rule_id: str, *, on: date | None = None, tier: str = "", area: str = "") -> bool:
        """Whether the rule is declared; with `on`, whether it is in force there on that day."""
        if on is None:
            return rule_id in self._declared
        return rule_id in self._declared and bool(self._chain(rule_id, on, tier, area))

    def ruling(self, rule_id: str, *, on: date, tier: str = "", area: str = "") -> Ruling:
        """What `rule_id` says on `on` for a body of `tier` in `area` (a code of 2 to 12 digits, "" = national).

        The nearest norm stands in front unless it is looser than a higher one. Raises NoRule.
        """
        if rule_id not in self._declared:
            raise NoRule(f"没有名为“{rule_id}”的规则。请核对规则编号。")
        chain = self._chain(rule_id, on, tier, area)
        if not chain:
            raise NoRule(self._why_not(rule_id, on, tier, area))
        front, higher = chain[-1], chain[:-1]
        beside = [s for s in higher if self._parallel(rule_id, front.value, s.value)]
        also = tuple(self._make(rule_id, s, tier, area) for s in reversed(beside))
        overrides = tuple(self._make(rule_id, s, tier, area) for s in reversed(higher) if s not in beside)
        ruling = self._make(rule_id, front, tier, area)
        cites = ruling.citations + tuple(r.citation for r in also)
        return replace(ruling, citations=cites, overrides=overrides, also=also)

    def events(self, rule_id: str, area: str = "") -> tuple[str, ...]:
        """Every event the rule has ever counted from at that place."""
        sources = (s for s in self._sources(rule_id) if area.startswith(s.norm.area))
        return tuple(dict.fromkeys(s.value.event for s in sources if s.value.event))

    @cached_property
    def _declared(self) -> dict[str, Rule]:
        return {rule.id: rule for norm in self.norms for rule in norm.rules if not rule.overrides}

    @cached_property
    def _by_target(self) -> dict[str, tuple[_Source, ...]]:
        found: dict[str, list[_Source]] = {}
        for norm in self.norms:
            for rule in norm.rules:
                found.setdefault(rule.target, []).extend(_Source(norm, rule, value) for value in rule.values)
        # Higher norms first; among equals the newest last, so that it wins.
        return {
            target: tuple(sorted(sources, key=lambda s: (len(s.norm.area), s.value.since, s.norm.id)))
            for target, sources in found.items()
        }

    def _sources(self, rule_id: str) -> tuple[_Source, ...]:
        return self._by_target.get(rule_id, ())

    def _chain(self, rule_id: str, on: date, tier: str, area: str) -> list[_Source]:
        """The values in force there, highest first, one per level; a looser one is left out."""
        levels: dict[str, _Source] = {}
        for source in self._sources(rule_id):
            if not area.startswith(source.norm.area) or not source.value.holds(on, tier):
                continue
            above = [s for code, s in levels.items() if code != source.norm.area]
            if not any(self._looser(rule_id, source.value, s.value) for s in above):
                levels[source.norm.area] = source
        return list(levels.values())

    def _looser(self, rule_id: str, local: Value, higher: Value) -> bool:
        same_event = local.event == higher.event
        return same_event and values.looser(self._declared[rule_id].stricter, local.worth, higher.worth) is True

    def _parallel(self, rule_id: str, front: Value, higher: Value) -> bool:
        stricter = self._declared[rule_id].stricter
        return front.event != higher.event or values.looser(stricter, front.worth, higher.worth) is None

    def _make(self, rule_id: str, source: _Source, tier: str, area: str) -> Ruling:
        norm, rule, value = source
        cite = Citation(norm.title, value.article, value.since, value.seen, norm.document, norm.short, value.doubt)
        return Ruling(
            rule_id, rule.title, rule.kind, value.worth, tier, area, value.event, (cite,), value.quote,
            stricter=self._declared[rule_id].stricter, postponed=value.postponed,
        )  # fmt: skip

    def _why_not(self, rule_id: str, on: date, tier: str, area: str) -> str:
        rule = self._declared[rule_id]
        name = f"“{rule.title}”（{rule_id}）"
        where = f"{area or '全国'} {TIER_WORDS.get(tier, tier)}"
        near = [s.value for s in self._sources(rule_id) if area.startswith(s.norm.area)]
        if not near:
            return f"地方规定未填：{name}国家法律没有规定，{where}也没有登记地方规定。请在制度库补填后再办。"
        if not tier and not any(v.covers("") for v in near):
            return f"{name}县级、乡级规定不同，请指明级别（{'、'.join(TIERS)}）。"
        first = min(value.since for value in near)
        return f"{name}在 {on} 对 {where} 没有生效的规定（已登记的规定最早自 {first} 起）。请核对日期、级别和地区。"

    def _check(self) -> None:
        """Faults that only show between files."""
        seen: dict[str, str] = {}
        owners: dict[str, str] = {}
        for norm in self.norms:
            if norm.id in seen:
                raise BadNorm(norm.file, "", f"文件 id “{norm.id}”与《{seen[norm.id]}》重复。请改用另一个 id。")
            seen[norm.id] = norm.file
            for rule in norm.rules:
                if rule.overrides:
                    continue
                if rule.id in owners:
                    fault = f'《{owners[rule.id]}》已有此规则。地方规定请写 overrides = "{rule.id}"。'
                    raise BadNorm(norm.file, rule.id, fault)
                owners[rule.id] = norm.file
        for norm in self.norms:
            for rule in norm.rules:
                self._check_override(norm, rule)

    def _check_override(self, norm: Norm, rule: Rule) -> None:
        if not rule.overrides:
            return
        if (target := self._declared.get(rule.overrides)) is None:
            raise BadNorm(norm.file, rule.id, f"overrides 写的“{rule.overrides}”不存在。请核对要补充的规则编号。")
        if target.kind != rule.kind:
            raise BadNorm(norm.file, rule.id, f"“{rule.overrides}”的 kind 是 {target.kind}，这里写了 {rule.kind}。")
        if target.fixed and norm.area:
            raise BadNorm(norm.file, rule.id, f"“{target.title}”法律已经定了，地方不能另作规定。请去掉这一条。")

    def _warn(self) -> Iterator[str]:
        for rule_id in self._declared:
            sources = self._sources(rule_id)
            for local in sources:
                for higher in sources:
                    nests = local.norm.area != higher.norm.area and local.norm.area.startswith(higher.norm.area)
                    if nests and local.value.meets(higher.value) and self._looser(rule_id, local.value, higher.value):
                        yield _warning(rule_id, local, higher)


def _warning(rule_id: str, local: _Source, higher: _Source) -> str:
    def said(source: _Source) -> str:
        return f"{source.norm.short}{source.value.article}（{values.words(source.value.worth)}）"

    since = max(local.value.since, higher.value.since)
    return f"{said(local)}宽于{said(higher)}，自 {since} 起不适用，只作历史保存（{rule_id}）。"


def area_ok(area: str) -> bool:
    """Whether `area` is empty or a code of 2, 4, 6, 9 or 12 digits."""
    return not area or AREA.fullmatch(area) is not None


@cache
def _shipped() -> Book:
    return Book(tuple(read(path) for path in sorted(NORMS.rglob("*.toml"))))
