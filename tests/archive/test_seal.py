"""The seal: every fact is covered once, in a chain; whatever is changed, deleted or slipped in afterwards is found."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection

from quancheng.procedure.tick import tick
from quancheng.record import append_only, clock, facts, seal, seal_check
from quancheng.record.digests import _sm3_elsewhere, sm3
from quancheng.record.models import Credit, Fact, Remark, Seal, Sealed
from quancheng.roster.models import Area, Body, Person

WHY = "a test looks at it"
DAYS = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3))


def congress(slug: str, code: str) -> Body:
    area = Area.objects.create(code=code, name=slug)
    return Body.objects.create(
        slug=slug, name=f"{slug}人民代表大会", short=slug, kind="congress", tier="county", area=area
    )


def record(body: Body, day: date, count: int = 1) -> list[Fact]:
    """Facts of one day, each with two credits."""
    person = Person.objects.get_or_create(name="李明")[0]
    with clock.at(day):
        return [
            facts.write(
                [facts.Share(person, "lead"), facts.Share(body, "co")], kind="suggestions.draft", body=body, on=day,
                act=f"{day}-{n}", data={"n": n, "word": "受理"}, rulings=[{"rule": "suggestion.reply"}],
            )
            for n in range(count)
        ]  # fmt: skip


def sealed_days(body: Body) -> None:
    for day in DAYS:
        record(body, day, 3)
        with clock.at(day):
            seal.seal_all()


def faults() -> list[seal_check.Fault]:
    return seal_check.check().faults


@pytest.fixture
def forging(committed_db: str) -> Iterator[None]:
    """Somebody with the database's own password takes the triggers and keys away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in append_only.wanted("sqlite"):
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("PRAGMA foreign_keys=OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA foreign_keys=ON" if connection.vendor == "sqlite" else "SET session_replication_role = DEFAULT"
        )


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_every_fact_is_sealed_once_in_a_chain_of_its_body() -> None:
    one, two = congress("云岭县", "530999"), congress("石桥镇", "530998")
    sealed_days(one)
    record(two, DAYS[2], 2)
    assert seal.seal_all() == 2 and seal.seal_all() == 0
    mine = list(Seal.objects.filter(body=one).order_by("number"))
    assert [(s.number, s.day, s.facts) for s in mine] == [(n, day, 3) for n, day in enumerate(DAYS, 1)]
    assert [s.previous for s in mine] == [None, *mine[:-1]]
    assert Sealed.objects.unguarded(WHY).count() == Fact.objects.unguarded(WHY).count() == 11
    found = seal_check.check()
    assert (found.seals, found.facts, found.waiting, found.faults) == (4, 11, 0, [])


@pytest.mark.django_db
def test_the_clock_seals_every_night_and_twice_changes_nothing() -> None:
    record(congress("云岭县", "530999"), DAYS[0], 4)
    assert (tick(DAYS[1])["sealed"], tick(DAYS[1])["sealed"]) == (4, 0)
    assert Seal.objects.get().day == DAYS[1]


@pytest.mark.django_db
def test_a_large_backlog_makes_several_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "MOST", 4)
    body = congress("云岭县", "530999")
    record(body, DAYS[0], 10)
    assert [s.facts for s in seal.seal_body(body.pk)] == [4, 4, 2]
    assert not faults()


@pytest.mark.django_db
def test_anybody_can_compute_a_seal_from_its_text() -> None:
    """No more is needed than sha256sum; and the line of a fact leads to it."""
    body = congress("云岭县", "530999")
    sealed_days(body)
    fact = Fact.objects.unguarded(WHY).order_by("pk")[4]
    (covered,) = seal.covering([fact.pk])
    assert hashlib.sha256(covered.text_sha256.encode()).hexdigest() == covered.seal.sha256
    assert sm3(covered.text_sm3.encode()) == covered.seal.sm3
    (line,) = seal.lines([fact])
    assert f"{fact.pk} {hashlib.sha256(line.text.encode()).hexdigest()}\n" in covered.text_sha256
    head = json.loads(covered.text_sha256.splitlines()[0])
    assert head["previous"] == Seal.objects.get(body=body, number=1).sha256 and head["number"] == 2


