"""The list behind a figure: the same rows, by the same conditions, as the count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from quancheng.record.models import Duty
from quancheng.roster.models import Body

from ..models import Rating, Reply, Suggestion
from .cubes import SOURCES, WHY, narrowed, reply_day, rows_of
from .figures import ASSIGNMENT, FIGURES, LEDGER, PROMISE, Definition
from .scope import NoBoard, View

ENDS = {"returned": "退回", "recalled": "改交", "unsettled": "仍不满意", "unrated": "按未评价办结"}
GRADES = ("", *Rating.Grade.labels)
PHASES = {
    "waiting": "期限未到",
    "overdue": "到期未答",
    "early": "已答复（期限未到）",
    "first": "原期答复",
    "extended": "延期答复",
    "late": "逾期答复",
    "undated": "已答复",
}
COLUMNS = {
    ASSIGNMENT: (
        "编号",
        "标题",
        "承办单位",
        "交办日期",
        "答复期限",
        "首次答复",
        "答复",
        "办理结果",
        "过程评价",
        "结果评价",
        "备注",
    ),
    PROMISE: ("编号", "承诺事项", "承办单位", "承诺日期", "状态", "备注"),
    "件": ("编号", "标题", "类别", "提出日期", "受理", "交办日期", "状态"),
}


@dataclass(frozen=True)
class Item:
    """One line of a list: the matter to open, and its columns as words. `counted`: whether a rate counts it."""

    ref: str
    columns: tuple[str, ...]
    counted: bool = True


@dataclass(frozen=True)
class Listed:
    """The rows behind one figure of one row of the table."""

    view: View
    figure: Definition
    row: str
    rows: "QuerySet[Any]"
    part: "QuerySet[Any] | None" = None

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS["件" if self.figure.id == LEDGER.id else self.figure.base]

    def __len__(self) -> int:
        return self.rows.count()

    def items(self, start: int = 0, stop: int | None = None) -> Iterator[Item]:
        """The lines from `start` to before `stop`, in the order of their numbers."""
        make = {ASSIGNMENT: _assignment, PROMISE: _promise}.get(self.figure.base, _suggestion)
        found = list(_ready(self.figure, self.rows)[start:stop])
        inside = (
            set(self.part.filter(pk__in=[r.pk for r in found]).values_list("pk", flat=True))
            if self.part is not None
            else None
        )
        return (make(r, self.view, inside is None or r.pk in inside) for r in found)


def listed(view: View, figure: Definition, row: str = "") -> Listed:
    """The list of a figure; of a rate, its base with what it counts marked. Raises NoBoard for a row that cannot be."""
    rows = rows_of(view, figure)
    if row:
        rows = rows.filter(row=_key(view, row))
    if figure.id == LEDGER.id:
        return Listed(view, figure, row, rows)
    if not figure.is_rate:
        return Listed(view, figure, row, narrowed(rows, figure))
    return Listed(view, figure, row, narrowed(rows, FIGURES[figure.whole]), narrowed(rows, FIGURES[figure.part]))


def row_label(view: View, row: str) -> str:
    """What the row of that key is called. Raises NoBoard if there is none."""
    if view.by == "source":
        if row not in SOURCES:
            raise NoBoard(row)
        return SOURCES[row]
    if view.by == "category":
        return "未分类" if row == "-" else row
    found = Body.objects.filter(pk=_key(view, row)).values_list("short", flat=True).first()
    if found is None:
        raise NoBoard(row)
    return str(found)


def _key(view: View, row: str) -> Any:
    if view.by in ("category", "source"):
        return "" if row == "-" else row
    if not (row.isascii() and row.isdecimal() and len(row) < 18):
        raise NoBoard(row)
    return int(row)


def _ready(figure: Definition, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    if figure.base == ASSIGNMENT:
        due = Duty.objects.unguarded(WHY).filter(
            matter=OuterRef("pk"), state=Duty.State.OPEN, name__in=["handle", "sign_reply"]
        )
        first = Reply.objects.unguarded(WHY).filter(assignment=OuterRef("pk"), round=0)
        rows = rows.annotate(
            due_now=Subquery(due.values("due_on")[:1]), first_on=Subquery(first.values("on")[:1])
        ).select_related("handler", "matter__root__suggestion", "matter__body")
        return rows.order_by("matter__root__suggestion__raised_on", "matter__root_id", "pk")
    if figure.base == PROMISE:
        return rows.select_related("handler", "matter", "assignment__matter__root").order_by("promised_on", "pk")
    return rows.select_related("matter", "session").order_by("raised_on", "pk")


def _assignment(row: Any, view: View, counted: bool) -> Item:
    due = row.due_last if row.replied_on else row.due_now or row.due_first
    if due is None and row.matter.step == "sign_for":
        due = reply_day(view.law, row.reply_rule, row.counted_from, row.matter.body.tier, row.matter.body.area_id)
    marks = [
        ENDS.get(row.end, ""),
        "再办" if row.again else "",
        "代录答复" if row.reply_on_paper else "",
        "代录评价" if row.rated_on_paper else "",
    ]
    timing = "" if row.end in ("returned", "recalled", "void") else PHASES[row.timing]
    root = row.matter.root
    days = (_iso(row.counted_from), _iso(due), _iso(row.first_on))
    about = (root.number, row.matter.title, row.handler.short)
    came = (timing, row.word.split(" ")[0], GRADES[row.process], GRADES[row.result], "、".join(m for m in marks if m))
    return Item(root.ref, about + days + came, counted)


def _promise(row: Any, view: View, counted: bool) -> Item:
    state = {"kept": "已兑现", "dropped": "已终止"}.get(row.end) or ("到期未兑现" if row.due else "未到期")
    root = row.assignment.matter.root
    return Item(
        root.ref,
        (root.number, row.text, row.handler.short, _iso(row.promised_on), state, "改过日期" if row.moved else ""),
        counted,
    )


def _suggestion(row: Any, view: View, counted: bool) -> Item:
    from ..acts.bindings import PHASES as words

    matter, past = row.matter, row.source == Suggestion.Source.LEDGER
    state = row.ledger_result if past else words.get(matter.phase, matter.phase)
    accepted = "受理" if row.number else ""
    columns = (
        matter.number,
        matter.title,
        row.category_word,
        _iso(row.raised_on),
        accepted,
        _iso(row.handed_on),
        state,
    )
    return Item(matter.ref, columns, counted)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
