"""The one who acts: a person in the posts and mandates he holds on a day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .models import Body, Mandate, Person, Post
from .roles import Role, role


@dataclass(frozen=True)
class Held:
    """One post as it counts today."""

    role: Role
    body_id: int
    body_name: str
    congress_id: int | None
    county_id: int | None
    title: str

    @property
    def acts_in(self) -> frozenset[int]:
        """The bodies whose duties this post may carry out."""
        mine = {self.body_id}
        if self.role.congress and self.congress_id:
            mine.add(self.congress_id)
        return frozenset(mine)


@dataclass(frozen=True)
class Seat:
    """One mandate as it counts today."""

    congress_id: int
    congress_name: str
    district: str


@dataclass(frozen=True)
class Actor:
    """A person with his posts and mandates of a day. `Actor()` is the public and sees nothing."""

    person_id: int | None = None
    name: str = ""
    posts: tuple[Held, ...] = ()
    seats: tuple[Seat, ...] = ()

    @classmethod
    def of(cls, person: Person, on: date) -> "Actor":
        """The actor that `person` is on `on`. Two queries."""
        posts = Post.objects.on(on).filter(person=person).select_related("body__congress")
        seats = Mandate.objects.on(on).filter(person=person).select_related("congress")
        return cls(
            person.pk,
            person.name,
            tuple(_held(post) for post in posts),
            tuple(Seat(s.congress_id, s.congress.name, s.district) for s in seats),
        )

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The reader's keys he carries: himself, his bodies, his congresses, the townships below."""
        keys = [f"p:{self.person_id}"] if self.person_id else []
        for held in self.posts:
            keys += [f"s:{body}" for body in sorted(held.acts_in)]
            if held.role.reads_down and held.county_id:
                keys.append(f"u:{held.county_id}")
        keys += [f"m:{seat.congress_id}" for seat in self.seats]
        return tuple(dict.fromkeys(keys))

    @cached_property
    def bodies(self) -> frozenset[int]:
        """Every body he may act in by some post."""
        return frozenset().union(*(held.acts_in for held in self.posts))

    def capacity(self, role_id: str, body_id: int | None) -> Held | None:
        """The post by which he acts for `role_id` in that body, or None."""
        for held in self.posts:
            if body_id in held.acts_in and role_id in held.role.acts_for:
                return held
        return None

    def serves_as(self, role_id: str) -> bool:
        """Whether he acts for that role in any congress; asks nothing of the database."""
        return bool(self.congress_ids(role_id))

    def congress_ids(self, role_id: str) -> frozenset[int]:
        """The congresses in which he acts for that role."""
        ids = {held.congress_id for held in self.posts if held.congress_id}
        return frozenset(pk for pk in ids if self.capacity(role_id, pk))

    @cached_property
    def reads_below(self) -> frozenset[int]:
        """The counties whose townships' congresses he reads by some post."""
        return frozenset(held.county_id for held in self.posts if held.role.reads_down and held.county_id)

    def sits_in(self, congress_id: int) -> bool:
        """Whether he is a deputy of that congress today."""
        return any(seat.congress_id == congress_id for seat in self.seats)


def congresses_as(actor: Actor, role_id: str) -> list[Body]:
    """The congresses in which he acts for that role, the county's first. One query."""
    rows = Body.objects.filter(pk__in=actor.congress_ids(role_id), kind=Body.Kind.CONGRESS).select_related("area")
    return list(rows.order_by("tier", "pk"))


def _held(post: Post) -> Held:
    body: Body = post.body
    congress = body if body.kind == Body.Kind.CONGRESS else body.congress
    county = congress.pk if congress and congress.tier == Body.Tier.COUNTY else None
    return Held(role(post.role), body.pk, body.name, congress.pk if congress else None, county, post.title)
