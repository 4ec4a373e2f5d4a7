"""The five kinds of value a rule may have: span, share, number, choice, text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from .shares import Share
from .spans import Span


@dataclass(frozen=True)
class Option:
    """One thing a choice permits, with what the county says about it (meaning, solved …)."""

    id: str
    label: str
    attrs: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "attrs", MappingProxyType(dict(self.attrs)))

    def __reduce__(self) -> tuple[type["Option"], tuple[str, str, dict[str, Any]]]:
        # A mapping proxy can be neither copied nor pickled; caches do both.
        return Option, (self.id, self.label, dict(self.attrs))


@dataclass(frozen=True)
class Choice:
    """The options a rule permits, in the order in which they are to be shown."""

    options: tuple[Option, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all options."""
        return tuple(option.id for option in self.options)

    def option(self, option_id: str) -> Option:
        """The option of that id; LookupError with a sentence if it is not permitted."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise LookupError(f"没有“{option_id}”这一项，可选：{'、'.join(o.label for o in self.options)}。")


Worth = Span | Share | Choice | Decimal | int | str


def _span(parts: dict[str, Any]) -> Span:
    if not parts.keys() & {"months", "days", "workdays"}:
        raise ValueError("期限要写 months、days、workdays 中的至少一项。")
    return Span(**parts)


def _share(parts: dict[str, Any]) -> Share:
    try:
        exact = {name: Fraction(parts[name]) for name in ("over", "reach") if isinstance(parts.get(name), str)}
    except (ValueError, ZeroDivisionError):
        raise ValueError('比例写成带引号的分数，例如 over = "1/2"。') from None
    return Share(**(parts | exact))


def _number(parts: dict[str, Any]) -> Decimal | int:
    number = parts["number"]
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise ValueError(f"number 应为数字，现为 {number!r}。")
    return number


def _text(parts: dict[str, Any]) -> str:
    if not isinstance(parts["text"], str) or not parts["text"].strip():
        raise ValueError("text 应为不空的文字。")
    return parts["text"]


def _choice(parts: dict[str, Any]) -> Choice:
    options = tuple(
        Option(row["id"], row["label"], {name: value for name, value in row.items() if name not in ("id", "label")})
        for row in parts["options"]
    )
    if not options or len({option.id for option in options}) != len(options):
        raise ValueError("options 至少一项，各项 id 不得重复。")
    return Choice(options)


# What a value of each kind may contain, and how it is built.
KINDS: Mapping[str, tuple[frozenset[str], Callable[[dict[str, Any]], Worth]]] = MappingProxyType(
    {
        "span": (frozenset({"months", "days", "workdays", "backward"}), _span),
        "share": (frozenset({"of", "over", "reach"}), _share),
        "number": (frozenset({"number"}), _number),
        "choice": (frozenset({"options"}), _choice),
        "text": (frozenset({"text"}), _text),
    }
)


def build(kind: str, parts: dict[str, Any]) -> Worth:
    """The value of a `kind` from its table in a norm file; ValueError in Chinese if it is faulty."""
    allowed, make = KINDS[kind]
    if strange := parts.keys() - allowed:
        raise ValueError(f"不认识 {'、'.join(sorted(strange))}；{kind} 可写：{'、'.join(sorted(allowed))}。")
    try:
        return make(parts)
    except (KeyError, TypeError) as fault:
        raise ValueError(f"{kind} 写得不完整（{fault}）；应写：{'、'.join(sorted(allowed))}。") from None


def as_dict(value: Worth) -> dict[str, Any]:
    """The value as plain data, the way a norm file writes it; exact numbers as text."""
    match value:
        case Span() | Share():
            return dict(value.as_dict())
        case Choice():
            return {"options": [{"id": o.id, "label": o.label, **o.attrs} for o in value.options]}
        case str():
            return {"text": value}
        case int():
            return {"number": value}
        case _:
            return {"number": str(value)}


def words(value: Worth) -> str:
    """The value as a page shows it."""
    match value:
        case Span() | Share():
            return value.words
        case Choice():
            return "、".join(option.label for option in value.options)
        case _:
            return str(value)


def looser(stricter: str, local: Worth, higher: Worth) -> bool | None:
    """Whether `local` is laxer than `higher` when stricter means shorter, longer, more, fewer or any.

    None if it depends on the day (twenty workdays against one month): then both bind.
    """
    if stricter == "any":
        return False
    if isinstance(local, Span) and isinstance(higher, Span):
        a, b = (local, higher) if stricter == "shorter" else (higher, local)
        return a.longer_than(b)
    a_size, b_size = _size(local), _size(higher)
    return a_size < b_size if stricter == "more" else a_size > b_size


def _size(value: Worth) -> Fraction:
    """A share or number as a point on a line; half "exceeded" is more than half "reached"."""
    if isinstance(value, Share):
        return value.part + (Fraction(1, 10**9) if value.over is not None else 0)
    return Fraction(value) if isinstance(value, int | Decimal) else Fraction(0)
