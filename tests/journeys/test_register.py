"""The register as a registrar meets it: enrolled, amended, taken back; who may and who may not."""

from collections.abc import Iterator
from datetime import date

import pytest

from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.models import Matter
from quancheng.rooms.register.models import TermRoll
from quancheng.roster.models import Mandate, Person

from .county import County, settle_county
from .front_door import Visitor, plain

pytestmark = pytest.mark.django_db
SEEN = "a test looks"


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        c = settle_county()
        tick()
        yield c


def roll(c: County, slug: str) -> Matter:
    """The matter that keeps the running term's roll."""
    row = TermRoll.objects.unguarded(SEEN).get(term__congress=c.bodies[slug], matter__ended_as="")
    return c.fresh(row.matter)


def test_the_clock_opens_the_roll_of_every_term_once(county: County) -> None:
    c = county
    m = roll(c, "shiqiao")
    assert m.title == "石桥镇第二十届人民代表大会" and m.step == "serve" and m.opened_on == date(2022, 1, 10)
    assert c.open(m) == {"serve": date(2027, 1, 10)}
    tick()
    assert TermRoll.objects.unguarded(SEEN).count() == 3
    assert "下届还没有开始" in Visitor(c, "何丽").refused(m, "serve")


def test_one_person_sits_in_two_congresses(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "何丽"), roll(c, "shiqiao")
    path = clerk.step_path(m, "enrol")
    sent = {
        "full_name": "赵小岚",
        "elected_as": "by_election",
        "district": "第三选区",
        "begins_on": "2026-03-01",
        "sex": "f",
    }
    asked = plain(clerk.post(path, **sent))
    assert "请看清是不是同一个人" in asked and "就是赵小岚（云岭县人民代表大会代表）" in asked
    one = c.people["赵小岚"]
    clerk.do(m, "enrol", **sent, same=str(one.pk))
    assert Person.objects.filter(name="赵小岚").count() == 1
    assert {s.congress.slug for s in Mandate.objects.filter(person=one)} == {"county", "shiqiao"}
    one.refresh_from_db()
    assert one.sex == "f", "a gap is filled"
    actor = c.actor("赵小岚")
    assert actor.sits_in(c.bodies["county"].pk) and actor.sits_in(c.bodies["shiqiao"].pk)
    assert "登记代表赵小岚" in clerk.see(f"matters/{m.ref}/")


def test_an_enrolment_is_taken_back_unless_it_is_used(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "何丽"), roll(c, "shiqiao")
    clerk.do(m, "enrol", full_name="新代表", elected_as="by_election", begins_on="2026-03-01")
    new = Person.objects.get(name="新代表")
    fact = m.facts.unguarded(SEEN).get(kind="terms.enrol")
    answer = clerk.post(f"/desk/facts/{fact.pk}/revoke/")
    assert answer.status_code == 302 and not Person.objects.filter(pk=new.pk).exists()
    clerk.do(m, "enrol", full_name="又一位", elected_as="by_election", begins_on="2026-03-01")
    c.people["又一位"] = Person.objects.get(name="又一位")
    c.raise_("又一位", "shiqiao")
    fact = m.facts.unguarded(SEEN).filter(kind="terms.enrol").latest("pk")
    answer = clerk.post(f"/desk/facts/{fact.pk}/revoke/")
    assert answer.status_code == 422 and "已经在别处用到" in plain(answer)
    assert Person.objects.filter(name="又一位").exists()


def test_what_is_wrong_is_amended(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "何丽"), roll(c, "shiqiao")
    seat = Mandate.objects.get(person=c.people["杨志强"])
    path = clerk.step_path(m, "amend")
    assert "杨志强" in clerk.see(path)
    shown = clerk.post(path, seat=str(seat.pk))
    assert shown.status_code == 422 and "下面是现在的登记" in plain(shown)
    page = clerk.get(f"{path}?seat={seat.pk}").content.decode()
    assert 'value="石桥代表团"' in page and 'value="杨志强"' in page
    clerk.do(
        m,
        "amend",
        seat=str(seat.pk),
        shown=str(seat.pk),
        full_name="杨志强",
        delegation="河口代表团",
        born_year="1971",
    )
    seat.refresh_from_db()
    assert seat.delegation == "河口代表团" and seat.person.born_year == 1971
    assert "更正杨志强的出生年、代表团" in clerk.see(f"matters/{m.ref}/")
    fact = m.facts.unguarded(SEEN).get(kind="terms.amend")
    assert clerk.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    seat.refresh_from_db()
    assert seat.delegation == "石桥代表团" and Person.objects.get(pk=seat.person_id).born_year is None


def test_the_county_sees_a_townships_roll_and_cannot_change_it(county: County) -> None:
    c = county
    m = roll(c, "shiqiao")
    above = Visitor(c, "林晓梅")
    assert "石桥镇第二十届" in above.see(f"matters/{m.ref}/")
    assert above.get(above.step_path(m, "enrol")).status_code == 403
    assert above.post(above.step_path(m, "enrol"), full_name="某人", elected_as="general").status_code == 403
    assert Visitor(c, "沈小雨").get(above.step_path(m, "enrol")).status_code == 404
    assert Visitor(c, "周立新").get(f"matters/{m.ref}/").status_code == 404
    assert Visitor(c, "杨志强", "pocket").get(f"matters/{m.ref}/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"full_name": " "}, "请填写“姓名”"),
        ({"full_name": "张三1"}, "姓名里有数字"),
        ({"full_name": "张三", "born_year": "71"}, "1900"),
        ({"full_name": "张三", "begins_on": "2021-01-01"}, "代表任期不会更早"),
        ({"full_name": "杨志强"}, "请看清是不是同一个人"),
    ],
)
def test_bad_input_is_answered_in_a_sentence(county: County, wrong: dict[str, str], says: str) -> None:
    c = county
    clerk, m = Visitor(c, "何丽"), roll(c, "shiqiao")
    before = Person.objects.count()
    answer = clerk.post(clerk.step_path(m, "enrol"), **{"elected_as": "general", "district": "第九选区"} | wrong)
    assert answer.status_code == 422 and says in plain(answer), plain(answer)[:1500]
    assert "第九选区" in answer.content.decode() and Person.objects.count() == before
