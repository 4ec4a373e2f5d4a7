"""Lists as an office files them: 建议清单, 办件清单, 交办清单, 催办清单. No telephone number goes in."""

from collections.abc import Sequence
from datetime import date

from quancheng.papers.lists import Head, Listing
from quancheng.procedure import registry
from quancheng.record import clock
from quancheng.record.models import Duty

from ..reads.handings import Handed
from ..reads.rows import Row


def handled(lines: Sequence[Handed], title: str, office: str, scope: str) -> Listing:
    """办件清单."""
    heads = (
        Head("编号", 9), Head("标题", 40), Head("领衔代表", 8), Head("承办单位", 15), Head("方式", 5, "center"), Head("交办日期", 10.5, "center"),
        Head("答复期限", 10.5, "center"), Head("办理状态", 9, "center"), Head("答复日期", 10.5, "center"), Head("结果", 6, "center"),
    )  # fmt: skip
    rows = [
        (
            x.row.matter.root.number, x.row.matter.root.title, x.lead, x.row.handler.name, str(x.row.get_part_display()), _day(x.row.counted_from),
            _day(x.due), x.state, _day(x.row.replied_on), x.row.letter_word.split()[0] if x.row.letter_word else "",
        )
        for x in lines
    ]  # fmt: skip
    return Listing(title, heads, rows, clock.today(), office, scope)


def handed(lines: Sequence[Handed], title: str, office: str, scope: str) -> Listing:
    """交办清单: by unit, with the place where it signs for what it was handed."""
    heads = (
        Head("承办单位", 16), Head("方式", 6, "center"), Head("编号", 11), Head("标题", 36), Head("领衔代表", 10), Head("责任领导", 10),
        Head("交办日期", 11, "center"), Head("答复期限", 11, "center"), Head("签收人、日期", 16),
    )  # fmt: skip
    by_unit = sorted(lines, key=lambda x: (x.row.handler.name, x.row.counted_from, x.row.pk))
    rows = [
        (
            x.row.handler.name, str(x.row.get_part_display()), x.row.matter.root.number, x.row.matter.root.title, x.lead, x.row.responsible,
            _day(x.row.counted_from), _day(x.due), "",
        )
        for x in by_unit
    ]  # fmt: skip
    return Listing(title, heads, rows, clock.today(), office, scope)


def raised(rows: Sequence[Row], title: str, office: str, scope: str) -> Listing:
    """建议清单, as the list of suggestions is narrowed now."""
    heads = (
        Head("编号", 11), Head("标题", 40), Head("提出于", 14), Head("领衔代表", 12), Head("附议人数", 8, "center", number=True), Head("承办单位", 24),
        Head("类别", 10, "center"), Head("办理状态", 11, "center"), Head("最迟日期", 11, "center"),
    )  # fmt: skip
    lines = [
        (
            r.matter.number, r.matter.title, r.matter.body.short, r.leads, str(r.cosigners), "、".join(r.units), r.own.category_word, r.phase,
            _day(r.day.day if r.day else None),
        )
        for r in rows
    ]  # fmt: skip
    return Listing(title, heads, lines, clock.today(), office, scope)


def called(duties: Sequence[Duty], who: dict[int, str], title: str, office: str) -> Listing:
    """催办清单, with room for what was said on the telephone."""
    heads = (
        Head("承办单位", 16), Head("找谁", 20), Head("要办什么", 10, "center"), Head("编号", 11), Head("标题", 34), Head("最迟日期", 11, "center"),
        Head("逾期天数", 8, "center", number=True), Head("通话记录", 24),
    )  # fmt: skip
    today = clock.today()
    rows = []
    for d in duties:
        spec = registry.definition_of(d.matter).at(d.name)
        late = (today - d.due_on).days if d.due_on and d.due_on < today else 0
        body = d.body.name if d.body else ""
        rows.append(
            (body, who.get(d.body_id or 0, ""), spec.title if spec else d.name, d.matter.root.number, d.matter.root.title, _day(d.due_on), str(late or ""), "")
        )  # fmt: skip
    return Listing(title, heads, rows, today, office)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
