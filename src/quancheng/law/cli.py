"""`quancheng rule`: one ruling on the command line (contract 01). Needs neither Django nor a database."""

import json
import sys
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from . import events, values
from .deadlines import Day, due
from .norm import TIERS
from .rules import Book, NoRule, Ruling, area_ok
from .spans import Span

USAGE = """用法：quancheng rule 规则编号 --on 日期 [--from 日期] [--tier county|township] [--area 区划代码] [--json]
  --on     适用哪一天的法律；不写 --from 时也是起算日，例如 2026-03-31
  --from   起算日；另有起算事件的写 --from 事件=日期，可写多次
  --tier   县级 county，乡级 township
  --area   区划代码，2、4、6、9 或 12 位；不写为全国
  --json   输出 JSON
例：quancheng rule suggestion.reply --on 2026-03-31 --tier township --area 500101 --json
退出码：0 有规定；2 写法有误；3 当日没有生效的规定。"""
OPTIONS = ("--on", "--from", "--tier", "--area")


class _BadInput(ValueError):
    pass


@dataclass
class _Asked:
    rule_id: str = ""
    on: date | None = None
    start: date | None = None
    starts: dict[str, date] = field(default_factory=dict)
    tier: str = ""
    area: str = ""
    as_json: bool = False


def rule(argv: list[str], book: Book) -> int:
    """Print the ruling asked for; 0 found, 2 bad input, 3 no rule in force (sentence on stderr)."""
    if {"-h", "--help"} & set(argv):
        print(USAGE)
        return 0
    try:
        asked = _parse(argv)
        assert asked.on is not None
        ruling = book.ruling(asked.rule_id, on=asked.on, tier=asked.tier, area=asked.area)
        day = _day(book, ruling, asked)
    except NoRule as fault:
        return _say(str(fault), 3)
    except ValueError as fault:
        return _say(str(fault), 2)
    if asked.as_json:
        print(json.dumps(_answer(ruling, day), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_page(ruling, day)))
    return 0


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _parse(argv: list[str]) -> _Asked:
    # argparse would refuse in English.
    asked, rest = _Asked(), list(argv)
    while rest:
        word = rest.pop(0)
        name, sign, joined = word.partition("=")
        if word == "--json":
            asked.as_json = True
        elif name in OPTIONS:
            if not sign and (not rest or rest[0].startswith("--")):
                raise _BadInput(f"{name} 后面缺少内容。\n{USAGE}")
            _take(asked, name, joined if sign else rest.pop(0))
        elif word.startswith("-") or asked.rule_id:
            raise _BadInput(f"不认识“{word}”。\n{USAGE}")
        else:
            asked.rule_id = word
    if not asked.rule_id or asked.on is None:
        raise _BadInput(f"{'缺少规则编号' if not asked.rule_id else '缺少 --on 日期'}。\n{USAGE}")
    return asked


def _take(asked: _Asked, name: str, text: str) -> None:
    if name == "--on":
        asked.on = _date(text, name)
    elif name == "--from":
        event, sign, day = text.partition("=")
        if not sign:
            asked.start = _date(text, name)
        elif event not in events.known():
            raise _BadInput(f"没有名为“{event}”的起算事件。可用：{'、'.join(events.known())}。")
        else:
            asked.starts[event] = _date(day, name)
    elif name == "--tier":
        if text not in TIERS:
            raise _BadInput(f"--tier 写的是“{text}”，只能是 county（县级）或 township（乡级）。")
        asked.tier = text
    else:
        if not area_ok(text) or not text.isascii():
            raise _BadInput(f"--area 写的是“{text}”，应为 2、4、6、9 或 12 位数字的区划代码。")
        asked.area = text


def _date(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _BadInput(f"{name} 写的“{text}”不是日期。请写成年-月-日，例如 2026-03-31。") from None


def _day(book: Book, ruling: Ruling, asked: _Asked) -> Day | None:
    if not isinstance(ruling.value, Span):
        return None
    starts = {ruling.event: asked.start or asked.on} | asked.starts
    return due(book, asked.rule_id, on=asked.on, tier=asked.tier, area=asked.area, event_day=starts.get)


def _answer(ruling: Ruling, day: Day | None) -> dict[str, Any]:
    shown = day.ruling if day else ruling
    cites = dict.fromkeys((shown.citation, *ruling.citations))
    answer = {
        "rule": ruling.rule,
        "title": ruling.title,
        "kind": ruling.kind,
        "tier": ruling.tier,
        "area": ruling.area,
        "value": values.as_dict(shown.value),
        "event": shown.event,
        "citation": [cite.as_json() for cite in cites],
        "quote": shown.quote,
        "overrides": [_brief(other) for other in ruling.overrides],
        "also": [_brief(other) for other in ruling.also],
    }
    if not day:
        return answer
    return answer | {key: text for key, text in day.as_json().items() if key not in answer}


def _brief(ruling: Ruling) -> dict[str, Any]:
    return {"value": values.as_dict(ruling.value), "event": ruling.event, **ruling.citation.as_json()}


def _page(ruling: Ruling, day: Day | None) -> list[str]:
    page = [f"{ruling.title}（{ruling.rule}）"]
    if day:
        page += [f"  {label}  {head}  {text}".rstrip() for label, head, text in day.lines]
    else:
        quote = f"“{ruling.quote}” " if ruling.quote else ""
        page += [f"  规定  {ruling.words}", f"  依据  {quote}{ruling.citation.text}"]
    page += [f"  先于  {other.words}  {other.citation.text}" for other in ruling.overrides]
    if day and day.other:
        page.append(f"  另计  {day.other.day}  自{events.label(day.other.event)}起，{day.other.ruling.citation.text}")
    elif day:
        for other in (ruling, *ruling.also):
            if other.event != day.event:
                since = f"自{events.label(other.event)}起，起算日未给出"
                page.append(f"  另有  {other.words}  {since}，{other.citation.text}")
    return page
