#!/usr/bin/env python3
"""Takes the pictures of the README and of the handbooks: ``.venv/bin/python tools/pictures.py [name …]``.

Makes the demonstration county in a folder of its own, serves it on a free port, logs in as its people and presses what
the handbooks describe; what is not there any more stops it. Writes docs/pictures/*.png, all or those named.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import debian
from debian import ROOT

PICTURES = ROOT / "docs/pictures"
QUANCHENG = Path(sys.executable).with_name("quancheng")
PATIENCE = 60  # seconds until the server answers
HEAVIEST = 250_000  # bytes of one picture
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
# Debian's Chromium speaks English where its language package is missing: dates are shown as a Chinese one shows them
CHINESE_DATES = """() => document.querySelectorAll('input[type=date]').forEach(field => {
  const day = field.value.replaceAll('-', '/'), width = field.offsetWidth;
  field.type = 'text'; field.style.width = width + 'px'; field.placeholder = '年 /月/日'; field.value = day;
})"""


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def county(password: str) -> Iterator[str]:
    """The demonstration county, served; yields its address."""
    with tempfile.TemporaryDirectory(prefix="quancheng-pictures-") as home:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "QUANCHENG_DB")} | {
            "QUANCHENG_HOME": home
        }
        subprocess.run([QUANCHENG, "migrate", "--verbosity", "0"], env=env, check=True)
        subprocess.run([QUANCHENG, "demo", "load", "--password", password], env=env, check=True)
        port = free_port()
        server = subprocess.Popen([QUANCHENG, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
        try:
            yield _answering(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()
            server.wait()


def _answering(address: str, server: subprocess.Popen[bytes]) -> str:
    """The address, as soon as it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urlopen(f"{address}/login/", timeout=5).close()
            return address
        except URLError:
            time.sleep(0.2)
    raise SystemExit("演示县没有启动。The server did not start.")


class Camera:
    """A browser, people who log in, and a folder for what they see."""

    def __init__(self, browser: Browser, address: str, password: str) -> None:
        self.browser, self.address, self.password = browser, address, password

    def page(self, login: str, size: dict[str, Any] = DESK) -> Any:
        """A page on which that person has logged in."""
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **size)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(f"{self.address}/login/")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(self.password)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    def matter(self, page: Any, title: str) -> Any:
        """That suggestion, found by its title."""
        door = "pocket" if "/pocket/" in page.url else "desk"
        page.goto(f"{self.address}/{door}/search/?q={title}")
        page.locator(".hits a").filter(has_text=title).first.click()
        page.locator("h1").filter(has_text=title).wait_for()
        return page

    def take(self, page: Any, name: str) -> None:
        """What the screen shows now, with no more colours than it needs."""
        path = PICTURES / f"{name}.png"
        page.evaluate(CHINESE_DATES)
        page.screenshot(path=path)
        Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        size = path.stat().st_size
        page.context.close()
        if size > HEAVIEST:
            raise SystemExit(f"{path.name}: {size // 1000} kB，超过 {HEAVIEST // 1000} kB")
        print(f"· {path.relative_to(ROOT)}  {size // 1000} kB", flush=True)


def login(camera: Camera) -> None:
    """The role cards of the demonstration county."""
    page = camera.browser.new_context(locale="zh-CN", **DESK).new_page()
    page.goto(f"{camera.address}/login/")
    camera.take(page, "login")


def desk(camera: Camera) -> None:
    page = camera.page("linxiaomei")
    page.locator("details.q-why summary").nth(1).click()
    camera.take(page, "desk")


def listing(camera: Camera) -> None:
    page = camera.page("linxiaomei")
    page.goto(f"{camera.address}/desk/suggestions/")
    camera.take(page, "list")


def course(camera: Camera) -> None:
    """In the middle of its course."""
    page = camera.matter(camera.page("linxiaomei"), "关于解决箐口村四个村民小组手机信号弱的建议")
    page.locator("summary", has_text="建议内容").click()
    page.evaluate("scrollTo(0, document.querySelector('.m-course').getBoundingClientRect().top - 180)")
    camera.take(page, "matter")


def refusal(camera: Camera) -> None:
    """A reply that is to be signed before anybody has spoken with the deputy."""
    clerk = camera.matter(camera.page("lipiqiu"), "关于延长青龙村文化活动室开放时间的建议")
    clerk.get_by_role("link", name="办理", exact=True).first.click()
    clerk.get_by_label("答复稿").fill(
        "扎西拉姆代表：您提出的建议收悉，现答复如下。\n"
        "一、文化活动室从下月起每天开放到晚上九点，周末全天开放。\n"
        "二、由两名公益岗位人员轮流值守，电费列入村级运转经费。"
    )
    clerk.get_by_label("A类").check()
    clerk.get_by_role("button", name="办理", exact=True).click()
    clerk.locator(".q-did").wait_for()
    head = camera.matter(camera.page("husailan"), "关于延长青龙村文化活动室开放时间的建议")
    head.get_by_role("link", name="签发答复", exact=True).first.click()
    head.locator("#field-outcome").get_by_label("签发答复").check()
    head.get_by_role("button", name="签发答复", exact=True).click()
    head.locator(".rf-k").wait_for()
    camera.take(head, "refusal")


