"""花名册 as an office files it: a workbook, or a paper that lies across. No ID number, no telephone goes in."""

from quancheng.law.spans import numeral
from quancheng.papers.lists import Head, Listing

from .reads.bodies import Directory
from .reads.roll import STATES, Line, Roll

HEADS = (
    Head("姓名", 10), Head("性别", 6, "center"), Head("民族", 9, "center"), Head("出生年月", 14, "center"),
    Head("政治面貌", 12, "center"), Head("文化程度", 11, "center"), Head("工作单位及职务", 22), Head("选区", 18),
    Head("代表团", 16), Head("代表小组", 16), Head("备注", 9),
)  # fmt: skip
GATHERED = ("代表团", "代表小组")  # a county has the one, a township the other: a column nobody is in takes no room


def title_of(roll: Roll, what: str = "代表名册") -> str:
    """云岭县第十九届人民代表大会代表名册."""
    return f"{roll.congress.area.name}第{numeral(roll.term.ordinal)}届人民代表大会{what}"


def listing_of(roll: Roll) -> Listing:
    """The roll as it is narrowed now, in 姓氏笔画 order."""
    scope = f"{STATES[roll.filters.state]}　按姓氏笔画排列"
    rows = [_cells(line) for line in roll.lines]
    kept = [n for n, head in enumerate(HEADS) if head.title not in GATHERED or any(row[n] for row in rows)]
    heads, cells = tuple(HEADS[n] for n in kept), [tuple(row[n] for n in kept) for row in rows]
    return Listing(title_of(roll), heads, cells, roll.day, scope=scope, counted="人")


def _cells(line: Line) -> tuple[str, ...]:
    seat, person = line.seat, line.seat.person
    return (
        line.spaced, person.get_sex_display() if person.sex else "", person.nation, line.born, person.party, person.education,
        seat.employer or seat.occupation, seat.district, seat.delegation, line.group, line.note,
    )  # fmt: skip


UNITS = (
    Head("单位", 26),
    Head("性质", 12, "center"),
    Head("主管或所属", 22),
    Head("人员", 40),
    Head("账号", 16, "center"),
)


def directory_of(roll: Roll, found: Directory) -> Listing:
    """机构名录 as a file: who works where, without telephones."""
    rows = [
        (u.body.name, str(u.body.get_kind_display()), u.body.parent.name if u.body.parent else "", "、".join(u.people), u.account)
        for u in found.units
    ]  # fmt: skip
    return Listing(f"{roll.congress.area.name}机构名录", UNITS, rows, roll.day, counted="个")
