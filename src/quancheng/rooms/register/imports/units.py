"""单位名录 from a workbook, tried dry: units with their head and their contact."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from quancheng.roster import identity, personal
from quancheng.roster.models import Body, Person
from quancheng.roster.sheets import Book, Row
from quancheng.roster.sheets.cells import squeeze

from . import people
from .deputies import clean_name
from .table import Line, Plan, Reading, line_of, rows_of, words

WHAT = "units"
HEADS = ("性质", "简称", "主管部门", "负责人", "经办人", "电话", "账号")
YES = {"是", "有", "已开通", "能", "√", "y", "yes", "1"}
PARTS = {"head": "负责人", "contact": "经办人"}


@dataclass
class Entry:
    """One unit as it would be entered. `known` are those of its people whom the roster has already, by part."""

    body: dict[str, Any]
    parent: str = ""
    head: str = ""
    head_title: str = ""
    contact: str = ""
    phone: str = ""
    known: dict[str, Person] = field(default_factory=dict)


def plan(book: Book, reading: Reading, congress: Body) -> Plan:
    """Go through the file as it is mapped. Raises BadImport."""
    made, there = Plan(HEADS), names_of(congress)
    made.lines = [_line(sheet, row, congress) for sheet, _, row in rows_of(WHAT, book, reading, made)]
    _twice(made.lines, there)
    same = people.namesakes(name for line in made.lines for name in (line.entry.head, line.entry.contact))
    for line in made.lines:
        if line.state == "enter":
            _who(line, made, reading, same)
    _parents(made.lines, there)
    return made


def names_of(congress: Body) -> dict[str, Body]:
    """Bodies of the place that stand, by every name they go by."""
    rows = Body.objects.filter(area_id=congress.area_id, until=None).order_by("pk")
    return {squeeze(name): body for body in rows for name in (body.short, body.name)}


def _twice(lines: Iterable[Line], there: dict[str, Body]) -> None:
    seen: dict[str, Line] = {}
    for line in lines:
        key = squeeze(line.name)
        if key in there and line.state != "wrong":
            line.state = "same"
            line.notes.append("已经登记，不变")
        elif key and (first := seen.setdefault(key, line)) is not line:
            line.refuse(f"与第 {first.row} 行重名，请删去一行，或者写出全称。")


def _parents(lines: list[Line], there: dict[str, Body]) -> None:
    """Whatever stands above a unit is registered or comes in with it; rows may stand in any order."""
    coming = {squeeze(line.name): line for line in lines if line.state == "enter"}
    left = True
    while left:  # a row that falls takes those below it with it
        left = False
        for key, line in list(coming.items()):
            parent = squeeze(line.entry.parent)
            if parent and parent not in there and (parent not in coming or _circle(key, coming)):
                line.refuse(
                    f"主管部门“{line.entry.parent}”没有登记，表里也没有可以录入的这一行。"
                    "请先登记它，或者改成登记的名称。"
                    if parent not in coming
                    else f"主管部门“{line.entry.parent}”又归这个单位主管，绕成了一圈，请核对主管部门。"
                )
                del coming[key]
                left = True


def _circle(key: str, coming: dict[str, Line]) -> bool:
    """Whether going up from a unit leads back to it."""
    at, seen = key, set()
    while at in coming and at not in seen:
        seen.add(at)
        at = squeeze(coming[at].entry.parent)
    return at == key


def _who(line: Line, made: Plan, reading: Reading, same: dict[str, list[Person]]) -> None:
    """Which of its people the roster has: by the telephone, else by what the user says."""
    entry: Entry = line.entry
    owners = personal.find(phone=entry.phone) if entry.phone else []
    for part, label in PARTS.items():
        name: str = getattr(entry, part)
        if not name or (part == "contact" and name == entry.head):
            continue
        by_phone = [p for p in owners if p.name == name]
        known = by_phone[0] if len(by_phone) == 1 else None
        if known is None and name in same:
            known = people.ask(line, made, reading, f"{name}（{line.name}{label}）", same[name], f":{part}")
        if known:
            entry.known[part] = known


def _line(sheet: str, row: Row, congress: Body) -> Line:
    line, values = line_of(WHAT, sheet, row)
    line.name = "".join(values["name"].split())
    if not line.name and line.state != "wrong":
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
    if phone := values.get("phone", ""):
        try:
            entry.phone = identity.phone(phone)
        except identity.BadValue as fault:
            line.refuse(f"{fault}不要电话的，在“核对各列”里把这一列改为“不导入”。")
        if not (entry.contact or entry.head):
            line.notes.append("没有写是谁的电话，没有录入")
    line.entry, line.shown = entry, _shown(entry)
    return line


def _shown(entry: Entry) -> tuple[str, ...]:
    word = Body.Kind(entry.body["kind"]).label if entry.body["kind"] else ""
    account = "有" if entry.body["has_account"] else "没有，由人大代录"
    phone = "有" if entry.phone else ""
    return (str(word), str(entry.body["short"]), entry.parent, entry.head, entry.contact, phone, account)


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
