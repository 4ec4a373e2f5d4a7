"""What is committed names neither this machine nor a registry's hosts, and holds no key, database or ID number."""

import re
import subprocess

import pytest

from contracts.tree import ROOT

# pieced together, so that this file does not name them either
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "npm" + "mirror",
    "deb." + "debian",
]
HOSTS += ["security." + "debian", "tuna." + "tsinghua", "mirrors." + "aliyun", "mirrors." + "ustc", "crates" + ".io"]
PLACES = ["/" + "work/", "/" + "tmp/", "/" + "root/", "/" + "home/"]
ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\da-z])")
NEVER = (".sqlite3", ".key", ".pem", ".env", ".pyc", ".mo")
# whose numbers are invented to show what must be refused
INVENTED_NUMBERS = re.compile(r"tests/")


def tracked() -> list[str]:
    """Every file git knows and that is there; nothing outside a repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("not in a repository")
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in asked.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for name in tracked():
        try:
            found.append((name, (ROOT / name).read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    assert len(found) > 200
    return found


def test_no_host_of_a_registry_and_no_place_on_this_machine() -> None:
    words = [*HOSTS, *PLACES]
    assert not [f"{name}: {word}" for name, text in texts() for word in words if word in text]


def test_lock_files_have_no_addresses() -> None:
    locks = [(name, text) for name, text in texts() if name.endswith(("-lock.json", ".lock"))]
    assert locks
    assert not [name for name, text in locks if '"resolved"' in text]


def test_no_keys_databases_or_built_files() -> None:
    assert not [name for name in tracked() if name.endswith(NEVER) or "/vendor/" in name]


def test_no_identity_number() -> None:
    found = [
        (name, m[0]) for name, text in texts() for m in ID_NUMBER.finditer(text) if not INVENTED_NUMBERS.match(name)
    ]
    assert not found


def test_modules_stay_small() -> None:
    """A module beyond about 300 lines asks to be split; this is where asking ends."""
    long = [
        (n, t.count("\n")) for n, t in texts() if n.startswith("src/") and n.endswith(".py") and "/migrations/" not in n
    ]
    assert not [(name, lines) for name, lines in long if lines > 400]
