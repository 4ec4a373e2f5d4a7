"""公众看代表: who sits in a congress and what they did, by the whitelist of the register. No log-in, no cookie."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from quancheng.record import clock
from quancheng.rooms.register.reads import public


@require_GET
def congresses(request: HttpRequest) -> HttpResponse:
    """/deputies/: every congress with deputies in office."""
    return render(request, "register/portal/congresses.html", {"rows": public.congresses(clock.today())})


@require_GET
def deputies(request: HttpRequest, slug: str) -> HttpResponse:
    """/deputies/<congress>/: all in office, in 姓氏笔画 order."""
    try:
        congress = public.congress(slug)
    except ObjectDoesNotExist:
        raise Http404 from None
    plates = public.deputies(congress, clock.today())
    return render(request, "register/portal/deputies.html", {"congress": congress, "plates": plates})


@require_GET
def deputy(request: HttpRequest, slug: str, person: int) -> HttpResponse:
    """/deputies/<congress>/<id>/: one deputy's plate."""
    try:
        congress = public.congress(slug)
        plate = public.deputy(congress, person, clock.today())
    except ObjectDoesNotExist:
        raise Http404 from None
    return render(request, "register/portal/deputy.html", {"congress": congress, "plate": plate})


app_name = "portal"
urlpatterns = [
    path("deputies/", congresses, name="congresses"),
    path("deputies/<slug:slug>/", deputies, name="deputies"),
    path("deputies/<slug:slug>/<id:person>/", deputy, name="deputy"),
]
