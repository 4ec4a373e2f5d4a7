"""The sheet an office prints at once and never sees again: seat cards to be cut out, first passwords."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from quancheng.record import clock
from quancheng.roster.access.once import Once, Shown
from quancheng.roster.models import Account, Mandate

from .cards import LOOPBACK

if TYPE_CHECKING:
    from .tries import Try

PER_SHEET = 8  # cards of 90 × 65 mm on A4


@dataclass(frozen=True)
class Printed:
    """One card as it is cut out, or one line of first passwords."""

    name: str
    congress: str
    delegation: str
    picture: str = ""
    login: str = ""
    password: str = ""


def page(tried: "Try", fact: Any, handed: Shown) -> HttpResponse:
    """What was handed out, in the answer itself: no address leads back to it, and nothing keeps it."""
    cards = _printed(tried.request, handed.cards)
    context = {
        "cards": cards,
        "sheets": [cards[n : n + PER_SHEET] for n in range(0, len(cards), PER_SHEET)],
        "passwords": _printed(tried.request, handed.passwords),
        "day": clock.today(),
        "fact": fact,
        "back": tried.back,
        "host": tried.request.get_host(),
        "lonely": tried.request.get_host().rsplit(":", 1)[0].strip("[]") in {*LOOPBACK, "localhost"},
    }
    answer = render(tried.request, "frame/handed_out.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _printed(request: HttpRequest, handed: list[Once]) -> list[Printed]:
    """In the order in which they were made: delegations, then strokes."""
    accounts = Account.objects.select_related("person").in_bulk([h.account for h in handed])
    rows = Mandate.objects.filter(person__account__in=accounts, ends_on=None).select_related("congress")
    seats = {row.person_id: row for row in rows.order_by("-congress__tier")}
    return [_one(request, accounts[h.account], seats.get(accounts[h.account].person_id), h) for h in handed]


def _one(request: HttpRequest, account: Account, seat: Mandate | None, handed: Once) -> Printed:
    said = Printed(account.person.name, seat.congress.name if seat else "", seat.delegation if seat else "")
    if handed.login:
        return Printed(said.name, said.congress, said.delegation, login=handed.login, password=handed.secret)
    address = request.build_absolute_uri(reverse("scan", args=[handed.secret]))
    return Printed(said.name, said.congress, said.delegation, segno.make(address, error="m").svg_data_uri(border=1))
