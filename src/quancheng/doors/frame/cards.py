"""Role cards of the demo county: they exist only where the demo made the database, and only close by."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.core.checks import CheckMessage, Error
from django.http import HttpRequest

from quancheng.record import clock
from quancheng.roster import keys
from quancheng.roster.models import Body, Mandate, Post
from quancheng.roster.roles import role

LOOPBACK = {"127.0.0.1", "::1"}
PER_ROLE, PER_CONGRESS = 3, 4  # cards shown; display only
SHOWN = {"township_clerk": 20, "presidium_member": 1}  # where it is another number: every township's own clerk
Notes = Callable[[], Mapping[str, str]]
_made_by_demo: Callable[[], bool] = lambda: False  # noqa: E731
_notes: Notes = dict


def vouch(made_by_demo: Callable[[], bool], notes: Notes = dict) -> None:
    """The demo tells how to know that it made this database, and by congress's slug what there is to see there."""
    global _made_by_demo, _notes
    _made_by_demo, _notes = made_by_demo, notes


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
    note: str = ""


@dataclass(frozen=True)
class Hand:
    """Cards of one kind of people."""

    title: str
    cards: tuple[Card, ...]


COUNTY, TOWNSHIP, UNIT = "县人大机关", "乡镇人大", "承办单位和政府办"


def hands(request: HttpRequest) -> list[Hand]:
    """A few people of every post, every township's clerk; a few deputies of the county and one of each township."""
    today = clock.today()
    posts = (
        Post.objects.on(today)
        .filter(person__account__is_active=True)
        .select_related("person__account", "body__congress")
        .order_by("pk")
    )
    by_group: dict[str, list[Card]] = {COUNTY: [], TOWNSHIP: [], UNIT: []}
    seen: dict[tuple[str, str], int] = {}
    notes = _notes()
    for post in posts:
        group = _group(post)
        seen[group, post.role] = seen.get((group, post.role), 0) + 1
        if seen[group, post.role] <= SHOWN.get(post.role, PER_ROLE):
            title = post.title or role(post.role).label
            note = (
                notes.get(post.body.congress.slug, "") if post.body.congress and post.role == "township_clerk" else ""
            )
            by_group[group].append(
                Card(post.person.account.pk, post.person.name, title, post.body.short or post.body.name, note)
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
    upper: list[Card] = []
    lower: dict[str, Card] = {}
    for seat in seats.order_by("congress_id", "pk"):
        if seat.congress.tier == Body.Tier.COUNTY:
            upper.append(Card(seat.person.account.pk, seat.person.name, "县人大代表", seat.delegation or seat.district))
        elif seat.congress.short not in lower:
            lower[seat.congress.short] = Card(
                seat.person.account.pk, seat.person.name, "代表", f"{seat.congress.short} {seat.district}"
            )
    if upper:
        yield Hand("县人大代表", tuple(upper[:PER_CONGRESS]))
    if lower:
        yield Hand("乡镇人大代表", tuple(lower.values()))
