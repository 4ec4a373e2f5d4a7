"""The commands of an installation, each as the shell runs it, in a home of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tarfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from demo_data.county import DATA

pytestmark = pytest.mark.slow
ROLL = [str(DATA / f"{name}.toml") for name in ("areas", "bodies", "terms", "people")]
QUANCHENG = [sys.executable, "-m", "quancheng.site.commands"]
ON_POSTGRES = "DATABASE_URL" in os.environ
on_sqlite = pytest.mark.skipif(ON_POSTGRES, reason="about the file of an SQLite database; PostgreSQL has its own test")


def environment(home: Path) -> dict[str, str]:
    """As a person who has only set QUANCHENG_HOME."""
    gone = ("QUANCHENG_DB", "DATABASE_URL")
    return {k: v for k, v in os.environ.items() if k not in gone} | {"QUANCHENG_HOME": str(home), "PYTHONUTF8": "1"}


def quancheng(home: Path, *args: str, typed: str = "") -> tuple[int, str]:
    """Exit status and everything said."""
    done = subprocess.run(
        [*QUANCHENG, *args],
        env=environment(home),
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def demo_home(own_county: str, tmp_path: Path) -> Path:
    """A home with the demo county and one stored file."""
    home = tmp_path / "home"
    (home / "files" / "ab").mkdir(parents=True)
    (home / "files" / "ab" / "abcd").write_bytes(b"a picture")
    shutil.copy(own_county, home / "quancheng.sqlite3")
    return home


@on_sqlite
def test_a_backup_comes_back_whole(demo_home: Path, tmp_path: Path) -> None:
    held, new = tmp_path / "held.tar", tmp_path / "new"
    status, said = quancheng(demo_home, "backup", str(held))
    assert status == 0 and "附件 1 个" in said
    status, said = quancheng(demo_home, "backup", str(held))
    assert status == 1 and "没有覆盖" in said
    assert quancheng(new, "restore", str(held))[0] == 0
    assert (new / "files" / "ab" / "abcd").read_bytes() == b"a picture"
    status, said = quancheng(new, "rebuild", "all")
    assert status == 0 and said.count("一致") == 3
    status, said = quancheng(new, "restore", str(held))
    assert status == 1 and "不是空的" in said
    with tarfile.open(held) as tar:
        assert "secret_key" not in tar.getnames()


@on_sqlite
def test_a_damaged_backup_is_refused_and_nothing_is_written(demo_home: Path, tmp_path: Path) -> None:
    held, bad, new = tmp_path / "held.tar", tmp_path / "bad.tar", tmp_path / "new"
    assert quancheng(demo_home, "backup", str(held))[0] == 0
    with tarfile.open(held) as tar, tarfile.open(bad, "w") as worse:
        for member in tar:
            if member.name.startswith("files/"):
                (tmp_path / "other").write_bytes(b"A picture")
                worse.add(tmp_path / "other", member.name)
            else:
                worse.addfile(member, tar.extractfile(member))
    status, said = quancheng(new, "restore", str(bad))
    assert status == 1 and "files/ab/abcd" in said and "没有恢复任何内容" in said
    assert not (new / "files").exists()
    status, said = quancheng(new, "restore", str(Path(__file__)))
    assert status == 1 and "不是全程的备份文件" in said
    assert quancheng(new, "restore", str(held))[0] == 0


@pytest.mark.skipif(not ON_POSTGRES or not shutil.which("pg_dump"), reason="needs PostgreSQL and its client tools")
def test_a_backup_of_postgresql_comes_back(own_county: str, demo_copies: Any, tmp_path: Path, settings: Any) -> None:
    from django.db import connection

    from quancheng.record.backup import backup, restore
    from quancheng.record.models import Fact

    settings.MEDIA_ROOT = tmp_path / "files"  # other tests of this process keep theirs
    before = list(Fact.objects.unguarded("a test").order_by("pk").values_list("pk", "kind"))
    backup(tmp_path / "held.tar")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    restore(tmp_path / "held.tar")
    assert list(Fact.objects.unguarded("a test").order_by("pk").values_list("pk", "kind")) == before


def test_a_real_county_begins_with_its_roll_and_first_account(tmp_path: Path) -> None:
    assert "quancheng migrate" in quancheng(tmp_path, "tick")[1]
    assert quancheng(tmp_path, "migrate", "--verbosity", "0")[0] == 0
    status, said = quancheng(tmp_path, "county", "load", ROLL[0], ROLL[3])
    assert status == 1 and "没有这一项" in said and "Traceback" not in said
    assert quancheng(tmp_path, "county", "load", "--dry-run", *ROLL) == (0, "检查通过，没有写入。\n")
    status, said = quancheng(tmp_path, "county", "load", *ROLL)
    assert status == 0 and "机构 76 个" in said
    assert quancheng(tmp_path, "county", "load", *ROLL)[0] == 1
    new = ("account", "new", "zhangsan", "--person", "张三", "--body", "sc_dgw", "--role", "county_clerk")
    assert quancheng(tmp_path, *new)[0] == 0
    status, said = quancheng(tmp_path, *new)
    assert status == 1 and "已经有人用了" in said
    status, said = quancheng(tmp_path, *new[:6], "sc_xyz", *new[7:])
    assert status == 1 and "sc_dgw" in said
    status, said = quancheng(tmp_path, "account", "password", "zhangsan", "--stdin", typed="short\n")
    assert status == 1 and "至少 8 个字符" in said
    assert quancheng(tmp_path, "account", "password", "zhangsan", "--stdin", typed="long-enough-1\n")[0] == 0
    status, said = quancheng(tmp_path, "tick")
    assert status == 0 and "新封存办理记录 8 条" in said, "four years and four terms"
    status, said = quancheng(tmp_path, "demo", "load")
    assert status == 1 and "真实" in said


def test_a_row_that_lacks_a_column_is_named(tmp_path: Path) -> None:
    from quancheng.roster.county import BadRoll, read

    (tmp_path / "a.toml").write_text('area = [{ code = "1" }, { code = "2", name = "x" }]', "utf-8")
    with pytest.raises(BadRoll, match="area 第 1 行缺少 name"):
        read(tmp_path / "a.toml")
    (tmp_path / "a.toml").write_text('area = [{ code = "1", name = "x" }, { code = "1", name = "y" }]', "utf-8")
    with pytest.raises(BadRoll, match="写了 2 次"):
        read(tmp_path / "a.toml")
    (tmp_path / "a.toml").write_text('term = [{ congress = "x", ordinal = 1, opens_on = "2022-01-10" }]', "utf-8")
    with pytest.raises(BadRoll, match="不加引号"):
        read(tmp_path / "a.toml")
    (tmp_path / "a.toml").write_text("area = 3", "utf-8")
    with pytest.raises(BadRoll, match="应是若干行"):
        read(tmp_path / "a.toml")
    (tmp_path / "a.toml").write_text("area = [", "utf-8")
    with pytest.raises(BadRoll, match=r"a\.toml 读不出来"):
        read(tmp_path / "a.toml")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answered(url: str, server: subprocess.Popen[str], seconds: float = 30) -> bytes:
    """The page, as soon as the server answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as page:
                return bytes(page.read())
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {url}; exit status {server.poll()}")


def years_opened(database: Path, seconds: float = 20) -> int:
    """How many years of handling the clock of the server has opened, waiting for it a while."""
    until, found = time.monotonic() + seconds, 0
    while not found and time.monotonic() < until:
        with closing(sqlite3.connect(database)) as db:
            (found,) = db.execute("SELECT count(*) FROM record_fact WHERE kind = 'handling_years.open'").fetchone()
        time.sleep(0.2)
    return found


@on_sqlite
def test_serve_updates_the_database_serves_and_stops(tmp_path: Path) -> None:
    """The daily work runs in it, and a second one on the same port is told so."""
    assert quancheng(tmp_path, "migrate", "--verbosity", "0")[0] == 0
    assert quancheng(tmp_path, "county", "load", *ROLL)[0] == 0
    port = free_port()
    command = [*QUANCHENG, "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert "登录" in answered(f"http://127.0.0.1:{port}/login/", server).decode()
        status, said = quancheng(tmp_path, "serve", "--port", str(port))
        assert status == 1 and "换一个端口" in said
        assert years_opened(tmp_path / "quancheng.sqlite3") == 4
    finally:
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert f"http://127.0.0.1:{port}/" in said and said.rstrip().endswith("已停止。")
    assert "Traceback" not in said
