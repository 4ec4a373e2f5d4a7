"""建议 in a deputy's hand: his own and his congress's, and similar ones while he writes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from quancheng.doors.desk.suggestions import _place
from quancheng.doors.frame.doorway import acting, inside, number
from quancheng.rooms.suggestions import hints, reads
from quancheng.rooms.suggestions.reads import Filters
from quancheng.roster.models import Body


@inside
def listing(request: HttpRequest, door: str) -> HttpResponse:
    """/pocket/suggestions/: mine first; the whole congress on request."""
    actor = acting(request)
    bodies = [b for b in reads.congresses(actor) if actor.sits_in(b.pk)]
    chosen = next((b for b in bodies if b.slug == request.GET.get("congress")), None)
    page = (
        reads.listing(actor, Filters(congress=chosen, before=_place(request.GET.get("before", "")))) if chosen else None
    )
    return render(request, "suggestions/pocket/list.html", {
        "mine": [] if chosen else reads.mine(actor), "chosen": chosen, "bodies": bodies, "page": page,
        "next": f"{page.next[0]}~{page.next[1]}" if page and page.next else "",
    })  # fmt: skip


@inside
@require_POST
def similar(request: HttpRequest, door: str) -> HttpResponse:
    """What others have raised that is like this, as a piece of a page; sent while somebody writes, so never in an address."""
    actor = acting(request)
    congress = Body.objects.filter(slug=request.POST.get("congress", "")[:60], kind=Body.Kind.CONGRESS).first()
    if congress is None or not (actor.sits_in(congress.pk) or actor.capacity("examiner", congress.pk)):
        raise Http404
    found = hints.similar(
        actor,
        congress,
        request.POST.get("title", "")[:200],
        request.POST.get("text", "")[:2000],
        number(request.POST.get("without")),
    )
    return render(request, "suggestions/pocket/similar.html", {"similar": found})


urlpatterns = [
    path("suggestions/", listing, {"door": "pocket"}, "suggestions"),
    path("suggestions/similar/", similar, {"door": "pocket"}, "suggestions_similar"),
]
