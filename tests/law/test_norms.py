"""What the shipped norms claim: their cases come true and their quotations stand in the statutes."""

import re
from pathlib import Path

import pytest

import quancheng.demo
from quancheng.law import cases, events
from quancheng.law.norm import Norm, Rule, Value, read
from quancheng.law.rules import Book

DEMO = Path(quancheng.demo.__file__).parent / "norms"
BOOK = Book.shipped().plus(sorted(DEMO.glob("yunling.toml")))
STATUTES = Path(__file__).parents[3] / "shared" / "law"
QUOTED = [(n, r, v) for n in BOOK.norms for r in n.rules for v in r.values if v.text and v.quote]


@pytest.mark.parametrize("norm", [n for n in BOOK.norms if n.cases], ids=lambda n: n.id)
def test_cases_come_true(norm: Norm) -> None:
    assert list(cases.failures(BOOK, norm)) == []


def test_a_false_case_is_caught() -> None:
    case = '[[case]]\ntitle = "错"\nrule = "suggestion.reply"\ntier = "county"\nstart = 2026-03-31\nend = 2026-07-01\n'
    empty = '[[case]]\ntitle = "空"\nrule = "suggestion.reply"\ntier = "county"\nstart = 2026-03-31\n'
    norm = read('id = "c"\ntitle = "算例"\nlevel = "law"\n' + case + empty)
    wrong, nothing = cases.failures(BOOK, norm)
    assert "应为 2026-07-01，算得 2026-06-30" in wrong
    assert "没有写要核对的结果" in nothing


@pytest.mark.skipif(not STATUTES.is_dir(), reason="the statute texts are not at hand")
@pytest.mark.parametrize(("norm", "rule", "value"), QUOTED, ids=lambda x: getattr(x, "id", None) or str(x.since))
def test_quotations_stand_in_the_article_that_is_cited(norm: Norm, rule: Rule, value: Value) -> None:
    text = (STATUTES / f"{value.text}.md").read_text(encoding="utf-8")
    for number in re.findall(r"第[一二三四五六七八九十百]+条", value.article):
        start = re.search(rf"^{number}\s", text, re.M)
        assert start, f"{value.text}: {number}"
        article = re.split(r"^第[一二三四五六七八九十百]+条\s|^#", text[start.end() :], maxsplit=1, flags=re.M)[0]
        if value.quote in article:
            return
    pytest.fail(f"{norm.id} {rule.id} {value.since}: “{value.quote}” is not in {value.article}")


def test_every_national_ruling_is_quoted() -> None:
    bare = [
        f"{norm.id} {rule.id}"
        for norm in BOOK.norms
        for rule in norm.rules
        for value in rule.values
        if norm.level == "law" and not value.quote and not value.doubt.startswith("推定")
    ]
    assert bare == []


def test_every_event_has_a_name() -> None:
    assert all(events.label(v.event) for n in BOOK.norms for r in n.rules for v in r.values if v.event)


def test_only_the_example_county_pretends_nothing() -> None:
    (example,) = [norm for norm in BOOK.norms if norm.level == "county"]
    assert "示例" in example.title and "示例" in example.document
