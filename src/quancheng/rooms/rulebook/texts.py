"""The text of a norm as TOML: written in one way only, so that what is exported comes back byte for byte."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

HEAD = ("id", "title", "short", "area", "level", "document", "text", "seen", "doubt")
RULE = ("id", "title", "kind", "fixed", "overrides", "stricter", "event", "quote")
VALUE = (
    "from", "until", "tiers", "article", "seen", "doubt", "superseded_by", "event", "quote", "text", "postponed", "is",
)  # fmt: skip
BY_LINE = 1  # lists of tables longer than this stand one entry a line

Table = dict[str, Any]


def parsed(text: str) -> Table:
    """The tables of a norm's text. Raises tomllib.TOMLDecodeError."""
    return tomllib.loads(text, parse_float=Decimal)


def written(table: Mapping[str, Any]) -> str:
    """The text of a norm: head, rules with their dated values, cases."""
    lines = list(_keys(table, HEAD))
    for rule in table.get("rule", []):
        lines += ["", "[[rule]]", *_keys(rule, RULE)]
        for value in rule.get("value", []):
            lines += ["", "[[rule.value]]", *_keys(value, VALUE)]
    for case in table.get("case", []):
        lines += ["", "[[case]]", *_keys(case, tuple(case))]
    return "\n".join(lines) + "\n"


def _keys(table: Mapping[str, Any], order: tuple[str, ...]) -> Iterator[str]:
    there = [key for key in order if key in table]
    width = max((len(key) for key in there), default=0)
    for key in there:
        yield f"{key.ljust(width)} = {_value(table[key])}"


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            return "{ " + ", ".join(f"{_name(k)} = {_value(v)}" for k, v in value.items()) + " }"
        case list() if len(value) > BY_LINE and all(isinstance(x, Mapping) for x in value):
            return "[\n" + "".join(f"    {_value(x)},\n" for x in value) + "]"
        case list():
            return "[" + ", ".join(map(_value, value)) + "]"
        case _:
            return str(value)


def _name(key: str) -> str:
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False)


def values(table: Mapping[str, Any]) -> Iterator[Table]:
    """Every dated value of every rule."""
    for rule in table.get("rule", []):
        yield from rule.get("value", [])


def begins(table: Mapping[str, Any]) -> date | None:
    """The first day on which anything in the norm holds."""
    return min((value["from"] for value in values(table) if type(value.get("from")) is date), default=None)


def capped(text: str, last: date) -> str:
    """The norm as it holds up to `last`, under an id of its own: a later version stands beside it in the book."""
    table = parsed(text)
    table["id"] = f"{table['id']}-{last:%Y%m%d}"
    table["case"] = []
    for rule in table.get("rule", []):
        rule["value"] = [
            value | {"until": min(value.get("until", last), last)} for value in rule["value"] if value["from"] <= last
        ]
    table["rule"] = [rule for rule in table.get("rule", []) if rule["value"]]
    return written(table)


def moved(table: Table, planned: date | None, effective: date) -> Table:
    """The norm holding from `effective`: what was to begin on the planned day begins then, nothing begins before."""
    for rule in table.get("rule", []):
        kept = [v for v in rule.get("value", []) if v.get("until", date.max) >= effective]
        for value in kept:
            value["from"] = effective if value["from"] == planned else max(value["from"], effective)
        rule["value"] = kept
    table["rule"] = [rule for rule in table.get("rule", []) if rule.get("value")]
    table["case"] = [c for c in table.get("case", []) if "start" not in c or c["start"] >= effective]
    return table


def day_before(day: date) -> date:
    """The last day of what ends when something else begins on `day`."""
    return date.fromordinal(day.toordinal() - 1)
