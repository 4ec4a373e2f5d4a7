#!/usr/bin/env python3
"""How quick the search is: ``python tools/bench_search.py [TEXTS]``, on PostgreSQL after ``tools/pg_temp.py --``.

Invented texts in a test database that is thrown away. Each query is a substring of 1 to 6 characters of a random text,
asked by one who sees everything, by one who sees one matter in twenty and by a deputy with thirty. The first page is
compared with LIKE over the same rows: the matters must be the same, or nothing is reported.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quancheng.roster.actor import Actor

QUERIES = 60
VERBS = ("修建", "改造", "加强", "规范", "完善", "尽快解决", "加大投入建设", "治理")
THINGS = (
    "农村公路",
    "饮用水管网",
    "养老服务中心",
    "学校食堂",
    "河道堤坝",
    "卫生室",
    "路灯",
    "公交线路",
    "垃圾分类",
    "电动车充电桩",
)
REASONS = ("群众出行不便", "年久失修", "存在安全隐患", "老年人多", "产业发展需要", "汛期积水严重")


def _setup() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "quancheng.site.settings"
    os.environ["QUANCHENG_HOME"] = home = tempfile.mkdtemp(prefix="bench")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    import django
    from django.db import connection
    from django.test.utils import setup_databases

    django.setup()
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = os.path.join(home, "bench.sqlite3")
    setup_databases(verbosity=0, interactive=False)


def _texts(count: int, chance: random.Random) -> list[str]:
    """Titles with a sentence, place names of rare and frequent characters."""
    signs = [chr(c) for c in range(0x4E00, 0x4E00 + 3000)]
    weights = [1 / (rank + 8) for rank in range(len(signs))]
    names = ["".join(chance.choices(signs, weights, k=chance.choice((2, 2, 3)))) + "村" for _ in range(5000)]

    def one() -> str:
        name, thing = chance.choice(names), chance.choice(THINGS)
        words = "".join(chance.choices(signs, weights, k=chance.randint(4, 40)))
        return f"关于{chance.choice(VERBS)}{name}{thing}的建议 {name}{chance.choice(REASONS)},{words}。"

    return [one() for _ in range(count)]


def _load(texts: list[str], chance: random.Random) -> float:
    """Seconds that the index alone takes; the rows of the spine are written past the engine."""
    from django.db import transaction

    from quancheng.record import search
    from quancheng.record.models import Matter, Reader, SearchText
    from quancheng.roster.models import Area, Body

    area = Area.objects.create(code="990101", name="测试县")
    body = Body.objects.create(
        slug="bench", name="测试县人大", short="测试县", kind="congress", tier="county", area=area
    )
    days = [date(2022, 1, 1) + timedelta(chance.randrange(1600)) for _ in texts]
    with transaction.atomic():
        rows = [
            Matter(pk=at, ref=f"{at:010}", kind="suggestions", title="x", body=body, root_id=at, opened_on=on)
            for at, on in enumerate(days, 1)
        ]
        Matter.objects.unguarded("bench").bulk_create(rows, batch_size=2000)
        readers = [
            Reader(key=key, kind=row.kind, opened_on=row.opened_on, matter_id=row.pk)
            for row in rows
            for key in (
                "s:1",
                *(["s:2"] if row.pk % 20 == 0 else []),
                *(["p:3"] if row.pk % (len(rows) // 30) == 0 else []),
            )
        ]
        Reader.objects.bulk_create(readers, batch_size=2000)
        pieces = [
            SearchText(pk=search.place(row), matter_id=row.pk, text=search.normalise(text))
            for row, text in zip(rows, texts, strict=True)
        ]
        SearchText.objects.unguarded("bench").bulk_create(pieces, batch_size=2000)
    begun = time.perf_counter()
    search.rebuild()
    return time.perf_counter() - begun


def _rewrite(chance: random.Random) -> list[float]:
    """Milliseconds for a changed text of 1,000 characters, one transaction each."""
    from django.db import transaction

    from quancheng.record import search
    from quancheng.record.models import Matter

    spent = []
    for matter in Matter.objects.unguarded("bench").order_by("?")[:40]:
        for _ in "ab":  # the second time there is a long text to take out
            text = "".join(chr(chance.randrange(0x4E00, 0x5A00)) for _ in range(1000))
            begun = time.perf_counter()
            with transaction.atomic():
                search.index(matter, text)
            spent.append((time.perf_counter() - begun) * 1000)
    return spent[1::2]


def _like(key: str, word: str) -> list[int]:
    from django.db import connection

    escaped = word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.matter_id FROM record_searchtext t JOIN record_reader r ON r.matter_id = t.matter_id "
            "WHERE r.key = %s AND t.text LIKE %s ESCAPE '\\' ORDER BY r.opened_on DESC, t.matter_id DESC LIMIT 20",
            [key, f"%{escaped}%"],
        )
        return [row[0] for row in cursor.fetchall()]


def _find(actor: Actor, word: str) -> list[int]:
    from quancheng.record import search

    return [matter.pk for matter in search.find(actor, word).matters]


def _timed(work: Callable[..., list[int]], *given: object) -> tuple[float, list[int]]:
    begun = time.perf_counter()
    found = work(*given)
    return (time.perf_counter() - begun) * 1000, found


def main(count: int) -> list[tuple[str, int, list[float]]]:
    """Load, ask, compare, print a table in milliseconds; its lines: who, characters, find p50 and p99, LIKE p50 and p99."""
    _setup()
    from django.db import connection

    from quancheng.record import search
    from quancheng.roster.actor import Actor, Held
    from quancheng.roster.roles import role

    chance = random.Random(20260101)
    texts = _texts(count, chance)
    print(f"{connection.vendor}: {count} texts, index made in {_load(texts, chance):.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    office = {at: Held(role("county_clerk"), at, "", None, None, "") for at in (1, 2)}
    actors = {"s:1": Actor(posts=(office[1],)), "s:2": Actor(posts=(office[2],)), "p:3": Actor(person_id=3)}
    words = [part for text in texts for part in search.normalise(text).split() if len(part) > 6]
    print("| who | characters | find p50 | p99 | LIKE p50 | p99 |\n|---|---|---|---|---|---|")
    lines: list[tuple[str, int, list[float]]] = []
    for key, actor in actors.items():
        assert key in actor.keys
        for size in range(1, 7):
            ours, theirs = [], []
            for at in range(QUERIES):
                text = chance.choice(words)
                word = text[(start := chance.randrange(len(text) - size)) : start + size]
                spent, found = _timed(_find, actor, word)
                ours.append(spent)
                if at % 6 == 0:
                    spent, right = _timed(_like, key, word)
                    theirs.append(spent)
                    assert found == right, (key, word, found, right)
            figures = [quantiles(series, n=100)[cut] for series in (ours, theirs) for cut in (49, 98)]
            lines.append((key, size, figures))
            print(f"| {key} | {size} | {' | '.join(f'{figure:.1f}' for figure in figures)} |")
    spent = _rewrite(chance)
    print(f"a changed text of 1,000 characters: p50 {quantiles(spent)[1]:.1f}, longest {max(spent):.1f}")
    return lines


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
