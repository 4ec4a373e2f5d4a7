"""Coming in over HTTP: seat cards on phones, the second factor, first passwords, log-ins that are seen and ended."""

import logging
import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journeys.county import County, settle_county
from journeys.front_door import plain
from quancheng.doors.frame import card, devices, middleware, second_factor
from quancheng.procedure import daily
from quancheng.record import clock
from quancheng.rooms.rulebook import topics
from quancheng.rooms.rulebook.book import enter
from quancheng.roster.access import logins, once, seatcards, staff, totp
from quancheng.roster.access.sessions import digest
from quancheng.roster.models import Account, Login, SeatCard

PIN, PASSWORD, TODAY = "805924", "石桥 2026 liugou", date(2026, 3, 2)
PHONE = "Mozilla/5.0 (Linux; Android 13; V2055A) AppleWebKit/537.36 Chrome/116 Mobile MicroMessenger/8.0.47"


@pytest.fixture
def county(db: None) -> Any:
    cache.clear()
    with clock.at(TODAY):
        yield settle_county()


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


class TestSeatCard:
    def test_first_use_then_the_pin_alone(self, county: County) -> None:
        made = phone()
        token = card_of(county, "马德福")
        answer = made.get(f"/card/{token}")
        assert answer.url == "/card/" and answer["Referrer-Policy"] == "no-referrer"
        page = said(made.get("/card/"))
        assert "马德福" in page and "石桥代表团" not in page, "the name and nothing else"
        assert made.post("/card/", {"pin": PIN, "again": PIN}).url == "/"
        assert made.get("/").url == "/pocket/"
        cookie = made.cookies[devices.COOKIE]
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] >= 365 * 24 * 3600
        kept = SeatCard.objects.get()
        assert cookie.value not in (kept.device, kept.token) and kept.device == seatcards.digest(cookie.value)
        made.post("/logout/")
        assert made.get("/").url == "/login/" and made.get("/login/").url.startswith("/card/")
        assert "马德福" in said(made.get("/card/"))
        assert made.post("/card/", {"pin": PIN, "next": "/pocket/notices/"}).url == "/pocket/notices/"
        assert [row.by for row in Login.objects.order_by("pk")] == ["card", "card"]
        assert Login.objects.latest("pk").device == "安卓手机，微信"

    @pytest.mark.parametrize(
        "pin, again, word",
        [("000000", "000000", "重复"), ("123456", "123456", "先试"), (PIN, "805925", "不一样"), ("12", "12", "6 位"), ("", "", "6 位")],
    )  # fmt: skip
    def test_bad_digits_are_refused_in_words(self, county: County, pin: str, again: str, word: str) -> None:
        made = phone()
        made.get(f"/card/{card_of(county, '马德福')}")
        answer = made.post("/card/", {"pin": pin, "again": again})
        assert answer.status_code == 422 and word in said(answer)
        assert (
            not SeatCard.objects.get().device
            and "sessionid" in made.cookies
            and made.get("/pocket/").status_code == 302
        )

    def test_another_phone_is_refused(self, county: County) -> None:
        bound(county, "马德福")
        token = card_of(county, "李春梅")
        first, second = phone(), phone()
        for one in (first, second):
            one.get(f"/card/{token}")
            assert "李春梅" in said(one.get("/card/"))
        assert first.post("/card/", {"pin": PIN, "again": PIN}).status_code == 302
        late = second.post("/card/", {"pin": "937460", "again": "937460"})
        assert late.status_code == 403 and "另一部手机" in said(late) and "重新打印" in said(late)
        assert second.get("/pocket/").status_code == 302

    def test_reprint_ends_the_old_one_at_once(self, county: County) -> None:
        made = bound(county, "马德福")
        assert made.get("/pocket/").status_code == 200
        token = card_of(county, "马德福")
        assert made.get("/pocket/").url.startswith("/login/")
        assert "扫" in said(made.get("/card/")), "the old phone is not known any more"
        made.get(f"/card/{token}")
        assert made.post("/card/", {"pin": "937460", "again": "937460"}).url == "/"

    def test_an_ended_card_says_so(self, county: County) -> None:
        old = card_of(county, "马德福")
        card_of(county, "马德福")
        made = phone()
        made.get(f"/card/{old}")
        assert "已经作废" in said(made.get("/card/"))

    def test_eight_wrong_lock_and_the_office_unlocks(self, county: County) -> None:
        made = bound(county, "马德福")
        made.post("/logout/")
        for left in range(seatcards.TRIES - 1, 0, -1):
            answer = made.post("/card/", {"pin": "937460"})
            assert answer.status_code == 422 and f"还可以试 {left} 次" in said(answer)
        assert "已经锁住" in said(made.post("/card/", {"pin": "937460"}))
        assert "已经锁住" in said(made.post("/card/", {"pin": PIN}))
        seatcards.unlock(SeatCard.objects.all())
        assert made.post("/card/", {"pin": PIN}).url == "/"

    def test_tries_without_the_phone_get_nowhere(self, county: County) -> None:
        bound(county, "马德福")
        stranger = phone()
        stranger.cookies[devices.COOKIE] = "guessed"
        assert "扫" in said(stranger.post("/card/", {"pin": PIN}))
        assert SeatCard.objects.get().wrong == 0

    def test_unknown_cards_are_counted(self, county: County) -> None:
        made = phone()
        codes = []
        for n in range(devices.UNKNOWN + 1):
            made.get(f"/card/{'a' * 24}{n // 10 % 5 + 2}{n % 5 + 2}")
            codes.append(made.get("/card/").status_code)
        assert codes == [404] * devices.UNKNOWN + [429]

    def test_no_token_in_logs_or_sessions(self, county: County, caplog: pytest.LogCaptureFixture) -> None:
        token = card_of(county, "马德福")
        made = phone()
        with caplog.at_level(logging.DEBUG):
            for address in (f"/card/{token}", f"/card/{token}/", f"/card/{token}x", f"/card/{token}?a=1"):
                assert made.get(address).status_code == made.post(address).status_code == 302
                made.get("/card/")
        assert not [r for r in caplog.records if token in r.getMessage() and r.name.startswith("django.request")]
        assert not [s for s in Session.objects.all() if token in str(s.get_decoded())]

    def test_a_household_shares_a_phone(self, county: County) -> None:
        made = bound(county, "马德福")
        made.get(f"/card/{card_of(county, '李春梅')}")
        assert made.post("/card/", {"pin": "937460", "again": "937460"}).url == "/"
        assert "李春梅" in said(made.get("/pocket/"))
        made.post("/logout/")
        page = said(made.get("/card/"))
        made.session.flush()
        assert "李春梅" in page
        again = phone()
        again.cookies[devices.COOKIE] = made.cookies[devices.COOKIE].value
        page = said(again.get("/card/"))
        assert "马德福" in page and "李春梅" in page
        ma = SeatCard.objects.get(account__person__name="马德福")
        assert again.post("/card/", {"pin": "937460", "who": ma.pk}).status_code == 422
        assert again.post("/card/", {"pin": PIN, "who": ma.pk}).url == "/"
        assert "马德福" in said(again.get("/pocket/"))

    def test_another_pin_at_the_same_phone(self, county: County) -> None:
        made = bound(county, "马德福")
        assert "改数字密码" in said(made.get("/pocket/"))
        assert "没有密码" in said(made.get("/password/"))
        wrong = made.post("/card/pin/", {"old": "937461", "pin": "937460", "again": "937460"})
        assert wrong.status_code == 422 and "还可以试 7 次" in said(wrong)
        for new, why in ((PIN, "一样"), ("111111", "重复")):
            answer = made.post("/card/pin/", {"old": PIN, "pin": new, "again": new})
            assert answer.status_code == 422 and why in said(answer)
        assert "下次" in said(made.post("/card/pin/", {"old": PIN, "pin": "937460", "again": "937460"}))
        made.post("/logout/")
        assert made.post("/card/", {"pin": PIN}).status_code == 422
        assert made.post("/card/", {"pin": "937460"}).url == "/"
        elsewhere = Client()
        elsewhere.force_login(account(county, "马德福"), backend="quancheng.doors.frame.login.PasswordBackend")
        assert elsewhere.post("/card/pin/", {"old": "937460", "pin": PIN, "again": PIN}).status_code == 403

    def test_how_long_a_phone_stays_in_is_local(self, county: County) -> None:
        assert bound(county, "马德福").session.get_expiry_age() == 30 * 24 * 3600
        enter("cards", NORM.format(rule="account.card.session", kind="number", value="{ number = 90 }"))
        assert bound(county, "李春梅").session.get_expiry_age() == 90 * 24 * 3600


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


