"""The imports of a register: taking a file in, keeping how it is read, finding it again, throwing it away.

A roll often holds ID numbers: the file is kept sealed in the row of its import and nowhere else, and only until it is
entered, given up or forgotten.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from quancheng.procedure.registry import every_night
from quancheng.record import clock, kept
from quancheng.record.locks import writing
from quancheng.roster import boxes, keys
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate, Term
from quancheng.roster.sheets import BadFile, Book, read

from ..models import RosterImport, TermRoll
from . import deputies, private, units
from .table import WHAT, BadImport, Plan, Reading, mapper

TABLE, FIELD = "register_rosterimport", "content"
SUFFIXES = (".xlsx", ".xls", ".xlsm", ".et", ".ods", ".csv")
KEPT_DAYS = 30  # an import nobody has gone on with for so long is forgotten


def desk(actor: Actor, slug: str, ordinal: int | None = None) -> TermRoll:
    """The running roll this actor keeps. Raises TermRoll.DoesNotExist alike if it is another's or absent."""
    rows = TermRoll.objects.seen_by(actor).filter(term__congress__slug=slug, matter__ended_as="")
    rows = rows.filter(term__ordinal=ordinal) if ordinal else rows
    found = rows.select_related("matter", "term__congress__area").order_by("-term__ordinal").first()
    if found is None or not actor.capacity("registrar", found.term.congress_id):
        raise TermRoll.DoesNotExist(slug)
    return found


def running(actor: Actor, congress: Body) -> list[Term]:
    """The terms of a congress into which something may be entered, newest first."""
    rows = TermRoll.objects.seen_by(actor).filter(term__congress=congress, matter__ended_as="")
    return [row.term for row in rows.select_related("term").order_by("-term__ordinal")]


def upload(actor: Actor, term: Term, what: str, file: UploadedFile) -> RosterImport:
    """Take a file in and guess its columns. Raises BadImport with the sentence for whoever uploaded it."""
    if what not in WHAT:
        raise BadImport("请选择导入的是代表名册还是单位名录。")
    name = Path(file.name or WHAT[what]).name[-160:]
    content, book = _read(file, name)
    sheets = mapper(what).guess(book)
    if not any(s.columns for s in sheets):
        first = next(iter(mapper(what).fields.values())).label
        raise BadImport(
            f"没有认出表头：前十行里找不到“{first}”和别的认得的列名（至少两列）。请确认表头在前十行内，或者用空白模板的列名，再上传。"
        )
    _demand_key(book, what)
    assert actor.person_id
    digest = hashlib.sha256(content).hexdigest()
    known = RosterImport.objects.filter(congress=term.congress, what=what, digest=digest).order_by("-pk").first()
    with writing():
        made = RosterImport.objects.create(
            congress=term.congress, term=term, what=what, digest=digest, name=name, by_id=actor.person_id, at=clock.now(),
            mapping=known.mapping if known else Reading(sheets).as_json(), size=len(content),
        )  # fmt: skip
        _put(made, b64encode(content).decode())
    return made


def _read(file: UploadedFile, name: str) -> tuple[bytes, Book]:
    if Path(name).suffix.lower() not in SUFFIXES:
        raise BadImport(f"“{name}”不是表格，不能上传；可以传 Excel（.xlsx、.xls）、.et、.ods 或 .csv 文件。")
    limit = settings.QUANCHENG_UPLOAD_LIMIT
    if (file.size or 0) > limit:
        raise BadImport(f"“{name}”有 {(file.size or 0) / 2**20:.1f} MB，超过 {limit // 2**20} MB，请拆成几个文件。")
    try:
        content = file.read()
        return content, read(content, name, max_bytes=limit)
    except BadFile as fault:
        raise BadImport(str(fault)) from None


def _demand_key(book: Book, what: str) -> None:
    """Without a key nothing that identifies a person is taken in."""
    found = list(dict.fromkeys(private.columns(book, mapper(what)))) if keys.ring() is None else []
    if found:
        raise BadImport(
            f"表里有身份证号、手机号或住址（{'、'.join(found[:4])}），这些只能加密保存，而这台机器还没有密钥，文件没有收下。"
            "请系统管理员运行 quancheng key new；或者把这几列从表里删去，再上传。"
        )


