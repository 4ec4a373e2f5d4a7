"""Units in a browser: one returns and disputes while the other works on; a result that does not satisfy is done again."""

from datetime import date

import pytest

from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.models import Matter

from .screens import REPLY, SEEN, Crew

pytestmark = pytest.mark.slow

TITLE = "关于柳沟村至河口村道路和边沟的建议"


def test_return_and_dispute_while_the_other_works_on(crew: Crew) -> None:
    crew.handed(TITLE, "traffic", "water")
    crew.desk("周立新").follow("签收").tick("签收，由本单位办理").press("签收").done()
    with clock.at(date(2026, 3, 10)):
        water = crew.desk("江水生").follow("签收").tick("退回：不属于本单位职责").press("签收").sees("退回要写明理由")
        water.fill(退回的理由="边沟属公路附属设施。", 建议由哪个单位承办="县农业农村局").press("签收").done("退回")
        crew.desk("周立新").matter(TITLE).follow("联系代表 县交通运输局").tick("走访").fill(沟通情况="到现场。").press(
            "联系代表"
        ).done()
        clerk = crew.desk("林晓梅").follow("重新确定承办单位").tick("提请领导裁定").fill(说明="两家意见不一。")
        clerk.press("重新确定承办单位").done()
        leader = crew.desk("孙立勤").follow("裁定承办单位").pick("承办单位", "县农业农村局").pick("方式", "分办")
        leader.press("裁定承办单位").done("裁定")
        offered = clerk.matter(TITLE).page.locator(".m-more a", has_text="督办").all_inner_texts()
        assert any("县交通运输局" in each for each in offered), "each unit's own 督办 says whose it is"
    with clock.at(date(2026, 3, 30)):
        farm = (
            crew.desk("田禾")
            .sees("已逾期")
            .follow("签收")
            .tick("退回：不属于本单位职责")
            .fill(退回的理由="也不归本局。")
        )
        farm.press("签收").refused("期限", "云岭县建议办理办法", "第八条").follow("回去改").sees("已带回你")
        farm.tick("签收，由本单位办理").press("签收").done("签收")
    parts = Matter.objects.unguarded(SEEN).filter(part_of=crew.stored(TITLE)).order_by("pk")
    assert [(p.assignment.handler.slug, p.ended_as) for p in parts] == [
        ("traffic", ""),
        ("water", "returned"),
        ("farm", ""),
    ]
    assert parts[2].assignment.counted_from == date(2026, 3, 10)


def test_not_satisfied_is_done_again(crew: Crew) -> None:
    """No remark, no 不满意; one more round; then it is good."""
    (part,) = crew.handed(TITLE, "traffic")
    crew.answered(part, "周立新", "郑海涛")
    phone = crew.phone("马德福").go(f"/pocket/matters/{part.ref}/do/rate/")
    phone.tick("基本满意", within="#field-process").tick("不满意", within="#field-result").turn().press("代表评价")
    phone.sees("请写一句哪里没有办好").fill(意见="边沟没有修。").press("代表评价").done()
    crew.desk("林晓梅").follow("约见、重新交办").fill(约见记录="约见交通局，四月底前修好边沟。").press(
        "约见、重新交办"
    ).done()
    unit = crew.desk("周立新").follow("再次办理").fill(答复稿=REPLY + "边沟已修。").tick("A类").press("再次办理").done()
    unit.follow("联系代表").tick("走访").fill(沟通情况="一起看边沟。").press("联系代表").done()
    crew.desk("郑海涛").follow("签发答复").tick("签发答复", within="#field-outcome").press("签发答复").done()
    phone.go("/pocket/").page.locator("main a", has_text="代表评价").first.click()
    phone.tick("满意", within="#field-process").tick("满意", within="#field-result").turn().press("代表评价").done()
    crew.desk("林晓梅").matter(TITLE).sees("第 2 次答复", "约见、重新交办").go("/desk/suggestions/").sees("待销号")
    assert Matter.objects.unguarded(SEEN).get(pk=part.pk).ended_as == "replied"


def test_a_promise_comes_back_next_year(crew: Crew) -> None:
    """B类 without a promise is refused with the article; with it, it comes back when its day is near, and is kept."""
    (part,) = crew.handed(TITLE, "traffic")
    c = crew.county
    c.do("周立新", part, "sign_for", outcome="accept")
    c.do("周立新", part, "contact", means="phone", note="电话沟通。")
    c.do("周立新", part, "handle", draft=REPLY, letter="B")
    head = crew.desk("郑海涛").follow("签发答复").tick("签发答复", within="#field-outcome").press("签发答复")
    head.refused("要写明承诺办什么", "第十二条").follow("回去改").fill(承诺办什么="2027年6月底前完成硬化。")
    head.page.get_by_label("承诺哪一天前办成").fill("2027-06-30")
    head.tick("签发答复", within="#field-outcome").press("签发答复").done()
    phone = crew.phone("马德福").go(f"/pocket/matters/{part.ref}/do/rate/")
    phone.tick("满意", within="#field-process").tick("基本满意", within="#field-result").turn().press("代表评价").done()
    crew.desk("林晓梅").follow("销号").press("销号").done()
    crew.desk("林晓梅").matter(TITLE).sees("承诺期内", "“2027年6月底前完成硬化。”", "会在 2027-06-30 回来")
    with clock.at(date(2027, 6, 1)):
        tick()
        unit = (
            crew.desk("周立新").sees("2027-06-30").follow("兑现承诺").tick("已经兑现").fill(办到什么程度="六月完工。")
        )
        unit.press("兑现承诺").done()
        phone = crew.phone("马德福").sees("代表确认")
        phone.page.locator("main a", has_text="代表确认").first.click()
        phone.tick("确认已经兑现").press("代表确认").done()
        crew.desk("林晓梅").matter(TITLE).sees("已兑现")
