"""谁看过我的个人信息, over HTTP: one's own, masked, and who looked."""

from __future__ import annotations

import pytest

from doors import people
from journeys.front_door import plain
from quancheng.roster import keys, personal

from .conftest import AT
from .invented import MALE, PHONE


@pytest.fixture
def county(db: None) -> people.County:
    return people.county()


def test_the_person_sees_who_looked_and_nothing_in_full(key: keys.Ring, county: people.County) -> None:
    ma = county.deputy.person
    personal.put(ma, phone=PHONE, id_number=MALE)
    personal.look(county.clerk.person, ma, ["phone"], "催办", at=AT)
    answer = county.at(county.deputy).get("/pocket/looks/")
    page = plain(answer)
    assert (
        "138****0000" in page and "2026-11-21 09:30" in page and "林晓梅" in page and "看了手机号，用途：催办" in page
    )
    assert PHONE not in answer.content.decode() and MALE not in answer.content.decode()
    other = plain(county.at(county.other).get("/pocket/looks/"))
    assert "林晓梅" not in other and "没有你的身份证号" in other and "还没有人打开过" in other


def test_without_the_key_the_page_says_sealed(key: keys.Ring, county: people.County) -> None:
    personal.put(county.clerk.person, phone=PHONE)
    keys.path().unlink()
    answer = county.at(county.clerk).get("/desk/looks/")
    assert answer.status_code == 200 and "手机号 已封存" in plain(answer) and "没有对应的密钥" in plain(answer)


def test_the_page_is_in_the_menu_and_only_for_people_inside(county: people.County) -> None:
    assert '/desk/looks/"' in county.at(county.clerk).get("/desk/").content.decode()
    assert '/pocket/looks/"' in county.at(county.deputy).get("/pocket/").content.decode()
    from django.test import Client

    assert Client().get("/pocket/looks/").status_code == 302
    assert county.at(county.deputy).post("/pocket/looks/").status_code == 405
