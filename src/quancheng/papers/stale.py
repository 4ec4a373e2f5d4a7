"""Papers whose inputs have changed since they were issued: found by digest, shown word by word, never changed unasked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import QuerySet

from . import registry
from .content import Content
from .models import Paper
from .plain import from_plain
from .registry import Sheet

TOKEN = re.compile(r"[A-Za-z0-9.:〔〕/-]+|.", re.S)
AROUND = 12  # characters of unchanged text shown beside a change


@dataclass(frozen=True)
class Piece:
    """A run of text in a comparison: as it was, gone, or new."""

    text: str
    mark: str = ""  # "" | "gone" | "new"


def sheet_today(paper: Paper) -> Sheet | None:
    """What the paper would say if it were written today; None if its step would leave none."""
    made = registry.makers[paper.kind](paper.fact) if paper.kind in registry.makers else ()
    return next((sheet for sheet in made if sheet.matter.pk == paper.matter_id), None)


def current(rows: "QuerySet[Paper]") -> "QuerySet[Paper]":
    """Those that stand: neither replaced nor signed."""
    return rows.filter(state=Paper.State.ISSUED)


def mark(rows: "QuerySet[Paper]") -> int:
    """Compare the standing papers among `rows` with what they would say today; returns how many are out of date."""
    found = 0
    chosen = rows.exclude(state=Paper.State.REPLACED).select_related("fact__matter__root", "fact__matter__body")
    for paper in chosen.order_by("pk"):
        sheet = sheet_today(paper)
        changed = sheet is not None and sheet.digest != paper.digest
        if changed != paper.stale:
            paper.stale = changed
            paper.save(update_fields=["stale"])
        found += changed
    return found


def changes(paper: Paper) -> list[list[Piece]]:
    """What is different today, line by line, with a little of what stands around it."""
    sheet = sheet_today(paper)
    if sheet is None:
        return []
    was = lines(from_plain(paper.content), annexes=not sheet.of_its_day)
    now = lines(sheet.content, annexes=not sheet.of_its_day)
    found: list[list[Piece]] = []
    for op, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if op != "equal":
            found.append(list(_short(compare("\n".join(was[a:b]), "\n".join(now[c:d])))))
    return found


def lines(content: Content, annexes: bool = True) -> list[str]:
    """The texts of a paper without what it got when it was issued."""
    from dataclasses import replace

    bare = replace(content, number="", draft="", attachments=content.attachments if annexes else ())
    day = f"{bare.signed_on}" if bare.signed_on else ""
    return [text for text in (*bare.texts(), day) if text]


def compare(was: str, now: str) -> Iterator[Piece]:
    """Two texts word by word: a Chinese character is a word, so is a number."""
    old, new = TOKEN.findall(was), TOKEN.findall(now)
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield Piece("".join(old[a:b]))
            continue
        if b > a:
            yield Piece("".join(old[a:b]), "gone")
        if d > c:
            yield Piece("".join(new[c:d]), "new")


def _short(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Long unchanged runs are cut to what stands next to a change."""
    for piece in pieces:
        if piece.mark or len(piece.text) <= 2 * AROUND:
            yield piece
        else:
            yield Piece(f"{piece.text[:AROUND]}…{piece.text[-AROUND:]}")
