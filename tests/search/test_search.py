"""What is found is what a scan of every text would find, whoever asks, on both databases and by every way."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from time import perf_counter

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quancheng.record import search
from quancheng.record.kept import journalled, take_back
from quancheng.record.models import Matter, Reader, SearchText
from quancheng.record.search import hits, store
from quancheng.roster.actor import Actor
from quancheng.roster.models import Area, Body

ME = Actor(person_id=1)
OTHER = Actor(person_id=2)
# frequent neighbours, halves of each other's grams, signs of both query languages, marks, emoji, a young ideograph
LETTERS = "建议路修学校aAéß１%_'\"\\*:&|()!<>-^ 　\n😀👍🏽\u0301\u200d㈠𠮷鿏\U000323af\ue000\x00\ud800"
TEXT = st.text(st.sampled_from(LETTERS), max_size=14) | st.text(max_size=8)

pytestmark = pytest.mark.django_db

Make = Callable[..., Matter]


@pytest.fixture(params=["own texts", "newest texts", "index"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whoever sees little is answered from his own texts, others from the index, on PostgreSQL the newest first."""
    if request.param != "own texts":
        monkeypatch.setattr(hits, "FEW", 0)
    if request.param == "index":
        monkeypatch.setattr(store, "NEAR", 0)
    return request.param


@pytest.fixture
def make(db: None) -> Iterator[Make]:
    """A root matter with its text in the index, opened `age` days ago, seen by person 1 unless said otherwise."""
    area = Area.objects.create(code="990100", name="测试县")
    body = Body.objects.create(slug="b", name="测试县人大", short="测试县", kind="congress", tier="county", area=area)
    number = count()

    def made(text: str, key: str = "p:1", kind: str = "suggestions", age: int = 0) -> Matter:
        on = date(2026, 6, 1) - timedelta(age)
        matter = Matter(kind=kind, title=f"第{next(number)}件", body=body, opened_on=on)
        matter.save()
        matter.root = matter
        matter.save()
        Reader.objects.create(key=key, kind=kind, opened_on=on, matter=matter)
        search.index(matter, text)
        return matter

    yield made


def found(query: str, actor: Actor = ME, **how) -> list[int]:
    return [matter.pk for matter in search.find(actor, query, **how).matters]


