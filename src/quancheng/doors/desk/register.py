"""名册 on the desk: rolls, the structure of a congress, a deputy's page and file."""

from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from quancheng.doors.frame.doorway import inside, number
from quancheng.law.spans import numeral
from quancheng.procedure.registry import Link, link
from quancheng.record import clock
from quancheng.rooms.register.reads import file, roll, structure
from quancheng.rooms.register.reads.people import person_page, personal
from quancheng.roster import strokes
from quancheng.roster.actor import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = (
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
    "备注",
)
WIDTHS = (5, 10, 5, 8, 11, 10, 10, 26, 14, 14, 14, 18)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _roll(request: HttpRequest, slug: str) -> roll.Roll:
    filters = roll.Filters.of({k: v for k, v in request.GET.items() if isinstance(v, str)})
    try:
        return roll.roll(_actor(request), slug, number(request.GET.get("term")), filters, clock.today())
    except ObjectDoesNotExist:
        raise Http404 from None


def _keep(found: roll.Roll, **other: str) -> str:
    """The same roll in an address, with what is to be different."""
    asked = {"term": str(found.term.ordinal), "state": found.filters.state, "q": found.filters.query}
    return urlencode({k: v for k, v in (asked | found.filters.facets | other).items() if v})


def title_of(found: roll.Roll) -> str:
    """云岭县第十九届人民代表大会代表名册."""
    return f"{found.congress.area.name}第{numeral(found.term.ordinal)}届人民代表大会代表名册"


@inside
@require_GET
def home(request: HttpRequest, door: str) -> HttpResponse:
    """Every congress whose register one may see."""
    found = roll.overview(_actor(request), clock.today())
    if not found:
        raise Http404
    return render(request, "register/desk/home.html", {"rows": found})


@inside
@require_GET
def deputies(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """花名册 of one congress and term."""
    found = _roll(request, slug)
    return render(request, "register/desk/roll.html", {
        "roll": found, "title": title_of(found), "states": [(k, w, n, _keep(found, state=k)) for k, w, n in roll.counted(found)],
        "choices": [(f, [(v, v) for v in vs], found.filters.facets.get(f.id, "")) for f, vs in roll.choices(found) if vs != [structure.UNKNOWN]],
        "keep": _keep(found), "past": roll.past(_actor(request), found.congress), "registrar": _keeps(request, found),
        "unplaced": roll.unplaced(found) if _keeps(request, found) else [],
    })  # fmt: skip


def _keeps(request: HttpRequest, found: roll.Roll) -> bool:
    """Whether the reader keeps this register."""
    return bool(_actor(request).capacity("registrar", found.congress.pk)) and not found.matter.ended_as


@inside
@require_GET
def statistics(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """代表结构统计表: every figure opens its list."""
    found = _roll(request, slug)
    shown = [line.seat for line in found.lines]
    divisions = structure.divide(shown, found.day)
    return render(request, "register/desk/structure.html", {
        "roll": found, "divisions": divisions, "total": len(shown), "state": roll.STATES[found.filters.state],
        "keep": _keep(found), "office": found.congress.name,
    })  # fmt: skip


@inside
@require_GET
def excel(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """花名册 as a workbook, set to print; no ID numbers, no telephones."""
    found, out = _roll(request, slug), BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _sheet(book, found)
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title_of(found))}-{clock.today():%Y%m%d}.xlsx"
    return answer


def _sheet(book: Any, found: roll.Roll) -> None:
    rule = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 11, "text_wrap": True}
    head, body = book.add_format(rule | {"bold": True, "align": "center"}), book.add_format(rule)
    middle = book.add_format(rule | {"align": "center"})
    big = book.add_format({"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"})
    sheet = book.add_worksheet("花名册")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, len(HEADS) - 1, title_of(found), big)
    day = found.day
    sheet.write_string(
        1,
        0,
        f"{roll.STATES[found.filters.state]} {len(found.lines)} 人　按姓氏笔画排列　{day.year}年{day.month}月{day.day}日",
    )
    for column, name in enumerate(HEADS):
        sheet.write_string(2, column, name, head)
    for row, line in enumerate(found.lines, 3):
        for column, text in enumerate(roll.cells(line)):
            sheet.write_string(row, column, text, middle if column < 7 and column != 1 else body)


@inside
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, door: str, slug: str, person: int) -> HttpResponse:
    """One deputy: who, since when, and the eight parts of the file. Prints as 履职档案.

    Personal data stands there masked, for the office alone; opening it takes a reason and is written down.
    """
    found, registrar = _roll(request, slug), False
    try:
        page = person_page(_actor(request), found, person)
    except ObjectDoesNotExist:
        raise Http404 from None
    registrar = _keeps(request, found)
    if request.method == "POST" and not registrar:
        raise Http404
    reason = request.POST.get("reason", "").strip()[:40] if request.method == "POST" else ""
    fault = "请写明看这些号码的用途，再点显示。" if request.method == "POST" and not reason else ""
    held = personal(_actor(request), page.person, reason) if registrar else []
    return render(request, "register/desk/person.html", {
        "page": page, "roll": found, "parts": file.file_of(_actor(request), page.person, found.congress.pk),
        "registrar": registrar, "personal": held, "any_personal": any(text for _, text in held), "opened": reason,
        "fault": fault, "keep": _keep(found),
    }, status=422 if fault else 200)  # fmt: skip


@inside
@require_http_methods(["GET", "POST"])
def stroke_places(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """Where a character stands that the table of strokes does not know, or puts wrongly."""
    found = _roll(request, slug)
    if not _keeps(request, found):
        raise Http404
    typed, fault = {name: request.POST.get(name, "").strip()[:4] for name in ("character", "after")}, ""
    if request.method == "POST":
        try:
            strokes.place(typed["character"], typed["after"])
            return redirect(f"/desk/register/{slug}/")
        except strokes.Unplaced as wrong:
            fault = str(wrong)
    lacking = roll.unplaced(found)
    return render(request, "register/desk/strokes.html", {
        "roll": found, "unplaced": lacking, "places": strokes.placed(), "fault": fault,
        "typed": typed | {"character": typed["character"] or "".join(lacking[:1])},
    }, status=422 if fault else 200)  # fmt: skip


link(Link("desk", "名册", "users", "/desk/register/", None, roll.any_roll, 20))

urlpatterns = [
    path("register/", home, {"door": "desk"}, "register"),
    path("register/<slug:slug>/", deputies, {"door": "desk"}, "roll"),
    path("register/<slug:slug>/structure/", statistics, {"door": "desk"}, "roll_structure"),
    path("register/<slug:slug>/roll.xlsx", excel, {"door": "desk"}, "roll_excel"),
    path("register/<slug:slug>/strokes/", stroke_places, {"door": "desk"}, "strokes"),
    path("register/<slug:slug>/deputies/<id:person>/", person, {"door": "desk"}, "deputy"),
]
