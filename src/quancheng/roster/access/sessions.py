"""Sessions whose rows are known by a digest of their key: neither database nor backup lets anybody in."""

from hashlib import sha256

from django.contrib.sessions.backends.db import SessionStore as Store
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session

LENGTH = 40  # hexadecimal digits a session's row has room for: 160 bits


def digest(key: str) -> str:
    """The name under which a session with that key is kept."""
    return sha256(key.encode()).hexdigest()[:LENGTH]


class SessionStore(Store):
    """Django's sessions in the database; only the browser has the key. For WSGI: the asynchronous half is not used."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        self._session_key = digest(key)
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        if row is not None:
            self._session_key = key
        return row

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=digest(session_key)).exists()

    def create_model_instance(self, data: dict[str, object]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(session_key=digest(key)).delete()
