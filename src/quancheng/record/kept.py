"""Rows that hold the present, and the journal by which one step of them can be taken back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models

from .guard import GuardedManager

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


def take_back(journal: list[dict[str, Any]]) -> None:
    """Undo a journal, last change first: new rows go, changed columns get their old values."""
    for line in reversed(journal):
        model = apps.get_model(line["model"])
        rows = model._base_manager.filter(pk=line["pk"])
        if line["was"] is None:
            rows._raw_delete(rows.db)
        else:
            fields = {f.attname: f for f in model._meta.concrete_fields}
            rows.update(**{k: v if v is None else fields[k].to_python(v) for k, v in line["was"].items()})
