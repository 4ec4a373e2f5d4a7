"""A box gives its text back in its own place with its own key, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quancheng.roster import boxes, keys

from .conftest import DAY

TABLE, FIELD = "roster_personaldata", "phone"
texts = st.text(max_size=80).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t))
calm = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@calm
@given(text=texts, row=st.integers(1, 2**60))
def test_what_is_sealed_comes_back(key: keys.Ring, text: str, row: int) -> None:
    box = boxes.seal(TABLE, row, FIELD, text)
    assert boxes.unseal(TABLE, row, FIELD, box) == text
    assert boxes.unseal(TABLE, row, FIELD, memoryview(box)) == text
    assert boxes.key_of(box) == key.current.id
    assert len(text.encode()) < 4 or text.encode() not in box


def test_two_boxes_of_one_text_are_not_alike(key: keys.Ring) -> None:
    assert boxes.seal(TABLE, 1, FIELD, "x") != boxes.seal(TABLE, 1, FIELD, "x")


@calm
@given(rows=st.lists(st.integers(1, 10**6), min_size=2, max_size=2, unique=True), text=texts)
def test_a_box_moved_does_not_open(key: keys.Ring, rows: list[int], text: str) -> None:
    box = boxes.seal(TABLE, rows[0], FIELD, text)
    assert boxes.unseal(TABLE, rows[1], FIELD, box) is None
    assert boxes.unseal(TABLE, rows[0], "address", box) is None
    assert boxes.unseal("roster_account", rows[0], FIELD, box) is None


@calm
@given(data=st.data(), text=texts)
def test_a_box_changed_does_not_open(key: keys.Ring, data: Any, text: str) -> None:
    box = bytearray(boxes.seal(TABLE, 7, FIELD, text))
    where, by = data.draw(st.integers(0, len(box) - 1)), data.draw(st.integers(1, 255))
    box[where] ^= by
    assert boxes.unseal(TABLE, 7, FIELD, bytes(box)) is None
    cut = data.draw(st.integers(0, len(box) - 1))
    box[where] ^= by
    assert boxes.unseal(TABLE, 7, FIELD, bytes(box[:cut])) is None


def test_without_the_key_or_with_another_nothing_opens_and_nothing_breaks(key: keys.Ring, home: Path) -> None:
    box = boxes.seal(TABLE, 1, FIELD, "text")
    keys.path().unlink()
    assert boxes.unseal(TABLE, 1, FIELD, box) is None
    with pytest.raises(keys.BadKey, match="quancheng key new"):
        boxes.seal(TABLE, 1, FIELD, "text")
    keys.new(DAY)
    assert boxes.unseal(TABLE, 1, FIELD, box) is None
    keys.path().write_text("{}")
    assert boxes.unseal(TABLE, 1, FIELD, box) is None
    keys.write(key)
    assert boxes.unseal(TABLE, 1, FIELD, box) == "text"


def test_a_place_nobody_would_rotate_is_refused(key: keys.Ring) -> None:
    with pytest.raises(LookupError, match="PLACES"):
        boxes.seal("roster_person", 1, "name", "x")


def test_marks_differ_by_field_and_by_key(key: keys.Ring) -> None:
    assert boxes.mark("phone", "1") == boxes.mark("phone", "1") != boxes.mark("id_number", "1")
    other = keys.Version.new(DAY)
    assert boxes.mark("phone", "1", other) not in boxes.marks("phone", "1")


def test_every_place_is_a_column() -> None:
    """Else a rotation would break, or leave something behind."""
    from django.apps import apps
    from django.db.models import BinaryField

    found = {
        model._meta.db_table: tuple(f.name for f in model._meta.fields if isinstance(f, BinaryField))
        for model in apps.get_models()
    }
    assert {table: fields for table, fields in found.items() if fields} == boxes.PLACES
