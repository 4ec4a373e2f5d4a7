"""办件清单 and 交办清单 on the desk: what every unit was handed, how far it is; both as files an office files."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from quancheng.doors.frame import lists as files
from quancheng.doors.frame.doorway import acting, inside, number
from quancheng.doors.frame.errors import sentence
from quancheng.record import clock
from quancheng.rooms.suggestions import reads
from quancheng.rooms.suggestions.papers import lists
from quancheng.rooms.suggestions.reads import handings
from quancheng.rooms.suggestions.reads.handings import Wanted
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

PER_PAGE = 50
TITLES = {"assignments": "代表建议办件清单", "handovers": "代表建议交办清单"}


class BadDay(ValueError):
    """A day that cannot be read; the sentence says how to write it."""


def _day(text: str, what: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadDay(f"{what}“{text[:20]}”看不懂，请写成 {clock.today()} 这样。") from None


def asked(request: HttpRequest) -> tuple[Wanted, list[Body]]:
    """What the address asks for. Raises BadDay."""
    actor = acting(request)
    get = request.GET
    bodies = reads.congresses(actor) if any(p.congress_id for p in actor.posts) else []
    chosen = next((b for b in bodies if b.slug == get.get("congress")), bodies[0] if bodies else None)
    state = get.get("state", "")
    return Wanted(
        chosen, state if state in dict(handings.STATES) else "", number(get.get("unit")) or 0, _day(get.get("since", ""), "交办日期从"),
        _day(get.get("until", ""), "交办日期到"),
    ), bodies  # fmt: skip


@inside
@require_safe
def listing(request: HttpRequest, door: str, kind: str) -> HttpResponse:
    """/desk/suggestions/assignments/ and /handovers/; with ?as=xlsx, pdf or docx the whole list as a file."""
    actor = acting(request)
    try:
        wanted, bodies = asked(request)
    except BadDay as fault:
        return sentence(request, 422, "日期看不懂", str(fault))
    rows = handings.assignments(actor, wanted)
    rows = (
        rows.order_by("handler__name", "counted_from", "pk")
        if kind == "handovers"
        else rows.order_by("-counted_from", "-pk")
    )
    if way := files.wanted(request):
        return _file(request, actor, wanted, kind, handings.shown(actor, rows[: files.MOST]), way)
    page = max(1, min(number(request.GET.get("page")) or 1, 10**5))
    count = rows.count()
    return render(request, "suggestions/desk/handings.html", _context(wanted, bodies, kind, page, count) | {
        "lines": handings.shown(actor, rows[(page - 1) * PER_PAGE : page * PER_PAGE]), "units": handings.units(actor, wanted.congress),
    })  # fmt: skip


def _file(request: HttpRequest, actor: Actor, wanted: Wanted, kind: str, lines: Any, way: str) -> HttpResponse:
    congress = wanted.congress
    title = f"{congress.name if congress else ''}{TITLES[kind]}"
    make = lists.handed if kind == "handovers" else lists.handled
    return files.answer(
        request, make(lines, title, files.office(actor, congress.pk if congress else None), wanted.words), way
    )


def _context(wanted: Wanted, bodies: list[Body], kind: str, page: int, count: int) -> dict[str, Any]:
    chosen = {
        "congress": wanted.congress.slug if wanted.congress and len(bodies) > 1 else "", "unit": wanted.unit or "", "since": wanted.since or "",
        "until": wanted.until or "",
    }  # fmt: skip
    keep = {k: str(v) for k, v in chosen.items() if v}
    return {
        "wanted": wanted, "bodies": bodies, "kind": kind, "title": TITLES[kind], "count": count, "page": page, "last": max(1, -(-count // PER_PAGE)),
        "states": [(key, word, urlencode(keep | ({"state": key} if key else {})), key == wanted.state) for key, word in handings.STATES],
        "keep": urlencode(keep | ({"state": wanted.state} if wanted.state else {})),
    }  # fmt: skip


urlpatterns = [
    path("suggestions/assignments/", listing, {"door": "desk", "kind": "assignments"}, "assignments"),
    path("suggestions/handovers/", listing, {"door": "desk", "kind": "handovers"}, "handovers"),
]
