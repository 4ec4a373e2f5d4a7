"""The clock's daily work as a thread of the server: once at the start, then soon after every midnight."""

import logging
import threading
from datetime import date

from django.db import connections

from quancheng.record import clock
from quancheng.roster.access.sessions import SessionStore

from .tick import tick

IN_THE_SERVER = "QUANCHENG_DAILY"  # environment of a server process that is to do the daily work itself
EVERY = 60.0  # seconds between two looks at the day
_log = logging.getLogger(__name__)
_stop = threading.Event()
_thread: threading.Thread | None = None


def start() -> threading.Thread:
    """Start the thread of this process; a second call returns the first thread."""
    global _thread
    if _thread is None or not _thread.is_alive():
        _stop.clear()
        _thread = threading.Thread(target=_run, name="daily", daemon=True)
        _thread.start()
    return _thread


def stop(timeout: float = 5) -> None:
    """Let the thread end after what it is doing."""
    _stop.set()
    if _thread:
        _thread.join(timeout)


def _run() -> None:
    done: date | None = None
    while True:
        if (today := clock.today()) != done and once(today):
            done = today
        if _stop.wait(EVERY):
            return


def once(today: date) -> bool:
    """One day's work; what goes wrong is logged and tried again at the next look."""
    try:
        tick(today)
        SessionStore.clear_expired()
        return True
    except Exception:
        _log.exception("the daily work failed and will be tried again")
        return False
    finally:
        connections.close_all()