def indexed() -> int:
    """Rows that the index itself can be made to give back for the commonest character."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM record_search('\"路\"*')")
        else:
            cursor.execute("SELECT count(*) FROM record_searchtext WHERE quancheng_grams(text) @@ '''路'':*'")
        return cursor.fetchone()[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_found_is_what_a_scan_finds(make: Make, way: str, data: st.DataObject):
    texts = data.draw(st.lists(TEXT, min_size=1, max_size=8))
    normal = [search.normalise(text) for text in texts]
    part = st.sampled_from(normal).flatmap(
        lambda text: st.tuples(st.integers(0, len(text)), st.integers(1, 5)).map(lambda at: text[at[0] : sum(at)])
    )
    queries = data.draw(st.lists(st.lists(part | TEXT, min_size=1, max_size=3).map(" ".join), min_size=5, max_size=15))
    with transaction.atomic():
        matters = [make(text, age=len(texts) - at) for at, text in enumerate(texts)]
        for query in queries:
            words = search.normalise(query).split()
            right = [
                matter.pk
                for matter, text in reversed(list(zip(matters, normal, strict=True)))
                if words and all(word in text for word in words)
            ]
            assert found(query) == right, query
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=2, max_size=6))
def test_a_changed_or_removed_text_leaves_nothing_behind(make: Make, way: str, texts: list[str]):
    with transaction.atomic():
        begun = indexed()
        matter, still = make(texts[0]), make("别的路")
        for text in [*texts, ""]:
            search.index(matter, text)
            assert indexed() == begun + 1 + ("路" in search.normalise(text))
            for word in search.normalise(" ".join(texts)).split():
                assert (matter.pk in found(word)) == (word in search.normalise(text))
        assert found("别的路") == [still.pk]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO record_search (record_search) VALUES ('integrity-check')")
        transaction.set_rollback(True)


def test_an_unchanged_text_is_left_alone(make: Make, django_assert_num_queries):
    matter = make("修路")
    with django_assert_num_queries(1):
        search.index(matter, "　修路\x00")


def test_undoing_a_step_leaves_text_and_index_together(make: Make, way: str):
    matter = make("修路")
    with journalled() as journal:
        search.index(matter, "建校")
        matter.phase = "elsewhere"
        matter.save()
    take_back(journal)
    assert found("建校") == [matter.pk]
    search.index(matter, "修路")
    assert (found("建校"), found("修路")) == ([], [matter.pk])


def test_nobody_finds_what_he_may_not_see(make: Make, way: str):
    mine, theirs = make("修路"), make("修路", key="p:2")
    assert found("修路") == [mine.pk]
    assert found("修路", OTHER) == [theirs.pk]
    assert found("修路", Actor()) == []
    assert found("路", Actor(person_id=3)) == []
    Reader.objects.filter(matter=mine).delete()
    assert search.find(ME, "修路") == search.Found()


def test_the_newest_come_first_page_by_page(make: Make, way: str):
    ages = [3, 1, 4, 1, 5, 9, 2, 6]
    matters = [make("修路", age=age) for age in ages]
    right = [matter.pk for matter in sorted(matters, key=lambda m: (m.opened_on, m.pk), reverse=True)]
    pages, before = [], ""
    while True:
        page = search.find(ME, "路", limit=3, before=before)
        pages.append([matter.pk for matter in page.matters])
        before = page.next
        if not page.more:
            break
    assert pages == [right[:3], right[3:6], right[6:]]
    assert before == ""


def test_one_kind_only(make: Make, way: str):
    make("修路")
    other = make("修路", kind="letters")
    assert found("路", kind="letters") == [other.pk]


@pytest.mark.parametrize("length", [40_000, 150_000])
def test_a_long_text_is_found_at_its_end_and_across_its_pieces(make: Make, way: str, length: int):
    middle = "".join(chr(0x4E00 + i * 7 % 8000) for i in range(length))
    matter = make(f"起头{middle}修路")
    short = make("修路", age=1)
    assert found("修路") == [matter.pk, short.pk]
    assert found("起头 修路") == [matter.pk]
    assert all(found(middle[at : at + 150]) == [matter.pk] for at in range(0, length - 150, length // 7))
    search.index(matter, "短")
    assert found("修路") == [short.pk]
    assert SearchText.objects.unguarded("test").filter(matter=matter).count() == 1


def test_the_same_sign_a_thousand_times(make: Make, way: str):
    matter = make("哈" * 1000 + "修路" * 300 + "完")
    assert found("路修路完") == [matter.pk]
    assert found("哈" * 200) == [matter.pk]


@pytest.mark.parametrize(
    "query", ["", " ", "\x00", "\ud800", '"', "'", "\\", "a*", "a OR b", "'a' & !b", "NOT", "路" * 10**5]
)
def test_no_query_breaks_it(make: Make, way: str, query: str):
    make("修路")
    assert found(query) == []


def test_percent_and_underscore_are_characters(make: Make, way: str):
    make("完成100个")
    percent = make("完成100%_")
    assert found("0%") == found("%_") == found("_") == [percent.pk]


def test_rebuilding_finds_the_same(make: Make, way: str):
    matters = [make("修路", age=1), make("修路 建校")]
    make("")
    assert search.rebuild() == 2
    assert found("修路") == [matter.pk for matter in reversed(matters)]
    assert indexed() == 2


def test_a_database_without_index_gets_it_with_what_is_there(make: Make, way: str):
    matter = make("修路")
    connection.check_constraints()  # PostgreSQL makes no index while a deferred check is pending
    search.install()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE record_search" if connection.vendor == "sqlite" else "DROP INDEX record_search")
    search.install()
    search.install()
    assert (found("修路"), indexed()) == ([matter.pk], 1)


def test_five_thousand_texts_are_no_burden(make: Make, way: str):
    first = make("甲村修路")
    rows = [
        Matter(kind="suggestions", title="件", body=first.body, opened_on=first.opened_on - timedelta(1 + at % 900))
        for at in range(5000)
    ]
    Matter.objects.unguarded("test").bulk_create(rows)
    Reader.objects.bulk_create(Reader(key="p:1", kind=row.kind, opened_on=row.opened_on, matter=row) for row in rows)
    Matter.objects.unguarded("test").update(root_id=F("id"))
    SearchText.objects.unguarded("test").bulk_create(
        SearchText(pk=search.place(row), matter=row, text=f"第{at}号 关于乙村修路的建议") for at, row in enumerate(rows)
    )
    search.rebuild()
    begun = perf_counter()
    for at in range(0, 5000, 100):
        assert found(f"第{at}号") == [rows[at].pk]
    assert len(found("修路")) == 20
    assert (perf_counter() - begun) / 51 < 0.1  # some hundred times what it takes
