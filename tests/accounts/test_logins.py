"""First passwords, and log-ins that are seen and ended."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journeys.county import County
from quancheng.doors.frame import middleware
from quancheng.procedure import daily
from quancheng.record import clock
from quancheng.roster.access import logins, once, staff
from quancheng.roster.access.sessions import digest
from quancheng.roster.models import Login

from .doorstep import PASSWORD, TODAY, account, bound, enter_word, phone, said


def _busy(*_: object) -> None:
    raise OperationalError("database is locked")


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

    def test_a_busy_database_takes_no_page_away(self, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
        lin = account(county, "林晓梅", PASSWORD)
        client = Client()
        enter_word(client, lin.login)
        middleware._last_seen.clear()
        with monkeypatch.context() as patch:
            patch.setattr(middleware.logins, "seen", _busy)
            assert client.get("/desk/notices/").status_code == 200
        assert not middleware._last_seen, "it is tried again with the next request"

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
