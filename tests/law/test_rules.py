"""Rulings: which law on which day, which norm in front, what is said when there is none."""

import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import quancheng.demo
from quancheng.law.deadlines import due
from quancheng.law.rules import BadNorm, Book, Choice, NoRule
from quancheng.law.spans import Span

BOOK = Book.shipped()
YUNLING = Path(quancheng.demo.__file__).parent / "norms" / "yunling.toml"
HEAD = 'id = "x"\ntitle = "某县办法"\narea = "530998"\nlevel = "county"\ndocument = "某人发〔2026〕1号"\nseen = true\n'


def norm(rule: str, value: str = "", head: str = HEAD) -> str:
    """A local norm with one rule and one value, as text."""
    block = f'\n[[rule.value]]\nfrom = 2026-01-01\narticle = "第一条"\n{value}\n' if value else ""
    return f'{head}\n[[rule]]\nid = "x.rule"\ntitle = "某期限"\n{rule}\n{block}'


def reply(value: str, event: str = "suggestion.hand_over") -> str:
    return norm(f'kind = "span"\noverrides = "suggestion.reply"\nevent = "{event}"', f"is = {value}")


def test_the_law_in_force_on_the_day_is_cited() -> None:
    old = BOOK.ruling("suggestion.reply", on=date(2025, 3, 11), tier="county")
    new = BOOK.ruling("suggestion.reply", on=date(2025, 3, 12), tier="county")
    assert (old.citation.article, new.citation.article) == ("第四十二条第一款", "第五十一条第二款")
    assert old.value == new.value == Span(months=3)
    assert not new.citation.seen
    assert new.citation.text == "代表法第五十一条第二款（生效日未核）"


def test_the_report_goes_to_the_presidium_under_the_old_law_and_to_the_congress_under_the_new() -> None:
    old = BOOK.ruling("suggestion.report", on=date(2024, 6, 1), tier="township").value
    new = BOOK.ruling("suggestion.report", on=date(2026, 6, 1), tier="township").value
    assert "主席团报告" in str(old) and "向乡、民族乡、镇的人民代表大会报告" in str(new)


def test_national_law_asks_no_consent_and_a_province_may() -> None:
    ids = []
    for area in ("", "310101"):
        value = BOOK.ruling("suggestion.reply.hard.consent", on=date(2026, 1, 1), tier="county", area=area).value
        assert isinstance(value, Choice)
        ids.append(value.ids)
    assert ids == [("none",), ("office",)]


def test_a_stricter_norm_stands_in_front_and_names_what_it_overrides() -> None:
    ruling = BOOK.ruling("suggestion.reply", on=date(2026, 3, 31), tier="township", area="500101")
    assert ruling.value == Span(months=2)
    assert [other.value for other in ruling.overrides] == [Span(months=3)]
    assert ruling.also == ()


def test_another_event_keeps_both_and_the_earlier_binds() -> None:
    days = {"suggestion.session_closed": date(2026, 2, 10), "suggestion.hand_over": date(2026, 2, 20)}
    ruling = BOOK.ruling("suggestion.reply", on=date(2026, 2, 20), tier="township", area="370102")
    assert [cite.norm[:3] for cite in ruling.citations] == ["山东省", "全国人"]
    day = due(BOOK, "suggestion.reply", on=date(2026, 2, 20), tier="township", area="370102", event_day=days.get)
    assert day and day.other
    assert (day.day, day.event) == (date(2026, 4, 10), "suggestion.session_closed")
    assert (day.other.day, day.other.event) == (date(2026, 5, 20), "suggestion.hand_over")
    # Closed long after the hand-over: now the national day is the earlier one.
    days["suggestion.session_closed"] = date(2026, 5, 1)
    day = due(BOOK, "suggestion.reply", on=date(2026, 2, 20), tier="township", area="370102", event_day=days.get)
    assert day and day.day == date(2026, 5, 20) and day.other and day.other.day == date(2026, 7, 1)


def test_an_event_that_has_not_happened_leaves_the_other_alone() -> None:
    only = {"suggestion.hand_over": date(2026, 2, 20)}
    day = due(BOOK, "suggestion.reply", on=date(2026, 2, 20), tier="township", area="370102", event_day=only.get)
    assert day and day.day == date(2026, 5, 20) and day.other is None
    assert due(BOOK, "suggestion.reply", on=date(2026, 2, 20), tier="county", event_day={}.get) is None


