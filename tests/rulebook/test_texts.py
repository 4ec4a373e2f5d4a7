"""The text of a norm: written in one way, cut at a day, moved to a day, put together from what a form says. Pure."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import quancheng.demo
import quancheng.law
from quancheng.law.rules import BadNorm, Book
from quancheng.rooms.rulebook import difference, drafting, texts, topics
from quancheng.rooms.rulebook.book import Edition, shelf, usable
from quancheng.rooms.rulebook.layers import ABOVE, BESIDE, LAXER, NATIONAL, WINS, current, line

YUNLING = (Path(quancheng.demo.__file__).parent / "norms" / "yunling.toml").read_text("utf-8")
SHIPPED = sorted((Path(quancheng.law.__file__).parent / "norms").rglob("*.toml"))
BOOK = Book.shipped()


def local(
    area: str, level: str, document: str, months: int, since: str = "2026-01-01", event: str = "hand_over"
) -> str:
    return f"""
        id = "n-{area}"
        title = "{area}规定"
        area = "{area}"
        level = "{level}"
        document = "{document}"
        seen = true
        [[rule]]
        id = "n-{area}.reply"
        title = "答复期限"
        kind = "span"
        overrides = "suggestion.reply"
        event = "suggestion.{event}"
        [[rule.value]]
        from = {since}
        article = "第一条"
        is = {{ months = {months} }}
    """


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_every_shipped_norm_is_written_as_it_reads(path: Path) -> None:
    table = texts.parsed(path.read_text("utf-8"))
    once = texts.written(table)
    assert texts.parsed(once) == table
    assert texts.written(texts.parsed(once)) == once


def test_what_people_type_survives() -> None:
    head = {"id": "x", "title": '引号"和\\反斜线', "area": "530999", "level": "county", "document": "甲\n乙\t丙\x7f"}
    table = head | {"rule": [], "case": [{"title": "例", "of": Decimal("1.50"), "starts": {"a.b": date(2026, 1, 2)}}]}
    assert texts.parsed(texts.written(table)) == {k: v for k, v in table.items() if k != "rule"}


def test_a_version_is_cut_on_the_day_before_the_next() -> None:
    first, second = local("530999", "county", "甲", 2), local("530999", "county", "乙", 1, "2026-07-01")
    found = shelf([Edition("a", second, date(2026, 7, 1)), Edition("a", first, date(2026, 1, 1))])
    book = Book.shipped().plus(found)
    said = [
        book.ruling("suggestion.reply", on=on, tier="county", area="530999").words
        for on in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert said == ["三个月", "两个月", "两个月", "一个月"]
    ended = shelf([Edition("a", first, date(2026, 1, 1), repealed_from=date(2026, 3, 1))])
    after = Book.shipped().plus(ended).ruling("suggestion.reply", on=date(2026, 3, 1), tier="county", area="530999")
    assert after.words == "三个月"


def test_one_text_that_cannot_be_read_does_not_close_the_book() -> None:
    good, bad = local("530999", "county", "甲", 2), local("530998", "county", "乙", 2).replace("span", "spam")
    assert usable([bad, good]) == [good]


def test_moving_to_a_day_takes_what_was_planned_with_it() -> None:
    text = local("530999", "county", "甲", 2, "2026-07-01")
    made = texts.written(texts.moved(texts.parsed(text), date(2026, 7, 1), date(2026, 9, 1)))
    assert texts.begins(texts.parsed(made)) == date(2026, 9, 1)
    earlier = texts.moved(texts.parsed(text), date(2026, 7, 1), date(2026, 5, 1))
    assert texts.begins(earlier) == date(2026, 5, 1)
    past = texts.parsed(local("530999", "county", "甲", 2, "2021-07-01"))
    assert texts.begins(texts.moved(past, None, date(2026, 5, 1))) == date(2026, 5, 1)


def test_changing_a_value_asks_for_its_example_again() -> None:
    rule = topics.declared(BOOK)["suggestion.return"]
    value = {"from": date(2021, 7, 1), "article": "第八条", "event": "suggestion.hand_over", "is": {"workdays": 5}}
    text = drafting.with_block(YUNLING, rule, "~2021-07-01", value)
    norm = drafting.norm_of(text)
    book = BOOK.plus([text])
    assert [b.words for b in drafting.blocks(norm) if b.target == "suggestion.return"] == ["自交办起五个工作日"]
    open_before = {
        e.block.target for e in drafting.unchecked(BOOK.plus([YUNLING]), drafting.norm_of(YUNLING), "county")
    }
    open_after = {e.block.target for e in drafting.unchecked(book, norm, "county")}
    assert open_after - open_before == {"suggestion.return"}
    confirmed = drafting.with_cases(text, norm, drafting.unchecked(book, norm, "county"))
    assert confirmed.startswith(text.rstrip("\n"))
    assert not drafting.unchecked(BOOK.plus([confirmed]), drafting.norm_of(confirmed), "county")
    assert not [b for b in drafting.blocks(drafting.norm_of(drafting.without_block(text, "suggestion.return", "~2021-07-01"))) if b.target == "suggestion.return"]  # fmt: skip


def test_the_nearest_norm_wins_unless_it_is_laxer() -> None:
    """Chongqing asks its townships for two months: a county's one month stands, a county's three months never do."""
    rule, on = topics.declared(BOOK)["suggestion.reply"], date(2026, 3, 31)

    def states(*norms: str, area: str = "500101") -> list[tuple[str, str]]:
        found = line(BOOK.plus(list(norms)), rule, on, "township", area)
        return [(layer.level, layer.state) for layer in found.layers]

    assert states() == [("省", WINS), ("国家", NATIONAL)]
    assert states(local("500101", "county", "甲", 1)) == [("县", WINS), ("省", ABOVE), ("国家", NATIONAL)]
    assert states(local("500101", "county", "甲", 3)) == [("县", LAXER), ("省", WINS), ("国家", NATIONAL)]
    both = (local("500101", "county", "甲", 2), local("500101102", "township", "乙", 1))
    town = states(*both, area="500101102")
    assert town == [("乡镇", WINS), ("县", ABOVE), ("省", ABOVE), ("国家", NATIONAL)]
    other_event = states(local("500101", "county", "甲", 2, event="received"))
    assert other_event == [("县", WINS), ("省", BESIDE), ("国家", BESIDE)]


def test_what_statute_fixes_no_place_changes() -> None:
    text = local("530999", "county", "甲", 2).replace("suggestion.reply", "session.quorum").replace("span", "share")
    with pytest.raises(BadNorm, match="法律已经定了"):
        BOOK.plus([text.replace("is = { months = 2 }", 'is = { of = "all", reach = "1/2" }')])
    open_to_all = {"denominator.deputies", "suggestion.key", "suggestion.reply.hard.consent"}
    free = {
        e.rule.id
        for e in BOOK.all()
        if not e.norm.area and e.rule.values and not e.rule.overrides and not e.rule.fixed and e.rule.stricter == "any"
    }
    assert free <= open_to_all, "a national rule that anybody may change as he likes"


def test_every_rule_stands_under_one_topic() -> None:
    ids = [rule.id for topic in topics.topics(BOOK) for rule in topic.rules]
    assert sorted(ids) == sorted(topics.declared(BOOK))
    assert len(ids) == len(set(ids))
    known = topics.declared(BOOK)
    assert set(topics._data()["rule"]) <= set(known), "help for a rule nobody declares"


def test_searching_finds_by_what_a_rule_says() -> None:
    found = current(BOOK.plus([YUNLING]), date(2026, 3, 2), "county", "530999", "答复 第五十一条第二款")
    titles = [one.rule.id for group in found for one in group.lines]
    assert "suggestion.reply" in titles and "suggestion.return" not in titles


def test_what_differs_is_named() -> None:
    old, new = drafting.norm_of(YUNLING), drafting.norm_of(YUNLING.replace("workdays = 20", "workdays = 15"))
    changed = [c for c in difference.between(old, new) if c.state != difference.SAME]
    assert [(c.title, c.state) for c in changed] == [("首次与代表联系沟通的期限", difference.CHANGED)]
    marked = drafting.norm_of(YUNLING.replace('label = "B类", meaning = "正在解决或者列入规划", solved = false', 'label = "B类", meaning = "正在解决或者列入规划", solved = true'))  # fmt: skip
    assert [c.title for c in difference.between(old, marked) if c.state != difference.SAME] == ["办理结果的分类"]
    assert {c.state for c in difference.between(None, old)} == {difference.ADDED}
