"""What a row means, what is wrong with it, whom it names: each case with the sentence the clerk reads."""

from datetime import date, datetime
from time import process_time
from typing import Any

import pytest
from django.db import connection
from openpyxl import Workbook

from journeys.county import County
from journeys.front_door import Visitor, plain
from personal.invented import id_of
from quancheng.record import clock
from quancheng.record.models import Duty
from quancheng.rooms.register.imports import Line, Plan, places
from quancheng.rooms.register.models import TermRoll
from quancheng.roster import personal
from quancheng.roster.models import Body, Mandate, Person, Post, Term
from sheets.workbooks import fill, saved

from .rolls import HEAD as LONG
from .rolls import answer, enter, entered, one, page, plan_of, upload, xlsx

SEEN = "a test looks"
MAN = id_of("m", date(1980, 5, 17), 31)
HEAD = ("姓名", "性别", "出生年月", "选区", "身份证号", "手机号")


def tried(who: Visitor, content: bytes, **more: Any) -> Plan:
    return plan_of(upload(who, content, **more))


def only(plan: Plan) -> Line:
    assert len(plan.lines) == 1
    return plan.lines[0]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"身份证号": 530999198005170637.0}, "按数字存的长号码，Excel 已经丢掉了末几位。请把这一列的格式改为“文本”"),
        ({"身份证号": "5.30999E+17"}, "按数字存的长号码"),
        ({"身份证号": "530999800517063"}, "15 位的旧身份证号"),
        ({"身份证号": 530999800517063}, "15 位的旧身份证号"),
        ({"身份证号": MAN[:-1] + ("0" if MAN[-1] != "0" else "1")}, "校验位不对"),
        ({"身份证号": MAN[:-1]}, "应为 18 位，这里是 17 位"),
        ({"性别": "女", "身份证号": MAN}, "性别与身份证号第 17 位不符"),
        ({"出生年月": "1981.5", "身份证号": MAN}, "出生年月与身份证号不符：表里是1981年5月"),
        ({"手机号": "1380000000015"}, "这里是 13 位"),
        ({"手机号": "13800000001、13800000002"}, "手机号只能是数字；有两个号码请只填一个"),
        ({"出生年月": 1980.1}, "“1980.1”分不清是1月还是10月"),
        ({"出生年月": "1980.13"}, "没有13月"),
        ({"出生年月": "八零年"}, "认不出日期"),
        ({"出生年月": "2030年1月"}, "在今天以后"),
        ({"性别": "公"}, "请写男或女"),
        ({"姓名": "张三13800000001"}, "“姓名”这一栏里像是身份证号或手机号"),
        ({"职业": MAN}, "“职业”这一栏里像是身份证号或手机号，不能记在这里。请把号码移到"),
        ({"姓名": "张三2"}, "姓名里有数字"),
        ({"姓名": "无"}, "没有姓名。请填上姓名，或者删去这一行"),
        ({"选区": "很长" * 40}, "“选区”有80个字，最多60个字"),
        ({"产生方式": "补选", "当选日期": "2020-01-01"}, "早于本届第一次会议（2022-01-10）"),
        ({"产生方式": "补选", "当选日期": "2026-05-01"}, "还没有到"),
        ({"当选日期": "2025-02-30"}, "不是日历上有的日子"),
        ({"备注": "2025-01-01起终止，辞职"}, "资格已经终止"),
        ({"姓名": "张三（已故）"}, "括号里的“已故”看不懂"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(registrar: Visitor, said: dict[str, object], why: str) -> None:
    line = only(tried(registrar, one(**({"姓名": "张三", "性别": "男"} | said))))
    assert line.state == "wrong" and any(why in w for w in line.why), line.why
    assert line.row == 2 and all(w.endswith(("。", "”")) for w in line.why)
    assert MAN not in "".join(line.why) and "1380000000" not in "".join(line.why) + line.name


@pytest.mark.parametrize(
    ("born", "year", "month"),
    [
        (1980.5, 1980, 5), (198005, 1980, 5), ("1980年5月", 1980, 5), ("１９８０．０５", 1980, 5), (29358, 1980, 5), (1980, 1980, None),
        (datetime(1980, 5, 17), 1980, 5), ("1980-05-17", 1980, 5), ("1980.10", 1980, 10), ("1980年1月", 1980, 1), ("不详", None, None),
    ],
)  # fmt: skip
def test_births_however_they_are_written(registrar: Visitor, born: object, year: int | None, month: int | None) -> None:
    line = only(tried(registrar, one(姓名="张三", 出生年月=born)))
    assert line.state == "enter", line.why
    assert (line.entry.person.get("born_year"), line.entry.person.get("born_month")) == (year, month)


def test_the_number_tells_january_from_october(registrar: Visitor) -> None:
    for month in (1, 10):
        number = id_of("m", date(1980, month, 17), 33)
        line = only(tried(registrar, one(姓名="张三", 出生年月=1980.1, 身份证号=number)))
        assert line.state == "enter" and line.entry.person["born_month"] == month


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("党员", "中共党员"),
        ("中国共产党党员", "中共党员"),
        ("无党派", "无党派人士"),
        ("民盟盟员", "民盟盟员"),
        ("—", None),
    ],
)
def test_words_of_parties(registrar: Visitor, typed: str, kept: str | None) -> None:
    assert only(tried(registrar, one(姓名="张三", 政治面貌=typed))).entry.person.get("party") == kept


