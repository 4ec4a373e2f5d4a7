"""Rows 1 and 3: a page of the list as the server answers it, its queries alone, the to-do of a body."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bench_county import TODAY
from bench_measure import Figure, figure

if TYPE_CHECKING:
    from bench_county import County
    from quancheng.roster.actor import Actor

QUERIES, PAGE_MS, LIST_MS, TIMES = 8, 2.0, 2.0, 2.0
SMALLEST = (
    "SELECT id, ref, title, number, phase FROM record_matter WHERE kind = 'suggestions' ORDER BY id DESC LIMIT 20"
)


def smallest(request: Any) -> Any:
    """The smallest view there is: one raw query of twenty rows."""
    from django.db import connection
    from django.http import HttpResponse

    with connection.cursor() as cursor:
        cursor.execute(SMALLEST)
        return HttpResponse("\n".join(map(str, cursor.fetchall())))


def session_of(account: Any) -> str:
    """The cookie of somebody who has logged in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from quancheng.doors.frame.login import BACKEND
    from quancheng.roster.access.sessions import SessionStore

    kept = SessionStore()
    kept[SESSION_KEY] = str(account.pk)
    kept[BACKEND_SESSION_KEY] = BACKEND
    kept[HASH_SESSION_KEY] = account.get_session_auth_hash()
    kept.save()
    return str(kept.session_key)


def asker(application: Callable[..., Any], path: str, account: Any = None) -> Callable[[], bytes]:
    """A function that sends one request through the WSGI application and returns the body."""
    cookie = f"sessionid={session_of(account)}" if account else ""
    where, _, query = path.partition("?")
    kept = {
        "REQUEST_METHOD": "GET", "PATH_INFO": where, "QUERY_STRING": query, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "HTTP_HOST": "localhost", "HTTP_COOKIE": cookie, "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "SCRIPT_NAME": "",
    }  # fmt: skip
    status: list[str] = []

    def ask() -> bytes:
        answer = application(kept | {"wsgi.input": BytesIO()}, lambda code, headers: status.append(code))
        body = b"".join(answer)
        answer.close()
        assert status.pop() == "200 OK"
        return body

    return ask


def bare() -> Callable[..., Any]:
    """The same server without anything of ours: no middleware, one view."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    with override_settings(MIDDLEWARE=[]):
        made = WSGIHandler()

    def application(environ: dict[str, Any], start: Any) -> Any:
        return made(environ, start)

    made.resolve_request = _to_smallest  # type: ignore[method-assign]
    return application


def _to_smallest(request: Any) -> Any:
    from django.urls import ResolverMatch

    request.resolver_match = ResolverMatch(smallest, (), {})
    return request.resolver_match


def counted(work: Callable[[], object]) -> list[str]:
    """The SQL of the queries that some work sends."""
    from django.db import connection

    sent: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        work()
    return sent


def measure(county: County, samples: int) -> list[Figure]:
    """All figures of both rows on the county at hand."""
    from quancheng.roster.actor import Actor

    clerk, handler = (Actor.of(account.person, TODAY) for account in (county.clerk, county.handler))
    return [
        _page(county, samples), *_lists(county, clerk, samples), _owed(handler, county, samples), _todo(handler, county, samples), _lines(county, handler, samples)
    ]  # fmt: skip


def page_queries(county: County) -> int:
    """How many queries the page of the list sends."""
    from django.core.wsgi import get_wsgi_application

    ask = asker(get_wsgi_application(), "/desk/suggestions/", county.clerk)
    ask()
    return len(counted(ask))


def _page(county: County, samples: int) -> Figure:
    from django.core.wsgi import get_wsgi_application

    ask = asker(get_wsgi_application(), "/desk/suggestions/", county.clerk)
    page = ask().decode()
    assert page.count("<tr>") == 21, "twenty lines and the head"
    assert all(title in page for title in _titles(county.congress.pk))
    queries = len(counted(ask))
    limit = asker(bare(), "/")
    assert limit().count(b"\n") == 19
    made = figure(
        1,
        "列表页，登录，按权限，20 行",
        ask,
        limit,
        samples,
        f"CPU ≤ {PAGE_MS:.0f} ms，查询 ≤ {QUERIES}",
        f"{queries} 次查询",
    )
    made.met = made.cpu <= PAGE_MS and queries <= QUERIES
    return made


def _titles(congress: int, limit: int = 20) -> list[str]:
    """The newest titles past the draft, by hand-written SQL."""
    sql = "SELECT title FROM record_matter WHERE kind = 'suggestions' AND body_id = %s AND phase <> 'draft' ORDER BY opened_on DESC, id DESC LIMIT %s"
    return [row[0] for row in fetched(sql, [congress, limit])]


def fetched(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """The rows of a hand-written query."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


