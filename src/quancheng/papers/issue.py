"""What a step leaves on paper: written, numbered and kept in the step's own transaction."""

from dataclasses import replace
from datetime import date

from quancheng.law.spans import numeral
from quancheng.procedure.book import words
from quancheng.procedure.calls import Call
from quancheng.record.models import Fact, File
from quancheng.roster.models import Body

from . import numbers, registry, stale
from .content import Content
from .models import Paper
from .plain import to_plain
from .registry import Sheet

SERIES = "paper.series"
WHY = "papers are issued inside the gate"


def issue(call: Call, fact: Fact) -> None:
    """Keep the papers this step leaves; each takes its number now, at the signing. A correction makes papers out of date."""
    if call.correcting:
        stale.mark(Paper.objects.unguarded(WHY).filter(matter__root_id=fact.matter.root_id))  # type: ignore[union-attr]
        return
    scan = fact.file if call.behalf else None  # a step entered from paper brings its signed paper with it
    for kind in call.spec.papers:
        for sheet in registry.makers[kind](fact) if kind in registry.makers else ():
            own = scan is not None and call.behalf is not None and sheet.issuer == call.behalf.body
            keep(kind, fact, sheet, signed=scan if own else None)
            scan = None if own else scan  # one scan is one paper


def keep(kind: str, fact: Fact, sheet: Sheet, *, signed: File | None = None) -> Paper:
    """Issue one paper for the first time."""
    content = sheet.content
    number = take_number(sheet.issuer, content.signed_on or fact.on) if sheet.numbered and sheet.issuer else ""
    row = Paper(
        matter=sheet.matter,
        fact=fact,
        kind=kind,
        title=content.title[:200],
        number=number or content.number,
        issuer=sheet.issuer,
        content=to_plain(printed(content, number)),
        digest=sheet.digest,
        state=Paper.State.SIGNED if signed else Paper.State.ISSUED,
        file=signed,
        issued_on=content.signed_on or fact.on,
    )
    row.save()
    return row


def printed(content: Content, number: str, draft: int = 1) -> Content:
    """The content with what it got when it was issued."""
    word = f"第{numeral(draft)}稿" if draft > 1 else ""
    return replace(content, number=number or content.number, draft=word)


def take_number(issuer: Body, on: date) -> str:
    """云人办〔2026〕17号 in the issuer's local series; nothing where no local rule names one. A taken number stays used."""
    code = words(SERIES, issuer, on)
    if not code:
        return ""
    return f"{code}〔{on.year}〕{numbers.take(f'paper:{issuer.slug}:{code}:{on.year}')}号"
