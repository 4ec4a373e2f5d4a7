"""Queries for pages: what I owe, what I gave out, what I may do here. They take an actor and return rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from quancheng.record.lists import Holder, due_first
from quancheng.record.models import Duty, Fact, File, Matter, Party
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Person

from . import registry
from .calls import Behalf, Call, Refusal
from .days import DayView, day_view
from .definition import Aside, Step
from .entitle import bears, holds, may_enter_for, rights
from .models import Draft, Notice
from .moving import holders


@dataclass
class Owed:
    """One line of 工作台: what is owed, on what, by when and why."""

    duty: Duty
    matter: Matter
    title: str
    day: DayView | None
    holder: str


def barred(actor: Actor, congress: Body | None = None) -> list[Refusal]:
    """Why this actor may do nothing as a member of a congress, of any if none is named: what the rooms say."""
    return [refusal for says in registry.barring if (refusal := says(actor, congress))]


MOST = 200  # open duties that a to-do list goes through
BADGE = 99  # what a menu counts to; beyond it says 99+


def todo(actor: Actor, limit: int = MOST) -> list[Owed]:
    """Open duties that are this actor's to do, by last day; those without one come last. Two queries."""
    ids = _mine(actor, limit)
    rows = Duty.objects.seen_by(actor).filter(pk__in=ids).select_related(
        "matter__root", "matter__body", "body", "person", "opened_by__actor", "opened_by__matter", "opened_by__for_person", "opened_by__for_body"
    )  # fmt: skip
    return [
        owed(d)
        for d in sorted(rows, key=lambda d: (d.due_on is None, d.due_on or d.opened_on, d.pk))
        if holds(actor, d)
    ]


def owing(actor: Actor, kind: str = "") -> int:
    """How many open duties are this actor's to do, counted no further than BADGE + 1; of trees of one kind if it is named."""
    return len(_mine(actor, BADGE + 1, kind))


def _mine(actor: Actor, limit: int, kind: str = "") -> list[int]:
    """Ids of open duties of his own and, in his bodies, of the roles his posts act for."""
    holders: list[Holder] = [("person_id", actor.person_id, ())] if actor.person_id else []
    for body in sorted(actor.bodies):
        roles = sorted({role for held in actor.posts if body in held.acts_in for role in held.role.acts_for})
        holders += [("body_id", body, roles)] if roles else []
    return due_first(actor, holders, limit, kind)


def owed(duty: Duty) -> Owed:
    """A duty as a page shows it."""
    spec = registry.definition_of(duty.matter).at(duty.name)
    return Owed(
        duty,
        duty.matter,
        spec.title if spec else duty.name,
        day_view(duty.due_on, duty.why),
        str(duty.person or duty.body),
    )


def matter(actor: Actor, ref: str) -> Matter:
    """The matter of that public reference, if this actor may see it. Raises Matter.DoesNotExist alike if it is hidden or absent."""
    return Matter.objects.seen_by(actor).select_related("body", "root", "part_of", "arises_from").get(ref=ref)


def only_member(actor: Actor, root: Matter) -> bool:
    """Whether he sees it by membership alone: then only title, lead and state are shown."""
    keys = set(root.readers.values_list("key", flat=True)) & set(actor.keys)
    return bool(keys) and all(key.startswith("m:") for key in keys)


@dataclass
class Offer:
    """Something the actor may do on this matter now, or sees greyed with the reason why not."""

    matter: Matter
    spec: Step | Aside
    duty: Duty | None = None
    behalf: Person | Body | None = None
    against: list[Refusal] = field(default_factory=list)

    @property
    def query(self) -> str:
        """The part of the URL that tells one duty or holder from another."""
        if self.behalf:
            return f"?for={'p' if isinstance(self.behalf, Person) else 'b'}{self.behalf.pk}"
        return f"?duty={self.duty.pk}" if self.duty else ""


