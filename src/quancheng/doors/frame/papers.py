"""文书: the papers of a matter, one paper as page, PDF and Word, the signed one put back, what is out of date issued again."""

from typing import Any

import segno
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from quancheng.papers import reads
from quancheng.papers.content import Content
from quancheng.papers.typeset import ENDINGS, missing, typeset
from quancheng.procedure import engine
from quancheng.procedure.calls import BatchRefused, GateError, Invalid, NotYours, Refused
from quancheng.procedure.registry import Link, link
from quancheng.record import clock, files

from .doorway import acting, inside, number
from .downloads import with_name
from .errors import sentence

PAGE = 50

link(Link("desk", "文书", "file-text", "/desk/papers/", shown=reads.keeps, rank=30))


def found(request: HttpRequest, pk: int) -> reads.Line:
    """The paper of that id, if this actor may see it; else 404."""
    try:
        return reads.get(acting(request), pk)
    except ObjectDoesNotExist:
        raise Http404 from None


@inside
@require_safe
def one(request: HttpRequest, door: str, paper: int) -> HttpResponse:
    """/<door>/papers/<id>/: what stands on it, its files, what may be done with it."""
    return _page(request, found(request, paper))


def _page(request: HttpRequest, line: reads.Line, fault: str = "", status: int = 200) -> HttpResponse:
    actor = acting(request)
    content = reads.content_of(line.paper)
    return render(request, "frame/paper.html", {
        "line": line, "paper": line.paper, "matter": line.paper.matter.root, "shown": shown(content, base_of(request)), "drafts": reads.drafts(actor, line.paper),
        "changed": reads.changed(line.paper), "missing": missing(content), "fault": fault,
    }, status=status)  # fmt: skip


@inside
@require_safe
def typed(request: HttpRequest, paper: int, ending: str) -> HttpResponse:
    """/papers/<id>.pdf and .docx: the paper as it was issued; asked for as PDF a signed one is the signed file itself."""
    line = found(request, paper)
    if ending == "pdf" and line.paper.file and "draft" not in request.GET:
        return redirect("file", line.paper.file.pk)
    name = f"{line.paper.number} {line.paper.title}".replace("\n", "").strip()
    return as_file(request, reads.content_of(line.paper), ending, name)


def as_file(request: HttpRequest, content: Content, ending: str, name: str) -> HttpResponse:
    """A paper as a file; a PDF opens in the browser, to be printed there."""
    from quancheng.papers.fonts import NoChineseFont

    if ending not in ENDINGS:
        raise Http404
    try:
        made = typeset(content, ending, base_of(request))
    except NoChineseFont as none:
        return sentence(request, 503, "这份文书现在排不出来", str(none))
    return with_name(HttpResponse(made, content_type=ENDINGS[ending]), f"{name}.{ending}", inline=ending == "pdf")


def base_of(request: HttpRequest) -> str:
    """Where the product is reached: as the administrator says, else as this request reached it."""
    return settings.QUANCHENG_ADDRESS or request.build_absolute_uri("/")


def shown(content: Content, base: str) -> dict[str, Any]:
    """The content as the page's template reads it: blocks with the names of their kinds."""

    def named(blocks: Any) -> list[tuple[str, Any, str]]:
        return [
            (type(b).__name__, b, qr(base.rstrip("/") + b.text) if type(b).__name__ == "Code" else "") for b in blocks
        ]

    return {
        "content": content,
        "title": content.title.split("\n"),
        "blocks": named(content.blocks),
        "attachments": [(n, a.title, named(a.blocks)) for n, a in enumerate(content.attachments, 1)],
        "many": len(content.attachments) > 1,
    }


def qr(url: str) -> str:
    """A QR code as the address of a picture that carries itself."""
    return str(segno.make(url, error="m").svg_data_uri(scale=3, border=1))


@inside
@require_POST
def sign_back(request: HttpRequest, door: str, paper: int) -> HttpResponse:
    """存入签章件: through the gate, as the step of that name."""
    line = found(request, paper)
    actor = acting(request)
    upload = request.FILES.get("scan")
    try:
        if upload is None:
            raise files.BadUpload("没有收到文件，请选择签章后的 PDF 或扫描件。")
        kept = files.store(upload, actor)
        data = QueryDict(mutable=True)
        data.update({"which": str(line.paper.pk), "scan": str(kept.pk)})
        engine.do(actor, line.paper.matter_id, "sign_back", data)
    except files.BadUpload as bad:
        return _page(request, line, str(bad), 422)
    except Invalid as wrong:
        return _page(request, line, "；".join(t for texts in wrong.form.errors.values() for t in map(str, texts)), 422)
    except NotYours:
        return sentence(request, 403, "这份文书不由你存入", "由发文单位或者人大办公机构存入签章件。")
    except Refused as refused:
        return _page(request, line, str(refused), 422)
    return redirect(reverse(f"{door}:paper", args=[line.paper.pk]))


@inside
@require_POST
def reissue(request: HttpRequest, door: str) -> HttpResponse:
    """换稿重出: every chosen paper in one transaction, or none and the reason."""
    actor = acting(request)
    by_matter: dict[int, list[str]] = {}
    for key in request.POST.getlist("which"):
        line = found(request, number(key) or 0)
        by_matter.setdefault(line.paper.matter_id, []).append(str(line.paper.pk))
    if not by_matter:
        return sentence(request, 422, "还没有选", "请先选中要重出的文书。")
    try:
        engine.do_many(actor, [(m, "reissue", _chosen(keys)) for m, keys in by_matter.items()])
    except BatchRefused as fault:
        return sentence(request, 422, "一份也没有重出", "；".join(f"{m.title}：{_reason(e)}" for m, e in fault.reasons))
    back = request.POST.get("back", "")
    return redirect(back if back.startswith(f"/{door}/") else f"/{door}/papers/")


def _chosen(keys: list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    data.setlist("which", keys)
    return data


def _reason(error: GateError) -> str:
    if isinstance(error, Invalid):
        return "；".join(t for texts in error.form.errors.values() for t in map(str, texts))
    return "不由你重出" if isinstance(error, NotYours) else str(error)


@inside
@require_safe
def listing(request: HttpRequest, door: str) -> HttpResponse:
    """/desk/papers/: what my bodies have issued, by where it stands; what is out of date with what has changed."""
    actor = acting(request)
    if not reads.keeps(actor):
        raise Http404
    numbers = reads.counts(actor)
    first = "stale" if numbers["stale"] else "issued"  # what is wrong comes first
    tab = request.GET.get("tab", first)
    tab = tab if tab in numbers else first
    before = number(request.GET.get("before")) or 0
    lines = reads.mine(actor, tab, before, PAGE)
    return render(request, "frame/papers.html", {
        "tab": tab, "tabs": [(key, word, numbers[key]) for key, word in reads.TABS], "lines": [(x, reads.changed(x.paper) if tab == "stale" else []) for x in lines],
        "next": lines[-1].paper.pk if len(lines) == PAGE else 0, "compared": number(request.GET.get("compared")), "asked": "compared" in request.GET,
        "given_up": reads.given_up(actor, clock.today()) if tab == "numbered" else [],
    })  # fmt: skip


@inside
@require_POST
def compare(request: HttpRequest, door: str) -> HttpResponse:
    """Look now which papers no longer say what is so."""
    actor = acting(request)
    return redirect(f"/{door}/papers/?tab=stale&compared={reads.compare_again(actor)}")
