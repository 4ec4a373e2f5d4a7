"""The rule book in a browser: a clerk fills in a norm by what she sees, a colleague adopts it; every page fits both widths."""

import os
from datetime import date
from pathlib import Path

from quancheng.procedure.book import book
from quancheng.procedure.tick import tick
from quancheng.record import clock

from .screens import PHONE, Crew, Screen

PICTURES = os.environ.get("QUANCHENG_PICTURES", "")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def fits(who: Screen, path: str, name: str) -> None:
    """The page is as wide as the screen at the desk and on a phone; pictures of both where somebody wants them."""
    for width, height in ((1440, 900), PHONE):
        who.page.set_viewport_size({"width": width, "height": height})
        who.go(path)
        assert who.page.evaluate(OVERFLOW) <= 0, (path, width)
        if PICTURES:
            who.page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    who.page.set_viewport_size({"width": 1440, "height": 900})


def norm_drafted(clerk: Screen) -> str:
    """A draft of four rules, filled in by what the page says; its address."""
    clerk.go("/desk/rules/").follow("起草规定")
    clerk.fill(规定的全称="云岭县代表建议办理补充规定", 打算从哪一天起施行="2026-07-01").press("起草规定").done()
    address = clerk.page.url.removeprefix(clerk.address).split("?")[0]
    clerk.follow("填一条").sees("只能更短，不能更长")
    clerk.page.get_by_label("找一条规则").fill("答复期限")
    clerk.press("查找").follow("建议答复期限").sees("国家规定", "三个月")
    clerk.fill(几个月="4", 条款="第五条").press("存进草案").sees("比它宽，不会生效")
    clerk.fill(几个月="2", 原文短引="承办单位应当自交办之日起两个月内答复").press("存进草案").done()
    clerk.sees("2027-03-31 交办 → 2027-05-31", "待核对")
    clerk.go(address).follow("填一条").follow("办理结果的分类")
    clerk.page.locator("[name=options-1-meaning]").fill("列入明年计划")
    clerk.fill(条款="第九条").press("存进草案").done()
    clerk.go(address).follow("填一条").follow("到期提醒的天数").fill(到期提醒的天数="20，10，3", 条款="第十条")
    clerk.press("存进草案").done()
    return address


def test_a_norm_is_filled_in_and_adopted_by_what_the_pages_say(crew: Crew) -> None:
    crew.county.person("周敏", "committee_head", "office", "委室主任")
    tick(date(2026, 3, 2))
    clerk = crew.desk("林晓梅")
    address = norm_drafted(clerk)
    ref = address.strip("/").split("/")[-1]
    fits(clerk, address, "draft")
    fits(clerk, f"/desk/rules/norms/{ref}/choose/", "choose")
    fits(clerk, f"/desk/rules/norms/{ref}/choose/suggestion.reply/", "fill-span")
    fits(clerk, f"/desk/rules/norms/{ref}/choose/suggestion.classes/", "fill-choice")
    fits(clerk, f"/desk/rules/norms/{ref}/choose/suggestion.via/", "fill-known")
    clerk.go(address).follow("核对算例")
    if PICTURES:
        clerk.page.screenshot(path=Path(PICTURES) / "cases-1440.png", full_page=True)
    clerk.page.get_by_label("建议答复期限").first.check()
    clerk.press("核对算例").done().sees("已核对")
    clerk.go(address + "do/draft/").tick("起草完毕，交另一人核对通过").press("起草").done()
    head = crew.desk("周敏").go(address + "do/adopt/")
    fits(head, address + "do/adopt/", "adopt")
    head.tick("核对无误，按通过的文件施行").fill(文号="云人办〔2026〕7号", 通过日期="2026-02-27")
    head.pick("由谁通过", "主任会议").press("通过").done()
    assert book().ruling("suggestion.reply", on=date(2026, 7, 1), tier="county", area="530999").words == "两个月"
    third = crew.desk("何丽")
    third.go(f"/desk/rules/norms/{ref}/").sees("云人办〔2026〕7号", "自交办起两个月", "核对录入：周敏")
    fits(third, f"/desk/rules/norms/{ref}/", "norm")
    fits(head, "/desk/rules/", "list")
    with clock.at(date(2026, 7, 2)):
        fits(head, "/desk/rules/current/county/", "current")
        fits(head, "/desk/rules/current/county/suggestion.reply/", "rule")
    fits(head, "/desk/rules/shipped/deputies-law/", "shipped")
    fits(head, "/desk/rules/import/county/", "import")
    fits(head, "/desk/year/county/2026/", "year")
    fits(third, "/desk/year/shiqiao/2026/", "year-township")
    fits(head, "/desk/year/county/2026/session/", "year-items")
    clerk.go("/desk/rules/").follow("起草规定").pick("从哪里开始", "修改《云岭县代表建议办理补充规定》")
    clerk.fill(规定的全称="云岭县代表建议办理补充规定", 打算从哪一天起施行="2026-11-01").press("起草规定").done()
    again = clerk.page.url.removeprefix(clerk.address).split("?")[0].strip("/").split("/")[-1]
    clerk.go(f"/desk/rules/norms/{again}/choose/suggestion.reply/").fill(几个月="1").press("存进草案").done()
    clerk.follow("与现行一版对照").sees("自交办起两个月", "自交办起一个月", "修改")
    fits(clerk, f"/desk/rules/norms/{again}/difference/", "difference")
    with clerk.page.expect_download() as taken:
        clerk.go(f"/desk/rules/norms/{ref}/").follow("导出文本")
    clerk.go("/desk/rules/import/county/")
    clerk.page.locator("input[type=file]").set_input_files(files=[taken.value.path()])
    clerk.press("先看一遍").sees("现在什么也没有存", "3 条规定读得出来", "自交办起两个月")
    assert clerk.page.evaluate(OVERFLOW) <= 0
    if PICTURES:
        clerk.page.screenshot(path=Path(PICTURES) / "import-seen-1440.png", full_page=True)
    third.page.emulate_media(media="print")
    third.go(f"/desk/rules/norms/{ref}/").page.set_viewport_size({"width": 700, "height": 990})
    assert third.page.locator(".rb-paper thead").first.is_visible(), "on paper a table stays a table"
    assert not third.page.locator(".q-rail").is_visible()
    if PICTURES:
        third.page.pdf(path=Path(PICTURES) / "norm.pdf", format="A4")
        head.page.emulate_media(media="print")
        for path, name in (("/desk/year/county/2026/", "year"), ("/desk/rules/current/county/", "current")):
            head.go(path).page.pdf(path=Path(PICTURES) / f"{name}.pdf", format="A4")
