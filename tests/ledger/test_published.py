"""188 suggestions that counties and townships have published, beside a new one that is handled to its end."""

from collections import Counter
from pathlib import Path

import pytest

from journeys.county import County
from journeys.front_door import Visitor, last, plain
from quancheng.record import search
from quancheng.record.models import Duty, Fact
from quancheng.rooms.suggestions.models import LedgerImport

from .office import SEEN, asked, counted, enter, entered, page, three_hats, upload

FILE = Path(__file__).parents[3] / "shared" / "data" / "suggestions.csv"
PLACES = {
    "镇康县": "county",
    "平江县": "county",
    "米脂县": "county",
    "杜集区石台镇": "shiqiao",
    "盐城市大丰区草庙镇": "liulin",
}
REPLY = "一、关于硬化：已列入养护计划。二、关于排水：同步修边沟。"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the published rows are not at hand")


def test_published_rows_beside_a_new_one(county: County) -> None:
    c, clerk = county, three_hats(county)
    made = upload(clerk, FILE.read_bytes(), "suggestions.csv")
    assert len(made.mapping["places"]) == 100
    assert not any(made.mapping["places"].values()), "no place of the file is one of ours"
    assert set(PLACES) <= set(made.mapping["places"])
    # the basis of the published days is kept as a note
    sent = asked(made) | {f"place-{place}": slug for place, slug in PLACES.items()} | {"s0-c14": "note"}
    clerk.client.post(page(made), sent)

    before = counted()
    tried = clerk.see(page(made, "check/"))
    assert counted() == before and "一共 188 行" in tried
    assert "“砚山县”没有对应到本系统的人大，这一行不导入" in tried and "砚山县" in tried
    assert "有错的行" not in tried and "领衔代表不详" in tried
    assert enter(clerk, made)["Location"] == page(made, "done/")

    made.refresh_from_db()
    there = entered()
    assert made.entered == len(there) and made.entered + made.same + made.left_out == 188
    assert set(Counter(m.body.slug for m in there)) == {"county", "shiqiao", "liulin"}
    assert not Duty.objects.unguarded(SEEN).exists()
    bridge = next(m for m in there if m.title == "关于中厂村至军南线连接线道路硬化的建议")
    assert bridge.suggestion.ledger_session == "第十七届人大二次会议(2018)"
    assert bridge.suggestion.ledger_note == "replied_date_basis：signed_date"
    assert "不详" in clerk.see(f"/desk/matters/{bridge.ref}/")
    assert [m.pk for m in search.find(c.actor("林晓梅"), "中厂村至军南线").matters] == [bridge.pk]
    assert not search.find(c.actor("沈小雨"), "中厂村至军南线").matters, "another congress's past stays its own"

    whole = counted()
    second = upload(clerk, FILE.read_bytes(), "suggestions.csv")
    clerk.client.post(page(second), asked(second) | {f"place-{place}": slug for place, slug in PLACES.items()})
    enter(clerk, second)
    second.refresh_from_db()
    assert counted() == whole and (second.entered, second.same) == (0, len(there))

    assert "已撤销" in plain(clerk.client.post(page(made, "undo/"), follow=True))
    assert not entered()
    third = clerk.client.post(page(made, "again/"))["Location"]
    clerk.client.post(f"{third}check/")
    assert len(entered()) == len(there) and LedgerImport.objects.count() == 3

    _handled_to_its_end(c)
    assert len(entered()) == len(there)


def test_every_published_row_can_be_entered(county: County) -> None:
    clerk = three_hats(county)
    made = upload(clerk, FILE.read_bytes(), "suggestions.csv")
    clerk.client.post(page(made), asked(made) | {f"place-{place}": "county" for place in made.mapping["places"]})
    enter(clerk, made)
    assert len(entered()) == 188
    precise = Counter(Fact.objects.unguarded(SEEN).values_list("on_as", flat=True))
    assert precise["day"] > 100 and precise["year"] > 10 and sum(precise.values()) == 188


def _handled_to_its_end(c: County) -> None:
    """A new suggestion takes the first number of its own year and ends as any other, all through the front door."""
    title = "关于中厂村至军南线连接线道路硬化的建议"
    text = "三公里土路雨天走不通，四十名学生绕行。建议硬化并修边沟。"
    Visitor(c, "马德福", "pocket").post(
        "/pocket/begin/suggestions/county/", title=title, text=text, raised_in="0", wish="full", outcome="submit"
    )
    m, office = last(c), Visitor(c, "林晓梅")
    office.do(m, "examine", outcome="accept", title=title, category="traffic")
    assert c.fresh(m).number == "闭会第1号"
    units = [{"body": c.bodies["traffic"].pk, "part": "lead"}]
    office.do(m, "hand_over", units=units)
    if c.fresh(m).step == "allot":
        Visitor(c, "何督查").do(m, "allot", units=units)
    (part,) = c.parts(m)
    unit, head = Visitor(c, "周立新"), Visitor(c, "郑海涛")
    unit.do(part, "sign_for", outcome="accept")
    unit.do(part, "contact", means="site", note="到村里看路。")
    unit.do(part, "handle", draft=REPLY, letter="A")
    head.do(part, "sign_reply", outcome="issue", draft=REPLY, letter="A", number="云交函〔2026〕31号", signer="郑海涛")
    Visitor(c, "马德福", "pocket").do(part, "rate", process="satisfied", result="satisfied")
    office.do(m, "settle", text="办结。")
    assert c.fresh(m).ended_as == "closed"
    listed = office.see("/desk/suggestions/")
    assert "已销号" in listed and "历史台账" in listed
