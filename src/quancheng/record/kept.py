"""Rows that hold the present, and the journal by which one step of them can be taken back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models

from .guard import GuardedManager

_TOGETHER = 500  # rows asked about in one query
_journal: ContextVar[list[dict[str, Any]] | None] = ContextVar("journal", default=None)


class Kept(models.Model):
    """A row of the present. It is guarded, and what a step does to it is journalled."""

    guard: ClassVar[str]
    _before: dict[str, Any] | None = None

    objects = GuardedManager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:  # type: ignore[override]
        row = super().from_db(db, field_names, values)
        row._before = dict(zip(field_names, values, strict=False))
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and note in the running step's journal what the row was before."""
        only = kwargs.get("update_fields")
        entry = self._entry(only) if (journal := _journal.get()) is not None else None
        super().save(*args, **kwargs)
        if journal is not None and entry != {}:
            matter = self.pk if self._meta.label_lower == "record.matter" else getattr(self, "matter_id", None)
            journal.append({"model": self._meta.label_lower, "pk": self.pk, "was": entry, "matter": matter})
        self._before = (self._before or {}) | {f.attname: getattr(self, f.attname) for f in self._saved(only)}

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; what was read is what a later save is compared with."""
        super().refresh_from_db(*args, **kwargs)
        self._before = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields}

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Kept rows end or are voided; only the undoing of the step that made them deletes them."""
        raise TypeError(f"{self._meta.label}: rows of the present are ended, not deleted")

    def _saved(self, only: Iterable[str] | None) -> list[models.Field]:
        """The columns a save writes."""
        fields: list[models.Field] = list(self._meta.concrete_fields)
        return fields if only is None else [f for f in fields if {f.name, f.attname} & set(only)]

    def _entry(self, only: Iterable[str] | None = None) -> dict[str, Any] | None:
        """What changed, old values by column; None for a row that is new; {} for no change."""
        if self._before is None:
            return None
        old = self._before
        fields = {f.attname: f for f in self._saved(only) if f.attname in old}
        return {
            name: field.value_to_string(_Was(**{name: old[name]})) if old[name] is not None else None  # type: ignore[arg-type]
            for name, field in fields.items()
            if old[name] != getattr(self, name)
        }


class _Was(SimpleNamespace):
    """The smallest object a field can read its old value from when it writes it as text."""


@contextmanager
def journalled() -> Iterator[list[dict[str, Any]]]:
    """Collect what happens to kept rows inside the block."""
    journal: list[dict[str, Any]] = []
    token = _journal.set(journal)
    try:
        yield journal
    finally:
        _journal.reset(token)


@contextmanager
def collected() -> Iterator[list[dict[str, Any]]]:
    """Collect what happens inside the block by itself; the running step's journal has it too."""
    outer = _journal.get()
    with journalled() as own:
        yield own
    if outer is not None:
        outer.extend(own)


class InUse(Exception):
    """What a step wrote below the record has been used or changed since, so the step cannot be taken back."""


def write(row: models.Model, **values: Any) -> None:
    """Save a row of the roster, which guards nothing, and note in the running step's journal what it was before.

    `values` are the columns to change; none: the row is new. What is written so goes with the step that is taken back.
    """
    old = None
    if values:
        was = type(row)._base_manager.get(pk=row.pk)
        fields = [row._meta.get_field(name) for name in values]
        for name, value in values.items():
            setattr(row, name, value)
        old = {f.attname: _text(was, f) for f in fields if getattr(was, f.attname) != getattr(row, f.attname)}  # type: ignore[union-attr,arg-type]
    row.save(update_fields=list(values) or None)
    if (journal := _journal.get()) is not None and old != {}:
        now = {name: _text(row, row._meta.get_field(name)) for name in old or ()}  # type: ignore[arg-type]
        journal.append({"model": row._meta.label_lower, "pk": row.pk, "was": old, "now": now, "matter": None})


def made(label: str, pk: int) -> None:
    """Note a new row of the roster that its own module has written, so that it goes with the step that made it."""
    if (journal := _journal.get()) is not None:
        journal.append({"model": label, "pk": pk, "was": None, "now": {}, "matter": None})


def _text(row: models.Model, field: models.Field) -> str | None:
    """A column as the journal holds it; a moment in UTC, as the database gives it back."""
    value = getattr(row, field.attname)
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat()
    return None if value is None else field.value_to_string(row)


def demand_untouched(journal: list[dict[str, Any]]) -> None:
    """Raise InUse where a row of the roster is referred to, or says something else by now."""
    new = {(line["model"], line["pk"]) for line in journal if line["was"] is None}
    last = {(line["model"], line["pk"], name): text for line in journal for name, text in line.get("now", {}).items()}
    for (label, pk, name), text in last.items():
        row = apps.get_model(label)._base_manager.filter(pk=pk).first()
        if row is None or _text(row, row._meta.get_field(name)) != text:
            raise InUse(label)
    made: dict[str, list[int]] = {}
    for line in journal:
        if line["was"] is None and "now" in line:
            made.setdefault(line["model"], []).append(line["pk"])
    for label, keys in made.items():
        for start in range(0, len(keys), _TOGETHER):
            if _referred_to(label, keys[start : start + _TOGETHER]) - new:
                raise InUse(label)


def _referred_to(label: str, keys: list[int]) -> set[tuple[str, int]]:
    """What points at these rows, by table and key; one query for each table that may."""
    found: set[tuple[str, int]] = set()
    for back in apps.get_model(label)._meta.get_fields(include_hidden=True):
        if back.auto_created and not back.concrete and back.related_model:
            model: Any = back.related_model
            rows = model._base_manager.filter(**{f"{back.field.name}__in": keys}).values_list("pk", flat=True)
            found |= {(model._meta.label_lower, key) for key in rows}
    return found


def take_back(journal: list[dict[str, Any]]) -> None:
    """Undo a journal, last change first: new rows go, changed columns get their old values. Raises InUse."""
    demand_untouched(journal)
    for line in reversed(journal):
        model = apps.get_model(line["model"])
        rows = model._base_manager.filter(pk=line["pk"])
        if line["was"] is None:
            rows._raw_delete(rows.db)
        else:
            fields = {f.attname: f for f in model._meta.concrete_fields}
            rows.update(**{k: v if v is None else fields[k].to_python(v) for k, v in line["was"].items()})
