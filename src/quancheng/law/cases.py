"""Run the `[[case]]` blocks of a norm: examples stand beside the rule they prove."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from .deadlines import due
from .norm import Norm
from .rules import Book, NoRule
from .shares import Share
from .values import Choice, as_dict


def failures(book: Book, norm: Norm) -> Iterator[str]:
    """One Chinese sentence per case of `norm` that `book` does not fulfil."""
    for case in norm.cases:
        title = f"《{norm.file}》算例“{case.get('title', '（未写标题）')}”"
        try:
            for fault in _faults(book, norm, case):
                yield f"{title}：{fault}"
        except NoRule as fault:
            if not case.get("none"):
                yield f"{title}：{fault}"
        except (KeyError, ValueError, TypeError) as fault:
            yield f"{title}：写法有误（{fault}）。"


def _faults(book: Book, norm: Norm, case: Mapping[str, Any]) -> Iterator[str]:
    on: date = case.get("on") or case["start"]
    where = {"on": on, "tier": case.get("tier", ""), "area": case.get("area", norm.area)}
    ruling = book.ruling(case["rule"], **where)
    checked = 0
    if case.get("none"):
        yield f"应当没有规定，却得到“{ruling.words}”（{ruling.citation.text}）。"
        return
    if "end" in case:
        starts = {ruling.event: case["start"]} | case.get("starts", {})
        day = due(book, case["rule"], event_day=starts.get, **where)
        checked += 1
        if day is None or day.day != case["end"]:
            yield f"届满日应为 {case['end']}，算得 {day and day.day}。"
    for vote in case.get("votes", []):
        checked += 1
        numbers = {name: number for name, number in vote.items() if name not in ("yes", "carried")}
        if not isinstance(ruling.value, Share) or ruling.value.carried(vote["yes"], **numbers) != vote["carried"]:
            yield f"{vote['yes']} 票是否通过，与算例不符。"
    if "article" in case:
        checked += 1
        if case["article"] != ruling.citation.article:
            yield f"条文应为{case['article']}，得到{ruling.citation.article}。"
    if "value" in case:
        checked += 1
        said = list(ruling.value.ids) if isinstance(ruling.value, Choice) else ruling.value
        if case["value"] not in (said, as_dict(ruling.value)):
            yield f"应为“{case['value']}”，得到“{ruling.words}”。"
    if not checked:
        yield "没有写要核对的结果（end、votes、value、article 或 none）。"
