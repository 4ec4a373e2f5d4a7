"""Accounts of staff: opened, reset, closed, opened again by the office. What a person may do never stands here."""

import secrets
from datetime import datetime

from ..models import Account, Person
from . import logins, once, seatcards, totp

GROUPS, GROUP = 3, 4  # of a first password: read from paper, typed once


def proposed(person: Person) -> str:
    """A login name nobody has yet: the person's name, with a number if there is another of that name."""
    taken = set(Account.objects.filter(login__startswith=person.name).values_list("login", flat=True))
    numbers = (f"{person.name}{n}" for n in range(2, len(taken) + 3))
    return person.name if person.name not in taken else next(n for n in numbers if n not in taken)


def first_password() -> str:
    """Twelve letters and digits nobody confuses: 59 bits."""
    parts = ("".join(secrets.choice(totp.LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(parts)


def open_account(person: Person, login: str, *, password: bool) -> Account:
    """A new account; with a first password, which goes to `once`, or without any (for a seat card)."""
    account = Account.objects.create(login, person)
    if password:
        give_password(account, None, None)
    return account


def give_password(account: Account, by: int | None, at: datetime | None) -> None:
    """A new first password; whoever is in by the old one is out at once."""
    word = first_password()
    account.set_password(word)
    account.must_change = True
    account.save(update_fields=["password", "must_change"])
    if at:
        logins.end(logins.of(account.pk), by, at)
    once.password(account.pk, account.login, word)


def close(account: Account, by: int | None, at: datetime) -> None:
    """停用: out at once, on every device; the seat card ends too."""
    Account.objects.filter(pk=account.pk).update(is_active=False)
    logins.end(logins.of(account.pk), by, at)
    seatcards.end(account.cards.all(), by, at)


def reopen(account: Account) -> None:
    """恢复: with the password there was; log-ins and cards that were ended stay ended."""
    Account.objects.filter(pk=account.pk).update(is_active=True)
