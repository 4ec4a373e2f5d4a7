"""A volume made: everything of a closed matter as a bag of files that needs no program to be read."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from django.template.loader import render_to_string

from quancheng.papers import pdf
from quancheng.procedure import registry
from quancheng.record import files, seal
from quancheng.record.digests import sha256
from quancheng.record.models import Fact, Matter

from . import bag, catalogue, chronicle, renders, retention
from .code import Code
from .items import Item, Reference, gather, refers, trees
from .models import Volume, safe_name

STYLE = Path(__file__).parent / "volume.css"
PAPERS, ANNEXES, PUBLIC, FACTS = "文书", "附件", "公开件", "办理记录"
NAMES = {
    "page": "index.html",
    "check": f"sha256sum -c {bag.MANIFEST}",
    "sm3": bag.SM3,
    "bag": "BagIt",
    "facts": f"{FACTS}/facts.jsonl",
    "people": f"{FACTS}/people.json",
    "metadata": "元数据.json",
}
LONGEST_NAME = 60  # characters, so that a whole path stays within what Windows bears


@dataclass(frozen=True)
class Placed:
    """An item with its number, the files it has in the bag, how many pages, and how long it is kept."""

    n: int
    item: Item
    files: tuple[tuple[str, str], ...]  # (path below data/, what it is)
    pages: int | None
    keep: str

    @property
    def row(self) -> dict[str, Any]:
        """Its line in the 卷内目录, and where its files are."""
        i = self.item
        return {
            "n": self.n, "number": i.number, "by": i.by, "title": i.title, "on": i.on.isoformat(), "pages": self.pages,
            "secrecy": "", "note": i.note, "word": i.word, "public": i.public, "files": [list(f) for f in self.files],
        }  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A volume as bytes."""

    files: dict[str, bytes]
    rows: list[dict[str, Any]]
    upto: int
    zip: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the tagmanifest: every other file hangs on it."""
        return sha256(self.files[bag.TAGS])


def keep_of(items: Iterable[Item], tier: str) -> str:
    """How long the volume is kept."""
    table = retention.tables()[tier]
    return retention.longest({table.row(item.kind).keep for item in items})


def build(root: Matter, code: Code, on: date, items: list[Item] | None = None) -> Made:
    """Make the volume. The same record, code and day give the same bytes. Raises BadVolume."""
    items = gather(root) if items is None else items
    roots, table = trees(root), retention.tables()[root.body.tier]
    payload: dict[str, bytes] = {}
    placed = [_place(n, item, table, payload) for n, item in enumerate(items, 1)]
    facts = chronicle.facts_of(roots)
    sealed = seal.covering(f.pk for f in facts)
    payload |= _record(roots, facts, sealed)
    head = _head(root, code, on, placed, facts, list(refers[root.kind](root)) if root.kind in refers else [])
    payload |= _pages(root, head, placed, facts, sealed)
    made = bag.bag(payload, _info(head))
    rows = [p.row for p in placed]
    return Made(made, rows, max(f.pk for f in facts), bag.zipped(made, safe_name(str(code)), on))


def _place(n: int, item: Item, table: retention.Table, payload: dict[str, bytes]) -> Placed:
    """Put the files of an item into the payload: the signed copy is the paper; the PDF only where there is none."""
    keep, found, pages = table.row(item.kind).keep, [], None
    stem = f"{n:03}-{safe_name(item.word if item.content else PurePosixPath(item.title).stem)[:LONGEST_NAME]}"
    folder = PUBLIC if item.public else PAPERS if item.content else ANNEXES

    def put(name: str, content: bytes, what: str) -> None:
        payload[f"{folder}/{name}"] = content
        found.append((f"{folder}/{name}", what))

    if item.signed:
        content = files.path_of(item.signed.digest).read_bytes()
        ending = PurePosixPath(item.signed.name).suffix.lower()
        put(f"{stem}{'（签章件）' if item.content else ''}{ending}", content, "签章件" if item.content else "原件")
        pages = _count(content, ending)
    if item.content:
        if not item.signed:
            made = renders.as_pdf(item.content)
            put(f"{stem}.pdf", made, "PDF")
            pages = pdf.pages(made)
        put(f"{stem}.docx", renders.as_word(item.content), "Word")
    return Placed(n, item, tuple(found), pages, keep)


def _count(content: bytes, ending: str) -> int | None:
    """Pages of a file, where that can be told."""
    if ending == ".pdf":
        return pdf.pages(content) or None
    return 1 if ending in (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif") else None


def _record(roots: list[Matter], facts: list[Fact], sealed: list[seal.Covered]) -> dict[str, bytes]:
    """The facts as they were sealed, the names behind their ids, and the texts of the seals that cover them."""
    made = {
        f"{FACTS}/facts.jsonl": "".join(f"{line.text}\n" for line in seal.lines(facts)).encode(),
        f"{FACTS}/people.json": as_json(chronicle.names(roots, facts)),
    }
    for covered in sealed:
        stem = f"{FACTS}/封存/{covered.seal.number:06}"
        made[f"{stem}-sha256.txt"] = covered.text_sha256.encode()
        made[f"{stem}-sm3.txt"] = covered.text_sm3.encode()
    return made


def as_json(value: object) -> bytes:
    """JSON that a person can read and that is the same every time."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _head(
    root: Matter, code: Code, on: date, placed: list[Placed], facts: list[Fact], others: list[Reference]
) -> dict[str, Any]:
    """What stands on the cover, and in the metadata of the whole."""
    made = registry.definition_of(root)
    return {
        "code": str(code), "fonds": code.fonds, "body": code.body.name, "title": root.title, "number": root.number,
        "kind": made.title, "ended": made.word(root.ended_as), "year": code.year, "keep": code.keep,
        "keep_word": str(Volume.Keep(code.keep).label), "office": code.office, "item": code.number,
        "edition": code.edition, "archived_on": on.isoformat(), "ref": root.ref,
        "from": min((f.on for f in facts), default=root.opened_on).isoformat(),
        "to": max((f.on for f in facts), default=on).isoformat(),
        "items": len(placed), "pages": sum(p.pages or 0 for p in placed), "facts": len(facts),
        "references": [vars(o) for o in others],
    }  # fmt: skip


