"""Random walks: anybody does anything he is offered, with plausible data. After every step the record must be sound.

A walk that fails is repeated by its number.
"""

import random
from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django import forms
from django.db import connection

from quancheng.procedure import engine, pages, reads, registry, tick, undo
from quancheng.procedure.calls import Ambiguous, Behalf, Invalid, NotYours, Refused
from quancheng.procedure.course import course
from quancheng.procedure.forms import FilesField, RowsField
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.rooms.rulebook.book import enter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Person

from .conftest import DIRECT
from .soundness import WHY, demand_sound
from .story import Story
from .test_suggestions import handed

START = date(2026, 3, 3)
STEPS = 40
SAID = "已到现场看过，正在办理。"


def _likely(offer: reads.Offer) -> int:
    """Mostly the line, or nothing would ever be replied; seldom what ends everything, or is refused until year's end."""
    if offer.spec.id in ("withdraw", "run", "release", "take_down", "join") or offer.matter.kind == "terms":
        return 1
    return 30 if offer.spec.id in (offer.matter.step, "reassign", "arbitrate") else 8


class Walk:
    """One walk through one county."""

    def __init__(self, story: Story, number: int):
        self.story, self.dice, self.day, self.done = story, random.Random(number), START, Counter[str]()

    def go(self) -> None:
        facts = 0
        for _ in range(STEPS):
            self.day += timedelta(days=self.dice.choice([0, 0, 1, 2, 5, 12]))
            with clock.at(self.day):
                what = self.dice.choices(
                    [self.offered, self.begin, self.take_back, self.correct, self.tick], [20, 1, 1, 1, 1]
                )[0]
                what()
                now = demand_sound()
                assert now >= facts, "facts only grow"
                facts = now
        connection.check_constraints()

    def anybody(self) -> Actor:
        return Actor.of(self.dice.choice(list(Person.objects.order_by("pk"))), self.day)

    def roots(self, actor: Actor) -> list[Matter]:
        return list(Matter.objects.seen_by(actor).filter(part_of=None).order_by("pk"))

    def attempt(self, name: str, run: Any, data: dict[str, Any]) -> None:
        """Do it, or be answered; an answer writes nothing, and none of them is “not yours”."""
        before = Fact.objects.unguarded(WHY).count()
        try:
            run(data)
        except (Invalid, Refused, Ambiguous) as answer:
            assert Fact.objects.unguarded(WHY).count() == before
            self.done[type(answer).__name__] += 1
        except NotYours as answer:
            raise AssertionError(f"{name} was offered and is not his") from answer
        else:
            self.done[name] += 1

    def offered(self) -> None:
        """Somebody who is offered anything does one of it; the pages that lead there can be drawn."""
        busy = Person.objects.filter(posts__isnull=False) | Person.objects.filter(mandates__isnull=False)
        people = list(busy.order_by("pk"))
        for person in self.dice.sample(people, len(people)):
            actor = Actor.of(person, self.day)
            roots = self.roots(actor)
            offers = reads.offers(actor, self.dice.choice(roots)) if roots else []
            if not offers or self.dice.random() > max(map(_likely, offers)) / 30:
                continue
            pick = self.dice.choices(offers, [_likely(o) for o in offers])[0]
            course(actor, pick.matter.root)
            assert {o.duty.pk for o in offers if o.duty} <= {owed.duty.pk for owed in reads.todo(actor)}
            behalf = None
            if pick.behalf:
                behalf = Behalf(person=pick.behalf) if isinstance(pick.behalf, Person) else Behalf(body=pick.behalf)
            duty = pick.duty.pk if pick.duty else None
            try:
                form = engine.form_of(engine.call_for(actor, pick.matter.pk, pick.spec.id, duty=duty, behalf=behalf))
            except Ambiguous:
                return
            name = f"{pick.matter.kind}.{pick.spec.id}"
            self.attempt(
                name, partial(engine.do, actor, pick.matter.pk, pick.spec.id, duty=duty, behalf=behalf), self.fill(form)
            )
            return

    def begin(self) -> None:
        actor = self.anybody()
        for kind, body, for_other in reads.startable(actor)[:1]:
            behalf = (
                Behalf(person=self.dice.choice(list(Person.objects.filter(mandates__congress=body))))
                if for_other
                else None
            )
            form = engine.form_of(engine.call_to_begin(actor, kind, body, behalf=behalf))
            self.attempt(f"begin {kind}", partial(engine.begin, actor, kind, body, behalf=behalf), self.fill(form))

    def take_back(self) -> None:
        for person in Person.objects.order_by("pk"):
            actor = Actor.of(person, self.day)
            found = [f for root in self.roots(actor) if (f := undo.revocable(actor, root))]
            if found:
                undo.revoke(actor, self.dice.choice(found).pk)
                self.done["revoke"] += 1
                return

    def correct(self) -> None:
        actor = Actor.of(self.story.county.people["林晓梅"], self.day)
        found = sorted(pk for root in self.roots(actor) for pk in pages.correctable(actor, root))
        if found:
            fact = Fact.objects.unguarded(WHY).get(pk=self.dice.choice(found))
            form = engine.form_of(undo.call_to_correct(actor, fact.pk))
            self.attempt(
                "correct", partial(undo.correct, actor, fact.pk), self.fill(form) | {"on": fact.on.isoformat()}
            )

    def tick(self) -> None:
        tick.tick()
        assert tick.tick()["opened"] == 0
        self.done["tick"] += 1

    def fill(self, form: forms.Form) -> dict[str, Any]:
        """Something plausible in every field, starting from what the form starts with."""
        return {name: self.value(field, form.initial.get(name)) for name, field in form.fields.items()}

    def value(self, field: forms.Field, initial: Any = None) -> Any:
        dice = self.dice
        if isinstance(field, RowsField):
            row = field.row(**field.widget.context_of_row)
            return [{n: self.value(f) for n, f in row.fields.items()} for _ in range(dice.choice([1, 1, 2]))]
        if isinstance(field, FilesField):
            return []
        if isinstance(field, forms.MultipleChoiceField):
            return dice.sample([k for k, _ in field.choices], min(len(field.choices), 1))
        if isinstance(field, forms.ChoiceField):
            keys = [k for k, _ in field.choices if k != ""]
            return dice.choice(keys) if keys and (field.required or dice.random() < 0.8) else ""
        if isinstance(field, forms.DateField):
            return (self.day if field.label == "日期" else self.day + timedelta(days=dice.randint(1, 400))).isoformat()
        if isinstance(field, forms.IntegerField):
            return dice.randint(0, 100)
        if isinstance(field, forms.BooleanField):
            return "on" if dice.random() < 0.5 else ""
        if field.label in ("承诺办什么", "承诺哪一天前办成") and dice.random() < 0.5:
            return ""
        return (
            initial or f"关于第{dice.randint(1, 999)}号路段的{SAID}"[: field.max_length or 60]
            if isinstance(field, forms.CharField)
            else ""
        )


@pytest.mark.parametrize("number", range(4))
def test_wherever_people_go_the_record_is_sound(tale: Story, number: int) -> None:
    if number % 2:
        enter("direct", DIRECT)
    tale.tell(
        [
            *handed("a", ("traffic", "separate"), ("power", "separate")),
            *handed("b", ("water", "lead"), ("finance", "co"), lead="王成林"),
        ]
    )
    walk = Walk(tale, number)
    walk.go()
    did = {name for name in walk.done if "." in name}
    assert len(did) >= 6, f"a walk that goes nowhere: {walk.done}"
    assert {name.split(".")[0] for name in did} <= set(registry.definitions)
