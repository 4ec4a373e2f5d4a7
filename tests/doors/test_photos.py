"""Photos: upright, without the place they were taken, never a bomb."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from quancheng.record import files, photos

from .people import County


def shot(form: str, turned: int = 6) -> bytes:
    """A photo 60×40, left half red, with a place in its EXIF and turned by the camera."""
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste("red", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "MAKER-OF-PHONES"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 12.0, 1.0), 3: "E", 4: (104.0, 2.0, 3.0)})
    out = io.BytesIO()
    if form == "HEIF":
        pillow_heif.from_pillow(picture).save(out, exif=exif.tobytes())
    else:
        picture.save(out, form, exif=exif.tobytes(), quality=95)
    return out.getvalue()


PHOTOS = [
    ("a.jpg", "JPEG", "a.jpg"),
    ("b.HEIC", "HEIF", "b.jpg"),
    ("c.png", "PNG", "c.png"),
    ("d.webp", "WEBP", "d.webp"),
    ("e.jpg", "PNG", "e.png"),
]


@pytest.mark.parametrize(("name", "form", "kept"), PHOTOS)
def test_place_and_maker_are_gone_and_it_stands_upright(name: str, form: str, kept: str) -> None:
    raw = shot(form)
    assert b"MAKER-OF-PHONES" in raw
    new, content = photos.clean(name, raw)
    assert new == kept and b"MAKER-OF-PHONES" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif() and picture.size == (40, 60)
        top, bottom = picture.convert("RGB").getpixel((20, 5)), picture.convert("RGB").getpixel((20, 55))
    assert top[1] < 90 < bottom[1]


def bomb() -> bytes:
    """A PNG of 20,000 × 20,000 pixels in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [b"not a picture", b"\xff\xd8\xff\xe0broken", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, bomb(), shot("JPEG")[:300]],
)
def test_what_is_no_photo_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(files.BadUpload, match=r"打不开|像素"):
        photos.clean("x.jpg", content)


def test_over_http(county: County, settings: Any) -> None:
    client = county.at(county.deputy)
    told = client.post("/files/", {"file": SimpleUploadedFile("现场.heic", shot("HEIF"), "image/heic")}).json()
    assert told["name"] == "现场.jpg"
    got = client.get(f"/files/{told['id']}/")
    assert got["Content-Type"] == "image/jpeg" and got["Content-Disposition"].startswith("inline")
    assert b"MAKER-OF-PHONES" not in b"".join(got.streaming_content)
    page = client.post("/files/", {"file": SimpleUploadedFile("a.html", b"<script>", "text/html")})
    assert page.status_code == 422 and "不是照片或文档" in page.json()["error"]
    settings.QUANCHENG_UPLOAD_LIMIT = 1000
    big = client.post("/files/", {"file": SimpleUploadedFile("big.pdf", b"%PDF" + b"x" * 2000)})
    assert big.status_code == 422 and "请压缩后再传" in big.json()["error"]
    assert client.post("/files/").status_code == 422


def test_a_document_is_saved_and_never_opened_in_the_page(county: County) -> None:
    client = county.at(county.deputy)
    told = client.post("/files/", {"file": SimpleUploadedFile("说明.txt", b"<b>", "text/html")}).json()
    got = client.get(f"/files/{told['id']}/")
    assert got["Content-Disposition"].startswith("attachment") and got["Content-Type"].startswith("text/plain")
