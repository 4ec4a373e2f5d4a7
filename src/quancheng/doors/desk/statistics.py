"""办理情况统计 on the desk: the board, the list behind every figure, both as files an office would file."""

import csv
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from quancheng.doors.frame import lists as files
from quancheng.doors.frame.doorway import acting, inside, number
from quancheng.doors.frame.errors import sentence
from quancheng.doors.frame.papers import as_file
from quancheng.record import clock
from quancheng.rooms.suggestions import statistics as st
from quancheng.rooms.suggestions.papers.reports import statistics_content
from quancheng.roster.models import Body

PER_PAGE = 100
YEARS = 6  # years offered in the filter; any other may be asked for by its days
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked(request: HttpRequest) -> tuple[list[Body], Body, dict[str, Any]]:
    """Which congress and period the address asks for. Raises Http404 where there are no statistics, BadPeriod."""
    actor = acting(request)
    bodies, get = st.congresses(actor), request.GET
    chosen = next((b for b in bodies if b.slug == get.get("congress", bodies[0].slug)), None) if bodies else None
    if chosen is None:
        raise Http404
    period = get.get("period", "")
    by = get.get("by", "department")
    if since := _day(get.get("since", ""), "起日"):
        return bodies, chosen, {"by": by, "since": since, "until": _day(get.get("until", ""), "止日")}
    if until := _day(get.get("until", ""), "止日"):
        return bodies, chosen, {"by": by, "until": until}
    known = number(period[1:])
    if period and (period[0] not in "sy" or known is None):
        raise st.BadPeriod("统计期间看不懂，请从列表里选。")
    return bodies, chosen, {"by": by} | ({"session" if period[0] == "s" else "year": known} if period else {})


