"""催办清单: the numbers stand there only when the congress's office asks, and whoever's it is can read that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from journeys.county import County, settle_county
from journeys.front_door import Visitor, plain
from quancheng.record import clock
from quancheng.roster import keys, personal
from quancheng.roster.models import Look, Person

PATH = "/desk/suggestions/calling/"
HEAD, CLERK = "13800000001", "13800000002"


@pytest.fixture
def county(db: None, key: keys.Ring) -> Iterator[County]:
    """A unit that has not replied by the last day."""
    with clock.at(date(2026, 3, 2)):
        c = settle_county()
        m = c.raise_("马德福", "county")
        c.do("林晓梅", m, "examine", outcome="accept", title=m.title, category="traffic")
        c.do("林晓梅", c.fresh(m), "hand_over")
        c.do("何督查", c.fresh(m), "allot", units=[{"body": c.bodies["traffic"].pk, "part": "lead"}])
        personal.put(c.people["郑海涛"], phone=HEAD)
        personal.put(c.people["周立新"], phone=CLERK)
    with clock.at(date(2026, 7, 1)):
        yield c


def test_without_asking_there_is_no_number(county: County) -> None:
    page = Visitor(county, "林晓梅").see(PATH)
    assert "郑海涛" in page and "显示电话" in page and HEAD not in page and not Look.objects.exists()


def test_the_office_asks_and_the_owners_can_read_it(county: County) -> None:
    answer = Visitor(county, "林晓梅").post(PATH)
    page = plain(answer)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    assert HEAD in page and CLERK in page and "不显示电话" in page
    for name in ("郑海涛", "周立新"):
        seen = Visitor(county, name).see("looks/")
        assert "林晓梅" in seen and "看了手机号，用途：催办代表建议" in seen
    assert Look.objects.count() == 2, "one for each person, however many lines"


def test_nobody_else_may(county: County) -> None:
    for name in ("何督查", "周立新", "何丽"):
        answer = Visitor(county, name).post(PATH)
        assert answer.status_code == 403 and "本级人大机关" in plain(answer), name
        assert "显示电话" not in Visitor(county, name).see(PATH)
    assert not Look.objects.exists()


def test_who_has_none_and_what_is_sealed(county: County) -> None:
    personal.erase(Person.objects.get(name="周立新"))
    assert "没有登记" in plain(Visitor(county, "林晓梅").post(PATH))
    keys.path().unlink()
    page = plain(Visitor(county, "林晓梅").post(PATH))
    assert "已封存" in page and HEAD not in page
