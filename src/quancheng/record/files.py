"""Files by their digest: the same bytes are stored once, what a person uploaded is his until a step uses it."""

import hashlib
import mimetypes
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from quancheng.roster.actor import Actor

from . import photos
from .models import File, Matter
from .photos import BadUpload

__all__ = ["BadUpload", "attach", "get", "keep", "mine", "path_of", "store"]

WHY = "one's own uploads"
PDF, PDF_WITHIN = b"%PDF", 1024  # what a PDF begins with; readers allow so many bytes before it


def store(upload: UploadedFile, actor: Actor) -> File:
    """Keep an uploaded file and return its row, not yet tied to a matter. Raises BadUpload."""
    name = Path(upload.name or "文件").name[-160:]
    if not upload.size:
        raise BadUpload(f"“{name}”是空文件，请重新选择。")
    if upload.size > settings.QUANCHENG_UPLOAD_LIMIT:
        limit = settings.QUANCHENG_UPLOAD_LIMIT // 2**20
        raise BadUpload(f"“{name}”有 {upload.size / 2**20:.1f} MB，超过 {limit} MB，请压缩后再传。")
    if Path(name).suffix.lower() not in settings.QUANCHENG_UPLOAD_TYPES:
        raise BadUpload(f"“{name}”不是照片或文档，不能上传；可以传 JPG、PNG、HEIC、PDF、Word、Excel。")
    content = upload.read()
    if Path(name).suffix.lower() in photos.SUFFIXES:
        name, content = photos.clean(name, content)
    elif Path(name).suffix.lower() == ".pdf" and PDF not in content[:PDF_WITHIN]:
        raise BadUpload(f"“{name}”打不开，不是完好的 PDF，请重新扫描或另存后再传。")
    digest = hashlib.sha256(content).hexdigest()
    _write(path_of(digest), content)
    return File.objects.unguarded("a new upload belongs to nobody's matter yet").create(
        digest=digest, name=name, media_type=_media_type(name), size=len(content), uploaded_by_id=actor.person_id
    )


def _media_type(name: str) -> str:
    """By the name's ending, which we have checked; never what the browser claims."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def get(actor: Actor, pk: int) -> File:
    """A file of a matter this actor may see, or an upload of his own. Raises File.DoesNotExist."""
    own = File.objects.unguarded(WHY).filter(pk=pk, matter=None, uploaded_by_id=actor.person_id)
    found = own.first() if actor.person_id else None
    return found or File.objects.seen_by(actor).get(pk=pk)


def path_of(digest: str) -> Path:
    """Where the bytes of that digest lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def keep(content: bytes) -> str:
    """Keep what the program itself has made; its digest is how it is found again. The same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    _write(path_of(digest), content)
    return digest


def mine(actor: Actor, ids: list[int]) -> list[File]:
    """Uploads of this actor that no matter uses yet, among `ids`."""
    if not ids:
        return []
    rows = File.objects.unguarded(WHY).filter(pk__in=ids, uploaded_by_id=actor.person_id, matter=None)
    return list(rows.order_by("pk"))


def attach(files: list[File], matter: Matter) -> None:
    """Tie uploads to the matter whose step uses them."""
    for file in files:
        file.matter = matter
        file.save(update_fields=["matter"])


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: a file with a digest for a name is never half there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
