"""Kept sealed, found by marks, opened with a reason that the person concerned can read."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from quancheng.roster import keys, personal
from quancheng.roster.models import Look, Person, PersonalData

from .conftest import AT, DAY
from .invented import FEMALE, MALE, PHONE, id_of

pytestmark = pytest.mark.django_db
ALL = personal.FIELDS


def kept(person: Person) -> None:
    personal.put(person, id_number=MALE, phone=f"+86 {PHONE}", address="石桥镇大河村3组")


def test_what_is_put_is_sealed_in_the_table_and_opens_with_a_look(key: keys.Ring, ma: Person, li: Person) -> None:
    kept(ma)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM roster_personaldata")
        raw = b"".join(bytes(v) if not isinstance(v, str | int) else str(v).encode() for v in cursor.fetchone() if v)
    assert all(text.encode() not in raw for text in (MALE, PHONE, "石桥镇", MALE[:6]))
    assert personal.look(li, ma, ["phone"], "催办", at=AT) == {"phone": PHONE}
    assert personal.look(li, ma, ALL, "核对名册", at=AT)["id_number"] == MALE
    assert [(s.who, s.fields, s.reason) for s in personal.looks_at(ma)] == [
        ("李春梅", "身份证号、手机号、住址", "核对名册"),
        ("李春梅", "手机号", "催办"),
    ]
    assert personal.looks_at(li) == []


def test_masked_needs_no_look(key: keys.Ring, ma: Person, li: Person) -> None:
    kept(ma)
    assert personal.masked(ma) == {
        "id_number": f"530***********{MALE[-4:]}",
        "phone": "138****0000",
        "address": "已登记",
    }
    assert personal.masked_many([ma, li.pk])[li.pk] == {"id_number": "", "phone": "", "address": ""}
    assert not Look.objects.exists()


def test_a_look_without_a_reason_or_at_nothing(key: keys.Ring, ma: Person, li: Person) -> None:
    kept(ma)
    with pytest.raises(ValueError, match="reason"):
        personal.look(li, ma, ALL, "", at=AT)
    assert personal.look(ma, li, ALL, "催办", at=AT) == dict.fromkeys(ALL, "")
    assert not Look.objects.exists(), "nothing was seen"


def test_several_looks_stand_in_each_ones_own_list(key: keys.Ring, ma: Person, li: Person) -> None:
    personal.put(ma, phone=PHONE)
    personal.put(li, phone="13900000000")
    found = personal.look_many(None, [ma, li], ["phone"], "催办", at=AT)
    assert found == {ma.pk: {"phone": PHONE}, li.pk: {"phone": "13900000000"}}
    assert [s.who for s in personal.looks_at(li)] == ["系统管理员"] and Look.objects.count() == 2


def test_an_opening_that_fails_leaves_no_look_and_one_that_is_not_written_opens_nothing(
    key: keys.Ring, ma: Person, monkeypatch: Any
) -> None:
    kept(ma)

    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError("full")

    monkeypatch.setattr(Look.objects, "bulk_create", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        personal.look(None, ma, ALL, "催办", at=AT)
    assert not Look.objects.exists()


def test_none_leaves_and_empty_takes_away(key: keys.Ring, ma: Person) -> None:
    kept(ma)
    personal.put(ma, phone="13900000000")
    assert personal.masked(ma)["phone"] == "139****0000" and personal.masked(ma)["id_number"]
    personal.put(ma, id_number="", address=" ")
    assert personal.masked(ma) == {"id_number": "", "phone": "139****0000", "address": ""}
    assert personal.find(id_number=MALE) == []
    personal.erase(ma)
    assert not PersonalData.objects.exists()
    personal.put(ma, phone="")
    assert not PersonalData.objects.exists(), "nothing to keep makes no row"


def test_found_by_equality_and_duplicates_refused(key: keys.Ring, ma: Person, li: Person) -> None:
    kept(ma)
    assert personal.find(id_number=f" {MALE[:10]} {MALE[10:]} ") == [ma] == personal.find(phone="+8613800000000")
    assert personal.find(id_number=FEMALE) == [] == personal.find(id_number="no number")
    brother = Person.objects.create(name="马德贵", sex="m")
    with pytest.raises(personal.Taken, match="马德福") as refused:
        personal.put(brother, id_number=MALE, phone="13900000000")
    assert refused.value.person == ma and personal.masked(brother)["phone"] == "", "nothing half-written"
    personal.put(ma, id_number=MALE)
    personal.put(li, phone=PHONE)
    assert personal.duplicates("phone") == [[ma, li]] and personal.duplicates() == []


def test_the_number_says_a_sex(key: keys.Ring, ma: Person, li: Person) -> None:
    with pytest.raises(personal.BadValue, match="性别“男”不符"):
        personal.put(ma, id_number=FEMALE)
    personal.put(Person.objects.create(name="未填"), id_number=id_of("f", order=8))


def test_without_a_key_one_is_told_and_pages_say_sealed(home: Path, ma: Person) -> None:
    assert not personal.can_seal()
    with pytest.raises(personal.BadKey, match="quancheng key new"):
        personal.put(ma, phone=PHONE)
    assert not PersonalData.objects.exists()
    keys.new(DAY)
    kept(ma)
    keys.path().unlink()
    assert set(personal.look(None, ma, ALL, "催办", at=AT).values()) == {personal.SEALED}
    assert set(personal.masked(ma).values()) == {personal.SEALED} and personal.find(id_number=MALE) == []
    assert not Look.objects.exists(), "what stayed shut was not looked at"


def test_looks_are_not_changed(key: keys.Ring, ma: Person) -> None:
    kept(ma)
    personal.look(None, ma, ALL, "催办", at=AT)
    for change in (lambda: Look.objects.update(reason="x"), lambda: Look.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            change()
    assert Look.objects.get().reason == "催办"


def test_nothing_of_it_is_logged(key: keys.Ring, ma: Person, caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    settings.DEBUG = True
    connection.force_debug_cursor = True
    try:
        with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "django.db.backends"):
            kept(ma)
            personal.find(id_number=MALE, phone=PHONE)
            personal.look(None, ma, ALL, "催办", at=AT)
    finally:
        connection.force_debug_cursor = False
    assert "roster_personaldata" in caplog.text, "the statements were logged"
    assert not [text for text in (MALE, PHONE, "大河村") if text in caplog.text]


def test_nothing_of_it_stands_anywhere_else_in_the_database(key: keys.Ring, ma: Person, li: Person) -> None:
    kept(ma)
    personal.look(li, ma, ALL, "催办", at=AT)
    tables = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    assert {"record_fact", "record_searchtext", "roster_look", "django_session"} <= tables
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            whole = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
        assert not [text for text in (MALE, PHONE, "大河村") if text in whole], table


def test_a_draft_does_not_keep_it(ma: Person) -> None:
    from quancheng.procedure import drafts
    from quancheng.procedure.models import Draft
    from quancheng.roster.actor import Actor

    typed = {"name": ["马德福"], "id_number": [MALE], "people-0-phone": [PHONE], "people-0-name": ["李春梅"]}
    drafts.keep(Actor(ma.pk, ma.name), "terms.enrol", None, None, typed)
    kept = Draft.objects.get().data["typed"]
    assert kept == {"name": ["马德福"], "people-0-name": ["李春梅"]}
