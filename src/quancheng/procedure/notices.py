"""Notices as a page shows them, and their read marks."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from quancheng.record import clock
from quancheng.record.locks import writing
from quancheng.record.models import Duty, Matter
from quancheng.roster.actor import Actor

from . import registry
from .models import Notice

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
    """Notices for this person and the bodies he acts in, newest first."""
    if not actor.person_id:
        return []
    rows = _rows(actor).select_related("matter__root", "matter__body", "person", "body").order_by("-on", "-pk")
    return [_line(n) for n in rows[:limit]]


def _line(notice: Notice) -> Line:
    stale = notice.duty_id is not None and not notice.open  # type: ignore[attr-defined]
    says = "已经办了" if stale else SENTENCE[notice.cause]
    return Line(notice, _step(notice), says, notice.read_at is None and not stale)


def unread(actor: Actor) -> int:
    """How many notices nobody has marked as read, leaving out what has been done since."""
    if not actor.person_id:
        return 0
    return _rows(actor).filter(Q(duty_id=None) | Q(open=True), read_at=None).count()


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
        rows = rows if ids is None else rows.filter(pk__in=ids)
        return rows.update(read_at=clock.now()) if actor.person_id else 0


def _step(notice: Notice) -> str:
    kind, _, name = notice.kind.partition(".")
    if kind == "record":
        return {"revoke": "撤回上一步", "annul": "作废"}.get(name, name)
    if kind not in registry.definitions:
        return ""
    return registry.definition(kind, notice.matter.opened_on).word(name)