def test_twice_in_the_file(registrar: Visitor) -> None:
    rows = [
        ("张三", "男", "1980.5", "一选区", MAN, ""), ("张四", "男", "1980.5", "二选区", "'" + MAN, ""),
        ("王五", "男", "1970.2", "一选区", "", ""), ("王 五", "男", "1970年2月", "二选区", "", ""),
        ("赵六", "女", "", "一选区", "", ""), ("赵六", "女", "", "二选区", "", ""), ("赵六", "女", "", "二选区", "", ""),
    ]  # fmt: skip
    lines = tried(registrar, xlsx(*rows, head=HEAD)).lines
    assert [x.state for x in lines] == ["enter", "wrong", "enter", "wrong", "enter", "enter", "wrong"]
    assert "身份证号与第 2 行“张三”相同" in lines[1].why[0]
    assert "与第 4 行同名" in lines[3].why[0] and "请补上两人的出生年月或身份证号" in lines[3].why[0]


def test_a_bracket_behind_the_name(registrar: Visitor) -> None:
    line = only(tried(registrar, one(姓名="李　芳（女，彝族）", 选区="一选区")))
    assert (line.state, line.name, line.entry.person) == ("enter", "李芳", {"sex": "f", "nation": "彝族"})


def test_two_rows_that_mean_one_person(rolled: County, registrar: Visitor) -> None:
    yang = rolled.people["杨志强"]
    made = upload(registrar, xlsx(("杨志强", "一选区"), ("杨志强", "二选区"), head=("姓名", "选区")))
    answer(registrar, made, **{f"q-{q.key}": str(yang.pk) for q in plan_of(made).questions})
    lines = plan_of(made).lines
    assert [x.state for x in lines] == ["enter", "wrong"] and "与第 2 行是同一个人" in lines[1].why[0]
    assert enter(registrar, made, skip="on").status_code == 302
    assert Mandate.objects.filter(person=yang).count() == 2


def test_a_number_that_is_another_persons(rolled: County, registrar: Visitor) -> None:
    personal.put(rolled.people["马德福"], id_number=MAN)
    line = only(tried(registrar, one(姓名="张三", 身份证号=MAN)))
    assert line.state == "wrong" and "登记在“马德福”名下" in line.why[0]


def test_places_like_known_ones_are_asked_about(rolled: County, registrar: Visitor) -> None:
    Mandate.objects.filter(person=rolled.people["马德福"]).update(district="第三选区", delegation="城关镇代表团")
    group = Body.objects.create(
        slug="g1", name="云岭县人大代表第一小组", short="第一小组", kind="group", tier="county", area_id="530999",
        congress=rolled.bodies["county"],
    )  # fmt: skip
    head = ("姓名", "选区", "代表团", "代表小组")
    rows = [
        ("张一", "第3选区", "城关代表团", "一组"),
        ("张二", "第四选区", "城关镇代表团", "第一小组"),
        ("张三", "第四选区", "", "妇女小组"),
    ]
    made = upload(registrar, xlsx(*rows, head=head))
    asked = {q.key: q for q in plan_of(made).questions}
    assert set(asked) == {
        "district:第3选区",
        "district:第四选区",
        "delegation:城关代表团",
        "group:一组",
        "group:妇女小组",
    }
    assert asked["district:第3选区"].choices[0].word == "就是“第三选区”"
    assert "第4" not in str(asked["district:第四选区"].choices) and "（2 行）" in asked["district:第四选区"].text
    assert all("名册里没有，请在上面选它是哪一个" in "".join(x.why) for x in plan_of(made).wrong)
    assert enter(registrar, made).status_code == 422
    answer(registrar, made, **{
        "q-district:第3选区": "第三选区", "q-district:第四选区": "+", "q-delegation:城关代表团": "城关镇代表团", "q-group:一组": "第一小组",
        "q-group:妇女小组": "-", "q-district:没有问过": "+", "q-nosuch": "x",
    })  # fmt: skip
    made.refresh_from_db()
    assert len(made.mapping["decided"]) == 5, "only what was asked is kept"
    answer(registrar, made, **{"q-group:妇女小组": "胡填"})
    assert len(plan_of(made).open_questions) == 1, "an answer that was not offered is none"
    answer(registrar, made, **{"q-group:妇女小组": "-"})
    assert enter(registrar, made).status_code == 302
    seats = {s.person.name: s for s in Mandate.objects.filter(person__name__startswith="张").select_related("person")}
    assert (seats["张一"].district, seats["张一"].delegation, seats["张一"].group_id) == (
        "第三选区",
        "城关镇代表团",
        group.pk,
    )
    assert (seats["张三"].district, seats["张三"].group_id) == ("第四选区", None)


