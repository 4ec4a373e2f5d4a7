#!/usr/bin/env python3
"""The whole test suite, as ``make test`` runs it: on SQLite, again on a temporary PostgreSQL, then in the browser.

Arguments go to every pytest call. A part that fails does not keep the next from running; the last line adds them up.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import debian
import pg_temp

WORKERS = os.environ.get("QUANCHENG_TEST_WORKERS", "2")
NOTHING_COLLECTED = 5
PURE = ("law", "similar", "sheets", "demo_data", "ground")  # folders that touch no database: once is enough


def surroundings(home: str) -> dict[str, str]:
    """The environment of every part: no database or folder of the person who runs it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QUANCHENG_", "DJANGO_")) and k != "DATABASE_URL"}
    named = {k: os.environ[k] for k in ("QUANCHENG_CHROMIUM", "QUANCHENG_PG_BIN") if k in os.environ}
    fonts = {"QUANCHENG_FONTS": str(found)} if (found := debian.UNPACKED / "usr/share/fonts").is_dir() else {}
    return kept | named | fonts | {"QUANCHENG_HOME": home, "QUANCHENG_SECRET_KEY": "only-for-tests", "PYTHONUTF8": "1"}


def counts(report: Path) -> Counter[str]:
    """Passed, failed and skipped of a junit report; errors count as failed."""
    total: Counter[str] = Counter()
    if not report.exists():
        return total
    for suite in ElementTree.parse(report).iter("testsuite"):
        number = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
        failed = number["failures"] + number["errors"]
        total["skipped"] += number["skipped"]
        total["failed"] += failed
        total["passed"] += max(number["tests"] - number["skipped"] - failed, 0)
    return total


def part(name: str, marks: str, env: Mapping[str, str], arguments: list[str]) -> Counter[str]:
    """Runs pytest once and returns its counts; a run that breaks off counts as one failure."""
    print(f"\n── {name} ──", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            WORKERS,
            "--dist=worksteal",
            "--durations=5",
            "-m",
            marks,
        ]
        command += [f"--junitxml={report}", *arguments]
        status = subprocess.run(command, cwd=debian.ROOT, env=env, check=False).returncode
        found = counts(report)
    if status == NOTHING_COLLECTED and arguments:  # a choice of tests may leave a part empty, the whole suite may not
        return found
    if status and not found["failed"]:
        found["failed"] = 1
    return found


def on_postgres(env: Mapping[str, str], arguments: list[str]) -> Counter[str]:
    """The suite on a temporary PostgreSQL; without one, a failure that says so."""
    try:
        with pg_temp.server() as url:
            pure = [f"--ignore=tests/{folder}" for folder in PURE]
            return part("PostgreSQL", "not browser", {**env, "DATABASE_URL": url}, [*pure, *arguments])
    except debian.Missing as problem:
        print(f"✗ PostgreSQL 上的测试没有运行 (not run): {problem}", flush=True)
        return Counter(failed=1)


def main(arguments: list[str]) -> int:
    """Runs the three parts; 0 only if all passed."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        env = surroundings(home)
        total = part("SQLite", "not browser and not postgres", env, arguments)
        total += on_postgres(env, arguments)
        total += part("浏览器 browser", "browser and not postgres", env, arguments)
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    print(f"\n{minutes} min {seconds} s")
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped", flush=True)
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
