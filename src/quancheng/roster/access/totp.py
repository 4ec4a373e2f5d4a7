"""动态验证码: time-based codes of an authenticator (RFC 6238: six digits, SHA-1, 30 seconds) and spare codes for a lost phone.

The secret is kept sealed under the key of personal data: without the key file codes cannot be checked, spare ones can.
Seconds are those of the world's clock.
"""

import secrets
from base64 import b32decode, b32encode
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction

from .. import boxes, keys
from ..models import Account

DIGITS, STEP, BITS = 6, 30, 160
AROUND = (0, -1, 1)  # a phone's clock may be a step off
SPARE, SPARE_LENGTH = 10, 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nobody takes one of them for another
PLACE = ("roster_account", "totp")


def can_be_kept() -> bool:
    """Whether there is a key to seal a secret with."""
    return keys.ring() is not None


def sealed(account: Account, secret: bytes) -> bytes:
    """A box for this account's secret. Raises keys.BadKey."""
    return boxes.seal(PLACE[0], account.pk, PLACE[1], b32encode(secret).decode())


def opened(account: Account, box: bytes | memoryview | None) -> bytes | None:
    """The secret in a box of this account; None where it cannot be opened here."""
    text = boxes.unseal(PLACE[0], account.pk, PLACE[1], box)
    return b32decode(text) if text else None


def keep(account: Account, secret: bytes, spare: list[str], step: int, at: datetime) -> None:
    """From now on this account comes in with a code; the one that proved it is used up. Raises keys.BadKey."""
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        row.totp, row.totp_since, row.totp_last, row.spare_codes = sealed(row, secret), at, step, digests(spare)
        row.save(update_fields=["totp", "totp_since", "totp_last", "spare_codes"])


def forget(account: Account) -> None:
    """The phone with the authenticator is lost: it is set up anew at the next log-in."""
    Account.objects.filter(pk=account.pk).update(totp=None, totp_since=None, totp_last=0, spare_codes=[])


def tries_of(account: Account) -> str:
    """Under which name wrong codes are counted, apart from wrong passwords."""
    return f"{account.login}·动态码"


def new_secret() -> bytes:
    """A secret as long as the RFC asks for."""
    return secrets.token_bytes(BITS // 8)


def words(secret: bytes) -> str:
    """The secret as it is typed where no camera is at hand: groups of four."""
    text = b32encode(secret).decode()
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def address(secret: bytes, login: str, issuer: str) -> str:
    """The otpauth address an authenticator scans; the rest is what every one of them takes for granted."""
    label = f"{quote(issuer)}:{quote(login)}"
    bare = b32encode(secret).decode()
    return f"otpauth://totp/{label}?secret={bare}&issuer={quote(issuer)}"


def code(secret: bytes, seconds: int) -> str:
    """The code of that moment."""
    return _totp(secret).generate(seconds).decode()


def step_of(secret: bytes, typed: str, seconds: int) -> int | None:
    """The time step whose code was typed, of those around this moment."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) == DIGITS):
        return None
    for off in AROUND:
        moment = seconds + off * STEP
        if moment >= 0 and compare_digest(code(secret, moment), typed):
            return moment // STEP
    return None


def use(account: Account, secret: bytes, typed: str, seconds: int) -> bool:
    """Whether the code is right and has not been used; it counts once, also against two browsers at once."""
    step = step_of(secret, typed, seconds)
    unused = Account.objects.filter(pk=account.pk, totp_last__lt=step or 0)
    return step is not None and bool(unused.update(totp_last=step))


def new_spare_codes() -> list[str]:
    """Ten codes for the day the phone is lost."""
    return ["".join(secrets.choice(LETTERS) for _ in range(SPARE_LENGTH)) for _ in range(SPARE)]


def digests(codes: list[str]) -> list[str]:
    """How spare codes are kept; 49 bits each, so that a plain digest holds."""
    return [sha256(bare(c).encode()).hexdigest() for c in codes]


def use_spare(account: Account, typed: str) -> bool:
    """Whether it is one of the spare codes; it is used up, also against two browsers at once."""
    made = sha256(bare(typed).encode()).hexdigest()
    account.refresh_from_db(fields=["spare_codes"])
    kept = list(account.spare_codes)
    if made not in kept:
        return False
    same = Account.objects.filter(pk=account.pk, spare_codes=kept)
    return bool(same.update(spare_codes=[k for k in kept if k != made]))


def bare(typed: str) -> str:
    """What was typed without the gaps it is printed with."""
    return "".join(c for c in typed.lower() if c not in " -\u3000")


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)
