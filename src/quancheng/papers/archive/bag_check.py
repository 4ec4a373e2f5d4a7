"""A volume looked at again: which file is not as it was archived. Needs no database; folder or zip.

Two lists were made of every file, by two algorithms. Where both say that a file differs, it is the file that has
changed; where only one says so, it is that list. So a single changed bit is always laid to the file it is in.
"""

import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quancheng.record.digests import sha256, sm3

from . import bag, facts_check

LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
LISTS = (bag.MANIFEST, bag.SM3, bag.TAGS)


class NotAVolume(ValueError):
    """Why it cannot even be looked at, in a sentence."""


@dataclass
class Looked:
    """What was found: faults by file, and what is worth saying though nothing is wrong."""

    code: str = ""
    title: str = ""
    files: int = 0
    digest: str = ""
    seals: list[tuple[int, int, str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def look(path: Path, progress: Callable[[int, int], None] = lambda done, of: None) -> Looked:
    """Check a volume in a folder or a zip. Raises NotAVolume."""
    if path.is_dir():
        found = look_into(_folder(path), progress)
        _second_opinion(path, found)
        return found
    files, folder, broken = _unzipped(path)
    found = look_into(files, progress)
    damaged = "压缩包里的这个文件已经损坏，读不出来"
    found.faults = [(name, damaged if name in broken else text) for name, text in found.faults]
    if found.faults:
        return found
    with tempfile.TemporaryDirectory() as scratch:
        for name, content in files.items():
            at = Path(scratch) / folder / name
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(content)
        _second_opinion(Path(scratch) / folder, found)
    if bag.zipped(files, folder, bag.bagged_on(files[bag.INFO])) != path.read_bytes():
        found.notes.append("卷内文件都完好；压缩包本身与归档时的不同，可能重新压缩过。")
    return found


def _folder(path: Path) -> dict[str, bytes]:
    if not (path / "bagit.txt").is_file() and not (path / bag.MANIFEST).is_file():
        raise NotAVolume(f"{path.name} 不是归档件的文件夹：里面没有 bagit.txt。请指到档号命名的那个文件夹。")
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def _unzipped(path: Path) -> tuple[dict[str, bytes], str, list[str]]:
    """The files of a zip below its one folder, that folder, and what could not be read."""
    files: dict[str, bytes] = {}
    broken, folder = [], ""
    try:
        with zipfile.ZipFile(path) as packed:
            for entry in packed.infolist():
                top, _, name = entry.filename.partition("/")
                folder = folder or top
                if entry.is_dir() or ".." in Path(name).parts or not name:
                    continue
                try:
                    files[name] = packed.read(entry)
                except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
                    broken.append(name)
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise NotAVolume(f"{path.name} 打不开，不是压缩包或者已经损坏（{fault}）。") from None
    if bag.MANIFEST not in (*files, *broken) and "bagit.txt" not in (*files, *broken):
        raise NotAVolume(f"{path.name} 里没有归档件（没有 bagit.txt）。")
    return files, folder or "volume", broken


def look_into(files: Mapping[str, bytes], progress: Callable[[int, int], None] = lambda done, of: None) -> Looked:
    """Check the files of one bag by their path."""
    found = Looked(files=len(files))
    lists = {name: _read(files.get(name, b"")) for name in LISTS}
    named = {*lists[bag.MANIFEST], *lists[bag.SM3], *lists[bag.TAGS]} | {bag.TAGS}
    for n, name in enumerate(sorted({*named, *files}), 1):
        if text := _wrong(name, files, lists):
            found.faults.append((name, text))
        progress(n, len(files))
    found.faults = _blame_lists(found.faults, files, lists)
    if not found.faults:
        found.digest = sha256(files[bag.TAGS])
        labels = bag.labels(files[bag.INFO])
        found.code, found.title = labels.get("External-Identifier", ""), labels.get("External-Description", "")
        found.faults += facts_check.look_into(files)
        found.seals = facts_check.seals(files)
    return found


def _read(content: bytes) -> dict[str, str]:
    """A list as digests by name; a line that is none is left out, and the list will not be what it should."""
    text = content.decode("utf-8", "replace")
    return {m[2]: m[1] for line in text.split("\n") if (m := LINE.fullmatch(line))}


def _opinions(name: str, files: Mapping[str, bytes], lists: Mapping[str, Mapping[str, str]]) -> list[bool]:
    """What each list that ought to know this file says of it: True if it is as listed."""
    first = bag.MANIFEST if name.startswith(bag.PAYLOAD) else bag.TAGS
    asked = [(first, sha256)] + ([(bag.SM3, sm3)] if name not in (bag.SM3, bag.TAGS) else [])
    return [lists[which].get(name) == digest(files[name]) for which, digest in asked]


def _wrong(name: str, files: Mapping[str, bytes], lists: Mapping[str, Mapping[str, str]]) -> str:
    if name == bag.TAGS:
        return "" if name in files else "缺少这个文件"
    if name not in files:
        return "缺少这个文件"
    known = [name in lists[which] for which in LISTS]
    if not any(known):
        return "多出来的文件，归档时没有"
    return "" if any(_opinions(name, files, lists)) else "内容与归档时不同"


def _blame_lists(
    faults: list[tuple[str, str]], files: Mapping[str, bytes], lists: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str]]:
    """A list that is not what it must be, made of files that are right, is itself what was changed."""
    if any(name not in LISTS and name in files for name, _ in faults) and _lists_agree(files, lists):
        return faults
    real = {n: c for n, c in files.items() if n.startswith(bag.PAYLOAD)}
    tags = {n: c for n, c in files.items() if not n.startswith(bag.PAYLOAD) and n not in LISTS}
    manifest = bag.listed(real)
    marked = bag.listed(real | tags | {bag.MANIFEST: manifest}, sm3)
    should = {
        bag.MANIFEST: manifest, bag.SM3: marked, bag.TAGS: bag.listed(tags | {bag.MANIFEST: manifest, bag.SM3: marked})
    }  # fmt: skip
    wrong = [name for name in LISTS if files.get(name) != should[name]]
    if len(wrong) == 1:
        return [(wrong[0], "缺少这个文件" if wrong[0] not in files else "清单本身与归档时不同；它所列的文件都完好")]
    return faults or [(name, "清单与文件对不上") for name in wrong]


def _lists_agree(files: Mapping[str, bytes], lists: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether the three lists vouch for each other."""
    return all(lists[bag.TAGS].get(name) == sha256(files.get(name, b"")) for name in (bag.MANIFEST, bag.SM3))


def _second_opinion(path: Path, found: Looked) -> None:
    """The same folder by the library everybody uses: a mistake of ours must not hide one of the bag's."""
    import logging

    import bagit

    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    if found.faults:
        return
    try:
        bagit.Bag(str(path)).validate()
    except bagit.BagError as fault:
        found.faults.append((path.name, f"通用的 BagIt 校验没有通过：{fault}"))
