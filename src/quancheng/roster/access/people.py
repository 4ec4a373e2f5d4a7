"""Whom an office lets in: the deputies of a term with their cards, the staff of a place with their accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from ..models import Account, Body, Mandate, Person, Post, SeatCard, Term
from ..roles import role
from . import seatcards
from .seatcards import State

NONE, LEFT = "none", "已不在岗"
STATES = {
    NONE: "还没有卡",
    State.NEW.value: "没有用过",
    State.BOUND.value: "在用",
    State.LOCKED.value: "锁住了",
    State.ENDED.value: "已作废",
}


@dataclass
class Deputy:
    """One deputy and his card, if he ever had one."""

    seat: Mandate
    account: Account | None
    card: SeatCard | None
    others: bool

    @property
    def state(self) -> str:
        """One of STATES."""
        return seatcards.state(self.card).value if self.card else NONE

    @property
    def word(self) -> str:
        return STATES[self.state]


@dataclass
class Worker:
    """One member of staff with his posts and how he comes in."""

    person: Person
    posts: str
    account: Account | None
    seen_at: datetime | None
    others: bool


def seats(term: Term) -> QuerySet[Mandate]:
    """Seats that are not over, deputies-elect too."""
    return Mandate.objects.filter(term=term, ends_on=None)


def deputies(term: Term, on: date) -> list[Deputy]:
    """Everybody who sits or will sit, in the order of delegations and strokes. Four queries."""
    rows = list(seats(term).select_related("person", "group").order_by("delegation", "person__stroke_key", "pk"))
    people = [r.person_id for r in rows]
    accounts = {a.person_id: a for a in Account.objects.filter(person__in=people)}
    cards: dict[int, SeatCard] = {}
    for card in SeatCard.objects.filter(account__person__in=people).select_related("account").order_by("pk"):
        cards[card.account.person_id] = card
    away = outsiders(people, term.congress, on)
    return [Deputy(r, accounts.get(r.person_id), cards.get(r.person_id), r.person_id in away) for r in rows]


def staff(congress: Body, on: date) -> list[Worker]:
    """Whoever holds a post today in a body of the congress's area, the congress's first; last those who have left
    and could still come in."""
    posts = Post.objects.on(on).filter(body__area_id=congress.area_id).select_related("body", "person")
    held: dict[int, list[Post]] = {}
    for post in sorted(posts, key=lambda p: (p.body.congress_id != congress.pk, p.body_id, p.pk)):
        held.setdefault(post.person_id, []).append(post)
    accounts = Account.objects.filter(person__in=held).annotate(seen=Max("logins__seen_at"))
    by_person = {a.person_id: a for a in accounts}
    away = outsiders(held, congress, on)
    here = [
        Worker(rows[0].person, _held(rows), by_person.get(pk), getattr(by_person.get(pk), "seen", None), pk in away)
        for pk, rows in held.items()
    ]
    return here + [Worker(a.person, LEFT, a, a.seen, False) for a in _left(congress, on)]  # type: ignore[attr-defined]


def _left(congress: Body, on: date) -> QuerySet[Account]:
    """Accounts still open of people who once served in the area, and sit and serve nowhere now."""
    now = Post.objects.on(on).values("person")
    sitting = Mandate.objects.filter(ends_on=None).values("person")
    once = Post.objects.filter(body__area_id=congress.area_id).values("person")
    rows = Account.objects.filter(is_active=True, person__in=once).exclude(person__in=now).exclude(person__in=sitting)
    return rows.select_related("person").annotate(seen=Max("logins__seen_at")).order_by("person__stroke_key", "pk")


def _held(posts: list[Post]) -> str:
    return "；".join(f"{p.body.short or p.body.name}{p.title or role(p.role).label}" for p in posts)


def outsiders(people: Iterable[int], congress: Body, on: date) -> set[int]:
    """Those of these people who also sit or serve above or elsewhere: this congress must not let itself in as them."""
    ids = list(people)
    posts = Post.objects.on(on).filter(person__in=ids).exclude(body__area__code__startswith=congress.area_id)
    there = Mandate.objects.filter(person__in=ids, ends_on=None).exclude(
        congress__area__code__startswith=congress.area_id
    )
    return {*posts.values_list("person_id", flat=True), *there.values_list("person_id", flat=True)}


def within(congress: Body, on: date) -> QuerySet[Person]:
    """Everybody whose account this congress looks after: its deputies and the staff of its area, also those of the past;
    nobody who sits or serves outside now."""
    near = Q(posts__body__area_id=congress.area_id) | Q(mandates__congress=congress)
    found = set(Person.objects.filter(near).values_list("pk", flat=True))
    return Person.objects.filter(pk__in=found - outsiders(found, congress, on))
