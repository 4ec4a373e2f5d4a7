"""Notices as a page shows them, and their read marks."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from quancheng.record import clock
from quancheng.record.locks import writing
from quancheng.record.models import Duty, Matter
from quancheng.roster.actor import Actor

from . import registry
from .models import Notice
from .words import engine_word

SENTENCE = {"owed": "请你办理", "moved": "有了进展", "due": "快到期了", "late": "已经逾期"}


@dataclass(frozen=True)
class Line:
    """One notice in words: what step, of which matter, and what is wanted."""

    notice: Notice
    step: str
    says: str
    new: bool


def _mine(actor: Actor) -> Q:
    return Q(person_id=actor.person_id) | Q(body_id__in=actor.bodies)


def _rows(actor: Actor) -> QuerySet[Notice]:
    """With `open`: whether what was asked for is still to be done."""
    still = Duty.objects.unguarded("whether a notice is out of date").filter(
        pk=OuterRef("duty_id"), state=Duty.State.OPEN
    )
    return Notice.objects.seen_by(actor).filter(_mine(actor)).annotate(open=Exists(still))


def lines(actor: Actor, limit: int = 60) -> list[Line]:
    """Notices for this person and the bodies he acts in, newest first; of one duty only the last word."""
    if not actor.person_id:
        return []
    rows = _rows(actor).select_related("matter__root", "matter__body", "person", "body").order_by("-on", "-pk")
    last: dict[tuple[str, int], Notice] = {}
    for notice in rows[: limit * 4]:
        last.setdefault(_about(notice.duty_id, notice.pk), notice)
    return [_line(n) for n in list(last.values())[:limit]]


def _about(duty: int | None, notice: int) -> tuple[str, int]:
    """What a notice is about: its duty, or itself."""
    return ("duty", duty) if duty else ("notice", notice)


def _line(notice: Notice) -> Line:
    stale = notice.duty_id is not None and not notice.open  # type: ignore[attr-defined]
    says = "已经办了" if stale else SENTENCE[notice.cause]
    return Line(notice, _step(notice), says, notice.read_at is None and not stale)


def unread(actor: Actor) -> int:
    """How many notices nobody has marked as read, leaving out what has been done since."""
    if not actor.person_id:
        return 0
    rows = _rows(actor).filter(Q(duty_id=None) | Q(open=True), read_at=None)
    return len({_about(duty, pk) for duty, pk in rows.values_list("duty_id", "pk")})


def opened(actor: Actor, root: Matter) -> None:
    """He has opened the matter: what was told to him in person about it is read. Writes only if there is any."""
    if not actor.person_id:
        return
    rows = Notice.objects.seen_by(actor).filter(matter__root_id=root.pk, person_id=actor.person_id, read_at=None)
    if rows.exists():
        with writing():
            rows.update(read_at=clock.now())


def mark_read(actor: Actor, ids: list[int] | None = None) -> int:
    """Mark these notices, or all, as read; returns how many were unread."""
    with writing():
        rows = Notice.objects.seen_by(actor).filter(_mine(actor), read_at=None)
        if ids is not None:
            duties = list(rows.filter(pk__in=ids).exclude(duty_id=None).values_list("duty_id", flat=True))
            rows = rows.filter(Q(pk__in=ids) | Q(duty_id__in=duties))
        return rows.update(read_at=clock.now()) if actor.person_id else 0


def _step(notice: Notice) -> str:
    kind, _, name = notice.kind.partition(".")
    if kind == "record":
        return engine_word(name)
    if kind not in registry.definitions:
        return ""
    return registry.definition(kind, notice.matter.opened_on).word(name)
