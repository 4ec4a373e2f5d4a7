"""The statutory report: drafted from the same figures, addressed as the law of its day says, done through the front door."""

import re

import pytest

from journeys.front_door import Visitor
from quancheng.procedure import registry
from quancheng.procedure.book import book
from quancheng.procedure.calls import Call
from quancheng.record import clock
from quancheng.record.models import Matter
from quancheng.rooms.suggestions.models import HandlingYear
from quancheng.rooms.suggestions.report import BLANK, draft
from quancheng.rooms.suggestions.statistics import statistics
from quancheng.rooms.suggestions.years import open_year

from .handled import Year


def call_of(year: Year, who: str, congress: str) -> Call:
    c = year.county
    open_year(c.bodies[congress], clock.today())
    matter = (
        Matter.objects.unguarded("a test").select_related("body").get(kind="handling_years", body=c.bodies[congress])
    )
    return Call(
        "handling_years",
        registry.definition_of(matter).asides["report"],
        c.actor(who),
        matter.body,
        book(),
        clock.today(),
        matter=matter,
    )


@pytest.fixture
def told(year: Year) -> Year:
    """Some of what makes up 主要做法."""
    c = year.county
    m = year.matters["刚交办"]
    c.do("林晓梅", m, "make_key", source="县人大常委会第30次主任会议", leader=c.people["孙立勤"].pk)
    c.do("孙立勤", year.parts["未答"], "chase", text="请抓紧答复。")
    c.do("孙立勤", year.parts["未答"], "inspect", text="到财政所查看。")
    return year


def test_the_county_reports_to_its_standing_committee(told: Year) -> None:
    made = draft(call_of(told, "林晓梅", "county"))
    text = made["text"]
    assert made["to"] == "云岭县人民代表大会常务委员会"
    for words in (
        "第五十一条第三款", "本年共收到代表提出的建议 25 件，其中会议期间 1 件、闭会期间 24 件", "受理编号 23 件，不作为建议处理 1 件，尚待审查 1 件。收到的建议中，并案办理 2 件、代表撤回 1 件",
        "由 5 个单位承办，共 20 个办件", "答复期限已满的办件 18 件，其中在原定期限内答复 13 件，经批准延期后按期答复 1 件，逾期答复 1 件，到期尚未答复 3 件",
        "答复率为 83.3%（15/18）", "按时率为 77.8%（14/18）", "解决率为 62.5%（10/16）", "A类 已解决或者基本解决的 10 件", "满意率为 30.8%（4/13）",
        "仍不满意 1 件", "落实率为 33.3%（1/3）", "第30次主任会议确定，重点督办建议 1 件", "孙立勤领衔督办", "发出督办 1 次，到现场查看 1 次",
        "《关于未答的建议》（县财政局，应于2026年6月2日前答复）", "《关于仍不满意的建议》（县水利局）", "“失约：完成一处整修”（县交通运输局，承诺2026年9月30日前兑现）", BLANK, "印发下一次人民代表大会会议",
    ):  # fmt: skip
        assert words in text, (words, text)
    assert "马德福" not in text and "李春梅" not in text  # nobody who raised something is named


def test_every_rate_is_the_board_s(told: Year) -> None:
    text = draft(call_of(told, "林晓梅", "county"))["text"]
    board = statistics(told.county.actor("林晓梅"), told.county.bodies["county"], year=2026)
    rates = re.findall(r"(\S{3})为 ([\d.]+)%（(\d+)/(\d+)）", text)
    cells = {(c.words, str(c.count), str(c.whole)) for c in board.totals.values() if c.figure.is_rate}
    assert len(rates) == 6 and {r[1:] for r in rates} == cells


def test_a_township_s_presidium_reports_to_the_congress(year: Year) -> None:
    made = draft(call_of(year, "何丽", "shiqiao"))
    assert made["to"] == "石桥镇人民代表大会" and made["text"].startswith("石桥镇人民代表大会主席团\n关于2026年")
    assert "转报上级人大 1 件" in made["text"] and "印发下一次" not in made["text"]


def test_a_year_without_anything_is_said_plainly(year: Year) -> None:
    text = draft(call_of(year, "沈小雨", "liulin"))["text"]
    assert "本年没有收到代表提出的建议" in text and "—%" not in text and "没有到期未答" in text


def test_before_2025_it_went_to_the_presidium(year: Year) -> None:
    call = call_of(year, "何丽", "shiqiao")
    call.on = clock.today().replace(year=2024)
    assert draft(call)["to"] == "石桥镇人民代表大会主席团"


def test_the_form_comes_filled_and_the_report_is_given(year: Year) -> None:
    call = call_of(year, "林晓梅", "county")
    assert call.matter
    v = Visitor(year.county, "林晓梅")
    assert "现将2026年代表建议" in v.see(f"matters/{call.matter.ref}/do/report/")
    from quancheng.procedure.tick import tick

    tick()
    v.do(call.matter, "report", **draft(call))
    row = HandlingYear.objects.unguarded("a test").get(matter=call.matter)
    assert row.reported_to == "云岭县人民代表大会常务委员会" and "答复率为 83.3%" in row.report
