"""Tries sent at once count one by one; a card is bound once; what is used up is used up once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from quancheng.roster.access import seatcards, totp
from quancheng.roster.access.seatcards import Verdict
from quancheng.roster.models import Account, Person, SeatCard

AT, PIN, MANY = datetime(2026, 3, 2, 9, tzinfo=UTC), "805924", 12


@pytest.fixture
def account(committed_db: str) -> Account:
    return Account.objects.create("马德福", Person.objects.create(name="马德福"))


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """The same act from many threads, each with a connection of its own."""

    def alone(number: int) -> Any:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(alone, range(MANY)))


def test_wrong_pins(account: Account) -> None:
    card = seatcards.issue(account, None, AT)
    seatcards.bind(card, PIN, "phone", AT)
    said = at_once(lambda _: seatcards.try_pin(SeatCard.objects.get(), "937460", AT))
    assert said.count(Verdict.WRONG) <= seatcards.TRIES - 1
    assert said.count(Verdict.WRONG) + said.count(Verdict.LOCKED) == MANY
    kept = SeatCard.objects.get()
    assert kept.wrong == seatcards.TRIES and kept.locked_at
    assert seatcards.try_pin(kept, PIN, AT) is Verdict.LOCKED


def test_first_use(account: Account) -> None:
    seatcards.issue(account, None, AT)
    done = at_once(lambda n: seatcards.bind(SeatCard.objects.get(), PIN, f"phone {n}", AT))
    assert done.count(True) == 1
    assert SeatCard.objects.get().device == seatcards.digest(f"phone {done.index(True)}")


def test_codes(account: Account) -> None:
    secret, spare, now = totp.new_secret(), totp.new_spare_codes(), 1_770_000_010
    Account.objects.update(spare_codes=totp.digests(spare))
    assert at_once(lambda _: totp.use(account, secret, totp.code(secret, now), now)).count(True) == 1
    assert at_once(lambda _: totp.use_spare(Account.objects.get(), spare[0])).count(True) == 1
    different = at_once(lambda n: n < len(spare) and totp.use_spare(Account.objects.get(), spare[n]))
    left = len(Account.objects.get().spare_codes)
    assert left == len(spare) - 1 - different.count(True)
