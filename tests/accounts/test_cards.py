"""Seat cards on phones, over HTTP: first use, the PIN, another phone, reprint, lock, a shared phone."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from journeys.county import County
from quancheng.doors.frame import devices
from quancheng.rooms.rulebook.book import enter
from quancheng.roster.access import seatcards
from quancheng.roster.models import Login, SeatCard

from .doorstep import NORM, PIN, account, bound, card_of, phone, said


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
