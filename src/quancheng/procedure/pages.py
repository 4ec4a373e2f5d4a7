"""What a matter's page shows beside its course: parties, remarks, one fact, what may be corrected."""

from dataclasses import dataclass

from quancheng.record.models import Duty, Fact, Matter, Party, Remark
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Person

from . import registry
from .definition import Definition
from .entitle import rights
from .words import engine_word, part_word


@dataclass(frozen=True)
class Part:
    """Everybody who is in a matter in the same part."""

    word: str
    holders: tuple[Person | Body, ...]


def parties(actor: Actor, root: Matter) -> list[Part]:
    """Who belongs to the matter today, by part, in the order they came."""
    rows = (
        Party.objects.seen_by(actor)
        .filter(matter__root_id=root.root_id, until=None)
        .select_related("person", "body")
        .order_by("pk")
    )
    found: dict[str, dict[Person | Body, None]] = {}
    for party in rows:
        if party.person:
            found.setdefault(part_word(party.part), {})[party.person] = None
        elif party.body:
            found.setdefault(part_word(party.part, unit=True), {})[party.body] = None
    return [Part(word, tuple(holders)) for word, holders in found.items()]


def lane_names(actor: Actor, root: Matter) -> dict[int, str]:
    """What each part of the tree is called in the course: the unit that has it."""
    rows = Duty.objects.seen_by(actor).filter(matter__root_id=root.pk).exclude(matter_id=root.pk).exclude(body=None)
    return {d.matter_id: str(d.body) for d in rows.select_related("body").order_by("-pk")}


@dataclass(frozen=True)
class Said:
    """A remark, on which step and by whom."""

    word: str
    step: str
    remark: Remark


REMARKS = {
    "reason": "原因",
    "despite": "仍要办理的理由",
    "correction": "更正原因",
    "paper_kept": "纸质件存放处",
    "on_behalf": "代为录入",
    "document": "依据文件",
}


def remarks(actor: Actor, root: Matter) -> list[Said]:
    """Free text that belongs to the facts of this tree, newest first."""
    rows = (
        Remark.objects.seen_by(actor)
        .filter(fact__matter__root_id=root.root_id)
        .select_related("fact__matter", "fact__actor")
    )
    return [Said(REMARKS.get(r.kind, r.kind), step_word(r.fact), r) for r in rows.order_by("-pk")]


def fact(actor: Actor, fact_id: int) -> Fact:
    """One fact this actor may see. Raises Fact.DoesNotExist alike if it is hidden or absent."""
    return Fact.objects.seen_by(actor).select_related("matter__root", "actor", "for_person", "for_body").get(pk=fact_id)


def begin_word(made: Definition) -> str:
    """What a button says that opens such a matter: 提建议; without words of its own, step and title."""
    return made.begin or f"{made.first.title}{made.title}"


def step_word(done: Fact) -> str:
    """The Chinese title of what a fact records."""
    kind, name = done.kind.split(".", 1)
    if kind == "record":
        return engine_word(name) or name
    if done.matter and done.matter.kind == kind:
        made = registry.definition_of(done.matter)
        own = "" if made.at(name) else engine_word(name)
        return own or made.word(name.removesuffix("_due"))
    return registry.definition(kind, done.on).word(name) if kind in registry.definitions else name


def correctable(actor: Actor, root: Matter) -> frozenset[int]:
    """Facts of this tree the actor may correct now."""
    tree = Matter.objects.seen_by(actor).filter(root_id=root.root_id).select_related("body", "root")
    mine = [m.pk for m in tree if any(a.id == "correct" for a in rights(actor, m))]
    rows = Fact.objects.seen_by(actor).filter(matter_id__in=mine, kind__in=registry.corrections, corrected_by=None)
    return frozenset(rows.values_list("pk", flat=True))
