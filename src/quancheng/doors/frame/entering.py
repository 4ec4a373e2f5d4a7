"""Coming in and going out, whatever the way: a new session key, a row that he and the office see, and where he goes."""

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from quancheng.record import clock
from quancheng.roster.access import logins
from quancheng.roster.access.sessions import digest
from quancheng.roster.models import Account

BACKEND = "quancheng.doors.frame.login.PasswordBackend"
ROW = "login"  # in the session: the id of its Login


def enter(request: HttpRequest, account: Account, by: str, *, days: int | None = None) -> None:
    """Let him in. Nothing of the session before is carried over, and who was here on this browser is out."""
    with transaction.atomic():  # one commit, not eight: a whole congress logs in at nine o'clock
        go_out(request)
        login(request, account, backend=BACKEND)
        if days:
            request.session.set_expiry(days * 24 * 3600)
        row = logins.opened(account, here(request), by, request.headers.get("User-Agent", ""), clock.now())
    request.session[ROW] = row.pk


def go_out(request: HttpRequest) -> None:
    """End this browser's session and its log-in."""
    if request.session.session_key and ROW in request.session:
        logins.left(here(request), clock.now())
    logout(request)


def here(request: HttpRequest) -> str:
    """The digest by which this browser's session is known; "" without one."""
    return digest(request.session.session_key) if request.session.session_key else ""


def next_of(request: HttpRequest) -> str:
    """Where he wanted to go; never out of the house."""
    return safe(request, request.POST.get("next") or request.GET.get("next") or "")


def safe(request: HttpRequest, asked: str) -> str:
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else "/"
