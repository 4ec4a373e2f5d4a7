"""What stories of coming in share: people with accounts, cards, phones, local rules."""

from datetime import date
from typing import Any

from django.test import Client

from journeys.county import County
from journeys.front_door import plain
from quancheng.record import clock
from quancheng.roster.access import once, seatcards
from quancheng.roster.models import Account

PIN, PASSWORD, TODAY = "805924", "石桥 2026 liugou", date(2026, 3, 2)
PHONE = "Mozilla/5.0 (Linux; Android 13; V2055A) AppleWebKit/537.36 Chrome/116 Mobile MicroMessenger/8.0.47"


def account(county: County, name: str, password: str = "") -> Account:
    made = Account.objects.filter(person=county.people[name]).first() or Account.objects.create(
        name, county.people[name]
    )
    if password:
        made.set_password(password)
        made.save()
    return made


def card_of(county: County, name: str) -> str:
    """A fresh card; its token."""
    with once.shown() as shown:
        seatcards.issue(account(county, name), None, clock.now())
    return shown.cards[0].secret


def phone() -> Client:
    return Client(headers={"user-agent": PHONE})


def bound(county: County, name: str) -> Client:
    """That deputy's phone, after the first use of his card."""
    made = phone()
    made.get(f"/card/{card_of(county, name)}")
    assert made.post("/card/", {"pin": PIN, "again": PIN}).url == "/"
    return made


def said(answer: Any) -> str:
    return plain(answer)


NORM = """id = "access-test"
title = "登录规定"
short = "登录规定"
area = "530999"
level = "county"
document = "云人办〔2026〕测试1号"
seen = true
[[rule]]
id = "access.one"
title = "规定"
kind = "{kind}"
overrides = "{rule}"
[[rule.value]]
from = 2021-01-01
article = "第一条"
is = {value}
"""
MUST = NORM.format(
    rule="account.second_factor", kind="choice", value='{ options = [{ id = "required", label = "必须" }] }'
)
OFF = NORM.format(rule="account.second_factor", kind="choice", value='{ options = [{ id = "off", label = "不要求" }] }')


def enter_word(client: Client, login: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/login/", {"login": login, "password": password} | more)
