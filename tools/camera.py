"""The demonstration county served for pictures, and who looks at it with a camera."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser

from debian import ROOT

PICTURES = ROOT / "docs/pictures"
PYTHON = Path(sys.executable)
QUANCHENG = PYTHON.with_name("quancheng")
PATIENCE = 60  # seconds until the server answers
HEAVIEST = 150_000  # bytes of one picture
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
# Debian's Chromium speaks English where its language package is missing: dates and files are shown as a Chinese one does
CHINESE = """() => {
  document.querySelectorAll('input[type=date]').forEach(field => {
    const day = field.value.replaceAll('-', '/'), width = field.offsetWidth;
    field.removeAttribute('name');  // what is shown is not what is kept as a draft
    field.type = 'text'; field.style.width = width + 'px'; field.placeholder = '年 /月/日'; field.value = day;
  });
  document.querySelectorAll('input[type=file]').forEach(field => {
    const shown = field.cloneNode();
    shown.removeAttribute('name'); shown.type = 'text'; shown.value = '选择文件　未选择任何文件'; field.replaceWith(shown);
  });
}"""


@dataclass(frozen=True)
class County:
    """Where the county answers, where its data lies, the password of all its people."""

    address: str
    home: Path
    password: str

    @property
    def env(self) -> dict[str, str]:
        """The surroundings of a command that works on it."""
        mine = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "QUANCHENG_DB")}
        return mine | {
            "QUANCHENG_HOME": str(self.home),
            "QUANCHENG_ADDRESS": self.address,
            "DJANGO_SETTINGS_MODULE": "quancheng.site.settings",
        }

    def run(self, *command: str | Path) -> None:
        """One command on it; a failure stops everything."""
        subprocess.run(command, env=self.env, check=True)

    def inside(self, *words: str) -> str:
        """What pictures_inside.py says to these words."""
        command = [PYTHON, ROOT / "tools/pictures_inside.py", *words]
        return subprocess.run(command, env=self.env, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(password: str) -> Iterator[County]:
    """The demonstration county at its full size, made anew and served."""
    with tempfile.TemporaryDirectory(prefix="quancheng-pictures-") as home:
        port = free_port()
        county = County(f"http://127.0.0.1:{port}", Path(home), password)
        county.run(QUANCHENG, "migrate", "--verbosity", "0")
        county.run(QUANCHENG, "demo", "load", "--password", password)
        server = subprocess.Popen([QUANCHENG, "serve", "--port", str(port)], env=county.env, stdout=subprocess.DEVNULL)
        try:
            _wait(county.address, server)
            yield county
        finally:
            server.terminate()
            server.wait()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urlopen(f"{address}/login/", timeout=5).close()
            return
        except URLError:
            time.sleep(0.2)
    raise SystemExit("演示县没有启动。The server did not start.")


class Camera:
    """A browser, people who log in, and a folder for what they see."""

    def __init__(self, browser: Browser, county: County) -> None:
        self.browser, self.county, self.address = browser, county, county.address

    def blank(self, size: dict[str, Any] = DESK) -> Any:
        """A page on which nobody has logged in."""
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **size)
        context.set_default_timeout(15_000)
        return context.new_page()

    def page(self, login: str, size: dict[str, Any] = DESK) -> Any:
        """A page on which that person has logged in with his password, and put off the second factor he is asked for."""
        page = self.blank(size)
        page.goto(f"{self.address}/login/")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(self.county.password)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(lambda url: not url.endswith("/login/"))
        page.goto(f"{self.address}/")
        return page

    def phone(self, name: str) -> Any:
        """The phone of that deputy, which has just scanned a new seat card."""
        page = self.blank(PHONE)
        page.goto(f"{self.address}/card/{self.county.inside('card', name)}")
        return page

    def at(self, login: str, path: str, size: dict[str, Any] = DESK) -> Any:
        """That person at that address."""
        page = self.page(login, size)
        page.goto(f"{self.address}{path}")
        return page

    def matter(self, page: Any, title: str) -> Any:
        """That suggestion, found by its title."""
        door = "pocket" if "/pocket/" in page.url else "desk"
        page.goto(f"{self.address}/{door}/search/?q={title}")
        page.locator(".hits a").filter(has_text=title).first.click()
        page.locator("h1").filter(has_text=title).wait_for()
        return page

    def take(self, page: Any, name: str) -> None:
        """What the screen shows now."""
        page.evaluate(CHINESE)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path)
        page.context.close()
        keep(Image.open(path), name)


def keep(image: Image.Image, name: str, colours: int = 256) -> None:
    """A picture of the handbooks, with no more colours than it needs. Stops where it is too heavy."""
    path = PICTURES / f"{name}.png"
    image.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > HEAVIEST:
        raise SystemExit(f"{path.name}: {size // 1000} kB，超过 {HEAVIEST // 1000} kB")
    print(f"· {path.relative_to(ROOT)}  {size // 1000} kB", flush=True)