def shown_secret(client: Client) -> bytes:
    """What the page lets an authenticator scan, read from what one may type instead."""
    from base64 import b32decode

    page = client.get("/login/second/").content.decode()
    match = re.search(r'class="ac-code">([A-Z2-7 ]+)<', page)
    assert match
    return b32decode(match[1].replace(" ", ""))


def code(secret: bytes, off: int = 0) -> str:
    return totp.code(secret, int(clock.world().timestamp()) + off * totp.STEP)


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def moment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The world's clock stands, so that no step of thirty seconds ends inside a story."""
        now = clock.world()
        monkeypatch.setattr(clock, "world", lambda: now)

    def test_asked_put_off_and_set_up(self, county: County, key: None) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        client = Client()
        assert enter_word(client, lin.login).url == "/login/second/?next=%2F"
        assert "以后再说" in said(client.get("/login/second/?next=/"))
        assert client.get("/desk/").status_code == 200, "put off"
        secret = shown_secret(client)
        assert shown_secret(client) == secret, "the picture does not change while one types"
        wrong = client.post("/login/second/", {"code": "000000", "next": "/desk/"})
        assert wrong.status_code == 422 and "数字对不上" in said(wrong)
        page = client.post("/login/second/", {"code": code(secret), "next": "/desk/"}).content.decode()
        spare = re.findall(r"<li>([a-z2-9]{5} [a-z2-9]{5})</li>", page)
        assert len(spare) == totp.SPARE
        self._comes_in_by_code(lin, secret, spare)

    def _comes_in_by_code(self, lin: Account, secret: bytes, spare: list[str]) -> None:
        client = Client()
        assert enter_word(client, lin.login, next="/desk/notices/").url == "/login/code/"
        assert client.get("/desk/").status_code == 302, "half a log-in is none"
        used = client.post("/login/code/", {"code": code(secret)})
        assert used.status_code == 422 and "已经用过" in said(used), "the code that set it up counts once"
        before = client.session.session_key
        assert client.post("/login/code/", {"code": code(secret, 1)}).url == "/desk/notices/"
        assert client.session.session_key != before and Login.objects.latest("pk").by == Login.By.TOTP
        other = Client()
        enter_word(other, lin.login)
        assert other.post("/login/code/", {"code": spare[0]}).url == "/"
        again = Client()
        enter_word(again, lin.login)
        assert again.post("/login/code/", {"code": spare[0]}).status_code == 422

    def test_who_must_does_not_get_in_before(self, county: County, key: None) -> None:
        enter("access-test", MUST)
        lin = account(county, "林晓梅", PASSWORD)
        client = Client()
        assert enter_word(client, lin.login).url == "/login/second/"
        page = said(client.get("/login/second/"))
        assert "要先开通" in page and "以后再说" not in page and client.get("/desk/").status_code == 302
        client.post("/login/second/", {"code": code(shown_secret(client))})
        assert client.get("/desk/").status_code == 200

    def test_whom_the_rule_means(self, county: County, key: None) -> None:
        names = ("林晓梅", "何丽", "周立新", "马德福")
        assert [second_factor.wanted(account(county, n)) for n in names] == ["asked", "asked", "", ""]
        enter("access-test", MUST)
        assert [second_factor.wanted(account(county, n)) for n in names] == ["required", "required", "", ""]
        enter("access-test", OFF)
        assert [second_factor.wanted(account(county, n)) for n in names] == [""] * 4
        zhou = account(county, "周立新")
        zhou.must_second = True
        assert second_factor.wanted(zhou) == "required", "the office asks this one"

    def test_the_rule_book_offers_what_the_program_knows(self) -> None:
        help_ = topics._data()["rule"]
        known = [o["id"] for o in help_[second_factor.RULE]["known"]]
        assert known == [second_factor.REQUIRED, second_factor.ASKED, second_factor.OFF]
        assert f"{card.STAYS} 天" in help_["account.card.session"]["help"]

    def test_without_a_key_nobody_is_asked(self, county: County) -> None:
        enter("access-test", MUST)
        lin = account(county, "林晓梅", PASSWORD)
        client = Client()
        assert enter_word(client, lin.login).url == "/"
        assert "quancheng key new" in said(client.get("/login/second/"))

    def test_with_the_key_lost_spare_codes_go_on(self, county: County, tmp_path: Any, settings: Any) -> None:
        from quancheng.roster import keys

        settings.QUANCHENG_KEYS = str(tmp_path / "keys")
        keys.new(TODAY)
        lin, spare = account(county, "林晓梅", PASSWORD), totp.new_spare_codes()
        secret = totp.new_secret()
        totp.keep(lin, secret, spare, 1, clock.now())
        settings.QUANCHENG_KEYS = str(tmp_path / "none")
        client = Client()
        enter_word(client, lin.login)
        assert "没有密钥" in said(client.post("/login/code/", {"code": code(secret)}))
        assert client.post("/login/code/", {"code": spare[5]}).url == "/"

    def test_wrong_codes_lock_though_the_password_is_right(self, county: County, key: None) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        totp.keep(lin, totp.new_secret(), [], 1, clock.now())
        codes = []
        for _ in range(8):
            client = Client()
            enter_word(client, lin.login)
            codes.append(client.post("/login/code/", {"code": "000000"}).status_code)
        assert codes == [422] * 7 + [429]

    def test_the_second_step_waits_ten_minutes(
        self, county: County, key: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        secret = totp.new_secret()
        totp.keep(lin, secret, [], 1, clock.now())
        client = Client()
        enter_word(client, lin.login)
        later = clock.world() + timedelta(minutes=11)
        monkeypatch.setattr(clock, "world", lambda: later)
        assert client.post("/login/code/", {"code": code(secret)}).url == "/login/"

    def test_another_phone_needs_the_password(self, county: County, key: None) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        totp.keep(lin, totp.new_secret(), [], 1, clock.now())
        client = Client()
        client.force_login(lin, backend="quancheng.doors.frame.login.PasswordBackend")
        secret = shown_secret(client)
        refused = client.post("/login/second/", {"code": code(secret), "password": "no"})
        assert refused.status_code == 422 and "密码不对" in said(refused)
        assert "只显示这一次" in said(client.post("/login/second/", {"code": code(secret), "password": PASSWORD}))
        lin.refresh_from_db()
        assert totp.opened(lin, lin.totp) == secret

    def test_the_host_helps_the_one_who_is_the_office(self, county: County, key: None) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        totp.keep(lin, totp.new_secret(), [], 1, clock.now())
        call_command("account", "second", lin.login)
        lin.refresh_from_db()
        assert lin.totp is None and enter_word(Client(), lin.login).url.startswith("/login/second/")
        with pytest.raises(SystemExit):
            call_command("account", "second", lin.login)


class TestFirstPassword:
    def test_nothing_is_done_before_it_is_changed(self, county: County) -> None:
        lin = account(county, "林晓梅")
        with once.shown() as shown:
            staff.give_password(lin, None, clock.now())
        word = shown.passwords[0].secret
        client = Client()
        assert enter_word(client, lin.login, word).status_code == 302
        assert client.get("/desk/").url == "/password/" and client.post("/desk/notices/").url == "/password/"
        assert "初始密码" in said(client.get("/password/"))
        for new, why in ((word, "一样"), ("12345678", "数字"), ("short", "8")):
            answer = client.post("/password/", {"old": word, "new": new, "again": new})
            assert answer.status_code == 422 and why in said(answer)
        assert "已生效" in said(client.post("/password/", {"old": word, "new": PASSWORD, "again": PASSWORD}))
        assert client.get("/desk/").status_code == 200

    def test_a_reset_puts_him_out_at_once(self, county: County) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        client = Client()
        enter_word(client, lin.login)
        staff.give_password(lin, None, clock.now())
        assert client.get("/desk/").url.startswith("/login/")


class TestLogins:
    def test_seen_ended_and_gone_at_once(self, county: County) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        here, there, third = Client(), phone(), Client()
        for one in (here, there, third):
            enter_word(one, lin.login)
        page = said(here.get("/desk/logins/"))
        assert page.count("结束这个登录") == 2 and "就是这里" in page and "安卓手机，微信" in page
        row = Login.objects.get(device="安卓手机，微信")
        here.post(f"/desk/logins/{row.pk}/end/")
        assert there.get("/desk/").url.startswith("/login/") and third.get("/desk/").status_code == 200
        assert "自己结束" in said(here.get("/desk/logins/"))
        assert here.post("/desk/logins/end/").url == "/desk/logins/?ended=1"
        assert third.get("/desk/").status_code == 302 and here.get("/desk/").status_code == 200

    def test_nobody_ends_somebody_elses(self, county: County) -> None:
        lin, sun = account(county, "林晓梅", PASSWORD), account(county, "孙立勤", PASSWORD)
        one, other = Client(), Client()
        enter_word(one, lin.login)
        enter_word(other, sun.login)
        row = Login.objects.get(account=sun)
        assert one.post(f"/desk/logins/{row.pk}/end/").status_code == 404 and other.get("/desk/").status_code == 200
        own = Login.objects.get(account=lin)
        assert one.post(f"/desk/logins/{own.pk}/end/").status_code == 404, "one goes out by 退出"

    def test_going_out_and_a_new_password_are_written_down(self, county: County) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        here, there = Client(), Client()
        enter_word(here, lin.login)
        enter_word(there, lin.login)
        here.post("/password/", {"old": PASSWORD, "new": "new words 26", "again": "new words 26"})
        assert there.get("/desk/").status_code == 302 and here.get("/desk/").status_code == 200
        mine = logins.of(lin.pk).get(ended_at=None)
        assert mine.session == digest(here.session.session_key)
        here.post("/logout/")
        assert not logins.of(lin.pk).filter(ended_at=None).exists()

    def test_the_key_of_a_session_is_never_stored_and_always_new(self, county: County) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        client = Client()
        client.get(f"/card/{'a' * 26}")
        planted = client.cookies["sessionid"].value
        enter_word(client, lin.login)
        mine = client.cookies["sessionid"].value
        kept = set(Session.objects.values_list("session_key", flat=True))
        assert mine != planted and digest(mine) in kept and not {mine, planted, digest(planted)} & kept
        enter_word(client, lin.login)
        assert client.cookies["sessionid"].value != mine and Login.objects.filter(ended_at=None).count() == 1

    def test_a_closed_account_is_out_and_cannot_come_back(self, county: County) -> None:
        made = bound(county, "马德福")
        ma = account(county, "马德福", PASSWORD)
        staff.close(ma, None, clock.now())
        assert made.get("/pocket/").status_code == 302 and "扫" in said(made.get("/card/"))
        assert enter_word(Client(), ma.login).status_code == 422

    def test_no_write_per_request(self, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.db import connection

        lin = account(county, "林晓梅", PASSWORD)
        client = Client()
        enter_word(client, lin.login)
        client.get("/desk/notices/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/desk/notices/")
        assert not [
            q for q in asked if q["sql"].startswith(("UPDATE", "INSERT", "DELETE")) or "roster_login" in q["sql"]
        ]
        middleware._last_seen.clear()
        later = clock.now() + timedelta(minutes=6)
        monkeypatch.setattr(clock, "now", lambda: later)
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/notices/")
        assert len([q for q in asked if "roster_login" in q["sql"]]) == 1 and Login.objects.get().seen_at == later

    def test_sessions_that_are_over_are_cleared(self, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        old, new = Client(), Client()
        enter_word(old, lin.login)
        enter_word(new, lin.login)
        Session.objects.filter(session_key=digest(old.session.session_key)).update(
            expire_date=clock.world() - timedelta(1)
        )
        assert "很久没用，已过期" in said(new.get("/desk/logins/"))
        monkeypatch.setattr(daily, "connections", SimpleNamespace(close_all=lambda: None))
        assert daily.once(TODAY)
        assert not Session.objects.filter(expire_date__lt=clock.world()).exists()
        assert new.get("/desk/").status_code == 200
