"""The imports of an office: taking a file in, keeping how it is read, finding it again."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from quancheng.record import clock, files
from quancheng.roster.actor import Actor, congresses_as
from quancheng.roster.models import Body
from quancheng.roster.sheets import BadFile, BadValue, Book, read

from ..models import LedgerImport
from . import mapping
from .fields import fields
from .mapping import BadLedger, Reading
from .plan import Plan, plan


def congresses_of(actor: Actor) -> dict[str, Body]:
    """The congresses whose past this actor may enter, by slug: those he examines suggestions for."""
    return {body.slug: body for body in congresses_as(actor, "examiner")}


def upload(actor: Actor, congress: Body, file: UploadedFile) -> LedgerImport:
    """Take a file in and guess its columns. Raises BadLedger with the sentence for whoever uploaded it."""
    try:
        content = file.read()
        book = read(content, file.name or "台账", max_bytes=settings.QUANCHENG_UPLOAD_LIMIT)
        file.seek(0)
        kept = files.store(file, actor)
    except (BadFile, files.BadUpload) as fault:
        raise BadLedger(str(fault)) from None
    guessed = mapping.guess(book, congress, congresses_of(actor).values())
    if not any(s.columns for s in guessed.sheets):
        raise BadLedger(
            "没有认出表头：前十行里找不到“标题”“编号”“承办单位”这样的列名。"
            "请确认这是代表建议的台账，表头在前十行内，再上传。"
        )
    return _new(actor, congress, kept.digest, kept.name, guessed.as_json())


def _new(actor: Actor, congress: Body, digest: str, name: str, read_as: dict[str, Any]) -> LedgerImport:
    assert actor.person_id
    return LedgerImport.objects.create(
        congress=congress, digest=digest, name=name, mapping=read_as, by_id=actor.person_id, at=clock.now()
    )


@lru_cache(maxsize=2)
def _book(digest: str, name: str) -> Book:
    return read(files.path_of(digest).read_bytes(), name, max_bytes=settings.QUANCHENG_UPLOAD_LIMIT)


def book_of(made: LedgerImport) -> Book:
    """The sheets of the file as it was uploaded. Raises BadLedger if the file is gone."""
    try:
        return _book(made.digest, made.name)
    except (OSError, BadFile):
        raise BadLedger("上传的文件已经不在了，请重新上传。") from None


def history(actor: Actor) -> list[LedgerImport]:
    """Every import into the congresses of this actor, newest first; unfinished ones too."""
    rows = LedgerImport.objects.filter(congress__in=congresses_of(actor).values())
    return list(rows.select_related("congress", "by").order_by("-pk"))


def of(actor: Actor, pk: int) -> LedgerImport:
    """One of them. Raises LedgerImport.DoesNotExist alike if it is another office's or absent."""
    return LedgerImport.objects.select_related("congress", "by").get(pk=pk, congress__in=congresses_of(actor).values())


def twins(made: LedgerImport) -> list[LedgerImport]:
    """Imports of the very same file that stand."""
    rows = LedgerImport.objects.filter(
        congress=made.congress, digest=made.digest, entered_at__isnull=False, undone_at=None
    )
    return list(rows.exclude(pk=made.pk).select_related("by"))


def change(actor: Actor, made: LedgerImport, sent: Mapping[str, str]) -> tuple[list[str], bool]:
    """Keep what the mapping page sends; what is wrong with it, and whether the page has more to ask."""
    allowed, book = congresses_of(actor), book_of(made)
    reading, wrong, again_ = mapping.change(book, Reading.of(made.mapping), sent)
    if reading.congress not in allowed:
        reading.congress = made.congress.slug
    reading.places = {place: slug if slug in allowed else "" for place, slug in reading.places.items()}
    try:
        again_ = mapping.name_places(book, reading, allowed.values()) or again_
    except BadValue as fault:
        wrong.append(str(fault))
    if not made.entered_at:
        made.mapping = reading.as_json()
        made.save(update_fields=["mapping"])
    return wrong, again_


def mapping_page(actor: Actor, made: LedgerImport) -> dict[str, Any]:
    """What the mapping page shows: each sheet with its columns and examples, each place with its rows."""
    book, reading = book_of(made), Reading.of(made.mapping)
    sheets = [
        {
            "map": s,
            "sheet": book.sheets[s.index],
            "key": f"s{s.index}",
            "can_fill": book.sheets[s.index].merged is None,
            "columns": [
                (g, s.columns.get(g.column.index, ""))
                for g in mapping.MAPPER.examples(book, s)
                if g.column.name or g.examples
            ],
        }
        for s in reading.sheets
    ]
    counted = mapping.places(book, reading) if reading.has_places else {}
    places = [(place, number, reading.places.get(place, "")) for place, number in counted.items()]
    return {
        "reading": reading,
        "sheets": sheets,
        "places": places,
        "fields": list(fields().values()),
        "congresses": congresses_of(actor),
    }


def check(actor: Actor, made: LedgerImport) -> Plan:
    """The dry run of an import as it is mapped now."""
    return plan(book_of(made), Reading.of(made.mapping), congresses_of(actor))


def again(actor: Actor, made: LedgerImport) -> LedgerImport:
    """The same file with the same mapping once more, after it was taken back."""
    return _new(actor, made.congress, made.digest, made.name, made.mapping)


def discard(made: LedgerImport) -> None:
    """Forget an import that was never entered."""
    if made.entered_at:
        raise BadLedger("已经录入的导入不能丢弃，只能撤销。")
    made.delete()
