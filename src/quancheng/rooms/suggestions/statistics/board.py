"""The board: tables of figures by unit, township, category or source, and the list behind each figure."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quancheng.law.rules import Choice
from quancheng.record import clock
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from .cubes import SOURCES, Cube, assignments, cube, ledger, promises, suggestions
from .figures import ASSIGNMENT, CLASS, FIGURES, LEDGER, PROMISE, REPLIED, SUGGESTION, Definition, class_figure, percent
from .scope import NoBoard, Period, View, period_of, sessions, view

BY = {"department": "承办单位", "township": "本级和乡镇", "category": "建议类别", "source": "提出方式"}
BASES = {SUGGESTION: (SUGGESTION, suggestions), ASSIGNMENT: (ASSIGNMENT, assignments), PROMISE: (PROMISE, promises)}


@dataclass(frozen=True)
class Cell:
    """One figure of one row; `row` is "" in the total. A rate keeps its two counts."""

    figure: Definition
    row: str
    count: int
    whole: int = 0

    @property
    def words(self) -> str:
        """What the table shows."""
        if self.figure.is_rate:
            return percent(self.count, self.whole)
        return str(self.count) if self.count else "—"

    @property
    def opens(self) -> bool:
        """Whether there is anything behind it to list."""
        return bool(self.whole if self.figure.is_rate else self.count)


@dataclass(frozen=True)
class Group:
    """Columns under one heading; without a title the columns stand alone."""

    title: str
    figures: tuple[Definition, ...]


@dataclass(frozen=True)
class Line:
    """One row of a table, or its total."""

    key: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One sheet: groups of columns, rows, the total."""

    title: str
    groups: tuple[Group, ...]
    rows: tuple[Line, ...]
    total: Line

    @property
    def figures(self) -> tuple[Definition, ...]:
        """The columns, from left to right."""
        return tuple(f for g in self.groups for f in g.figures)


@dataclass(frozen=True)
class Board:
    """Everything a page, a workbook or the year's report needs of one view."""

    view: View
    tables: tuple[Table, ...]
    totals: Mapping[str, Cell]
    notes: tuple[str, ...]
    classes: tuple[Definition, ...]

    @property
    def by_word(self) -> str:
        """What the rows are."""
        return BY[self.view.by]

    def total(self, figure: str) -> int:
        """The total of a count."""
        return self.totals[figure].count if figure in self.totals else 0


def statistics(
    actor: Actor, congress: Body, *, since: date | None = None, until: date | None = None, session: int | None = None,
    year: int | None = None, by: str = "department",
) -> Board:  # fmt: skip
    """The statistics of one congress as they stand today, over the suggestions raised in a period (default: since the last session).

    Raises NoBoard if the actor has no such board (hidden and absent alike), BadPeriod with a sentence.
    """
    return board_of(open_view(actor, congress, since=since, until=until, session=session, year=year, by=by))


def open_view(actor: Actor, congress: Body, *, by: str = "department", **period: Any) -> View:
    """What `statistics` and the lists behind it look at. Raises NoBoard, BadPeriod."""
    if by not in BY:
        raise NoBoard(by)
    day = clock.today()
    chosen: Period = period_of(congress, sessions(congress), day, **period)
    found = view(actor, congress, chosen, by, day)
    if by == "township" and not found.below:
        raise NoBoard(by)
    return found


def board_of(found: View) -> Board:
    """Three grouped queries, one count, and the names of the rows."""
    cubes = {base: cube(rows(found), base) for base, (_, rows) in BASES.items()} if found.whole else _unit_cubes(found)
    words = sorted({c["word"] for _, c, _ in cubes[ASSIGNMENT].cells if c["timing"] in REPLIED and c["end"] in FIGURES["assigned"].where["end"]})
    classes = tuple(class_figure(w) for w in words)
    counts = {f.id: cubes[f.base].tally(f) for f in (*FIGURES.values(), *classes) if not f.is_rate}
    labels = _labels(found, cubes)
    order = sorted(labels, key=lambda k: _order(found, k, counts))

    def cell(figure: Definition, key: Any = None) -> Cell:
        def of(name: str) -> int:
            return sum(counts[name].values()) if key is None else counts[name].get(key, 0)

        row = "" if key is None else str(key) or "-"
        return Cell(figure, row, of(figure.part), of(figure.whole)) if figure.is_rate else Cell(figure, row, of(figure.id))

    def line(figures: tuple[Definition, ...], key: Any, label: str) -> Line:
        return Line("" if key is None else str(key) or "-", label, tuple(cell(f, key) for f in figures))

    def table(title: str, groups: tuple[Group, ...]) -> Table:
        figures = tuple(f for g in groups for f in g.figures)
        return Table(title, groups, tuple(line(figures, k, labels[k]) for k in order), line(figures, None, "合　计"))

    tables = (table("代表建议答复情况统计表", _answers(found, classes)), table("代表建议评价和承诺兑现情况统计表", _ratings()))
    totals = {f.id: cell(f) for f in (*FIGURES.values(), *classes)}
    totals[LEDGER.id] = Cell(LEDGER, "", ledger(found).count() if found.whole else 0)
    return Board(found, tables, totals, _notes(found, totals), classes)


