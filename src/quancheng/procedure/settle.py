"""After a step: who may see, where the tree stands, what is found by search, who is told."""

from collections.abc import Iterable, Mapping
from typing import Any

from quancheng.record import search
from quancheng.record.models import Duty, Fact, Matter, Party, Reader
from quancheng.record.prepared import Prepared
from quancheng.roster.models import Body, Person

from . import registry
from .models import Notice
from .moving import Move

WHY = "the engine keeps readers, phase and search"


_root = Prepared(lambda pk: Matter.objects.unguarded(WHY).select_related("body").filter(pk=pk))
_keys = Prepared(lambda pk: Reader.objects.filter(matter_id=pk).values_list("key", flat=True))
_parties = Prepared(
    lambda pk: Party.objects.unguarded(WHY).filter(matter__root_id=pk, until=None).values_list("person_id", "body_id")
)
_owing = Prepared(
    lambda pk: (
        Duty.objects.unguarded(WHY)
        .filter(matter__root_id=pk)
        .exclude(state=Duty.State.VOID)
        .values_list("person_id", "body_id")
        .distinct()
    )
)
_persons = Prepared(
    lambda pk: (
        Party.objects.unguarded(WHY)
        .filter(matter_id=pk, until=None)
        .exclude(person=None)
        .values_list("person_id", flat=True)
    )
)


def readers(root: Matter) -> set[str]:
    """The keys that open this tree: pure in what is written down. `quancheng rebuild readers` proves it."""
    made = registry.definition_of(root)
    keys = {f"p:{person}" if person else f"s:{body}" for person, body in [*_parties(root.pk), *_owing(root.pk)]}
    if made.opens(made.staff, root.reached):
        keys.add(f"s:{root.body_id}")
    else:
        keys.discard(f"s:{root.body_id}")
    if made.opens(made.members, root.reached) and not root.confidential:
        keys.add(f"m:{root.body_id}")
    if made.opens(made.up, root.reached) and root.body.tier == Body.Tier.TOWNSHIP and root.body.parent_id:
        keys.add(f"u:{root.body.parent_id}")
    return set() if root.ended_as == "annulled" else keys


def write_readers(root: Matter) -> None:
    """Bring the written readers of a tree in line with `readers`."""
    wanted = readers(root)
    there = set(_keys(root.pk))
    if gone := there - wanted:
        Reader.objects.filter(matter_id=root.pk, key__in=gone).delete()
    if new := sorted(wanted - there):
        Reader.objects.bulk_create(
            Reader(key=key, kind=root.kind, opened_on=root.opened_on, matter_id=root.pk) for key in new
        )


def settle(root_id: int | None, journal: Iterable[Mapping[str, Any]] | None = None) -> Matter:
    """Bring everything derived of a tree in line with its rows. `journal`: all that has changed since, if that is known."""
    found = _root(root_id) if root_id else []
    if not found:
        raise Matter.DoesNotExist(f"matter {root_id}")
    root = found[0]
    if phase := registry.phases.get(root.kind):
        stands = root.ended_as if root.ended_as == "annulled" else phase(root)
    else:
        stands = root.ended_as or root.step
    if stands != root.phase:
        root.phase = stands
        root.save(update_fields=["phase"])
    write_readers(root)
    if (text := registry.texts.get(root.kind)) and (journal is None or _reads_otherwise(root.kind, journal)):
        search.index(root, "" if root.ended_as == "annulled" else text(root))
    return root


def _reads_otherwise(kind: str, journal: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a step has written anything that the searched text of such matters is made of."""
    made_of = registry.text_reads.get(kind)
    if made_of is None:
        return True
    models = {path.partition(":")[0] for path in made_of}
    return any(
        line["model"] in models
        if line["was"] is None
        else line["model"] in made_of or any(f"{line['model']}:{column}" in made_of for column in line["was"])
        for line in journal
    )


def origin(root: Matter) -> set[int]:
    """The tree this one arises from, which stands otherwise when this one moves: a promise kept closes its suggestion."""
    return {root.arises_from.root_id or root.arises_from.pk} if root.arises_from else set()


def touched(journal: Iterable[dict[str, Any]], root: Matter) -> set[int]:
    """The other trees a step has written in: those it began, one it merged into."""
    matters = {line["matter"] for line in journal} - {None, root.pk}
    rows = Matter.objects.unguarded(WHY).filter(pk__in=matters).exclude(root_id=root.pk)
    return set(rows.values_list("root_id", flat=True)) if matters else set()


def notify(root: Matter, move: Move, told: Iterable[Person | Body]) -> None:
    """Queue a line for everybody who now owes something, and for everybody who touched it that it has moved."""
    rows: dict[tuple[int | None, int | None], Notice] = {}

    def line(person: int | None, body: int | None, cause: str, kind: str, matter: int, duty: int | None = None) -> None:
        if person != move.fact.actor_id or person is None:
            rows.setdefault(
                (person, body),
                Notice(
                    matter_id=matter, person_id=person, body_id=body, cause=cause, kind=kind, fact=move.fact, duty_id=duty, on=move.on
                ),
            )  # fmt: skip

    for duty in move.opened:
        if duty.state == Duty.State.OPEN:
            line(
                duty.person_id,
                duty.body_id,
                Notice.Cause.OWED,
                f"{duty.matter.kind}.{duty.name}",
                duty.matter_id,
                duty.pk,
            )
    for holder in told:
        person = isinstance(holder, Person)
        line(holder.pk if person else None, None if person else holder.pk, Notice.Cause.MOVED, move.fact.kind, root.pk)
    for person_id in () if _of_papers(move.fact) else _persons(root.pk):
        line(person_id, None, Notice.Cause.MOVED, move.fact.kind, root.pk)
    Notice.objects.unguarded(WHY).bulk_create(rows.values())


def _of_papers(fact: Fact) -> bool:
    """An office files or reprints a paper: nothing has moved for those whose matter it is."""
    if fact.matter is None:
        return False
    spec = registry.definition_of(fact.matter).asides.get(fact.kind.rpartition(".")[-1])
    return spec is not None and spec.show == "papers"


def credited(fact: Fact) -> list[str]:
    """The parts in which somebody is credited by this fact."""
    return list(fact.credits.unguarded(WHY).values_list("part", flat=True))
