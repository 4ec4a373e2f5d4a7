"""One English id, one Chinese term: nothing is without a word, no word stands for two things, none for nothing."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from contracts.shipped import definitions, specs
from contracts.tree import PACKAGE, modules
from quancheng.law.rules import Book
from quancheng.procedure import registry
from quancheng.procedure.words import glossary, organ_word, outcome_word, part_word, role_word
from quancheng.record.models import Duty
from quancheng.roster.models import Body
from quancheng.roster.roles import roles
from quancheng.site.docs.glossary import SECTIONS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OF_UNITS = {"lead", "separate", "co"}  # parts a body has by its assignment, not by a literal in an act


def strings(node: ast.AST | None) -> set[str]:
    """Every text an expression may be: a constant, or either branch of a choice."""
    return (
        {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)} if node else set()
    )


def roles_named() -> set[str]:
    acted = {role for post in roles().values() for role in post.acts_for}
    return {s.by for _, s in specs() if s.by} | {d.behalf_by for d in definitions() if d.behalf_by} | acted


def parts_named() -> set[str]:
    """Second argument of every Share and of every join, `part` of every Party, second of every (holder, part) pair."""
    found: set[str] = set()
    for m in modules():
        for call in m.walk(ast.Call):
            assert isinstance(call, ast.Call)
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            given = {k.arg: k.value for k in call.keywords}
            if name == "Share" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
                found |= strings(call.args[1])
            if name == "Party":
                found |= strings(given.get("part"))
            if name == "Told" and isinstance(given.get("parties"), ast.List):
                found |= {s for pair in given["parties"].elts for s in _second(pair)}  # type: ignore[attr-defined]
            if name == "append" and ast.unparse(call.func).endswith("parties.append"):
                found |= _second(call.args[0])
    return found


def _second(pair: ast.expr) -> set[str]:
    return strings(pair.elts[1]) if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 else set()


def outcomes_unnamed() -> set[str]:
    """Ways on that no procedure names in words because nobody chooses them."""
    return {outcome for _, s in specs() for outcome in s.then if outcome and outcome not in s.outcomes}


def addresses(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[str]:
    """Every fixed word of every address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        fixed = re.sub(r"<[^>]*>", "", str(pattern.pattern))
        yield from (word for word in re.split(r"[/.^$\\]+", fixed) if word)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)


def models() -> set[str]:
    return {m.__name__ for m in apps.get_models() if m.__module__.startswith("quancheng.")}


def classes() -> set[str]:
    return {n.name for m in modules() for n in m.walk(ast.ClassDef) if isinstance(n, ast.ClassDef)}


def section(name: str) -> set[str]:
    return set(glossary()[name])


WANTED = {
    "role": roles_named,
    "part": lambda: parts_named() - {"co", "contact", "chased", "kept", "separate"},
    "unit_part": lambda: OF_UNITS | (parts_named() & {"contact", "chased", "kept"}),
    "outcome": outcomes_unnamed,
    "check": lambda: {c for _, s in specs() for c in s.checks},
    "paper": lambda: {p for _, s in specs() for p in s.papers},
    "day": lambda: {s.day for _, s in specs() if s.day},
    "url": lambda: set(addresses()),
    "noun": models,
}
MORE = {"outcome": {"joined"}}  # said by an act, led by no `then`


@pytest.mark.parametrize("name", WANTED)
def test_every_id_has_a_word(name: str) -> None:
    assert WANTED[name]()
    assert WANTED[name]() - section(name) == set()


@pytest.mark.parametrize("name", WANTED)
def test_every_word_has_an_id(name: str) -> None:
    there = classes() if name == "noun" else WANTED[name]() | MORE.get(name, set())
    assert section(name) - there == set()


def test_the_sections_are_the_known_ones() -> None:
    assert set(glossary()) == set(WANTED) == set(SECTIONS)


@pytest.mark.parametrize("name", WANTED)
def test_one_term_means_one_thing(name: str) -> None:
    """Within a section no two ids share a term, and each says where it comes from."""
    rows = glossary()[name]
    assert all(set(row) == {"zh", "source"} and row["source"] for row in rows.values())
    assert all(CHINESE.search(row["zh"]) for row in rows.values())
    assert [zh for zh, times in Counter(row["zh"] for row in rows.values()).items() if times > 1] == []


def test_nothing_is_said_twice() -> None:
    """What has its word beside it (a post, an outcome of a step) stands there and nowhere else."""
    assert not {o for _, s in specs() for o in s.outcomes} & section("outcome") - {"yes"}
    assert not models() & set(roles())


def test_phases_have_words() -> None:
    """Every phase a tree can stand in is a step, an end or a phase of the room with a word."""
    for kind, words in registry.phase_words.items():
        made = next(d for d in definitions() if d.id == kind)
        assert not [p for p in words if not CHINESE.search(words[p])]
        assert {*made.steps, *made.ends} - set(words) <= {s.id for s in made.steps.values() if s.awaits}


def test_what_stands_in_toml_is_chinese() -> None:
    assert all(CHINESE.search(role.label) and CHINESE.search(role.written) for role in roles().values())
    assert all(CHINESE.search(entry.rule.title) for entry in Book.shipped().all())
    assert all(CHINESE.search(str(label)) for _, label in (*Body.Kind.choices, *Duty.State.choices))


def test_words_are_found() -> None:
    assert role_word("lead") == "领衔代表" and role_word("county_clerk") == roles()["county_clerk"].label
    assert (part_word("lead"), part_word("lead", unit=True)) == ("领衔", "主办")
    assert organ_word("presidium") == "主席团"
    assert outcome_word("via_government") == "经政府办分办"


def test_one_role_has_one_name_everywhere() -> None:
    """A role that is both a post's id and a procedure's is the same office."""
    shared = set(roles()) & section("role")
    assert all(key in roles()[key].acts_for for key in shared)


def test_the_glossary_is_in_the_package() -> None:
    assert (PACKAGE / "glossary.toml").exists()
