"""A norm as a file holds it: head, rules, dated values, cases. Read strictly, with faults in words."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from . import events
from .values import KINDS, Worth, build

LEVELS = {
    "law": "国家法律",
    "order": "国务院部门规定",
    "province": "省级地方性法规",
    "city": "设区的市地方性法规",
    "county": "县级规定",
    "township": "乡级规定",
}
TIERS = ("county", "township")
STRICTER = ("shorter", "longer", "more", "fewer", "any")
AREA = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}")
HEAD = {"id", "title", "short", "area", "level", "document", "text", "seen", "doubt", "rule", "case"}
RULE = {"id", "title", "kind", "quote", "event", "overrides", "stricter", "fixed", "value"}
VALUE = {
    "from", "until", "article", "tiers", "seen", "doubt", "superseded_by", "event", "quote", "text", "postponed", "is",
}  # fmt: skip


class BadNorm(ValueError):
    """A norm that cannot be used: in which file, which rule, what is wrong and how to mend it."""

    def __init__(self, file: str, rule: str, fault: str) -> None:
        self.file, self.rule, self.fault = file, rule, fault
        super().__init__(f"《{file}》{f'规则 {rule}' if rule else '开头'}：{fault}")


@dataclass(frozen=True)
class Value:
    """What a rule says from a day on (`until` is the last day in force)."""

    since: date
    article: str
    worth: Worth
    until: date | None = None
    tiers: tuple[str, ...] = ()
    seen: bool = False
    doubt: str = ""
    event: str = ""
    quote: str = ""
    text: str = ""
    postponed: bool = False

    def holds(self, on: date, tier: str) -> bool:
        """Whether this block is in force on that day for that tier."""
        return self.since <= on and (self.until is None or on <= self.until) and self.covers(tier)

    def covers(self, tier: str) -> bool:
        """Whether it is meant for that tier; a block without tiers is meant for all."""
        return not self.tiers or tier in self.tiers

    def meets(self, other: "Value") -> bool:
        """Whether both may be in force on one day for one tier."""
        shared = not self.tiers or not other.tiers or bool(set(self.tiers) & set(other.tiers))
        return shared and self.since <= (other.until or date.max) and other.since <= (self.until or date.max)


@dataclass(frozen=True)
class Rule:
    """One rule of one norm with its dated values; `target` is the name everybody asks for. What is `fixed` no place may change."""

    id: str
    title: str
    kind: str
    overrides: str
    stricter: str
    values: tuple[Value, ...]
    fixed: bool = False

    @property
    def target(self) -> str:
        """The national rule it fills or tightens, or its own name."""
        return self.overrides or self.id


@dataclass(frozen=True)
class Norm:
    """A statute, regulation or local decision, with the cases that prove it."""

    id: str
    title: str
    short: str
    area: str
    level: str
    document: str
    rules: tuple[Rule, ...]
    cases: tuple[Mapping[str, Any], ...] = field(hash=False)
    file: str
    digest: str


def read(source: str | Path, name: str = "") -> Norm:
    """A norm from a file or from its text; BadNorm in Chinese if it cannot be used."""
    file = name or (source.name if isinstance(source, Path) else "送来的文本")
    try:
        text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
        table = tomllib.loads(text, parse_float=Decimal)
    except OSError as fault:
        raise BadNorm(file, "", f"读不到文件（{fault.strerror}）。请核对文件名和权限。") from None
    except UnicodeDecodeError:
        raise BadNorm(file, "", "不是 UTF-8 编码。请另存为 UTF-8 后再导入。") from None
    except tomllib.TOMLDecodeError as fault:
        raise BadNorm(file, "", f"格式不对，请按提示的行列改正：{fault}。") from None
    return _Reader(file).norm(table, hashlib.sha256(text.encode()).hexdigest())


class _Reader:
    """Turns the tables of one file into a Norm, naming file and rule in every fault."""

    def __init__(self, file: str) -> None:
        self.file, self.rule = file, ""

    def fail(self, fault: str) -> BadNorm:
        return BadNorm(self.file, self.rule, fault)

    def known(self, table: Mapping[str, Any], allowed: Iterable[str], what: str) -> None:
        if strange := sorted(table.keys() - set(allowed)):
            raise self.fail(f"{what}里不认识“{'、'.join(strange)}”。可写：{'、'.join(sorted(allowed))}。")

    def word(self, table: Mapping[str, Any], key: str, *, needed: bool = True) -> str:
        text = table.get(key, "")
        if not isinstance(text, str) or (needed and not text.strip()):
            raise self.fail(f'缺少“{key}”，或写的不是文字。请写成 {key} = "……"。')
        return text

    def flag(self, table: Mapping[str, Any], key: str, default: bool = False) -> bool:
        if not isinstance(answer := table.get(key, default), bool):
            raise self.fail(f"“{key}”只能写 true 或 false。")
        return answer

    def rows(self, table: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        rows = table.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fail(f"“{key}”要写成一节一节的 [[{key}]]。")
        return rows

    def among(self, word: str, allowed: Iterable[str], key: str) -> str:
        if word not in allowed:
            raise self.fail(f"“{key}”写的是“{word}”，只能是：{'、'.join(allowed)}。")
        return word

    def norm(self, table: dict[str, Any], digest: str) -> Norm:
        self.known(table, HEAD, "文件开头")
        area = self.word(table, "area", needed=False)
        if area and not AREA.fullmatch(area):
            raise self.fail(f"区划代码 area 写的是“{area}”，应为 2、4、6、9 或 12 位数字。")
        level = self.among(self.word(table, "level"), LEVELS, "level")
        document = self.word(table, "document", needed=len(area) > 4)
        head = {key: self.word(table, key) for key in ("id", "title")}
        short = self.word(table, "short", needed=False) or head["title"]
        rules = tuple(self.one_rule(row, table) for row in self.rows(table, "rule"))
        self.rule = ""
        if len({rule.id for rule in rules}) != len(rules):
            raise self.fail("有两条规则用了同一个 id。请改名，或把两段合成一条规则的两个 [[rule.value]]。")
        cases = tuple(self.rows(table, "case"))
        return Norm(head["id"], head["title"], short, area, level, document, rules, cases, self.file, digest)

    def one_rule(self, row: dict[str, Any], head: dict[str, Any]) -> Rule:
        self.rule = str(row.get("id", "（未写 id）"))
        self.known(row, RULE, "规则")
        kind = self.among(self.word(row, "kind"), KINDS, "kind")
        stricter = self.among(row.get("stricter", "any"), STRICTER, "stricter")
        values = tuple(self.one_value(v, row, head, kind) for v in self.rows(row, "value"))
        for index, value in enumerate(values):
            if any(value.since == other.since and value.meets(other) for other in values[:index]):
                raise self.fail(f"有两段都自 {value.since} 起、对同一级生效。请改正日期或级别（tiers）。")
        overrides = self.word(row, "overrides", needed=False)
        fixed = self.flag(row, "fixed")
        return Rule(self.word(row, "id"), self.word(row, "title"), kind, overrides, stricter, values, fixed)

    def one_value(self, row: dict[str, Any], rule: dict[str, Any], head: dict[str, Any], kind: str) -> Value:
        self.known(row, VALUE, "[[rule.value]] ")
        since = self.day(row, "from")
        until = self.day(row, "until") if "until" in row else None
        if until and until < since:
            raise self.fail("“until”（最后一日）早于“from”（第一日）。请核对两个日期。")
        tiers = row.get("tiers", [])
        if not isinstance(tiers, list) or not all(tier in TIERS for tier in tiers):
            raise self.fail(f"“tiers”写成 {list(TIERS)} 中的一个或两个。")
        event = self.word(row, "event", needed=False) or self.word(rule, "event", needed=False)
        if event and event not in events.known():
            raise self.fail(f"起算事件“{event}”没有登记。可用：{'、'.join(events.known())}。")
        if kind == "span" and not event:
            raise self.fail('期限没有写从哪件事起算。请写 event = "……"。')
        if not isinstance(row.get("is"), dict):
            raise self.fail("缺少“is”。请写成 is = { … }，例如 is = { months = 3 }。")
        try:
            worth = build(kind, row["is"])
        except ValueError as fault:
            raise self.fail(f"自 {since} 起的一段：{fault}") from None
        seen = self.flag(row, "seen", self.flag(head, "seen"))
        return Value(
            since, self.word(row, "article"), worth, until, tuple(tiers), seen, self.doubt(row, head, seen), event,
            self.word(row, "quote", needed=False) or self.word(rule, "quote", needed=False),
            self.word(row, "text", needed=False) or self.word(head, "text", needed=False),
            self.flag(row, "postponed"),
        )  # fmt: skip

    def day(self, row: dict[str, Any], key: str) -> date:
        # A TOML date-time is a `date` for isinstance; the law knows days only.
        if type(day := row.get(key)) is not date:
            raise self.fail(f"“{key}”要写成日期，例如 {key} = 2026-01-01（不加引号）。")
        return day

    def doubt(self, row: dict[str, Any], head: dict[str, Any], seen: bool) -> str:
        doubts = [] if seen else [self.word(row, "doubt", needed=False) or head.get("doubt", "生效日未核")]
        if newer := self.word(row, "superseded_by", needed=False):
            doubts.append(f"已有{newer}，新条文未核")
        return "；".join(doubts)
