"""SHA-256 and SM3 of bytes. SM3 (GB/T 32905) is in some builds of OpenSSL only; `cryptography` has it where that lacks it."""

import hashlib


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sm3(data: bytes) -> str:
    """SM3 in hexadecimal."""
    try:
        return hashlib.new("sm3", data).hexdigest()
    except ValueError:
        return _sm3_elsewhere(data)


def _sm3_elsewhere(data: bytes) -> str:
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    made = Hash(SM3())
    made.update(data)
    return made.finalize().hex()
