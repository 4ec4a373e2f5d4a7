"""历年台账 on the desk: upload, mapping, dry run, result with undo. What is uploaded once is kept."""

from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from quancheng.doors.frame.doorway import View, acting, inside
from quancheng.doors.frame.errors import sentence
from quancheng.procedure.registry import Link, link
from quancheng.rooms.suggestions import ledger
from quancheng.rooms.suggestions.ledger import BadLedger
from quancheng.roster.actor import Actor

HOME = "/desk/suggestions/ledger/"
PAGES = "suggestions/desk/ledger_"
LISTED = 500  # rows a page lists; what is more is counted

link(Link("desk", "历年台账", "history", HOME, shown=lambda actor: actor.serves_as("examiner"), rank=80))


def _of_import(view: View) -> View:
    """For one import of the actor's own congresses; anybody else's is not there. A refusal is a page of its own."""

    @inside
    @wraps(view)
    def found(request: HttpRequest, door: str, pk: int) -> HttpResponseBase:
        actor = acting(request)
        try:
            made = ledger.of(actor, pk)
        except ObjectDoesNotExist:
            raise Http404 from None
        try:
            return view(request, actor, made)
        except BadLedger as fault:
            return _page(request, "refused", {"made": made, "fault": str(fault)}, status=422)

    return found


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"{PAGES}{name}.html", context | {"base": "frame/desk.html", "home": HOME}, status=status)


@inside
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest, door: str) -> HttpResponse:
    """Past imports, unfinished ones, and the form for a new file."""
    actor = acting(request)
    congresses = ledger.congresses_of(actor)
    if not congresses:
        return sentence(request, 403, "历年台账由人大机关的工作人员导入", "您的岗位不办理建议的审查编号。")
    fault = ""
    if request.method == "POST":
        file, slug = request.FILES.get("file"), request.POST.get("congress", next(iter(congresses)))
        try:
            if file is None or slug not in congresses:
                raise BadLedger("没有收到文件，请选好台账文件再上传。")
            return redirect(f"{HOME}{ledger.upload(actor, congresses[slug], file).pk}/")
        except BadLedger as wrong:
            fault = str(wrong)
    context = {"imports": ledger.history(actor), "congresses": congresses, "fault": fault}
    return _page(request, "home", context, 422 if fault else 200)


@_of_import
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, actor: Actor, made: Any) -> HttpResponse:
    """Which column says what; changed as often as the user likes until the file is entered."""
    if made.entered_at:
        return redirect(f"{HOME}{made.pk}/done/")
    wrong, again = ledger.change(actor, made, request.POST.dict()) if request.method == "POST" else ([], False)
    if request.method == "POST" and not wrong and not again:
        return redirect(f"{HOME}{made.pk}/check/")
    context = ledger.mapping_page(actor, made) | {"made": made, "wrong": wrong, "again": again}
    context |= {"twins": ledger.twins(made)}
    return _page(request, "mapping", context, 422 if wrong else 200)


@_of_import
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, actor: Actor, made: Any) -> HttpResponse:
    """The dry run; and, on POST, the entering of exactly what it shows."""
    if made.entered_at:
        return redirect(f"{HOME}{made.pk}/done/")
    fault = ""
    if request.method == "POST":
        try:
            book, congresses = ledger.book_of(made), ledger.congresses_of(actor)
            ledger.enter(actor, made, book, congresses, skip_errors="skip" in request.POST)
            return redirect(f"{HOME}{made.pk}/done/")
        except BadLedger as wrong:
            fault = str(wrong)
    plan = ledger.check(actor, made)
    context = {"made": made, "plan": plan, "fault": fault, "shown": plan.entering[:LISTED], "listed": LISTED}
    return _page(request, "check", context, 422 if fault else 200)


@_of_import
def done(request: HttpRequest, actor: Actor, made: Any) -> HttpResponse:
    """What an import has entered, and taking it back while nothing of it is used."""
    if not made.entered_at:
        return redirect(f"{HOME}{made.pk}/")
    rows = ledger.entered(made)
    return _page(
        request,
        "done",
        {"made": made, "rows": rows[:LISTED], "count": len(rows), "listed": LISTED, "used": ledger.used(made)},
    )


@_of_import
@require_POST
def undo(request: HttpRequest, actor: Actor, made: Any) -> HttpResponse:
    ledger.take_back(actor, made)
    return redirect(f"{HOME}{made.pk}/done/")


@_of_import
@require_POST
def again(request: HttpRequest, actor: Actor, made: Any) -> HttpResponse:
    return redirect(f"{HOME}{ledger.again(actor, made).pk}/")


@_of_import
@require_POST
def discard(request: HttpRequest, actor: Actor, made: Any) -> HttpResponse:
    ledger.discard(made)
    return redirect(HOME)


app_name = "ledger"
_DESK = {"door": "desk"}
urlpatterns = [
    path("", home, _DESK, "home"),
    path("<id:pk>/", mapping, _DESK, "mapping"),
    path("<id:pk>/check/", check, _DESK, "check"),
    path("<id:pk>/done/", done, _DESK, "done"),
    path("<id:pk>/undo/", undo, _DESK, "undo"),
    path("<id:pk>/again/", again, _DESK, "again"),
    path("<id:pk>/discard/", discard, _DESK, "discard"),
]
