"""A county congress, a clerk, a chair, a department and two deputies."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client

from quancheng.roster.models import Account, Area, Body, Mandate, Person, Post, Term

SINCE = date(2022, 1, 10)
PASSWORD = "correct horse 2026"


@dataclass
class County:
    congress: Body
    office: Body
    department: Body
    clerk: Account
    second: Account
    handler: Account
    deputy: Account
    other: Account
    stranger: Account

    def at(self, account: Account) -> Client:
        """A browser in which that person has logged in."""
        client = Client()
        client.force_login(account, backend="quancheng.doors.frame.login.PasswordBackend")
        return client


def account(login: str, name: str) -> Account:
    return Account.objects.create(login, Person.objects.create(name=name))


def county() -> County:
    """Everybody, in a database of their own."""
    area = Area.objects.create(code="530999", name="云岭县")
    kind, tier = Body.Kind, Body.Tier.COUNTY

    def body(slug: str, name: str, short: str, kind: str, **more: Any) -> Body:
        return Body.objects.create(slug=slug, name=name, short=short, kind=kind, tier=tier, area=area, **more)

    congress = body("yunling", "云岭县人民代表大会", "县人大", kind.CONGRESS)
    office = body("yl-office", "云岭县人大常委会代表工作委员会", "代表工委", kind.COMMITTEE, congress=congress)
    department = body("yl-roads", "云岭县交通运输局", "县交通运输局", kind.DEPARTMENT)
    term = Term.objects.create(congress=congress, ordinal=19, begins_on=SINCE)
    made = County(
        congress, office, department, account("lin", "林晓梅"), account("sun", "孙立群"), account("zhou", "周立新"),
        account("ma", "马德福"), account("li", "李春梅"), account("guest", "无职人"),
    )  # fmt: skip
    Post.objects.create(person=made.clerk.person, body=office, role="county_clerk", title="人代选工委", since=SINCE)
    Post.objects.create(person=made.second.person, body=office, role="committee_head", since=SINCE)
    Post.objects.create(person=made.handler.person, body=department, role="handler_head", since=SINCE)
    for deputy in (made.deputy, made.other):
        Mandate.objects.create(
            person=deputy.person,
            term=term,
            congress=congress,
            district="石桥镇",
            delegation="石桥镇代表团",
            begins_on=SINCE,
        )
    return made
