"""Files in and out: stored on upload, tied to a matter when a step uses them, given only to who may see that matter."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from quancheng.procedure import reads
from quancheng.record import files

from .doorway import acting, inside

SHOWN = {
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/pdf",
}  # everything else is only saved, never opened in the page

# browsers open no PDF inside a sandbox; their own reader runs nothing of ours
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@inside
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take one file; answers its id, name and size, or 422 with the sentence."""
    chosen = request.FILES.get("file")
    try:
        if chosen is None:
            raise files.BadUpload("没有收到文件，请重新选择。")
        kept = files.store(chosen, acting(request))
    except files.BadUpload as fault:
        return JsonResponse({"error": str(fault)}, status=422, json_dumps_params={"ensure_ascii": False})
    return JsonResponse(
        {"id": kept.pk, "name": kept.name, "size": kept.size}, json_dumps_params={"ensure_ascii": False}
    )


@inside
def download(request: HttpRequest, file: int) -> HttpResponse | FileResponse:
    """The bytes of a file of a matter one may see, or of one's own upload."""
    try:
        actor = acting(request)
        kept = files.get(actor, file)
        if kept.matter and reads.only_member(actor, kept.matter.root or kept.matter):
            raise Http404  # membership alone shows title, lead and state
        content = files.path_of(kept.digest).open("rb")
    except (ObjectDoesNotExist, FileNotFoundError):
        raise Http404 from None
    shown = kept.media_type in SHOWN
    response = FileResponse(content, as_attachment=not shown, filename=kept.name, content_type=kept.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY + ("" if kept.media_type == "application/pdf" else "; sandbox")
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response
