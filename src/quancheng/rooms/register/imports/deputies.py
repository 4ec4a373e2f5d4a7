"""代表名册 from a workbook, tried dry: who would be entered, who is there already, what is wrong in which row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from quancheng.roster import identity, personal
from quancheng.roster.models import Body, Mandate, Person, Term
from quancheng.roster.sheets import BadValue, Book, PartialDay, Row, is_unknown, parse_day
from quancheng.roster.sheets.cells import squeeze

from ..forms.fields import who_words
from .table import NEW, NONE, Choice, Line, Plan, Question, Reading, line_of, rows_of, words

WHAT = "deputies"
SEX = {"男": "m", "女": "f", "m": "m", "f": "f", "男性": "m", "女性": "f"}
PLACES = {"district": "选区", "delegation": "代表团", "group": "代表小组"}
HEADS = ("性别", "民族", "出生年月", "政治面貌", "文化程度", "单位及职务", "选区", "代表团", "小组")


@dataclass
class Entry:
    """One deputy as he would be entered. `known` is the person the roster has already."""

    name: str
    person: dict[str, str | int]
    seat: dict[str, str | date | None]
    group: str = ""
    personal: dict[str, str] = field(default_factory=dict)
    known: Person | None = None


class Roll:
    """What the roster says already: asked once for a whole file."""

    def __init__(self, term: Term):
        self.term, self.congress = term, term.congress
        seats = list(Mandate.objects.filter(congress=self.congress).select_related("person", "term"))
        self.there = {s.person_id: s for s in seats if s.term_id == term.pk}
        self.places = {
            "district": sorted({s.district for s in seats if s.district}),
            "delegation": sorted({s.delegation for s in seats if s.delegation}),
        }
        groups = Body.objects.filter(congress=self.congress, kind=Body.Kind.GROUP, until=None).order_by("pk")
        self.groups = {g.name: g for g in groups} | {g.short: g for g in groups}
        self.places["group"] = list(dict.fromkeys(g.short or g.name for g in groups))

    def namesakes(self, name: str) -> list[Person]:
        """Persons of the whole roster by that name."""
        return list(Person.objects.filter(name=name).order_by("pk"))


def plan(book: Book, reading: Reading, term: Term) -> Plan:
    """Go through the file as it is mapped. Raises BadImport."""
    made, roll = Plan(HEADS), Roll(term)
    found = rows_of(WHAT, book, reading, made)
    made.lines = [_line(name, row, roll) for name, _, row in found]
    _twice(made.lines)
    _places(made, reading, roll)
    for line in made.lines:
        _who(line, made, reading, roll)
    return made


def clean_name(text: str) -> str:
    """李　芳 is 李芳; a name of another script keeps its one space."""
    joined = "".join(text.split())
    return " ".join(text.split()) if joined.isascii() else joined


def _line(sheet: str, row: Row, roll: Roll) -> Line:
    line, values = line_of(WHAT, sheet, row), row.values
    line.name = name = clean_name(values["name"])
    if not name:
        line.refuse("没有姓名。请填上姓名，或者删去这一行。")
    made = Entry(name, _person(line, values), _seat(line, values, roll), values.get("group", "").strip())
    _personal(line, values, made)
    line.entry = made
    said = [made.person.get(k, "") for k in ("sex", "nation")]
    born = "年".join(str(made.person[k]) for k in ("born_year", "born_month") if made.person.get(k))
    line.shown = tuple(
        str(x or "") for x in (
            {"m": "男", "f": "女"}.get(str(said[0]), ""), said[1], f"{born}月" if "年" in born else born, made.person.get("party"),
            made.person.get("education"), made.seat["employer"] or made.seat["occupation"], made.seat["district"],
            made.seat["delegation"], made.group,
        )
    )  # fmt: skip
    return line


def _text(values: dict[str, str], key: str) -> str:
    text = values.get(key, "").strip()
    return "" if is_unknown(text) else text


def _person(line: Line, values: dict[str, str]) -> dict[str, str | int]:
    same = words(WHAT, "same")
    made: dict[str, str | int] = {k: same.get(squeeze(t), t) for k in ("party", "education") if (t := _text(values, k))}
    if nation := _text(values, "nation"):
        made["nation"] = nation if nation.endswith("族") else f"{nation}族"
    if sex := _text(values, "sex"):
        if sex.lower() in SEX:
            made["sex"] = SEX[sex.lower()]
        else:
            line.refuse(f"性别写的是“{sex[:10]}”，请写男或女。")
    if born := _day(line, values, "born", "出生年月"):
        made["born_year"] = born.value.year
        if born.precision != "year":
            made["born_month"] = born.value.month
    return made


def _day(line: Line, values: dict[str, str], key: str, label: str) -> PartialDay | None:
    try:
        return parse_day(values.get(key, ""))
    except BadValue as fault:
        line.refuse(f"{label}：{fault}")
        return None


def _seat(line: Line, values: dict[str, str], roll: Roll) -> dict[str, str | date | None]:
    made: dict[str, str | date | None] = {
        key: _text(values, key) for key in ("composition", "occupation", "employer", "district", "delegation")
    }
    way = _text(values, "elected_as")
    made["elected_as"] = Mandate.ElectedAs.BY_ELECTION if "补" in way else Mandate.ElectedAs.GENERAL
    elected = _day(line, values, "elected_on", "当选日期")
    if elected and elected.precision != "day":
        line.notes.append("当选日期只有年月，没有录入")
        elected = None
    made["elected_on"] = elected.value if elected else None
    return made


def _personal(line: Line, values: dict[str, str], made: Entry) -> None:
    """ID number, telephone, address: refused in words where they cannot be right; what the ID number says is compared."""
    for key, normal in (("id_number", identity.id_number), ("phone", identity.phone), ("address", identity.address)):
        if text := _text(values, key):
            try:
                made.personal[key] = normal(text)
            except identity.BadValue as fault:
                line.refuse(str(fault))
    if number := made.personal.get("id_number"):
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
    by_name: dict[tuple[str, ...], Line] = {}
    for line in lines:
        entry: Entry = line.entry
        number = entry.personal.get("id_number", "")
        if number and (first := by_id.setdefault(number, line)) is not line:
            line.refuse(f"身份证号与第 {first.row} 行“{first.name}”相同，请核对是哪一行抄错了。")
        key = (entry.name, str(entry.person.get("born_year", "")), str(entry.person.get("born_month", "")))
        first = by_name.setdefault(key, line)
        other = first.entry.personal.get("id_number", "")
        if first is not line and (not number or not other or number == other) and entry.name:
            line.refuse(
                f"与第 {first.row} 行同名、出生年月也相同，看来是同一个人写了两次；不是的请补上两人的身份证号。"
            )


def _places(made: Plan, reading: Reading, roll: Roll) -> None:
    """Districts, delegations and groups that the register does not know are asked about, once each."""
    for kind, label in PLACES.items():
        typed = [t for line in made.lines if (t := _typed(line, kind))]
        for text in dict.fromkeys(typed):
            known = roll.places[kind]
            if text in known or (kind == "group" and text in roll.groups):
                continue
            answer = reading.decided.get(f"{kind}:{text}", "" if known else NEW)
            if known or kind == "group":
                made.questions.append(_question(kind, label, text, known, answer, typed.count(text)))
            for line in (x for x in made.lines if _typed(x, kind) == text):
                _settle(line, kind, label, text, answer)


def _question(kind: str, label: str, text: str, known: list[str], answer: str, count: int) -> Question:
    choices = [Choice(k, k) for k in known] + [Choice(NEW, f"确是{label}“{text}”，新登记")]
    choices += [Choice(NONE, "不编组")] if kind == "group" else []
    return Question(f"{kind}:{text}", f"{label}“{text}”（{count} 行）名册里没有", tuple(choices), answer)


def _typed(line: Line, kind: str) -> str:
    return line.entry.group if kind == "group" else str(line.entry.seat[kind] or "")


def _settle(line: Line, kind: str, label: str, text: str, answer: str) -> None:
    if not answer:
        line.refuse(f"{label}“{text}”名册里没有，请在上面选它是哪一个，或者确认是新的。")
    elif kind == "group":
        line.entry.group = text if answer == NEW else "" if answer == NONE else answer
    elif answer != NEW:
        line.entry.seat[kind] = answer


def _who(line: Line, made: Plan, reading: Reading, roll: Roll) -> None:
    """Whether the roster knows this person: by ID number, by name and birth, or by what the user says."""
    entry: Entry = line.entry
    if not entry.name:
        return
    number = entry.personal.get("id_number", "")
    owners = personal.find(id_number=number) if number else []
    entry.known = owners[0] if owners else None
    if entry.known and entry.known.name != entry.name:
        line.refuse(f"这个身份证号登记在“{entry.known.name}”名下，请核对姓名和身份证号。")
        return
    if entry.known is None and (same := _possible(entry, roll.namesakes(entry.name))):
        sure = [p for p in same if _surely(entry, p)]
        entry.known = sure[0] if len(sure) == 1 else _asked(line, made, reading, same)
    if entry.known and entry.known.pk in roll.there:
        seat = roll.there[entry.known.pk]
        if line.state != "wrong":
            line.state = "same"
        line.notes.append("本届已经登记" + (f"，{seat.ends_on} 终止" if seat.ends_on else "，不变"))


def _possible(entry: Entry, namesakes: list[Person]) -> list[Person]:
    """Those of the name whose birth and sex do not speak against it."""

    def against(person: Person, key: str) -> bool:
        typed, kept = entry.person.get(key), getattr(person, key)
        return bool(typed and kept and typed != kept)

    return [p for p in namesakes if not any(against(p, k) for k in ("sex", "born_year", "born_month"))]


def _surely(entry: Entry, person: Person) -> bool:
    born = (person.born_year, person.born_month)
    return None not in born and born == (entry.person.get("born_year"), entry.person.get("born_month"))


def _asked(line: Line, made: Plan, reading: Reading, same: list[Person]) -> Person | None:
    key = f"who:{line.sheet}:{line.row}"
    answer = reading.decided.get(key, "")
    choices = (*(Choice(str(p.pk), f"就是{who_words(p)}") for p in same), Choice(NEW, "是另一个人，新登记"))
    answer = answer if any(c.value == answer for c in choices) else ""
    made.questions.append(Question(key, f"第 {line.row} 行“{line.name}”，名册里有同名的人", choices, answer))
    if not answer:
        line.refuse("名册里有同名的人，看不出是不是同一个人，请在上面选定；表里有身份证号或者出生年月的会自己对上。")
    return next((p for p in same if str(p.pk) == answer), None)
