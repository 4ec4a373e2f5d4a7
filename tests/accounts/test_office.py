"""The office over HTTP: sheets of cards, accounts, passwords, log-ins of its people, and whom it may not touch."""

import re
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from journeys.county import County
from journeys.front_door import Visitor, plain
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.rooms.register.years import open_rolls
from quancheng.roster.access import seatcards
from quancheng.roster.access.seatcards import State
from quancheng.roster.models import Account, Login, Post, SeatCard

from .doorstep import PASSWORD, PIN, account, bound, card_of, enter_word, phone, said

SEEN = "a test looks"


@pytest.fixture
def roll(county: County) -> Matter:
    """The matter that keeps the county's roll."""
    open_rolls(clock.today())
    return Matter.objects.unguarded(SEEN).get(kind="terms", body=county.bodies["county"])


def seat(county: County, name: str, congress: str = "county") -> int:
    return county.people[name].mandates.get(congress=county.bodies[congress]).pk


def tokens(answer: Any) -> list[str]:
    """What the pictures on a sheet say, found again by the cards that were issued."""
    pictures = re.findall(r'src="data:image/svg\+xml[^"]+"', answer.content.decode())
    assert all("svg" in unquote(p) for p in pictures)
    return pictures


def facts(kind: str) -> list[Fact]:
    return list(Fact.objects.unguarded(SEEN).filter(kind=kind).order_by("pk"))


