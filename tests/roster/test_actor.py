"""In which congresses somebody acts, and which he reads from above."""

from datetime import date

import pytest

from journeys.county import settle_county
from quancheng.roster.actor import Actor, congresses_as
from quancheng.roster.models import Person

ON = date(2026, 11, 21)


@pytest.mark.django_db
def test_a_countys_clerk_acts_in_the_county_alone_and_reads_the_townships() -> None:
    county = settle_county()
    clerk = Actor.of(county.people["林晓梅"], ON)
    assert [body.slug for body in congresses_as(clerk, "examiner")] == ["county"]
    assert clerk.reads_below == {county.bodies["county"].pk}
    assert clerk.serves_as("examiner") and not clerk.serves_as("handler")


@pytest.mark.django_db
def test_a_townships_clerk_reads_nothing_below_and_a_stranger_acts_nowhere() -> None:
    county = settle_county()
    clerk = Actor.of(county.people["何丽"], ON)
    assert [body.slug for body in congresses_as(clerk, "examiner")] == ["shiqiao"]
    assert clerk.reads_below == set()
    assert not congresses_as(Actor.of(Person.objects.create(name="路人"), ON), "examiner")