def statistics(camera: Camera) -> None:
    page = camera.page("linxiaomei")
    page.goto(f"{camera.address}/desk/suggestions/statistics/")
    camera.take(page, "statistics")


def pocket(camera: Camera) -> None:
    camera.take(camera.page("madefu", PHONE), "pocket-home")


def raising(camera: Camera) -> None:
    """提建议, with what others have raised like it."""
    page = camera.page("madefu", PHONE)
    page.locator(".big a", has_text="提建议").first.click()
    page.get_by_label("什么事").fill("箐口村老寨几个组打电话要走到坡上，村医、护林员联系不上人。建议增设基站。")
    page.get_by_label("标题").fill("关于改善箐口村手机信号的建议")
    page.locator(".sim").first.wait_for()
    page.locator("#field-title").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.querySelector('#field-title').offsetTop - 80)")
    camera.take(page, "pocket-raise")


def examine(camera: Camera) -> None:
    page = camera.page("linxiaomei")
    page.get_by_role("link", name="审查编号", exact=True).first.click()
    page.get_by_label("受理并编号").check()
    camera.take(page, "guide-examine")


def batch(camera: Camera) -> None:
    page = camera.page("linxiaomei")
    page.goto(f"{camera.address}/desk/suggestions/?tab=hand_over")
    for box in page.locator("input[name=ref]").all():
        box.check()
    camera.take(page, "guide-batch")


def behalf(camera: Camera) -> None:
    page = camera.matter(camera.page("yangliya"), "关于增设石湾村变压器的建议")
    page.locator("summary", has_text="代为录入（纸质件）").click()
    camera.take(page, "guide-behalf")


def sign_for(camera: Camera) -> None:
    camera.take(camera.page("zhoulixin"), "guide-unit")


def reply(camera: Camera) -> None:
    page = camera.matter(camera.page("zhoulixin"), "关于完善岔河渡口安全设施的建议")
    page.get_by_role("link", name="办理", exact=True).first.click()
    camera.take(page, "guide-reply")


def rate(camera: Camera) -> None:
    page = camera.page("madefu", PHONE)
    page.locator("main a", has_text="代表评价").first.click()
    for field in ("process", "result"):
        page.locator(f"#field-{field}").get_by_label("基本满意").check()
    camera.take(page, "guide-rate")


def mine(camera: Camera) -> None:
    page = camera.matter(camera.page("madefu", PHONE), "关于柳沟村中心塘坝渗漏处理的建议")
    page.evaluate("scrollTo(0, document.querySelector('.m-course').offsetTop - 140)")
    camera.take(page, "guide-course")


def papers(camera: Camera) -> None:
    """The papers of one suggestion as they are printed, side by side."""
    page = camera.matter(camera.page("linxiaomei"), "关于完善岔河渡口安全设施的建议")
    links = page.locator(".pl a", has_text="打印").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    sheets = []
    with tempfile.TemporaryDirectory() as folder:
        for number, link in enumerate(links):
            pdf = Path(folder) / f"{number}.pdf"
            pdf.write_bytes(page.request.get(f"{camera.address}{link}").body())
            subprocess.run(
                ["pdftoppm", "-r", "60", "-l", "1", "-png", "-singlefile", pdf, pdf.with_suffix("")], check=True
            )
            sheets.append(Image.open(pdf.with_suffix(".png")).convert("RGB"))
    page.context.close()
    lay_out(sheets, PICTURES / "guide-papers.png")


def lay_out(sheets: list[Image.Image], path: Path, columns: int = 4) -> None:
    """Sheets beside each other on a grey table."""
    width, height, gap = sheets[0].width, sheets[0].height, 14
    rows = -(-len(sheets) // columns)
    table = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), "#d8d4cc")
    for number, sheet in enumerate(sheets):
        down, across = divmod(number, columns)
        table.paste(sheet, (gap + across * (width + gap), gap + down * (height + gap)))
    table.quantize(48, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"· {path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB", flush=True)


SHOTS: dict[str, Callable[[Camera], None]] = {
    "login": login,
    "desk": desk,
    "list": listing,
    "matter": course,
    "statistics": statistics,
    "pocket-home": pocket,
    "pocket-raise": raising,
    "guide-examine": examine,
    "guide-batch": batch,
    "guide-behalf": behalf,
    "guide-unit": sign_for,
    "guide-reply": reply,
    "guide-rate": rate,
    "guide-course": mine,
    "guide-papers": papers,
    "refusal": refusal,
}


def main(names: list[str]) -> None:
    """Take those named, or all."""
    if strange := set(names) - set(SHOTS):
        raise SystemExit(f"没有这些图片：{'、'.join(sorted(strange))}。有：{'、'.join(SHOTS)}。")
    if (program := debian.chromium()) is None:
        raise SystemExit("找不到 Chromium，请运行 python3 tools/setup.py test。No Chromium: run tools/setup.py test.")
    if unpacked := debian.libraries():
        os.environ["LD_LIBRARY_PATH"] = unpacked
    PICTURES.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(12)
    with county(password) as address, sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        for name, shot in SHOTS.items():
            if not names or name in names:
                shot(Camera(browser, address, password))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
