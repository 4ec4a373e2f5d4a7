"""The command `quancheng`: one door for the shell. What needs no database starts without Django."""

import os
import sys

LIGHT = {"rule"}


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit status is returned."""
    args = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quancheng.site.settings")
    if args[:1] and args[0] in LIGHT:
        return _rule(args[1:])
    if args[:1] == ["docs"]:
        from .docs import main as docs

        return docs(args[1:])
    import django
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    django.setup()
    from quancheng.demo.day import follow

    follow()
    if args[:1] == ["migrate"] and "--skip-checks" not in args:
        args.append("--skip-checks")  # it installs the very triggers whose absence the checks report
    try:
        execute_from_command_line(["quancheng", *(args or ["help"])])
    except (OperationalError, ProgrammingError) as error:
        if "no such table" not in str(error) and "does not exist" not in str(error):
            raise
        print("数据库还没有建好，请先运行：quancheng migrate", file=sys.stderr)
        return 1
    return 0


def _rule(args: list[str]) -> int:
    """`quancheng rule`: needs no database; reads the local norms if one is there."""
    from quancheng.law import cli
    from quancheng.law.rules import BadNorm, Book

    book = Book.shipped()
    if texts := _local_texts():
        try:
            book = book.plus(texts)
        except BadNorm as bad:
            print(f"本地规定有误，未采用：{bad}", file=sys.stderr)
    return cli.rule(args, book)


def _local_texts() -> list[str]:
    """Local norms straight from an SQLite database that is already there; PostgreSQL through Django."""
    import sqlite3
    from pathlib import Path

    home = Path(os.environ.get("QUANCHENG_HOME", Path.cwd() / "var"))
    path = Path(os.environ.get("QUANCHENG_DB", home / "quancheng.sqlite3"))
    ask = "SELECT text FROM rulebook_localnorm WHERE in_book ORDER BY slug"
    if os.environ.get("DATABASE_URL"):
        return _texts_from_postgresql(ask)
    if not path.exists():
        return []
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
            return [row[0] for row in db.execute(ask)]
    except sqlite3.Error:
        return []


def _texts_from_postgresql(ask: str) -> list[str]:
    import psycopg

    try:
        with psycopg.connect(os.environ["DATABASE_URL"]) as db:
            return [row[0] for row in db.execute(ask).fetchall()]
    except psycopg.Error:
        return []


if __name__ == "__main__":
    sys.exit(main())
