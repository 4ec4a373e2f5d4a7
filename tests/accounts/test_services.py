"""Digits, codes, tokens, first passwords: what is refused and why, and that nothing is used twice."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from quancheng.roster import keys
from quancheng.roster.access import logins, once, pins, seatcards, staff, totp
from quancheng.roster.access.seatcards import State, Verdict
from quancheng.roster.models import Account, Person, SeatCard

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOOD = "805924"


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create("马德福", Person.objects.create(name="马德福", born_year=1971))


def issued(account: Account) -> tuple[SeatCard, str]:
    with once.shown() as shown:
        card = seatcards.issue(account, None, AT)
    return card, shown.cards[0].secret


class TestPins:
    @pytest.mark.parametrize(
        "pin, word",
        [
            ("000000", "重复"), ("111112", "重复"), ("121212", "重复"), ("123123", "重复"), ("112244", "重复"),
            ("123456", "先试"), ("654321", "先试"), ("345678", "先试"), ("147258", "先试"),
            ("710812", "生日"), ("120871", "生日"), ("197108", "生日"), ("951971", "生日"),
            ("12345", "6 位"), ("１２３４５６", "6 位"), ("abcdef", "6 位"), ("8059240", "6 位"),
        ],
    )  # fmt: skip
    def test_weak_ones_are_refused_with_a_reason(self, pin: str, word: str) -> None:
        assert word in pins.weakness(pin, 1971)

    @pytest.mark.parametrize("pin", [GOOD, "937460", "461838"])
    def test_others_are_not(self, pin: str) -> None:
        assert pins.weakness(pin, 1971) == ""

    def test_most_digits_may_be_chosen(self) -> None:
        """Whoever picks at random is seldom refused."""
        refused = sum(bool(pins.weakness(f"{n:06}")) for n in range(0, 1_000_000, 101))
        assert refused / (1_000_000 / 101) < 0.1


class TestCodes:
    # RFC 6238, appendix B: SHA-1, the last six of eight digits
    @pytest.mark.parametrize(
        "seconds, code", [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
    )
    def test_the_codes_of_the_rfc(self, seconds: int, code: str) -> None:
        assert totp.code(b"12345678901234567890", seconds) == code

    def test_one_step_off_is_right_two_are_not(self) -> None:
        secret, now = totp.new_secret(), 1_770_000_010
        here = now // totp.STEP
        for off, step in ((0, here), (-1, here - 1), (1, here + 1)):
            assert totp.step_of(secret, totp.code(secret, now + off * totp.STEP), now) == step
        assert totp.step_of(secret, totp.code(secret, now - 3 * totp.STEP), now) is None
        assert totp.step_of(secret, "12345", now) is None and totp.step_of(secret, "１２３４５６", now) is None

    def test_a_code_counts_once_and_never_backwards(self, account: Account) -> None:
        secret, now = totp.new_secret(), 1_770_000_010
        code = totp.code(secret, now)
        assert totp.use(account, secret, code, now)
        assert not totp.use(account, secret, code, now)
        assert not totp.use(account, secret, totp.code(secret, now - totp.STEP), now)
        assert totp.use(account, secret, totp.code(secret, now + totp.STEP), now + totp.STEP)

    def test_spare_codes_are_kept_as_digests_and_used_up(self, account: Account) -> None:
        codes = totp.new_spare_codes()
        assert len(set(codes)) == totp.SPARE
        Account.objects.filter(pk=account.pk).update(spare_codes=totp.digests(codes))
        account.refresh_from_db()
        assert not {*codes} & {*account.spare_codes}
        assert totp.use_spare(account, f" {codes[3][:5].upper()} {codes[3][5:]} ")
        assert not totp.use_spare(account, codes[3]) and not totp.use_spare(account, "aaaaaaaaaa")
        account.refresh_from_db()
        assert len(account.spare_codes) == totp.SPARE - 1

    def test_the_secret_lies_sealed(self, account: Account, key: None) -> None:
        secret = totp.new_secret()
        totp.keep(account, secret, [], 1, AT)
        account.refresh_from_db()
        assert secret not in bytes(account.totp or b"") and totp.opened(account, account.totp) == secret
        other = Account.objects.create("李春梅", Person.objects.create(name="李春梅"))
        assert totp.opened(other, account.totp) is None, "a box moved to another account"

    def test_without_a_key_nothing_is_kept(self, account: Account) -> None:
        assert not totp.can_be_kept()
        with pytest.raises(keys.BadKey):
            totp.keep(account, totp.new_secret(), [], 1, AT)


class TestCards:
    def test_the_token_is_on_paper_only(self, account: Account) -> None:
        card, token = issued(account)
        assert seatcards.TOKEN.fullmatch(token) and card.token == sha256(token.encode()).hexdigest()
        assert seatcards.found(seatcards.digest(token)) == card and seatcards.found("") is None
        assert seatcards.issue(account, None, AT), "outside of `shown` nobody learns it"

    def test_a_reprint_ends_the_old_card_and_its_logins(self, account: Account) -> None:
        card, _ = issued(account)
        seatcards.bind(card, GOOD, "phone", AT)
        by_card = logins.opened(account, "a" * 40, "card", "", AT)
        by_word = logins.opened(account, "b" * 40, "password", "", AT)
        issued(account)
        for row in (card, by_card, by_word):
            row.refresh_from_db()
        assert seatcards.state(card) is State.ENDED and by_card.ended_at and not by_word.ended_at

    def test_one_phone_only(self, account: Account) -> None:
        card, _ = issued(account)
        assert seatcards.bind(card, GOOD, "phone", AT) and not seatcards.bind(card, GOOD, "another", AT)
        assert seatcards.on_device("phone") == [card] and not seatcards.on_device("another")
        assert not seatcards.on_device("")

    def test_eight_wrong_lock_and_the_right_one_then_too(self, account: Account) -> None:
        card, _ = issued(account)
        seatcards.bind(card, GOOD, "phone", AT)
        said = [seatcards.try_pin(card, "937460", AT) for _ in range(seatcards.TRIES)]
        assert said == [Verdict.WRONG] * 7 + [Verdict.LOCKED]
        assert seatcards.try_pin(card, GOOD, AT) is Verdict.LOCKED
        seatcards.unlock(account.cards.all())
        assert seatcards.try_pin(card, GOOD, AT) is Verdict.RIGHT
        card.refresh_from_db()
        assert card.wrong == 0 and card.used_at == AT

    def test_a_right_one_between_begins_the_count_anew(self, account: Account) -> None:
        card, _ = issued(account)
        seatcards.bind(card, GOOD, "phone", AT)
        for _ in range(3):
            assert [seatcards.try_pin(card, "937460", AT) for _ in range(7)] == [Verdict.WRONG] * 7
            assert seatcards.try_pin(card, GOOD, AT) is Verdict.RIGHT

    def test_a_card_that_is_over_answers_nothing(self, account: Account) -> None:
        card, _ = issued(account)
        seatcards.bind(card, GOOD, "phone", AT)
        seatcards.end(account.cards.all(), None, AT)
        assert seatcards.try_pin(card, GOOD, AT) is Verdict.GONE and not seatcards.on_device("phone")


class TestAccounts:
    def test_a_login_name_is_the_name_and_a_number_if_taken(self, account: Account) -> None:
        second = Person.objects.create(name="马德福")
        assert staff.proposed(second) == "马德福2"
        Account.objects.create("马德福2", second)
        assert staff.proposed(Person.objects.create(name="马德福")) == "马德福3"
        assert staff.proposed(Person.objects.create(name="马德")) == "马德"

    def test_a_first_password_is_shown_once_and_must_be_changed(self, db: None) -> None:
        person = Person.objects.create(name="林晓梅")
        with once.shown() as shown:
            made = staff.open_account(person, "林晓梅", password=True)
        (handed,) = shown.passwords
        assert made.check_password(handed.secret) and made.must_change and handed.login == "林晓梅"
        assert len(handed.secret) == 14 and not set(handed.secret) & set("01lioO")

    def test_closing_puts_out_everywhere(self, account: Account) -> None:
        card, _ = issued(account)
        logins.opened(account, "a" * 40, "password", "", AT)
        staff.close(account, None, AT)
        card.refresh_from_db()
        assert card.ended_at and not account.logins.filter(ended_at=None).exists()


class TestLogins:
    def test_devices_are_named(self) -> None:
        wechat = "Mozilla/5.0 (Linux; Android 13; V2055A) AppleWebKit/537.36 Chrome/116 Mobile MicroMessenger/8.0.47"
        assert logins.device(wechat) == "安卓手机，微信"
        assert (
            logins.device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126 Edg/126") == "Windows 电脑，Edge 浏览器"
        )
        assert logins.device("") == "不明的设备"

    def test_seen_is_written_every_few_minutes_only(self, account: Account) -> None:
        row = logins.opened(account, "a" * 40, "password", "", AT)
        logins.seen(row.pk, AT + timedelta(minutes=4))
        row.refresh_from_db()
        assert row.seen_at == AT
        logins.seen(row.pk, AT + timedelta(minutes=6))
        row.refresh_from_db()
        assert row.seen_at == AT + timedelta(minutes=6)
