"""单位名录 from a workbook, tried dry: units with their head and their contact."""

from dataclasses import dataclass
from typing import Any

from quancheng.roster import identity
from quancheng.roster.models import Body
from quancheng.roster.sheets import Book, Row, is_unknown
from quancheng.roster.sheets.cells import squeeze

from .deputies import clean_name
from .table import Line, Plan, Reading, line_of, rows_of, words

WHAT = "units"
HEADS = ("性质", "简称", "主管部门", "负责人", "经办人", "账号")
YES = {"是", "有", "已开通", "能", "√", "y", "yes", "1"}


@dataclass
class Entry:
    """One unit as it would be entered."""

    body: dict[str, Any]
    parent: str = ""
    head: str = ""
    head_title: str = ""
    contact: str = ""
    phone: str = ""


def plan(book: Book, reading: Reading, congress: Body) -> Plan:
    """Go through the file as it is mapped. Raises BadImport."""
    made = Plan(HEADS)
    there = {squeeze(n) for b in _standing(congress) for n in (b.name, b.short)}
    found = rows_of(WHAT, book, reading, made)
    named = {squeeze(row.values["name"]) for _, _, row in found}
    seen: dict[str, Line] = {}
    for sheet, _, row in found:
        line = _line(sheet, row, congress, there | named)
        key = squeeze(line.name)
        if key in there and line.state != "wrong":
            line.state = "same"
            line.notes.append("已经登记，不变")
        elif key and (first := seen.setdefault(key, line)) is not line:
            line.refuse(f"与第 {first.row} 行重名，请删去一行，或者写出全称。")
        made.lines.append(line)
    return made


def _standing(congress: Body) -> list[Body]:
    return list(Body.objects.filter(area_id=congress.area_id, until=None))


def _line(sheet: str, row: Row, congress: Body, names: set[str]) -> Line:
    line, values = line_of(WHAT, sheet, row), {k: "" if is_unknown(t) else t.strip() for k, t in row.values.items()}
    line.name = "".join(values["name"].split())
    if not line.name:
        line.refuse("没有单位名称。请填上名称，或者删去这一行。")
    entry = Entry(
        {
            "name": line.name,
            "short": values.get("short") or line.name[:40],
            "kind": _kind(line, values.get("kind", ""), congress),
            "has_account": values.get("account", "").lower() in YES,
        },
        "".join(values.get("parent", "").split()),
        clean_name(values.get("head", "")),
        values.get("head_title", ""),
        clean_name(values.get("contact", "")),
    )
    if entry.parent and squeeze(entry.parent) not in names:
        line.refuse(f"主管部门“{entry.parent}”没有登记，表里也没有这一行。请先登记它，或者改成登记的名称。")
    if phone := values.get("phone", ""):
        try:
            entry.phone = identity.phone(phone)
        except identity.BadValue as fault:
            line.refuse(str(fault))
        if not (entry.contact or entry.head):
            line.notes.append("没有写是谁的电话，没有录入")
    line.entry = entry
    word = Body.Kind(entry.body["kind"]).label if entry.body["kind"] else ""
    account = "有" if entry.body["has_account"] else "没有，由人大代录"
    line.shown = (str(word), str(entry.body["short"]), entry.parent, entry.head, entry.contact, account)
    return line


def _kind(line: Line, typed: str, congress: Body) -> str:
    """What kind of unit it is: as typed, else by its name, else what is usual at that tier."""
    known = words(WHAT, "kinds")
    if typed:
        if found := known.get(squeeze(typed)):
            return found
        line.refuse(f"单位性质“{typed[:20]}”看不懂，请写部门、站所、党委部门或政府办。")
        return ""
    if "政府办" in line.name or "党政办" in line.name:
        return Body.Kind.GOVERNMENT_OFFICE
    usual = Body.Kind.DEPARTMENT if congress.tier == Body.Tier.COUNTY else Body.Kind.STATION
    return Body.Kind.STATION if line.name.endswith(("站", "所", "公司", "中心")) else usual
