"""Deputies' phones: similar ones while typing, 附议这一件, large type, no script, and nothing too wide or too small."""

from typing import Any

import pytest

from .screens import Crew, Screen

TITLE = "关于硬化柳沟村至河口村道路的建议"
THUMB = 44
BUTTONS = ".btn, button, .p-tab a, .p-head a, summary, input:not([type=hidden]):not(.vh):not([type=checkbox]):not([type=radio])"


def test_similar_ones_while_typing_and_joining(crew: Crew) -> None:
    crew.handed(TITLE, "traffic")
    phone = crew.phone("李春梅")
    phone.page.locator(".big a", has_text="提建议").filter(has_text="云岭县").click()
    phone.fill(什么事="柳沟村到河口村的路下雨走不通，请硬化。", 标题="关于柳沟至河口道路硬化的建议")
    phone.sees("有人提过相近的", TITLE, "马德福").follow("附议这一件").press("附议这一件").done("附议")
    phone.matter(TITLE).sees("李春梅")
    phone.page.locator("details.p-me summary").click()
    phone.press("大字")
    assert "q-large" in phone.page.locator("html").get_attribute("class")
    assert _too_wide(phone.page) == ""
    phone.follow("找一找").page.get_by_role("textbox", name="找什么").fill("河口村")
    phone.press("找").sees(TITLE)


def test_invited_by_name_out_of_many(crew: Crew) -> None:
    """Of a whole congress one types the name; a deputy who sits in the presidium still begins at his phone."""
    c = crew.county
    for n in range(20):
        c.person(f"代表{n:02}", seat="county")
    c.person("马德福", "presidium_member", "sc")
    phone = (
        crew.phone("马德福").go("/").follow("提建议").fill(什么事="石湾村电压低。", 标题="关于增设石湾村变压器的建议")
    )
    phone.turn().turn().tick("先存下，邀请代表附议", within="#field-outcome")
    names = phone.page.locator("#field-cosigners .q-choice")
    find = phone.page.get_by_role("searchbox")
    find.fill("李春梅")
    assert names.filter(visible=True).count() == 1
    phone.tick("李春梅（石桥代表团）")
    find.fill("代表07")
    phone.tick("代表07（石桥代表团）").press("提建议").done()
    crew.phone("李春梅").sees("附议").page.locator("main a", has_text="附议：").first.click()
    crew.open["李春梅", True].tick("同意附议").press("附议").done("附议")
    phone.matter("关于增设石湾村变压器的建议").sees("李春梅")


def test_raise_and_evaluate_without_scripts(crew: Crew) -> None:
    phone = crew.phone("马德福", java_script_enabled=False).follow("提建议")
    phone.fill(什么事="三公里土路雨天走不通。", 标题=TITLE).tick("同意全文公开", within="#field-wish").tick(
        "提交"
    ).press("提建议").done()
    c, matter = crew.county, crew.stored(TITLE)
    c.do("林晓梅", matter, "examine", outcome="accept", title=TITLE, category="traffic")
    c.do("林晓梅", matter, "hand_over")
    c.do("何督查", matter, "allot", units=[{"body": c.bodies["traffic"].pk, "part": "lead"}])
    (part,) = c.parts(matter)
    crew.answered(part, "周立新", "郑海涛")
    phone.go("/pocket/").page.locator("main a", has_text="代表评价").first.click()
    phone.tick("满意", within="#field-process").tick("基本满意", within="#field-result").press("代表评价").done(
        "代表评价"
    )
    assert c.fresh(part).ended_as == "replied"


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_no_page_is_too_wide_and_no_button_too_small(crew: Crew, large: bool) -> None:
    """At 360 px, the narrowest phone in use."""
    (part,) = crew.handed(TITLE, "traffic")
    crew.answered(part, "周立新", "郑海涛", "B", promise="年底前完工。", promise_on="2026-12-31")
    root = crew.stored(TITLE)
    phone = Screen("马德福", crew.page_at(360, 740), crew.address)
    crew.open["马德福", True] = crew.come_in(phone)
    if large:
        phone.go("/pocket/").page.locator("details.p-me summary").click()
        phone.press("大字")
    paths = ("", "suggestions/", "suggestions/?congress=county", f"matters/{root.ref}/", f"matters/{part.ref}/do/rate/", "notices/",
             "begin/suggestions/county/", "search/?q=河口", f"matters/{root.ref}/do/invite/", f"matters/{root.ref}/do/settle/")  # fmt: skip
    wrong = [f"{path or 'home'}: {fault}" for path in paths for fault in _faults(phone.go(f"/pocket/{path}").page)]
    assert not wrong, "\n".join(wrong)


def test_a_desk_fits_a_phone_held_by_staff(crew: Crew) -> None:
    """A desk page on 360 px scrolls its tables inside themselves."""
    crew.handed(TITLE, "traffic")
    clerk = crew.come_in(Screen("林晓梅", crew.page_at(360, 740), crew.address))
    root = crew.stored(TITLE)
    paths = (
        "",
        "suggestions/",
        f"matters/{root.ref}/",
        "suggestions/statistics/",
        "suggestions/calling/",
        "suggestions/ledger/",
        "notices/",
    )
    wrong = [f"{path or 'home'}: {w}" for path in paths if (w := _too_wide(clerk.go(f"/desk/{path}").page))]
    assert not wrong, "\n".join(wrong)


def _faults(page: Any) -> list[str]:
    small = page.eval_on_selector_all(
        BUTTONS,
        """(all, thumb) => all.filter(e => e.offsetParent && getComputedStyle(e).position !== 'absolute'
             && e.getBoundingClientRect().height < thumb && !e.closest('.q-course, .q-why'))
           .map(e => Math.round(e.getBoundingClientRect().height) + 'px ' + e.outerHTML.slice(0, 90))""",
        THUMB,
    )
    return [w for w in [_too_wide(page)] if w] + small


def _too_wide(page: Any) -> str:
    """The first element that runs over the edge, if the page can be scrolled sideways."""
    return str(page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? '' :
           document.documentElement.scrollWidth + ' px wide: ' + ([...document.querySelectorAll('body *')]
             .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120)).pop() || '?')"""
    ))  # fmt: skip
