"""A township in a browser: handed over directly, on behalf of a unit without account, passed up; undo and correction."""

import pytest

from quancheng.record.models import Fact

from .screens import REPLY, SEEN, Crew, Screen, photo

pytestmark = pytest.mark.slow

TITLE = "关于石桥镇水利站疏通柳沟渠的建议"


def test_on_behalf_of_a_unit_without_account(crew: Crew) -> None:
    """No paper, no entry; with a scan it goes; the deputy sees who entered his word, objects, and it is corrected."""
    matter = crew.numbered(TITLE, who="杨志强", congress="shiqiao")
    clerk = (
        crew.desk("何丽")
        .follow("交办")
        .pick("承办单位", "石桥镇水利站（无账号，代录）")
        .pick("方式", "主办")
        .press("交办")
        .done()
    )
    crew.county.fresh(matter)
    _behalf(clerk, "签收").tick("签收，由本单位办理").press("签收").sees("代为录入要有依据")
    clerk.upload("paper", photo("签收回执")).press("签收").done("签收")
    _behalf(clerk, "联系代表").tick("电话").fill(沟通情况="站长打了电话。").upload("paper", photo("记录")).press(
        "联系代表"
    ).done()
    _behalf(clerk, "办理").fill(答复稿=REPLY).tick("A类").upload("paper", photo("答复")).press("办理").done()
    _behalf(clerk, "签发答复").tick("签发答复", within="#field-outcome").fill(签发人="站长").upload(
        "paper", photo("答复签字")
    )
    clerk.press("签发答复").done()
    _behalf(clerk, "代表评价").tick("满意", within="#field-process").tick("满意", within="#field-result")
    clerk.fill(没有扫描件的="镇人大铁皮柜").press("代表评价").done()
    clerk.matter(TITLE).sees("何丽 代录")
    phone = crew.phone("杨志强").matter(TITLE).follow("对代录提出异议").fill(哪里录得不对="我写的是基本满意。")
    phone.press("对代录提出异议").done()
    crew.desk("何丽").follow("处理异议").tick("确有错误，已另行更正").fill(核对情况="核对纸质表，确为基本满意。").press(
        "处理异议"
    ).done()
    rated = Fact.objects.unguarded(SEEN).get(kind="assignments.rate")
    clerk.page.locator(f"a[href='/desk/facts/{rated.pk}/correct/']").first.click()
    clerk.sees("原来的记录不会删去").tick("基本满意", within="#field-result").fill(更正原因="录入看错一行").press(
        "更正"
    ).done()
    clerk.matter(TITLE).sees("已更正", "基本满意")


def _behalf(clerk: Screen, words: str) -> Screen:
    """Unfold what may be entered from paper on the matter's page, and choose."""
    clerk.matter(TITLE).page.locator("summary", has_text="代为录入（纸质件）").click()
    clerk.page.locator(".m-more details a", has_text=words).first.click()
    return clerk.sees("代为录入：")


def test_passed_up_undone_and_read_from_above(crew: Crew) -> None:
    """A hand-over is taken back in one click while nobody has acted on it; what only the county can do is passed up."""
    crew.numbered(TITLE, who="杨志强", congress="shiqiao")
    clerk = crew.desk("何丽").follow("交办").pick("承办单位", "石桥镇村镇建设办").pick("方式", "主办").press("交办")
    clerk.done("交办").press("撤回").done("撤回")
    assert crew.stored(TITLE).step == "hand_over"
    clerk.follow("交办").pick("承办单位", "石桥镇村镇建设办").pick("方式", "主办").press("交办").done()
    town = crew.stored(TITLE)
    above = crew.desk("林晓梅").go("/desk/search/?q=柳沟渠").follow(f"{town.number} {TITLE}").sees("石桥镇")
    above.misses("改交", "督办").go(f"/desk/matters/{town.ref}/do/change_handler/").sees("现在不归你办")
    clerk.matter(TITLE).follow("转报县人大").fill(为什么需要县里解决="属县级河道，镇里没有资金。").press(
        "转报县人大"
    ).done("转报")
    clerk.go(f"/desk/matters/{town.ref}/").sees("转报后", "待编号", "不再办理")
    crew.phone("杨志强").go(f"/pocket/matters/{town.ref}/").sees("转报后", "待编号")
    crew.desk("林晓梅").sees(f"审查编号：《{TITLE}》").follow("审查编号").tick("受理并编号").pick("类别", "水利").press(
        "审查编号"
    ).done("闭会第1号")
    crew.phone("杨志强").go(f"/pocket/matters/{crew.stored_in('county', TITLE).ref}/").sees("闭会第1号", "待交办")


def test_too_late_to_undo_so_corrected(crew: Crew) -> None:
    """Somebody has gone on: the refusal says so, and the correction keeps the old record struck through."""
    matter = crew.numbered(TITLE)
    clerk = crew.desk("林晓梅").follow("交办").press("交办").done()
    crew.county.do("何督查", matter, "allot", units=[{"body": crew.county.bodies["traffic"].pk, "part": "lead"}])
    clerk.press("撤回").sees("撤回", "更正")
    handed = Fact.objects.unguarded(SEEN).get(kind="suggestions.hand_over")
    clerk.matter(TITLE).page.locator(f"a[href='/desk/facts/{handed.pk}/correct/']").first.click()
    clerk.fill(更正原因="意见写错").press("更正").done()
    clerk.matter(TITLE).sees("已更正")
