"""代表登录卡: a token on paper, bound at first use to one phone by a PIN its owner chooses. A reprint ends the old one."""

import re
import secrets
from base64 import b32encode
from datetime import datetime
from enum import Enum
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F, QuerySet

from ..models import Account, Login, SeatCard
from . import logins, once

TRIES = 8  # wrong PINs until a card is locked
TOKEN = re.compile(r"[a-z2-7]{26}")  # 128 bits


class State(Enum):
    """What a card can be used for."""

    NEW = "new"
    BOUND = "bound"
    LOCKED = "locked"
    ENDED = "ended"


class Verdict(Enum):
    """How a try ended."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    GONE = "gone"


def digest(secret: str) -> str:
    """How a token or a phone's secret is kept."""
    return sha256(secret.encode()).hexdigest()


def issue(account: Account, by: int | None, at: datetime) -> SeatCard:
    """A new card; the old one and its log-ins end at once. The token goes to `once` and is kept nowhere."""
    end(account.cards.all(), by, at)
    token = b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
    made = SeatCard.objects.create(account=account, token=digest(token), issued_at=at, issued_by_id=by)
    once.card(account.pk, token)
    return made


def end(cards: QuerySet[SeatCard], by: int | None, at: datetime) -> int:
    """End these cards and every log-in by card of their owners. Returns how many there were."""
    cards = cards.filter(ended_at=None)
    logins.end(Login.objects.filter(account__cards__in=cards, by=Login.By.CARD), by, at)
    return cards.update(ended_at=at)


def unlock(cards: QuerySet[SeatCard]) -> int:
    """Eight more tries."""
    return cards.filter(ended_at=None).update(locked_at=None, wrong=0)


def found(token_digest: str) -> SeatCard | None:
    """The card with that token, whatever became of it."""
    return (
        SeatCard.objects.select_related("account__person").filter(token=token_digest).first() if token_digest else None
    )


def on_device(secret: str) -> list[SeatCard]:
    """The cards in force that are bound to the phone with that secret; a household may share one."""
    if not secret:
        return []
    rows = SeatCard.objects.select_related("account__person").filter(device=digest(secret), ended_at=None)
    return list(rows.filter(account__is_active=True).order_by("bound_at"))


def state(card: SeatCard) -> State:
    """What the card can be used for now."""
    if card.ended_at or not card.account.is_active:
        return State.ENDED
    if card.locked_at or card.wrong >= TRIES:
        return State.LOCKED
    return State.BOUND if card.device else State.NEW


def bind(card: SeatCard, pin: str, device: str, at: datetime) -> bool:
    """Bind an unused card to a phone; False if somebody else was quicker. The PIN has been found good."""
    unused = SeatCard.objects.filter(pk=card.pk, device="", ended_at=None)
    made = make_password(pin)
    return bool(unused.update(device=digest(device), pin=made, bound_at=at, used_at=at, wrong=0))


def change_pin(card: SeatCard, pin: str) -> None:
    """Another PIN for a card in force. It has been found good."""
    SeatCard.objects.filter(pk=card.pk, ended_at=None).update(pin=make_password(pin))


def try_pin(card: SeatCard, pin: str, at: datetime) -> Verdict:
    """Check a PIN. The try is counted before it is looked at: tries sent at once count one by one."""
    open_ = SeatCard.objects.filter(pk=card.pk, ended_at=None, locked_at=None, wrong__lt=TRIES)
    if not open_.update(wrong=F("wrong") + 1):
        return Verdict.GONE if SeatCard.objects.filter(pk=card.pk).exclude(ended_at=None).exists() else Verdict.LOCKED
    card.refresh_from_db(fields=["pin", "wrong"])
    if card.pin and check_password(pin, card.pin):
        SeatCard.objects.filter(pk=card.pk).update(wrong=0, used_at=at)
        return Verdict.RIGHT
    locked = SeatCard.objects.filter(pk=card.pk, wrong__gte=TRIES, locked_at=None).update(locked_at=at)
    return Verdict.LOCKED if locked or card.wrong >= TRIES else Verdict.WRONG


def tries_left(card: SeatCard) -> int:
    """How many wrong PINs more until it is locked."""
    return max(TRIES - card.wrong, 0)