def test_without_a_day_each_event_is_judged_by_its_own_law() -> None:
    day = due(BOOK, "suggestion.reply", tier="county", event_day={"suggestion.hand_over": date(2025, 3, 11)}.get)
    assert day and day.ruling.citation.article == "第四十二条第一款"
    with pytest.raises(NoRule, match="2015-08-29"):
        due(BOOK, "suggestion.reply", tier="county", event_day={"suggestion.hand_over": date(2010, 1, 1)}.get)
    with pytest.raises(NoRule, match="地方规定未填"):
        due(BOOK, "suggestion.return", tier="county", event_day={}.get)


def test_a_looser_local_value_is_history_and_said_so() -> None:
    book = BOOK.plus([reply("{ months = 4 }")])
    ruling = book.ruling("suggestion.reply", on=date(2026, 3, 1), tier="county", area="530998")
    assert ruling.value == Span(months=3) and ruling.overrides == ()
    assert any("某县办法第一条（四个月）宽于代表法第五十一条第二款（三个月）" in w for w in book.warnings)
    assert any("山东" in w and "session.per_year" in w for w in BOOK.warnings)


def test_lengths_that_cannot_be_compared_both_bind() -> None:
    book = BOOK.plus([reply("{ workdays = 62 }")])
    day = due(
        book, "suggestion.reply", on=date(2026, 3, 2), tier="county", area="530998",
        event_day={"suggestion.hand_over": date(2026, 3, 2)}.get,
    )  # fmt: skip
    assert day and day.other and day.day <= day.other.day
    assert {day.ruling.words, day.other.ruling.words} == {"六十二个工作日", "三个月"}


def test_a_rule_of_one_county_says_nothing_about_its_neighbour() -> None:
    book = BOOK.plus([reply("{ months = 1 }")])
    assert book.ruling("suggestion.reply", on=date(2026, 3, 1), area="530997").value == Span(months=3)
    assert book.ruling("suggestion.reply", on=date(2026, 3, 1), area="530998101").value == Span(months=1)


@pytest.mark.parametrize(
    "rule_id",
    [
        "return", "redetermine", "assign", "co_opinion", "first_contact", "rate", "rework", "object", "chase",
        "extension.answer", "report.due", "categories", "classes", "solved", "rework.rounds", "reminders", "via",
        "not_accepted",
    ],
)  # fmt: skip
def test_what_only_a_place_can_say_is_missing_in_words_until_it_says_it(rule_id: str) -> None:
    asked = {"on": date(2026, 6, 1), "tier": "county", "area": "530999"}
    with pytest.raises(NoRule, match="地方规定未填"):
        BOOK.ruling(f"suggestion.{rule_id}", **asked)
    ruling = BOOK.plus([YUNLING]).ruling(f"suggestion.{rule_id}", **asked)
    assert "示例" in ruling.citation.text and "示例" in ruling.citation.document


def test_the_example_county_says_what_its_classes_mean() -> None:
    classes = BOOK.plus([YUNLING]).ruling("suggestion.classes", on=date(2026, 6, 1), area="530999101").value
    assert isinstance(classes, Choice)
    assert classes.ids == ("A", "B", "C")
    assert classes.option("A").attrs["solved"] is True and classes.option("B").attrs["meaning"].startswith("正在解决")
    assert pickle.loads(pickle.dumps(classes)) == classes
    with pytest.raises(LookupError, match="A类、B类、C类"):
        classes.option("D")


def test_no_rule_says_why() -> None:
    with pytest.raises(NoRule, match=r"没有名为“suggestion\.replay”的规则"):
        BOOK.ruling("suggestion.replay", on=date(2026, 1, 1))
    with pytest.raises(NoRule, match="请指明级别"):
        BOOK.ruling("suggestion.report", on=date(2026, 1, 1))
    with pytest.raises(NoRule, match="最早自 2015-08-29 起"):
        BOOK.ruling("suggestion.reply", on=date(2010, 1, 1))


def test_the_version_names_the_content_and_a_book_never_changes() -> None:
    more = BOOK.plus([YUNLING])
    assert more.version != BOOK.version == Book(BOOK.norms[::-1]).version
    assert not BOOK.has("suggestion.return", on=date(2026, 1, 1), area="530999")
    assert more.has("suggestion.return", on=date(2026, 1, 1), area="530999")
    assert more.has("suggestion.return") and not more.has("suggestion.nothing")
    assert BOOK.plus([]) is BOOK
    assert {entry.rule.target for entry in BOOK.all("session.")} >= {"session.quorum", "session.per_year"}


