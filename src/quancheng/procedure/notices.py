"""Notices as a page shows them, and their read marks."""
from dataclasses import dataclass

from django.db.models import Q

from quancheng.record import clock
from quancheng.record.locks import writing
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


def _mine(actor: Actor) -> Q:
    return Q(person_id=actor.person_id) | Q(body_id__in=actor.bodies)


def lines(actor: Actor, limit: int = 60) -> list[Line]:
    """Notices for this person and the bodies he acts in, newest first."""
    if not actor.person_id:
        return []
    rows = Notice.objects.seen_by(actor).filter(_mine(actor)).select_related("matter__root", "matter__body", "person", "body").order_by("-on", "-pk")
    return [Line(n, _step(n), SENTENCE[n.cause]) for n in rows[:limit]]


def unread(actor: Actor) -> int:
    """How many notices nobody has marked as read."""
    return Notice.objects.seen_by(actor).filter(_mine(actor), read_at=None).count() if actor.person_id else 0


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
