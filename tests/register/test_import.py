"""A roll from upload to undoing, through the front door, with a workbook as an office keeps it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection

from journeys.county import County
from journeys.front_door import Visitor, plain
from quancheng.procedure.models import Draft
from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.models import Duty, Fact
from quancheng.rooms.register.imports import mapping_page
from quancheng.rooms.register.models import RosterImport, TermRoll
from quancheng.roster import boxes, keys, personal
from quancheng.roster.models import Account, Body, Mandate, Person

from .rolls import IDS, answer, enter, entered, home, mapping, messy, one, page, plan_of, send, upload, xlsx

SEEN = "a test looks"


def counted() -> tuple[int, ...]:
    """What a dry run leaves alone."""
    return (
        Person.objects.count(), Mandate.objects.count(), Body.objects.count(), Fact.objects.unguarded(SEEN).count(),
        Duty.objects.unguarded(SEEN).count(), Draft.objects.count(),
    )  # fmt: skip


def everything() -> str:
    """Every cell of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names(cursor) if t != "record_search"]
        for table in tables:  # that one cannot be read; what it is made of is record_searchtext
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [bytes(c).decode("latin-1") if isinstance(c, bytes | memoryview) else str(c) for c in row]
    return "\n".join(found)


def files_kept() -> bytes:
    folder = Path(project.MEDIA_ROOT)
    return b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file()) if folder.exists() else b""


def test_a_messy_roll_to_its_end(rolled: County, registrar: Visitor) -> None:
    made = upload(registrar, messy(), "2026代表名册.xlsx")
    seen = registrar.see(page(made))
    assert "工作表“县代表”" in seen and "在文件里是隐藏的" in seen and "基本情况 出生年月" in seen
    assert registrar.client.post(page(made), mapping(made))["Location"] == page(made, "check/")
    before = counted()
    tried = registrar.see(page(made, "check/"))
    assert counted() == before, "a dry run writes nothing"
    assert {x.name for x in plan_of(made).wrong} == {"方大同", "李芳", "何晓燕"}
    assert "代表团“城关代表团”（3 行）名册里没有" in tried and "是新的代表团" in tried
    answer(registrar, made, **{"q-delegation:城关代表团": "+"})
    assert counted() == before
    plan = plan_of(made)
    assert not plan.wrong, [(x.name, x.why) for x in plan.wrong]
    assert [x.name for x in plan.entering] == ["方大同", "李芳", "段玉梅", "柳长河", "岩温罕", "何晓燕"]
    assert "合计行" in tried and "分类标题行" in tried and "落款" in tried and "旧人一" not in tried
    assert enter(registrar, made)["Location"] == page(made, "done/")

    seats = {
        s.person.name: s
        for s in Mandate.objects.filter(term__congress=rolled.bodies["county"]).select_related("person", "group")
    }
    fang, li, duan, liu, yan, he = (seats[n] for n in ("方大同", "李芳", "段玉梅", "柳长河", "岩温罕", "何晓燕"))
    assert (fang.person.born_year, fang.person.born_month, fang.person.nation, fang.person.party) == (
        1980,
        5,
        "汉族",
        "中共党员",
    )
    assert (li.person.born_year, li.person.born_month, li.delegation) == (1985, 1, "城关代表团"), "merged: as above"
    assert (duan.person.sex, duan.person.born_year, duan.person.born_month) == ("f", 1991, 12), "as the number says"
    assert (liu.person.born_month, yan.person.born_month, he.person.born_year) == (5, 3, 1990)
    assert fang.group and fang.group == li.group != duan.group and fang.begins_on == date(2022, 1, 10)
    assert (he.elected_as, he.elected_on, he.begins_on) == ("by_election", date(2025, 6, 30), date(2025, 6, 30))
    assert (
        [p.name for p in personal.find(id_number=IDS["李芳"])]
        == ["李芳"]
        == [p.name for p in personal.find(phone="13800000022")]
    )
    assert "录入 6 行" in registrar.see(page(made, "done/")) and "岩温罕" in registrar.see("/desk/register/county/")
    assert "从文件导入 6 行" in registrar.see(f"matters/{matter(rolled).ref}/")

    again = registrar.client.post(page(made, "done/"), follow=True)
    assert "已全部撤销" in plain(again) and counted()[:3] == before[:3]
    assert not personal.find(id_number=IDS["李芳"])
    assert registrar.client.post(page(made, "done/")).status_code == 422
    entered(registrar, messy())
    assert Mandate.objects.filter(person__name="李芳").count() == 1


