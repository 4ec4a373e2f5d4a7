"""The whole county, loaded once: everything came to stand somewhere, its pages answer, its figures open what they count."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from quancheng.record import clock
from quancheng.roster.actor import Actor
from quancheng.roster.models import Account, Mandate, Person, Post

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="once is enough: the small county is made on both"),
]
WHY = "a test looks at the whole county"
TODAY = date(2026, 11, 21)
PHASES = {
    "draft", "examine", "hand_over", "allot", "sign_for", "reassign", "handle", "rate", "settle", "promised", "closed", "declined",
    "merged", "withdrawn", "passed_up",
}  # fmt: skip


@pytest.fixture(scope="module")
def said(database_copies: Any, django_db_blocker: Any) -> Iterator[str]:
    from ground.databases import on_a_copy

    with django_db_blocker.unblock(), on_a_copy(database_copies):
        out = StringIO()
        began = time.process_time()
        call_command("demo", "load", stdout=out)
        out.write(f"{time.process_time() - began:.0f}")
        yield out.getvalue()


def test_it_is_there_in_time_and_says_so(said: str) -> None:
    found = re.search(r"159 个机构，(\d+) 人，392 件建议，办了 (\d+) 步", said)
    assert found and int(found[1]) > 800 and int(found[2]) > 4000
    assert int(said.rpartition("\n")[2]) < 150, "computing time, also where others are busy on the machine"


def test_everything_stands_somewhere(said: str) -> None:
    from quancheng.record.models import Duty, Matter

    suggestions = Matter.objects.unguarded(WHY).filter(kind="suggestions")
    phases = Counter(suggestions.values_list("phase", flat=True))
    assert sum(phases.values()) == 392 and set(phases) >= PHASES
    ends = set(Matter.objects.unguarded(WHY).filter(kind="assignments").values_list("ended_as", flat=True))
    assert {"", "replied", "returned", "unsettled", "unrated"} <= ends
    late = Duty.objects.unguarded(WHY).filter(state="open", due_on__lt=TODAY)
    assert {"handle", "keep"} <= set(late.values_list("name", flat=True))
    assert Mandate.objects.on(TODAY).count() == 780
    assert not Person.objects.filter(born_year=None).exists()


def test_a_township_was_without_a_clerk(said: str) -> None:
    from quancheng.record.models import Fact

    gap = Fact.objects.unguarded(WHY).filter(body__slug="maan", on__gt=date(2026, 2, 27), on__lt=date(2026, 8, 17))
    assert not gap.filter(kind="suggestions.examine").exists() and not gap.filter(capacity="township_clerk").exists()
    after = Fact.objects.unguarded(WHY).filter(body__slug="maan", kind="suggestions.examine", on__gte=date(2026, 8, 17))
    assert {f.capacity for f in after} == {"township_clerk"}


@pytest.mark.parametrize("role", ["county_clerk", "township_clerk", "handler", "chair"])
def test_pages_answer(said: str, role: str) -> None:
    with clock.at(TODAY):
        post = Post.objects.on(TODAY).filter(role=role, person__account__isnull=False).order_by("pk").first()
        assert post
        client = Client()
        client.force_login(Account.objects.get(person=post.person))
        for address in ("/desk/", "/desk/suggestions/", "/desk/suggestions/statistics/"):
            assert client.get(address, follow=True).status_code == 200, address


def test_a_sample_of_the_figures_opens_its_lists(said: str) -> None:
    from quancheng.rooms.suggestions.statistics import congresses, listed, statistics

    luck = random.Random(530999)
    with clock.at(TODAY):
        post = Post.objects.on(TODAY).filter(role="county_clerk").select_related("person").order_by("pk").first()
        assert post
        actor = Actor.of(post.person, TODAY)
        for congress in luck.sample(list(congresses(actor)), 3):
            board = statistics(actor, congress, since=date(2020, 1, 1))
            cells = [cell for t in board.tables for row in (*t.rows, t.total) for cell in row.cells if cell.opens]
            for cell in luck.sample(cells, min(25, len(cells))):
                lines = list(listed(board.view, cell.figure, cell.row).items())
                assert len(lines) == (cell.whole if cell.figure.is_rate else cell.count), cell
                assert sum(i.counted for i in lines) == cell.count, cell
