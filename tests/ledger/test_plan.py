"""The dry run: what a row means, what is wrong with it, whom its names mean."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from journeys.county import County
from quancheng.procedure import engine, undo
from quancheng.record.models import Fact, Party
from quancheng.rooms.suggestions import ledger
from quancheng.rooms.suggestions.ledger import BadLedger, Plan
from quancheng.rooms.suggestions.models import LedgerImport

from .office import SEEN, csv, entered

HEAD = "编号,标题,领衔代表,附议代表,承办单位,会办单位,类别,年度,交办日期,答复日期,层级,满意度"


def taken(c: County, *rows: str, who: str = "林晓梅", congress: str = "county") -> LedgerImport:
    return ledger.upload(c.actor(who), c.bodies[congress], SimpleUploadedFile("台账.csv", csv(*rows)))


def tried(c: County, *rows: str) -> Plan:
    return ledger.check(c.actor("林晓梅"), taken(c, HEAD, *rows))


@pytest.mark.parametrize(
    ("row", "on", "on_as", "warning"),
    [
        ("1,甲,,,,,,2018,2018-03-01,2018年6月,,", "2018-06-01", "month", "日期只知道年月"),
        ("1,甲,,,,,,,2018-03-01,,,", "2018-03-01", "day", ""),
        ("1,甲,,,,,,县十七届人大一次会议(2017),,,,", "2017-01-01", "year", "日期只知道年份"),
        ("1,甲,,,,,,二〇一六年,不详,,,", "2016-01-01", "year", "日期只知道年份"),
        ("1,甲,,,,,,十七届二次,,,,", "1900-01-01", "unknown", "日期不详"),
    ],
)
def test_days_as_precisely_as_they_are_known(county: County, row: str, on: str, on_as: str, warning: str) -> None:
    (line,) = tried(county, row).entering
    assert line.entry and (line.entry.on.isoformat(), line.entry.on_as) == (on, on_as)
    assert [w for w in line.warnings if w.startswith("日期")] == ([warning] if warning else [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,,,,县水利局,,,,,,,", "没有标题"),
        ("1,甲,,,,,,,2019.1,,,", "分不清是1月还是10月"),
        ("1,甲,,,,,,,,2027-01-01,,", "还没有到"),
        ("1,甲,,,,,,,,,," + "很" * 41, "“满意度”有41个字，最多40个字"),
        ("1," + "甲" * 201 + ",,,,,,,,,,", "“标题”有201个字"),
    ],
)
def test_errors_in_words(county: County, row: str, said: str) -> None:
    plan = tried(county, "9,乙,,,,,,,,,,", row)
    (line,) = plan.wrong
    assert line.row == 3 and said in "".join(line.why) and len(plan.entering) == 1


def test_a_place_is_missing(county: County) -> None:
    plan = ledger.check(county.actor("林晓梅"), taken(county, "地区,标题", "云岭县,甲", ",乙", "砚山县,丙"))
    assert [line.title for line in plan.entering] == ["甲"]
    assert "没有写地区" in plan.wrong[0].why[0] and plan.wrong[0].row == 3
    assert plan.places_left == [("砚山县", 1)]


def test_twice_in_one_file_is_entered_once(county: County) -> None:
    plan = tried(
        county,
        "1,关于修桥的建议,,,,,,2018,,,,",
        "第1号,关于修桥的建议。,,,,,,2018年,,,,",
        "2,关于修桥的建议,,,,,,2018,,,,",
    )
    assert [line.state for line in plan.lines] == ["enter", "twice", "enter"]
    assert "第2行是同一件" in plan.lines[1].why[0]


def test_names_become_people_and_units_where_that_is_certain(county: County) -> None:
    county.person("冯国庆", seat="county")
    from quancheng.roster.models import Person

    for _ in range(2):
        county.people["同名者"] = Person.objects.create(name="同名者")
        county.person("同名者", seat="county")
    actor = county.actor("林晓梅")
    made = taken(
        county,
        HEAD,
        "1,甲,马德福、李春梅等5人,王成林,云岭县水利局,县财政局、县公路段,交通,2018,,,,",
        "2,乙,同名者,,水利厅,,城市,2018,,,,",
        "3,丙,杨志强,,,,,2018,,,乡镇,",
    )
    plan = ledger.check(actor, made)
    first, second, third = plan.entering
    assert set(first.warnings) == {"日期只知道年份", "不是本系统里的单位，按文字保留：县公路段"}
    assert "代表名册里找不到唯一的人，按文字保留：同名者" in second.warnings
    assert "层级与所选的人大不同：乡镇，云岭县人民代表大会" in third.warnings  # 杨志强 sits in a township only
    assert "代表名册里找不到唯一的人，按文字保留：杨志强" in third.warnings
    ledger.enter(actor, made, ledger.book_of(made), ledger.congresses_of(actor))
    one, two, _ = entered()
    rows = Party.objects.unguarded(SEEN).filter(matter=one).order_by("pk")
    assert [(str(p.person or p.body), p.part) for p in rows] == [
        ("马德福", "lead"),
        ("李春梅", "cosign"),
        ("王成林", "cosign"),
        ("县水利局", "lead"),
        ("县财政局", "co"),
    ]
    assert (one.suggestion.category, two.suggestion.category, two.suggestion.category_word) == ("traffic", "", "城市")
    assert two.suggestion.ledger_lead == "同名者" and one.suggestion.ledger_lead == "马德福、李春梅等5人"
    assert {r.key for r in one.readers.all()} >= {f"p:{county.people['马德福'].pk}", f"s:{county.bodies['water'].pk}"}


def test_blanks_in_csv_mean_as_above_only_when_the_user_says_so(county: County) -> None:
    actor = county.actor("林晓梅")
    made = taken(county, "届次,标题,承办单位", "十七届一次,甲,县水利局", ",乙,")
    assert [line.entry.session for line in ledger.check(actor, made).entering if line.entry] == ["十七届一次", ""]
    made.mapping["sheets"][0]["fill"] = True
    assert [line.entry.texts["units"] for line in ledger.check(actor, made).entering if line.entry] == ["县水利局"] * 2


def test_notes_of_several_columns_under_their_headings(county: County) -> None:
    actor = county.actor("林晓梅")
    made = taken(county, "编号,标题,备注,落实情况", "1,甲,重点件,已完工")
    made.mapping["sheets"][0]["columns"]["3"] = "note"
    (line,) = ledger.check(actor, made).entering
    assert line.entry and line.entry.texts["note"] == "备注：重点件\n落实情况：已完工"


def test_undo_until_a_row_is_used(county: County) -> None:
    actor = county.actor("林晓梅")
    made = taken(county, HEAD, "1,甲,,,,,,,,,,", "2,乙,,,,,,,,,,")
    ledger.enter(actor, made, ledger.book_of(made), ledger.congresses_of(actor))
    one, two = entered()
    undo.annul(actor, two, "单独录错")  # one annulled by itself does not stand in the way of the rest
    assert not ledger.used(made)
    county.do(
        "林晓梅", one, "release", form="summary", text="修桥。", removed="", reviewed="on", despite="代表已书面同意"
    )
    assert [m.pk for m in ledger.used(made)] == [one.pk]
    with pytest.raises(BadLedger, match="已经用上了"):
        ledger.take_back(actor, made)
    assert [m.pk for m in entered()] == [one.pk]


def test_entered_once_even_from_a_stale_page(county: County) -> None:
    actor = county.actor("林晓梅")
    made = taken(county, HEAD, "1,甲,,,,,,,,,,")
    stale = LedgerImport.objects.get(pk=made.pk)
    ledger.enter(actor, made, ledger.book_of(made), ledger.congresses_of(actor))
    with pytest.raises(BadLedger, match="已经导入过了"):
        ledger.enter(actor, stale, ledger.book_of(stale), ledger.congresses_of(actor))
    assert len(entered()) == 1


def test_nothing_in_the_facts_but_numbers(county: County) -> None:
    actor = county.actor("林晓梅")
    made = taken(county, HEAD, "1,甲,张三,,,,,,,,,")
    ledger.enter(actor, made, ledger.book_of(made), ledger.congresses_of(actor))
    (fact,) = Fact.objects.unguarded(SEEN).filter(kind="suggestions.enter_past")
    assert fact.data == {"import": made.pk, "row": 2} and fact.actor_id == actor.person_id
    with pytest.raises(engine.GateError):  # history is not begun by hand
        engine.begin(actor, "suggestions", county.bodies["county"], {"title": "甲"})


def test_the_sample_in_the_docs_is_read_as_it_says(county: County) -> None:
    sample = Path(__file__).parents[2] / "docs" / "samples" / "历年台账样例.csv"
    upload = SimpleUploadedFile(sample.name, sample.read_bytes())
    plan = ledger.check(county.actor("林晓梅"), ledger.upload(county.actor("林晓梅"), county.bodies["county"], upload))
    assert not plan.wrong and [(line.entry.number, line.entry.on_as) for line in plan.entering if line.entry] == [
        ("第1号", "day"),
        ("第2号", "year"),
        ("", "year"),
    ]
    assert [reason for _, _, reason, _ in plan.skipped] == ["合计行"]