def _pages(
    root: Matter, head: dict[str, Any], placed: list[Placed], facts: list[Fact], sealed: list[seal.Covered]
) -> dict[str, bytes]:
    """What is read: the cover with the 卷内目录, the chronicle, the catalogue as tables, the metadata."""
    told, rows, table = chronicle.tell(root, facts), [p.row for p in placed], retention.tables()[root.body.tier]
    context = {
        "head": head, "rows": rows, "public": [r for r in rows if r["public"]], "told": told, "table": table,
        "seals": [c.seal for c in sealed], "names": NAMES,
    }  # fmt: skip
    return {
        "index.html": render_to_string("archive/volume/index.html", context).encode(),
        "大事记.html": render_to_string("archive/volume/chronicle.html", context).encode(),
        "样式.css": STYLE.read_bytes(),
        "卷内目录.csv": catalogue.as_csv(rows),
        "卷内目录.xlsx": catalogue.as_xlsx(head, rows),
        "元数据.json": as_json(head | {"documents": [_metadata(p, table) for p in placed]}),
    }


def _metadata(placed: Placed, table: retention.Table) -> dict[str, Any]:
    item = placed.item
    return placed.row | {
        "kind": item.kind, "persons": list(item.persons), "keep": placed.keep, "keep_by": table.cite(item.kind),
        "relation": item.relation, "files": [path for path, _ in placed.files],
    }  # fmt: skip


def _info(head: dict[str, Any]) -> dict[str, str]:
    return {
        "Source-Organization": head["body"], "Bagging-Date": head["archived_on"], "External-Identifier": head["code"],
        "External-Description": head["title"], "Internal-Sender-Identifier": head["ref"],
        "Internal-Sender-Description": f"{head['kind']} {head['number']}".strip(),
    }  # fmt: skip
