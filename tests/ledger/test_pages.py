"""From the upload to the undo, through the front door, with a workbook as an office keeps it."""

import re

import pytest

from journeys.county import County
from journeys.front_door import Visitor, plain
from quancheng.procedure.models import Notice
from quancheng.record import search
from quancheng.record.models import Duty, Fact, Matter
from sheets.workbooks import ledger as messy

from .office import HOME, SEEN, asked, counted, csv, enter, entered, page, send, upload

ONE = ("编号,标题,领衔代表,承办单位,交办日期,答复日期", "4,关于修桥的建议,马德福,县交通运输局,2019-03-01,2019-06-10")


def test_messy_workbook_to_its_end(county: County, clerk: Visitor) -> None:
    made = upload(clerk, messy(), "2019台账.xlsx")
    seen = clerk.see(page(made))
    assert "建议 标题" in seen and "关于修建黄泥村 道路（二期）的建议" in seen and "承办单位 主办" in seen
    sent = asked(made)
    assert sent["s1-default"] == "2019年" and sent["s1-c2"] == "title" and sent["s1-c5"] == "co_units"
    assert clerk.client.post(page(made), sent)["Location"] == page(made, "check/")

    before = counted()
    tried = clerk.see(page(made, "check/"))
    assert counted() == before
    assert "2019.2.30" in tried and "2019年2月没有30日" in tried
    assert re.search(r"2019年 11 关于扶持合作社的建议", tried)
    assert "领衔代表不详：2 件" in tried and "合计行" in tried
    refused = enter(clerk, made)
    assert refused.status_code == 422 and "有1行有错，一行也没有导入" in plain(refused)
    assert counted() == before

    assert enter(clerk, made, skip="on")["Location"] == page(made, "done/")
    rows = entered()
    assert [(m.number, m.title) for m in rows] == [
        ("第1号", "关于修建黄泥村 道路（二期）的建议"),
        ("第2号", "关于解决河东社区停车难的建议"),
        ("第3号", "关于治理黑臭水体的建议"),
        ("第4号", "关于加强村级卫生室建设的建议"),
    ]
    facts = list(Fact.objects.unguarded(SEEN).filter(kind="suggestions.enter_past").order_by("pk"))
    assert len({f.act for f in facts}) == 1 and [f.on_as for f in facts] == ["day", "day", "day", "year"]
    assert not Duty.objects.unguarded(SEEN).exists() and not Notice.objects.unguarded(SEEN).exists()
    done = clerk.see(page(made, "done/"))
    assert "录入 4 件" in done and "没有导入 1 行" in done and "不详" in done

    assert "已撤销" in plain(clerk.client.post(page(made, "undo/"), follow=True))
    assert not entered() and not search.find(county.actor("林晓梅"), "黑臭水体").matters
    assert clerk.client.post(page(made, "undo/")).status_code == 422
    again = clerk.client.post(page(made, "again/"))["Location"]
    clerk.client.post(f"{again}check/", {"skip": "on"})
    assert len(entered()) == 4


def test_an_entry_on_its_page_in_the_list_and_in_search(county: County, clerk: Visitor) -> None:
    rows = "4,关于修桥的建议,不详,县公路段,2018,已经列入计划。", ",关于修路的建议,,,,"
    made = upload(clerk, csv("编号,标题,领衔代表,承办单位,年度,答复内容", *rows))
    enter(clerk, made)
    known, unknown = entered()
    seen = clerk.see(f"/desk/matters/{known.ref}/")
    assert "历史台账" in seen and "关于修桥的建议" in seen and "2018年" in seen and "闭会期间" not in seen
    seen = clerk.see(f"/desk/matters/{unknown.ref}/")
    assert "不详" in seen and "1900" not in seen
    listed = clerk.see("/desk/suggestions/?source=ledger")
    assert "关于修桥的建议" in listed and "县公路段" in listed and "不详" in listed
    says = dict(known.suggestion.ledger_says)
    assert says["届次"] == "2018年" and says["领衔代表"] == says["交办日期"] == says["满意度"] == "不详"
    for words in ("县公路段", "列入计划", "修桥"):
        assert [m.pk for m in search.find(county.actor("林晓梅"), words).matters] == [known.pk]


