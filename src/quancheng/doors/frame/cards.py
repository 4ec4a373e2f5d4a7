"""Role cards of the demo county: they exist only where the demo made the database, and only close by."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.checks import CheckMessage, Error
from django.http import HttpRequest

from quancheng.record import clock
from quancheng.roster import keys
from quancheng.roster.models import Body, Mandate, Post
from quancheng.roster.roles import role

LOOPBACK = {"127.0.0.1", "::1"}
PER_ROLE, PER_CONGRESS = 3, 4  # cards shown; display only
_made_by_demo: Callable[[], bool] = lambda: False  # noqa: E731


def vouch(made_by_demo: Callable[[], bool]) -> None:
    """The demo tells how to know that it made this database."""
    global _made_by_demo
    _made_by_demo = made_by_demo


def allowed(request: HttpRequest) -> bool:
    """Whether role cards exist here for this request."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    close = request.META.get("REMOTE_ADDR") in LOOPBACK and host in (*LOOPBACK, "localhost")
    return (close or os.environ.get("QUANCHENG_DEMO") == "1") and not keys.real() and _made_by_demo()


def check(**_: object) -> list[CheckMessage]:
    """Role cards beside real personal data would let anybody in."""
    if os.environ.get("QUANCHENG_DEMO") == "1" and keys.real():
        return [Error("有正式密钥（keys）的系统不能打开演示角色卡：请去掉 QUANCHENG_DEMO=1。", id="demo.E001")]
    return []


@dataclass(frozen=True)
class Card:
    """One person to be."""

    account: int
    name: str
    title: str
    body: str


@dataclass(frozen=True)
class Hand:
    """Cards of one kind of people."""

    title: str
    cards: tuple[Card, ...]


COUNTY, TOWNSHIP, UNIT = "县人大机关", "乡镇人大", "承办单位和政府办"


def hands(request: HttpRequest) -> list[Hand]:
    """A few people of every post, and a few deputies of every congress that has accounts."""
    today = clock.today()
    posts = (
        Post.objects.on(today)
        .filter(person__account__is_active=True)
        .select_related("person__account", "body")
        .order_by("pk")
    )
    by_group: dict[str, list[Card]] = {COUNTY: [], TOWNSHIP: [], UNIT: []}
    seen: dict[tuple[str, str], int] = {}
    for post in posts:
        group = _group(post)
        seen[group, post.role] = seen.get((group, post.role), 0) + 1
        if seen[group, post.role] <= PER_ROLE:
            title = post.title or role(post.role).label
            by_group[group].append(
                Card(post.person.account.pk, post.person.name, title, post.body.short or post.body.name)
            )
    return [Hand(t, tuple(c)) for t, c in by_group.items() if c] + list(_deputies())


def _group(post: Post) -> str:
    if post.body.congress_id is None:
        return UNIT
    return COUNTY if post.body.tier == Body.Tier.COUNTY else TOWNSHIP


def _deputies() -> Iterable[Hand]:
    seats = (
        Mandate.objects.on(clock.today())
        .filter(person__account__is_active=True)
        .select_related("person__account", "congress")
    )
    by_congress: dict[str, list[Card]] = {}
    for seat in seats.order_by("congress_id", "pk"):
        cards = by_congress.setdefault(seat.congress.name, [])
        if len(cards) < PER_CONGRESS:
            cards.append(Card(seat.person.account.pk, seat.person.name, "代表", seat.delegation or seat.district))
    for congress, cards in by_congress.items():
        yield Hand(f"{congress}代表", tuple(cards))
