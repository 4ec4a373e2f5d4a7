"""归档 on the desk: what waits, what is archived by year, one volume and its contents, the batch, the downloads."""

from time import monotonic
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from quancheng.doors.frame.doorway import acting, inside, number
from quancheng.doors.frame.downloads import with_name
from quancheng.doors.frame.errors import sentence
from quancheng.papers.archive import catalogue, filing, reads
from quancheng.papers.archive.items import BadVolume
from quancheng.papers.lists import XLSX
from quancheng.procedure import reads as matters
from quancheng.procedure import registry
from quancheng.procedure.registry import Link, link
from quancheng.roster.models import Body

HOME = "/desk/archive/"
AT_ONCE = 1.5  # seconds of typesetting before the page says how far it is
MOST = 50  # volumes in one transaction: a page of the list
BOOK = (
    ("序号", 6),
    ("档号", 34),
    ("文号", 24),
    ("责任者", 24),
    ("题名", 52),
    ("日期", 12),
    ("页数", 6),
    ("密级", 6),
    ("备注", 16),
)

link(Link("desk", "归档", "archive", HOME, shown=lambda actor: actor.serves_as("examiner"), rank=40))


def _where(request: HttpRequest) -> tuple[list[Body], Body, int]:
    """The congress and the year the address asks for. Raises Http404 for who archives nothing."""
    bodies, get = reads.congresses(acting(request)), request.GET
    body = next((b for b in bodies if b.slug == get.get("congress", bodies[0].slug)), None) if bodies else None
    if body is None:
        raise Http404
    year = number(get.get("year")) or 0
    return bodies, body, year if year < 10000 else 0


@inside
@require_GET
def listing(request: HttpRequest, door: str) -> HttpResponse:
    """/desk/archive/."""
    actor = acting(request)
    bodies, body, year = _where(request)
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in dict(reads.TABS) else "waiting"
    page = max(1, min(number(request.GET.get("page")) or 1, 10**4))
    rows, last = reads.listing(actor, tab, body, year, page)
    keep = urlencode({"congress": body.slug} | ({"year": year} if year else {}))
    counts = reads.counts(actor, body, year)
    return render(request, "archive/desk/list.html", {
        "rows": rows, "tab": tab, "tabs": [(key, word, counts[key]) for key, word in reads.TABS], "body": body, "bodies": bodies,
        "year": year, "years": [(str(y), f"{y}年") for y in reads.years(actor, body)], "keep": keep, "page": page, "last": last,
        "done": number(request.GET.get("done")), "all": "all" in request.GET, "picks": tab != "done",
    })  # fmt: skip


def _matter(request: HttpRequest, ref: str) -> Any:
    try:
        return reads.matter(acting(request), ref)
    except ObjectDoesNotExist:
        raise Http404 from None


@inside
@require_GET
def volume(request: HttpRequest, door: str, ref: str) -> HttpResponse:
    """What lies in the volume of one matter; before it is archived, what would."""
    actor, root = acting(request), _matter(request, ref)
    editions = reads.editions(actor, root)
    held = editions[0] if editions and editions[0].replaced_on is None else None
    fault, items = "", []
    if held is None:
        try:
            items = reads.preview(root)
        except BadVolume as wrong:
            fault = str(wrong)
    offers = {o.spec.id: o for o in matters.offers(actor, root) if o.matter.pk == root.pk and o.spec.id == reads.STEP}
    return render(request, "archive/desk/volume.html", {
        "matter": root, "kind_title": registry.definition_of(root).title, "held": held, "items": items, "fault": fault,
        "stale": bool(held and reads.is_stale(held)), "older": [v for v in editions if v is not held],
        "may": reads.STEP in offers and not offers[reads.STEP].against, "home": HOME,
    })  # fmt: skip


@inside
@require_GET
def download(request: HttpRequest, door: str, ref: str) -> HttpResponse:
    """The zip, byte for byte as it was archived."""
    held = reads.standing(acting(request), _matter(request, ref))
    if held is None:
        raise Http404
    try:
        content = reads.stored(held)
    except BadVolume as fault:
        return sentence(request, 404, "归档文件不在存储里", str(fault))
    return with_name(HttpResponse(content, content_type="application/zip"), f"{held.file_name}.zip")


@inside
@require_GET
def book(request: HttpRequest, door: str) -> HttpResponse:
    """归档文件目录 of one year for Excel: a line for each volume."""
    _, body, year = _where(request)
    if not year:
        return sentence(request, 422, "还没有选年度", "归档文件目录一年一本，请先在列表上选年度。")
    held = reads.book(acting(request), body, year)
    rows = [
        [
            str(n),
            v.code,
            v.matter.number,
            body.name,
            v.matter.title,
            f"{v.on:%Y%m%d}",
            _pages(v.items),
            "",
            f"{len(v.items)} 份文件",
        ]
        for n, v in enumerate(held, 1)
    ]
    made = catalogue.sheet("归档文件目录", f"{body.name}　{year}年度", BOOK, rows)
    return with_name(HttpResponse(made, content_type=XLSX), f"归档文件目录-{body.short or body.name}-{year}.xlsx")


def _pages(items: list[dict[str, Any]]) -> str:
    return str(sum(row["pages"] or 0 for row in items) or "")


@inside
@require_GET
def prepare(request: HttpRequest, door: str) -> HttpResponse:
    """Set the papers of the chosen ones before any of them is archived, a second's worth at a time, and say how far it is.

    Setting is all that takes long, and it changes nothing: the archiving itself is then one short transaction.
    """
    refs = list(dict.fromkeys(request.GET.getlist("ref")))
    if not refs:
        return sentence(request, 422, "还没有选", "请先在列表里选中要归档的几件，再点归档所选。")
    if len(refs) > MOST:
        return sentence(request, 422, f"一次最多归档 {MOST} 件", f"选了 {len(refs)} 件，请分几次归档。")
    started, back = monotonic(), request.GET.get("back", HOME)
    try:
        for n, ref in enumerate(refs):
            for item in filing.unset(_matter(request, ref)):
                filing.typeset(item)
                if monotonic() - started > AT_ONCE:  # only after one more is set: it goes on however slow the machine
                    return render(request, "archive/desk/prepare.html", {"done": n, "count": len(refs), "home": HOME})
    except BadVolume as fault:
        return sentence(request, 422, "有一件不能归档", str(fault))
    if len(refs) == 1:
        return redirect("desk:do", ref=refs[0], name=reads.STEP)
    batch = reverse("desk:batch", args=[reads.STEP])
    return redirect(f"{batch}?{urlencode([*(('ref', ref) for ref in refs), ('back', back)])}")


app_name = "archive"
_DESK = {"door": "desk"}
urlpatterns = [
    path("", listing, _DESK, "list"),
    path("prepare/", prepare, _DESK, "prepare"),
    path("excel/", book, _DESK, "book"),
    path("<ref:ref>/", volume, _DESK, "volume"),
    path("<ref:ref>/zip/", download, _DESK, "zip"),
]
