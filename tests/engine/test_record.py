"""What happened cannot be changed, and holds nothing that might have to be."""

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from quancheng.record import append_only
from quancheng.record.facts import LONGEST, NotAFact, Share, clean, write
from quancheng.record.models import Credit, Duty, Fact, Matter
from quancheng.roster.models import Area, Body

from .soundness import WHY
from .story import Story
from .test_suggestions import handed

SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def fact(db: None) -> Fact:
    """One fact with a credit and a key."""
    Area.objects.create(code="530999", name="云岭县")
    body = Body.objects.create(slug="b", name="b", short="b", kind="congress", tier="county", area_id="530999")
    made = write([Share(body, "lead")], kind="x.y", body=body, on=date(2026, 1, 1), act="a", key="k")
    connection.check_constraints()  # PostgreSQL truncates nothing, for another reason, while a foreign key waits to be checked
    return made


def sql(statement: str, *values: Any) -> Callable[[Fact], object]:
    def run(fact: Fact) -> object:
        with connection.cursor() as cursor:
            return cursor.execute(statement, [getattr(fact, v[1:]) if str(v).startswith(".") else v for v in values])

    return run


FACT = '(id, kind, body_id, capacity, "on", on_as, at, act, key, outcome, data, rulings)'
ROW = "(%s, 'x.z', %s, '', '2026-01-01', 'day', '2026-01-01', 'a', %s, '', '{}', '[]')"
CREDIT = "INSERT{} INTO record_credit (id, fact_id, body_id, part) SELECT id, fact_id, body_id, 'cosign' FROM record_credit{}"
UPSERT = " WHERE true ON CONFLICT (id) DO UPDATE SET part = 'cosign'"
CHANGES: dict[str, Callable[[Fact], object]] = {
    "update": lambda f: Fact.objects.unguarded(WHY).update(kind="x"),
    "save": lambda f: (setattr(f, "outcome", "no"), f.save()),
    "bulk_update": lambda f: Fact.objects.unguarded(WHY).bulk_update([f], ["kind"]),
    "delete": lambda f: Fact.objects.unguarded(WHY).all()._raw_delete("default"),
    "delete a credit": lambda f: Credit.objects.unguarded(WHY).all().delete(),
    "update a credit": lambda f: Credit.objects.unguarded(WHY).update(part="cosign"),
    "update in SQL": sql("UPDATE record_fact SET outcome = 'no'"),
    "update of the id": sql("UPDATE record_fact SET id = id + 1000"),
    "delete in SQL": sql("DELETE FROM record_credit"),
    "upsert": sql(f"INSERT INTO record_fact {FACT} VALUES {ROW} ON CONFLICT (id) DO UPDATE SET kind = 'x.z'", ".pk", ".body_id", None),
    "upsert by key": sql(f"INSERT INTO record_fact {FACT} VALUES {ROW} ON CONFLICT (key) DO UPDATE SET kind = 'x.z'", 9_999, ".body_id", "k"),
    "upsert of a credit": sql(CREDIT.format("", UPSERT)),
}  # fmt: skip
if SQLITE:
    CHANGES |= {
        "replace": sql(f"REPLACE INTO record_fact {FACT} VALUES {ROW}", ".pk", ".body_id", None),
        "replace by key": sql(f"REPLACE INTO record_fact {FACT} VALUES {ROW}", 9_999, ".body_id", "k"),
        "insert or replace": sql(f"INSERT OR REPLACE INTO record_fact {FACT} VALUES {ROW}", ".pk", ".body_id", None),
        "update or replace": sql("UPDATE OR REPLACE record_fact SET kind = 'x.z'"),
        "replace a credit": sql(CREDIT.format(" OR REPLACE", "")),
    }  # fmt: skip
else:
    CHANGES |= {
        "truncate": sql("TRUNCATE record_fact CASCADE"),
        "truncate a credit": sql("TRUNCATE record_credit"),
        "truncate what facts point to": sql("TRUNCATE record_matter CASCADE"),
    }


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_of_what_happened(fact: Fact, change: str) -> None:
    def all_of_it() -> list[Any]:
        return [
            *Fact.objects.unguarded(WHY).order_by("pk").values(),
            *Credit.objects.unguarded(WHY).order_by("pk").values(),
        ]

    before = all_of_it()
    with pytest.raises(DatabaseError, match=r"append only|record_fact\.key"), transaction.atomic():
        CHANGES[change](fact)
    assert all_of_it() == before and len(before) == 2


def test_one_more_is_always_possible(fact: Fact) -> None:
    write([Share(fact.body, "cosign")], kind="x.y", body=fact.body, on=date(2026, 1, 2), act="b", corrects=fact)
    assert Fact.objects.unguarded(WHY).count() == Credit.objects.unguarded(WHY).count() == 2


def _drop(name: str, table: str) -> str:
    return f"DROP TRIGGER {name}" + ("" if SQLITE else f" ON {table}")


