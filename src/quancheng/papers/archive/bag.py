"""A folder of files as a BagIt bag (RFC 8493), byte for byte the same whenever it is made of the same files.

SHA-256 is the bag's manifest, as every BagIt tool reads it; SM3 stands in a tag file of our own, for not every tool knows
it. The library `bagit` makes bags in place and changes the working folder of the whole process while it does; in a
server with threads that would be everybody's, so the few lines of a bag are written here and the library checks them.
"""

import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO

from quancheng.record.digests import sha256, sm3

DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAGS, SM3 = "manifest-sha256.txt", "tagmanifest-sha256.txt", "sm3.txt"
INFO = "bag-info.txt"
PAYLOAD = "data/"


def listed(files: Mapping[str, bytes], digest: Callable[[bytes], str] = sha256) -> bytes:
    """Digest, two blanks, name: sorted by name, as `sha256sum -c` reads it."""
    return "".join(f"{digest(files[name])}  {name}\n" for name in sorted(files)).encode()


def bag(payload: Mapping[str, bytes], info: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a bag by their path. `payload` stands below data/; `info` are the labels of bag-info.txt."""
    files = {PAYLOAD + name: content for name, content in payload.items()}
    oxum = f"{sum(map(len, files.values()))}.{len(files)}"
    labels = {**info, "Payload-Oxum": oxum}
    tags = {
        "bagit.txt": DECLARED,
        INFO: "".join(f"{label}: {' '.join(text.split())}\n" for label, text in labels.items()).encode(),
        MANIFEST: listed(files),
    }
    tags[SM3] = listed(files | tags, sm3)
    return files | tags | {TAGS: listed(tags)}


def zipped(files: Mapping[str, bytes], folder: str, on: date) -> bytes:
    """The bag as a zip: names in order, one time for all, nothing compressed, so that no library's version shows."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", (on.year, on.month, on.day, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            made.writestr(entry, files[name])
    return out.getvalue()


def labels(info: bytes) -> dict[str, str]:
    """bag-info.txt as labels and texts."""
    pairs = (line.partition(": ") for line in info.decode().splitlines())
    return {label: text for label, colon, text in pairs if colon}


def bagged_on(info: bytes) -> date:
    """The day of archiving, which is the time of every file in the zip."""
    return date.fromisoformat(labels(info)["Bagging-Date"])
