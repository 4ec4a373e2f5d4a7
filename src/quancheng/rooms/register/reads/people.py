"""A person's page in the register: seats, posts, groups; who may be shown what."""

from dataclasses import dataclass

from quancheng.record import clock
from quancheng.roster import personal as kept
from quancheng.roster.actor import Actor
from quancheng.roster.models import Mandate, Person, Post
from quancheng.roster.roles import role

from .file import seats_of
from .roll import Line, Roll, state_of


@dataclass(frozen=True)
class PersonPage:
    """Everything the register says of a deputy, without personal data."""

    person: Person
    line: Line
    seats: tuple[tuple[Mandate, str], ...]
    posts: tuple[tuple[Post, str], ...]


def person_page(actor: Actor, found: Roll, person: int) -> PersonPage:
    """The page of one who is on this roll. Raises Mandate.DoesNotExist."""
    seat = next((s for s in found.seats if s.person_id == person), None)
    if seat is None:
        raise Mandate.DoesNotExist(person)
    line = Line(0, seat, state_of(seat, found.day), "")
    posts = Post.objects.filter(person=seat.person).select_related("body").order_by("-since", "-pk")
    return PersonPage(
        seat.person,
        line,
        tuple((s, state_of(s, found.day)) for s in seats_of(seat.person)),
        tuple((p, p.title or role(p.role).label) for p in posts),
    )


def personal(actor: Actor, person: Person, reason: str) -> list[tuple[str, str]]:
    """Personal data by title: masked, or opened for a reason, which the person concerned can read."""
    if reason and actor.person_id:
        held = kept.look(actor.person_id, person, kept.FIELDS, reason, at=clock.now())
    else:
        held = kept.masked(person)
    return [(kept.LABELS[field], held[field]) for field in kept.FIELDS]
