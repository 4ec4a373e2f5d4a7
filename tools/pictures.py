#!/usr/bin/env python3
"""Takes the pictures of the README and of the handbooks: ``.venv/bin/python tools/pictures.py [name …]``.

Makes the demonstration county in a folder of its own, serves it on a free port, logs in as its people and presses what
the handbooks describe; what is not there any more stops it. Writes docs/pictures/*.png, all or those named.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable

from playwright.sync_api import sync_playwright

import debian
import pictures_county
from camera import PHONE, PICTURES, Camera, served


def login(camera: Camera) -> None:
    """The role cards of the demonstration county."""
    page = camera.blank()
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
    "refusal": refusal,
} | pictures_county.SHOTS


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
    with served(password) as county, sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        for name, shot in SHOTS.items():
            if not names or name in names:
                shot(Camera(browser, county))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