def _day(text: str, what: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise st.BadPeriod(f"{what}“{text[:20]}”看不懂，请写成 {clock.today()} 这样。") from None


def _view(request: HttpRequest) -> tuple[list[Body], st.View]:
    bodies, congress, wanted = asked(request)
    try:
        return bodies, st.open_view(acting(request), congress, **wanted)
    except st.NoBoard:
        raise Http404 from None


def _keep(view: st.View) -> dict[str, str]:
    """The address of the same board."""
    period = view.period
    if period.session:
        when = {"period": f"s{period.session}"}
    elif (
        period.since
        and period.until
        and (period.since, period.until) == (date(period.since.year, 1, 1), date(period.since.year, 12, 31))
    ):
        when = {"period": f"y{period.since.year}"}
    else:
        when = {k: d.isoformat() for k, d in (("since", period.since), ("until", period.until)) if d}
    return {"congress": view.congress.slug} | when | {"by": view.by}


@inside
@require_GET
def board(request: HttpRequest, door: str) -> HttpResponse:
    """/desk/suggestions/statistics/."""
    try:
        bodies, view = _view(request)
    except st.BadPeriod as fault:
        return sentence(request, 422, "统计期间不对", str(fault))
    keep = _keep(view)
    return render(request, "suggestions/desk/statistics.html", {
        "board": st.board_of(view), "view": view, "bodies": bodies, "periods": _periods(view), "keep": urlencode(keep),
        "tabs": _tabs(view, bodies), "period": keep.get("period", ""), "office": _office(request, view),
    })  # fmt: skip


def _tabs(view: st.View, bodies: list[Body]) -> list[tuple[str, str, str, bool]]:
    below = view.whole and any(b.parent_id == view.congress.pk for b in bodies)
    shown = [b for b in st.BY if b != "township" or below]
    return [(b, st.BY[b], urlencode(_keep(view) | {"by": b}), b == view.by) for b in shown]


def _periods(view: st.View) -> list[tuple[str, str]]:
    """Sessions that have opened, newest first, then years."""
    from quancheng.law.spans import numeral

    sessions = [s for s in st.sessions(view.congress) if s.opens_on <= view.day]
    named = [
        (f"s{s.pk}", f"第{numeral(s.term.ordinal)}届第{numeral(s.ordinal)}次会议及闭会期间") for s in sessions[:10]
    ]
    return named + [(f"y{view.day.year - n}", f"{view.day.year - n}年") for n in range(YEARS)]


def _office(request: HttpRequest, view: st.View) -> str:
    """Who fills in the sheet: the office of the congress looked at, else the reader's own body."""
    actor = acting(request)
    own = [p.body_name for p in actor.posts if p.congress_id == view.congress.pk and p.role.congress]
    return own[0] if own else actor.posts[0].body_name


@inside
@require_GET
def listing(request: HttpRequest, door: str) -> HttpResponse:
    """The rows behind one figure, and nothing else."""
    try:
        found, label = _listed(request)
    except st.BadPeriod as fault:
        return sentence(request, 422, "统计期间不对", str(fault))
    page = max(1, min(number(request.GET.get("page")) or 1, 10**6))
    count = len(found)
    last = max(1, -(-count // PER_PAGE))
    items = list(found.items((page - 1) * PER_PAGE, page * PER_PAGE))
    keep, counted = _keep(found.view), found.part.count() if found.part is not None else 0
    return render(request, "suggestions/desk/statistics_list.html", {
        "listed": found, "count": count, "items": items, "label": label, "keep": urlencode(keep), "page": page,
        "last": last,
        "counted": counted, "rate": st.percent(counted, count) if found.part is not None else "",
        "self": urlencode(keep | {"figure": found.figure.id, "row": found.row}),
    })  # fmt: skip


def _listed(request: HttpRequest) -> tuple[st.Listed, str]:
    _, view = _view(request)
    row = request.GET.get("row", "")[:60]
    try:
        figure = st.figure(request.GET.get("figure", "")[:80])
        return st.listed(view, figure, row), st.row_label(view, row) if row else "合计"
    except (KeyError, st.NoBoard):
        raise Http404 from None


@inside
@require_GET
def listing_csv(request: HttpRequest, door: str) -> HttpResponse:
    """The whole list for Excel; a cell that would be read as a formula is quoted."""
    try:
        found, label = _listed(request)
    except st.BadPeriod as fault:
        return sentence(request, 422, "统计期间不对", str(fault))
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    write = csv.writer(answer).writerow
    rate = found.part is not None
    write([*found.columns, *(["是否计入分子"] if rate else [])])
    for item in found.items():
        write([_plain(t) for t in item.columns] + ([("计入" if item.counted else "未计入")] if rate else []))
    return _named(answer, f"{found.figure.title}-{label}", "csv")


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _named(answer: HttpResponse, name: str, ending: str) -> HttpResponse:
    from urllib.parse import quote

    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}-{clock.today():%Y%m%d}.{ending}')}"
    return answer


@inside
@require_GET
def excel(request: HttpRequest, door: str) -> HttpResponse:
    """The same tables as a workbook, one sheet each, with their notes; rates are numbers. With ?as=pdf or docx as a paper."""
    try:
        _, view = _view(request)
    except st.BadPeriod as fault:
        return sentence(request, 422, "统计期间不对", str(fault))
    made, out = st.board_of(view), BytesIO()
    if (way := files.wanted(request)) in ("pdf", "docx"):
        return as_file(request, statistics_content(made, _office(request, view)), way, "代表建议办理情况统计表")
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for table in made.tables:
            _sheet(book, made, table, _office(request, view))
    return _named(HttpResponse(out.getvalue(), content_type=XLSX), "代表建议办理情况统计表", "xlsx")


def _sheet(book: Any, made: st.Board, table: st.Table, office: str) -> None:
    """Title, heads in two rows, rows, total, notes: set to print on one landscape page's width."""
    sheet, day = book.add_worksheet(table.title[4:-3][:31]), made.view.day
    rule = {"border": 1, "align": "center", "valign": "vcenter", "font_name": "宋体", "font_size": 11}
    head, body, left = (
        book.add_format(rule | more) for more in ({"text_wrap": True, "bold": True}, {}, {"align": "left"})
    )
    rate, total = book.add_format(rule | {"num_format": "0.0"}), {"bold": True, "top": 2}
    totals = [book.add_format(rule | total | more) for more in ({}, {"align": "left"}, {"num_format": "0.0"})]
    title = book.add_format(
        {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    last = len(table.figures) + 1
    sheet.merge_range(0, 0, 0, last, f"{made.view.title}\n{table.title}", title)
    sheet.set_row(0, 56)
    sheet.write_string(1, 0, f"填报单位：{office}　统计截至：{day.year}年{day.month}月{day.day}日　单位：件、%")
    for column, name in enumerate(("序号", made.by_word)):
        sheet.merge_range(2, column, 3, column, name, head)
    column = 2
    for group in table.groups:
        if group.title:
            sheet.merge_range(2, column, 2, column + len(group.figures) - 1, group.title, head)
        for figure in group.figures:
            if group.title:
                sheet.write_string(3, column, figure.title, head)
            else:
                sheet.merge_range(2, column, 3, column, figure.title, head)
            column += 1
    for n, line in enumerate(table.rows, 1):
        _line(sheet, 3 + n, str(n), line, (body, left, rate))
    end = 4 + len(table.rows)
    _line(sheet, end, "", table.total, totals)
    for n, note in enumerate(table.notes, 1):
        sheet.write_string(end + n, 0, f"{'注：' if n == 1 else '　　'}{n}. {note}")
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, last, 8.5)
    sheet.freeze_panes(4, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, 3)
    sheet.set_footer("&R— &P —")


def _line(sheet: Any, at: int, mark: str, line: st.Line, formats: Any) -> None:
    body, left, rate = formats
    sheet.write_string(at, 0, mark, body)
    sheet.write_string(at, 1, line.label, left)
    for column, cell in enumerate(line.cells, 2):
        if not cell.figure.is_rate:
            sheet.write_number(at, column, cell.count, body)
        elif cell.whole:
            sheet.write_number(at, column, float(cell.words), rate)
        else:
            sheet.write_string(at, column, "—", body)


urlpatterns = [
    path("", board, {"door": "desk"}, "statistics"),
    path("list/", listing, {"door": "desk"}, "statistics_list"),
    path("list.csv", listing_csv, {"door": "desk"}, "statistics_csv"),
    path("excel/", excel, {"door": "desk"}, "statistics_excel"),
]
