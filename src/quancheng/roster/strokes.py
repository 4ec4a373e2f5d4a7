"""姓氏笔画 order: where a name stands in lists of deputies and candidates.

The table of characters is made at build time (CLDR's stroke collation). A character the table does not know stands
last until the office says after which one it belongs.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import models, transaction

if TYPE_CHECKING:
    from .models import StrokePlace

TABLE = Path(__file__).parent / "data" / "strokes.txt"
LAST = "zzzzz"


class Unplaced(ValueError):
    """A character cannot be placed there; the sentence says why."""


@cache
def _order() -> str:
    return TABLE.read_text("utf-8").strip()


def rank(character: str) -> int | None:
    """The place of a character, from 0; None if the table does not know it."""
    found = _order().find(character) if len(character) == 1 else -1
    return None if found < 0 else found


def key(name: str, placed: Mapping[str, str] | None = None) -> str:
    """What names are sorted by: six signs a character, so that plain text order is stroke order and 王一 precedes 王一一.

    `placed` says for single characters after which other one they stand.
    """
    return "".join(_sign(c, placed or {}) for c in name.strip() if not c.isspace() and c != "·")[:120]


def _sign(character: str, placed: Mapping[str, str]) -> str:
    after = placed.get(character)
    found = rank(after or character)
    return f"{LAST if found is None else f'{found:05x}'}{1 if after else 0}"


def unknown(names: Iterable[str]) -> list[str]:
    """Characters of the names that have no place, neither in the table nor by the office's word."""
    from .models import StrokePlace

    placed = set(StrokePlace.objects.values_list("character", flat=True))
    found = {c for name in names for c in name if not c.isspace() and c not in "·•" and c not in placed}
    return sorted(c for c in found if rank(c) is None)


def placed() -> "list[StrokePlace]":
    """Every place the office has given, by character."""
    from .models import StrokePlace

    return list(StrokePlace.objects.order_by("character"))


@transaction.atomic
def place(character: str, after: str) -> int:
    """Put a character right after another one and sort everybody who bears it anew. Returns how many those are."""
    from .models import Person, StrokePlace

    if len(character) != 1 or len(after) != 1 or character == after:
        raise Unplaced("请各写一个字：要排的字，和它排在哪个字之后。")
    if rank(after) is None:
        raise Unplaced(f"笔画次序表里没有“{after}”字，请换一个笔画、起笔相同的常用字。")
    StrokePlace.objects.update_or_create(character=character, defaults={"after": after})
    bearers = list(Person.objects.filter(name__contains=character))
    for person in bearers:
        person.save(update_fields=["stroke_key"])
    return len(bearers)


class StrokeKeyField(models.CharField):
    """Kept in line with the name by every save, of one row or of many."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        from .models import StrokePlace

        name: str = model_instance.name  # type: ignore[attr-defined]
        placed: dict[str, str] = {}
        if not name.isascii():
            placed = dict(StrokePlace.objects.filter(character__in=list(name)).values_list("character", "after"))
        made = key(name, placed)
        setattr(model_instance, self.attname, made)
        return made
