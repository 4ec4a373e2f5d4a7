#!/usr/bin/env python3
"""``make bench``: what is fast, how fast, against what limit, on SQLite and on PostgreSQL with durable settings.

``make bench ARGS=--quick`` runs everything small in a minute or two; ``ARGS="--rows 2 --databases sqlite"`` a part.
Each part runs in a process of its own on a database that is thrown away. Figures go to ``var/bench.json``, where those
of other rows are kept, and into the table of ``docs/bench.md``; those of a small run only to the screen.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import debian
import pg_temp

if TYPE_CHECKING:
    from bench_measure import Figure

HERE = Path(__file__).resolve()
DOC, KEPT = debian.ROOT / "docs/bench.md", debian.ROOT / "var/bench.json"
BEGIN, END = "<!-- table: make bench -->", "<!-- end of table -->"
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
}
SEARCH_MS = 20.0
DATABASES = ("sqlite", "postgresql")
ROWS = (1, 2, 3, 4)
NO_DATABASE, PAPERS = "–", 13
ALL = {(row, name) for row in ROWS for name in DATABASES} | {(PAPERS, NO_DATABASE)}
HEAD = (
    "| 行 | 工作 | 数据库 | CPU ms | 极限 CPU ms | 倍 | 时间 ms | 极限时间 ms | 样本 | 目标 | 达到 | 注 |\n"
    + "|---" * 12
    + "|"
)


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000, help="suggestions in the county")
    parser.add_argument("--texts", type=int, default=200_000, help="texts to search in")
    parser.add_argument("--samples", type=int, default=15)
    parser.add_argument("--rows", default="1,2,3,4,13", help="rows of the table, by number")
    parser.add_argument("--databases", default=",".join(DATABASES))
    parser.add_argument("--quick", action="store_true", help="everything small")
    parser.add_argument("--part", choices=("county", "search", "queries", "papers"), help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    found = parser.parse_args()
    if found.quick:
        found.count, found.texts, found.samples = 2_000, 5_000, 3
    return found


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """The environment in which a part finds that database."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("QUANCHENG_") and k != "DATABASE_URL"}
    named = {k: v for k, v in os.environ.items() if k in ("QUANCHENG_PG_BIN", "QUANCHENG_FONTS")}
    if name == "sqlite":
        yield kept | named
        return
    pg_temp.SETTINGS.update(DURABLE)
    with pg_temp.server() as url:
        yield kept | named | {"DATABASE_URL": url}


