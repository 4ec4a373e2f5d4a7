"""The writing of facts: the only way a row gets into the two append-only tables."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from quancheng.roster.models import Body, Person

from .models import Credit, Fact

LONGEST = 60
# a fact cannot be erased, so it must hold nothing that may have to be: 身份证号, phone numbers
_PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{15}|\d{17}[\dXx])(?!\d)")
_PARTED = re.compile(r"(?<=\d)[\s-]+(?=\d)")  # 138 0013 8000 is a phone number too


@dataclass(frozen=True)
class Share:
    """Who took part in a fact, in what part, and how much of it."""

    who: Person | Body
    part: str
    amount: Decimal | None = None


class NotAFact(ValueError):
    """Data that must not go into a fact: long text, or something shaped like an ID or a phone number."""


def clean(value: Any, where: str = "data") -> Any:
    """Only ids, codes, numbers and dates: anything else is a mistake of the program, not of the user."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        _impersonal(str(value), where)
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return _impersonal(value, where)
    if isinstance(value, Mapping):
        return {_impersonal(str(k), where): clean(v, f"{where}.{k}") for k, v in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray | memoryview):
        return [clean(v, f"{where}[]") for v in value]
    raise NotAFact(f"{where}: {type(value).__name__} cannot be part of a fact")


def _impersonal(text: str, where: str) -> str:
    """The text, if it is short and looks like nobody's number, however its digits are written."""
    if len(text) > LONGEST or _PERSONAL.search(_PARTED.sub("", unicodedata.normalize("NFKC", text))):
        raise NotAFact(f"{where}: facts hold ids, codes, numbers and dates only")
    return text


def write(shares: Iterable[Share] = (), **columns: Any) -> Fact:
    """Write one fact and its credits. Columns are those of `Fact`; `data` is checked by `clean`."""
    columns["data"] = clean(columns.get("data") or {})
    fact: Fact = Fact.objects.unguarded("facts are written here").create(**columns)
    rows = [
        Credit(
            fact=fact,
            person=share.who if isinstance(share.who, Person) else None,
            body=share.who if isinstance(share.who, Body) else None,
            part=share.part,
            amount=share.amount,
        )
        for share in shares
    ]
    if rows:
        Credit.objects.unguarded("credits are written here").bulk_create(rows)
    return fact
