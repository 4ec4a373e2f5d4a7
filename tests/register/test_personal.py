"""登记个人信息: entered, mended and taken out by whoever keeps the register; the record says which, never what."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from journeys.county import County, settle_county
from journeys.front_door import Visitor
from quancheng.procedure.models import Draft
from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.rooms.register.models import TermRoll
from quancheng.roster import keys, personal

pytestmark = pytest.mark.django_db
SEEN = "a test looks"
NUMBER = "530111197506150015"


@pytest.fixture
def county(tmp_path: Path, settings: Any) -> Iterator[County]:
    settings.QUANCHENG_HOME, settings.QUANCHENG_KEYS = tmp_path, ""  # whatever key lies in the suite's home is not seen
    with clock.at(date(2026, 3, 2)):
        c = settle_county()
        tick()
        yield c


def roll(c: County) -> Matter:
    return TermRoll.objects.unguarded(SEEN).select_related("matter__root").get(term__congress=c.bodies["county"]).matter


def test_what_is_kept_is_mended_and_taken_out(county: County) -> None:
    c, who = county, str(county.people["马德福"].pk)
    clerk, m = Visitor(c, "林晓梅"), roll(c)
    words = clerk.refused(m, "keep_personal", person=who, phone="13800000015")
    assert "还没有密钥" in words and "quancheng key new" in words
    keys.new(clock.today())
    for wrong, said in (("1380000", "11 位"), ("138000000151", "11 位")):
        assert said in clerk.refused(m, "keep_personal", person=who, phone=wrong)
    assert "校验位不对" in clerk.refused(m, "keep_personal", person=who, id_number="530111197506150012")
    assert "没有填要登记的" in clerk.refused(m, "keep_personal", person=who)
    clerk.do(m, "keep_personal", person=who, phone="138 0000 0015", id_number=NUMBER)
    assert personal.masked(int(who)) == {"id_number": "530***********0015", "phone": "138****0015", "address": ""}
    other = str(c.people["王成林"].pk)
    assert "已经登记在“马德福”名下" in clerk.refused(m, "keep_personal", person=other, id_number=NUMBER)
    assert "又填又删" in clerk.refused(m, "keep_personal", person=who, phone="13800000016", erase=["phone"])
    clerk.do(m, "keep_personal", person=who, phone="13800000016", erase=["id_number"])
    assert personal.masked(int(who)) == {"id_number": "", "phone": "138****0016", "address": ""}
    seen = clerk.see(f"matters/{m.ref}/")
    assert "登记马德福的手机号，删除身份证号" in seen and "0016" not in seen
    facts = [str(f.data) for f in Fact.objects.unguarded(SEEN).filter(kind="terms.keep_personal")]
    assert len(facts) == 2 and not any("138" in text or "5301" in text for text in facts)
    assert not any("138" in str(d.data) for d in Draft.objects.all())


def test_only_its_own_office_keeps_them(county: County) -> None:
    keys.new(clock.today())
    who = str(county.people["马德福"].pk)
    for name in ("何丽", "周立新", "马德福"):
        answer = _sent(county, name, who)
        assert answer.status_code in (403, 404)
    assert personal.masked(int(who))["phone"] == ""


def _sent(c: County, name: str, who: str) -> Any:
    visitor = Visitor(c, name)
    return visitor.post(visitor.step_path(roll(c), "keep_personal"), person=who, phone="13800000015")
