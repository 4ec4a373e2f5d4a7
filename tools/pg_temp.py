#!/usr/bin/env python3
"""A PostgreSQL server for the length of one command: ``python tools/pg_temp.py -- COMMAND …``.

It lives in a temporary folder, listens on a Unix socket only, runs as an ordinary user (PostgreSQL refuses root) and
does without fsync. COMMAND finds it in ``DATABASE_URL``. Afterwards nothing is left.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import debian

USER = "quancheng"
NOBODY = "nobody"
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
}


def _as_user(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    prefix = ["runuser", "-u", NOBODY, "--"] if os.geteuid() == 0 else []
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    env |= {"LC_ALL": "C.UTF-8", "HOME": str(folder)}
    if str(debian.UNPACKED) in command[0]:
        env["LD_LIBRARY_PATH"] = debian.libraries()
    return subprocess.run(
        [*prefix, *command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _must(command: list[str], folder: Path) -> None:
    done = _as_user(command, folder)
    if done.returncode:
        tail = "\n".join((done.stdout or "").splitlines()[-8:])
        raise debian.Missing(f"临时 PostgreSQL 启动失败。The temporary PostgreSQL did not start:\n{tail}")


@contextmanager
def server() -> Iterator[str]:
    """Runs a server and yields its ``postgresql://`` URL. Raises debian.Missing when none is installed or it fails."""
    programs = debian.postgres_bin()
    if programs is None:
        raise debian.Missing("找不到 PostgreSQL 15 或更新的服务器程序。No PostgreSQL server (15 or newer) found.")
    # Socket names end at 107 bytes, and the project's folder may be closed to the user the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="qcpg", dir="/tmp"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, NOBODY)
        options = ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", "--no-sync", "-U", USER]
        _must([str(programs / "initdb"), *options, "-D", str(data)], folder)
        flags = " ".join(f"-c {name}={value!r}" for name, value in SETTINGS.items()) + f" -k {folder}"
        log = ["-l", str(folder / "log")]
        _must([str(programs / "pg_ctl"), "-w", "-s", "-D", str(data), *log, "-o", flags, "start"], folder)
        try:
            yield f"postgresql://{USER}@/postgres?host={folder}"
        finally:
            _as_user([str(programs / "pg_ctl"), "-w", "-s", "-D", str(data), "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Runs the command after ``--`` against a temporary server and returns its exit status."""
    if len(arguments) < 2 or arguments[0] != "--":
        print("用法：python tools/pg_temp.py -- COMMAND …", file=sys.stderr)
        return 2
    try:
        with server() as url:
            return subprocess.run(arguments[1:], env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    except debian.Missing as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
