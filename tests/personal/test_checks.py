"""The administrator is told of a key that others can read, that is damaged or missing; nothing stops."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks

from quancheng.roster import keys, personal
from quancheng.roster.models import Person

from .invented import PHONE

pytestmark = pytest.mark.django_db


def told(*databases: str) -> list[str]:
    return [m.id or "" for m in run_checks(databases=databases or None) if (m.id or "").startswith("roster.W")]


def test_a_sound_key_and_none_at_all_are_silent(home: object) -> None:
    assert told("default") == []


def test_what_is_told(key: keys.Ring, ma: Person) -> None:
    personal.put(ma, phone=PHONE)
    assert told("default") == []
    keys.path().chmod(0o644)
    assert told() == ["roster.W002"]
    text = keys.path().read_text()
    keys.path().write_text(text[:-9])
    assert told() == ["roster.W001"]
    keys.path().unlink()
    assert told() == [] and told("default") == ["roster.W003"]
