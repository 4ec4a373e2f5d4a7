"""What may be done to the text of a draft, and how it stands among the other norms. Pure: text in, text out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quancheng.law import events, values
from quancheng.law.deadlines import Day, due
from quancheng.law.norm import Norm, Rule, Value, read
from quancheng.law.rules import BadNorm, Book
from quancheng.law.spans import Span

from .texts import Table, parsed, written
from .topics import DIRECTIONS, declared

DRAFT_DOCUMENT = "草案"
NAME = "草案"
TIER_WORDS = {"county": "县级", "township": "乡级"}
EXAMPLE = (3, 31)  # a day whose month is longer than most others: the example shows what a short month does


@dataclass(frozen=True)
class Block:
    """One dated value of one rule in a draft, with what a page shows of it."""

    rule: Rule
    value: Value

    @property
    def key(self) -> str:
        """What tells it from the other values of its rule: county~2026-07-01."""
        return f"{','.join(self.value.tiers)}~{self.value.since.isoformat()}"

    @property
    def target(self) -> str:
        return self.rule.target

    @property
    def words(self) -> str:
        """What it says: 自交办起两个月."""
        said = values.words(self.value.worth)
        if self.value.event:
            said = f"自{events.label(self.value.event)}起{said}"
        return said + ("，届满日是休息日的顺延" if self.value.postponed else "")

    @property
    def tiers(self) -> str:
        """For whom, where it is not for everybody."""
        return TIER_WORDS.get("".join(self.value.tiers), "")


def blocks(norm: Norm) -> list[Block]:
    """Every value of a norm."""
    return [Block(rule, value) for rule in norm.rules for value in rule.values]


def blank(norm_id: str, title: str, short: str, area: str, level: str) -> str:
    """A draft in which nothing is filled in yet."""
    head = {"id": norm_id, "title": title, "short": short or title, "area": area, "level": level}
    return written(head | {"document": DRAFT_DOCUMENT, "seen": True})


def with_head(text: str, **changed: Any) -> str:
    """The text with another head; the very same text where nothing changes."""
    table = parsed(text)
    new = table | changed
    return text if new == table else written(new)


def with_block(text: str, rule: Rule, key: str, value: Mapping[str, Any]) -> str:
    """The text with one value put in, or put in the place of the one named by `key`. Its examples have to be checked anew."""
    table = _without(parsed(text), rule.id, key)
    row = next((r for r in table["rule"] if r.get("overrides") == rule.id), None)
    if row is None:
        made = {"id": f"{table['id']}.{rule.id}", "title": rule.title, "kind": rule.kind, "overrides": rule.id}
        table["rule"].append(made | {"value": [dict(value)]})
    else:
        if row.get("event") and "event" not in value:
            row.pop("event")
        row.setdefault("value", []).append(dict(value))
    return written(_uncased(table, rule.id))


def without_block(text: str, target: str, key: str) -> str:
    """The text without one value; a rule of which nothing is left goes too."""
    table = _without(parsed(text), target, key)
    table["rule"] = [row for row in table["rule"] if row.get("value")]
    return written(_uncased(table, target))


def _without(table: Table, target: str, key: str) -> Table:
    table.setdefault("rule", [])
    for row in table["rule"]:
        if row.get("overrides", row.get("id")) == target:
            row["value"] = [v for v in row.get("value", []) if _key(v) != key]
    return table


def _key(value: Mapping[str, Any]) -> str:
    return f"{','.join(value.get('tiers', []))}~{value['from'].isoformat()}"


def _uncased(table: Table, target: str) -> Table:
    table["case"] = [case for case in table.get("case", []) if case.get("rule") != target]
    return table


@dataclass(frozen=True)
class Example:
    """A period of a draft computed on a day: 2026-03-31 交办 → 2026-05-31."""

    block: Block
    tier: str
    day: Day

    @property
    def key(self) -> str:
        return f"{self.block.target}~{self.tier}~{self.block.key}"

    @property
    def words(self) -> str:
        return f"{self.day.start} {events.label(self.day.event)} → {self.day.day}"

    @property
    def how(self) -> str:
        """The arithmetic behind it."""
        return "；".join(self.day.arithmetic[1:])


def examples(book: Book, norm: Norm, tier: str, last: date | None = None) -> list[Example]:
    """An example of every period of the norm: on the first 31 March it holds, `last` being its last day."""
    found = []
    for block in blocks(norm):
        if isinstance(block.value.worth, Span):
            of_tier = tier if block.value.covers(tier) else block.value.tiers[0]
            day = _computed(book, norm, block, of_tier, last)
            if day:
                found.append(Example(block, of_tier, day))
    return found


def _computed(book: Book, norm: Norm, block: Block, tier: str, last: date | None) -> Day | None:
    value = block.value
    start = date(value.since.year, *EXAMPLE)
    if start < value.since:
        start = date(value.since.year + 1, *EXAMPLE)
    start = start if start <= min(value.until or date.max, last or date.max) else value.since
    return due(book, block.target, event_day={value.event: start}.get, on=start, tier=tier, area=norm.area)


def unchecked(book: Book, norm: Norm, tier: str, last: date | None = None) -> list[Example]:
    """The periods for which nobody has confirmed an example yet."""
    return [e for e in examples(book, norm, tier, last) if not any(_proves(case, e) for case in norm.cases)]


def _proves(case: Mapping[str, Any], example: Example) -> bool:
    value, start = example.block.value, case.get("start")
    return (
        case.get("rule") == example.block.target
        and "end" in case
        and isinstance(start, date)
        and value.holds(start, case.get("tier", ""))
    )


def with_cases(text: str, norm: Norm, confirmed: list[Example]) -> str:
    """The text with confirmed examples put behind it; what stood there before is not touched."""
    rows = [
        {
            "title": f"{e.day.start}{events.label(e.day.event)}，{e.day.day}届满（{e.block.rule.title}）",
            "rule": e.block.target,
            "tier": e.tier,
            "start": e.day.start,
            "end": e.day.day,
        }
        for e in confirmed
    ]
    return text.rstrip("\n") + "\n" + written({"case": rows})


def too_lax(book: Book, norm: Norm, block: Block) -> Iterator[str]:
    """One sentence for each higher norm that this value is laxer than while both hold."""
    stricter = declared(book)[block.target].stricter if block.target in declared(book) else "any"
    for other in book.all(block.target):
        above = other.norm.area != norm.area and norm.area.startswith(other.norm.area)
        if other.rule.target != block.target or not above:
            continue
        for value in other.rule.values:
            same = value.event == block.value.event and value.meets(block.value)
            if same and values.looser(stricter, block.value.worth, value.worth) is True:
                yield (
                    f"{other.norm.short}{value.article}规定{values.words(value.worth)}，"
                    f"这里写的{values.words(block.value.worth)}比它宽，不会生效。{DIRECTIONS[stricter]}。"
                )


def norm_of(text: str) -> Norm:
    """The draft as the law reads it. Raises BadNorm."""
    return read(text, NAME)


def strange_rules(book: Book, norm: Norm) -> Iterator[str]:
    """Rules that fill in nothing the program asks for: a local norm may only fill in or tighten."""
    known = declared(Book.shipped())
    for rule in norm.rules:
        if not rule.overrides:
            yield f"“{rule.title}”没有写 overrides（它补充或者严于哪一条规则）。"
        elif rule.overrides not in known:
            yield f"“{rule.title}”要补充的规则“{rule.overrides}”不存在。"


__all__ = ["BadNorm", "Block", "Example", "blocks", "examples", "norm_of", "too_lax", "unchecked"]
