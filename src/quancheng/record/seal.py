"""The seal: what was recorded is hashed, night after night, onto the last seal of its body, and can be recomputed.

A fact is one line of JSON in a versioned form that names its columns, so that a later column breaks no old seal. Its
credits belong to it; remarks do not, for free text may have to be erased. A seal's text is one line about itself, with
the digest of the seal before it, and one line for each fact: its id and the digest of its line. Whoever holds that text
can compute the seal with no more than `sha256sum`, and learns nothing about other facts from it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from quancheng.roster.models import Body

from . import clock
from .digests import sha256, sm3
from .locks import lock_key, writing
from .models import Credit, Fact, Seal, Sealed

WHY = "the seal covers every fact"
FORMAT = 1
MOST = 500  # facts in one seal: a volume in the archive carries the digests of all of them


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _first_form(fact: Fact, credits: Iterable[Credit]) -> dict[str, Any]:
    """Format 1: the columns a fact had when the first seal was made."""
    return {
        "id": fact.pk, "kind": fact.kind, "matter": fact.matter_id, "body": fact.body_id, "organ": fact.organ_id,
        "actor": fact.actor_id, "capacity": fact.capacity, "for_person": fact.for_person_id,
        "for_body": fact.for_body_id, "file": fact.file and fact.file.digest, "on": fact.on.isoformat(),
        "on_as": fact.on_as, "at": _moment(fact.at), "act": fact.act, "key": fact.key, "outcome": fact.outcome,
        "data": fact.data, "rulings": fact.rulings, "corrects": fact.corrects_id,
        "credits": [
            {"person": c.person_id, "body": c.body_id, "part": c.part,
             "amount": None if c.amount is None else f"{c.amount:.2f}"}
            for c in credits
        ],
    }  # fmt: skip


FORMS: dict[int, Callable[[Fact, Iterable[Credit]], dict[str, Any]]] = {1: _first_form}


@dataclass(frozen=True)
class Line:
    """A fact as one line of canonical JSON, and its digests."""

    fact: Fact
    text: str
    sha256: str
    sm3: str


def lines(facts: Iterable[Fact], form: int = FORMAT) -> list[Line]:
    """Those facts in the order of their ids, each as the line that is sealed."""
    found = sorted(facts, key=lambda fact: fact.pk)
    credits: dict[int, list[Credit]] = defaultdict(list)
    for row in Credit.objects.unguarded(WHY).filter(fact__in=[f.pk for f in found]).order_by("pk"):
        credits[row.fact_id].append(row)
    made = []
    for fact in found:
        plain = FORMS[form](fact, credits[fact.pk])
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        made.append(Line(fact, text, sha256(text.encode()), sm3(text.encode())))
    return made


def text_of(seal: Seal, covers: Iterable[tuple[int, str]], before: str) -> str:
    """What a seal is the digest of: a line about itself, then the id and digest of each fact it covers."""
    head = {
        "format": seal.format, "body": seal.body_id, "number": seal.number, "day": seal.day.isoformat(),
        "at": _moment(seal.at), "facts": seal.facts, "previous": before,
    }  # fmt: skip
    first = json.dumps(head, sort_keys=True, separators=(",", ":"))
    return "".join(f"{line}\n" for line in (first, *(f"{pk} {digest}" for pk, digest in covers)))


def seal_all(on: date | None = None) -> int:
    """Seal whatever is not sealed yet, body by body; how many facts that were."""
    waiting = _unsealed().order_by("body_id").values_list("body_id", flat=True).distinct()
    return sum(seal.facts for body in list(waiting) for seal in seal_body(body, on))


def seal_body(body_id: int, on: date | None = None) -> list[Seal]:
    """Seal the facts of one body that are not sealed yet; the seals that were made, all at one moment, none if there was nothing."""
    made, at = [], clock.now()
    while (seal := _seal_next(body_id, on or clock.today(), at)) is not None:
        made.append(seal)
    return made


def _unsealed() -> Any:
    return Fact.objects.unguarded(WHY).filter(sealed=None)


def _seal_next(body_id: int, on: date, at: datetime) -> Seal | None:
    with writing():
        lock_key(f"seal:{body_id}")
        waiting = _unsealed().filter(body_id=body_id).select_related("file").order_by("pk")
        covers = lines(waiting[:MOST])
        if not covers:
            return None
        last = Seal.objects.filter(body_id=body_id).order_by("-number").first()
        seal = Seal(
            body_id=body_id, number=last.number + 1 if last else 1, previous=last, day=on, at=at,
            format=FORMAT, facts=len(covers),
        )  # fmt: skip
        seal.sha256 = sha256(
            text_of(seal, [(c.fact.pk, c.sha256) for c in covers], last.sha256 if last else "").encode()
        )
        seal.sm3 = sm3(text_of(seal, [(c.fact.pk, c.sm3) for c in covers], last.sm3 if last else "").encode())
        seal.save()
        rows = [Sealed(fact_id=c.fact.pk, seal=seal, sha256=c.sha256, sm3=c.sm3) for c in covers]
        Sealed.objects.unguarded(WHY).bulk_create(rows)
        return seal


@dataclass(frozen=True)
class Covered:
    """A seal with the digests it is made of: what a volume carries along for whoever checks a fact of it later."""

    seal: Seal
    text_sha256: str
    text_sm3: str


def covering(facts: Iterable[int]) -> list[Covered]:
    """The seals that cover these facts, by number, with their whole texts."""
    ids = Sealed.objects.unguarded(WHY).filter(fact__in=list(facts)).values("seal_id")
    found = []
    for seal in Seal.objects.filter(pk__in=ids).select_related("previous").order_by("body_id", "number"):
        rows = (
            Sealed.objects.unguarded(WHY).filter(seal=seal).order_by("fact_id").values_list("fact_id", "sha256", "sm3")
        )
        listed, before = list(rows), seal.previous
        found.append(Covered(
            seal, text_of(seal, [(pk, one) for pk, one, _ in listed], before.sha256 if before else ""),
            text_of(seal, [(pk, two) for pk, _, two in listed], before.sm3 if before else ""),
        ))  # fmt: skip
    return found


def chains() -> Iterator[tuple[Body, list[Seal]]]:
    """Every body that has seals, with them in order."""
    for body in Body.objects.filter(pk__in=Seal.objects.values("body_id")).order_by("pk"):
        yield body, list(Seal.objects.filter(body=body).order_by("number"))
