"""Rows are invisible until someone says who is looking: a query without a scope does not compile."""
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, sql

from quancheng.roster.actor import Actor


class Unscoped(RuntimeError):
    """Guarded rows were queried, or two scopes were mixed, without saying who is looking."""


class GuardedQuery(sql.Query):
    """A query that will not compile until `scope` says for whom or why."""

    scope: tuple[str, ...] | None = None

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if self.scope is None:
            raise Unscoped(f"{self.model.__name__}: say .seen_by(actor), or .unguarded('why')")
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        if klass and self.scope is None:
            raise Unscoped(f"{self.model.__name__}: updates and deletes need a scope too")
        return super().chain(klass)

    def combine(self, rhs: sql.Query, connector: str) -> None:
        if self.scope is None or getattr(rhs, "scope", None) != self.scope:
            raise Unscoped(f"{self.model.__name__}: the two sides of a combination need the same scope")
        super().combine(rhs, connector)


class GuardedRows(models.QuerySet):
    """The manager of every table that reaches a matter. `model.guard` is the path to its root matter's id."""

    def __init__(self, model: Any = None, query: Any = None, **kwargs: Any):
        super().__init__(model, query or GuardedQuery(model), **kwargs)

    def _raw_delete(self, using: str | None) -> int:
        if self.query.scope is None:
            raise Unscoped(f"{self.model.__name__}: deletes need a scope too")
        return super()._raw_delete(using)

    def _combinator_query(self, combinator: str, *others: Any, all: bool = False) -> Any:
        if any(getattr(o.query, "scope", None) != self.query.scope for o in others):
            raise Unscoped(f"{self.model.__name__}: the sides of a union need the same scope")
        return super()._combinator_query(combinator, *others, all=all)

    def unguarded(self, why: str) -> Self:
        """For the engine, counters and migrations; `why` is for the reader."""
        copy = self._chain()
        copy.query.scope = ("unguarded",) if why else None
        return copy

    def seen_by(self, actor: Actor) -> Self:
        """Only rows whose root matter this actor may see: EXISTS on the written-down readers."""
        from .models import Reader

        readers = Reader.objects.filter(matter=OuterRef(self.model.guard), key__in=actor.keys)
        seen = self.filter(Exists(readers)) if actor.keys else self.none()
        seen.query.scope = ("seen_by", *actor.keys)
        return seen


GuardedManager = models.Manager.from_queryset(GuardedRows)