def offers(actor: Actor, root: Matter) -> list[Offer]:
    """What the actor may do now on a matter and its open parts: duties first, rights next, then on behalf of others."""
    from quancheng.record import clock

    from .book import book
    from .lawful import standing

    tree = Matter.objects.seen_by(actor).filter(root_id=root.root_id).select_related("body", "root").order_by("pk")
    mine, by_right, others = [], [], []
    for m in tree:
        made = registry.definition_of(m)
        for duty in (
            Duty.objects.seen_by(actor)
            .filter(matter=m, state=Duty.State.OPEN)
            .select_related("person", "body")
            .order_by("pk")
        ):
            spec = made.at(duty.name)
            if spec and holds(actor, duty):
                mine.append(Offer(m, spec, duty))
            elif spec and spec.behalf and may_enter_for(actor, m) and f"{m.kind}.{spec.id}" in registry.acts:
                others.append(Offer(m, spec, None, duty.person or duty.body))
        for aside in rights(actor, m):
            if aside.id == "correct" or aside.show == "papers":  # those stand beside the papers themselves
                continue
            call = Call(m.kind, aside, actor, m.body, book(), clock.today(), matter=m)
            by_right.append(Offer(m, aside, against=standing(call)))
        others += _rights_of_others(actor, m)
    return [*mine, *by_right, *others]


def _rights_of_others(actor: Actor, matter: Matter) -> list[Offer]:
    """What those in a matter may do by right, as far as the actor may enter it for them; a right of the whole congress
    would be a line for every deputy."""
    if not may_enter_for(actor, matter):
        return []
    found = []
    for aside in registry.definition_of(matter).asides.values():
        known = f"{matter.kind}.{aside.id}" in registry.acts
        if aside.is_right and aside.behalf and known and aside.lasts(matter.step) and not aside.show:
            found += [Offer(matter, aside, None, h) for h in holders(matter, aside.by) if not bears(actor, aside.by, h)]
    return found


def behalf_of(code: str) -> Behalf | None:
    """For whom, from the URL: p12 a person, b34 a body."""
    if not code or code[0] not in "pb" or not code[1:].isdecimal():
        return None
    found: Person | Body | None
    if code[0] == "p":
        found = Person.objects.filter(pk=int(code[1:])).first()
        return Behalf(person=found) if found else None
    found = Body.objects.filter(pk=int(code[1:])).first()
    return Behalf(body=found) if found else None


def sent(actor: Actor, limit: int = 8) -> list[Matter]:
    """What I have a part in and others are at: open roots, newest first."""
    if not actor.person_id:
        return []
    did = Fact.objects.seen_by(actor).filter(actor_id=actor.person_id).values("matter__root_id")
    party = Party.objects.seen_by(actor).filter(person_id=actor.person_id, until=None).values("matter__root_id")
    rows = Matter.objects.seen_by(actor).filter(Q(pk__in=did) | Q(pk__in=party), part_of=None, ended_as="")
    return list(rows.select_related("body").order_by("-opened_on", "-pk")[:limit])


def notices(actor: Actor, limit: int = 30) -> list[Notice]:
    """Lines for this person and the bodies he acts in, newest first."""
    rows = Notice.objects.seen_by(actor).filter(Q(person_id=actor.person_id) | Q(body_id__in=actor.bodies))
    return list(rows.select_related("matter__root", "fact").order_by("-on", "-pk")[:limit])


def drafts(actor: Actor) -> list[Draft]:
    """What this person has typed and not sent."""
    return list(Draft.objects.filter(person_id=actor.person_id).select_related("matter", "body").order_by("-saved_at"))  # type: ignore[misc]


def files(actor: Actor, root: Matter) -> list[File]:
    """Files used anywhere in the tree."""
    return list(File.objects.seen_by(actor).filter(matter__root_id=root.root_id).order_by("-pk"))


def startable(actor: Actor, bodies: Iterable[Body] | None = None) -> list[tuple[str, Body, bool]]:
    """What the actor may begin, where, and whether only on behalf of others: (kind, congress, behalf)."""
    found = []
    congresses = Body.objects.filter(kind=Body.Kind.CONGRESS).order_by("pk") if bodies is None else bodies
    for kind, may in registry.starters.items():
        made = registry.definitions[kind][-1]
        for body in congresses:
            if may(actor, body):
                found.append((kind, body, False))
            elif made.behalf_by and actor.capacity(made.behalf_by, body.pk):
                found.append((kind, body, True))
    return found
