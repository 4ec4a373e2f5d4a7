"""Row 2: one step through the gate, against its own writes replayed in one transaction.

What a step writes is recorded in a transaction that is rolled back; the limit sends exactly these statements, to the
same matter, and commits. So the rows are the same, and all that is left out is finding out what to write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

from bench_county import TODAY
from bench_measure import Figure, Series, sample, server_pid

if TYPE_CHECKING:
    from bench_county import County
    from quancheng.record.models import Fact

TIMES = 6.0
Step = Callable[[int], "Fact"]
Writes = list[tuple[str, list[Any]]]


def measure(county: County, samples: int) -> list[Figure]:
    """Two steps: one beside the line that moves nothing, one that moves the line."""
    from quancheng.procedure import engine
    from quancheng.roster.actor import Actor

    handler, clerk = (Actor.of(account.person, TODAY) for account in (county.handler, county.clerk))
    contact = {"means": "phone", "note": "已电话沟通，代表同意。"}
    accept = {"outcome": "accept", "title": "关于改造测试村道路的建议", "category": "traffic"}
    return [
        _step(
            "联系代表", lambda m: engine.do(handler, m, "contact", contact), _open("handle", county.units[0]), samples
        ),
        _step(
            "审查受理", lambda m: engine.do(clerk, m, "examine", accept), _open("examine", county.congress.pk), samples
        ),
    ]


def _open(name: str, body: int) -> list[int]:
    from quancheng.record.models import Duty

    rows = (
        Duty.objects.unguarded("the bench looks for work").filter(name=name, body_id=body, state="open").order_by("pk")
    )
    return list(rows.values_list("matter_id", flat=True))


def recorded(step: Step, matter: int) -> tuple[Writes, int]:
    """The statements by which the step would write, and the id its fact would have had. Nothing is kept."""
    from django.db import connection, transaction

    writes: Writes = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        rows = [list(row) for row in params] if many else [list(params or ())]
        if sql.split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE"):
            writes.extend((sql, row) for row in rows)
            params = rows if many else params
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(note):
            fact = step(matter)
        transaction.set_rollback(True)
    return writes, fact.pk


def replay(writes: Writes, fact: int) -> int:
    """Send them again in one transaction; what refers to the fact refers to the new one. Its id."""
    from django.db import connection, transaction

    new = fact

    def present(value: Any) -> Any:
        if isinstance(value, list):  # several rows in one statement
            return [present(one) for one in value]
        return new if isinstance(value, int) and value == fact else value

    with transaction.atomic(), connection.cursor() as cursor:
        for sql, params in writes:
            cursor.execute(sql, present(params))
            if sql.startswith('INSERT INTO "record_fact"'):
                new = cursor.fetchone()[0]
    return new


def _check(done: int, again: int) -> None:
    """Both facts are there, with as many shares and told people. Raises AssertionError."""
    from quancheng.procedure.models import Notice
    from quancheng.record.models import Credit, Fact

    why = "the bench compares what was written"
    one, other = (Fact.objects.unguarded(why).get(pk=pk) for pk in (done, again))
    assert (one.kind, one.outcome, one.actor_id) == (other.kind, other.outcome, other.actor_id)
    for model in (Credit, Notice):
        assert (
            model.objects.unguarded(why).filter(fact=one).exists()
            == model.objects.unguarded(why).filter(fact=other).exists()
        )


def _round(step: Step, todo: Iterator[int], ours: Series, limit: Series, pid: int | None, always: bool) -> None:
    """Twice the limit, twice the step, each on a matter of its own."""
    ready = [recorded(step, next(todo)) for _ in range(2)]
    again: list[int] = []
    done: list[int] = []
    sample(lambda: again.append(replay(*ready[len(again)])), 2, limit, pid, always)
    sample(lambda: done.append(step(next(todo)).pk), 2, ours, pid, always)
    _check(done[0], again[0])


def _step(word: str, step: Step, matters: list[int], samples: int) -> Figure:
    from django.db import connection

    todo: Iterator[int] = iter(matters)
    rounds = max(1, min(samples, (len(matters) - 2) // 4))
    for _ in range(2):
        recorded(step, matters[-1])
    ours, limit, pid = Series(), Series(), server_pid()
    for at in range(rounds):
        _round(step, todo, ours, limit, pid, at >= rounds // 2)
    made = Figure(
        2, f"一步：{word}", {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor], median(ours.wall), median(ours.cpu),
        median(limit.wall), median(limit.cpu), len(ours.wall), ours.dropped + limit.dropped, f"≤ {TIMES:.0f} 倍（落盘，按时间）",
        note=f"按 CPU {median(ours.cpu) / max(median(limit.cpu), 1e-9):.1f} 倍", wall=True,
    )  # fmt: skip
    made.met = made.ratio <= TIMES
    return made