def test_many_new_places_are_one_question(rolled: County, registrar: Visitor) -> None:
    Mandate.objects.filter(person=rolled.people["马德福"]).update(district="第一选区")
    made = upload(registrar, xlsx(*((f"张{n}", f"第{n}选区") for n in "二三四五六"), head=("姓名", "选区")))
    (asked,) = plan_of(made).questions
    assert asked.key == "district:*" and "有 5 个选区（5 行）名册里没有" in asked.text
    answer(registrar, made, **{"q-district:*": "+"})
    assert len(plan_of(made).entering) == 5


@pytest.mark.parametrize(
    ("one_name", "other", "like"),
    [
        ("第3选区", "第三选区", True), ("第十二选区", "第12选区", True), ("第二选区", "第三选区", False), ("城关代表团", "城关镇代表团", True),
        ("二十一选区", "第21选区", True), ("河口村", "石桥街", False), ("城关代表团", "石桥代表团", False), ("一组", "第一小组", True),
    ],
)  # fmt: skip
def test_what_is_like(one_name: str, other: str, like: bool) -> None:
    assert bool(places._alike(one_name, [other])) is like


def test_namesakes_are_asked_about_never_guessed(rolled: County, registrar: Visitor) -> None:
    Person.objects.create(name="张三", born_year=1970, born_month=2)
    other = Person.objects.create(name="张三")
    assert only(tried(registrar, one(姓名="张三", 出生年月="1970.2"))).entry.known.born_year == 1970
    made = upload(registrar, one(姓名="张三", 出生年月="1985.3"))
    plan = plan_of(made)
    (asked,) = plan.questions
    assert [c.value for c in asked.choices] == [str(other.pk), "+"], "1970 speaks against one of them"
    assert only(plan).state == "wrong" and "看不出是不是同一个人" in only(plan).why[0]
    assert "名册里有同名的人" in registrar.see(page(made, "check/"))
    answer(registrar, made, **{f"q-{asked.key}": str(other.pk)})
    assert only(plan_of(made)).entry.known == other
    answer(registrar, made, **{f"q-{asked.key}": "+"})
    assert enter(registrar, made).status_code == 302
    assert Person.objects.filter(name="张三").count() == 3
    other.refresh_from_db()
    assert other.born_year is None


def test_a_township_deputy_elected_to_the_county_is_one_person_with_two_seats(
    rolled: County, registrar: Visitor
) -> None:
    tian = rolled.people["田秀芳"]
    Person.objects.filter(pk=tian.pk).update(born_year=1988, born_month=7)
    made = entered(registrar, one(姓名="田秀芳", 性别="女", 出生年月="1988.7", 民族="汉", 手机号="13900000021"))
    tian.refresh_from_db()
    assert (tian.sex, tian.nation) == ("f", "汉族"), "gaps are filled"
    assert Person.objects.filter(name="田秀芳").count() == 1
    assert {s.congress.slug for s in Mandate.objects.filter(person=tian)} == {"county", "shiqiao"}
    assert personal.find(phone="13900000021") == [tian]
    assert registrar.client.post(page(made, "done/")).status_code == 302
    tian.refresh_from_db()
    assert (tian.sex, tian.nation, tian.born_year) == ("", "", 1988) and not personal.find(phone="13900000021")
    assert Mandate.objects.get(person=tian).congress.slug == "shiqiao"