def matter(c: County, slug: str = "county") -> Any:
    row = TermRoll.objects.unguarded(SEEN).get(term__congress=c.bodies[slug], matter__ended_as="")
    return c.fresh(row.matter)


def test_no_number_lies_open_anywhere(rolled: County, registrar: Visitor) -> None:
    secrets = [*IDS.values(), "13800000021", "13800000022", "138 0000 0022", "13800001111"]
    made = upload(registrar, messy())
    registrar.client.post(page(made), mapping(made))
    answer(registrar, made, **{"q-delegation:城关代表团": "+"})
    pages = registrar.get(page(made)).content.decode() + registrar.get(page(made, "check/")).content.decode()
    after_upload = everything()
    assert RosterImport.objects.get(pk=made.pk).content and "方大同" not in after_upload, "the file is sealed"
    enter(registrar, made)
    after = everything()
    pages += registrar.get(page(made, "done/")).content.decode()
    kept = files_kept().decode("latin-1")
    for secret in secrets:
        for where, text in (("pages", pages), ("tables", after_upload), ("tables after", after), ("files", kept)):
            assert secret not in text, (where, secret[:4])
    row = RosterImport.objects.get(pk=made.pk)
    assert (row.content, row.plain, row.size) == (None, "", 0), "entered: the file has gone"


def test_numbers_in_columns_that_are_not_mapped_are_masked_too(registrar: Visitor) -> None:
    head = ("姓名", "说明一", "证件", "家庭住址", "编号")
    made = upload(
        registrar, xlsx(("张一", "电话13900001234", float(IDS["李芳"][:15]), "云岭县河口村三组八号", 12), head=head)
    )
    shown = {g.column.name: e for s in mapping_page(made)["sheets"] for g, _, e in s["columns"]}
    assert shown["编号"] == ["12"] and shown["姓名"] == ["张一"]
    text = registrar.see(page(made))
    assert "13900001234" not in text and IDS["李芳"][:15] not in text and "河口村三组" not in text


def test_without_a_key_only_what_needs_none_is_taken_in(rolled: County, no_key: Path) -> None:
    clerk = Visitor(rolled, "林晓梅")
    refused = send(clerk, messy())
    assert refused.status_code == 422 and "quancheng key new" in plain(refused) and "身份证号码" in plain(refused)
    for head, cell in (
        ("备用", "13900001234"),
        ("家庭住址", "河口村"),
        ("证件", 5.30999198005171e17),
        ("备用", "'" + IDS["李芳"]),
    ):
        assert send(clerk, xlsx(("张一", cell), head=("姓名", head))).status_code == 422, head
    assert not RosterImport.objects.exists()
    made = entered(clerk, xlsx((1, "张一", "男"), (2, "张二", "女")))
    assert made.entered == 2 and Person.objects.filter(name="张二").exists()


def test_a_file_whose_key_is_gone_is_asked_for_again(registrar: Visitor, rolled: County) -> None:
    made = upload(registrar, one(姓名="张一", 手机号="13900001234"))
    keys.path().unlink()
    said = registrar.get(page(made, "check/"))
    assert said.status_code == 422 and "没有它的密钥" in plain(said) and "重新上传" in plain(said)


