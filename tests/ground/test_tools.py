"""The tools that bring the ground."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

import debian
import pg_temp
import suite

TOOLS = Path(__file__).parents[2] / "tools"

REPORT = """<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>"""


def test_a_temporary_server_serves_and_leaves_nothing() -> None:
    with pg_temp.server() as url, psycopg.connect(url) as connection:
        (folder,) = connection.execute("SHOW unix_socket_directories").fetchone() or ("",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert Path(folder).is_dir()
    assert not Path(folder).exists()


def test_the_command_gets_the_address_and_its_status_comes_back() -> None:
    ask = "import os, sys; sys.exit(7 if os.environ['DATABASE_URL'].startswith('postgresql://') else 1)"
    done = subprocess.run([sys.executable, TOOLS / "pg_temp.py", "--", sys.executable, "-c", ask], check=False)
    assert done.returncode == 7


def test_without_a_server_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "postgres_bin", lambda: None)
    with pytest.raises(debian.Missing, match="找不到 PostgreSQL"), pg_temp.server():
        pass


def test_what_is_missing_is_named_with_the_tests_it_takes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "chromium", lambda: None)
    assert "浏览器" in debian.missing_for_tests()["chromium"]


def test_a_wrong_call_of_setup_is_answered_with_its_usage() -> None:
    done = subprocess.run([sys.executable, TOOLS / "setup.py", "nonsense"], capture_output=True, text=True, check=False)
    assert (done.returncode, "用法" in done.stderr) == (2, True)


def test_errors_count_as_failed(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT, "utf-8")
    assert dict(suite.counts(tmp_path / "report.xml")) == {"passed": 4, "failed": 3, "skipped": 3}


def test_the_suite_does_not_see_the_database_of_the_person_who_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DATABASE_URL", "postgresql://real")
    monkeypatch.setitem(os.environ, "QUANCHENG_DB", "real.sqlite3")
    env = suite.surroundings("elsewhere")
    assert "DATABASE_URL" not in env
    assert "QUANCHENG_DB" not in env
    assert env["QUANCHENG_HOME"] == "elsewhere"
