"""One name all the way through: step in TOML, function, form, fact kind, URL.

Nothing is declared that is not bound, and nothing bound that is not declared.
"""

import ast
import re
from collections.abc import Iterable
from datetime import date

from contracts.shipped import definitions, names, specs
from contracts.tree import modules
from quancheng.law import events
from quancheng.law.rules import Book
from quancheng.procedure import registry
from quancheng.procedure.calls import Call
from quancheng.procedure.definition import Step
from quancheng.procedure.forms import StepForm
from quancheng.procedure.words import engine_word
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
RIGHT_TO_CORRECT = "correct"  # an aside that only gives the right; the act is that of the corrected step
TITLE_SAYS_IT = {
    "suggestions.join": "附议这一件 says what was done and who did it stands beside it",
    "handling_years.run": "年度办理 is done when the year is closed",
}


def ours(table: dict[str, object]) -> set[str]:
    """What the shipped rooms have bound; tests bind procedures of their own."""
    found = set()
    for name, bound in table.items():
        function = getattr(bound, "run", None) or getattr(bound, "day", None) or bound
        if getattr(function, "__module__", "quancheng.").startswith("quancheng."):
            found.add(name)
    return found


def kinds() -> set[str]:
    return {d.id for d in definitions()}


def test_every_step_somebody_does_has_an_act_and_a_form() -> None:
    wanted = {f"{d.id}.{s.id}" for d, s in specs() if s.by and s.id != RIGHT_TO_CORRECT}
    assert wanted
    assert wanted <= set(registry.acts)
    assert all(issubclass(registry.acts[name].form, StepForm) for name in wanted)


def test_an_act_has_the_name_of_its_step() -> None:
    """A trailing underscore is allowed where the name is a builtin or taken twice in one module."""
    strangers = [
        f"{name} is done by {act.run.__name__}"
        for name, act in registry.acts.items()
        if name in names() and act.run.__name__.removesuffix("_") != name.split(".")[1]
    ]
    assert not strangers


def test_a_fact_has_the_name_of_its_step() -> None:
    call = Call("suggestions", Step("hand_over", "交办"), Actor(), Body(), Book.shipped(), date(2026, 1, 1))
    assert call.name == "suggestions.hand_over"


def test_nothing_is_bound_that_is_not_declared() -> None:
    awaited = {f"{d.id}.{part}" for d, s in specs() for part in s.awaits}
    ended = {f"{d.id}.{how}" for d in definitions() for how in ("enter_past",)} | {"record.revoke", "record.annul"}
    due = {f"{d.id}.{s.id}_due" for d, s in specs()}
    declared: dict[str, tuple[set[str], Iterable[str]]] = {
        "acts": (ours(registry.acts), names()),
        "corrections": (ours(registry.corrections), names()),
        "bearers": (ours(registry.bearers), {f"{d.id}.{s.by}" for d, s in specs()}),
        "joins": (ours(registry.joins), names()),
        "on_parts": (ours(registry.on_parts), awaited),
        "checks": (ours(registry.checks), {f"{d.id}.{c}" for d, s in specs() for c in s.checks}),
        "days": (ours(registry.days), {f"{d.id}.{s.day}" for d, s in specs()}),
        "rules": (ours(registry.rules), {f"{d.id}.{r}" for d, s in specs() for r in (s.within, s.until)}),
        "words": (ours(registry.words), names() | ended | due),
        "events": (ours(registry.events), events.known()),
        "starters": (ours(registry.starters), kinds()),
        "phases": (ours(registry.phases), kinds()),
        "texts": (ours(registry.texts), kinds()),
        "pages": (ours(registry.pages), kinds()),
    }
    found = {table: sorted(bound - set(known)) for table, (bound, known) in declared.items()}
    assert not {table: names for table, names in found.items() if names}


def test_nothing_is_declared_that_is_not_bound() -> None:
    assert not [fault for fault in registry.faults() if fault.split(".")[0] in kinds()]


def test_every_rule_that_dates_a_step_is_declared_and_its_events_are_known() -> None:
    shipped = Book.shipped()
    ruled = {rule for _, s in specs() for rule in (s.within, s.until) if rule}
    assert ruled
    assert not [rule for rule in ruled if not shipped.has(rule)]
    # a room may choose a longer rule of the same family (suggestion.reply → suggestion.reply.hard)
    targets = {e.rule.target for rule in ruled for e in shipped.all(rule)}
    named = {v.event for e in shipped.all() if e.rule.target in targets for v in e.rule.values if v.event}
    assert named
    assert not named - set(registry.events), "a norm counts from an event of which no room knows the day"


def test_what_moves_an_event_is_a_step() -> None:
    moved = {kind for name in ours(registry.events) for kind in registry.events[name].kinds}
    assert moved
    assert moved <= names()


def test_every_fact_has_a_sentence_or_the_word_of_its_outcome() -> None:
    silent = {f"{d.id}.{s.id}" for d, s in specs() if s.by and not s.outcomes and s.id != RIGHT_TO_CORRECT}
    assert silent - set(registry.words) - set(TITLE_SAYS_IT) == set()
    assert not set(TITLE_SAYS_IT) & set(registry.words), "an exception nobody needs any more"


def test_what_the_engine_writes_by_itself_has_a_word() -> None:
    written = {
        key.value.value
        for m in modules()
        for key in m.walk(ast.keyword)
        if isinstance(key, ast.keyword) and key.arg == "kind" and isinstance(key.value, ast.Constant)
    }
    engine = {kind for kind in written if str(kind).startswith("record.")}
    assert {"record.revoke", "record.annul"} <= engine
    assert not [kind for kind in engine if not CHINESE.search(engine_word(str(kind)))]


def test_titles_and_outcomes_are_chinese() -> None:
    said = [(d.id, d.title) for d in definitions()]
    said += [(f"{d.id}.{s.id}", s.title) for d, s in specs()]
    said += [(f"{d.id}.{s.id}.{o}", word) for d, s in specs() for o, word in s.outcomes.items()]
    said += [(f"{d.id}.{e.id}", e.title) for d in definitions() for e in d.ends.values()]
    assert not [(name, word) for name, word in said if not CHINESE.search(word) or LATIN.search(word)]


def test_a_seal_is_one_character_and_means_one_thing() -> None:
    """Two steps of one procedure may share a seal only if it is the verb of both titles."""
    for d in definitions():
        places: dict[str, list[str]] = {}
        for step in d.steps.values():
            assert len(step.seal) == 1, f"{d.id}.{step.id}: {step.seal!r}"
        for place in (*d.steps.values(), *d.ends.values()):
            assert len(place.seal) <= 1
            places.setdefault(place.seal or "结", []).append(place.title)
        for seal, titles in places.items():
            assert len(titles) == 1 or all(seal in title for title in titles), f"{d.id}: {seal} is {titles}"