def test_rotating_the_key_takes_a_waiting_file_along(registrar: Visitor, rolled: County) -> None:
    made = upload(registrar, one(姓名="张一", 手机号="13900001234"))
    old = boxes.key_of(RosterImport.objects.get(pk=made.pk).content or b"")
    call_command("key", "rotate")
    assert boxes.key_of(RosterImport.objects.get(pk=made.pk).content or b"") != old
    assert enter(registrar, made).status_code == 302 and Person.objects.filter(name="张一").exists()


def test_what_is_left_lying_is_forgotten(rolled: County, registrar: Visitor) -> None:
    made = upload(registrar, one(姓名="张一", 性别="男"))
    done = entered(registrar, one(姓名="张二", 性别="女"))
    with clock.at(clock.today() + timedelta(days=30)):
        tick()
        assert RosterImport.objects.filter(pk=made.pk).exists()
    with clock.at(clock.today() + timedelta(days=32)):
        tick()
    assert [r.pk for r in RosterImport.objects.all()] == [done.pk]


def test_all_or_nothing(rolled: County, registrar: Visitor) -> None:
    made = upload(registrar, xlsx((1, "张一", "男"), (2, "张二", "公")))
    before = counted()
    refused = enter(registrar, made)
    assert refused.status_code == 422 and "有 1 行有错，一行也没有导入" in plain(refused) and counted() == before
    assert "性别写的是“公”，请写男或女" in plain(refused)
    assert enter(registrar, made, skip="on").status_code == 302
    made.refresh_from_db()
    assert (made.entered, made.left_out) == (1, 1) and not Person.objects.filter(name="张二").exists()
    assert enter(registrar, made)["Location"] == page(made, "done/"), "pressed twice"
    assert Person.objects.filter(name="张一").count() == 1


def test_the_same_file_twice_changes_nothing(rolled: County, registrar: Visitor) -> None:
    content = messy()
    entered(registrar, content)
    before = counted()[:3]
    second = upload(registrar, content)
    assert "同一个文件" in registrar.see(page(second))
    assert len(plan_of(second).same) == 6
    enter(registrar, second)
    assert counted()[:3] == before and "没有新的可录" in registrar.see(page(second, "done/"))


def test_out_and_in_again(rolled: County, registrar: Visitor) -> None:
    """The roll that was exported is read as the roll it is; in another place it brings the same people."""
    entered(registrar, messy())
    out = registrar.get("/desk/register/county/?state=all&as=xlsx").content
    made = upload(registrar, out, "导出.xlsx")
    plan = plan_of(made)
    assert not plan.wrong and not plan.entering and len(plan.same) == 10, [(x.name, x.why) for x in plan.wrong]
    before = counted()[:3]
    enter(registrar, made)
    assert counted()[:3] == before
    town = Visitor(rolled, "何丽")
    there = upload(town, out, "导出.xlsx", slug="shiqiao")
    answer(town, there, **{f"q-{q.key}": "+" for q in plan_of(there).questions})
    line = next(x for x in plan_of(there).lines if x.name == "方大同")
    assert line.state == "enter" and "1980年5月" in line.shown and "县医院副院长" in line.shown


def test_it_is_not_taken_back_once_it_is_used(rolled: County, registrar: Visitor) -> None:
    made = entered(registrar, one(姓名="张一", 选区="第八选区", 性别="男"))
    rolled.people["张一"] = person = Person.objects.get(name="张一")
    rolled.raise_("张一", "county")
    refused = registrar.client.post(page(made, "done/"))
    assert (
        refused.status_code == 422 and "已经用上了" in plain(refused) and Person.objects.filter(pk=person.pk).exists()
    )
    assert "不能再整批撤销" in plain(refused)


def test_an_opened_account_is_use(rolled: County, registrar: Visitor) -> None:
    made = entered(registrar, one(姓名="张一", 性别="男"))
    Account.objects.create(login="zhang", person=Person.objects.get(name="张一"))
    assert registrar.client.post(page(made, "done/")).status_code == 422


