"""How local norms come into the law book: every version for its own days."""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError

from quancheng.law.rules import BadNorm, Book
from quancheng.procedure.book import forget

from .models import LocalNorm
from .texts import begins, capped, day_before, parsed

WHY = "what is in the law book is for everybody"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Edition:
    """One version of a norm as the book takes it in: from which day, and if repealed, from which day no more."""

    slug: str
    text: str
    since: date
    repealed_from: date | None = None


def digest(text: str) -> str:
    """What names the content of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def provider() -> tuple[str, Callable[[], Iterable[str]]]:
    """The version of the local norms (one query) and a way to get their texts."""
    rows = LocalNorm.objects.unguarded(WHY).filter(in_book=True).order_by("slug", "pk")
    try:
        marks = rows.values_list("digest", "effective_on", "repealed_from")
        version = "|".join(f"{d}.{since}.{until}" for d, since, until in marks)
    except DatabaseError:
        version = ""
    return version, lambda: usable(shelf(editions()))


def editions(without: int | None = None) -> list[Edition]:
    """Every version in the book, without the row named."""
    rows = LocalNorm.objects.unguarded(WHY).filter(in_book=True).exclude(pk=without or 0).order_by("slug", "pk")
    return [Edition(r.slug, r.text, r.effective_on or date.min, r.repealed_from) for r in rows]


def shelf(found: Iterable[Edition]) -> list[str]:
    """The texts for the book: each version ends on the day before the next one of its norm, or before its repeal."""
    by_slug: dict[str, list[Edition]] = defaultdict(list)
    for edition in found:
        by_slug[edition.slug].append(edition)
    texts = []
    for versions in by_slug.values():
        ordered = sorted(versions, key=lambda v: v.since)
        for edition, following in zip(ordered, [*ordered[1:], None], strict=True):
            ends = [day for day in (following and following.since, edition.repealed_from) if day]
            texts.append(capped(edition.text, day_before(min(ends))) if ends else edition.text)
    return texts


def usable(texts: list[str]) -> list[str]:
    """The texts that a book can be made of. One that a newer program no longer understands must not close every page."""
    try:
        Book.shipped().plus(texts)
        return texts
    except BadNorm:
        return list(_one_by_one(texts))


def _one_by_one(texts: Iterable[str]) -> Iterator[str]:
    book = Book.shipped()
    for text in texts:
        try:
            book = book.plus([text])
            yield text
        except BadNorm as bad:
            log.error("a local norm is left out of the book: %s", bad)


def enter(slug: str, text: str) -> LocalNorm:
    """Put a norm into the book or replace it. Raises law.rules.BadNorm with a sentence if it is faulty."""
    made = Book.shipped().plus([text]).norms[-1]
    rows = LocalNorm.objects.unguarded(WHY)
    row = rows.filter(slug=slug, matter=None).first() or LocalNorm(slug=slug)
    Book.shipped().plus(shelf([*editions(row.pk), Edition(slug, text, date.max)]))
    row.area, row.text, row.digest, row.in_book = made.area, text, digest(text), True
    row.effective_on = begins(parsed(text))
    row.save()
    forget()
    return row
