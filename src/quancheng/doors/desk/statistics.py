"""办理情况统计 on the desk: the board, the list behind every figure, both as files an office would file."""

import csv
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from quancheng.doors.frame import lists as files
from quancheng.doors.frame.doorway import acting, inside, number
from quancheng.doors.frame.downloads import with_name
from quancheng.doors.frame.errors import sentence
from quancheng.doors.frame.papers import as_file
from quancheng.papers.lists import XLSX
from quancheng.record import clock
from quancheng.rooms.suggestions import statistics as st
from quancheng.rooms.suggestions.papers.reports import statistics_content
from quancheng.rooms.suggestions.papers.workbook import statistics_workbook
from quancheng.roster.models import Body

PER_PAGE = 100
TITLE = "代表建议办理情况统计表"
YEARS = 6  # years offered in the filter; any other may be asked for by its days


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
        "tabs": _tabs(view, bodies), "period": keep.get("period", ""), "office": files.office(acting(request), view.congress.pk),
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
    return with_name(answer, f"{found.figure.title}-{label}-{clock.today():%Y%m%d}.csv")


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


@inside
@require_GET
def excel(request: HttpRequest, door: str) -> HttpResponse:
    """The same tables as a workbook, one sheet each, with their notes; rates are numbers. With ?as=pdf or docx as a paper."""
    try:
        _, view = _view(request)
    except st.BadPeriod as fault:
        return sentence(request, 422, "统计期间不对", str(fault))
    made, office = st.board_of(view), files.office(acting(request), view.congress.pk)
    if (way := files.wanted(request)) in ("pdf", "docx"):
        return as_file(request, statistics_content(made, office), way, TITLE)
    answer = HttpResponse(statistics_workbook(made, office), content_type=XLSX)
    return with_name(answer, f"{TITLE}-{clock.today():%Y%m%d}.xlsx")


urlpatterns = [
    path("", board, {"door": "desk"}, "statistics"),
    path("list/", listing, {"door": "desk"}, "statistics_list"),
    path("list.csv", listing_csv, {"door": "desk"}, "statistics_csv"),
    path("excel/", excel, {"door": "desk"}, "statistics_excel"),
]
