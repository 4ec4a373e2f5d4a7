"""Tables in Markdown."""

from collections.abc import Iterable, Sequence

BREAK = "<br>"


def cell(text: object) -> str:
    """What stands in one cell: never a bar, never a line end of its own."""
    return str(text).replace("|", "｜").replace("\n", BREAK).strip() or "—"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table, or 无 if there are no rows."""
    body = ["| " + " | ".join(map(cell, row)) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *body]) + "\n" if body else "无\n"
