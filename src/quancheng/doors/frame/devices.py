"""The phone a seat card is bound to; where somebody is logged in; how often one may try from one place."""

import secrets

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from quancheng.record import clock
from quancheng.roster.access import logins, seatcards
from quancheng.roster.models import Account

from .doorway import inside, number
from .entering import here

COOKIE = "phone"
LASTS = 400 * 24 * 3600  # seconds; the longest a browser keeps a cookie
UNKNOWN, WITHIN = 30, 600  # unknown cards from one address, in so many seconds; a hall of deputies shares one address


def secret(request: HttpRequest) -> str:
    """What this phone was given when a card was bound to it."""
    return request.COOKIES.get(COOKIE, "")[:64]


def secret_for(request: HttpRequest) -> str:
    """The secret to bind one more card by: the one this phone has, if it is of a card in force, else a new one."""
    kept = secret(request)
    return kept if seatcards.on_device(kept) else secrets.token_urlsafe(32)


def remember(request: HttpRequest, answer: HttpResponse, kept: str) -> HttpResponse:
    """Let the phone keep its secret: no script reads it, and no other site makes the browser send it."""
    answer.set_cookie(COOKIE, kept, LASTS, httponly=True, samesite="Lax", secure=request.is_secure())
    return answer


def guessing(request: HttpRequest) -> bool:
    """Count one more card nobody issued; whether this address has tried too many."""
    name = f"unknown-card:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(name, 0, WITHIN)
    try:
        return int(cache.incr(name)) > UNKNOWN
    except ValueError:
        return False  # it has just run out


@inside
@require_safe
def mine(request: HttpRequest, door: str) -> HttpResponse:
    """我的登录: where and when, in force and over."""
    account: Account = request.user  # type: ignore[assignment]
    lines = logins.lines(account.pk, here(request), clock.world())
    context = {
        "lines": lines,
        "others": sum(x.alive and not x.here for x in lines),
        "over": any(not x.alive for x in lines),
    }
    return render(
        request, "frame/logins.html", context | {"account": account, "ended": number(request.GET.get("ended"))}
    )


@inside
@require_POST
def end(request: HttpRequest, door: str, login: int = 0) -> HttpResponse:
    """结束这个登录, or without an id 结束其他所有登录."""
    account: Account = request.user  # type: ignore[assignment]
    rows = logins.of(account.pk, other_than=here(request))
    rows = rows.filter(pk=login) if login else rows
    if login and not rows.exists():
        raise Http404
    ended = logins.end(rows, account.person_id, clock.now())
    return redirect(f"/{door}/logins/?ended={ended}")
