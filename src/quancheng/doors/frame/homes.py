"""Where one begins: what I owe by last day, what is coming, what I gave out; notices; search; drafts."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quancheng.procedure import drafts, notices, pages, reads, registry
from quancheng.procedure.course import Stop, course
from quancheng.procedure.reads import Owed
from quancheng.record import clock, search
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from .doorway import acting, inside, number

COMING = 30  # days ahead that count as coming; display only
SHOWN = 60  # lines of the to-do list on one page


@dataclass
class Mine:
    """A matter of one's own as a phone shows it."""

    matter: Any
    stops: list[Stop]


@dataclass(frozen=True)
class Start:
    """A kind of matter one may begin, and where."""

    kind: str
    title: str
    body: Body
    behalf: bool


def starts(actor: Actor) -> list[Start]:
    """What may be begun by hand, in the words of its trade."""
    return [
        Start(k, pages.begin_word(registry.definitions[k][-1]), b, behalf) for k, b, behalf in reads.startable(actor)
    ]


@inside
@require_safe
def desk(request: HttpRequest, door: str) -> HttpResponse:
    """工作台."""
    actor = acting(request)
    owed = reads.todo(actor)
    later = [o for o in owed if o.day and 0 <= o.day.left <= COMING]
    context = {
        "owed": owed[:SHOWN],
        "count": len(owed),
        "more": len(owed) - SHOWN,
        "late": sum(bool(o.day and o.day.state == "late") for o in owed),
        "coming": len(later),
        "months": _by_day(owed),
        "sent": reads.sent(actor),
        "lines": notices.lines(actor, 6),
        "starts": starts(actor),
        "drafts": _drafts(actor),
        "gone": request.GET.get("done"),
    }
    return render(request, "frame/desk_home.html", context)


def _by_day(owed: list[Owed]) -> list[tuple[date, list[Owed]]]:
    """What falls due in the days ahead, by day."""
    today = clock.today()
    found: dict[date, list[Owed]] = {}
    for one in owed:
        if one.day and today < one.day.day <= today + timedelta(days=COMING):
            found.setdefault(one.day.day, []).append(one)
    return sorted(found.items())[:7]


@inside
@require_safe
def pocket(request: HttpRequest, door: str) -> HttpResponse:
    """代表端首页."""
    actor = acting(request)
    owed = reads.todo(actor)
    mine = [Mine(m, course(actor, m)) for m in reads.sent(actor, 5)]
    context = {
        "owed": owed[:SHOWN],
        "count": len(owed),
        "mine": mine,
        "starts": [s for s in starts(actor) if not s.behalf],
        "barred": reads.barred(actor),
        "drafts": _drafts(actor),
        "gone": request.GET.get("done"),
    }
    return render(request, "frame/pocket_home.html", context)


@dataclass(frozen=True)
class Unsent:
    """A draft one may go on with."""

    title: str
    about: str
    url: str
    saved_at: Any


def _drafts(actor: Actor) -> list[Unsent]:
    """Only drafts whose step is still there and whose matter is still in sight."""
    found = []
    for kept in reads.drafts(actor):
        kind, _, name = kept.name.partition(".")
        if "!" in name or kind not in registry.definitions:
            continue
        spec = registry.definitions[kind][-1].at(name)
        holder = kept.data.get("for", "")
        query = f"?for={holder}" if holder else ""
        if spec and kept.body:
            found.append(Unsent(spec.title, str(kept.body), f"begin/{kind}/{kept.body.slug}/{query}", kept.saved_at))
        elif spec and kept.matter and kept.matter.step:
            found.append(
                Unsent(spec.title, kept.matter.title, f"matters/{kept.matter.ref}/do/{name}/{query}", kept.saved_at)
            )
    return found[:5]


@inside
def notice_list(request: HttpRequest, door: str) -> HttpResponse:
    """通知; a POST marks them as read."""
    actor = acting(request)
    if request.method == "POST":
        ids = [n for n in map(number, request.POST.getlist("id")) if n]
        notices.mark_read(actor, ids or None)
        return redirect(request.path)
    return render(request, "frame/notices.html", {"lines": notices.lines(actor, 100)})


@inside
@require_safe
def search_page(request: HttpRequest, door: str) -> HttpResponse:
    """搜索: every matter one may see, by any words in it."""
    query = request.GET.get("q", "").strip()[:200]
    actor = acting(request)
    found = search.find(actor, query, before=request.GET.get("before") or None) if query else None
    hits = _shown(actor, found, query) if found else []
    return render(request, "frame/search.html", {"query": query, "found": found, "hits": hits})


def _shown(actor: Actor, found: search.Found, query: str) -> list[tuple[Any, str]]:
    """Hits with the text around them. A mere member finds a matter by its title, and sees no more."""
    hits = []
    words = search.normalise(query).split()
    for matter in found.matters:
        if not reads.only_member(actor, matter):
            hits.append((matter, found.texts.get(matter.pk, "")))
        elif all(word in search.normalise(f"{matter.number} {matter.title}") for word in words):
            hits.append((matter, matter.title))
    return hits


@inside
@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """What a page sends every few seconds while somebody types: kept, and answered with the time."""
    actor = acting(request)
    name, ref, slug = (request.POST.get(k, "") for k in ("draft-name", "draft-matter", "draft-body"))
    kind, _, step = name.partition(".")
    if kind not in registry.definitions or len(name) > 60 or not step:
        raise Http404
    try:
        matter = reads.matter(actor, ref) if ref else None
        body = Body.objects.get(slug=slug) if slug and not matter else None
    except ObjectDoesNotExist:
        raise Http404 from None
    if matter is None and body is None:
        raise Http404
    typed = {
        k: v
        for k, v in request.POST.lists()
        if not k.startswith(("draft-", "more-")) and k not in ("csrfmiddlewaretoken", "key")
    }
    if drafts.sent(request.POST.get("key", "")[:64]):
        return JsonResponse({"saved": timezone.localtime(clock.now()).strftime("%H:%M")})
    at = drafts.keep(actor, name, matter, body, typed, request.POST.get("draft-for", "")[:24])
    return JsonResponse({"saved": timezone.localtime(at).strftime("%H:%M")})
