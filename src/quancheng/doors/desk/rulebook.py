"""制度库 on the desk: the norms of a place, what each rule means here today, drafting, import and export."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, register_converter
from django.views.decorators.http import require_http_methods, require_safe

from quancheng.doors.frame import steps
from quancheng.doors.frame.doorway import acting, inside
from quancheng.doors.frame.downloads import with_name
from quancheng.doors.frame.errors import sentence
from quancheng.doors.frame.papers import as_file
from quancheng.doors.frame.tries import Doing
from quancheng.procedure import drafts, engine
from quancheng.procedure import reads as matters
from quancheng.procedure.calls import Call, Invalid, NotYours
from quancheng.record import clock
from quancheng.rooms.rulebook import reads
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

PAGES = "rulebook/desk/"
LARGEST = 300_000  # bytes of an imported file; a norm of two hundred rules has fifty thousand


class RuleId:
    """A rule's name: suggestion.reply.hard."""

    regex = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RuleId, "rule")


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"{PAGES}{name}.html", context | {"base": "frame/desk.html"}, status=status)


def _body(request: HttpRequest, slug: str = "") -> tuple[Body, list[Body]]:
    """The congress asked for among those whose book the actor reads, else his own."""
    bodies = reads.congresses(acting(request))
    found = next((b for b in bodies if b.slug == slug), None) if slug else next(iter(bodies), None)
    if found is None:
        raise Http404
    return found, bodies


@inside
@require_safe
def listing(request: HttpRequest, door: str) -> HttpResponse:
    """制度库: what holds, what is being drafted, what has ended, and what stands above."""
    actor = acting(request)
    if not reads.congresses(actor):
        return sentence(
            request, 403, "制度库由人大机关使用", "你的岗位不在人大机关。办理期限的依据在每一件的页面上都能看到。"
        )
    body, bodies = _body(request, request.GET.get("congress", ""))
    found = reads.listed(body)
    return _page(request, "list", {
        "body": body, "bodies": bodies, "now": found["now"], "past": found["past"], "drafts": reads.drafts(actor, body),
        "above": reads.above(body), "keeps": reads.keeps(actor, body),
    })  # fmt: skip


