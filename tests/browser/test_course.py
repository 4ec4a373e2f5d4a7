"""A suggestion goes its whole course in a browser: a deputy's phone, the desks of staff, unit and head."""

import pytest

from quancheng.record.models import File, Matter

from .screens import REPLY, SEEN, Crew, photo

pytestmark = pytest.mark.slow

TITLE = "关于硬化柳沟村至河口村道路的建议"
TEXT = "柳沟村至河口村三公里是土路，雨天校车走不通，四十名学生绕行。建议硬化，并修好边沟。"


def test_from_a_phone_to_the_end(crew: Crew) -> None:
    _raise(crew)
    _examine_and_hand_over(crew)
    _no_reply_without_contact(crew)
    phone = crew.phone("马德福").sees("代表评价")
    phone.page.get_by_role("link", name=f"代表评价：{TITLE}").click()
    phone.tick("满意", within="#field-process").tick("满意", within="#field-result").turn()
    phone.press("代表评价").done("代表评价")
    crew.desk("林晓梅").sees("销号").follow("销号").press("销号").done("销号")
    assert crew.stored(TITLE).phase == "closed"


def _raise(crew: Crew) -> None:
    """Half of it is typed, left, and found again; a photo goes with it."""
    phone = crew.phone("马德福").follow("提建议")
    phone.fill(什么事=TEXT, 标题=TITLE).sees("已自动保存")
    phone.go("/pocket/").sees("写了一半的").page.locator("a.owe", has_text="提出").click()
    phone.sees("已带回你")
    assert phone.page.get_by_label("标题").input_value() == TITLE
    phone.turn().tick("同意全文公开", within="#field-wish").upload("attachments", photo("雨天的路")).turn()
    phone.tick("提交", within="#field-outcome").press("提建议").done("提出")
    assert File.objects.unguarded(SEEN).get(matter=crew.stored(TITLE)).name == "雨天的路.jpg"
    phone.go("/pocket/").misses("写了一半的").sees(TITLE)


def _examine_and_hand_over(crew: Crew) -> None:
    clerk = crew.desk("林晓梅").sees(f"审查编号：《{TITLE}》").follow("审查编号")
    clerk.tick("受理并编号").pick("类别", "交通").press("审查编号").done("闭会第1号")
    clerk.follow("交办").pick("承办单位", "县交通运输局").press("交办").done("交办")
    office = crew.desk("何督查").follow("政府办分办").press("再加一行")
    assert office.page.locator("[name=units-0-body] option:checked").inner_text() == "县交通运输局", "what was proposed"
    office.pick("承办单位", "县财政局", 3).pick("方式", "会办", 3).press("政府办分办").done("分办")


def _no_reply_without_contact(crew: Crew) -> None:
    """代表法第五十一条: the refusal shows the article, keeps what was typed, and leads to the lawful way."""
    unit = crew.desk("周立新").follow("签收").tick("签收，由本单位办理").press("签收").done()
    unit.follow("办理").fill(答复稿=REPLY).tick("A类").press("办理").done()
    head = (
        crew.desk("郑海涛")
        .follow("签发答复")
        .tick("签发答复", within="#field-outcome")
        .fill(答复文号="云交函〔2026〕31号")
    )
    head.press("签发答复").refused("还没有联系记录", "第五十一条", "马德福", "都在")
    head.follow("联系代表").tick("走访").fill(沟通情况="到柳沟村看路。").press("联系代表").done("联系代表")
    head.follow("签发答复")
    assert head.page.get_by_label("答复文号").input_value() == "云交函〔2026〕31号"
    head.tick("签发答复", within="#field-outcome").press("签发答复").done("签发答复")
    assert Matter.objects.unguarded(SEEN).get(part_of=crew.stored(TITLE)).step == "rate"
