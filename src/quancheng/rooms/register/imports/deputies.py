"""代表名册 from a workbook, tried dry: who would be entered, who is there already, what is wrong in which row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from quancheng.record import clock
from quancheng.roster import identity, personal
from quancheng.roster.models import Body, Mandate, Person, Term
from quancheng.roster.sheets import BadValue, Book, PartialDay, Row, parse_day
from quancheng.roster.sheets.cells import squeeze

from . import people, places
from .table import Line, Plan, Reading, line_of, rows_of, words

WHAT = "deputies"
SEX = {"男": "m", "女": "f", "m": "m", "f": "f", "男性": "m", "女性": "f"}
_ONE, _MONTH = re.compile(r"\d{4}\.1"), re.compile(r"\d{10}(\d\d)\d{5}[\dXx]")
_BRACKET = re.compile(r"([^（(]+)[（(]([^（）()]+)[）)]")
HEADS = ("性别", "民族", "出生年月", "政治面貌", "文化程度", "单位及职务", "选区", "代表团", "小组", "号码")


@dataclass
class Entry:
    """One deputy as he would be entered. `known` is the person the roster has already."""

    name: str
    person: dict[str, str | int]
    seat: dict[str, str | date | None]
    group: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    known: Person | None = None


class Roll:
    """What the roster says already: asked once for a whole file."""

    def __init__(self, term: Term, names: Iterable[str] = ()):
        self.term, self.congress = term, term.congress
        seats = list(Mandate.objects.filter(congress=self.congress).select_related("person", "term"))
        self.there = {s.person_id: s for s in seats if s.term_id == term.pk}
        groups = Body.objects.filter(congress=self.congress, kind=Body.Kind.GROUP, until=None).order_by("pk")
        self.groups = {g.name: g for g in groups} | {g.short: g for g in groups}
        self.places = {
            "district": sorted({s.district for s in seats if s.district}),
            "delegation": sorted({s.delegation for s in seats if s.delegation}),
            "group": list(dict.fromkeys(g.short or g.name for g in groups)),
        }
        self.namesakes = people.namesakes(names)

    def elsewhere(self, known: list[Person]) -> dict[int, list[str]]:
        """Congresses neither above nor below this one in which these people sit: nobody may sit in both."""
        found: dict[int, list[str]] = {}
        here = self.congress.area_id
        rows = Mandate.objects.filter(person__in=known, ends_on=None).exclude(congress=self.congress)
        for seat in rows.select_related("congress"):
            other = seat.congress.area_id
            if not (here.startswith(other) or other.startswith(here)):
                found.setdefault(seat.person_id, []).append(seat.congress.name)
        return found


def plan(book: Book, reading: Reading, term: Term) -> Plan:
    """Go through the file as it is mapped. Raises BadImport."""
    made = Plan(HEADS)
    made.lines = [_line(name, row) for name, _, row in rows_of(WHAT, book, reading, made)]
    roll = Roll(term, (line.name for line in made.lines))
    _twice(made.lines)
    for line in made.lines:
        _who(line, made, reading, roll)
    new = [line for line in made.lines if line.state != "same"]
    _one_row_each(new)
    places.settle(new, made, reading, roll.places, roll.groups)
    elsewhere = roll.elsewhere([line.entry.known for line in new if line.entry.known])
    for line in new:
        _may_sit(line, term, elsewhere)
        line.shown = _shown(line.entry)
    return made


def clean_name(text: str) -> str:
    """李　芳 is 李芳; a name of another script keeps its one space."""
    joined = "".join(text.split())
    return " ".join(text.split()) if joined.isascii() else joined


def _line(sheet: str, row: Row) -> Line:
    line, values = line_of(WHAT, sheet, row)
    line.name = name = _bracket(line, values)
    if not name and line.state != "wrong":
        line.refuse("没有姓名。请填上姓名，或者删去这一行。")
    if any(c.isdigit() for c in name):
        line.refuse("姓名里有数字，请核对。")
    _january_or_october(values)
    entry = Entry(name, _person(line, values), _seat(line, values), values.get("group", ""))
    _personal(line, values, entry)
    line.entry, line.shown = entry, _shown(entry)
    return line


def _shown(entry: Entry) -> tuple[str, ...]:
    """The cells of the dry run; numbers only as 有."""
    person, seat = entry.person, entry.seat
    born = f"{person['born_year']}年" if person.get("born_year") else ""
    born += f"{person['born_month']}月" if born and person.get("born_month") else ""
    sex = {"m": "男", "f": "女"}.get(str(person.get("sex", "")), "")
    held = "、".join(personal.LABELS[k] for k in entry.numbers)
    cells = (
        sex, person.get("nation"), born, person.get("party"), person.get("education"), seat["employer"] or seat["occupation"],
        seat["district"], seat["delegation"], entry.group, held,
    )  # fmt: skip
    return tuple(str(cell or "") for cell in cells)


def _person(line: Line, values: dict[str, str]) -> dict[str, str | int]:
    same = words(WHAT, "same")
    made: dict[str, str | int] = {
        k: same.get(squeeze(t), t) for k in ("party", "education") if (t := values.get(k, ""))
    }
    if nation := values.get("nation", ""):
        made["nation"] = nation if nation.endswith(("族", "人")) else f"{nation}族"
    if sex := values.get("sex", ""):
        if sex.lower() in SEX:
            made["sex"] = SEX[sex.lower()]
        else:
            line.refuse(f"性别写的是“{sex[:10]}”，请写男或女。")
    if born := _day(line, values, "born", "出生年月"):
        made["born_year"] = born.value.year
        if born.precision != "year":
            made["born_month"] = born.value.month
        if born.value > clock.today():
            line.refuse(f"出生年月写的是{born}，在今天以后，请核对。")
    return made


def _bracket(line: Line, values: dict[str, str]) -> str:
    """The name alone; 李芳（女，彝族） says two things more, as lists of names do."""
    name = clean_name(values["name"])
    if not (found := _BRACKET.fullmatch(name)):
        return name
    for part in filter(None, re.split("[，,、;；]", found[2])):
        key = "sex" if part in SEX else "nation" if part.endswith("族") else ""
        if not key:
            line.refuse(f"姓名后面括号里的“{part[:10]}”看不懂，请移到别的列，姓名一栏只写姓名。")
        elif not values.get(key):
            values[key] = part
    return found[1]


def _january_or_october(values: dict[str, str]) -> None:
    """1980.1 is what Excel makes of 1980.10: the ID number, where there is one, says which it is."""
    born = values.get("born", "")
    if _ONE.fullmatch(born) and (found := _MONTH.fullmatch(values.get("id_number", "").lstrip("'’"))):
        values["born"] = {"01": f"{born[:4]}年1月", "10": f"{born[:4]}年10月"}.get(found[1], born)


def _day(line: Line, values: dict[str, str], key: str, label: str) -> PartialDay | None:
    try:
        return parse_day(values.get(key, ""))
    except BadValue as fault:
        line.refuse(f"{label}：{fault}")
        return None


def _seat(line: Line, values: dict[str, str]) -> dict[str, str | date | None]:
    made: dict[str, str | date | None] = {
        key: values.get(key, "") for key in ("composition", "occupation", "employer", "district", "delegation")
    }
    way = values.get("elected_as", "") + values.get("note", "")
    made["elected_as"] = Mandate.ElectedAs.BY_ELECTION if "补选" in way else Mandate.ElectedAs.GENERAL
    elected = _day(line, values, "elected_on", "当选日期")
    if elected and elected.precision != "day":
        line.notes.append("当选日期只有年月，没有录入")
        elected = None
    made["elected_on"] = elected.value if elected else None
    if "终止" in values.get("note", ""):
        line.refuse("备注里写着代表资格已经终止。不在任的请删去这一行，或者去掉备注，登记以后再办“终止代表资格”。")
    return made


def _personal(line: Line, values: dict[str, str], made: Entry) -> None:
    """ID number, telephone, address: refused in words where they cannot be right; what the ID number says is compared."""
    for key, normal in (("id_number", identity.id_number), ("phone", identity.phone), ("address", identity.address)):
        if text := values.get(key, ""):
            try:
                made.numbers[key] = normal(text)
            except identity.BadValue as fault:
                line.refuse(str(fault))
    if number := made.numbers.get("id_number"):
        _agrees(line, made, identity.born_and_sex(number))


def _agrees(line: Line, made: Entry, told: identity.Told) -> None:
    person = made.person
    if person.setdefault("sex", told.sex) != told.sex:
        line.refuse("性别与身份证号第 17 位不符，请核对性别和身份证号。")
    year, month = person.setdefault("born_year", told.born.year), person.get("born_month")
    if year != told.born.year or (month and month != told.born.month):
        line.refuse(f"出生年月与身份证号不符：表里是{year}年{f'{month}月' if month else ''}，请核对两处。")
    person.setdefault("born_month", told.born.month)


def _twice(lines: Iterable[Line]) -> None:
    """The same ID number or the same person twice in the file."""
    by_id: dict[str, Line] = {}
    by_name: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        entry: Entry = line.entry
        number = entry.numbers.get("id_number", "")
        if number and (first := by_id.setdefault(number, line)) is not line:
            line.refuse(f"身份证号与{_at(first, line)}“{first.name}”相同，请核对是哪一行抄错了。")
            continue
        born = (str(entry.person.get("born_year", "")), str(entry.person.get("born_month", "")))
        before = by_name.setdefault((entry.name, *born), [])
        if entry.name and (again := next((b for b in before if _one_person(b.entry, entry)), None)):
            line.refuse(
                f"与{_at(again, line)}同名，看来是同一个人写了两次，请删去一行；"
                "确是两个人的，请补上两人的出生年月或身份证号。"
            )
        before.append(line)


def _at(first: Line, line: Line) -> str:
    return f"第 {first.row} 行" if first.sheet == line.sheet else f"工作表“{first.sheet}”第 {first.row} 行"


def _one_person(one: Entry, other: Entry) -> bool:
    """Whether two rows of one name and birth may be one person; without births another district tells them apart."""
    numbers = {e.numbers.get("id_number", "") for e in (one, other)}
    if "" not in numbers:
        return len(numbers) == 1
    if one.person.get("sex") and other.person.get("sex") and one.person["sex"] != other.person["sex"]:
        return False
    apart = one.seat["district"] and other.seat["district"] and one.seat["district"] != other.seat["district"]
    return bool(one.person.get("born_year")) or not apart


def _who(line: Line, made: Plan, reading: Reading, roll: Roll) -> None:
    """Whether the roster knows this person: by ID number, by name and birth, by his seat here, or by what the user says."""
    entry: Entry = line.entry
    if not entry.name:
        return
    number = entry.numbers.get("id_number", "")
    owners = personal.find(id_number=number) if number else []
    entry.known = owners[0] if owners else None
    if entry.known and entry.known.name != entry.name:
        line.refuse(f"这个身份证号登记在“{entry.known.name}”名下，请核对姓名和身份证号。")
        return
    if entry.known is None and (same := people.possible(entry.person, roll.namesakes.get(entry.name, []))):
        sure = [p for p in same if people.surely(entry.person, p)] or [p for p in same if _seated(entry, p, roll)]
        entry.known = sure[0] if len(sure) == 1 else people.ask(line, made, reading, entry.name, same)
    if entry.known and entry.known.pk in roll.there:
        seat = roll.there[entry.known.pk]
        if line.state != "wrong":
            line.state = "same"
        line.notes.append("本届已经登记" + (f"，{seat.ends_on} 终止" if seat.ends_on else "，不变"))


def _one_row_each(lines: Iterable[Line]) -> None:
    """Nobody sits twice in one term: of two rows that mean the same person the second is wrong."""
    taken: dict[int, Line] = {}
    for line in lines:
        known: Person | None = line.entry.known
        if known and (first := taken.setdefault(known.pk, line)) is not line:
            line.refuse(f"与{_at(first, line)}是同一个人（名册里的{known.name}），请删去一行，或者改选是另一个人。")


def _seated(entry: Entry, person: Person, roll: Roll) -> bool:
    """Whether this namesake sits in this term at the same place: nothing told apart, and one thing at least the same."""
    seat = roll.there.get(person.pk)
    pairs = [(entry.seat[k], getattr(seat, k)) for k in ("district", "delegation", "employer")] if seat else []
    given = [(typed, kept) for typed, kept in pairs if typed and kept]
    return bool(given) and all(typed == kept for typed, kept in given)


def _may_sit(line: Line, term: Term, elsewhere: dict[int, list[str]]) -> None:
    """What speaks against his seat; and from which day one elected in mid-term sits."""
    entry, today = line.entry, clock.today()
    if entry.known and (strange := elsewhere.get(entry.known.pk)):
        line.refuse(
            f"{entry.name}已经是{'、'.join(strange)}代表，两地没有隶属关系，不能同时担任。"
            "请核对是不是同一个人；是的，先由那边终止代表资格。"
        )
    if entry.known and entry.numbers and any(personal.masked(entry.known).values()):
        line.notes.append("这个人已有号码，表里的号码不录入")
    elected = entry.seat["elected_on"]
    if elected and elected > today:
        line.refuse(f"当选日期 {elected} 还没有到，请核对。")
    if entry.seat["elected_as"] == Mandate.ElectedAs.BY_ELECTION:
        if elected and elected < term.begins_on:
            line.refuse(f"补选的当选日期 {elected} 早于本届第一次会议（{term.begins_on}），请核对。")
        elif not elected:
            line.notes.append("补选没有当选日期：先记为当选待任，再办“代表资格确认”")