def _put(made: RosterImport, text: str) -> None:
    """The file into its row, under the row's lock."""
    row = RosterImport.objects.select_for_update().get(pk=made.pk)
    if keys.ring() is None:
        row.plain = text
    else:
        row.content = boxes.seal(TABLE, row.pk, FIELD, text)
    row.save(update_fields=["content", "plain"])


@lru_cache(maxsize=2)
def _book(pk: int, digest: str) -> Book:
    row = RosterImport.objects.get(pk=pk)
    text = boxes.unseal(TABLE, pk, FIELD, row.content) if row.content else row.plain
    if text is None:
        raise BadImport("上传的文件已加密保存，这台机器上没有它的密钥，打不开。请重新上传。")
    return read(b64decode(text), row.name, max_bytes=settings.QUANCHENG_UPLOAD_LIMIT)


def book_of(made: RosterImport) -> Book:
    """The sheets of the file as it was uploaded. Raises BadImport if the file is gone."""
    if not RosterImport.objects.filter(pk=made.pk, size__gt=0).exists():
        raise BadImport("原文件已经删去：里面有个人信息，录入以后、或者放了一个月没有录入，就不再保存。请重新上传。")
    return _book(made.pk, made.digest)


def forget_file(made: RosterImport) -> None:
    """The file has done its work. Not journalled: what is taken back later does not bring it back."""
    RosterImport.objects.filter(pk=made.pk).update(content=None, plain="", size=0)
    _book.cache_clear()


@every_night
def forget_old(on: date) -> None:
    """Imports that were never entered, a month after their upload."""
    before = on - timedelta(days=KEPT_DAYS)
    RosterImport.objects.filter(entered_at=None, at__date__lt=before).delete()


def _rows() -> QuerySet[RosterImport]:
    return RosterImport.objects.defer("content", "plain", "journal").select_related("congress", "term", "by")


def history(congress: Body) -> list[RosterImport]:
    """Every import into the register of this congress, newest first; unfinished ones too."""
    return list(_rows().filter(congress=congress).order_by("-pk"))


def of(congress: Body, pk: int) -> RosterImport:
    """One of them. Raises RosterImport.DoesNotExist."""
    return _rows().get(pk=pk, congress=congress)


def twins(made: RosterImport) -> list[RosterImport]:
    """Imports of the very same file that stand."""
    rows = _rows().filter(congress=made.congress, what=made.what, digest=made.digest, undone_at=None)
    return list(rows.exclude(entered_at=None).exclude(pk=made.pk))


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


def decide(made: RosterImport, plan: Plan, sent: Mapping[str, str]) -> None:
    """Keep the answers to what the plan asks: 选区, 小组, namesakes. Anything else that is sent is nothing."""
    reading = Reading.of(made.mapping)
    for question in plan.questions:
        answer = sent.get(f"q-{question.key}", "")
        if any(choice.value == answer for choice in question.choices):
            reading.decided[question.key] = answer
        else:
            reading.decided.pop(question.key, None)
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
                (g, (name := s.columns.get(g.column.index, "")), _examples(name, g.column.name, g.examples))
                for g in by.examples(book, s) if g.column.name or g.examples
            ],
        }
        for s in reading.sheets
    ]  # fmt: skip
    filling = "、".join(f.label for f in by.fields.values() if f.fill)
    return {"sheets": sheets, "fields": list(by.fields.values()), "filling": filling}


def _examples(field: str, column: str, texts: tuple[str, ...]) -> list[str]:
    if field in private.FIELDS or private.names_private(column):
        return [private.hide(t) for t in texts]
    return [private.hide_if_private(t) for t in texts]


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
    _book.cache_clear()


def entered(made: RosterImport) -> list[Mandate] | list[Body]:
    """The seats, or the units, an import has made and that are there, in the order of the file."""
    label = "roster.body" if made.what == RosterImport.What.UNITS else "roster.mandate"
    new = dict.fromkeys(line["pk"] for line in made.journal if line["model"] == label and line["was"] is None)
    if made.what == RosterImport.What.UNITS:
        bodies = Body.objects.select_related("parent").in_bulk(list(new))
        return [bodies[pk] for pk in new if pk in bodies]
    seats = Mandate.objects.select_related("person", "group").in_bulk(list(new))
    return [seats[pk] for pk in new if pk in seats]


def used(made: RosterImport) -> bool:
    """Whether something of an import is referred to or was changed since, so that it cannot be taken back."""
    try:
        kept.demand_untouched(made.journal)
    except kept.InUse:
        return True
    return False
