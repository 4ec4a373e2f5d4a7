"""One file that holds everything: the database as it stood at one moment, every stored file, and a list with digests.

SQLite is copied by its own backup interface while others go on writing; PostgreSQL by `pg_dump`. The signing key is not
in it: whoever holds a backup cannot log in with it. Nor is the key of personal data: the backup only names the keys it
was sealed under, and a home without them shows 已封存.
"""

import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from quancheng.roster import keys, resealing

from . import clock

FORMAT = 1
LIST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BadBackup(ValueError):
    """What cannot be done, in a sentence for the administrator."""


@dataclass(frozen=True)
class Held:
    """What a backup holds."""

    files: int
    size: int
    made_at: str
    sealed: Mapping[str, int] = field(default_factory=dict)  # boxes of personal data by the id of their key

    @property
    def closed(self) -> dict[str, int]:
        """Those whose key is not in this home."""
        ring = keys.ring()
        return {key: count for key, count in self.sealed.items() if not (ring and ring.get(key))}


def backup(target: Path) -> Held:
    """Write a new backup to `target`. Raises BadBackup if it exists already or a tool is missing."""
    if target.exists():
        raise BadBackup(f"{target.name} 已经存在，没有覆盖。请换一个文件名。")
    root = Path(settings.MEDIA_ROOT)
    if keys.path().resolve().is_relative_to(root.resolve()):
        raise BadBackup("个人信息密钥放在附件目录里，备份会把它带走，没有备份。请把 QUANCHENG_KEYS 改到附件目录之外。")
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder, tarfile.open(part, "w") as tar:
            database = _dump(Path(folder))
            entries = [_add(tar, database, database.name)]
            # after the database: a file it names is always in the backup, one that came later does no harm
            found = sorted(p for p in root.rglob("*") if p.is_file() and p.suffix != ".part") if root.exists() else []
            entries += [_add(tar, path, f"files/{path.relative_to(root).as_posix()}") for path in found]
            made_at, sealed = clock.now().isoformat(timespec="seconds"), dict(resealing.standing())
            text = {
                "format": FORMAT,
                "vendor": connection.vendor,
                "made_at": made_at,
                "sealed": sealed,
                "entries": entries,
            }
            _add_text(tar, LIST, json.dumps(text, ensure_ascii=False, indent=1))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return Held(len(found), target.stat().st_size, made_at, sealed)


def _dump(folder: Path) -> Path:
    path = folder / DATABASE[connection.vendor]
    if connection.vendor == "sqlite":
        # a connection of its own: a snapshot of what is committed, whatever this thread has open
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return path
    _tool("pg_dump", "--format=custom", "--no-owner", f"--file={path}", "--dbname", _dsn())
    return path


def _add(tar: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    tar.add(path, name, recursive=False)
    return {"name": name, "size": path.stat().st_size, "sha256": digest(path)}


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(text.encode())
    tar.addfile(info, io.BytesIO(text.encode()))


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(source: Path) -> Held:
    """Bring a backup back into an empty home; all is checked before anything is put in place. Raises BadBackup."""
    _demand_empty()
    home = Path(settings.QUANCHENG_HOME)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as name:
        folder = Path(name)
        text = _unpack(source, folder)
        names = [entry["name"] for entry in text["entries"] if entry["name"].startswith("files/")]
        for file in names:
            to = Path(settings.MEDIA_ROOT) / file.removeprefix("files/")
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder / file, to)
        _put_back(folder / DATABASE[connection.vendor])
    return Held(len(names), source.stat().st_size, text["made_at"], text.get("sealed", {}))


def _demand_empty() -> None:
    if connection.introspection.table_names():
        raise BadBackup("这里的数据库不是空的，没有恢复。请用一个新的 QUANCHENG_HOME（或新的空数据库）。")
    root = Path(settings.MEDIA_ROOT)
    if root.exists() and any(root.iterdir()):
        raise BadBackup("这里已经有附件文件，没有恢复。请用一个新的 QUANCHENG_HOME。")
    connection.close()


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack and compare every digest. Raises BadBackup naming the first thing that is wrong."""
    try:
        with tarfile.open(source, "r:") as tar:
            tar.extractall(folder, filter="data")
        text: dict[str, Any] = json.loads((folder / LIST).read_text("utf-8"))
        entries = text["entries"]
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise BadBackup(f"{source.name} 不是全程的备份文件，或者没有下载完整：{error}") from None
    if text["format"] != FORMAT or text["vendor"] != connection.vendor:
        theirs, ours = text["vendor"], connection.vendor
        raise BadBackup(
            f"这个备份来自 {theirs}（第 {text['format']} 版格式），这里用的是 {ours}（第 {FORMAT} 版），不能恢复。"
        )
    for entry in entries:
        path = folder / entry["name"]
        if not path.is_file() or path.stat().st_size != entry["size"] or digest(path) != entry["sha256"]:
            raise BadBackup(f"备份里的 {entry['name']} 缺失或已损坏，没有恢复任何内容。请换一份备份。")
    return text


def _put_back(dump: Path) -> None:
    if connection.vendor != "sqlite":
        _tool("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", _dsn(), str(dump))
        return
    name = str(connection.settings_dict["NAME"])
    for path in (name, f"{name}-wal", f"{name}-shm"):
        Path(path).unlink(missing_ok=True)
    shutil.move(dump, name)


def _dsn() -> str:
    from psycopg.conninfo import make_conninfo

    held = connection.settings_dict
    parts = {
        "dbname": held["NAME"],
        "user": held["USER"],
        "password": held["PASSWORD"],
        "host": held["HOST"],
        "port": held["PORT"],
    }
    return make_conninfo(**{key: value for key, value in parts.items() if value})


def _tool(*command: str) -> None:
    if not shutil.which(command[0]):
        raise BadBackup(f"这台机器上没有 {command[0]}，请安装 PostgreSQL 的客户端工具后再试。")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadBackup(
            f"{command[0]} 没有成功：{done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        )