@pytest.mark.django_db
def test_format_one_is_frozen() -> None:
    """These columns, in this form, for ever: a new column makes a second format, and old seals keep theirs."""
    body = congress("云岭县", "530999")
    fact = Fact(
        pk=7, kind="suggestions.draft", body=body, on=date(2026, 3, 1), act="a", data={"b": [1], "a": "受"}, rulings=[],
        at=datetime(2026, 3, 1, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip
    credit = Credit(fact=fact, person_id=5, part="lead", amount="1.5")
    credit.amount = credit._meta.get_field("amount").to_python("1.5")
    made = json.dumps(seal.FORMS[1](fact, [credit]), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert made == (
        '{"act":"a","actor":null,"at":"2026-03-01T01:30:00.000000+00:00","body":'
        + str(body.pk)
        + ',"capacity":"","corrects":null,"credits":[{"amount":"1.50","body":null,"part":"lead","person":5}],'
        '"data":{"a":"受","b":[1]},"file":null,"for_body":null,"for_person":null,"id":7,"key":null,'
        '"kind":"suggestions.draft","matter":null,"on":"2026-03-01","on_as":"day","organ":null,"outcome":"","rulings":[]}'
    )


def test_sm3_is_the_standard_s() -> None:
    """The two examples of GB/T 32905, by whichever library."""
    abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    long = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    for made in (sm3, _sm3_elsewhere):
        assert made(b"abc") == abc and made(b"abcd" * 16) == long


@pytest.mark.django_db
def test_what_may_be_erased_is_not_sealed() -> None:
    """Free text beside a fact can be redacted and the seal holds."""
    (fact,) = record(congress("云岭县", "530999"), DAYS[0])
    remark = Remark(fact=fact, kind="reason", text="李明家住柳沟村三组")
    remark.save()
    seal.seal_all()
    remark.text = "（已删去个人信息）"
    remark.save()
    assert not faults()


@pytest.mark.django_db
def test_seals_cannot_be_changed_either() -> None:
    from django.db import DatabaseError, transaction

    sealed_days(congress("云岭县", "530999"))
    tries = ["UPDATE record_seal SET facts = 1", "DELETE FROM record_sealed", "UPDATE record_sealed SET sha256 = 'x'"]
    if connection.vendor == "sqlite":
        tries += ["REPLACE INTO record_sealed SELECT * FROM record_sealed LIMIT 1"]
        tries += [  # another id, the same number of the same body
            "REPLACE INTO record_seal SELECT id + 100, number, day, at, format, facts, sha256, sm3, body_id, NULL FROM record_seal LIMIT 1"
        ]
    for statement in tries:
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            sql(statement)


CHANGES = {
    "a day": "UPDATE record_fact SET \"on\" = '2026-01-01' WHERE id = %s",
    "an outcome": "UPDATE record_fact SET outcome = 'accept' WHERE id = %s",
    "who did it": "UPDATE record_fact SET capacity = 'examiner' WHERE id = %s",
    "a credit's part": "UPDATE record_credit SET part = 'cosign' WHERE fact_id = %s AND part = 'lead'",
    "a credit taken away": "DELETE FROM record_credit WHERE fact_id = %s AND part = 'co'",
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_fact_is_found(forging: None, what: str) -> None:
    sealed_days(congress("云岭县", "530999"))
    fact = Fact.objects.unguarded(WHY).order_by("pk")[4]
    assert not faults()
    sql(CHANGES[what], fact.pk)
    (found,) = faults()
    assert (found.fact, found.seal, found.day) == (fact.pk, 2, DAYS[1])
    assert "被改动过" in str(found) and "2026-03-02" in str(found)


def test_a_credit_slipped_in_is_found(forging: None) -> None:
    """Rows may be added to the table of credits: that is what the seal is for."""
    sealed_days(congress("云岭县", "530999"))
    fact = Fact.objects.unguarded(WHY).order_by("pk")[4]
    Credit.objects.unguarded(WHY).create(fact=fact, person=Person.objects.get(), part="lead")
    assert [f.fact for f in faults()] == [fact.pk]


def test_a_deleted_fact_is_found(forging: None) -> None:
    sealed_days(congress("云岭县", "530999"))
    fact = Fact.objects.unguarded(WHY).order_by("pk")[4]
    sql("DELETE FROM record_credit WHERE fact_id = %s", fact.pk)
    sql("DELETE FROM record_fact WHERE id = %s", fact.pk)
    (found,) = faults()
    assert found.fact == fact.pk and "被删除" in str(found)
    sql("DELETE FROM record_sealed WHERE fact_id = %s", fact.pk)
    (found,) = faults()
    assert found.day == DAYS[1] and "封存时有 3 条办理记录，现在有 2 条" in str(found)


def test_a_forged_fact_is_found(forging: None) -> None:
    """A fact written today that says it is months old: whether or not the next seal has covered it."""
    body = congress("云岭县", "530999")
    sealed_days(body)
    (forged,) = record(body, DAYS[0])
    assert [(f.fact, "后来插入" in f.text) for f in faults()] == [(forged.pk, True)]
    with clock.at(DAYS[2] + timedelta(days=5)):
        seal.seal_all()
    assert [(f.fact, f.seal) for f in faults()] == [(forged.pk, 4)]


def test_who_mends_the_digests_too_is_found(forging: None) -> None:
    """Changed fact, changed digest of the fact: the seal's own digest, and then the chain, tell."""
    sealed_days(congress("云岭县", "530999"))
    fact = Fact.objects.unguarded(WHY).order_by("pk")[4]
    sql("UPDATE record_fact SET outcome = 'accept' WHERE id = %s", fact.pk)
    (line,) = seal.lines(Fact.objects.unguarded(WHY).filter(pk=fact.pk))
    sql("UPDATE record_sealed SET sha256 = %s, sm3 = %s WHERE fact_id = %s", line.sha256, line.sm3, fact.pk)
    (found,) = faults()
    assert found.seal == 2 and "总值不符" in str(found)
    (covered,) = seal.covering([fact.pk])
    one, two = hashlib.sha256(covered.text_sha256.encode()).hexdigest(), sm3(covered.text_sm3.encode())
    sql("UPDATE record_seal SET sha256 = %s, sm3 = %s WHERE number = 2", one, two)
    assert [f.seal for f in faults()] == [3]


def test_a_removed_seal_is_found(forging: None) -> None:
    sealed_days(congress("云岭县", "530999"))
    second = Seal.objects.get(number=2)
    for statement in ("DELETE FROM record_sealed WHERE seal_id = %s", "DELETE FROM record_seal WHERE id = %s"):
        sql(statement, second.pk)
    assert any("接不上" in str(f) for f in faults())


def test_the_commands_say_it_in_words(forging: None, capsys: pytest.CaptureFixture[str]) -> None:
    body = congress("云岭县", "530999")
    record(body, DAYS[0], 3)
    call_command("seal")
    digest = Seal.objects.get().sha256
    assert "新封存办理记录 3 条" in (said := capsys.readouterr().out) and digest in said
    call_command("verify")
    assert "1 次封存、3 条办理记录，全部相符" in capsys.readouterr().out
    call_command("verify", digest=[digest])
    with pytest.raises(SystemExit):
        call_command("verify", digest=["0" * 64])
    assert "不在现在的封存里" in capsys.readouterr().err
    sql("UPDATE record_fact SET outcome = 'accept' WHERE id = %s", Fact.objects.unguarded(WHY).first().pk)  # type: ignore[union-attr]
    with pytest.raises(SystemExit) as ended:
        call_command("verify")
    assert ended.value.code == 1 and "云岭县人民代表大会 第 1 次封存" in capsys.readouterr().err