def test_the_step_back_takes_an_import_back(rolled: County, registrar: Visitor) -> None:
    made = entered(registrar, messy())
    fact = matter(rolled).facts.unguarded(SEEN).get(kind="terms.import_roster")
    assert fact.data == {"import": made.pk, "entered": 6, "same": 0}
    said = registrar.post(f"/desk/facts/{fact.pk}/revoke/")
    assert said.status_code == 302, plain(said)
    made.refresh_from_db()
    assert not made.entered_at and not Person.objects.filter(name="岩温罕").exists()
    assert not Body.objects.filter(kind="group").exists()
    assert "已撤回，文件已删去" in registrar.see(home())
    gone = registrar.get(page(made, "check/"))
    assert gone.status_code == 422 and "请重新上传" in plain(gone)
    entered(registrar, messy())
    assert Person.objects.filter(name="岩温罕").count() == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "空文件"),
        (b"%PDF-1.7 x", "a.xlsx", "这是PDF文件，不是表格"),
        (b"PK\x03\x04 torn", "a.xlsx", "损坏"),
        ("姓名\n张一".encode(), "a.exe", "不是表格，不能上传"),
        ("甲,乙\n1,2".encode(), "a.csv", "没有认出表头"),
        (b"\xff\xd8\xff\xe0", "a.xls", "图片"),
    ],
)
def test_files_that_are_no_roll(registrar: Visitor, content: bytes, name: str, words: str) -> None:
    said = send(registrar, content, name)
    assert said.status_code == 422 and words in plain(said)
    assert not RosterImport.objects.exists()


def test_nothing_chosen(registrar: Visitor) -> None:
    assert "没有收到文件" in plain(registrar.client.post(home(), {"what": "deputies"}))
    assert "请选择导入的是" in plain(send(registrar, one(姓名="张一", 性别="男"), what="houses"))


def test_only_who_keeps_the_register(rolled: County, registrar: Visitor) -> None:
    made = upload(registrar, one(姓名="张一", 性别="男"))
    for stranger in ("何丽", "周立新", "何督查"):
        who = Visitor(rolled, stranger)
        assert who.get(home()).status_code == 404 == send(who, one(姓名="张一", 性别="男")).status_code
        assert who.get(page(made)).status_code == 404 == who.get(page(made, "check/")).status_code
        assert enter(who, made).status_code == 404 == who.client.post(page(made, "discard/")).status_code
    assert registrar.get(home("shiqiao")).status_code == 404, "the county reads a township's roll, it does not keep it"
    assert Visitor(rolled, "何丽").get(f"{home('shiqiao')}{made.pk}/").status_code == 404
    assert registrar.client.post(page(made, "discard/")).status_code == 302 and not RosterImport.objects.exists()


def test_links_and_blank_sheets(rolled: County, registrar: Visitor) -> None:
    assert f"{home()}?term=19" in registrar.get("/desk/register/county/").content.decode()
    for name in ("import_roster", "undo_import"):
        step = registrar.get(registrar.step_path(matter(rolled), name))
        assert f"{home()}?term=19" in step.content.decode() and "<select" not in step.content.decode()
        sent = registrar.post(registrar.step_path(matter(rolled), name), chosen="1")
        assert sent.status_code == 422 and "没有办成" in plain(sent), (
            "an address called by hand is answered in words too"
        )
    for what in ("deputies", "units"):
        blank = registrar.get(f"{home()}blank/{what}.xlsx")
        assert blank.status_code == 200
        assert send(registrar, blank.content, what=what).status_code == 302, "the blank sheet is read as what it is"
    assert registrar.get(f"{home()}blank/houses.xlsx").status_code == 404


def test_the_header_and_columns_are_the_users_to_change(registrar: Visitor) -> None:
    made = upload(registrar, xlsx(("汉族", "张一", "女"), ("彝族", "张二", "男"), head=("民族", "人员", "性别")))
    sent = mapping(made)
    assert "没有一列对应“姓名”" in plain(registrar.client.post(page(made), sent))
    assert registrar.client.post(page(made), sent | {"s0-use": "on", "s0-c1": "name"}).status_code == 302
    assert [x.name for x in plan_of(made).entering] == ["张一", "张二"]
