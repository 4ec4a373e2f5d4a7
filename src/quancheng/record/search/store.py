"""The index of grams in the database: an FTS5 table beside SearchText on SQLite, an index of SearchText on PostgreSQL.

SQLite: contentless, so that no text is stored twice. Such a table takes no DELETE; its 'delete' command must be given
exactly what was indexed, hence SearchText. Tokenizer `ascii`: every character beyond ASCII is part of a token whatever
its category (unicode61 drops symbols, emoji and what is younger than its tables), and all ASCII signs are named.
PostgreSQL: the index computes the grams by an immutable function; nothing has to be written by us. Without positions,
because those end at 16,383, and at 256 for one gram.
"""

from collections.abc import Iterable

from django.db import connections, transaction

from .words import LONG, MARK, grams

TABLE = "record_searchtext"
INDEX = "record_search"
EVERY = f"{TABLE} t"
Way = tuple[str, list[str | int], str]
NEAR = 1000  # texts; what stands in more than every fiftieth is found among these

_SIGNS = "".join(c for c in map(chr, range(33, 127)) if not c.isalnum()).replace("'", "''").replace('"', '""')
_SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(grams, content='', columnsize=0, detail=none, prefix='1', "
    f"""tokenize="ascii tokenchars '{_SIGNS}'")"""
)
_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION quancheng_grams(text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_agg(rtrim(c || next)) || CASE WHEN length($1) > {LONG} THEN ARRAY['{MARK}'] END)
    FROM (SELECT c, lead(c, 1, '') OVER (ORDER BY n) AS next
          FROM string_to_table($1, NULL) WITH ORDINALITY AS s (c, n)) AS pair
    WHERE c <> ' ' $$""",
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (quancheng_grams(text))",
)


def install(using: str = "default") -> None:
    """Make the index if it is missing; what SearchText already holds goes into it."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if TABLE not in tables:
            return
        if connection.vendor == "postgresql":
            for statement in _POSTGRESQL:
                cursor.execute(statement)
        elif INDEX not in tables:
            cursor.execute(_SQLITE)
            _fill(using)


def add(rows: Iterable[tuple[int, str]], using: str = "default") -> None:
    """Index pieces, given as (pk of SearchText, normalised text)."""
    _write(f"INSERT INTO {INDEX} (rowid, grams) VALUES (%s, %s)", rows, using)


def drop(rows: Iterable[tuple[int, str]], using: str = "default") -> None:
    """Take pieces out again, with exactly the text they were indexed with."""
    _write(f"INSERT INTO {INDEX} ({INDEX}, rowid, grams) VALUES ('delete', %s, %s)", rows, using)


def refill(using: str = "default") -> None:
    """Empty the index and fill it from SearchText, in one transaction."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        if connections[using].vendor == "postgresql":
            cursor.execute(f"REINDEX INDEX {INDEX}")
            return
        cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('delete-all')")
        _fill(using)
        cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')")


def _fill(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT id, text FROM {TABLE} ORDER BY id")
        while rows := cursor.fetchmany(2000):
            add(rows, using)


def _write(statement: str, rows: Iterable[tuple[int, str]], using: str) -> None:
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.executemany(statement, [(pk, " ".join(grams(text))) for pk, text in rows])


def match(words: list[str], vendor: str) -> str:
    """The query, in the words of that database, for pieces that may hold all words.

    Also for marked pieces that may hold the first word: the others may stand in their sisters.
    """
    sqlite = vendor == "sqlite"
    both, either, prefix = (" AND ", " OR ", "*") if sqlite else (" & ", " | ", ":*")

    def literal(gram: str) -> str:
        if sqlite:
            return '"' + gram.replace('"', '""') + '"'
        return "'" + gram.replace("\\", "\\\\").replace("'", "''") + "'"

    def held(word: str) -> str:
        return both.join(map(literal, grams(word)[:-1])) or literal(word) + prefix

    everything = both.join(map(held, words))
    if len(words) == 1:
        return everything
    return f"({everything}){either}({literal(MARK)}{both}{held(words[0])})"


def ways(words: list[str], below: int, vendor: str) -> list[Way]:
    """Where pieces `t` that may hold the words come from, with values and the column of their order, quickest first.

    One that gives a full page ends the search. SQLite reads the index newest first and stops by itself. PostgreSQL
    fetches every hit before it sorts, so the newest texts are read first: what is frequent is among them.
    """
    if vendor == "sqlite":
        return [(f"{INDEX}(%s) f CROSS JOIN {TABLE} t ON t.id = f.rowid", [match(words, vendor)], "f.rowid")]
    near = f"(SELECT * FROM {TABLE} WHERE id < %s ORDER BY id DESC LIMIT {NEAR}) t"
    # OFFSET 0: the planner takes the grams of a word for independent and would leave the index out
    hits = f"(SELECT * FROM {TABLE} WHERE quancheng_grams(text) @@ %s::tsquery OFFSET 0) t"
    return [(near, [below], "t.id"), (hits, [match(words, vendor)], "t.id")]