def test_the_same_file_twice_changes_nothing(county: County, clerk: Visitor) -> None:
    content = csv(*ONE, "５,关于修路的建议,,,,")
    enter(clerk, upload(clerk, content))
    before = counted()
    second = upload(clerk, content)
    assert "同一个文件" in clerk.see(page(second)) and "不会重复录入" in clerk.see(page(second))
    assert "以前已经录入，这次不变" in clerk.see(page(second, "check/"))
    assert enter(clerk, second)["Location"] == page(second, "done/")
    assert counted() == before and "这次什么也没有变" in clerk.see(page(second, "done/"))
    # typed otherwise, it is still the same suggestion
    enter(clerk, third := upload(clerk, csv("标题,编号", "“关于修桥 的建议”,第４号")))
    third.refresh_from_db()
    assert counted() == before and (third.entered, third.same) == (0, 1)
    assert enter(clerk, second)["Location"] == page(second, "done/")  # the button pressed again


def test_columns_and_header_are_the_users_to_change(county: County, clerk: Visitor) -> None:
    rows = "1,关于修桥的建议,张三,A", "2,关于修路的建议,李四,B"
    made = upload(clerk, csv("某某县建议台账,,,", "编号,事项,经办人,办理结果", *rows))
    sent = asked(made)
    wrong = clerk.client.post(page(made), sent)
    assert wrong.status_code == 422 and "没有一列对应“标题”" in plain(wrong)
    wrong = clerk.client.post(page(made), sent | {"s0-use": "on", "s0-c1": "title", "s0-c2": "title"})
    assert wrong.status_code == 422 and "“标题”对应了2列" in plain(wrong)
    sent |= {"s0-use": "on", "s0-c1": "title", "s0-c2": "note", "s0-default": "十六届人大一次会议（2016）"}
    assert clerk.client.post(page(made), sent).status_code == 302
    clerk.see(page(made, "check/"))
    enter(clerk, made)
    one, two = entered()
    assert (one.number, one.title, one.suggestion.ledger_note) == ("第1号", "关于修桥的建议", "张三")
    assert two.suggestion.ledger_session == "十六届人大一次会议（2016）" and two.opened_on.year == 2016


def test_header_row_pointed_at(county: County, clerk: Visitor) -> None:
    made = upload(clerk, csv("编号,标题,备注", "编号,案由,承办单位", "1,关于修桥的建议,县水利局"))
    sent = asked(made) | {"s0-header": "二"}
    wrong = clerk.client.post(page(made), sent)
    assert wrong.status_code == 422 and "要写成行号" in plain(wrong)
    shown = clerk.client.post(page(made), sent | {"s0-header": "2"})
    assert shown.status_code == 200 and "再核对一次" in plain(shown)
    made.refresh_from_db()
    assert made.mapping["sheets"][0]["columns"] == {"0": "number", "1": "title", "2": "units"}


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "空文件"),
        (b"%PDF-1.7 x", "a.xlsx", "这是PDF文件，不是表格"),
        (csv(*ONE), "a.exe", "不能上传"),
        ("甲,乙\n1,2".encode(), "a.csv", "没有认出表头"),
    ],
)
def test_files_that_are_no_ledger(clerk: Visitor, content: bytes, name: str, said: str) -> None:
    answer = send(clerk, content, name)
    assert answer.status_code == 422 and said in plain(answer)


def test_no_file(clerk: Visitor) -> None:
    answer = clerk.client.post(HOME, {})
    assert answer.status_code == 422 and "没有收到文件" in plain(answer)


def test_only_those_who_examine_and_only_their_own(county: County, clerk: Visitor) -> None:
    made = upload(clerk, csv(*ONE))
    for stranger in ("周立新", "何督查"):
        who = Visitor(county, stranger)
        assert who.get(HOME).status_code == 403 and send(who, csv(*ONE)).status_code == 403
        assert who.get(page(made)).status_code == 404 and enter(who, made).status_code == 404
    town = Visitor(county, "何丽")
    assert town.get(page(made)).status_code == 404 and made.name not in town.see(HOME)
    assert send(town, csv(*ONE), congress="county").status_code == 422
    # a place sent by hand does not open another congress either
    other = upload(town, csv("地区,标题", "云岭县,关于修桥的建议"))
    sent = asked(other) | {"place-云岭县": "county", "congress": "county"}
    assert town.client.post(page(other), sent).status_code == 302
    assert "“云岭县”没有对应到本系统的人大" in town.see(page(other, "check/"))
    enter(town, other)
    assert not entered()


def test_unfinished_imports_are_kept_and_can_be_dropped(county: County, clerk: Visitor) -> None:
    made = upload(clerk, csv(*ONE), "前年.csv")
    assert "前年.csv" in clerk.see(HOME) and "还没有录入" in clerk.see(HOME)
    clerk.client.post(page(made, "discard/"))
    assert "前年.csv" not in clerk.see(HOME)
    enter(clerk, kept := upload(clerk, csv(*ONE)))
    assert clerk.client.post(page(kept, "discard/")).status_code == 422
    assert Matter.objects.unguarded(SEEN).count() == 1
