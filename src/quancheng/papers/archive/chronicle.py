"""大事记: what happened, day by day, in sentences; and the names behind the ids of the facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from quancheng.procedure.course import note_of, who_of
from quancheng.procedure.pages import step_word
from quancheng.record.models import Credit, Duty, Fact, Matter, Party
from quancheng.roster.models import Body, Person

WHY = "a volume is whole, whoever archives it"
PRECISION = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True)
class Line:
    """One fact as a sentence."""

    day: str
    word: str
    who: str
    note: str
    of: str  # the part or the matter that arose, where it is not the volume's own
    struck: str
    fact: int
    recorded: str


def facts_of(roots: Iterable[Matter]) -> list[Fact]:
    """Every fact of these trees in the order in which they were written."""
    rows = Fact.objects.unguarded(WHY).filter(matter__root__in=list(roots)).order_by("pk")
    return list(rows.select_related("matter__root", "matter__body", "actor", "for_person", "for_body", "organ", "body", "file"))  # fmt: skip


def tell(root: Matter, facts: list[Fact]) -> list[Line]:
    """The chronicle, by the day on which things happened."""
    from django.utils import timezone

    over, parts = {f.corrects_id: f for f in facts if f.corrects_id}, _parts(root)
    told = []
    for fact in sorted(facts, key=lambda f: (f.on, f.pk)):
        matter = fact.matter
        assert matter
        later = over.get(fact.pk)
        struck = "" if later is None else "已撤回" if later.kind == "record.revoke" else "已更正"
        told.append(Line(
            fact.on.strftime(PRECISION[fact.on_as]) if fact.on_as in PRECISION else "日期不详",
            f"更正：{step_word(fact)}" if fact.corrects_id and not fact.kind.startswith("record.") else step_word(fact),
            who_of(fact), note_of(fact), _of(root, matter, parts), struck, fact.pk,
            f"{timezone.localtime(fact.at):%Y-%m-%d %H:%M}",
        ))  # fmt: skip
    return told


def _parts(root: Matter) -> dict[int, str]:
    """The unit that has each part: the first that owed anything in it."""
    rows = Duty.objects.unguarded(WHY).filter(matter__root=root).exclude(matter=root).exclude(body=None)
    return {duty.matter_id: str(duty.body) for duty in rows.select_related("body").order_by("-pk")}


def _of(root: Matter, matter: Matter, parts: dict[int, str]) -> str:
    """Whose part it is, or which matter that arose; nothing for the volume's own line."""
    return "" if matter.pk == root.pk else parts.get(matter.pk) or matter.title


def names(roots: list[Matter], facts: list[Fact]) -> dict[str, dict[str, str]]:
    """Names of the persons and bodies that the facts name by id; no phone, no number of any document."""
    persons, bodies = _ids(roots, facts)
    return {
        "persons": {str(pk): name for pk, name in Person.objects.filter(pk__in=persons).order_by("pk").values_list("pk", "name")},
        "bodies": {str(pk): name for pk, name in Body.objects.filter(pk__in=bodies).order_by("pk").values_list("pk", "name")},
    }  # fmt: skip


def _ids(roots: list[Matter], facts: list[Fact]) -> tuple[set[Any], set[Any]]:
    parties = Party.objects.unguarded(WHY).filter(matter__root__in=roots).values_list("person_id", "body_id")
    credits = Credit.objects.unguarded(WHY).filter(fact__in=[f.pk for f in facts]).values_list("person_id", "body_id")
    pairs: list[tuple[int | None, int | None]] = [*parties, *credits]
    for fact in facts:
        pairs += [(fact.actor_id, fact.body_id), (fact.for_person_id, fact.for_body_id), (None, fact.organ_id)]
    return {person for person, _ in pairs if person}, {body for _, body in pairs if body}
