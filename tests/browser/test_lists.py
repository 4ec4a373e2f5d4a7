"""Lists in a browser: a batch from two ticks, statistics that open their list, search, a past ledger, print."""

from pathlib import Path

import pytest

from quancheng.record.models import Matter

from .screens import SEEN, Crew, Screen

ROAD, LAMP, BRIDGE = "关于硬化柳沟村道路的建议", "关于增设柳沟村路灯的建议", "关于修复河口桥的建议"
INVENTED = "编号,标题,领衔代表,承办单位,交办日期,答复日期\n4,关于修桥的建议,马德福,县交通运输局,2019-03-01,2019-06-10\n"
PUBLISHED = Path(__file__).parents[3] / "shared/data/suggestions.csv"


def test_two_ticked_rows_are_handed_over_together(crew: Crew) -> None:
    """One of three has been handed over from another desk: nothing is done, and the table says which and why."""
    for title in (ROAD, LAMP, BRIDGE):
        crew.numbered(title)
    clerk = crew.desk("林晓梅").go("/desk/suggestions/?tab=hand_over").tick(f"选 {ROAD}", f"选 {LAMP}", f"选 {BRIDGE}")
    clerk.sees("已选 3 件").press("交办 3 件").sees("同一份表用于每一件", BRIDGE)
    crew.county.do("林晓梅", crew.stored(BRIDGE), "hand_over")
    clerk.press("交办 3 件").sees("1 件办不成，3 件都没有办", BRIDGE)
    assert crew.stored(ROAD).step == "hand_over"
    clerk.follow("回去重选").tick(f"选 {ROAD}", f"选 {LAMP}").press("交办 2 件").press("交办 2 件").sees(
        "批量办理完成，共 2 件"
    )
    assert {crew.stored(t).step for t in (ROAD, LAMP, BRIDGE)} == {"allot"}


def test_figures_open_their_list_and_words_find_their_matter(crew: Crew) -> None:
    (part,) = crew.handed(ROAD, "traffic")
    crew.answered(part, "周立新", "郑海涛")
    clerk = crew.desk("林晓梅").follow("代表建议").follow("统计").sees("县交通运输局")
    clerk.page.locator(".s-sheet tbody td a").first.click()
    clerk.sees("县交通运输局", ROAD)
    clerk.page.get_by_role("textbox", name="查找").fill("雨天走不通")
    clerk.page.keyboard.press("Enter")
    clerk.sees(ROAD).page.locator(".hits a").first.click()
    clerk.page.emulate_media(media="print")
    hidden = clerk.page.eval_on_selector_all(
        ".q-rail, .q-noprint, .m-act", "all => all.every(e => e.offsetParent === null)"
    )
    assert hidden and clerk.page.locator("h1", has_text=ROAD).is_visible()
    clerk.page.emulate_media(media="screen")
    clerk.follow("打印建议专用纸（带码）").sees("扫码打开这件建议", "代表签名")
    with clerk.page.expect_download() as taken:
        clerk.go("/desk/suggestions/").follow("导出 Excel")
    assert taken.value.suggested_filename.endswith(".xlsx")


@pytest.mark.parametrize("published", [False, True])
def test_a_past_ledger_is_tried_entered_and_undone(crew: Crew, published: bool) -> None:
    if published and not PUBLISHED.exists():
        pytest.skip("the published rows are not here")
    text = PUBLISHED.read_bytes() if published else INVENTED.encode()
    clerk = crew.desk("林晓梅").follow("历年台账")
    clerk.page.get_by_label("台账文件").set_input_files(
        files=[{"name": "台账.csv", "mimeType": "text/csv", "buffer": text}]
    )
    clerk.press("上传，核对各列").sees("核对各列", "录入为")
    _go_on(clerk)
    clerk.sees("试算结果", "现在什么也没有录入")
    entered = Matter.objects.unguarded(SEEN).filter(ended_as="ledger")
    assert not entered.exists()
    if published:
        return clerk.sees("地区不在本系统，不导入") and None
    clerk.press("录入 1 件").sees("关于修桥的建议")
    assert entered.get().title == "关于修桥的建议"
    clerk.press("撤销这次导入（1 件）").sees("已撤销")


def _go_on(clerk: Screen) -> None:
    clerk.page.locator(".st-go .btn-primary").click()