def test_nobody_sits_in_two_townships(rolled: County, registrar: Visitor) -> None:
    Person.objects.filter(name="冯国庆").update(born_year=1970, born_month=3)
    town = Visitor(rolled, "何丽")
    line = only(tried(town, one(姓名="冯国庆", 出生年月="1970.3"), slug="shiqiao"))
    assert line.state == "wrong" and "已经是柳林镇人民代表大会代表，两地没有隶属关系" in line.why[0]


def test_numbers_that_are_kept_are_not_written_over(rolled: County, registrar: Visitor) -> None:
    personal.put(rolled.people["杨志强"], phone="13900000031")
    Person.objects.filter(name="杨志强").update(born_year=1971, born_month=3)
    made = upload(registrar, one(姓名="杨志强", 出生年月="1971.3", 手机号="13900000032"))
    assert "已有号码，表里的号码不录入" in "".join(only(plan_of(made)).notes)
    enter(registrar, made)
    assert personal.find(phone="13900000031") and not personal.find(phone="13900000032")


def test_by_elections_sit_from_their_day_or_wait(rolled: County, registrar: Visitor) -> None:
    head = ("姓名", "产生方式", "当选日期")
    made = upload(
        registrar, xlsx(("张一", "补选", "2025-06-30"), ("张二", "补选", ""), ("张三", "换届", "2021-12"), head=head)
    )
    notes = {x.name: "".join(x.notes) for x in plan_of(made).lines}
    assert "当选待任" in notes["张二"] and "只有年月" in notes["张三"]
    enter(registrar, made)
    began = {
        s.person.name: s.begins_on
        for s in Mandate.objects.filter(person__name__startswith="张").select_related("person")
    }
    assert began == {"张一": date(2025, 6, 30), "张二": None, "张三": date(2022, 1, 10)}
    row = TermRoll.objects.unguarded(SEEN).get(term__congress=rolled.bodies["county"])
    assert Duty.objects.unguarded(SEEN).filter(matter=row.matter, name="confirm_seats", state="open").exists()


def test_deputies_elect_of_the_next_term(rolled: County, registrar: Visitor) -> None:
    county = rolled.bodies["county"]
    with clock.at(date(2026, 11, 20)):
        sent = registrar.post(
            "/desk/begin/terms/county/", ordinal="20", opens_on="2027-01-10", elected_on="2026-11-15", on="2026-11-20"
        )
        if sent.status_code != 302:
            pytest.fail(plain(sent)[:600])
        term = Term.objects.get(congress=county, ordinal=20)
        made = upload(registrar, one(姓名="张一", 性别="男"))
        assert made.term == term, "the newest running term, unless another is chosen"
        assert "录入哪一届" in registrar.see("/desk/register/county/import/?term=19")
        enter(registrar, made)
        seat = Mandate.objects.get(person__name="张一")
        assert seat.term == term and seat.begins_on is None


# lists of units

UNITS = ("序号", "单位名称", "简称", "单位性质", "主管部门", "负责人", "职务", "经办人", "联系电话", "账号")


