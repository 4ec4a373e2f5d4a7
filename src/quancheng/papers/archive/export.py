"""Archived volumes out of the store, as they were archived."""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from quancheng.record import files
from quancheng.record.models import Matter

from .items import BadVolume
from .models import Volume

WHY = "the administrator writes out what was archived"


def stored(volume: Volume) -> bytes:
    """The zip as it was archived. Raises BadVolume if it is not in the store or not what it was."""
    path = files.path_of(volume.zip)
    if not path.is_file():
        raise BadVolume(f"{volume.code} 的归档文件不在存储里。请从备份中恢复，或者重新归档。")
    return path.read_bytes()


def chosen(refs: Iterable[str], year: int | None, body: str | None) -> list[Volume]:
    """The volumes asked for. Raises BadVolume for a matter that is not there or not archived."""
    rows = Volume.objects.unguarded(WHY).filter(replaced_on=None).select_related("body", "matter")
    rows = rows.filter(body__slug=body) if body else rows
    if year:
        return list(rows.filter(year=year).order_by("body_id", "keep", "number"))
    found = []
    for ref in refs:
        if not Matter.objects.unguarded(WHY).filter(ref=ref).exists():
            raise BadVolume(f"没有编号为 {ref} 的事项。")
        held = rows.filter(matter__ref=ref).first()
        if held is None:
            raise BadVolume(f"编号 {ref} 的事项还没有归档，请先在系统里归档。")
        found.append(held)
    return found


def demand_free(volumes: Iterable[Volume], to: Path, *, zipped: bool = False) -> None:
    """Raise BadVolume if anything would be overwritten or is not in the store: before the first one is written."""
    for volume in volumes:
        if _target(volume, to, zipped).exists():
            raise BadVolume(f"{_target(volume, to, zipped).name} 已经存在，没有覆盖。请换一个空文件夹。")
        stored(volume)


def _target(volume: Volume, to: Path, zipped: bool) -> Path:
    return to / (f"{volume.file_name}.zip" if zipped else volume.file_name)


def write(volume: Volume, to: Path, *, zipped: bool = False) -> Path:
    """Write one volume into that folder; what is there already under its name is never overwritten."""
    demand_free([volume], to, zipped=zipped)
    content, target = stored(volume), _target(volume, to, zipped)
    to.mkdir(parents=True, exist_ok=True)
    if zipped:
        target.write_bytes(content)
    else:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            packed.extractall(to)
    return target
