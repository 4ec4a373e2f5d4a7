"""Who does a step of the play: who has an account for himself, the congress's clerk from paper for all others."""

from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from quancheng.law.workdays import Calendar
from quancheng.procedure import engine
from quancheng.procedure.calls import Behalf
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.record.prepared import Prepared
from quancheng.roster.actor import Actor
from quancheng.roster.county import Roll
from quancheng.roster.models import Body, Person

WHY = "the demo plays its county"
Row = Mapping[str, Any]
ONE = timedelta(days=1)


_matter = Prepared(lambda pk: Matter.objects.unguarded(WHY).filter(pk=pk))
_assignments = Prepared(
    lambda root, handler: (
        Matter.objects.unguarded(WHY).filter(part_of_id=root, assignment__handler_id=handler).order_by("-pk")
    )
)


@dataclass
class Stage:
    """The county's people by slug, and the matters of the play by the slug of their suggestion."""

    roll: Roll
    posts: list[Row]
    logins: frozenset[str]
    matters: dict[str, int] = field(default_factory=dict)
    done: int = 0
    seats_change: frozenset[date] = frozenset()
    heirs: dict[str, str] = field(default_factory=dict)
    actors: dict[tuple[str, int], Actor] = field(default_factory=dict)

    def actor(self, person: str) -> Actor:
        """That person with the posts of the day."""
        key = person, bisect(self.turns, clock.today())
        if key not in self.actors:
            self.actors[key] = Actor.of(self.roll.people[person], clock.today())
        return self.actors[key]

    @cached_property
    def turns(self) -> list[date]:
        """The days from which somebody's posts or seats are others than the day before."""
        posts = [d for post in self.posts for d in (post.get("since"), post.get("until") and post["until"] + ONE) if d]
        return sorted({*posts, *self.seats_change})

    @cached_property
    def posts_of(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for post in self.posts:
            found.setdefault(post["body"], []).append(post)
        return found

    def holder(self, body: str, *roles: str) -> str:
        """The first person with an account in one of those posts of a body today, in the order of the roles; "" if none."""
        today = clock.today()
        held = [
            (p["person"], p["role"])
            for p in self.posts_of.get(body, [])
            if p["person"] in self.logins and p.get("since", today) <= today <= p.get("until", today)
        ]
        found = {role: person for person, role in reversed(held)}
        return next((found[role] for role in roles if role in found), "")

    def head(self, body: str) -> str:
        """The name of the unit's head, with or without an account."""
        names = [p["person"] for p in self.posts_of.get(body, []) if p["role"] == "handler_head"]
        return self.roll.people[names[0]].name if names else "单位负责人"

    def clerk(self, congress: str) -> str:
        """Who keeps a congress's papers: the deputies' work committee in the county, in a township the clerk.

        While a township has no clerk its chair does what cannot wait.
        """
        if congress == "county":
            return "lin_xiaomei"
        return self.holder(f"{congress}_rdb", "township_clerk") or self.holder(f"{congress}_zxt", "chair")

    def matter(self, slug: str) -> Matter:
        """The suggestion of that slug as it stands."""
        return _matter(self.matters[slug])[0]

    def assignment(self, slug: str, body: str) -> Matter:
        """A unit's newest share of a suggestion; its successor's where it has ended."""
        found = _assignments(self.matters[slug], self.roll.bodies[body].pk)
        assert found, f"{slug}: {body} handles nothing"
        return found[0]

    def arisen(self, slug: str, kind: str, body: str = "") -> list[Matter]:
        """What arose from a suggestion's replies (of that unit), in the order in which it arose."""
        rows = Matter.objects.unguarded(WHY).filter(kind=kind, arises_from__root_id=self.matters[slug])
        if body:
            rows = rows.filter(arises_from__assignment__handler=self.roll.bodies[body])
        return list(rows.select_related("body", "root").order_by("pk"))

    def begin(self, person: str, congress: str, data: Row) -> Fact:
        """A deputy raises a suggestion, from paper if he has no account."""
        self.done += 1
        body = self.roll.bodies[congress]
        if person in self.logins:
            return engine.begin(self.actor(person), "suggestions", body, data)
        behalf = Behalf(person=self.roll.people[person])
        return engine.begin(
            self.actor(self.clerk(congress)), "suggestions", body, _from_paper(data, congress), behalf=behalf
        )

    def person(self, person: str, congress: str, matter: Matter, name: str, **data: Any) -> Fact:
        """A deputy does a step, from paper if he has no account."""
        holder = None if person in self.logins else self.roll.people[person]
        return self._do(person if holder is None else self.clerk(congress), congress, matter, name, data, holder)

    def unit(
        self,
        body: str,
        congress: str,
        matter: Matter,
        name: str,
        roles: Iterable[str] = ("handler", "handler_head"),
        **data: Any,
    ) -> Fact:
        """A unit does a step through one of its posts, from paper if it has no account."""
        body = self.heir(body)
        person = self.holder(body, *roles)
        holder = None if person else self.roll.bodies[body]
        return self._do(person or self.clerk(congress), congress, matter, name, data, holder)

    def staff(self, person: str, matter: Matter, name: str, **data: Any) -> Fact:
        """Somebody of the congress or the government does a step of his own."""
        return self._do(person, "", matter, name, data, None)

    def heir(self, body: str) -> str:
        """The slug of the unit that answers for this one by now."""
        return self.heirs.get(body, body)

    def _do(
        self, person: str, congress: str, matter: Matter, name: str, data: Row, holder: Person | Body | None
    ) -> Fact:
        self.done += 1
        if holder is None:
            return engine.do(self.actor(person), matter.pk, name, data)
        behalf = Behalf(person=holder) if isinstance(holder, Person) else Behalf(body=holder)
        return engine.do(self.actor(person), matter.pk, name, _from_paper(data, congress), behalf=behalf)


def _from_paper(data: Row, congress: str) -> dict[str, Any]:
    where = "县人代选工委文件柜" if congress == "county" else "人大办文件柜"
    return {**data, "paper_kept": f"{where}，{clock.today():%Y}年建议卷"}


def workdays_after(day: date, number: int) -> date:
    """The `number`th workday after a day."""
    for _ in range(number):
        day = Calendar.shipped().next_workday(day + ONE)
    return day
