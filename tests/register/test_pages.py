"""花名册, structure, file and public plate: what an office, a deputy and a voter may read of a deputy."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.test import Client

from journeys.county import County, settle_county
from journeys.front_door import Visitor, plain
from journeys.test_suggestion import raised
from quancheng.law.norm import BadNorm
from quancheng.record import clock
from quancheng.rooms.register.models import TermRoll
from quancheng.rooms.register.reads import structure
from quancheng.rooms.register.years import open_rolls
from quancheng.rooms.rulebook.book import enter
from quancheng.roster import keys, personal
from quancheng.roster.models import Look, Mandate, Person

pytestmark = pytest.mark.django_db
ROLL = "/desk/register/county/"


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        made = settle_county()
        about = {
            "马德福": ("m", "回族", 1975, 6, "中共党员", "大专", "工人农民"),
            "李春梅": ("f", "汉族", 1991, None, "群众", "本科", "专业技术人员"),
            "王成林": ("m", "汉族", 1962, 3, "中共党员", "", "干部"),
        }
        for name, (sex, nation, year, month, party, education, composition) in about.items():
            Person.objects.filter(name=name).update(
                sex=sex, nation=nation, born_year=year, born_month=month, party=party, education=education
            )
            Mandate.objects.filter(person__name=name).update(composition=composition, district="第一选区")
        open_rolls(date(2026, 3, 2))
        yield made


def test_the_roll_stands_in_stroke_order_and_may_be_narrowed(county: County) -> None:
    clerk = Visitor(county, "林晓梅")
    text = clerk.see(ROLL)
    assert text.index("马德福") < text.index("王成林") < text.index("李春梅") < text.index("赵小岚")
    assert "1975年6月" in text and "共 4 人" in text
    assert "李春梅" in clerk.see(ROLL + "?sex=女") and "马德福" not in clerk.see(ROLL + "?sex=女")
    assert "共 1 人" in clerk.see(ROLL + "?nation=少数民族")
    assert "没有符合条件的代表" in clerk.see(ROLL + "?q=某某")
    assert "共 4 人" in clerk.see(ROLL + "?state=胡写&nosuch=1"), "what is not understood means everything"


def test_every_figure_of_the_structure_opens_exactly_its_list(county: County) -> None:
    clerk = Visitor(county, "林晓梅")
    answer = clerk.get(ROLL + "structure/")
    opened = 0
    for link in _links(answer.content.decode(), "../?"):
        figure, query = link
        shown = clerk.get(ROLL + "?" + query)
        assert f"共 {figure} 人" in plain(shown), query
        opened += 1
    assert opened >= 15
    seats = list(Mandate.objects.filter(congress=county.bodies["county"]).select_related("person", "group"))
    for division in structure.divide(seats, date(2026, 3, 2)):
        assert sum(c.count for c in division.counts) == len(seats), division.facet.title


def _links(html: str, start: str) -> list[tuple[str, str]]:
    import re

    found = re.findall(r'href="([^"]+)">(\d+)</a>', html)
    return [(n, urlsplit(h.replace("&amp;", "&")).query) for h, n in found if h.startswith(start)]


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [((1991, 3), date(2026, 3, 1), 35), ((1991, 4), date(2026, 3, 31), 34), ((1991, None), date(2026, 1, 1), 35)],
)
def test_ages_are_full_years(born: tuple[int, int | None], day: date, years: int) -> None:
    assert structure.age(*born, day) == years


def test_the_workbook_is_the_roll_that_is_shown_without_numbers_of_persons(county: County) -> None:
    answer = Visitor(county, "林晓梅").get(ROLL + "?as=xlsx&sex=女")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "云岭县第十九届人民代表大会代表名册"
    assert [r[1] for r in rows[3:]] == ["李春梅"]
    assert "共 1 人" in rows[1][0]
    assert not any("手机" in str(c) or "身份证" in str(c) for c in rows[2])


@pytest.mark.parametrize(
    ("who", "slug", "status"),
    [("林晓梅", "county", 200), ("林晓梅", "shiqiao", 200), ("何丽", "shiqiao", 200), ("何丽", "liulin", 404),
     ("何丽", "county", 404), ("周立新", "county", 404), ("林晓梅", "nosuch", 404)],
)  # fmt: skip
def test_who_may_open_which_roll(county: County, who: str, slug: str, status: int) -> None:
    visitor = Visitor(county, who)
    for page in ("", "structure/", "?as=xlsx"):
        assert visitor.get(f"/desk/register/{slug}/{page}").status_code == status


def test_the_file_has_eight_parts_and_holds_what_he_did(county: County) -> None:
    raised(county)
    pk = county.people["马德福"].pk
    text = Visitor(county, "林晓梅").see(f"{ROLL}deputies/{pk}/")
    heads = (
        "一、基本情况",
        "二、出席会议",
        "三、视察调研",
        "四、学习培训",
        "五、小组活动",
        "六、议案建议",
        "七、向选民述职",
        "八、表彰奖励",
    )
    assert [text.index(h) for h in heads] == sorted(text.index(h) for h in heads)
    assert "关于硬化柳沟村至河口村道路的建议" in text and "领衔" in text
    assert Visitor(county, "林晓梅").get(f"{ROLL}deputies/{county.people['林晓梅'].pk}/").status_code == 404


def test_the_public_sees_the_whitelist_and_no_more(county: County) -> None:
    raised(county)
    public, pk = Client(), county.people["马德福"].pk
    listed = plain(public.get("/deputies/county/"))
    assert "马德福" in listed and "第五十八条" in listed
    text = plain(public.get(f"/deputies/county/{pk}/"))
    assert "回族" in text and "第十九届" in text and "议案建议（领衔） 1 件" in text
    assert "1975" not in text and "中共党员" not in text and "道路" not in text
    Mandate.objects.filter(person_id=pk, congress=county.bodies["county"]).update(ends_on=date(2026, 3, 1))
    assert public.get(f"/deputies/county/{pk}/").status_code == 404
    assert public.get("/deputies/nosuch/").status_code == 404


def test_a_county_may_add_to_the_whitelist_by_its_own_rule(county: County) -> None:
    enter("plates", PLATES)
    text = plain(Client().get(f"/deputies/county/{county.people['马德福'].pk}/"))
    assert "中共党员" in text and "1975" not in text
    with pytest.raises(BadNorm):
        enter("plates2", PLATES.replace("deputy.public", "deputy.nosuch"))


PLATES = """
id       = "yunling-plates"
title    = "云岭县人大代表信息公开办法"
short    = "云岭县公开办法"
area     = "530999"
level    = "county"
document = "云人常发〔2022〕3号"
seen     = true

