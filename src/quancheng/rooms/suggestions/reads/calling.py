"""催办清单: which units are late or soon will be, and whom to call there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quancheng.record import clock
from quancheng.record.models import Duty
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Post

from .rows import LATE_STEPS


def calling_list(actor: Actor, within: int) -> list[Duty]:
    """催办清单: units' open steps that are late or due within so many days, earliest first."""
    until = clock.today().toordinal() + within
    rows = Duty.objects.seen_by(actor).filter(
        state=Duty.State.OPEN, name__in=LATE_STEPS, due_on__lte=date.fromordinal(until), matter__kind="assignments"
    )
    return list(rows.select_related("matter__root", "body").order_by("due_on", "pk"))


@dataclass(frozen=True)
class Head:
    """Somebody of a unit one may call: who, and his name with his title."""

    person: int
    words: str


def heads_of(bodies: Iterable[Body], on: date) -> dict[int, list[Head]]:
    """Who is to be called in each unit: its head and its handler; their numbers only `roster.personal` opens."""
    posts = (
        Post.objects.on(on)
        .filter(body__in=list(bodies), role__in=["handler", "handler_head"])
        .select_related("person")
        .order_by("role")
    )
    found: dict[int, list[Head]] = defaultdict(list)
    for post in posts:
        found[post.body_id].append(Head(post.person_id, f"{post.person.name}（{post.title or '经办'}）"))
    return dict(found)
