"""The words of a generated suggestion: title, text, contacts, replies of each class, remarks; out of the material."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .lots import cut, material

Row = Mapping[str, Any]
MONTHS = "一二三四五"


@dataclass
class Tale:
    """One problem in one place, with the numbers it has been told with."""

    problem: Row
    place: str
    slots: dict[str, str]
    title: str
    luck: random.Random
    said: dict[str, str] = field(default_factory=dict)

    @property
    def category(self) -> str:
        return str(self.problem["on"].split()[0])

    @property
    def department(self) -> str:
        return str(self.problem["on"].split()[1])

    @property
    def station(self) -> str:
        return str(self.problem["on"].split()[2])

    @property
    def text(self) -> str:
        return self.tell("text")

    @property
    def look(self) -> str:
        return self.tell("look")

    def tell(self, key: str, **more: str) -> str:
        """A sentence of the problem with its places and numbers in it."""
        return fill(self.problem[key], self.slots | more)

    def phrase(self, key: str, **more: str) -> str:
        """One of the phrases of that kind, the same every time it is asked for in this tale."""
        if key not in self.said:
            self.said[key] = self.luck.choice(material("phrases")[key])
        return fill(self.said[key], more)


def fill(text: str, slots: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: slots.get(m[1], m[0]), text)


def tell_of(problem: Row, title: int, village: str, other: str, town: str, luck: random.Random) -> Tale:
    """A problem told of a village; the same luck gives the same numbers."""
    slots = {"v": village, "w": other, "t": town}
    for name, bounds in problem.get("n", {}).items():
        slots[name] = _number(luck, *bounds)
    return Tale(problem, village, slots, fill(problem["titles"][title], slots), luck)


def _number(luck: random.Random, low: float, high: float, step: float = 1) -> str:
    drawn = low + step * luck.randint(0, round((high - low) / step))
    return f"{drawn:g}" if step < 1 else f"{round(drawn)}"


def retold(told: Tale) -> str:
    """The same trouble in the words of somebody else who lives with it."""
    first, *rest = told.text.split("。")
    return "。".join([told.phrase("again").rstrip("。"), first, *rest[1:]])


def month_word(day: date) -> str:
    return f"{day.year}年{day.month}月底前"


def letter(told: Tale, lead: str, klass: str, on: date, seen: date, vow_day: date | None, *, first: bool = True) -> Row:
    """The reply of a class, with the promises in it."""
    opening = f"{lead}代表：您提出的{told.title}收悉，现答复如下。"
    if not first:
        opening = f"{lead}代表：根据面商意见，我单位对{told.title}重新办理，现再次答复如下。"
    parts = [f"关于现场情况。{seen.month}月{seen.day}日，{told.look}"]
    promises: list[Row] = []
    if klass == "B":
        assert vow_day
        vow = told.tell("vow", by=month_word(vow_day))
        promises.append({"text": vow, "day": vow_day})
        parts += [f"关于办理安排。{told.tell('plan')}", f"关于完成时间。{vow}", f"关于沟通。{told.phrase('closing_B')}"]
    elif klass == "C":
        parts += [f"关于暂时不能办理的原因。{told.tell('no')}", f"关于下一步。{told.phrase('closing_C')}"]
    else:
        parts += [f"关于办理结果。{told.tell('done')}", f"关于以后。{told.phrase('closing_A')}"]
    return {"class": klass, "text": _numbered(opening, parts), "promises": promises, "on": on}


def weak_letter(told: Tale, lead: str, klass: str, on: date) -> Row:
    """A reply that says little: the deputy will not be content."""
    opening = f"{lead}代表：您提出的{told.title}收悉，现答复如下。"
    parts = [f"关于您反映的情况。{told.phrase('weak')}", "关于下一步。我单位将继续关注，感谢您的监督和支持。"]
    return {"class": klass, "text": _numbered(opening, parts), "promises": [], "on": on}


def _numbered(opening: str, parts: list[str]) -> str:
    return "\n".join([opening, *(f"{cut(MONTHS, at)}、{part}" for at, part in enumerate(parts))])
