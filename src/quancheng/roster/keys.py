"""The key of personal data: one file outside database and backup; its versions, and its copy on paper.

The file of a real county lies in a folder of its own (`QUANCHENG_KEYS`, else `keys` in `QUANCHENG_HOME`); the demo
county's is another file, says of itself that it is a demo's, and never counts as a real one.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FORMAT = 1
NAME, DEMO_NAME = "personal.key", "demo.key"
LENGTH = 32  # bytes: AES-256, and as much for the HMAC


class BadKey(ValueError):
    """What is wrong with the key, in a sentence for the administrator."""


@dataclass(frozen=True)
class Version:
    """One pair of keys: `box` seals, `mark` compares. Only the id and the day may be shown."""

    id: str
    created: date
    box: bytes
    mark: bytes

    @classmethod
    def new(cls, created: date) -> "Version":
        """A pair nobody has had before."""
        return cls(secrets.token_hex(4), created, secrets.token_bytes(LENGTH), secrets.token_bytes(LENGTH))

    def __repr__(self) -> str:
        return f"Version({self.id}, {self.created})"  # never the keys: a repr ends in a log


@dataclass(frozen=True)
class Ring:
    """Every version the file holds; the last one seals, all of them open."""

    versions: tuple[Version, ...]
    demo: bool = False

    @property
    def current(self) -> Version:
        return self.versions[-1]

    def get(self, key: str) -> Version | None:
        """The version of that id, or None."""
        return next((v for v in self.versions if v.id == key), None)


def path() -> Path:
    """Where the key of a real county lies, whether it is there or not."""
    return Path(settings.QUANCHENG_KEYS or Path(settings.QUANCHENG_HOME) / "keys") / NAME


def demo_path() -> Path:
    """Where the demo county's key lies."""
    return Path(settings.QUANCHENG_HOME) / DEMO_NAME


def real() -> bool:
    """Whether a real key is here, or a folder made for one: beside it nobody plays demo."""
    return path().exists() or (Path(settings.QUANCHENG_HOME) / "keys").exists()


def ring() -> Ring | None:
    """The keys of this installation; None where there are none or the file cannot be read."""
    try:
        return demand()
    except BadKey:
        return None


def demand() -> Ring:
    """The keys of this installation. Raises BadKey saying what is missing and who can mend it."""
    for file in (path(), demo_path()):
        try:
            stat = file.stat()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise BadKey(f"密钥文件 {file.name} 打不开（{error.strerror}），请系统管理员核对它的权限。") from None
        return _read(file, (stat.st_mtime_ns, stat.st_size, stat.st_ino))
    raise BadKey("这里还没有个人信息密钥，身份证号、手机号、住址不能保存。请系统管理员运行 quancheng key new。")


@lru_cache(maxsize=4)
def _read(file: Path, _stamp: tuple[int, ...]) -> Ring:
    try:
        held = json.loads(file.read_text("utf-8"))
        versions = tuple(
            Version(v["id"], date.fromisoformat(v["created"]), _bytes(v["box"]), _bytes(v["mark"]))
            for v in held["versions"]
        )
    except OSError as error:
        raise BadKey(f"密钥文件 {file.name} 打不开（{error.strerror}），请系统管理员核对它的权限。") from None
    except (ValueError, KeyError, TypeError):
        raise BadKey(f"密钥文件 {file.name} 读不懂，可能已损坏。请用保存的副本换回它。") from None
    if held.get("format") != FORMAT or not versions or len({v.id for v in versions}) < len(versions):
        raise BadKey(f"密钥文件 {file.name} 不是这个版本的程序写的，请用保存的副本换回它。")
    if held.get("demo", False) != (file.name == DEMO_NAME):
        raise BadKey("演示县的密钥和正式密钥不能互相顶替，请把密钥文件放回原处。")
    return Ring(versions, held.get("demo", False))


def _bytes(text: str) -> bytes:
    found = base64.b64decode(text, validate=True)
    if len(found) != LENGTH:
        raise ValueError("length")
    return found


