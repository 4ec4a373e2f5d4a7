"""The second step of staff: asked for, required, set up, used, lost, locked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from journeys.county import County
from quancheng.doors.frame import card, second_factor
from quancheng.record import clock
from quancheng.rooms.rulebook import topics
from quancheng.rooms.rulebook.book import enter
from quancheng.roster.access import totp
from quancheng.roster.models import Account, Login

from .doorstep import MUST, OFF, PASSWORD, TODAY, account, enter_word, said


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
