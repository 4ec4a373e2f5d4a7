"""交接清单 on the desk: what one clerk handed to another on a day, to be printed and signed by both."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from quancheng.doors.frame.doorway import acting, inside
from quancheng.rooms.register import reads


@inside
@require_GET
def handed(request: HttpRequest, door: str, pk: int) -> HttpResponse:
    """/desk/register/handovers/<fact>/."""
    actor = acting(request)
    try:
        found = reads.handed_over(actor, pk)
    except ObjectDoesNotExist:
        raise Http404 from None
    return render(request, "register/desk/handed.html", {"handed": found})


urlpatterns = [path("register/handovers/<id:pk>/", handed, {"door": "desk"}, "handed_over")]
