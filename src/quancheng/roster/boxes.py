"""Sealed boxes: a text that only this place of this row gives back, and only with the key.

box = format (1 byte) · key id (4) · nonce (12) · AES-256-GCM of the text; associated data = head, table, row and field,
so that a box moved to another row or field opens as little as one that was changed.
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import keys

FORMAT, HEAD, NONCE = b"\x01", 5, 12
# every column that holds boxes; `quancheng key rotate` walks over exactly these
PLACES = {
    "roster_personaldata": ("id_number", "phone", "address"), "roster_account": ("totp",),
    "register_rosterimport": ("content",),
}  # fmt: skip


def seal(table: str, row: int, field: str, text: str) -> bytes:
    """A box for that place. Raises BadKey where there is no key.

    Whoever calls it holds the row's lock: `key rotate` then never misses a box on its way in.
    """
    if field not in PLACES.get(table, ()):
        raise LookupError(f"{table}.{field} is not in PLACES: key rotate would forget it")
    version = keys.demand().current
    head = FORMAT + bytes.fromhex(version.id)
    nonce = secrets.token_bytes(NONCE)
    return head + nonce + AESGCM(version.box).encrypt(nonce, text.encode(), _place(head, table, row, field))


def unseal(table: str, row: int, field: str, box: bytes | memoryview | None) -> str | None:
    """What a box of that place holds; None where it cannot be opened here, for whatever reason."""
    held = bytes(box or b"")
    ring = keys.ring()
    version = ring.get(key_of(held)) if ring else None
    if version is None or held[:1] != FORMAT or len(held) < HEAD + NONCE:
        return None
    try:
        opened = AESGCM(version.box).decrypt(
            held[HEAD : HEAD + NONCE], held[HEAD + NONCE :], _place(held[:HEAD], table, row, field)
        )
    except InvalidTag:
        return None
    return opened.decode()


def key_of(box: bytes | memoryview) -> str:
    """The id of the key a box is sealed under."""
    return bytes(box)[1:HEAD].hex()


def mark(field: str, text: str, version: keys.Version | None = None) -> str:
    """By which two equal values are known without opening them. Raises BadKey where there is no key."""
    key = (version or keys.demand().current).mark
    return hmac.new(key, f"{field}\0{text}".encode(), hashlib.sha256).hexdigest()


def marks(field: str, text: str) -> list[str]:
    """The marks a value may have: one for each version, while some rows still stand under an older one."""
    ring = keys.ring()
    return [mark(field, text, version) for version in ring.versions] if ring else []


def _place(head: bytes, table: str, row: int, field: str) -> bytes:
    return head + f"{table}\0{row}\0{field}".encode()