[[rule]]
id        = "yunling.plates"
title     = "代表信息公开时另行增加的项目"
kind      = "choice"
overrides = "deputy.public"

[[rule.value]]
from    = 2022-03-01
article = "第二条"
is      = { options = [{ id = "party", label = "政治面貌" }] }
"""


def test_numbers_are_masked_and_opened_only_with_a_reason_that_he_can_read(
    county: County, tmp_path: Any, settings: Any
) -> None:
    settings.QUANCHENG_HOME, settings.QUANCHENG_KEYS = tmp_path, ""  # whatever key lies in the suite's home is not seen
    keys.new(clock.today())
    person = county.people["马德福"]
    personal.put(person, phone="13800000015")
    page = f"{ROLL}deputies/{person.pk}/"
    clerk, other = Visitor(county, "林晓梅"), Visitor(county, "何丽")
    assert "138****0015" in clerk.see(page) and not Look.objects.exists()
    refused = clerk.post(page, reason=" ")
    assert refused.status_code == 422 and "用途" in plain(refused) and not Look.objects.exists()
    assert "13800000015" in plain(clerk.post(page, reason="核对代表证"))
    assert Look.objects.get().reason == "核对代表证"
    assert other.post(page, reason="好奇").status_code == 404
    below = Visitor(county, "林晓梅").get(f"/desk/register/shiqiao/deputies/{county.people['田秀芳'].pk}/")
    assert "手机号" not in plain(below), "the county reads the township's roll, it does not keep it"


def test_the_office_places_a_character_the_table_lacks(county: County) -> None:
    odd = "\ue000"
    Person.objects.filter(name="赵小岚").update(name=f"{odd}小岚")
    Person.objects.get(name=f"{odd}小岚").save()
    clerk = Visitor(county, "林晓梅")
    assert "不在笔画次序表里" in clerk.see(ROLL)
    assert clerk.post(ROLL + "strokes/", character=odd, after="").status_code == 422
    assert clerk.post(ROLL + "strokes/", character=odd, after="马").status_code == 302
    text = clerk.see(ROLL)
    assert "不在笔画次序表里" not in text and text.index("马德福") < text.index(odd) < text.index("王成林")
    assert Visitor(county, "何丽").get(ROLL + "strokes/").status_code == 404


def test_the_filter_addresses_keep_what_was_chosen(county: County) -> None:
    html = Visitor(county, "林晓梅").get(ROLL + "?sex=女&state=all").content.decode()
    kept = [parse_qs(q) for _, q in _links(html, "?")] or [
        parse_qs(urlsplit(u).query) for u in html.split('href="') if u.startswith("structure/")
    ]
    assert all(k.get("sex") == ["女"] for k in kept if "state" in k)


def test_the_directory_says_who_works_where_and_who_answers_through_the_office(county: County) -> None:
    clerk = Visitor(county, "林晓梅")
    text = clerk.see(ROLL + "units/")
    assert "县交通运输局" in text and "郑海涛（局长）" in text and "县供电公司" in text and "没有，由人大代录" in text
    assert "石桥镇水利站" not in text, "a township's stations stand in its own directory"
    assert "登记机构" in text and "登记机构" not in clerk.see("/desk/register/shiqiao/units/")
    book = openpyxl.load_workbook(BytesIO(clerk.get(ROLL + "units/?as=xlsx").content))
    cells = [str(c) for row in book.active.iter_rows(values_only=True) for c in row if c]
    assert "县供电公司" in cells and not any("电话" in c for c in cells)
    assert Visitor(county, "何丽").get(ROLL + "units/").status_code == 404
    roll = TermRoll.objects.unguarded("a test looks").get(term__congress=county.bodies["county"]).matter
    clerk.do(
        roll,
        "end_body",
        body=str(county.bodies["farm"].pk),
        successor=str(county.bodies["water"].pk),
        document="云编〔2026〕2号",
    )
    assert "2026-03-02撤并，由县水利局承接" in clerk.see(ROLL + "units/")
