"""选区, 代表团, 代表小组 that the register does not know: new, or a known one written otherwise? Asked, never guessed."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from quancheng.roster.sheets.cells import squeeze

from .table import NEW, NONE, Choice, Line, Plan, Question, Reading

PLACES = {"district": "选区", "delegation": "代表团", "group": "代表小组"}
TOGETHER = 3  # more unknown places than that, none like a known one, are one question
ALIKE = 0.6
_COMMON = re.compile("代表(?:小组|团|队|组)|小组|选区|[第号组]")  # says what it is, not which one
_NUMERAL = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[0-9〇零一二三四五六七八九]+")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def settle(
    lines: list[Line], made: Plan, reading: Reading, places: dict[str, list[str]], groups: Iterable[str]
) -> None:
    """Ask about what is not known, once each; rows whose question is open are refused."""
    for kind, label in PLACES.items():
        known = places[kind]
        also = {*known, *(groups if kind == "group" else ())}
        unknown = [t for t in dict.fromkeys(_typed(line, kind) for line in lines) if t and t not in also]
        alike = {text: _alike(text, known) for text in unknown}
        strange = [text for text, near in alike.items() if not near]
        answers = dict.fromkeys(unknown, "" if known else NEW)  # a first roll brings its own places
        if known and len(strange) > TOGETHER:
            every = _together(kind, label, strange, lines, reading)
            made.questions.append(every)
            answers |= dict.fromkeys(strange, every.answer)
        for text in unknown if known else ():
            if len(strange) <= TOGETHER or alike[text]:
                one = _one(kind, label, text, alike[text], known, _count(lines, kind, text), reading)
                made.questions.append(one)
                answers[text] = one.answer
        for line in lines:
            if (text := _typed(line, kind)) in answers:
                _apply(line, kind, label, text, answers[text])


def _typed(line: Line, kind: str) -> str:
    return line.entry.group if kind == "group" else str(line.entry.seat[kind] or "")


def _count(lines: list[Line], kind: str, text: str) -> int:
    return sum(_typed(line, kind) == text for line in lines)


def _numerals(text: str) -> list[int]:
    """The numbers of a name: 第十二选区 and 第12选区 have the same."""
    return [_value(m[0]) for m in _NUMERAL.finditer(squeeze(text))]


def _value(text: str) -> int:
    tens, ten, ones = text.translate(_DIGITS).partition("十")
    return int(tens or 1) * 10 + int(ones or 0) if ten else int(tens)


def _own(text: str) -> str:
    """What a name has of its own: 城关 of 城关第一代表团."""
    return _COMMON.sub("", _NUMERAL.sub("", squeeze(text)))


def _alike(text: str, known: list[str]) -> list[str]:
    """Known names that differ little, the nearest first; another number is another place."""
    numbers, plain = _numerals(text), _own(text)
    found = []
    for name in known:
        other = _own(name)
        near = SequenceMatcher(None, plain, other).ratio()
        within = bool(plain and other) and (plain in other or other in plain)
        if _numerals(name) == numbers and (near >= ALIKE or within):
            found.append((-near, name))
    return [name for _, name in sorted(found)]


def _one(kind: str, label: str, text: str, near: list[str], known: list[str], count: int, reading: Reading) -> Question:
    rest = [Choice(k, f"就是“{k}”") for k in known if k not in near]
    choices = [Choice(k, f"就是“{k}”") for k in near] + [Choice(NEW, f"是新的{label}“{text}”，照此登记")]
    choices += [Choice(NONE, "不编组")] if kind == "group" else []
    return _asked(f"{kind}:{text}", f"{label}“{text}”（{count} 行）名册里没有", [*choices, *rest], reading)


def _together(kind: str, label: str, strange: list[str], lines: list[Line], reading: Reading) -> Question:
    count = sum(_typed(line, kind) in strange for line in lines)
    named = "、".join(strange[:5]) + ("……" if len(strange) > 5 else "")
    choices = [Choice(NEW, f"都是新的{label}，照表里登记")]
    choices += [Choice(NONE, "都不编组")] if kind == "group" else []
    text = f"有 {len(strange)} 个{label}（{count} 行）名册里没有：{named}"
    return _asked(f"{kind}:*", text, choices, reading)


def _asked(key: str, text: str, choices: list[Choice], reading: Reading) -> Question:
    answer = reading.decided.get(key, "")
    return Question(key, text, tuple(choices), answer if any(c.value == answer for c in choices) else "")


def _apply(line: Line, kind: str, label: str, text: str, answer: str) -> None:
    if not answer:
        line.refuse(f"{label}“{text}”名册里没有，请在上面选它是哪一个，或者确认是新的。")
    elif kind == "group":
        line.entry.group = text if answer == NEW else "" if answer == NONE else answer
    elif answer != NEW:
        line.entry.seat[kind] = answer