class TestCards:
    def test_for_everybody_who_has_none(self, county: County, roll: Matter) -> None:
        lin = Visitor(county, "林晓梅")
        path = lin.step_path(roll, "issue_cards")
        sheet = lin.post(path, outcome="missing", key="a" * 32)
        assert sheet.status_code == 200 and sheet["Cache-Control"] == "no-store"
        page = plain(sheet)
        names = ("马德福", "李春梅", "王成林", "赵小岚")
        assert all(n in page for n in names) and len(tokens(sheet)) == 4 and "沿虚线剪开" in page
        assert "代表的手机扫了没有用" not in page or "testserver" not in page
        assert {c.account.person.name for c in SeatCard.objects.all()} == set(names)
        (fact,) = facts("terms.issue_cards")
        assert set(fact.data) == {"people", "again"} and len(fact.data["people"]) == 4
        assert "作废" not in page.split("请现在打印")[0], "nobody had a card before"
        assert not any(c.token in str(fact.data) for c in SeatCard.objects.all())
        again = lin.post(path, outcome="missing", key="a" * 32)
        assert again.status_code == 302 and SeatCard.objects.count() == 4, "sent twice, issued once"
        none = lin.post(path, outcome="missing")
        assert none.status_code == 422 and "没有要发的" in plain(none)
        assert "发登录卡 4 张" in lin.see(f"matters/{roll.ref}/")

    def test_the_picture_lets_in(self, county: County, roll: Matter, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the QR says is an address of this host that binds the card."""
        import segno

        drawn: list[str] = []
        make = segno.make
        monkeypatch.setattr(segno, "make", lambda text, **k: drawn.append(text) or make(text, **k))
        lin = Visitor(county, "林晓梅")
        lin.post(lin.step_path(roll, "issue_cards"), outcome="one", seat=seat(county, "马德福"))
        (address,) = drawn
        assert re.fullmatch(r"http://testserver/card/[a-z2-7]{26}", address)
        made = phone()
        made.get(address.removeprefix("http://testserver"))
        assert "马德福" in said(made.get("/card/")) and made.post("/card/", {"pin": PIN, "again": PIN}).url == "/"

    def test_reprint_and_locks_from_the_list(self, county: County, roll: Matter) -> None:
        made = bound(county, "马德福")
        lin = Visitor(county, "林晓梅")
        assert "在用" in lin.see("accounts/county/?q=马德福")
        card = SeatCard.objects.get()
        for _ in range(seatcards.TRIES):
            seatcards.try_pin(card, "937460", clock.now())
        page = lin.get("accounts/county/?state=locked").content.decode()
        link = re.search(r'href="([^"]+change_card/\?outcome=unlock[^"]+)"', page)
        assert link and "锁住了" in page
        form = lin.get(link[1].replace("&amp;", "&")).content.decode()
        assert re.search(rf'value="{seat(county, "马德福")}" selected', form), "the link has chosen him"
        lin.do(roll, "change_card", outcome="unlock", seat=seat(county, "马德福"))
        made.post("/logout/")
        assert made.post("/card/", {"pin": PIN}).url == "/"
        assert "没有锁住" in lin.refused(roll, "change_card", outcome="unlock", seat=seat(county, "马德福"))
        lin.do(roll, "change_card", outcome="end", seat=seat(county, "马德福"))
        assert made.get("/pocket/").status_code == 302
        card.refresh_from_db()
        assert seatcards.state(card) is State.ENDED
        assert "作废" in lin.see(f"matters/{roll.ref}/")

    def test_nothing_of_it_is_taken_back(self, county: County, roll: Matter) -> None:
        lin = Visitor(county, "林晓梅")
        lin.post(lin.step_path(roll, "issue_cards"), outcome="one", seat=seat(county, "马德福"))
        (fact,) = facts("terms.issue_cards")
        assert "撤回" not in lin.see(f"matters/{roll.ref}/")
        assert lin.post(f"/desk/facts/{fact.pk}/revoke/").status_code in (403, 422)
        assert SeatCard.objects.get().ended_at is None

    def test_one_delegation_and_those_who_have_one_again(self, county: County, roll: Matter) -> None:
        lin = Visitor(county, "林晓梅")
        card_of(county, "马德福")
        path = lin.step_path(roll, "issue_cards")
        assert len(tokens(lin.post(path, outcome="delegation", delegation="石桥代表团"))) == 3
        reprinted = lin.post(path, outcome="delegation", delegation="石桥代表团", again="on")
        assert len(tokens(reprinted)) == 4 and "以前的卡已经作废" in plain(reprinted)
        assert SeatCard.objects.filter(ended_at=None).count() == 4
        refused = lin.refused(roll, "issue_cards", outcome="one")
        assert "哪位代表" in refused


class TestWhomAnOfficeLooksAfter:
    def test_a_township_gives_no_card_to_a_county_deputy(self, county: County, roll: Matter) -> None:
        """It would let itself in as him."""
        town = Matter.objects.unguarded(SEEN).get(kind="terms", body=county.bodies["shiqiao"])
        he = Visitor(county, "何丽")
        assert "上级人大机关发卡" in he.see("accounts/shiqiao/?q=李春梅")
        words = he.refused(town, "issue_cards", outcome="one", seat=seat(county, "李春梅", "shiqiao"))
        assert "由上级人大机关办理" in words and not SeatCard.objects.exists()
        sheet = he.post(he.step_path(town, "issue_cards"), outcome="missing")
        assert "杨志强" in plain(sheet) and "李春梅" not in plain(sheet)

    def test_nobody_elses_pages_and_steps(self, county: County, roll: Matter) -> None:
        he, zhou = Visitor(county, "何丽"), Visitor(county, "周立新")
        assert he.get("accounts/county/").status_code == zhou.get("accounts/").status_code == 404
        assert he.get(f"accounts/shiqiao/people/{county.people['林晓梅'].pk}/").status_code == 404
        assert zhou.get(zhou.step_path(roll, "issue_cards")).status_code in (403, 404)
        lin = account(county, "林晓梅")
        town = Matter.objects.unguarded(SEEN).get(kind="terms", body=county.bodies["shiqiao"])
        assert "选择" in he.refused(town, "change_account", outcome="password", account=lin.pk)


class TestStaff:
    def test_an_account_with_its_first_password(self, county: County, roll: Matter) -> None:
        lin = Visitor(county, "林晓梅")
        person = county.people["周立新"]
        sheet = lin.post(lin.step_path(roll, "open_account"), person=person.pk)
        page = plain(sheet)
        word = re.search(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", page)
        assert word and "周立新" in page and "只显示这一次" in page
        client = Client()
        assert enter_word(client, "周立新", word[0]).status_code == 302 and client.get("/desk/").url == "/password/"
        assert word[0] not in str([f.data for f in facts("terms.open_account")])
        assert "初始密码，没有改" in lin.see("accounts/county/staff/?q=周立新")

    def test_a_login_name_that_is_taken(self, county: County, roll: Matter) -> None:
        lin = Visitor(county, "林晓梅")
        account(county, "郑海涛")
        person = county.people["周立新"].pk
        assert "已经有人用了" in lin.refused(roll, "open_account", person=person, login="郑海涛")
        assert not Account.objects.filter(person_id=person).exists()

    def test_a_second_factor_needs_the_key(self, county: County, roll: Matter) -> None:
        lin, person = Visitor(county, "林晓梅"), county.people["周立新"].pk
        assert "quancheng key new" in lin.refused(roll, "open_account", person=person, second="on")
        sun = account(county, "孙立勤")
        assert "quancheng key new" in lin.refused(roll, "change_account", outcome="second", account=sun.pk)

    def test_reset_close_reopen(self, county: County, roll: Matter) -> None:
        lin = Visitor(county, "林晓梅")
        zhou = account(county, "周立新", PASSWORD)
        client = Client()
        enter_word(client, zhou.login)
        page = plain(lin.post(lin.step_path(roll, "change_account"), outcome="password", account=zhou.pk))
        assert "周立新" in page and client.get("/desk/").status_code == 302
        assert enter_word(Client(), zhou.login).status_code == 422, "the old one"
        lin.do(roll, "change_account", outcome="close", account=zhou.pk)
        assert "已经停用" in lin.refused(roll, "change_account", outcome="password", account=zhou.pk)
        lin.do(roll, "change_account", outcome="reopen", account=zhou.pk)
        zhou.refresh_from_db()
        assert zhou.is_active
        own = Account.objects.get(person=county.people["林晓梅"]).pk
        assert "自己的账号" in lin.refused(roll, "change_account", outcome="close", account=own)

    def test_who_has_left_and_could_still_come_in(self, county: County, roll: Matter) -> None:
        lin = Visitor(county, "林晓梅")
        zhou = account(county, "周立新", PASSWORD)
        Post.objects.filter(person=county.people["周立新"]).update(until=date(2026, 2, 1))
        assert "已不在岗" in lin.see("accounts/county/staff/?q=周立新")
        lin.do(roll, "change_account", outcome="close", account=zhou.pk)
        assert "已不在岗" not in lin.see("accounts/county/staff/")

    def test_a_lost_phone_and_a_locked_password(self, county: County, roll: Matter, key: None) -> None:
        from quancheng.roster.access import totp

        lin = Visitor(county, "林晓梅")
        sun = account(county, "孙立勤", PASSWORD)
        assert "没有开通" in lin.refused(roll, "change_account", outcome="lost_phone", account=sun.pk)
        totp.keep(sun, totp.new_secret(), [], 1, clock.now())
        for _ in range(8):
            enter_word(Client(), sun.login, "wrong")
        assert enter_word(Client(), sun.login).status_code == 429
        lin.do(roll, "change_account", outcome="lost_phone", account=sun.pk)
        lin.post(lin.step_path(roll, "change_account"), outcome="password", account=sun.pk)
        sun.refresh_from_db()
        sun.set_password(PASSWORD)
        sun.must_change = False
        sun.save()
        assert enter_word(Client(), sun.login).url.startswith("/login/second/")
        lin.do(roll, "change_account", outcome="second", account=sun.pk)
        assert enter_word(Client(), sun.login).url == "/login/second/"

    def test_the_office_sees_and_ends_log_ins(self, county: County, roll: Matter) -> None:
        made = bound(county, "马德福")
        lin = Visitor(county, "林晓梅")
        page = lin.see(f"accounts/county/people/{county.people['马德福'].pk}/")
        assert "安卓手机，微信" in page and "登录着" in page
        ma = account(county, "马德福")
        lin.do(roll, "change_account", outcome="logins", account=ma.pk)
        assert made.get("/pocket/").status_code == 302
        assert "由林晓梅结束" in lin.see(f"accounts/county/people/{county.people['马德福'].pk}/")
        assert Login.objects.get(account=ma).ended_by == county.people["林晓梅"]
        made.post("/card/", {"pin": PIN})
        assert "由林晓梅结束" in said(made.get("/pocket/logins/"))
