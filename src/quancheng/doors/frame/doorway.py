"""Who may come in by which door, and where a request stands."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from quancheng.roster.actor import Actor

from .errors import sentence

DESK, POCKET = "desk", "pocket"
OWN_PASSWORD = "/password/"
View = Callable[..., HttpResponseBase]


def acting(request: HttpRequest) -> Actor:
    """Who asks: the person with his posts and mandates of today, as the middleware found him."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def home_of(actor: Actor) -> str:
    """Where a person begins: whose posts act at the desk, everybody else at the pocket; a deputy in a presidium stays one."""
    acts = any(post.role.acts_for for post in actor.posts)
    return "/desk/" if acts or (actor.posts and not actor.seats) else "/pocket/"


def inside(view: View) -> View:
    """Only for people who are logged in; the desk only for those who hold a post."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and request.method == "POST":
            # a redirect would throw away what was typed; the browser's way back keeps it
            return sentence(
                request,
                403,
                "登录已过期",
                "这次没有提交。请先重新登录，再返回这一页提交；填过的内容还在，也会自动带回。",
            )
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.must_change and request.path != OWN_PASSWORD:
            # the office knows his first password: nothing is done under his name before he has his own
            return redirect(OWN_PASSWORD)
        actor = acting(request)
        door = kwargs.get("door")
        if door == DESK and not actor.posts:
            if request.method == "GET":
                return redirect(request.get_full_path().replace("/desk/", "/pocket/", 1))
            return sentence(request, 403, "工作台只给机关和单位的工作人员使用", "代表请从代表端进入。")
        return view(request, *args, **kwargs)

    return entered


def number(text: str | None) -> int | None:
    """An id from a URL or a form, or None: never a number no database can hold."""
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 18 else None
