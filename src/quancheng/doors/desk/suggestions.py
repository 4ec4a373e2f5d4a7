"""代表建议 on the desk: the list with its tabs, filters and batch; 登记建议; the list as Excel."""

from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from quancheng.doors.frame import lists as files
from quancheng.doors.frame.doorway import acting, inside, number
from quancheng.doors.frame.papers import as_file, base_of, shown
from quancheng.papers.content import Content
from quancheng.procedure import reads as matters
from quancheng.procedure import registry
from quancheng.procedure.book import choice
from quancheng.record import clock
from quancheng.rooms.suggestions import reads
from quancheng.rooms.suggestions.papers import lists
from quancheng.rooms.suggestions.papers.sheets import suggestion_sheet
from quancheng.rooms.suggestions.reads import Filters, Page
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Session

BATCH = {"hand_over": "交办", "settle": "销号", "allot": "分办"}


def filters_of(request: HttpRequest, actor: Actor) -> tuple[Filters, list[Body]]:
    """What the address asks for; anything it does not understand means everything."""
    bodies = reads.congresses(actor)
    asked = request.GET
    chosen = next((b for b in bodies if b.slug == asked.get("congress")), None)
    tab = asked.get("tab", "all")
    return Filters(
        tab=tab if any(tab == key for key, _, _ in reads.TABS) else "all",
        congress=chosen or (bodies[0] if bodies and actor.keys and not _handles(actor) else None),
        category=asked.get("category", "")[:30], unit=number(asked.get("unit")) or 0,
        session=asked.get("session", "") if asked.get("session", "").isdecimal() and len(asked["session"]) < 18 else "",
        query=asked.get("q", "").strip()[:100], late=asked.get("late") == "1", before=_place(asked.get("before", "")),
        source=asked.get("source", "") if asked.get("source") in ("ledger", "deputy", "passed_up") else "",
    ), bodies  # fmt: skip


def _handles(actor: Actor) -> bool:
    """A unit's own people see what is theirs, of whichever congress."""
    return not any(p.congress_id for p in actor.posts)


def _place(text: str) -> tuple[date, int] | None:
    day, _, pk = text.partition("~")
    try:
        return (date.fromisoformat(day), int(pk)) if pk.isdecimal() and len(pk) < 18 else None
    except ValueError:
        return None


@inside
@require_GET
def listing(request: HttpRequest, door: str) -> HttpResponse:
    """/desk/suggestions/."""
    actor = acting(request)
    filters, bodies = filters_of(request, actor)
    page = reads.listing(actor, filters)
    keep = request.GET.copy()
    keep.pop("before", None)
    keep.pop("tab", None)
    return render(request, "suggestions/desk/list.html", {
        "page": page, "rows": page.rows, "filters": filters, "tabs": reads.tabs(actor, filters), "bodies": bodies, "keep": keep.urlencode(),
        "next": f"{page.next[0]}~{page.next[1]}" if page.next else "", "sessions": _sessions(filters), "categories": _categories(filters),
        "units": _units(actor, filters), "batch": [(k, w) for k, w in BATCH.items() if k == filters.tab], "may_enter": _may_enter(actor, bodies),
        "done": number(request.GET.get("done")), "examiner": any(actor.capacity("examiner", b.pk) for b in bodies),
    })  # fmt: skip


def _may_enter(actor: Actor, bodies: list[Body]) -> list[Body]:
    """Those of these congresses in which the actor may enter a suggestion for a deputy from paper."""
    by = registry.definitions["suggestions"][-1].behalf_by
    return [b for b in bodies if actor.capacity(by, b.pk)]


def _sessions(filters: Filters) -> list[tuple[str, str]]:
    if not filters.congress:
        return []
    rows = Session.objects.filter(term__congress=filters.congress).select_related("term")[:12]
    return [*((str(s.pk), f"第{s.term.ordinal}届第{s.ordinal}次会议") for s in rows), ("0", "闭会期间")]


def _categories(filters: Filters) -> list[tuple[str, str]]:
    if filters.congress is None:
        return []
    return [(o.id, o.label) for o in choice("suggestion.categories", filters.congress, clock.today()).options]


def _units(actor: Actor, filters: Filters) -> list[tuple[str, str]]:
    from quancheng.rooms.suggestions.forms.fields import UNITS

    if filters.congress is None or _handles(actor):
        return []
    rows = Body.objects.filter(kind__in=UNITS, tier=filters.congress.tier, area_id=filters.congress.area_id)
    return [
        (str(pk), short or name) for pk, short, name in rows.order_by("kind", "pk").values_list("pk", "short", "name")
    ]


@inside
@require_GET
def excel(request: HttpRequest, door: str) -> HttpResponse:
    """The list as it is narrowed now, as a workbook, or with ?as=pdf to be printed: no telephone, no address, the
    proposer hidden where he asked for it."""
    actor = acting(request)
    filters, _ = filters_of(request, actor)
    filters.before = None
    page: Page = reads.listing(actor, filters, limit=files.MOST)
    congress = filters.congress
    title = f"{congress.name if congress else ''}代表建议清单"
    tab = "" if filters.tab == "all" else next(word for key, word, _ in reads.TABS if key == filters.tab)
    office = files.office(actor, congress.pk if congress else None)
    return files.answer(request, lists.raised(page.rows, title, office, tab), files.wanted(request) or "xlsx")


@inside
@require_GET
def sheet(request: HttpRequest, door: str, ref: str) -> HttpResponse:
    """建议专用纸 of one suggestion, to be printed and signed; its code opens the matter on any phone that may see it."""
    actor = acting(request)
    try:
        root = matters.matter(actor, ref).root
    except ObjectDoesNotExist:
        raise Http404 from None
    if root.kind != "suggestions" or matters.only_member(actor, root):
        raise Http404
    made = suggestion_sheet(root, root.body)
    return _sheet(request, made, f"{root.number}建议专用纸", root)


@inside
@require_GET
def blank_sheet(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """The empty 专用纸 of a congress, for deputies who write by hand; it is entered for them afterwards."""
    actor = acting(request)
    congress = next((b for b in _may_enter(actor, reads.congresses(actor)) if b.slug == slug), None)
    if congress is None:
        raise Http404
    return _sheet(request, suggestion_sheet(None, congress), f"{congress.name}建议专用纸")


def _sheet(request: HttpRequest, made: Content, name: str, matter: Any = None) -> HttpResponse:
    """The sheet as a page, or with ?as=pdf or docx as a file."""
    if (way := files.wanted(request)) in ("pdf", "docx"):
        return as_file(request, made, way, name)
    return render(request, "suggestions/desk/sheet.html", {"shown": shown(made, base_of(request)), "matter": matter})


urlpatterns = [
    path("suggestions/", listing, {"door": "desk"}, "suggestions"),
    path("suggestions/excel/", excel, {"door": "desk"}, "suggestions_excel"),
    path("suggestions/sheet/<ref:ref>/", sheet, {"door": "desk"}, "suggestions_sheet"),
    path("suggestions/blank-sheet/<slug:slug>/", blank_sheet, {"door": "desk"}, "suggestions_blank_sheet"),
]
