"""A paper's content as plain values and back: what was issued is kept word for word."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any

from . import content as c
from .content import Attachment, Content, as_plain

BLOCKS = {cls.__name__: cls for cls in (c.Para, c.Heading, c.Table, c.Grid, c.Code, c.PageBreak)}


def to_plain(content: Content) -> dict[str, Any]:
    """The content as JSON keeps it."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in as_plain(content).items()}


def from_plain(kept: dict[str, Any]) -> Content:
    """The content that was kept."""
    known = {f.name for f in fields(Content)}
    plain = {key: value for key, value in kept.items() if key in known}
    plain["form"] = c.Form(plain["form"])
    plain["blocks"] = _blocks(plain["blocks"])
    plain["attachments"] = tuple(Attachment(a["title"], _blocks(a["blocks"])) for a in plain["attachments"])
    plain["signed_by"] = tuple(plain["signed_by"])
    for name in ("signed_on", "issued_on"):
        plain[name] = date.fromisoformat(plain[name]) if plain[name] else None
    return Content(**plain)


def _blocks(rows: Iterable[dict[str, Any]]) -> tuple[c.Block, ...]:
    return tuple(_block(dict(row)) for row in rows)


def _block(row: dict[str, Any]) -> c.Block:
    made = BLOCKS[row.pop("block")]
    if made is c.Table:
        row["columns"] = tuple(c.Column(**column) for column in row["columns"])
        row["rows"] = tuple(tuple(cells) for cells in row["rows"])
        row["total"] = tuple(row["total"])
    if made is c.Grid:
        row["shares"] = tuple(row["shares"])
        row["rows"] = tuple(tuple(c.Cell(**cell) for cell in cells) for cells in row["rows"])
    return made(**row)


def absolute(content: Content, address: str) -> Content:
    """The content with codes that open: their paths below the address the product is reached under; without one, none."""

    def led(blocks: Iterable[c.Block]) -> tuple[c.Block, ...]:
        found: list[c.Block] = []
        for block in blocks:
            if not isinstance(block, c.Code) or not block.text.startswith("/"):
                found.append(block)
            elif address:
                found.append(replace(block, text=address.rstrip("/") + block.text))
        return tuple(found)

    return replace(
        content,
        blocks=led(content.blocks),
        attachments=tuple(replace(a, blocks=led(a.blocks)) for a in content.attachments),
    )
