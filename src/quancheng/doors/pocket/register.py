"""我的履职档案 on a deputy's phone: what the register says of him and what he did, in each congress he sits in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from quancheng.doors.frame.doorway import inside
from quancheng.record import clock
from quancheng.rooms.register.reads import file
from quancheng.roster.actor import Actor


@inside
@require_GET
def mine(request: HttpRequest, door: str) -> HttpResponse:
    """/pocket/register/."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seats = file.own(actor, clock.today())
    if not seats:
        raise Http404
    return render(request, "register/pocket/mine.html", {"seats": seats})


urlpatterns = [path("register/", mine, {"door": "pocket"}, "register")]
