"""One printable page per shipped norm, for a legal-affairs committee to check and sign."""

from collections.abc import Iterator, Mapping
from typing import Any

from quancheng.law import events, values
from quancheng.law.norm import LEVELS, Norm, Rule, Value
from quancheng.law.rules import Book
from quancheng.law.shares import NUMBERS

from .procedures import TIERS
from .tables import BREAK, table


def pages() -> dict[str, str]:
    """Every norm that comes with the package."""
    return {f"rules/{norm.id}.md": page(norm) for norm in Book.shipped().norms}


def page(norm: Norm) -> str:
    """One norm: its rules with every dated value, its cases, and what nobody has verified yet."""
    titles = {entry.rule.id: entry.rule.title for entry in Book.shipped().all()}
    cases = ([c["title"], titles.get(c["rule"], c["rule"]), _given(c), _expected(c)] for c in norm.cases)
    return "\n".join(
        [
            f"# {norm.title}\n",
            f"- 层级：{LEVELS[norm.level]}",
            f"- 适用地区：{norm.area or '全国'}",
            *([f"- 文号：{norm.document}"] if norm.document else []),
            f"- 编号：`{norm.id}`\n",
            *(_rule(rule) for rule in norm.rules),
            "## 算例\n",
            "每次测试都按下列算例核对一遍。\n",
            table(["算例", "规则", "设", "应得"], cases),
            "## 尚未核实\n",
            _doubts(norm),
            "## 核对\n",
            "核对人：＿＿＿＿＿＿　日期：＿＿＿＿＿＿　意见：＿＿＿＿＿＿＿＿＿＿＿＿\n",
        ]
    )


def _rule(rule: Rule) -> str:
    head = [f"## {rule.title} `{rule.id}`\n"]
    if rule.overrides:
        head.append(f"补充或严于 `{rule.overrides}`。\n")
    if not rule.values:
        return "\n".join([*head, "国家法律没有规定，由省、市、县、乡的规定填写。\n"])
    rows = ([v.since, v.until or "现行", _tiers(v), _says(v), v.article, v.doubt or "已见原文"] for v in rule.values)
    quotes = dict.fromkeys(f"> {v.quote}（{v.article}）\n" for v in rule.values if v.quote)
    return "\n".join([*head, table(["自", "至", "级别", "规定", "条款", "核实"], rows), *quotes])


def _says(value: Value) -> str:
    said = f"自{events.label(value.event)}起 " if value.event else ""
    return said + values.words(value.worth) + ("，遇休息日顺延" if value.postponed else "")


def _tiers(value: Value) -> str:
    return "、".join(TIERS[tier] for tier in value.tiers) or "各级"


def _given(case: Mapping[str, Any]) -> str:
    given = [TIERS[case["tier"]]] if case.get("tier") else []
    given += [f"区划 {case['area']}"] if case.get("area") else []
    given += [f"{case['on']} 的规定"] if "on" in case else []
    given += [f"{case['start']} 起算"] if "start" in case else []
    return "，".join([*given, *(f"{events.label(event)} {day}" for event, day in case.get("starts", {}).items())])


def _expected(case: Mapping[str, Any]) -> str:
    if case.get("none"):
        return "没有规定"
    found = [f"{case['end']} 届满"] if "end" in case else []
    found += [_vote(vote) for vote in case.get("votes", [])]
    found += [_value(case["value"])] if "value" in case else []
    found += [case["article"]] if "article" in case else []
    return BREAK.join(found)


def _vote(vote: Mapping[str, Any]) -> str:
    numbers = "、".join(f"{NUMBERS[name]} {number}" for name, number in vote.items() if name in NUMBERS)
    return f"{numbers}，{vote['yes']} 票：{'通过' if vote['carried'] else '不通过'}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "、".join(f"{name} = {number}" for name, number in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _doubts(norm: Norm) -> str:
    lines = dict.fromkeys(_doubt_lines(norm))
    return "\n".join(f"- {line}" for line in lines) + "\n" if lines else "本页各条的条文和施行日均已见原文。\n"


def _doubt_lines(norm: Norm) -> Iterator[str]:
    for rule in norm.rules:
        for value in rule.values:
            if value.doubt:
                yield f"{rule.title}，自 {value.since}：{value.doubt}（{value.article}）"
