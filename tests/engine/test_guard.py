"""Rows are invisible until someone says who is looking, by whatever way they are asked for."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Exists, ForeignKey, OuterRef, Prefetch, Subquery

from quancheng.procedure.models import Draft
from quancheng.record.guard import GuardedManager, GuardedRows, Unscoped
from quancheng.record.models import Credit, Duty, Fact, Matter, Party, Reader
from quancheng.rooms.suggestions.models import Reply, Suggestion
from quancheng.roster.actor import Actor
from quancheng.roster.models import Area, Body, Person

from .soundness import WHY
from .story import Story, line
from .test_suggestions import handed

M = Matter.objects
ALL = "everything, for a test"


def every() -> GuardedRows:
    return Matter.objects.unguarded(ALL)


def one() -> Matter:
    return every().earliest("pk")


WAYS: dict[str, Callable[[], Any]] = {
    "all": lambda: list(M.all()),
    "bool": lambda: bool(M.all()),
    "len": lambda: len(M.filter(kind="suggestions")),
    "index": lambda: M.order_by("pk")[0],
    "slice": lambda: list(M.all()[:2]),
    "get": lambda: M.get(pk=1),
    "first": lambda: M.first(),
    "last": lambda: M.last(),
    "latest": lambda: M.latest("pk"),
    "earliest": lambda: M.earliest("pk"),
    "exists": lambda: M.exists(),
    "count": lambda: M.count(),
    "aggregate": lambda: M.aggregate(n=Count("pk")),
    "aggregate of a group": lambda: M.values("kind").annotate(n=Count("pk")).aggregate(models.Max("n")),
    "annotate": lambda: list(M.annotate(n=Count("duties"))),
    "values": lambda: list(M.values("title")),
    "values_list": lambda: list(M.values_list("title", flat=True)),
    "distinct": lambda: list(M.distinct()),
    "dates": lambda: list(M.dates("opened_on", "year")),
    "iterator": lambda: list(M.iterator()),
    "in_bulk": lambda: M.in_bulk([1]),
    "contains": lambda: M.contains(one()),
    "explain": lambda: M.all().explain(),
    "sql": lambda: str(M.all().query),
    "only": lambda: list(M.only("pk")),
    "extra": lambda: list(M.extra(where=["1=1"])),
    "raw": lambda: list(M.raw("SELECT * FROM record_matter")),
    "none": lambda: list(M.none()),
    "using": lambda: list(M.using("default")),
    "db_manager": lambda: list(M.db_manager("default").all()),
    "select_for_update": lambda: list(M.select_for_update()),
    "select_related": lambda: list(Duty.objects.select_related("matter")),
    "update": lambda: M.update(title="x"),
    "filtered update": lambda: M.filter(pk=1).update(title="x"),
    "delete": lambda: M.filter(pk=1).delete(),
    "raw delete": lambda: M.filter(pk=1)._raw_delete("default"),
    "bulk_update": lambda: M.bulk_update([one()], ["title"]),
    "get_or_create": lambda: M.get_or_create(ref="x"),
    "update_or_create": lambda: M.update_or_create(ref="x"),
    "or": lambda: list(every() | M.all()),
    "or, turned round": lambda: list(M.all() | every()),
    "and": lambda: list(every() & M.all()),
    "xor": lambda: list(every() ^ M.all()),
    "union": lambda: list(every().union(M.all())),
    "union, turned round": lambda: list(M.all().union(every())),
    "intersection": lambda: list(every().intersection(M.all())),
    "difference": lambda: list(every().difference(M.all())),
    "union from outside": lambda: list(Body.objects.values("pk").union(M.values("pk"))),
    "an empty side hides no other": lambda: list(M.seen_by(Actor()) | every()),
    "an empty union hides no other": lambda: list(M.seen_by(Actor()).union(every())),
    "an empty other side": lambda: list(every() & M.seen_by(Actor())),
    "subquery in a filter": lambda: list(every().filter(pk__in=M.values("pk"))),
    "subquery in another table": lambda: list(Body.objects.filter(pk__in=M.values("body"))),
    "exists in another table": lambda: list(Body.objects.filter(Exists(M.filter(body=OuterRef("pk"))))),
    "column of another table": lambda: list(Body.objects.annotate(t=Subquery(M.filter(body=OuterRef("pk")).values("title")[:1]))),
    "related rows": lambda: list(one().parts.all()),
    "count of related rows": lambda: one().facts.count(),
    "related rows of a row": lambda: list(one().duties.all()),
    "facts of a row": lambda: one().facts.exists(),
    "parts": lambda: one().parts.first(),
    "credits": lambda: list(Fact(pk=1).credits.all()),
    "update of related rows": lambda: one().parts.update(title="x"),
    "prefetch": lambda: list(every().prefetch_related("parts")),
    "prefetch by query": lambda: list(every().prefetch_related(Prefetch("duties", Duty.objects.all()))),
    "the next one": lambda: one().get_next_by_opened_on(),
    "a room's rows": lambda: list(Suggestion.objects.filter(text__contains="路")),
    "a room's rows, deeper": lambda: list(Reply.objects.all()),
    "why without a reason": lambda: list(M.unguarded("")),
}  # fmt: skip


@pytest.fixture
def a_matter(db: None) -> None:
    """The least there can be: one matter of one body, and one person."""
    Area.objects.create(code="530999", name="云岭县")
    congress = Body.objects.create(slug="county", name="b", short="b", kind="congress", tier="county", area_id="530999")
    Person.objects.create(name="某人")
    Matter(kind="suggestions", title="路", body=congress, opened_on=date(2026, 1, 1)).save()


@pytest.mark.usefixtures("a_matter")
@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_to_rows_without_a_scope(way: str) -> None:
    before = list(every().order_by("pk").values())
    with pytest.raises(Unscoped), transaction.atomic():
        WAYS[way]()
    assert list(every().order_by("pk").values()) == before


def test_with_a_scope_every_way_is_open(direct: Story) -> None:
    direct.tell(handed())
    clerk = direct.county.actor("林晓梅")
    seen = Matter.objects.seen_by(clerk)
    assert seen.count() == len(seen) == len(seen.in_bulk()) == 2
    assert (seen.filter(kind="suggestions") | seen.filter(kind="assignments")).count() == 2
    assert seen.filter(kind="suggestions").union(seen.filter(kind="assignments")).count() == 2
    assert seen.filter(duties__state="open").distinct().count() == 1
    assert seen.exclude(duties__state="open").count() == 1  # asked again inside: the same question
    assert Body.objects.filter(pk__in=seen.values("body")).count() == 1
    assert one().facts.seen_by(clerk).count() > 0
    assert seen.filter(kind="suggestions").update(title="改过") == 1


def test_two_who_look_are_not_mixed(direct: Story) -> None:
    direct.tell(handed())
    mine, his = (Matter.objects.seen_by(direct.county.actor(who)) for who in ("林晓梅", "马德福"))
    for mix in (lambda: mine | his, lambda: mine & his, lambda: mine.union(his), lambda: mine | every()):
        with pytest.raises(Unscoped):
            mix()


def test_the_public_sees_nothing_and_everybody_his_own(direct: Story) -> None:
    direct.tell([*handed(), line("2026-03-02", "冯国庆", "far", "begin", "draft", body="liulin", outcome="keep")])
    tables = (Matter, Party, Duty, Fact, Credit, Suggestion)
    assert [t.objects.seen_by(Actor()).count() for t in tables] == [0] * len(tables)
    road, far = direct.find("road"), direct.find("far")
    for name, sees in {
        "马德福": {road.pk}, "林晓梅": {road.pk}, "周立新": {road.pk}, "冯国庆": {far.pk}, "王成林": {road.pk}, "沈小雨": set(), "江水生": set(),
    }.items():  # fmt: skip
        actor = direct.county.actor(name)
        assert set(Matter.objects.seen_by(actor).filter(part_of=None).values_list("pk", flat=True)) == sees, name
        assert set(Fact.objects.seen_by(actor).values_list("matter__root_id", flat=True)) == sees, name


def test_members_see_no_confidential_suggestion_and_the_county_none_before_its_hand_over(direct: Story) -> None:
    def who_sees(name: str) -> list[bool]:
        people = ("田秀芳", "林晓梅", "何丽")
        return [Matter.objects.seen_by(direct.county.actor(p)).filter(pk=direct.find(name).pk).exists() for p in people]

    direct.tell(
        [
            line("2026-01-20", "杨志强", name, "begin", body="shiqiao", confidential=name == "secret")
            for name in ("open", "secret")
        ]
    )
    assert (
        who_sees("open") == who_sees("secret") == [False, False, True]
    )  # another member, the county, the township's clerk
    for name in ("open", "secret"):
        direct.tell([
            line("2026-01-22", "何丽", name, "examine"),
            line("2026-03-02", "何丽", name, "hand_over", units=[("shiqiao-build", "lead")]),
        ])  # fmt: skip
    assert (who_sees("open"), who_sees("secret")) == ([True, True, True], [False, True, True])


# Tables that reach a matter and are not guarded, with the reason.
OPEN_TABLES = {
    Reader: "it is the guard itself: keys and ids only",
    Draft: "asked for by its owner only, and its matter through the guard",
}


def test_every_table_that_reaches_a_matter_is_guarded() -> None:
    guarded = {Matter}
    while more := {m for m in _models() if m not in guarded and m not in OPEN_TABLES and _points_to(m) & guarded}:
        guarded |= more
    assert len(guarded) > 15
    for model in guarded:
        assert isinstance(model._default_manager, GuardedManager), f"{model._meta.label} needs GuardedManager"
        path, at = model.guard.split("__"), model
        for name in path[:-1]:
            at = at._meta.get_field(name).related_model
        assert (at, path[-1]) in ((Matter, "root_id"), (model, "root_id")), f"{model._meta.label}.guard leads elsewhere"


def _models() -> list[type[models.Model]]:
    return [
        m for m in apps.get_models() if m._meta.label.split(".")[0] not in ("contenttypes", "auth", "axes", "sessions")
    ]


def _points_to(model: type[models.Model]) -> set[type[models.Model]]:
    return {f.related_model for f in model._meta.concrete_fields if isinstance(f, ForeignKey)}  # type: ignore[misc]


def test_a_subclass_of_the_present_is_never_deleted(direct: Story) -> None:
    direct.tell(handed())
    with pytest.raises(TypeError, match="ended, not deleted"):
        one().delete()
    assert Matter.objects.unguarded(WHY).count() == 2
