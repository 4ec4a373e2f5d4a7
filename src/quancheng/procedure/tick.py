"""What the clock does: opens what recurs, and climbs the reminder ladder. Run daily; twice a day changes nothing."""
import uuid
from datetime import date

from quancheng.law.rules import NoRule
from quancheng.record import clock, facts
from quancheng.record.locks import writing
from quancheng.record.models import Duty, Matter

from . import registry
from .book import book
from .calls import Ask
from .definition import Aside
from .models import Notice
from .moving import Move, ask_of, holders
from .settle import settle

WHY = "the clock looks at every matter"
_LENGTH = {"month": 1, "two_months": 2, "quarter": 3, "year": 12}


def period_of(every: str, day: date) -> str:
    """The period that contains `day`: 2026, 2026Q3, 2026-11, 2026-11/12."""
    first = (day.month - 1) // _LENGTH[every] * _LENGTH[every] + 1
    return {
        "year": f"{day.year}",
        "quarter": f"{day.year}Q{(first + 2) // 3}",
        "two_months": f"{day.year}-{first:02}/{first + 1:02}",
        "month": f"{day.year}-{first:02}",
    }[every]


def tick(day: date | None = None) -> dict[str, int]:
    """Do what the clock owes on `day` (today): recurring duties, then reminders. Returns counts."""
    on = day or clock.today()
    return {"opened": sum(_recur(kind, aside, on) for kind, aside in _recurring(on)), "reminded": _remind(on)}


def _recurring(on: date) -> list[tuple[str, Aside]]:
    kinds = [registry.definition(kind, on) for kind in registry.definitions]
    return [(d.id, a) for d in kinds for a in d.asides.values() if a.every]


def _recur(kind: str, aside: Aside, on: date) -> int:
    """Open this period's duty in every matter of that kind that lacks it."""
    period, opened = period_of(aside.every, on), 0
    there = Duty.objects.unguarded(WHY).filter(name=aside.id, period=period).exclude(state=Duty.State.VOID)
    rows = Matter.objects.unguarded(WHY).filter(kind=kind, ended_as="").exclude(pk__in=there.values("matter_id"))
    for matter in rows.select_related("body"):
        if not aside.lasts(matter.step):
            continue
        with writing():
            Matter.objects.unguarded(WHY).select_for_update().get(pk=matter.root_id)
            fact = facts.write(
                kind=f"{kind}.{aside.id}_due", matter=matter, body=matter.body, on=on, at=clock.now(), act=uuid.uuid4().hex, data={"period": period}
            )
            for holder in holders(matter, aside.by):
                ask_of_clock(matter, aside, holder, Move(fact, book()), period)
                opened += 1
            settle(matter.root_id)
    return opened


def ask_of_clock(matter: Matter, aside: Aside, holder: object, move: Move, period: str) -> Duty:
    """The clock asks for what recurs."""
    return ask_of(matter, Ask(aside.id, holder, period=period), move)  # type: ignore[arg-type]


def _remind(on: date) -> int:
    """One line per holder for each rung of the ladder a duty has come to; weekly once it is late."""
    rows = Duty.objects.unguarded(WHY).filter(state=Duty.State.OPEN, due_on__isnull=False).select_related("matter__body")
    notices = []
    for duty in rows.iterator(chunk_size=500):
        mark = _rung(duty, on)
        if mark:
            cause = Notice.Cause.LATE if mark.startswith("late") else Notice.Cause.DUE
            notices.append(
                Notice(matter_id=duty.matter_id, person_id=duty.person_id, body_id=duty.body_id, cause=cause, duty_id=duty.pk,
                       kind=f"{duty.matter.kind}.{duty.name}", mark=mark, on=on)
            )  # fmt: skip
    before = Notice.objects.unguarded(WHY).count()
    Notice.objects.unguarded(WHY).bulk_create(notices, ignore_conflicts=True)
    return Notice.objects.unguarded(WHY).count() - before


def _rung(duty: Duty, on: date) -> str:
    """The lowest rung not above the days that are left, or the week of lateness."""
    assert duty.due_on
    left = (duty.due_on - on).days
    if left < 0:
        return f"late{(-left - 1) // 7}"
    rung = min((step for step in _ladder(duty, on) if step >= left), default=None)
    return "" if rung is None else f"due{rung}"


def _ladder(duty: Duty, on: date) -> list[int]:
    """Days before the last day on which this body reminds: a local rule; without one, nobody is reminded."""
    body = duty.matter.body
    try:
        words = book().ruling("suggestion.reminders", on=on, tier=body.tier, area=body.area_id).value
    except NoRule:
        return []
    return [int(part) for part in str(words).split(",")]
