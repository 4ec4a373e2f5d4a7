#!/usr/bin/env python3
"""Makes ready what ``make`` needs: ``python3 tools/setup.py demo|check|test``. May be run again at any time.

``demo`` makes the virtual environment ``.venv`` and installs the program into it. ``check`` adds the Python packages
that tests and checks need, ``test`` also a browser, fonts and PostgreSQL from Debian's, ``demo`` the fonts alone. What is up to date stays.
Needs only Python 3.11 and the package registries; node is not needed, nor root.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import debian
from debian import ROOT, Missing

VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STAMP = VENV / "quancheng-setup"
CONSTRAINTS = ROOT / "tools/constraints.txt"
SOURCES = (
    "pyproject.toml",
    "tools/constraints.txt",
    "hatch_build.py",
    "tools/strokes.js",
    "package.json",
    "package-lock.json",
)
EXTRAS = {"demo": "", "check": "[dev]", "test": "[dev]"}
CANNOT_TEST = 3


def say(text: str) -> None:
    """One line of progress."""
    print(f"· {text}", flush=True)


def works(python: Path) -> bool:
    """Whether this Python starts and has pip."""
    if not python.exists():
        return False
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def bring_pip() -> None:
    """Puts pip into a virtual environment that was made without it, from Debian's wheel. Raises Missing."""
    debian.fetch_unpacked("--reinstall", "python3-pip-whl")
    wheel = next(iter((debian.UNPACKED / "usr/share/python-wheels").glob("pip-*.whl")), None)
    if wheel is None:
        raise Missing("软件包 python3-pip-whl 里没有 pip。No pip in python3-pip-whl.")
    command = [PYTHON, "-m", "pip", "install", "-q", "--no-index", str(wheel)]
    subprocess.run(command, env=os.environ | {"PYTHONPATH": str(wheel)}, check=True)


def make_venv() -> None:
    """Makes ``.venv`` if it is missing or broken; works without python3-venv too. Raises Missing."""
    if works(PYTHON):
        return
    say("建立虚拟环境 .venv … creating the virtual environment")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode == 0 and works(PYTHON):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    say("这个 Python 没有带 venv 的 pip，改用 Debian 的 pip … python3-venv is missing, taking pip from Debian")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], check=True)
    bring_pip()
    if not works(PYTHON):
        raise Missing("虚拟环境建不起来，请安装 python3-venv 后重试。Please install python3-venv and run again.")


def fingerprint() -> str:
    """SHA-256 over the files that decide what is installed."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes() + b"\0")
    return digest.hexdigest()


def up_to_date(kind: str) -> bool:
    """Whether the environment was installed from today's files, for this kind or a larger one."""
    if not STAMP.is_file() or not works(PYTHON) or not (VENV / "bin/quancheng").exists():
        return False
    made = ("doors/frame/static/vendor/made-from", "roster/data/strokes.txt")
    if not all((ROOT / "src/quancheng" / name).is_file() for name in made):
        return False
    had, _, of = STAMP.read_text("utf-8").strip().partition(" ")
    return of == fingerprint() and EXTRAS.get(had, "") >= EXTRAS[kind]


def install_package(kind: str) -> None:
    """Installs the project itself, editable, at the pinned versions. Raises Missing."""
    if up_to_date(kind):
        say("程序环境已是最新 … Python packages are up to date")
        return
    say("安装程序和前端文件（约一分钟）… installing packages and front-end files (about a minute)")
    STAMP.unlink(missing_ok=True)
    command = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-warn-script-location"]
    command += ["-c", CONSTRAINTS, "-e", f"{ROOT}{EXTRAS[kind]}"]
    if subprocess.run(command, check=False).returncode:
        raise Missing("安装失败：请检查网络和软件源设置，然后重试。Installing failed: check the network, run again.")
    STAMP.write_text(f"{kind} {fingerprint()}\n", "utf-8")


def bring_fonts() -> None:
    """Typefaces for papers as PDF. Without them everything else works, so a failure is a sentence and no more."""
    if not debian.chinese_font():
        _bring("fonts-noto-cjk")


def install_for_tests() -> dict[str, str]:
    """Brings browser, fonts and PostgreSQL; returns what is still missing, with the tests it takes away."""
    for package in debian.missing_for_tests():
        _bring(package)
    return debian.missing_for_tests()


def _bring(package: str) -> None:
    say(f"安装 {package} … installing {package}")
    try:
        debian.install(package)
    except Missing as problem:
        say(str(problem))


def main(arguments: list[str]) -> int:
    """Entry point; 0 ready, 1 failed, 2 wrong call, 3 ready but some tests cannot run."""
    if len(arguments) != 1 or arguments[0] not in EXTRAS:
        print("用法：python3 tools/setup.py demo|check|test", file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036 - the very check for those who have an older one
        print("需要 Python 3.11 或更新版本。Python 3.11 or newer is needed.", file=sys.stderr)
        return 1
    try:
        make_venv()
        install_package(arguments[0])
    except (Missing, subprocess.CalledProcessError) as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    if arguments[0] == "demo":
        bring_fonts()
    if arguments[0] != "test":
        return 0
    for package, words in install_for_tests().items():
        print(f"✗ 缺少 {package}，不能运行：{words}。{package} is missing.", file=sys.stderr)
    return CANNOT_TEST if debian.missing_for_tests() else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
