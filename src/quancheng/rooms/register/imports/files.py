"""The imports of a register: taking a file in, keeping how it is read, finding it again, a blank sheet to begin with."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from quancheng.record import clock, files
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Term
from quancheng.roster.sheets import BadFile, Book, read

from ..models import RosterImport
from . import deputies, units
from .table import WHAT, BadImport, Plan, Reading, mapper

TEXT_COLUMNS = ("id_number", "phone", "born", "elected_on")


def upload(actor: Actor, congress: Body, what: str, file: UploadedFile) -> RosterImport:
    """Take a file in and guess its columns. Raises BadImport with the sentence for whoever uploaded it."""
    if what not in WHAT:
        raise BadImport("请选择导入的是代表名册还是单位名录。")
    try:
        content = file.read()
        book = read(content, file.name or WHAT[what], max_bytes=settings.QUANCHENG_UPLOAD_LIMIT)
        file.seek(0)
        kept = files.store(file, actor)
    except (BadFile, files.BadUpload) as fault:
        raise BadImport(str(fault)) from None
    sheets = mapper(what).guess(book)
    if not any(s.columns for s in sheets):
        first = next(iter(mapper(what).fields.values())).label
        raise BadImport(f"没有认出表头：前十行里找不到“{first}”这样的列名。请确认表头在前十行内，再上传。")
    assert actor.person_id
    return RosterImport.objects.create(
        congress=congress, what=what, digest=kept.digest, name=kept.name, mapping=Reading(sheets).as_json(),
        by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip


@lru_cache(maxsize=2)
def _book(digest: str, name: str) -> Book:
    return read(files.path_of(digest).read_bytes(), name, max_bytes=settings.QUANCHENG_UPLOAD_LIMIT)


def book_of(made: RosterImport) -> Book:
    """The sheets of the file as it was uploaded. Raises BadImport if the file is gone."""
    try:
        return _book(made.digest, made.name)
    except (OSError, BadFile):
        raise BadImport("上传的文件已经不在了，请重新上传。") from None


def history(congress: Body) -> list[RosterImport]:
    """Every import into the register of this congress, newest first; unfinished ones too."""
    return list(RosterImport.objects.filter(congress=congress).select_related("by").order_by("-pk"))


def of(congress: Body, pk: int) -> RosterImport:
    """One of them. Raises RosterImport.DoesNotExist."""
    return RosterImport.objects.select_related("congress", "by").get(pk=pk, congress=congress)


def twins(made: RosterImport) -> list[RosterImport]:
    """Imports of the very same file that stand."""
    rows = RosterImport.objects.filter(
        congress=made.congress, what=made.what, digest=made.digest, entered_at__isnull=False, undone_at=None
    )
    return list(rows.exclude(pk=made.pk).select_related("by"))


def change(made: RosterImport, sent: Mapping[str, str]) -> tuple[list[str], bool]:
    """Keep what the mapping page sends; what is wrong with it, and whether the page has more to ask."""
    book, reading, wrong, again = book_of(made), Reading.of(made.mapping), [], False
    sheets = []
    for old in reading.sheets:
        new, faults, more = mapper(made.what).change(book, old, sent)
        sheets.append(new)
        wrong += faults
        again = again or more
    reading.sheets = sheets
    wrong += mapper(made.what).faults(book, sheets)
    _keep(made, reading)
    return wrong, again


def decide(made: RosterImport, sent: Mapping[str, str]) -> None:
    """Keep the answers to what the file left open: 选区, 小组, namesakes."""
    reading = Reading.of(made.mapping)
    reading.decided |= {key[2:]: value[:80] for key, value in sent.items() if key.startswith("q-")}
    _keep(made, reading)


def _keep(made: RosterImport, reading: Reading) -> None:
    if not made.entered_at:
        made.mapping = reading.as_json()
        made.save(update_fields=["mapping"])


def mapping_page(made: RosterImport) -> dict[str, Any]:
    """What the mapping page shows: each sheet with its columns and examples. Examples of personal data are masked."""
    book, reading, by = book_of(made), Reading.of(made.mapping), mapper(made.what)
    sheets = [
        {
            "map": s, "sheet": book.sheets[s.index], "key": f"s{s.index}", "can_fill": book.sheets[s.index].merged is None,
            "columns": [
                (g, s.columns.get(g.column.index, ""), _examples(s.columns.get(g.column.index, ""), g.examples))
                for g in by.examples(book, s) if g.column.name or g.examples
            ],
        }
        for s in reading.sheets
    ]  # fmt: skip
    return {"sheets": sheets, "fields": list(by.fields.values())}


def _examples(name: str, texts: tuple[str, ...]) -> list[str]:
    hidden = name in ("id_number", "phone", "address")
    return [f"{t[:3]}…{t[-2:]}" if hidden and len(t) > 6 else t for t in texts]


def check(made: RosterImport, term: Term) -> Plan:
    """The dry run of an import as it is mapped and decided now. Raises BadImport."""
    book, reading = book_of(made), Reading.of(made.mapping)
    if made.what == RosterImport.What.UNITS:
        return units.plan(book, reading, term.congress)
    return deputies.plan(book, reading, term)


def discard(made: RosterImport) -> None:
    """Forget an import that was never entered."""
    if made.entered_at:
        raise BadImport("已经录入的导入不能丢弃，只能撤销。")
    made.delete()


def template(what: str) -> bytes:
    """A blank sheet with the columns we read; numbers are set as text so that Excel keeps their digits."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, head = (
            book.add_worksheet(WHAT[what]),
            book.add_format({"bold": True, "border": 1, "bg_color": "#f3efe9"}),
        )
        text = book.add_format({"num_format": "@"})
        for column, field in enumerate(mapper(what).fields.values()):
            sheet.set_column(
                column, column, max(10, 2 * len(field.label) + 4), text if field.id in TEXT_COLUMNS else None
            )
            sheet.write_string(0, column, field.label, head)
        sheet.freeze_panes(1, 1)
    return out.getvalue()