PHASE_SQL = """SELECT m.id FROM record_matter m WHERE m.kind = 'suggestions' AND m.body_id = %s {more}
AND EXISTS (SELECT 1 FROM record_reader r WHERE r.matter_id = m.id AND r.key IN (%s, %s, %s, %s))
ORDER BY m.opened_on DESC, m.id DESC LIMIT 21"""
COUNT_SQL = """SELECT phase, COUNT(*) FROM record_matter m WHERE m.kind = 'suggestions' AND m.body_id = %s
AND EXISTS (SELECT 1 FROM record_reader r WHERE r.matter_id = m.id AND r.key IN (%s, %s, %s, %s)) GROUP BY phase"""


def _lists(county: County, clerk: Actor, samples: int) -> list[Figure]:
    """Each query of the page alone, at most LIST_MS; the same question in hand-written SQL is the limit."""
    from quancheng.procedure import reads as owing
    from quancheng.rooms.suggestions.reads import CAP, Filters
    from quancheng.rooms.suggestions.reads import rows as reads

    body, goal = county.congress, f"CPU ≤ {LIST_MS:.0f} ms"
    keys = list(clerk.keys)
    assert len(keys) == 4

    def ids(filters: Filters) -> list[int]:
        if filters.plain:
            return reads.newest(clerk, "suggestions", 21, None, body.pk, reads._PHASES_OF[filters.tab])
        return list(reads._narrowed(clerk, filters).order_by("-opened_on", "-pk").values_list("pk", flat=True)[:21])

    def by_hand(more: str, *values: Any) -> Callable[[], list[int]]:
        return lambda: [row[0] for row in fetched(PHASE_SQL.format(more=more), [body.pk, *values, *keys])]

    unit = county.units[1]
    of_unit = """AND m.id IN (SELECT p.root_id FROM suggestions_assignment a JOIN record_matter p ON p.id = a.matter_id
    WHERE a.handler_id = %s AND p.ended_as NOT IN ('returned', 'recalled'))"""
    in_category = "AND EXISTS (SELECT 1 FROM suggestions_suggestion s WHERE s.matter_id = m.id AND s.category = %s)"
    asked = {
        "列表：全部": (Filters(congress=body), by_hand("")),
        "列表：办理中": (Filters(congress=body, tab="handle"), by_hand("AND m.phase IN (%s, %s)", "handle", "rework")),
        "列表：某类别": (Filters(congress=body, category="c3"), by_hand(in_category, "c3")),
        "列表：某单位": (Filters(congress=body, unit=unit), by_hand(of_unit, unit)),
    }
    found = []
    for name, (filters, limit) in asked.items():
        assert ids(filters) == limit(), name
        found.append(figure(1, name, lambda filters=filters: ids(filters), limit, samples, goal))
    exact = dict(fetched(COUNT_SQL, [body.pk, *keys]))
    shown = {key: count for key, _, count in reads.tabs(clerk, Filters(congress=body))}
    for key, _, phases in reads.TABS[1:]:
        count = sum(exact.get(phase, 0) for phase in phases)
        assert shown[key] == (f"{CAP}+" if count > CAP else str(count)), (key, shown[key], count)
    found.append(
        figure(
            1,
            "各栏件数",
            lambda: reads.tabs(clerk, Filters(congress=body)),
            lambda: fetched(COUNT_SQL, [body.pk, *keys]),
            samples,
            goal,
        )
    )
    found.append(figure(1, "菜单上的待办数", lambda: owing.owing(clerk), lambda: fetched(SMALLEST, []), samples, goal))
    for one in found:
        one.met = one.cpu <= LIST_MS
    return found


OWED_SQL = """SELECT d.id FROM record_duty d JOIN record_matter m ON m.id = d.matter_id
WHERE d.body_id = %s AND d.state = 'open' AND d.due_on IS NOT NULL AND d.role IN ('handler', 'co_handler')
AND EXISTS (SELECT 1 FROM record_reader r WHERE r.matter_id = m.root_id AND r.key IN (%s, %s)) ORDER BY d.due_on, d.id LIMIT %s"""


def _owed(handler: Actor, county: County, samples: int) -> Figure:
    """Which duties a unit's to-do list shows: the query alone."""
    from quancheng.procedure import reads

    values = [county.units[0], *handler.keys, SHOWN]
    right = [row[0] for row in fetched(OWED_SQL, values)]
    assert reads._mine(handler, SHOWN) == right, "the same duties in the same order"
    made = figure(
        3,
        "一个单位的待办，只查询",
        lambda: reads._mine(handler, SHOWN),
        lambda: fetched(OWED_SQL, values),
        samples,
        f"≤ {TIMES:.0f} 倍",
    )
    made.met = made.ratio <= TIMES
    return made


