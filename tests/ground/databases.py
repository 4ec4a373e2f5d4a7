"""Fresh copies of the migrated test database, for tests that must commit.

Facts refuse DELETE and TRUNCATE, so a test that commits cannot be cleaned up by flushing: it gets a copy of its own
and throws the copy away.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection, connections


class SqliteCopies:
    """Copies as files in ``folder``."""

    def __init__(self, migrated: str, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.sqlite3"
        # the backup interface also sees what still stands in the write-ahead log
        with closing(sqlite3.connect(migrated)) as source, closing(sqlite3.connect(self.template)) as target:
            source.backup(target)

    def take(self) -> str:
        """A new copy; returns the path of its file."""
        path = self.folder / f"{uuid4().hex}.sqlite3"
        shutil.copyfile(self.template, path)
        return str(path)

    def drop(self, name: str) -> None:
        """Removes the copy with its log files."""
        for path in self.folder.glob(f"{Path(name).name}*"):
            path.unlink()

    def env(self, name: str) -> dict[str, str]:
        """What a program started by the test needs in its environment to use this copy."""
        return {"QUANCHENG_DB": name}


class PostgresCopies:
    """Copies as databases of the same server."""

    def __init__(self, migrated: str) -> None:
        self.template = f"{migrated}_template"
        self._run(f'DROP DATABASE IF EXISTS "{self.template}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{self.template}" TEMPLATE "{migrated}"')

    @staticmethod
    def _run(statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    def take(self) -> str:
        """A new copy; returns the name of the database."""
        name = f"copy_{uuid4().hex}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        return name

    def drop(self, name: str) -> None:
        """Drops the copy, whoever is still connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def env(self, name: str) -> dict[str, str]:
        """What a program started by the test needs in its environment to use this copy."""
        from psycopg.conninfo import conninfo_to_dict, make_conninfo

        return {"DATABASE_URL": make_conninfo(**conninfo_to_dict(os.environ["DATABASE_URL"]) | {"dbname": name})}


Copies = SqliteCopies | PostgresCopies


def copies(folder: Path) -> Copies:
    """The way to copy the database that is connected now; call it once, right after the migrations."""
    migrated = str(connection.settings_dict["NAME"])
    connections.close_all()
    return SqliteCopies(migrated, folder) if connection.vendor == "sqlite" else PostgresCopies(migrated)


def forget() -> None:
    """Empties what Django remembers of the rows of another database."""
    ContentType.objects.clear_cache()
    for cache in caches.all():
        cache.clear()


@contextmanager
def on_a_copy(source: Copies) -> Iterator[str]:
    """Every connection of this process, in every thread, goes to a fresh copy; so do programs it starts."""
    name = source.take()
    shared = connections.settings["default"]
    migrated = shared["NAME"]
    connections.close_all()
    forget()
    with mock.patch.dict(os.environ, source.env(name)):
        shared["NAME"] = name
        try:
            yield name
        finally:
            connections.close_all()
            shared["NAME"] = migrated
            forget()
            source.drop(name)
