"""Photos from phones: turned upright, free of place and maker's notes, HEIC as JPEG, never a bomb."""

import io
from pathlib import Path

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"}
MOST_PIXELS = 80_000_000  # a phone's largest picture has 50 million; more is a bomb or a scan that should be a PDF
QUALITY = 90

pillow_heif.register_heif_opener()


class BadUpload(ValueError):
    """A file that cannot be taken; the sentence says why and what to do."""


def clean(name: str, content: bytes) -> tuple[str, bytes]:
    """The picture as it looks, without anything but pixels: no GPS place, no device. Raises BadUpload."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadUpload(f"“{name}”有 {picture.width}×{picture.height} 像素，太大了，请缩小后再传。")
            form = {"PNG": "PNG", "WEBP": "WEBP"}.get(picture.format or "", "JPEG")
            upright = ImageOps.exif_transpose(picture)
            upright.load()
    except BadUpload:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
        raise BadUpload(f"“{name}”打不开，不是完好的照片，请重新拍照或另存后再传。") from None
    return f"{Path(name).stem}{_suffix(name, form)}", _written(upright, form)


def _suffix(name: str, form: str) -> str:
    """The name keeps its ending unless the picture has become, or always was, something else."""
    fits = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "WEBP": (".webp",)}[form]
    own = Path(name).suffix
    return own if own.lower() in fits else fits[0]


def _written(picture: Image.Image, form: str) -> bytes:
    """Only the pixels and the colour profile are written."""
    profile = picture.info.get("icc_profile")
    if form == "JPEG" and picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, form, quality=QUALITY, icc_profile=profile, exif=b"")
    return out.getvalue()
