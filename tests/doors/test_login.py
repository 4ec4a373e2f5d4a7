"""Coming in: passwords, the lock, the demo's role cards, where one lands."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from quancheng.demo.models import DemoMark
from quancheng.doors.frame import cards
from quancheng.doors.frame.login import QuickArgon2

from .people import PASSWORD, County


def enter(client: Client, login: str, password: str, **more: Any) -> Any:
    return client.post("/login/", {"login": login, "password": password} | more)


def test_a_right_password_leads_where_one_works(county: County) -> None:
    for account, home in ((county.clerk, "/desk/"), (county.deputy, "/pocket/"), (county.stranger, "/pocket/")):
        account.set_password(PASSWORD)
        account.save()
        client = Client()
        assert enter(client, account.login, PASSWORD).url == "/"
        assert client.get("/").url == home
    assert Client().get("/").url == "/login/"


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(county: County) -> None:
    county.clerk.set_password(PASSWORD)
    county.clerk.save()
    answers = [enter(Client(), login, "wrong").content.decode() for login in ("lin", "nobody-here")]
    assert all("登录名或密码不对" in a for a in answers)


def test_eight_wrong_tries_lock_in_words(county: County) -> None:
    county.clerk.set_password(PASSWORD)
    county.clerk.save()
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = enter(client, "lin", "wrong")
    assert answer.status_code == 429 and "先歇一歇" in answer.content.decode()
    assert enter(client, "lin", PASSWORD).status_code == 429
    assert enter(client, "sun", "wrong").status_code == 422


def test_next_never_leaves_the_house(county: County) -> None:
    county.clerk.set_password(PASSWORD)
    county.clerk.save()
    assert enter(Client(), "lin", PASSWORD, next="/desk/notices/").url == "/desk/notices/"
    for bad in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert enter(Client(), "lin", PASSWORD, next=bad).url == "/"


def test_an_account_that_was_closed_is_out_at_once(county: County) -> None:
    client = county.at(county.clerk)
    county.clerk.is_active = False
    county.clerk.save()
    assert client.get("/desk/").url.startswith("/login/")


def test_hashing_stays_within_its_budget() -> None:
    hasher = QuickArgon2()
    hasher.encode(PASSWORD, "saltsaltsalt")
    started = time.process_time()
    for _ in range(4):
        hasher.encode(PASSWORD, "saltsaltsalt")
    assert (time.process_time() - started) / 4 < 0.05


class TestCards:
    def test_no_mark_no_cards(self, county: County) -> None:
        client = Client()
        assert "演示角色卡" not in client.get("/login/").content.decode()
        assert client.post(f"/login/as/{county.clerk.pk}/").status_code == 404

    def test_on_loopback_with_the_mark(self, county: County) -> None:
        DemoMark.objects.create()
        client = Client(headers={"host": "127.0.0.1:8000"})
        page = client.get("/login/").content.decode()
        assert "演示角色卡" in page and "林晓梅" in page and "马德福" in page
        assert client.post(f"/login/as/{county.clerk.pk}/").url == "/"
        assert client.get("/desk/").status_code == 200
        assert client.get(f"/login/as/{county.clerk.pk}/").status_code == 405

    def test_from_elsewhere_only_if_said_so(self, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
        DemoMark.objects.create()
        away = Client(headers={"host": "testserver"}, REMOTE_ADDR="10.0.0.9")
        assert away.post(f"/login/as/{county.clerk.pk}/").status_code == 404
        lying = Client(headers={"host": "localhost"}, REMOTE_ADDR="10.0.0.9")
        assert lying.post(f"/login/as/{county.clerk.pk}/").status_code == 404
        monkeypatch.setenv("QUANCHENG_DEMO", "1")
        assert away.post(f"/login/as/{county.clerk.pk}/").status_code == 302

    def test_cards_beside_a_real_key_are_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("QUANCHENG_DEMO", "1")
        with override_settings(QUANCHENG_HOME=tmp_path):
            assert cards.check() == []
            (tmp_path / "keys").mkdir()
            assert [e.id for e in cards.check()] == ["demo.E001"]


def test_a_new_password(county: County) -> None:
    county.deputy.set_password(PASSWORD)
    county.deputy.save()
    client = county.at(county.deputy)
    wrong = client.post("/password/", {"old": "no", "new": "12345678", "again": "12345679"})
    assert (
        wrong.status_code == 422 and "现在的密码不对" in wrong.content.decode() and "不一样" in wrong.content.decode()
    )
    assert (
        "新密码已生效"
        in client.post("/password/", {"old": PASSWORD, "new": "new words 26", "again": "new words 26"}).content.decode()
    )
    assert client.get("/pocket/").status_code == 200
    assert enter(Client(), "ma", "new words 26").url == "/"


def test_large_type_is_kept_per_person(county: County) -> None:
    client = county.at(county.deputy)
    assert client.post("/large-type/?next=/pocket/notices/").url == "/pocket/notices/"
    assert 'class="q-large"' in county.at(county.deputy).get("/pocket/").content.decode()
    assert 'class="q-large"' not in county.at(county.other).get("/pocket/").content.decode()


def test_deputies_are_led_from_the_desk_to_the_pocket(county: County) -> None:
    assert county.at(county.deputy).get("/desk/notices/").url == "/pocket/notices/"
    assert county.at(county.deputy).post("/desk/notices/").status_code == 403


def test_going_out(county: County) -> None:
    client = county.at(county.clerk)
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/desk/").status_code == 302