TODO_SQL = """SELECT d.id, d.name, d.role, d.due_on, d.why, d.opened_on, m.ref, m.kind, m.opened_on, root.ref, root.title, root.number, b.name, holder.name,
p.name, f.kind, f.on_day, actor.name FROM record_duty d JOIN record_matter m ON m.id = d.matter_id JOIN record_matter root ON root.id = m.root_id
JOIN roster_body b ON b.id = m.body_id LEFT JOIN roster_body holder ON holder.id = d.body_id LEFT JOIN roster_person p ON p.id = d.person_id
LEFT JOIN (SELECT id, kind, "on" AS on_day, actor_id FROM record_fact) f ON f.id = d.opened_by_id LEFT JOIN roster_person actor ON actor.id = f.actor_id
WHERE d.body_id = %s AND d.state = 'open' AND d.due_on IS NOT NULL AND d.role IN ('handler', 'co_handler')
AND EXISTS (SELECT 1 FROM record_reader r WHERE r.matter_id = m.root_id AND r.key IN (%s, %s)) ORDER BY d.due_on, d.id LIMIT %s"""
SHOWN = 60


def _todo(handler: Actor, county: County, samples: int) -> Figure:
    """The first lines of a unit's to-do list, with everything a line shows."""
    from quancheng.procedure.reads import todo

    values = [county.units[0], *handler.keys, SHOWN]
    right = fetched(TODO_SQL, values)
    ours = todo(handler, SHOWN)
    assert [o.duty.pk for o in ours] == [row[0] for row in right], "the same duties in the same order"
    assert [(o.matter.root.title, o.matter.ref) for o in ours] == [(row[10], row[6]) for row in right]
    made = figure(
        3,
        f"一个单位的待办，{len(ours)} 行",
        lambda: todo(handler, SHOWN),
        lambda: _read(values),
        samples,
        f"≤ {TIMES:.0f} 倍",
    )
    made.met = made.ratio <= TIMES
    return made


def _read(values: list[Any]) -> list[Any]:
    """Rows as a page needs them: the reason of a day is read out of its JSON."""
    return [(*row, json.loads(row[4]) if isinstance(row[4], str) else row[4]) for row in fetched(TODO_SQL, values)]


LINES_SQL = """SELECT m.id, m.ref, m.number, m.title, m.phase, m.step, m.opened_on, b.short, s.category_word, s.key FROM record_reader r
JOIN record_matter m ON m.id = r.matter_id JOIN roster_body b ON b.id = m.body_id JOIN suggestions_suggestion s ON s.matter_id = m.id
WHERE r.key = %s AND r.kind = 'suggestions' ORDER BY r.opened_on DESC, r.matter_id DESC LIMIT 21"""
BESIDE_SQL = (
    """SELECT p.matter_id, p.part, n.name FROM record_party p JOIN roster_person n ON n.id = p.person_id
WHERE p.matter_id IN ({ids}) AND p.until_id IS NULL AND p.part IN ('lead', 'cosign') ORDER BY p.id""",
    """SELECT m.part_of_id, h.short FROM suggestions_assignment a JOIN record_matter m ON m.id = a.matter_id
JOIN roster_body h ON h.id = a.handler_id WHERE m.part_of_id IN ({ids}) AND m.ended_as NOT IN ('returned', 'recalled', 'void') ORDER BY a.matter_id""",
    """SELECT m.root_id, MIN(d.due_on) FROM record_duty d JOIN record_matter m ON m.id = d.matter_id
WHERE m.root_id IN ({ids}) AND d.state = 'open' AND d.due_on IS NOT NULL AND d.name <> 'rate' GROUP BY m.root_id""",
)


def _by_hand(key: str) -> list[tuple[Any, ...]]:
    """A page of twenty lines by four hand-written queries: number, title, lead, co-signers, units."""
    rows = fetched(LINES_SQL, [key])[:20]
    ids = ", ".join(str(row[0]) for row in rows)
    people, units, days = (fetched(sql.format(ids=ids), []) for sql in BESIDE_SQL)
    last = dict(days)
    found = []
    for row in rows:
        leads = "、".join(name for matter, part, name in people if matter == row[0] and part == "lead")
        cosigners = sum(matter == row[0] and part == "cosign" for matter, part, _ in people)
        found.append(
            (
                row[2],
                row[3],
                leads,
                cosigners,
                [name for matter, name in units if matter == row[0]],
                str(last.get(row[0], "")),
            )
        )
    return found


def _lines(county: County, handler: Actor, samples: int) -> Figure:
    """A page of lines for a unit, over everything that is in the county."""
    from quancheng.rooms.suggestions.reads import Filters, listing

    key = f"s:{county.units[0]}"
    shown = [
        (r.matter.number, r.matter.title, r.leads, r.cosigners, r.units, str(r.day.day) if r.day else "")
        for r in listing(handler, Filters()).rows
    ]
    assert shown == _by_hand(key), "the same lines"
    made = figure(
        3,
        "一个单位的列表，20 行",
        lambda: listing(handler, Filters()),
        lambda: _by_hand(key),
        samples,
        f"≤ {TIMES:.0f} 倍",
    )
    made.met = made.ratio <= TIMES
    return made