def units(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    fill(book.active, [["云岭县承办单位名录"], UNITS, *rows, ["合计", None, len(rows)]], ["A1:J1"])
    return saved(book)


def test_a_list_of_units_in_any_order(rolled: County, registrar: Visitor) -> None:
    rows = [
        (1, "县公路管理段", "公路段", "站所", "县交通建设局", "陆路", "段长", "陆路", "13900000041", "无"),
        (2, "县交通建设局", "", "", "云岭县人民政府", "郑 重", "局长", "何小草", "0871-65551234", "有"),
        (3, "县水利局", "", "", "", "", "", "", "", ""),
        (4, "县委社会工作部", "社工部", "党委部门", "", "", "", "", "", "是"),
    ]
    made = upload(registrar, units(*rows), what="units")
    plan = plan_of(made)
    assert [x.name for x in plan.same] == ["县水利局"] and len(plan.entering) == 3, [x.why for x in plan.wrong]
    enter(registrar, made)
    built, road = Body.objects.get(name="县交通建设局"), Body.objects.get(name="县公路管理段")
    assert (road.parent, road.kind, road.short, road.has_account) == (built, "station", "公路段", False)
    assert (built.parent, built.kind, built.has_account) == (rolled.bodies["gov"], "department", True)
    assert Body.objects.get(name="县委社会工作部").kind == "party_committee"
    posts = {(p.body.name, p.role): (p.person.name, p.title) for p in Post.objects.filter(body__in=[built, road])}
    assert posts == {
        ("县交通建设局", "handler_head"): ("郑重", "局长"), ("县交通建设局", "handler"): ("何小草", "经办人"),
        ("县公路管理段", "handler_head"): ("陆路", "段长"), ("县公路管理段", "handler"): ("陆路", "经办人"),
    }  # fmt: skip
    assert [p.name for p in personal.find(phone="087165551234")] == ["何小草"]
    assert Person.objects.filter(name="陆路").count() == 1
    assert "县公路管理段" in registrar.see(page(made, "done/"))
    assert registrar.client.post(page(made, "done/")).status_code == 302
    assert (
        not Body.objects.filter(pk__in=[built.pk, road.pk]).exists() and not Person.objects.filter(name="陆路").exists()
    )


def test_what_is_wrong_with_units(rolled: County, registrar: Visitor) -> None:
    rows = [
        (1, "甲站", "", "", "没有的局", "", "", "", "", ""), (2, "乙站", "", "", "甲站", "", "", "", "", ""),
        (3, "丙所", "", "", "丁所", "", "", "", "", ""), (4, "丁所", "", "", "丙所", "", "", "", "", ""),
        (5, "戊局", "", "什么", "", "", "", "", "", ""), (6, "己局", "", "", "", "", "", "庚某", "7123456", ""),
        (7, "戊所", "", "", "", "", "", "", "", ""), (8, "戊所", "", "", "", "", "", "", "", ""),
    ]  # fmt: skip
    lines = {x.row - 2: x for x in tried(registrar, units(*rows), what="units").lines}
    said = {n: "".join(x.why) for n, x in lines.items()}
    assert "“没有的局”没有登记" in said[1] and "“甲站”没有登记，表里也没有可以录入" in said[2], (
        "it falls with its parent"
    )
    assert "绕成了一圈" in said[3] and said[4] and "看不懂" in said[5] and "改为“不导入”" in said[6]
    assert not said[7] and "与第 9 行重名" in said[8]


def test_people_of_units_whom_the_roster_knows(rolled: County, registrar: Visitor) -> None:
    personal.put(rolled.people["江水生"], phone="13900000051")
    rows = [(1, "县河长办", "", "", "", "马德福", "主任", "江水生", "13900000051", "")]
    made = upload(registrar, units(*rows), what="units")
    (asked,) = plan_of(made).questions
    assert "马德福（县河长办负责人）" in asked.text, "江水生 is known by his telephone"
    answer(registrar, made, **{f"q-{asked.key}": str(rolled.people["马德福"].pk)})
    enter(registrar, made)
    assert Person.objects.filter(name__in=["马德福", "江水生"]).count() == 2
    assert Post.objects.filter(body__name="县河长办").count() == 2


@pytest.mark.parametrize("form", ["csv", "utf8"])
def test_rolls_as_text(registrar: Visitor, form: str) -> None:
    text = "姓名,性别,选区\n李　芳,女,第九选区\n张三,男,\n"
    content = text.encode("gb18030" if form == "csv" else "utf-8-sig")
    made = upload(registrar, content, name="名册.csv")
    assert [x.name for x in plan_of(made).entering] == ["李芳", "张三"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="time is counted in this process, not in the database's")
def test_seven_hundred_rows_in_ten_seconds(rolled: County, registrar: Visitor) -> None:
    rows = [
        (n, f"代表{chr(0x4E00 + n)}{chr(0x5200 + n)}", "男", "汉族", "1980.5", "群众", "大学", "某单位", f"第{n % 90}选区", f"第{n % 12}代表团", f"第{n % 40}小组",
         id_of("m", date(1980, 5, 17), n % 499) if n < 499 else id_of("m", date(1980, 5, 18), n - 498), f"139{n:08}")
        for n in range(1, 701)
    ]  # fmt: skip
    content = xlsx(*rows, head=(*LONG, "身份证号", "手机号"))
    made = upload(registrar, content)
    answer(registrar, made, **{f"q-{q.key}": "+" for q in plan_of(made).questions})
    for name, do in (
        ("tried", lambda: registrar.get(page(made, "check/"))), ("entered", lambda: enter(registrar, made)),
        ("shown", lambda: registrar.get(page(made, "done/"))), ("taken back", lambda: registrar.client.post(page(made, "done/"))),
    ):  # fmt: skip
        start = process_time()
        said = do()
        assert process_time() - start < 10, name
        assert said.status_code < 400, plain(said)[:500]
    assert not Mandate.objects.filter(person__name__startswith="代表").exists()
