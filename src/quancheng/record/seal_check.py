"""Recomputing every seal: what was changed, removed or slipped in since is found, with the fact and the day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from quancheng.roster.models import Body

from .digests import sha256, sm3
from .models import Fact, Seal, Sealed
from .seal import FORMS, Line, chains, lines, text_of

WHY = "every fact is checked against its seal"
OPEN = timedelta(hours=24)  # longer than any transaction stays open, or a clock is put right by
AT_ONCE = 1000


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was sealed: in which seal, made on which day, which fact if it can be said."""

    body: Body
    seal: int
    day: date
    text: str
    fact: int | None = None

    def __str__(self) -> str:
        return f"{self.body.name} 第 {self.seal} 次封存（{self.day:%Y-%m-%d}）：{self.text}"


@dataclass
class Checked:
    """What was gone through and what was found."""

    seals: int = 0
    facts: int = 0
    waiting: int = 0
    last: list[Seal] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def total() -> int:
    """How many facts a whole check goes through."""
    return Fact.objects.unguarded(WHY).count()


def check(progress: Callable[[int], None] = lambda done: None) -> Checked:
    """Recompute all seals. `progress` is told how many facts have been gone through."""
    found = Checked()
    for body, seals in chains():
        before: Seal | None = None
        earlier: Seal | None = None  # the last one of the run before: a long backlog makes several seals in one run
        for place, seal in enumerate(seals, 1):
            earlier = before if before and before.at != seal.at else earlier
            found.faults += _linked(body, seal, before, place)
            found.faults += _covers(body, seal, before, earlier)
            found.seals, found.facts, before = found.seals + 1, found.facts + seal.facts, seal
            progress(found.facts)
        if before:
            found.last.append(before)
            found.faults += _slipped_in(body, before)
    found.waiting = Fact.objects.unguarded(WHY).filter(sealed=None).count()
    return found


def _linked(body: Body, seal: Seal, before: Seal | None, place: int) -> Iterator[Fault]:
    if seal.previous_id != (before and before.pk) or seal.number != place:
        yield Fault(body, seal.number, seal.day, "与上一次封存接不上，中间的封存被删除或改动过")


def _covers(body: Body, seal: Seal, before: Seal | None, earlier: Seal | None) -> list[Fault]:
    """The facts of one seal against it: each by its own digest, then all by the seal's."""

    def fault(text: str, fact: int | None = None) -> Fault:
        return Fault(body, seal.number, seal.day, text, fact)

    if seal.format not in FORMS:
        return [fault(f"格式第 {seal.format} 版，这个版本的程序不认识")]
    kept = {row.fact_id: row for row in Sealed.objects.unguarded(WHY).filter(seal=seal).order_by("fact_id")}
    rows = Fact.objects.unguarded(WHY).filter(pk__in=list(kept)).select_related("file")
    there = {line.fact.pk: line for line in lines(rows, seal.format)}
    found = [fault(f"第 {pk} 号办理记录被删除", pk) for pk in kept if pk not in there]
    found += [
        fault(f"第 {pk} 号办理记录（{line.fact.on:%Y-%m-%d}，{line.fact.kind}）被改动过", pk)
        for pk, line in there.items()
        if (line.sha256, line.sm3) != (kept[pk].sha256, kept[pk].sm3)
    ]
    if len(kept) != seal.facts:
        found.append(fault(f"封存时有 {seal.facts} 条办理记录，现在有 {len(kept)} 条"))
    if not found and not _whole(seal, before, there):
        found.append(fault(f"总值不符：这次封存本身，或它的 {seal.facts} 条办理记录连同各自的封存值被改动过"))
    late = [line.fact for line in there.values() if earlier and line.fact.at < earlier.at - OPEN]
    return found + [fault(_late(fact), fact.pk) for fact in late]


def _whole(seal: Seal, before: Seal | None, there: dict[int, Line]) -> bool:
    one = text_of(seal, [(pk, line.sha256) for pk, line in there.items()], before.sha256 if before else "")
    two = text_of(seal, [(pk, line.sm3) for pk, line in there.items()], before.sm3 if before else "")
    return (sha256(one.encode()), sm3(two.encode())) == (seal.sha256, seal.sm3)


def _late(fact: Fact) -> str:
    return f"第 {fact.pk} 号办理记录（{fact.on:%Y-%m-%d}，{fact.kind}）自称早于上一次封存记下，当时却不在其中，是后来插入的"


def _slipped_in(body: Body, last: Seal) -> Iterator[Fault]:
    """Facts no seal covers yet that claim to be older than the last one."""
    rows = Fact.objects.unguarded(WHY).filter(body=body, sealed=None, at__lt=last.at - OPEN).order_by("pk")
    for fact in rows.iterator(chunk_size=AT_ONCE):
        yield Fault(body, last.number, last.day, _late(fact), fact.pk)
