"""A question the gate asks at every step: its SQL is made once, and only the values change.

Making the SQL of a query costs Django several times what the database needs to answer it. The question is made by
Django itself, so both databases, joins, converters and the guard are as everywhere; only plain comparisons with values
that are never None fit in.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

T = TypeVar("T")
_MARK = 7_340_021_900_000_000  # no id and no text of ours: where it stands in the parameters a value goes


@dataclass(frozen=True)
class _Form:
    """The question as one kind of database understands it; `places` holds by parameter which value stands there."""

    rows: Any
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    converters: Any
    places: tuple[tuple[int, int, bool], ...]


class Prepared(Generic[T]):
    """`Prepared(lambda pk: Duty.objects.unguarded("…").filter(matter_id=pk))(17)` is the list of those rows.

    The function gets stand-ins and must only put them into comparisons; it is called once for each kind of database.
    """

    def __init__(self, ask: Callable[..., "QuerySet[Any, T]"]):
        self._ask = ask
        self._forms: dict[str, _Form] = {}

    def __call__(self, *values: int | str) -> list[T]:
        connection = connections[DEFAULT_DB_ALIAS]
        form = self._forms.get(connection.vendor)
        if form is None:
            form = self._forms[connection.vendor] = self._made(len(values))
        params = list(form.params)
        for place, value, text in form.places:
            params[place] = str(values[value]) if text else values[value]
        compiler = copy.copy(form.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (form.sql, tuple(params))
        compiler.get_converters = lambda *_: form.converters
        query = SimpleNamespace(
            get_compiler=lambda *_, **__: compiler, extra_select={}, values_select=form.rows.query.values_select,
            annotation_select=form.rows.query.annotation_select,
        )  # fmt: skip
        asked = SimpleNamespace(
            db=DEFAULT_DB_ALIAS, query=query, _fields=form.rows._fields, _known_related_objects={}, _hints={}
        )
        return list(form.rows._iterable_class(asked))

    def _made(self, number: int) -> _Form:
        marks = [_MARK + at for at in range(number)]
        rows = self._ask(*marks)
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        places = [
            (place, marks.index(int(given)), isinstance(given, str))
            for place, given in enumerate(params)
            if str(given).isdecimal() and int(given) in marks
        ]
        if {value for _, value, _ in places} != set(range(number)):
            raise TypeError(f"a prepared question lost a value: {sql}")
        return _Form(rows, compiler, sql, tuple(params), converters, tuple(places))
