"""谁看过我的个人信息: what is kept of oneself, masked, and everybody who has opened it (个人信息保护法 44, 45)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quancheng.roster import personal

from .doorway import acting, inside


@inside
@require_safe
def looks(request: HttpRequest, door: str) -> HttpResponse:
    """One's own, whatever post one holds: nobody reads another's list."""
    actor = acting(request)
    assert actor.person_id
    kept = personal.masked(actor.person_id)
    context = {
        "kept": [(personal.LABELS[name], value) for name, value in kept.items() if value],
        "sealed": personal.SEALED in kept.values(),
        "seen": personal.looks_at(actor.person_id),
    }
    return render(request, "frame/looks.html", context)
