"""What somebody has typed and not yet sent: kept before it is checked, offered again, dropped when it is done.

Personal data is not kept: it is sealed when it is sent, and a draft would hold it open, in backups too.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from quancheng.record import clock
from quancheng.record.locks import writing
from quancheng.record.models import Fact, Matter
from quancheng.roster import personal
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from .models import Draft

Typed = Mapping[str, list[str]]


def keep(actor: Actor, name: str, matter: Matter | None, body: Body | None, data: Typed, holder: str = "") -> datetime:
    """Keep what was typed for `name` (kind.step); one draft per person, step and matter. Returns when."""
    now, kept = clock.now(), {k: v for k, v in data.items() if k.rsplit("-", 1)[-1] not in personal.FIELDS}
    with writing():
        Draft.objects.update_or_create(  # type: ignore[misc]
            person_id=actor.person_id, name=name, matter=matter, body=body,
            defaults={"data": {"for": holder, "typed": kept}, "saved_at": now},
        )  # fmt: skip
    return now


def sent(key: str) -> bool:
    """Whether the form of that key has been done: an autosave that comes after it must not bring the draft back."""
    return bool(key) and Fact.objects.unguarded("only whether it is there").filter(key=key).exists()


def load(
    actor: Actor, name: str, matter: Matter | None, body: Body | None, holder: str = ""
) -> tuple[Typed, datetime] | None:
    """What was typed and when, if it was typed for the same holder."""
    kept = Draft.objects.filter(person_id=actor.person_id, name=name, matter=matter, body=body).first()  # type: ignore[misc]
    if kept is None or kept.data.get("for", "") != holder:
        return None
    return kept.data.get("typed", {}), kept.saved_at


def drop(actor: Actor, name: str, matter: Matter | None, body: Body | None) -> None:
    """Throw a draft away."""
    with writing():
        Draft.objects.filter(person_id=actor.person_id, name=name, matter=matter, body=body).delete()  # type: ignore[misc]


def pass_on(old: int, new: int, congress: int) -> int:
    """A desk's half-written steps in one congress pass to who takes it over, where he has none of his own. Returns how many."""
    here = Q(body_id=congress) | Q(matter__body_id=congress)
    held = set(Draft.objects.filter(here, person_id=new).values_list("name", "matter_id", "body_id"))
    mine = Draft.objects.filter(here, person_id=old).values_list("pk", "name", "matter_id", "body_id")
    free = [pk for pk, *place in mine if tuple(place) not in held]
    return Draft.objects.filter(pk__in=free).update(person_id=new)
