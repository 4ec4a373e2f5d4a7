"""导入名册 on the desk: a roll or a list of units is uploaded, mapped, tried dry, entered, taken back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quancheng.doors.frame.doorway import inside, number
from quancheng.procedure import engine
from quancheng.procedure.calls import AlreadyDone, Invalid, NotYours, Refused
from quancheng.record import clock
from quancheng.rooms.register import imports
from quancheng.rooms.register.imports import BadImport
from quancheng.roster.actor import Actor

PAGES = "register/desk/import_"
LISTED = 1000  # rows a page lists; what is more is counted
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _desk(request: HttpRequest, slug: str, ordinal: int | None = None) -> Any:
    try:
        return imports.desk(_actor(request), slug, ordinal)
    except ObjectDoesNotExist:
        raise Http404 from None


def _home(slug: str) -> str:
    return f"/desk/register/{slug}/import/"


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"{PAGES}{name}.html", context, status=status)


def _of_import(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For one import of a register the actor keeps; anybody else's is not there. A refusal is a page of its own."""

    @inside
    @wraps(view)
    def found(request: HttpRequest, door: str, slug: str, pk: int) -> HttpResponseBase:
        try:
            made = imports.of(_desk(request, slug).term.congress, pk)
        except ObjectDoesNotExist:
            raise Http404 from None
        roll = _desk(request, slug, made.term.ordinal if made.term else None)
        context = {"made": made, "roll": roll, "home": _home(slug), "here": f"{_home(slug)}{pk}/"}
        try:
            return view(request, made, roll, context)
        except BadImport as fault:
            return _page(request, "refused", context | {"fault": str(fault)}, status=422)

    return found


def _do(request: HttpRequest, roll: Any, name: str, data: dict[str, str]) -> list[str]:
    """Do a step of the term's matter; what is wrong or lacking, in sentences."""
    try:
        engine.do(_actor(request), roll.matter.pk, name, data)
    except Invalid as wrong:
        return [str(text) for texts in wrong.form.errors.values() for text in texts]
    except Refused as fault:
        return [" ".join(x for x in (r.text, r.who and f"谁能补上：{r.who}。") if x) for r in fault.refusals]
    except (NotYours, AlreadyDone):
        raise Http404 from None
    return []


@inside
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """Past imports, unfinished ones, a blank sheet, and the form for a new file."""
    sent = request.POST if request.method == "POST" else request.GET
    roll, fault = _desk(request, slug, number(sent.get("term"))), ""
    if request.method == "POST":
        try:
            if (file := request.FILES.get("file")) is None:
                raise BadImport("没有收到文件，请选好文件再上传。")
            made = imports.upload(_actor(request), roll.term, request.POST.get("what", ""), file)
            return redirect(f"{_home(slug)}{made.pk}/")
        except BadImport as wrong:
            fault = str(wrong)
    return _page(request, "home", {
        "roll": roll, "home": _home(slug), "fault": fault, "what": sent.get("what", "deputies"), "kinds": imports.WHAT.items(),
        "terms": imports.running(_actor(request), roll.term.congress), "imports": imports.history(roll.term.congress),
    }, 422 if fault else 200)  # fmt: skip


@inside
@require_safe
def blank(request: HttpRequest, door: str, slug: str, what: str) -> HttpResponse:
    """空白模板."""
    _desk(request, slug)
    if what not in imports.WHAT:
        raise Http404
    answer = HttpResponse(imports.template(what), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(imports.WHAT[what] + '模板')}.xlsx"
    return answer


@_of_import
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, made: Any, roll: Any, context: dict[str, Any]) -> HttpResponse:
    """Which column says what; changed as often as the user likes until the file is entered."""
    if made.entered_at:
        return redirect(f"{context['here']}done/")
    wrong, again = imports.change(made, request.POST.dict()) if request.method == "POST" else ([], False)
    if request.method == "POST" and not wrong and not again:
        return redirect(f"{context['here']}check/")
    context |= imports.mapping_page(made) | {"wrong": wrong, "again": again, "twins": imports.twins(made)}
    return _page(request, "mapping", context, 422 if wrong else 200)


@_of_import
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, made: Any, roll: Any, context: dict[str, Any]) -> HttpResponse:
    """The dry run; on POST the answers to its questions, or the entering of exactly what it shows."""
    if made.entered_at:
        return redirect(f"{context['here']}done/")
    faults: list[str] = []
    if request.method == "POST" and "decide" in request.POST:
        imports.decide(made, imports.check(made, roll.term), request.POST.dict())
        return redirect(f"{context['here']}check/#plan")
    if request.method == "POST":
        skip = {"skip": "on"} if "skip" in request.POST else {}
        faults = _do(request, roll, "import_roster", {"chosen": str(made.pk)} | skip)
        if not faults:
            return redirect(f"{context['here']}done/")
    plan = imports.check(made, roll.term)
    context |= {"plan": plan, "faults": faults, "shown": plan.entering[:LISTED], "listed": LISTED}
    return _page(request, "check", context | {"today": clock.today()}, 422 if faults else 200)


@_of_import
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, made: Any, roll: Any, context: dict[str, Any]) -> HttpResponse:
    """What an import has entered; on POST it is taken back as a whole, while nothing of it is used."""
    if not made.entered_at:
        return redirect(context["here"])
    faults: list[str] = []
    if request.method == "POST":
        faults = _do(request, roll, "undo_import", {"chosen": str(made.pk)})
        if not faults:
            return redirect(f"{context['here']}done/")
    rows = [] if made.undone_at else imports.entered(made)
    context |= {"rows": rows[:LISTED], "count": len(rows), "listed": LISTED, "faults": faults}
    context |= {"used": bool(rows) and imports.used(made)}
    return _page(request, "done", context, 422 if faults else 200)


@_of_import
@require_POST
def discard(request: HttpRequest, made: Any, roll: Any, context: dict[str, Any]) -> HttpResponse:
    imports.discard(made)
    return redirect(context["home"])


_DESK = {"door": "desk"}
urlpatterns = [
    path("register/<slug:slug>/import/", home, _DESK, "import"),
    path("register/<slug:slug>/import/blank/<slug:what>.xlsx", blank, _DESK, "import_blank"),
    path("register/<slug:slug>/import/<id:pk>/", mapping, _DESK, "import_mapping"),
    path("register/<slug:slug>/import/<id:pk>/check/", check, _DESK, "import_check"),
    path("register/<slug:slug>/import/<id:pk>/done/", done, _DESK, "import_done"),
    path("register/<slug:slug>/import/<id:pk>/discard/", discard, _DESK, "import_discard"),
]