@inside
@require_safe
def current(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """本地现行: what every rule means here today, by topic."""
    body, bodies = _body(request, slug)
    query = request.GET.get("q", "").strip()[:60]
    return _page(request, "current", {
        "body": body, "bodies": bodies, "query": query, "groups": reads.now(body, query), "day": clock.today(),
    })  # fmt: skip


@inside
@require_safe
def rule(request: HttpRequest, door: str, slug: str, name: str) -> HttpResponse:
    """One rule here: who says what, which of them wins, and how it was before."""
    body, _ = _body(request, slug)
    one = reads.rule_now(body, name)
    if one is None:
        raise Http404
    return _page(request, "rule", {
        "body": body, "line": one, "history": reads.history(body, name), "day": clock.today(),
    })  # fmt: skip


def _row(request: HttpRequest, ref: str) -> Any:
    try:
        return reads.row_seen(acting(request), ref)
    except ObjectDoesNotExist:
        raise Http404 from None


@inside
@require_safe
def norm(request: HttpRequest, door: str, ref: str) -> HttpResponse:
    """One version as a page to be printed and read by whoever has not made it."""
    row = _row(request, ref)
    context = {"printed": reads.printed(row, row.matter.body.tier), "body": row.matter.body, "norm_ref": ref}
    return _page(request, "norm", context | {"mine": _sees(acting(request), ref), "sample": reads.shows(row)})


def _sees(actor: Actor, ref: str) -> bool:
    """Whether the matter behind a norm is open to him: its course, who wrote what."""
    try:
        return bool(matters.matter(actor, ref))
    except ObjectDoesNotExist:
        return False


@inside
@require_safe
def shipped(request: HttpRequest, door: str, norm_id: str) -> HttpResponse:
    """A norm of the nation, a province, or one entered on the command line; one that was adopted here has its own page."""
    row = reads.adopted_as(norm_id)
    if row and row.matter:
        return redirect("rules:norm", row.matter.ref)
    found = reads.shipped(norm_id)
    if found is None:
        raise Http404
    return _page(request, "norm", {"printed": found})


@inside
@require_safe
def difference(request: HttpRequest, door: str, ref: str) -> HttpResponse:
    """What a version says otherwise than the one before it."""
    row = _row(request, ref)
    context = {"printed": reads.printed(row, row.matter.body.tier), "changes": reads.changes(row), "norm_ref": ref}
    return _page(request, "difference", context)


@inside
@require_safe
def sample(request: HttpRequest, door: str, ref: str) -> HttpResponse:
    """样张: the letterhead, number and closing words as they would look on paper."""
    row = _row(request, ref)
    try:
        return as_file(request, reads.sample(row), "pdf", "样张")
    except reads.BadNorm as fault:
        return sentence(request, 422, "样张现在排不出来", f"规定的内容还有错：{fault}")


@inside
@require_safe
def toml(request: HttpRequest, door: str, ref: str) -> HttpResponse:
    """The text itself, to be kept or taken elsewhere: what is imported from it is the same, byte for byte."""
    row = _row(request, ref)
    answer = HttpResponse(row.text.encode(), content_type="application/toml; charset=utf-8")
    return with_name(answer, f"{row.slug}.toml")


@inside
@require_safe
def choose(request: HttpRequest, door: str, ref: str) -> HttpResponse:
    """选一条来填: every rule by topic, with what stands above it and which way it may be changed."""
    try:
        matter = matters.matter(acting(request), ref)
        engine.call_for(acting(request), matter.pk, "set_rule")
    except (ObjectDoesNotExist, NotYours):
        raise Http404 from None
    query = request.GET.get("q", "").strip()[:60]
    return _page(request, "choose", {
        "matter": matter, "query": query, "groups": reads.choosable(matter, query), "norm_ref": ref,
    })  # fmt: skip


@dataclass
class Filling(Doing):
    """A visit to the form of one rule of a draft."""

    rule: str = ""

    @property
    def block(self) -> str:
        """Which value of the rule is to be changed; nothing for a new one."""
        return self.request.GET.get("block", "")[:60]

    @property
    def name(self) -> str:
        """A draft of its own for each rule: what was typed for one must not come up in another."""
        return f"norms.set_rule!{zlib.crc32(f'{self.rule}~{self.block}'.encode())}"

    def call(self) -> Call:
        call = super().call()
        call.data = {"rule": self.rule, "block": self.block}
        return call

    def do(self, data: Mapping[str, Any], key: str | None) -> Any:
        done = super().do(data, key)
        drafts.drop(self.actor, self.name, *self.place)
        return done


@inside
def fill(request: HttpRequest, door: str, ref: str, name: str) -> HttpResponse:
    """填写一条: the common step's page, with the rule known."""
    return steps.visit(lambda: Filling(request, door, ref, "set_rule", name), request, door)


@inside
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """导入: first what the file says and what speaks against it; then, if wanted, a draft of it."""
    actor = acting(request)
    body, _ = _body(request, slug)
    if not reads.keeps(actor, body):
        raise Http404
    context: dict[str, Any] = {"body": body}
    if request.method == "POST":
        try:
            text = _text(request)
            if "save" in request.POST:
                fact = engine.begin(actor, "norms", body, {"text": text, "outcome": "keep"})
                return redirect(f"/desk/matters/{fact.matter.ref}/?done={fact.pk}")  # type: ignore[union-attr]
            context |= {"text": text, "found": reads.looked_at(text, body)}
        except reads.BadImport as bad:
            context["fault"] = str(bad)
        except Invalid as wrong:
            context |= {"fault": "；".join(str(e) for errors in wrong.form.errors.values() for e in errors)}
    return _page(request, "import", context, 422 if context.get("fault") else 200)


def _text(request: HttpRequest) -> str:
    """The text that was looked at already, or that of the file. Raises BadImport."""
    if text := request.POST.get("text"):
        return text.replace("\r\n", "\n")
    file = request.FILES.get("file")
    if file is None:
        raise reads.BadImport("没有收到文件，请选好文件再导入。")
    if (file.size or 0) > LARGEST:
        raise reads.BadImport(
            f"文件太大（{(file.size or 0) // 1024} KB）。一份规定不会超过 {LARGEST // 1000} KB，请核对是不是选错了文件。"
        )
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise reads.BadImport("文件不是 UTF-8 文字，读不出来。请另存为 UTF-8 后再导入。") from None


app_name = "rules"
_DESK = {"door": "desk"}
urlpatterns = [
    path("", listing, _DESK, "list"),
    path("current/<slug:slug>/", current, _DESK, "current"),
    path("current/<slug:slug>/<rule:name>/", rule, _DESK, "rule"),
    path("norms/<ref:ref>/", norm, _DESK, "norm"),
    path("norms/<ref:ref>/difference/", difference, _DESK, "difference"),
    path("norms/<ref:ref>/sample/", sample, _DESK, "sample"),
    path("norms/<ref:ref>/toml/", toml, _DESK, "toml"),
    path("norms/<ref:ref>/choose/", choose, _DESK, "choose"),
    path("norms/<ref:ref>/choose/<rule:name>/", fill, _DESK, "fill"),
    path("shipped/<slug:norm_id>/", shipped, _DESK, "shipped"),
    path("import/<slug:slug>/", bring_in, _DESK, "import"),
]
