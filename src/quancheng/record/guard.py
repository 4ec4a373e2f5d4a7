"""Rows are invisible until someone says who is looking: a query without a scope does not compile."""

from contextvars import ContextVar
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, sql

from quancheng.roster.actor import Actor


class Unscoped(RuntimeError):
    """Guarded rows were queried, or two scopes were mixed, without saying who is looking."""


_inner: ContextVar[tuple[str, ...] | None] = ContextVar("scope of the query that asks", default=None)


class GuardedQuery(sql.Query):
    """A query that will not compile until `scope` says for whom or why."""

    scope: tuple[str, ...] | None = None
    model: Any

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope = _inner.get()

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if self.scope is None:
            raise Unscoped(f"{self.model.__name__}: say .seen_by(actor), or .unguarded('why')")
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        if klass and self.scope is None:
            raise Unscoped(f"{self.model.__name__}: updates and deletes need a scope too")
        return super().chain(klass)

    def split_exclude(self, *args: Any, **kwargs: Any) -> Any:
        token = _inner.set(self.scope)  # Django asks the same table again inside a NOT EXISTS: it is the same question
        try:
            return super().split_exclude(*args, **kwargs)
        finally:
            _inner.reset(token)

    def combine(self, rhs: sql.Query, connector: str) -> None:
        if self.scope is None or getattr(rhs, "scope", None) != self.scope:
            raise Unscoped(f"{self.model.__name__}: the two sides of a combination need the same scope")
        super().combine(rhs, connector)


class GuardedRows(models.QuerySet):
    """The manager of every table that reaches a matter. `model.guard` is the path to its root matter's id."""

    query: Any
    model: Any

    def __init__(self, model: Any = None, query: Any = None, **kwargs: Any):
        super().__init__(model, query or GuardedQuery(model), **kwargs)

    def _raw_delete(self, using: str | None) -> int:
        if self.query.scope is None:
            raise Unscoped(f"{self.model.__name__}: deletes need a scope too")
        return super()._raw_delete(using)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise Unscoped(f"{self.model.__name__}: raw SQL does not say who is looking")

    def _demand_same(self, *others: Any) -> None:
        """Django leaves an empty side out before it combines; that must not hide that the sides do not match."""
        if any(getattr(o.query, "scope", None) != self.query.scope for o in others) or self.query.scope is None:
            raise Unscoped(f"{self.model.__name__}: the sides of a combination need the same scope")

    def __or__(self, other: Any) -> Any:
        self._demand_same(other)
        return super().__or__(other)

    def __and__(self, other: Any) -> Any:
        self._demand_same(other)
        return super().__and__(other)

    def __xor__(self, other: Any) -> Any:
        self._demand_same(other)
        return super().__xor__(other)

    def union(self, *others: Any, all: bool = False) -> Any:
        self._demand_same(*others)
        return super().union(*others, all=all)

    def intersection(self, *others: Any) -> Any:
        self._demand_same(*others)
        return super().intersection(*others)

    def difference(self, *others: Any) -> Any:
        self._demand_same(*others)
        return super().difference(*others)

    def unguarded(self, why: str) -> Self:
        """For the engine, counters and migrations; `why` is for the reader."""
        copy = self._chain()  # type: ignore[attr-defined]
        copy.query.scope = ("unguarded",) if why else None
        return copy

    def seen_by(self, actor: Actor) -> Self:
        """Only rows whose root matter this actor may see: EXISTS on the written-down readers."""
        from .models import Reader

        readers = Reader.objects.filter(matter=OuterRef(self.model.guard), key__in=actor.keys)
        seen = self.filter(Exists(readers)) if actor.keys else self.none()
        seen.query.scope = ("seen_by", *actor.keys)
        return seen

    def among(self, actor: Actor, kind: str) -> Self:
        """The rows of `seen_by` under roots of one kind, led by the actor's own keys: quick for who sees few of many."""
        from .models import Reader

        readers = Reader.objects.filter(key__in=actor.keys, kind=kind)
        seen = self.filter(**{f"{self.model.guard}__in": readers.values("matter_id")})
        seen.query.scope = ("seen_by", *actor.keys)
        return seen


GuardedManager = models.Manager.from_queryset(GuardedRows)