def test_the_four_lines_of_a_deadline() -> None:
    start = {"suggestion.hand_over": date(2026, 8, 31)}
    day = due(BOOK, "suggestion.reply", on=date(2026, 8, 31), tier="county", event_day=start.get)
    assert day and day.lines == (
        ("起算", "2026-08-31", "交办"),
        ("期限", "三个月", "“自交办之日起三个月内答复” 代表法第五十一条第二款（生效日未核）"),
        ("届满", "2026-11-30", "11月没有31日，以当月最后一日为届满日"),
        ("顺延", "不顺延", "11月30日是星期一，工作日"),
    )
    assert not day.guessed


def test_a_rest_day_stays_and_the_last_workday_is_shown() -> None:
    start = {"suggestion.hand_over": date(2026, 3, 31)}
    day = due(BOOK, "suggestion.reply", on=date(2026, 3, 31), tier="township", area="500101", event_day=start.get)
    assert day and day.lines[3] == (
        "顺延", "不顺延", "5月31日是星期日，休息日；法律未写顺延，最后一个工作日是 2026-05-29",
    )  # fmt: skip


def test_a_norm_may_say_that_a_rest_day_is_postponed() -> None:
    local = norm(
        'kind = "span"\noverrides = "suggestion.chase"\nevent = "suggestion.chased"',
        "postponed = true\nis = { days = 2 }",
    )
    chased = {"suggestion.chased": date(2026, 3, 5)}.get
    day = due(BOOK.plus([local]), "suggestion.chase", on=date(2026, 3, 5), area="530998", event_day=chased)
    assert day and day.day == date(2026, 3, 9)
    assert day.lines[3] == ("顺延", "顺延至 2026-03-09", "星期一，工作日")
    assert day.arithmetic[-1] == "星期六，休息日，顺延 → 2026-03-09"


def test_a_year_without_announced_holidays_is_a_guess() -> None:
    start = {"suggestion.hand_over": date(2040, 3, 30)}
    day = due(BOOK, "suggestion.reply", on=date(2026, 3, 31), tier="county", event_day=start.get)
    assert day and day.guessed and day.as_json()["guessed"] is True
    assert "推算" in day.lines[2][2]


SPAN = 'kind = "span"\n'
GOOD = reply("{ months = 2 }")
FAULTS = {
    "格式不对": "id = ",
    "不认识“rank”": GOOD.replace("level", "rank"),
    "区划代码": GOOD.replace("530998", "53099"),
    "document": GOOD.replace("document =", "# document ="),
    "kind": norm('kind = "sum"'),
    "不存在": GOOD.replace("suggestion.reply", "suggestion.replay"),
    "kind 是 span": norm('kind = "number"\noverrides = "suggestion.reply"', "is = { number = 1 }"),
    "起算事件": reply("{ months = 3 }", event="suggestion.dreamt"),
    "从哪件事起算": norm(SPAN + 'overrides = "suggestion.reply"', "is = { months = 3 }"),
    "不认识 month": reply("{ month = 3 }"),
    "0 到": reply("{ months = -3 }"),
    "缺少“is”": reply("3"),
    "不加引号": GOOD.replace("2026-01-01", '"2026-01-01"'),
    "早于": GOOD.replace("is =", "until = 2025-01-01\nis ="),
    "tiers": GOOD.replace("is =", 'tiers = ["village"]\nis ='),
    "请写 overrides": GOOD.replace("overrides =", "# overrides =").replace("x.rule", "suggestion.reply"),
    "要写区划代码": GOOD.replace("530998", ""),
    "都自 2026-01-01 起": GOOD + '\n[[rule.value]]\nfrom = 2026-01-01\narticle = "第二条"\nis = { months = 1 }\n',
}


@pytest.mark.parametrize(("words", "text"), FAULTS.items())
def test_a_faulty_norm_says_where_and_how_to_mend_it(words: str, text: str) -> None:
    with pytest.raises(BadNorm, match=words):
        BOOK.plus([text])


def test_the_same_norm_twice_is_refused() -> None:
    with pytest.raises(BadNorm, match="重复"):
        BOOK.plus([YUNLING, YUNLING])


def test_numbers_with_a_point_are_exact() -> None:
    text = norm('kind = "number"\nstricter = "any"', "is = { number = 0.1 }")
    assert BOOK.plus([text]).ruling("x.rule", on=date(2026, 1, 1), area="530998").value == Decimal("0.1")
