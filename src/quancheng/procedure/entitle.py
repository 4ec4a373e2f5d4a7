"""Who may do this now: an open duty entitles, else a right that follows from where the matter stands."""

from collections.abc import Iterable

from quancheng.record.models import Duty, Fact, Matter
from quancheng.record.prepared import Prepared
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Person

from . import registry
from .calls import AlreadyDone, Ambiguous, Behalf, NotYours
from .definition import Aside, Step
from .moving import holders

WHY = "the engine looks for what entitles"


_open = Prepared(
    lambda pk, name: Duty.objects.unguarded(WHY).filter(matter_id=pk, name=name, state=Duty.State.OPEN).order_by("pk")
)


def bears(actor: Actor, role: str, holder: Person | Body) -> bool:
    """Whether the actor may act for a role borne by this person or body."""
    if isinstance(holder, Person):
        return holder.pk == actor.person_id
    return actor.capacity(role, holder.pk) is not None


def holds(actor: Actor, duty: Duty) -> bool:
    """Whether an open duty is the actor's to do."""
    if duty.person_id:
        return duty.person_id == actor.person_id
    return actor.capacity(duty.role, duty.body_id) is not None


def _borne_by(behalf: Behalf, duty: Duty) -> bool:
    return (duty.person_id, duty.body_id) == (behalf.person and behalf.person.pk, behalf.body and behalf.body.pk)


def may_enter_for(actor: Actor, matter: Matter) -> bool:
    """Whether the actor keeps this matter's papers and may enter steps on behalf of others."""
    role = registry.definition_of(matter).behalf_by
    return bool(role) and actor.capacity(role, matter.body_id) is not None


def entitle(actor: Actor, matter: Matter, spec: Step | Aside, duty: int | None, behalf: Behalf | None) -> Duty | None:
    """The duty by which the actor does this, or None if it is by right. Raises NotYours, AlreadyDone, Ambiguous."""
    if behalf and not (spec.behalf and may_enter_for(actor, matter)):
        raise NotYours(f"{matter.kind}.{spec.id}: not on behalf of others")
    rows = _open(matter.pk, spec.id)
    mine = [d for d in rows if _borne_by(behalf, d)] if behalf else [d for d in rows if holds(actor, d)]
    if duty:
        mine = [d for d in mine if d.pk == duty]
    if len(mine) > 1:
        raise Ambiguous(mine)
    if mine:
        return mine[0]
    if isinstance(spec, Aside) and spec.is_right and spec.lasts(matter.step) and _by_right(actor, matter, spec, behalf):
        return None
    if done := _done_by_other(actor, matter, spec, behalf):
        raise AlreadyDone(done)
    raise NotYours(f"{matter.kind}.{spec.id}")


def _by_right(actor: Actor, matter: Matter, spec: Aside, behalf: Behalf | None) -> bool:
    bearers = holders(matter, spec.by)
    if behalf:
        return behalf.holder in bearers
    return any(bears(actor, spec.by, holder) for holder in bearers)


def _done_by_other(actor: Actor, matter: Matter, spec: Step, behalf: Behalf | None) -> Fact | None:
    """The fact by which a duty that was the actor's, or his for whom he enters it, has been done already."""
    closed = Duty.objects.unguarded(WHY).filter(matter=matter, name=spec.id, state=Duty.State.DONE).order_by("-pk")
    rows = closed.select_related("closed_by__actor")
    return next((d.closed_by for d in rows if (_borne_by(behalf, d) if behalf else holds(actor, d))), None)


def rights(actor: Actor, matter: Matter) -> list[Aside]:
    """Asides this actor may do now without being asked: derived, no rows."""
    found: Iterable[Aside] = registry.definition_of(matter).asides.values()
    return [a for a in found if a.is_right and a.lasts(matter.step) and _by_right(actor, matter, a, None)]


def duties(actor: Actor, matter: Matter) -> list[Duty]:
    """Open duties of this matter that are the actor's to do."""
    rows = Duty.objects.seen_by(actor).filter(matter=matter, state=Duty.State.OPEN).order_by(*Duty.BY_DAY)
    return [d for d in rows if holds(actor, d)]