@pytest.mark.django_db
@pytest.mark.parametrize("table", append_only.TABLES)
def test_a_missing_trigger_is_found_and_put_back(table: str) -> None:
    assert append_only.check_triggers(["default"]) == []
    for name in [n for n in append_only.wanted(connection.vendor) if n.startswith(f"{table}_no_")]:
        with connection.cursor() as cursor:
            cursor.execute(_drop(name, table))
        (found,) = append_only.check_triggers(["default"])
        assert (found.id, found.level) == ("record.E001", 40) and name in found.msg
        append_only.after_migrate("default")
        assert append_only.check_triggers(["default"]) == []


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_disabled_trigger_is_found_and_enabled(fact: Fact) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_fact DISABLE TRIGGER record_fact_no_update")
    assert len(append_only.check_triggers(["default"])) == 1
    append_only.after_migrate("default")
    assert append_only.check_triggers(["default"]) == []
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        Fact.objects.unguarded(WHY).update(kind="x")


# -- what a fact may hold ---------------------------------------------------------------------------------------------

plain = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.dates().map(lambda d: d), st.decimals(0, 10**6, places=2),
    st.text("abcdefgh_县镇村", max_size=20), st.from_regex(r"20\d\d-[01]\d-[0-3]\d", fullmatch=True), st.from_regex(r"\d{6}|\d{9}|\d{12}", fullmatch=True),
)  # fmt: skip
nested = st.recursive(
    plain,
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text("abcdef", min_size=1, max_size=8), x, max_size=3),
    max_leaves=8,
)

digits = st.sampled_from("0123456789")
phone = st.builds(lambda a, b: f"1{a}{b}", st.sampled_from("3456789"), st.text("0123456789", min_size=9, max_size=9))
card = st.builds(lambda a, b: a + b, st.text("123456789", min_size=17, max_size=17), st.sampled_from("0123456789Xx"))
old_card = st.text("123456789", min_size=15, max_size=15)
personal = st.one_of(phone, card, old_card)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def parted(text: str) -> str:
    return f"{text[:3]} {text[3:7]}-{text[7:]}"


written = st.one_of(
    personal, personal.map(full_width), personal.map(parted), st.builds(lambda a, p, b: a + p + b, st.text("县镇:（/", max_size=8), personal, st.text("。）a", max_size=8)),
    phone.map(int), st.text("甲乙a", min_size=LONGEST + 1, max_size=LONGEST + 40), st.floats(), st.binary(min_size=1), st.just(object()),
)  # fmt: skip


@given(nested)
def test_ids_codes_numbers_and_dates_pass_as_plain_json(value: Any) -> None:
    cleaned = clean(value)
    assert json.loads(json.dumps(cleaned)) == cleaned
    assert clean(cleaned) == cleaned


@given(written, st.lists(st.one_of(st.none(), st.text("abc", min_size=1, max_size=3)), max_size=4))
def test_personal_long_and_strange_values_never_pass_however_deep(value: Any, path: list[str | None]) -> None:
    for key in path:
        value = [1, value] if key is None else {"n": 1, key + "_": value}
    with pytest.raises(NotAFact):
        clean(value)


@given(personal)
def test_nor_as_a_key(value: str) -> None:
    with pytest.raises(NotAFact):
        clean({value: 1})


def test_money_and_days_keep_their_form() -> None:
    assert clean({"sum": Decimal("12.50"), "day": date(2026, 3, 2), "ids": (1, 2)}) == {
        "sum": "12.50",
        "day": "2026-03-02",
        "ids": [1, 2],
    }


def test_no_fact_of_a_whole_course_holds_a_sentence(direct: Story) -> None:
    """What people wrote stands in tables that can be redacted."""
    direct.tell(handed())
    names = {*direct.county.people, *(b.name for b in direct.county.bodies.values()), direct.find("road").title}
    for row in Fact.objects.unguarded(WHY).values("data", "outcome", "capacity", "key"):
        said = json.dumps(row, ensure_ascii=False, default=str)
        assert not [n for n in names if n in said] and not re.search(r"[\u4e00-\u9fff]{4}", said), said
    assert Matter.objects.unguarded(WHY).count() == 2


def test_what_has_no_day_comes_last(direct: Story) -> None:
    """Both databases must agree on it: of several open duties a page shows the first."""
    direct.tell(handed())
    matter = direct.find("road")
    open_ = Duty.objects.unguarded(WHY).filter(matter__root=matter, state=Duty.State.OPEN)
    first = open_.exclude(due_on=None).order_by(*Duty.BY_DAY).first()
    assert first
    Duty(matter=first.matter, name="chase", role="examiner", body=matter.body, opened_on=date(2026, 1, 1)).save()
    days = list(open_.order_by(*Duty.BY_DAY).values_list("due_on", flat=True))
    assert days[-1] is None and days[0] == first.due_on