def run(part: str, env: dict[str, str], given: argparse.Namespace, count: int) -> Any:
    """One part in a process of its own; what it found."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "found.json"
        told = ["--part", part, "--into", str(into), "--count", str(count), "--texts", str(given.texts)]
        told += ["--samples", str(given.samples), "--rows", given.rows]
        subprocess.run(
            [sys.executable, str(HERE), *told], env=env | {"QUANCHENG_HOME": folder, "PYTHONUTF8": "1"}, check=True
        )
        return json.loads(into.read_text("utf-8"))


def main() -> int:
    """Run what is asked for, print the table, keep it."""
    given = asked()
    if given.part:
        found = {"county": county, "search": search, "queries": queries, "papers": papers}[given.part](given)
        given.into.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
        return 0
    rows = {int(row) for row in given.rows.split(",")}
    figures: list[dict[str, Any]] = []
    sizes: dict[str, Any] = {}
    if PAPERS in rows:
        with database("sqlite") as env:
            figures += run("papers", env, given, given.count)
    for name in given.databases.split(",") if rows & set(ROWS) else ():
        with database(name) as env:
            if rows & {1, 2, 3}:
                told = run("county", env, given, given.count)
                figures += told["figures"]
                sizes = told["sizes"]
            if 1 in rows:
                small = run("queries", env, given, max(given.count // 10, 200))
                compare_queries(figures, name, small, told["queries"])
            if 4 in rows:
                figures += run("search", env, given, given.count)
    kept = {} if given.quick or not KEPT.exists() else json.loads(KEPT.read_text("utf-8"))
    fresh = {(f["row"], f["database"]) for f in figures}
    figures += [f for f in kept.get("figures", []) if (f["row"], f["database"]) not in fresh]
    figures.sort(key=lambda f: (f["row"], (*DATABASES, NO_DATABASE).index(f["database"].lower())))
    sizes = sizes or kept.get("sizes", {})
    print(table(figures))
    if not given.quick:
        KEPT.parent.mkdir(exist_ok=True)
        told = {"machine": machine(), "sizes": sizes, "figures": figures}
        KEPT.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
        if {(f["row"], f["database"].lower()) for f in figures} == ALL:
            written(figures, sizes)
    return 0


def compare_queries(figures: list[dict[str, Any]], name: str, small: int, large: int) -> None:
    """The same page of a county a tenth as large sends the same queries, or nothing is reported."""
    if small != large:
        raise SystemExit(f"✗ {name}: {small} queries in the small county, {large} in the large one")
    for one in figures:
        if one["row"] == 1 and one["database"].lower() == name and one["note"]:
            one["note"] += "，十分之一大的县也是"


def machine() -> str:
    """The machine in general terms."""
    return f"{os.cpu_count()} 核，{platform.system()} {platform.machine()}，Python {platform.python_version()}"


def table(figures: list[dict[str, Any]]) -> str:
    """The figures as lines of Markdown."""
    lines = [HEAD]
    for f in figures:
        met = {True: "是", False: "**否**", None: ""}[f["met"]]
        sample = f"{f['samples']}" + (f"（另弃 {f['dropped']}）" if f["dropped"] else "")
        lines.append(
            f"| {f['row']} | {f['work']} | {f['database']} | {f['cpu']:.2f} | {f['limit_cpu']:.2f} | {f['ratio']:.1f} | {f['ours']:.2f} "
            f"| {f['limit']:.2f} | {sample} | {f['goal']} | {met} | {f['note']} |"
        )
    return "\n".join(lines)


def written(figures: list[dict[str, Any]], sizes: dict[str, Any]) -> None:
    """Put the table into its place in the document."""
    before, _, rest = DOC.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    size = "，".join(f"{name} {count:,}" for name, count in sizes.items())
    DOC.write_text(
        f"{before}{BEGIN}\n机器：{machine()}。县的大小（行）：{size}。\n\n{table(figures)}\n{END}{after}", "utf-8"
    )


def _up() -> None:
    """Django on an empty migrated database."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "quancheng.site.settings"
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["QUANCHENG_HOME"]) / "bench.sqlite3")
    setup_databases(verbosity=0, interactive=False)


def _told(figures: list[Figure]) -> list[dict[str, Any]]:
    return [asdict(f) | {"ratio": f.ratio} for f in figures]


def county(given: argparse.Namespace) -> dict[str, Any]:
    """Rows 1 to 3."""
    _up()
    import bench_county
    import bench_pages
    import bench_steps
    from quancheng.record import clock

    with clock.at(bench_county.TODAY):
        made = bench_county.make(given.count)
        bench_county.check(made)
        rows = {int(row) for row in given.rows.split(",")}
        figures = [f for f in bench_pages.measure(made, given.samples) if f.row in rows] if rows & {1, 3} else []
        asks = bench_pages.page_queries(made)
        figures += bench_steps.measure(made, given.samples) if 2 in rows else []
    return {"figures": _told(figures), "queries": asks, "sizes": made.rows}


def papers(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Row 13: no database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "quancheng.site.settings"
    import bench_papers

    return _told(bench_papers.measure(given.samples))


def queries(given: argparse.Namespace) -> int:
    """How many queries the page sends in a county of that size."""
    _up()
    import bench_county
    import bench_pages
    from quancheng.record import clock

    with clock.at(bench_county.TODAY):
        return bench_pages.page_queries(bench_county.make(given.count))


def search(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Row 4. The bench of the search has found the same matters as LIKE, or it has stopped."""
    import bench_search
    from bench_measure import Figure

    lines = bench_search.main(given.texts)
    from django.db import connection

    p50, p99, like, like99 = (max(figures[at] for _, size, figures in lines if size > 1) for at in range(4))
    made = Figure(
        4, f"检索，{given.texts:,} 件，2 字以上", {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor], p99, p50, like99, like,
        bench_search.QUERIES * sum(size > 1 for _, size, _ in lines), 0, f"p99 ≤ {SEARCH_MS:.0f} ms",
        p99 <= SEARCH_MS, "“CPU”列是最慢一组的中位时间，“时间”列是其 p99；极限是 LIKE；命中与 LIKE 相同",
    )  # fmt: skip
    return _told([made])


if __name__ == "__main__":
    raise SystemExit(main())
