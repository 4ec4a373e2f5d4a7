"""Somebody writes while everything is sealed anew: no box is left under a key that went."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.db import connection

from quancheng.roster import keys, personal, resealing
from quancheng.roster.models import Person

from .conftest import DAY


def test_a_box_on_its_way_in_keeps_its_key(committed_db: str, key: keys.Ring, monkeypatch: Any) -> None:
    late = Person.objects.create(name="马德福")
    sealed, quick = threading.Event(), personal.seal

    def slow(*place: Any) -> bytes:
        """Sealed under the old key, and written only when the rotation is under way."""
        box = quick(*place)
        sealed.set()
        time.sleep(0.5)
        return box

    def write() -> None:
        try:
            personal.put(late, phone="13800000000")
        finally:
            connection.close()

    monkeypatch.setattr(personal, "seal", slow)
    writer = threading.Thread(target=write)
    writer.start()
    assert sealed.wait(10)
    done = resealing.rotate(DAY)
    writer.join()
    assert set(resealing.standing()) <= {v.id for v in keys.demand().versions}
    assert personal.masked(late)["phone"] == "138****0000"
    again = resealing.rotate(DAY)
    assert keys.demand().versions == (keys.demand().current,) and again.key != key.current.id
    assert personal.masked(late)["phone"] == "138****0000" and set(resealing.standing()) == {again.key}
    assert done.closed == again.closed == 0