def _unit_cubes(found: View) -> dict[str, Cube]:
    """A unit has 办件 and promises; what the congress received is not its figure."""
    return {SUGGESTION: Cube(()), ASSIGNMENT: cube(assignments(found), ASSIGNMENT), PROMISE: cube(promises(found), PROMISE)}


def _figures(*names: str) -> tuple[Definition, ...]:
    return tuple(FIGURES[n] for n in names)


def _answers(found: View, classes: tuple[Definition, ...]) -> tuple[Group, ...]:
    """表一. 件 stand in it only where a row owns whole suggestions: never beside a unit."""
    first = (Group("建议（件）", _figures("raised", "accepted", "handed")),) if found.whole and found.by != "department" else ()
    return (
        *first,
        Group("", _figures("assigned")),
        Group("期限已到的办件", _figures("due", "first", "extended", "late", "overdue", "reply_rate", "on_time_rate")),
        Group("办理结果", (*_figures("replied"), *classes, *_figures("solve_rate"))),
        Group("", _figures("reply_on_paper")),
    )


def _ratings() -> tuple[Group, ...]:
    """表二."""
    return (
        Group("", _figures("replied", "rated")),
        Group("对办理过程", _figures("process1", "process2", "process3", "process_rate")),
        Group("对办理结果", _figures("result1", "result2", "result3", "result_rate")),
        Group("", _figures("awaiting", "unrated", "rated_on_paper", "again", "unsettled")),
        Group("承诺（项）", _figures("promise_due", "kept", "keep_rate", "put_off")),
    )


def _labels(found: View, cubes: Mapping[str, Cube]) -> dict[Any, str]:
    """The rows that occur, and the townships that have none yet."""
    keys: set[Any] = set().union(*(c.keys for c in cubes.values()))
    if found.by == "department":
        rows = Body.objects.filter(pk__in=keys | set(found.units or ()) - {0}).select_related("successor")
        shown = [b for b in rows if b.pk in keys or b.until is None and b.successor is None and not found.whole and len(found.units or ()) == 1]
        return {b.pk: b.short + (f"（已并入{b.heir.short}）" if b.successor_id else "") for b in shown}
    if found.by == "township":
        return {b.pk: b.short.removesuffix("人民代表大会") for b in (found.congress, *found.below)}
    if found.by == "source":
        return {k: SOURCES[k] for k in SOURCES if k in keys}
    return {k: k or "未分类" for k in keys}


def _order(found: View, key: Any, counts: Mapping[str, Mapping[Any, int]]) -> tuple[Any, ...]:
    """By load of work, never by a rate: the table is no ranking."""
    if found.by == "township":
        return (key != found.congress.pk, key)
    if found.by == "source":
        return (list(SOURCES).index(key),)
    return (-counts["assigned"].get(key, 0), -counts["raised"].get(key, 0), key)


def _notes(found: View, totals: Mapping[str, Cell]) -> tuple[str, ...]:
    """What defines every figure on the printed sheet, with the law behind the days and the classes."""
    day = f"{found.day.year}年{found.day.month}月{found.day.day}日"
    notes = [
        f"一件建议交一个单位主办或者分办，算一个办件；会办不算。答复、办理结果、评价都以办件为单位，不与建议件数相加。统计截至{day}。",
        f"应答复＝现行答复期限到统计截至日已满的办件{_days(found)}。答复率＝其中已答复的÷应答复；按时率＝（原期限内＋延期后）÷应答复，"
        "按第一次答复的日期算。"
        + (f"期限未到、提前答复的 {totals['early'].count} 件不进这两项。" if totals["early"].count else ""),
        f"办理结果按答复时写明的类别；解决率＝{_solved(found)}÷全部已答复办件。",
        "过程、结果分开评价，以最近一次为准，几位领衔代表评价不同的按最低的计。满意率＝满意÷已评价；基本满意另列，不并入；待评价、未评价不计。",
        "落实率＝代表确认兑现的÷现行日期已到的承诺；改过日期的另列。“代录”为按纸质件录入的。更正过的按更正后的内容统计，撤回、作废的不计。",
    ]
    if found.from_above or found.below:
        notes.append("县里看乡镇，只计已经受理、进入交办的建议。")
    if totals["returned"].count:
        notes.append(f"另有退回、改交的 {totals['returned'].count} 件，已由改交后的单位计入。")
    return tuple(notes)


def _days(found: View) -> str:
    law, place = found.law, {"on": found.day, "tier": found.congress.tier, "area": found.congress.area_id}
    said = [law.ruling(r, **place) for r in ("suggestion.reply", "suggestion.reply.hard") if law.has(r, **place)]
    return f"（{said[0].citation.text}：{'，难度大的'.join(r.words for r in said)}）" if said else ""


def _solved(found: View) -> str:
    law, place = found.law, {"on": found.day, "tier": found.congress.tier, "area": found.congress.area_id}
    if not law.has("suggestion.solved", **place):
        return "计为已解决的办件"
    ruling = law.ruling("suggestion.solved", **place)
    assert isinstance(ruling.value, Choice)
    return f"计为已解决的办件（现为{'、'.join(o.label for o in ruling.value.options)}，{ruling.citation.text}）"


__all__ = ["BY", "CLASS", "Board", "Cell", "Group", "Line", "Table", "board_of", "open_view", "statistics"]
