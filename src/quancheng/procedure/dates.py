"""By when, and why by then: the day of a duty comes from a rule and the event it counts from."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from quancheng.law.deadlines import due
from quancheng.law.rules import Book, NoRule
from quancheng.record.models import Duty, Fact, Matter
from quancheng.record.prepared import Prepared

from . import registry
from .definition import Step


def event_day(matter: Matter, name: str, pending: tuple[str, date] | None = None) -> date | None:
    """The day of an event: a named function of the room, else of the latest fact of that kind in this tree."""
    if name in registry.events:
        return registry.events[name].day(matter)
    if pending and pending[0] == name:
        return pending[1]
    facts = Fact.objects.unguarded("the day of an event").filter(
        matter__root_id=matter.root_id, kind=name, corrected_by=None
    )
    return facts.order_by("-on").values_list("on", flat=True).first()


def rule_for(matter: Matter, spec: Step) -> str:
    """The rule that dates this step here: the room may choose among several by a named function."""
    choose = registry.rules.get(f"{matter.kind}.{spec.within}")
    return choose(matter) if choose else spec.within


def day_of(
    matter: Matter, spec: Step, on: date, book: Book, pending: tuple[str, date] | None = None
) -> tuple[date | None, dict[str, Any]]:
    """The last day of a duty opened on `on`, and the reason for it as the page shows it."""
    if spec.day:
        given = registry.days[f"{matter.kind}.{spec.day}"](matter)
        return (
            (given[0], {"given": given[0].isoformat(), "fact": given[1].pk if given[1] else None})
            if given
            else (None, {})
        )
    return ruled(matter, rule_for(matter, spec), on, book, pending) if spec.within else (None, {})


def ruled(
    matter: Matter, rule: str, on: date, book: Book, pending: tuple[str, date] | None = None
) -> tuple[date | None, dict[str, Any]]:
    """The day `rule` gives: by the law in force on the day of the event it counts from."""
    tier, area = matter.body.tier, matter.body.area_id

    def when(name: str) -> date | None:
        return event_day(matter, name, pending) if name else on

    try:
        event = book.ruling(rule, on=on, tier=tier, area=area).event
        day = due(book, rule, on=when(event) or on, tier=tier, area=area, event_day=when)
    except NoRule as none:
        return None, {"rule": rule, "missing": str(none)}
    if day is None:
        return None, {"rule": rule, "waits": event}
    return day.day, day.as_json() | {"lines": [list(line) for line in day.lines]}


_open_days = Prepared(
    lambda root: (
        Duty.objects.unguarded("open days are computed again")
        .filter(matter__root_id=root, state=Duty.State.OPEN)
        .select_related("matter__body__area")
    )
)


def redate(root: Matter, kind: str, on: date, book: Book, everything: bool = False) -> list[dict[str, Any]]:
    """Compute again every open day of the tree that hangs on an event this step has moved; say what changed."""
    moved = []
    for duty in _open_days(root.pk):
        if not duty.why:
            continue
        if not (everything or kind in _moved_by(duty)):
            continue
        spec = registry.definition_of(duty.matter).at(duty.name)
        if spec is None or not (spec.day or (spec.within and "given" not in duty.why)):
            continue
        day, why = day_of(duty.matter, spec, duty.opened_on, book, (kind, on))
        if day != duty.due_on or why.get("rule") != duty.why.get("rule"):
            moved.append({"duty": duty.pk, "from": duty.due_on, "to": day})
            duty.due_on, duty.why = day, why
            duty.save(update_fields=["due_on", "why"])
    return moved


def _moved_by(duty: Duty) -> Iterator[str]:
    """Kinds of fact that can move this duty's day."""
    why = duty.why
    for name in (why.get("event"), why.get("waits"), (why.get("other") or {}).get("event")):
        if name:
            yield from registry.events[name].kinds if name in registry.events else (name,)
