"""What the clock does: opens what recurs, climbs the reminder ladder, seals. Run daily; twice a day changes nothing."""

import uuid
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from quancheng.law.rules import NoRule
from quancheng.record import clock, facts, seal
from quancheng.record.locks import lock_trees, writing
from quancheng.record.models import Duty, Matter
from quancheng.roster.models import Body

from . import registry
from .book import book, one_book
from .calls import Ask
from .definition import Aside, Definition
from .models import Notice, Undo
from .moving import Move, ask_of, holders
from .settle import notify, settle

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
    """Do what the clock owes on `day` (today): the year's matters, recurring duties, reminders, the seal. Returns counts."""
    on = day or clock.today()
    with one_book():
        return _tick(on)


def _tick(on: date) -> dict[str, int]:
    for clear in registry.cleaning:
        clear(on)
    begun = sum(begin(on) for begin in registry.yearly)
    opened = sum(_recur(made, aside, on) for made, aside in _recurring())
    return {"begun": begun, "opened": opened, "reminded": _remind(on), "sealed": seal.seal_all(on)}


def _recurring() -> list[tuple[Definition, Aside]]:
    """What comes back, in every version: a matter goes by the one it was opened under."""
    return [
        (d, a) for versions in registry.definitions.values() for d in versions for a in d.asides.values() if a.every
    ]


def _recur(made: Definition, aside: Aside, on: date) -> int:
    """Open this period's duty in every matter of that version that lacks it."""
    period = period_of(aside.every, on)
    rows = (
        Matter.objects.unguarded(WHY)
        .filter(kind=made.id, ended_as="")
        .exclude(pk__in=_asked(aside, period).values("matter_id"))
    )
    mine = [m.pk for m in rows if registry.definition_of(m) is made]
    return sum(_ask(matter, aside, period, on) for matter in mine)


def _asked(aside: Aside, period: str) -> QuerySet[Duty]:
    return Duty.objects.unguarded(WHY).filter(name=aside.id, period=period).exclude(state=Duty.State.VOID)


def _ask(matter_id: int, aside: Aside, period: str, on: date) -> int:
    """Ask one matter's bearers for this period, unless that has been done meanwhile or is not the time for it."""
    with writing():
        matter = Matter.objects.unguarded(WHY).select_related("body", "root").get(pk=matter_id)
        lock_trees([matter.root_id])
        matter.refresh_from_db(fields=["step", "ended_as"])
        bearers = holders(matter, aside.by) if aside.lasts(matter.step) else []
        if not bearers or matter.ended_as or _asked(aside, period).filter(matter=matter).exists():
            return 0
        fact = facts.write(
            kind=f"{matter.kind}.{aside.id}_due", matter=matter, body=matter.body, on=on, at=clock.now(), act=uuid.uuid4().hex,
            data={"period": period},
        )  # fmt: skip
        move = Move(fact, book())
        for holder in bearers:
            ask_of(matter, Ask(aside.id, holder, period=period), move)
        Undo.objects.unguarded(WHY).filter(root_id=matter.root_id).delete()
        notify(settle(matter.root_id), move, [])
        return len(bearers)


def _remind(on: date) -> int:
    """One line per holder for each rung of the ladder a duty has come to; weekly once it is late."""
    rows = (
        Duty.objects.unguarded(WHY).filter(state=Duty.State.OPEN, due_on__isnull=False).select_related("matter__body")
    )
    notices, ladders = [], _Ladders(on)
    for duty in rows.defer("why").iterator(chunk_size=500):
        mark = _rung(duty, on, ladders)
        if mark:
            cause = Notice.Cause.LATE if mark.startswith("late") else Notice.Cause.DUE
            notices.append(
                Notice(matter_id=duty.matter_id, person_id=duty.person_id, body_id=duty.body_id, cause=cause, duty_id=duty.pk,
                       kind=f"{duty.matter.kind}.{duty.name}", mark=mark, on=on)
            )  # fmt: skip
    before = Notice.objects.unguarded(WHY).count()
    Notice.objects.unguarded(WHY).bulk_create(notices, ignore_conflicts=True)
    return Notice.objects.unguarded(WHY).count() - before


def _rung(duty: Duty, on: date, ladders: "_Ladders") -> str:
    """The lowest rung not above the days that are left, or the week of lateness."""
    assert duty.due_on
    left = (duty.due_on - on).days
    if left < 0:
        return f"late{(-left - 1) // 7}"
    rung = min((step for step in ladders.of(duty.matter.body) if step >= left), default=None)
    return "" if rung is None else f"due{rung}"


@dataclass
class _Ladders:
    """Days before the last day on which a body reminds: a local rule; without one, nobody is reminded."""

    on: date
    known: dict[int, list[int]] = field(default_factory=dict)

    def of(self, body: Body) -> list[int]:
        """The ladder of a body on that day, asked for once."""
        if body.pk not in self.known:
            self.known[body.pk] = self._read(body)
        return self.known[body.pk]

    def _read(self, body: Body) -> list[int]:
        try:
            words = book().ruling("suggestion.reminders", on=self.on, tier=body.tier, area=body.area_id).value
        except NoRule:
            return []
        return [int(part) for part in str(words).split(",")]
