"""In a real browser, at both sizes: what the scripts add, and that nothing breaks without them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quancheng.procedure.models import Draft
from quancheng.record.models import File, Matter

from . import people, toy

BEGIN = "/pocket/begin/toys/yunling/"
Opener = Callable[..., Any]


@pytest.fixture
def open_as(served: str, toys: None, page_at: Opener) -> Callable[..., Any]:
    """``open_as(who, width, url)``: a page where that person has logged in, on a database of its own."""
    county = people.county()

    def opened(who: str, width: int, url: str, **context: Any) -> Any:
        page = page_at(width, **context)
        session = county.at(getattr(county, who)).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
        page.goto(served + url)
        return page

    return opened


def no_overflow(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_thumb_raises_one_sheet_at_a_time(open_as: Opener, tmp_path: Path) -> None:
    page = open_as("deputy", 390, BEGIN)
    photo = tmp_path / "现场.png"
    photo.write_bytes((Path(__file__).parent / "dot.png").read_bytes())
    assert page.get_by_text("第 1 步，共 2 步").is_visible() and not page.get_by_label("要什么").is_visible()
    page.get_by_role("button", name="下一步").click()
    assert page.get_by_text("第 1 步，共 2 步").is_visible(), "an empty sheet is not left"
    page.get_by_label("标题").fill("关于路灯的建议")
    page.get_by_label("内容").fill("晚上没有灯")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("要什么").fill("路灯")
    page.get_by_label("多少").fill("3")
    page.get_by_role("button", name="再加一行").click()
    page.get_by_label("要什么").nth(1).fill("电线")
    page.get_by_label("多少").nth(1).fill("200")
    page.locator("input[type=file]").set_input_files(str(photo))
    page.wait_for_selector(".q-files li button")
    page.wait_for_selector("text=已自动保存")
    kept = Draft.objects.get(name="toys.raise_toy").data["typed"]
    assert kept["needs-1-what"] == ["电线"] and kept["files"]
    page.get_by_role("link", name="上一步").click()
    assert page.get_by_label("标题").input_value() == "关于路灯的建议"
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提出试办件").click()
    page.wait_for_selector("text=已办")
    matter = Matter.objects.unguarded("test").get(title="关于路灯的建议")
    assert File.objects.unguarded("test").get(matter=matter).name == "现场.png"


def test_the_same_without_scripts(open_as: Opener) -> None:
    page = open_as("deputy", 390, BEGIN, java_script_enabled=False)
    page.get_by_label("标题").fill("没有脚本的建议")
    page.get_by_label("内容").fill("也要办成")
    page.get_by_label("要什么").fill("路灯")
    page.get_by_label("多少").fill("3")
    page.get_by_role("button", name="再加一行").click()
    assert page.get_by_label("要什么").count() == 3 and page.get_by_label("标题").input_value() == "没有脚本的建议"
    page.locator("input[type=file]").set_input_files(str(Path(__file__).parent / "dot.png"))
    page.get_by_role("button", name="提出试办件").click()
    assert page.get_by_text("已办").first.is_visible()
    assert File.objects.unguarded("test").get().matter.title == "没有脚本的建议"


@pytest.mark.parametrize("width", [360, 390])
def test_nothing_runs_over_the_edge_and_targets_fit_a_thumb(open_as: Opener, width: int) -> None:
    for url in ("/pocket/", BEGIN, "/pocket/notices/", "/pocket/search/?q=路", "/password/"):
        page = open_as("deputy", width, url)
        assert no_overflow(page), url
        small = page.eval_on_selector_all(
            ".q-pocket .btn, .p-tab a, .q-pocket .form-control",
            "all => all.filter(e => e.offsetParent && e.offsetHeight < 48).map(e => e.outerHTML)",
        )
        assert small == [], url


def test_the_keyboard_is_enough_and_print_opens_the_reasons(open_as: Opener) -> None:
    open_as("deputy", 390, BEGIN)
    page = open_as("clerk", 1440, "/desk/begin/toys/yunling/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.get_by_role("link", name="马德福").press("Enter")
    page.get_by_label("标题").fill("纸上的建议")
    page.get_by_label("内容").fill("修桥")
    page.get_by_label("没有扫描件的").fill("文件柜")
    page.get_by_role("button", name="提出试办件").press("Enter")
    page.wait_for_selector(".q-did")
    assert page.locator("details.q-why[open]").count() == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.q-why[open]").count() == 1
    assert toy.FULL not in page.content()


def test_what_an_outcome_does_not_ask_for_is_out_of_the_way(open_as: Opener) -> None:
    page = open_as("deputy", 390, BEGIN, java_script_enabled=False)
    page.get_by_label("标题").fill("关于井的建议")
    page.get_by_label("内容").fill("缺水")
    page.get_by_role("button", name="提出试办件").click()
    ref = Matter.objects.unguarded("test").get(title="关于井的建议").ref
    clerk = open_as("clerk", 1440, f"/desk/matters/{ref}/do/examine/")
    assert not clerk.get_by_label("审核意见").is_visible()
    clerk.get_by_label("不予受理").check()
    assert clerk.get_by_label("审核意见").is_visible()
    clerk.get_by_label("受理", exact=True).check()
    assert not clerk.get_by_label("审核意见").is_visible()
    clerk.locator("[data-go]").click()
    clerk.wait_for_selector(".q-did")