def new(created: date, *, demo: bool = False) -> Ring:
    """Make the first key. Never writes over one. Raises BadKey."""
    file = demo_path() if demo else path()
    if demo and real():
        raise BadKey("这里有正式密钥（keys），演示县不能和它放在一起。请换一个空的 QUANCHENG_HOME。")
    if file.exists():
        raise BadKey(
            f"已经有密钥文件 {file}，没有覆盖：覆盖以后，用它封存的内容再也打不开。要换新密钥，用 key rotate。"
        )
    if not demo and demo_path().exists():
        raise BadKey("这里是演示县，它有自己的演示密钥。正式密钥请放在正式系统的 QUANCHENG_HOME 里。")
    made = Ring((Version.new(created),), demo)
    write(made)
    return made


def write(ring: Ring) -> None:
    """Put the whole ring in place at once: whoever reads sees the old file or the new one, and only the owner reads."""
    file = demo_path() if ring.demo else path()
    if not file.parent.exists():
        file.parent.mkdir(parents=True)
        file.parent.chmod(0o700)
    rows = [
        {"id": v.id, "created": v.created.isoformat(), "box": _text(v.box), "mark": _text(v.mark)}
        for v in ring.versions
    ]
    text = json.dumps({"format": FORMAT, "demo": ring.demo, "versions": rows}, indent=1)
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


# On paper: 75 bytes are 120 letters, six lines of five groups, and a group at the end of each by which a slip is found.
LINES, LINE = 6, 20


def on_paper(version: Version) -> list[str]:
    """The lines to print for the safe: A–Z and 2–7 only, so that nothing is taken for something else."""
    raw = bytes.fromhex(version.id) + version.created.toordinal().to_bytes(4, "big") + version.box + version.mark
    text = base64.b32encode(raw + hashlib.sha256(raw).digest()[:3]).decode()
    lines = [text[n : n + LINE] for n in range(0, len(text), LINE)]
    return [f"{n}  {_groups(line)}  {_check(n, line)}" for n, line in enumerate(lines, 1)]


def from_paper(lines: Iterable[str]) -> Version:
    """The version somebody has typed from its paper. Raises BadKey naming the line."""
    typed = [line for line in ("".join(c for c in text.upper() if c.isalnum()) for text in lines) if line]
    if len(typed) != LINES:
        raise BadKey(f"一份密钥是 {LINES} 行，这里有 {len(typed)} 行。")
    text = ""
    for n, line in enumerate(typed, 1):
        body = line[1:] if len(line) == LINE + 5 and line[0] == str(n) else line
        if len(body) != LINE + 4 or _check(n, body[:LINE]) != body[LINE:]:
            raise BadKey(f"第 {n} 行抄得不对，请对照纸上核对这一行（只有字母和 2 到 7，没有 0、1、8、9）。")
        text += body[:LINE]
    raw = base64.b32decode(text)
    if hashlib.sha256(raw[:-3]).digest()[:3] != raw[-3:]:
        raise BadKey("这几行不是同一份密钥，请核对是不是拿了两张纸。")
    created = date.fromordinal(int.from_bytes(raw[4:8], "big"))
    return Version(raw[:4].hex(), created, raw[8 : 8 + LENGTH], raw[8 + LENGTH : 8 + 2 * LENGTH])


def take_in(version: Version) -> Ring:
    """Add a version from paper: the only one where there is none, else an older one beside those in use."""
    if demo_path().exists():
        raise BadKey("这里是演示县，不能放入正式密钥。")
    held = demand().versions if path().exists() else ()
    if any(v.id == version.id for v in held):
        raise BadKey(f"密钥 {version.id} 已经在这里，不用再录入。")
    made = Ring((version, *held))
    write(made)
    return made


def _groups(line: str) -> str:
    return " ".join(line[n : n + 4] for n in range(0, len(line), 4))


def _check(number: int, line: str) -> str:
    return base64.b32encode(hashlib.sha256(f"{number}:{line}".encode()).digest())[:4].decode()
