"""The rule book through the front door: one drafts, another adopts, a third reads it printed; old matters keep what held."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from quancheng.procedure.book import book
from quancheng.record import clock
from quancheng.record.models import Fact, Matter

from .county import County, settle_county
from .front_door import Visitor, plain

pytestmark = pytest.mark.django_db
SEEN = "a test looks"
TITLE = "云岭县代表建议答复期限规定"


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        c = settle_county()
        c.person("周敏", "committee_head", "office", "委室主任")
        yield c


def norm_of(c: County) -> Matter:
    rows = Matter.objects.unguarded(SEEN).filter(kind="norms").select_related("body", "root").order_by("-pk")
    found = rows.first()
    assert found
    return found


def begun(c: County, who: str = "林晓梅", congress: str = "county", **data: Any) -> Matter:
    sent = {"title": TITLE, "effective_on": "2026-07-01", "outcome": "keep"}
    answer = Visitor(c, who).post(f"/desk/begin/norms/{congress}/", **(sent | data))
    assert answer.status_code == 302, plain(answer)[:1500]
    return norm_of(c)


def fill(c: County, m: Matter, rule: str, who: str = "林晓梅", **data: Any) -> Any:
    path = f"/desk/rules/norms/{m.ref}/choose/{rule}/"
    assert Visitor(c, who).get(path).status_code == 200
    return Visitor(c, who).post(path, rule=rule, **({"article": "第五条"} | data))


def filled(c: County, m: Matter, rule: str, who: str = "林晓梅", **data: Any) -> None:
    answer = fill(c, m, rule, who, **data)
    assert answer.status_code == 302, plain(answer)[:2500]


def checked(c: County, m: Matter, who: str = "林晓梅") -> None:
    """Tick every example on the page."""
    page = Visitor(c, who).get(f"/desk/matters/{m.ref}/do/confirm_cases/").content.decode()
    import re

    keys = re.findall(r'name="confirmed" value="([^"]+)"', page)
    assert keys
    Visitor(c, who).do(m, "confirm_cases", confirmed=keys)


def adopted(c: County, m: Matter, who: str = "周敏", drafter: str = "林晓梅", **data: Any) -> None:
    sent = {
        "outcome": "adopt", "title": TITLE, "document": "云人办〔2026〕7号", "adopted_by": "directors",
        "adopted_on": "2026-02-27", "effective_on": "2026-07-01",
    }  # fmt: skip
    Visitor(c, drafter).do(m, "draft", title=sent["title"] if "title" not in data else data["title"],
                           effective_on=data.get("effective_on", "2026-07-01"), outcome="submit")  # fmt: skip
    Visitor(c, who).do(m, "adopt", **(sent | data))


def test_one_drafts_another_adopts_a_third_reads(county: County) -> None:
    c = county
    m = begun(c)
    chosen = Visitor(c, "林晓梅").see(f"/desk/rules/norms/{m.ref}/choose/?q=答复")
    assert "建议答复期限" in chosen and "代表法第五十一条第二款" in chosen and "只能更短，不能更长" in chosen
    filled(
        c, m, "suggestion.reply", months=2, event="suggestion.hand_over", quote="承办单位应当自交办之日起两个月内答复"
    )
    page = Visitor(c, "林晓梅").see(f"matters/{m.ref}/")
    assert "2027-03-31 交办 → 2027-05-31" in page and "待核对" in page
    words = Visitor(c, "林晓梅").refused(m, "draft", title=TITLE, effective_on="2026-07-01", outcome="submit")
    assert "还有期限没有核对算例" in words
    checked(c, m)
    Visitor(c, "林晓梅").do(m, "draft", title=TITLE, effective_on="2026-07-01", outcome="submit")
    own = Visitor(c, "林晓梅").refused(
        m, "adopt", outcome="adopt", title=TITLE, document="云人办〔2026〕7号", adopted_by="directors", adopted_on="2026-02-27",
        effective_on="2026-07-01",
    )  # fmt: skip
    assert "须由另一人办理" in own
    where = {"on": date(2026, 7, 2), "tier": "township", "area": "530999101"}
    assert book().ruling("suggestion.reply", **where).words == "三个月"
    Visitor(c, "周敏").do(
        m, "adopt", outcome="adopt", title=TITLE, document="云人办〔2026〕7号", adopted_by="directors", adopted_on="2026-02-27",
        effective_on="2026-07-01",
    )  # fmt: skip
    ruling = book().ruling("suggestion.reply", **where)
    assert (ruling.words, ruling.citation.document, ruling.citation.article) == (
        "两个月",
        "云人办〔2026〕7号",
        "第五条",
    )
    assert book().ruling("suggestion.reply", **(where | {"on": date(2026, 6, 30)})).words == "三个月"
    third = Visitor(c, "何丽").see(f"/desk/rules/norms/{m.ref}/")
    for said in (
        TITLE,
        "云人办〔2026〕7号",
        "主任会议",
        "第五条",
        "自交办起两个月",
        "三个月",
        "林晓梅",
        "周敏",
        "尚未施行",
        "承办单位应当自交办之日起",
    ):
        assert said in third, said
    fact = Fact.objects.unguarded(SEEN).get(kind="norms.adopt")
    assert fact.organ == c.bodies["sc"]


def test_what_is_laxer_than_the_law_is_refused_at_its_field(county: County) -> None:
    c = county
    m = begun(c)
    answer = fill(c, m, "suggestion.reply", months=4, event="suggestion.hand_over")
    assert answer.status_code == 422
    words = plain(answer)
    assert "代表法第五十一条第二款规定三个月" in words and "只能更短，不能更长" in words
    assert 'value="4"' in answer.content.decode(), "what was typed is lost"
    assert fill(c, m, "suggestion.reply", event="suggestion.hand_over").status_code == 422
    assert Visitor(c, "林晓梅").get(f"/desk/rules/norms/{m.ref}/choose/no.such/").status_code == 200
    assert fill(c, m, "suggestion.reminders", say="三十天前").status_code == 422
    filled(c, m, "suggestion.reminders", say="7，15、3")
    assert '"15,7,3"' in c.fresh(m).local_norm.text
