"""Programs from Debian's packages that tests need: a browser, Chinese fonts, a PostgreSQL server.

As root they are installed with apt. Otherwise apt fetches the packages into ``.cache`` and they are unpacked there,
with wrappers that tell the programs where their libraries and fonts are. Nothing outside the project is touched then.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
UNPACKED = CACHE / "debian"
POSTGRES_MIN = 15


class Missing(Exception):
    """Something could not be had; the text is a sentence for the person at the keyboard."""


def _version(folder: Path) -> int:
    found = re.fullmatch(r"\d+", folder.parent.name)
    return int(found[0]) if found else 0


def _postgres_folders() -> Iterator[Path]:
    if named := os.environ.get("QUANCHENG_PG_BIN"):
        yield Path(named)
    for base in (Path("/usr/lib/postgresql"), UNPACKED / "usr/lib/postgresql"):
        yield from sorted((p for p in base.glob("*/bin") if _version(p) >= POSTGRES_MIN), key=_version, reverse=True)
    if (found := shutil.which("initdb")) and shutil.which("postgres"):
        yield Path(found).parent


def postgres_bin() -> Path | None:
    """The folder of a PostgreSQL server's programs, 15 or newer, or None."""
    return next((p for p in _postgres_folders() if (p / "initdb").exists() and (p / "postgres").exists()), None)


def chromium() -> Path | None:
    """The browser for tests: ``QUANCHENG_CHROMIUM``, Debian's, or the unpacked one's wrapper; None if there is none."""
    named = os.environ.get("QUANCHENG_CHROMIUM")
    places = [Path(named)] if named else []
    places += [Path("/usr/bin/chromium"), CACHE / "bin/chromium"]
    return next((p for p in places if os.access(p, os.X_OK)), None)


def chinese_font() -> bool:
    """Whether a font with Chinese characters is there, for the system or for the unpacked browser."""
    if any(UNPACKED.glob("usr/share/fonts/opentype/noto/NotoSansCJK-Regular*")):
        return True
    if any(Path("/usr/share/fonts/opentype/noto").glob("NotoSansCJK-Regular*")):
        return True
    lister = shutil.which("fc-list")
    return bool(lister and subprocess.run([lister, ":lang=zh-cn", "file"], capture_output=True, check=False).stdout)


def driver_library() -> bool:
    """Whether libatomic is there: the browser driver's own node does not start without it."""
    folders = [Path("/usr/lib"), Path("/usr/lib64"), UNPACKED / "usr/lib"]
    return any(
        found for folder in folders for found in (*folder.glob("libatomic.so.1"), *folder.glob("*/libatomic.so.1"))
    )


def libraries() -> str:
    """LD_LIBRARY_PATH of the unpacked packages, or '' when nothing is unpacked."""
    folders = {p.parent for p in UNPACKED.glob("usr/lib/*-linux-gnu/**/*.so*")}
    folders |= {p.parent for p in UNPACKED.glob("lib/*-linux-gnu/*.so*")}
    return ":".join(sorted(str(p) for p in folders))


def _run(command: list[str], log: Path, **env: str) -> bool:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        done = subprocess.run(command, stdout=out, stderr=out, env=os.environ | env, cwd=CACHE, check=False)
    return done.returncode == 0


def _apt(*arguments: str, own: bool) -> bool:
    """Runs apt-get, with its state below ``.cache`` when ``own``; whether it succeeded."""
    folder = CACHE / "apt"
    options = ["-q", "-o", "Acquire::Retries=3"]
    if own:
        for name in ("lists/partial", "archives/partial"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        options += ["-o", f"Dir::State::lists={folder}/lists", "-o", f"Dir::Cache={folder}"]
        options += ["-o", f"Dir::Cache::archives={folder}/archives", "-o", "Debug::NoLocking=1"]
    return _run(["apt-get", *options, *arguments], CACHE / "apt.log", DEBIAN_FRONTEND="noninteractive", LC_ALL="C")


def _unpack() -> None:
    UNPACKED.mkdir(parents=True, exist_ok=True)
    for package in sorted((CACHE / "apt/archives").glob("*.deb")):
        if not _run(["dpkg-deb", "-x", str(package), str(UNPACKED)], CACHE / "apt.log"):
            raise Missing(f"无法解开软件包 {package.name}，详见 .cache/apt.log。Cannot unpack {package.name}.")
        package.unlink()


def fetch_unpacked(*packages: str) -> None:
    """Brings packages and what they need into ``.cache/debian`` without root. Raises Missing."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Missing("这台机器没有 apt，请自行安装。This machine has no apt; please install it yourself.")
    CACHE.mkdir(exist_ok=True)
    wanted = ["install", "-y", "--no-install-recommends", "--download-only", *packages]
    if not (_apt("update", own=True) and _apt(*wanted, own=True)):
        raise Missing("软件包下载失败，详见 .cache/apt.log。Download failed, see .cache/apt.log.")
    _unpack()


def install(*packages: str) -> None:
    """Installs packages: into the system as root, into ``.cache`` otherwise. Raises Missing with a sentence."""
    if os.geteuid() != 0:
        fetch_unpacked(*packages)
        _wrap_chromium()
        return
    if not shutil.which("apt-get"):
        raise Missing("这台机器没有 apt，请自行安装。This machine has no apt; please install it yourself.")
    CACHE.mkdir(exist_ok=True)
    wanted = ["install", "-y", "--no-install-recommends", *packages]
    if not (_apt(*wanted, own=False) or (_apt("update", own=False) and _apt(*wanted, own=False))):
        raise Missing("apt 安装失败，详见 .cache/apt.log。apt-get failed, see .cache/apt.log.")


FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{unpacked}/usr/share/fonts</dir>
  <cachedir>{cache}/fonts</cachedir>
</fontconfig>
"""

WRAPPER = """#!/bin/sh
export LD_LIBRARY_PATH='{libraries}'
export FONTCONFIG_FILE='{fonts}'
exec '{program}' "$@"
"""


def _wrap_chromium() -> None:
    program = UNPACKED / "usr/lib/chromium/chromium"
    if not program.exists():
        return
    fonts = CACHE / "fonts.conf"
    fonts.write_text(FONTS.format(unpacked=UNPACKED, cache=CACHE), "utf-8")
    wrapper = CACHE / "bin/chromium"
    wrapper.parent.mkdir(parents=True, exist_ok=True)
    wrapper.write_text(WRAPPER.format(libraries=libraries(), fonts=fonts, program=program), "utf-8")
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def missing_for_tests() -> dict[str, str]:
    """Packages still needed for tests, each with the tests that cannot run without it, in words."""
    needs = {
        "postgresql": (postgres_bin(), "PostgreSQL 上的全部测试 (all tests on PostgreSQL)"),
        "chromium": (chromium(), "浏览器测试 (browser tests)"),
        "libatomic1": (driver_library(), "浏览器测试 (browser tests)"),
        "fonts-noto-cjk": (chinese_font(), "公文PDF的测试和中文截图 (papers as PDF, pictures with Chinese text)"),
    }
    return {package: words for package, (there, words) in needs.items() if not there}
