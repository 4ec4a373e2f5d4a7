"""名册 on the desk: rolls, the structure of a congress, a deputy's page and file."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from quancheng.doors.frame import lists
from quancheng.doors.frame.doorway import acting, inside, number
from quancheng.procedure.registry import Link, link
from quancheng.record import clock
from quancheng.rooms.register import papers
from quancheng.rooms.register.reads import bodies, file, roll, structure
from quancheng.rooms.register.reads.people import person_page, personal
from quancheng.roster import strokes


def _roll(request: HttpRequest, slug: str) -> roll.Roll:
    filters = roll.Filters.of({k: v for k, v in request.GET.items() if isinstance(v, str)})
    try:
        return roll.roll(acting(request), slug, number(request.GET.get("term")), filters, clock.today())
    except ObjectDoesNotExist:
        raise Http404 from None


def _keep(found: roll.Roll, **other: str) -> str:
    """The same roll in an address, with what is to be different."""
    asked = {"term": str(found.term.ordinal), "state": found.filters.state, "q": found.filters.query}
    return urlencode({k: v for k, v in (asked | found.filters.facets | other).items() if v})


@inside
@require_GET
def home(request: HttpRequest, door: str) -> HttpResponse:
    """Every congress whose register one may see."""
    found = roll.overview(acting(request), clock.today())
    if not found:
        raise Http404
    return render(request, "register/desk/home.html", {"rows": found})


@inside
@require_GET
def deputies(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """花名册 of one congress and term; with ?as= the same as a file."""
    found = _roll(request, slug)
    if way := lists.wanted(request):
        return lists.answer(request, papers.listing_of(found), way)
    return render(request, "register/desk/roll.html", {
        "roll": found, "title": papers.title_of(found), "states": [(k, w, n, _keep(found, state=k)) for k, w, n in roll.counted(found)],
        "choices": [(f, [(v, v) for v in vs], found.filters.facets.get(f.id, "")) for f, vs in roll.choices(found) if vs != [structure.UNKNOWN]],
        "keep": _keep(found), "past": roll.past(acting(request), found.congress), "registrar": _keeps(request, found),
        "unplaced": roll.unplaced(found) if _keeps(request, found) else [],
    })  # fmt: skip


def _keeps(request: HttpRequest, found: roll.Roll) -> bool:
    """Whether the reader keeps this register."""
    return bool(acting(request).capacity("registrar", found.congress.pk)) and not found.matter.ended_as


@inside
@require_GET
def units(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """机构名录: the bodies of the place and who stands in them; with ?as= the same as a file."""
    found = _roll(request, slug)
    shown = bodies.directory(found.congress, found.day)
    if way := lists.wanted(request):
        return lists.answer(request, papers.directory_of(found, shown), way)
    return render(request, "register/desk/units.html", {
        "roll": found, "directory": shown, "registrar": _keeps(request, found), "keep": "",
    })  # fmt: skip


@inside
@require_GET
def statistics(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """代表结构统计表: every figure opens its list."""
    found = _roll(request, slug)
    shown = [line.seat for line in found.lines]
    divisions = structure.divide(shown, found.day)
    return render(request, "register/desk/structure.html", {
        "roll": found, "divisions": divisions, "total": len(shown), "state": roll.STATES[found.filters.state],
        "keep": _keep(found), "office": found.congress.name, "title": papers.title_of(found, "代表结构"),
    })  # fmt: skip


@inside
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, door: str, slug: str, person: int) -> HttpResponse:
    """One deputy: who, since when, and the eight parts of the file. Prints as 履职档案.

    Personal data stands there masked, for the office alone; opening it takes a reason and is written down.
    """
    found, registrar = _roll(request, slug), False
    try:
        page = person_page(acting(request), found, person)
    except ObjectDoesNotExist:
        raise Http404 from None
    registrar = _keeps(request, found)
    if request.method == "POST" and not registrar:
        raise Http404
    reason = request.POST.get("reason", "").strip()[:40] if request.method == "POST" else ""
    fault = "请写明看这些号码的用途，再点显示。" if request.method == "POST" and not reason else ""
    held = personal(acting(request), page.person, reason) if registrar else []
    return render(request, "register/desk/person.html", {
        "page": page, "roll": found, "parts": file.file_of(acting(request), page.person, found.congress.pk),
        "registrar": registrar, "personal": held, "any_personal": any(text for _, text in held), "opened": reason,
        "fault": fault, "keep": _keep(found),
    }, status=422 if fault else 200)  # fmt: skip


@inside
@require_http_methods(["GET", "POST"])
def stroke_places(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """Where a character stands that the table of strokes does not know, or puts wrongly."""
    found = _roll(request, slug)
    if not _keeps(request, found):
        raise Http404
    typed, fault = {name: request.POST.get(name, "").strip()[:4] for name in ("character", "after")}, ""
    if request.method == "POST":
        try:
            strokes.place(typed["character"], typed["after"])
            return redirect(f"/desk/register/{slug}/")
        except strokes.Unplaced as wrong:
            fault = str(wrong)
    lacking = roll.unplaced(found)
    return render(request, "register/desk/strokes.html", {
        "roll": found, "unplaced": lacking, "places": strokes.placed(), "fault": fault,
        "typed": typed | {"character": typed["character"] or "".join(lacking[:1])},
    }, status=422 if fault else 200)  # fmt: skip


link(Link("desk", "名册", "users", "/desk/register/", None, roll.any_roll, 20))

urlpatterns = [
    path("register/", home, {"door": "desk"}, "register"),
    path("register/<slug:slug>/", deputies, {"door": "desk"}, "roll"),
    path("register/<slug:slug>/units/", units, {"door": "desk"}, "units"),
    path("register/<slug:slug>/structure/", statistics, {"door": "desk"}, "roll_structure"),
    path("register/<slug:slug>/strokes/", stroke_places, {"door": "desk"}, "strokes"),
    path("register/<slug:slug>/deputies/<id:person>/", person, {"door": "desk"}, "deputy"),
]
