"""Rolls and lists of units as offices have them, and a clerk who brings them in. Nobody in them is real."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from openpyxl import Workbook

from journeys.front_door import Visitor, plain
from personal.invented import id_of
from quancheng.rooms.register.imports import Plan, check, of
from quancheng.rooms.register.models import RosterImport
from sheets.workbooks import fill, saved

HEAD = (
    "序号",
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "政治面貌",
    "文化程度",
    "工作单位及职务",
    "选区",
    "代表团",
    "代表小组",
)
IDS = {
    "方大同": id_of("m", date(1980, 5, 17), 7),
    "李芳": id_of("f", date(1985, 1, 2), 8),
    "段玉梅": id_of("f", date(1991, 12, 3), 9),
}


def home(slug: str = "county") -> str:
    return f"/desk/register/{slug}/import/"


def send(
    who: Visitor, content: bytes, name: str = "名册.xlsx", what: str = "deputies", slug: str = "county"
) -> HttpResponse:
    return who.client.post(home(slug), {"what": what, "file": SimpleUploadedFile(name, content)})


def upload(
    who: Visitor, content: bytes, name: str = "名册.xlsx", what: str = "deputies", slug: str = "county"
) -> RosterImport:
    """Upload a file that is taken in."""
    answer = send(who, content, name, what, slug)
    assert answer.status_code == 302, plain(answer)
    return RosterImport.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))


def page(made: RosterImport, name: str = "") -> str:
    return f"{home(made.congress.slug)}{made.pk}/{name}"


def mapping(made: RosterImport) -> dict[str, str]:
    """What the mapping page would send if nothing were changed."""
    sent = {}
    for s in made.mapping["sheets"]:
        key = f"s{s['index']}"
        sent |= {f"{key}-header": f"{s['first']}-{s['last']}"}
        sent |= {f"{key}-c{column}": field for column, field in s["columns"].items()}
        sent |= {f"{key}-use": "on"} if s["used"] else {}
        sent |= {f"{key}-fill": "on"} if s["fill"] else {}
    return sent


def plan_of(made: RosterImport) -> Plan:
    fresh = of(made.congress, made.pk)
    assert fresh.term
    return check(fresh, fresh.term)


def enter(who: Visitor, made: RosterImport, **more: Any) -> HttpResponse:
    return who.client.post(page(made, "check/"), more)


def entered(who: Visitor, content: bytes, **more: Any) -> RosterImport:
    """A file brought in without ado; whatever it asks is new."""
    made = upload(who, content, **more)
    answer(who, made, **{f"q-{q.key}": "+" for q in plan_of(made).questions})
    sent = enter(who, made)
    assert sent.status_code == 302, plain(sent)
    made.refresh_from_db()
    return made


def answer(who: Visitor, made: RosterImport, **answers: str) -> None:
    sent = {f"q-{q.key}": q.answer for q in plan_of(made).questions} | answers
    assert who.client.post(page(made, "check/"), {"decide": "1"} | sent).status_code == 302


def xlsx(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> bytes:
    """One sheet, a plain header."""
    book = Workbook()
    fill(book.active, [head, *rows])
    return saved(book)


def one(**said: object) -> bytes:
    """A roll of one row that says just this, by the names of the columns."""
    return xlsx(tuple(said.values()), head=tuple(said))


def messy() -> bytes:
    """A roll as it was typed over the years: titles, two rows of header, three sheets of which one is hidden, totals."""
    book = Workbook()
    first = book.active
    first.title = "县代表"
    rows = [
        ["云岭县第十九届人民代表大会代表花名册"],
        ["填报单位：县人大代选工委（联系电话：13800001111）", None, None, None, None, None, "2026年1月"],
        ["序号", "姓 名", "基本情况", None, None, None, None, "工作单位及职务", "选举情况", None, "代表小组", "身份证号码", "手机号"],
        [None, None, "性别", "民族", "出生年月", "政治面貌", "学历", None, "选区", "代表团", None, None, None],
        [1, "方大同", "男", "汉", 198005, "党员", "大学", "县医院副院长", "第一选区", "城关代表团", "第一小组", IDS["方大同"], 13800000021.0],
        [2, "李　芳", "女", "彝族", "１９８５年１月", "群众", "大专", "河口村村民", "第二选区", None, "第一小组", "'" + IDS["李芳"], "138 0000 0022"],
        [3, "段玉梅", None, "汉族", None, "中国共产党党员", "硕士", "县一中教师", "第三选区", "石桥代表团", "第二小组", IDS["段玉梅"], None],
        [4, "柳长河", "男", "汉族", 1980.5, "民盟", "高中", "个体工商户", "第三选区", "石桥代表团", "第二小组", None, None],
        ["一、石桥镇（2名）"],
        [5, "岩温罕", "男", "傣族", datetime(1979, 3, 1), "群众", "初中", "种植大户", "第四选区", "石桥代表团", "第二小组", None, None],
        [6],
        ["合计", None, "5人"],
        ["填表人：某某", None, "审核人：某某"],
    ]  # fmt: skip
    merged = [
        "A1:M1",
        "A2:F2",
        "A3:A4",
        "B3:B4",
        "C3:G3",
        "H3:H4",
        "I3:J3",
        "K3:K4",
        "L3:L4",
        "M3:M4",
        "J5:J6",
        "A9:M9",
    ]
    fill(first, rows, merged)
    second = book.create_sheet("补选代表")
    head = ("姓名", "性别", "出生日期", "选区", "所属代表团", "产生方式", "当选时间")
    fill(second, [head, ["何晓燕", "女", 33001, "第五选区", "城关代表团", "补选", "2025.6.30"]])
    hidden = book.create_sheet("旧名册")
    fill(hidden, [HEAD, [1, "旧人一", "男"]])
    hidden.sheet_state = "hidden"
    return saved(book)
