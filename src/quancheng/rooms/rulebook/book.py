"""How local norms come into the law book."""

import hashlib
from collections.abc import Callable, Iterable

from django.db import DatabaseError

from quancheng.law.rules import Book
from quancheng.procedure.book import forget

from .models import LocalNorm


def provider() -> tuple[str, Callable[[], Iterable[str]]]:
    """The version of the local norms (one query) and a way to get their texts."""
    rows = LocalNorm.objects.filter(in_book=True).order_by("slug")
    try:
        version = "|".join(rows.values_list("digest", flat=True))
    except DatabaseError:
        version = ""
    return version, lambda: list(rows.values_list("text", flat=True))


def enter(slug: str, text: str) -> LocalNorm:
    """Put a norm into the book or replace it. Raises law.rules.BadNorm with a sentence if it is faulty."""
    made = Book.shipped().plus([text])
    digest = hashlib.sha256(text.encode()).hexdigest()
    row, _ = LocalNorm.objects.update_or_create(
        slug=slug, defaults={"area": made.norms[-1].area, "text": text, "digest": digest, "in_book": True}
    )
    forget()
    return row
