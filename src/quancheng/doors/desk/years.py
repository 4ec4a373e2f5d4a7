"""年度事项 on the desk: what law and local rules ask of a congress in a year, done, soon, late; the townships below it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from quancheng.doors.frame.doorway import acting, inside
from quancheng.procedure import obligations
from quancheng.procedure.obligations import Line
from quancheng.procedure.registry import Link, link
from quancheng.record import clock
from quancheng.rooms.rulebook.reads import congresses
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

FIRST = 1954  # no year page before there were local people's congresses

link(
    Link(
        "desk", "年度事项", "calendar-event", "/desk/year/", shown=lambda actor: any(p.congress_id for p in actor.posts)
    )
)


def _body(actor: Actor, slug: str) -> tuple[Body, list[Body]]:
    """The congress asked for, if the actor reads it, and the townships he reads below it."""
    bodies = congresses(actor)
    found = next((b for b in bodies if b.slug == slug), None)
    if found is None:
        raise Http404
    return found, [b for b in bodies if b.parent_id == found.pk]


@inside
@require_safe
def home(request: HttpRequest, door: str) -> HttpResponse:
    """/desk/year/: this year of one's own congress."""
    actor = acting(request)
    found = next(iter(congresses(actor)), None)
    if found is None:
        raise Http404
    return redirect(f"/desk/year/{found.slug}/{clock.today().year}/")


@inside
@require_safe
def year_page(request: HttpRequest, door: str, slug: str, year: int) -> HttpResponse:
    """One congress's year; for a county also its townships', every figure by the same key as the lists it opens."""
    actor = acting(request)
    body, below = _body(actor, slug)
    today = clock.today()
    if not FIRST <= year <= today.year + 1:
        raise Http404
    found = obligations.of_year(actor, [body, *below], year)
    lines = found[body.pk]
    grid = [(b, found[b.pk]) for b in below]
    heads = [o for o in obligations.obligations() if not o.tiers or "township" in o.tiers]
    return render(request, "rulebook/desk/year.html", {
        "body": body, "year": year, "lines": lines, "grid": grid, "heads": heads, "today": today, "counted": _counted(lines),
        "previous": year - 1, "next": year + 1 if year < today.year else None,
    })  # fmt: skip


def _counted(lines: list[Line]) -> list[tuple[str, str, int]]:
    """How many stand in each state: shape, word, count."""
    states = dict.fromkeys(line.state for line in lines)
    return [
        (next(x.mark for x in lines if x.state == s), obligations.STATES[s], sum(x.state == s for x in lines))
        for s in states
    ]


@inside
@require_safe
def items(request: HttpRequest, door: str, slug: str, year: int, name: str) -> HttpResponse:
    """What one figure of the year page counts."""
    actor = acting(request)
    body, _ = _body(actor, slug)
    found = obligations.of_year(actor, [body], year)[body.pk] if FIRST <= year <= date.max.year - 1 else []
    line = next((x for x in found if x.asked_by.id == name), None)
    if line is None:
        raise Http404
    return render(request, "rulebook/desk/year_items.html", {"body": body, "year": year, "line": line})


app_name = "year"
_DESK = {"door": "desk"}
urlpatterns = [
    path("", home, _DESK, "home"),
    path("<slug:slug>/<int:year>/", year_page, _DESK, "page"),
    path("<slug:slug>/<int:year>/<name:name>/", items, _DESK, "items"),
]
