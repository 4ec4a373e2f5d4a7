"""What must hold of the record after every step, whatever was done."""

from quancheng.procedure import registry
from quancheng.procedure.settle import readers
from quancheng.record.models import Duty, Fact, Matter, Reader

WHY = "a test looks at everything"


def demand_sound() -> int:
    """Everything derived equals what it is derived from, and nothing is stuck; returns the number of facts."""
    for matter in Matter.objects.unguarded(WHY).select_related("body", "root").order_by("pk"):
        if matter.is_root:
            _derived(matter)
        _alive(matter)
    return Fact.objects.unguarded(WHY).count()


def _derived(root: Matter) -> None:
    written = set(Reader.objects.filter(matter=root).values_list("key", flat=True))
    assert written == readers(root), f"readers of {root.kind} {root.pk}"
    stands = registry.phases.get(root.kind)
    if root.ended_as != "annulled":
        assert root.phase == (stands(root) if stands else root.ended_as or root.step), f"phase of {root.kind} {root.pk}"


def _alive(matter: Matter) -> None:
    """An ended matter owes only what may be asked at any time; an open one is owed, waits for a part, or is held up."""
    owed = set(Duty.objects.unguarded(WHY).filter(matter=matter, state=Duty.State.OPEN).values_list("name", flat=True))
    made, at = registry.definition_of(matter), f"{matter.kind} {matter.pk} at {matter.step or matter.ended_as}"
    if matter.ended_as:
        assert not matter.step and all(name in made.asides and made.asides[name].lasts("") for name in owed), (
            f"{at} owes {owed}"
        )
        assert matter.ended_as in {*made.ends, "void", "annulled"}, at
        assert not Matter.objects.unguarded(WHY).filter(part_of=matter, ended_as="").exists(), f"{at} has open parts"
        return
    spec = made.steps[matter.step]
    asides = {name for name in owed if name in made.asides}
    assert all(made.asides[name].lasts(matter.step) for name in asides), f"{at} owes {asides}"
    waits = Matter.objects.unguarded(WHY).filter(part_of=matter, kind__in=spec.awaits, ended_as="").exists()
    held = any(made.asides[name].holds for name in asides)
    assert matter.step in owed or waits or held, f"{at} is stuck: owes {owed}"
