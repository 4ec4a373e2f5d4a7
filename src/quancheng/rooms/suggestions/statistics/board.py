"""The board: tables of figures by unit, township, category or source, and the list behind each figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quancheng.record import clock
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from .cubes import SOURCES, Cube, assignments, cube, ledger, promises, suggestions
from .figures import ASSIGNMENT, CLASS, FIGURES, LEDGER, PROMISE, SUGGESTION, Definition, class_figure, percent
from .notes import answer_notes, rating_notes
from .scope import NoBoard, View, period_of, sessions, view

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
    notes: tuple[str, ...]

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
    classes: tuple[Definition, ...]

    @property
    def by_word(self) -> str:
        """What the rows are."""
        return BY[self.view.by]

    @property
    def summary(self) -> tuple[Cell, ...]:
        """What became of the suggestions, in 件; only what occurs."""
        names = (
            "raised",
            "accepted",
            "examining",
            "declined",
            "rerouted",
            "merged",
            "withdrawn",
            "passed_up",
            "handed",
            "key",
            "closed",
        )
        return tuple(c for c in (self.totals[n] for n in names) if c.count or c.figure.id == "raised")

    def total(self, figure: str) -> int:
        """The total of a count."""
        return self.totals[figure].count if figure in self.totals else 0


def statistics(
    actor: Actor, congress: Body, *, since: date | None = None, until: date | None = None, session: int | None = None,
    year: int | None = None, by: str = "department",
) -> Board:  # fmt: skip
    """The statistics of one congress as they stand today, over the suggestions raised in a period.

    Without any period: since the last session that has opened.
    Raises NoBoard if the actor has no such board (hidden and absent alike), BadPeriod with a sentence.
    """
    return board_of(open_view(actor, congress, since=since, until=until, session=session, year=year, by=by))


def open_view(actor: Actor, congress: Body, *, by: str = "department", **period: Any) -> View:
    """What `statistics` and the lists behind it look at. Raises NoBoard, BadPeriod."""
    if by not in BY:
        raise NoBoard(by)
    day = clock.today()
    chosen = period_of(congress, sessions(congress), day, **period)
    found = view(actor, congress, chosen, by, day)
    if by == "township" and not found.below:
        raise NoBoard(by)
    return found


def board_of(found: View) -> Board:
    """Three grouped queries, one count, and the names of the rows."""
    cubes = {base: cube(rows(found), base) for base, (_, rows) in BASES.items()} if found.whole else _unit_cubes(found)
    replied = [c for _, c, _ in cubes[ASSIGNMENT].cells if FIGURES["replied"].counts(c)]
    words = sorted({c["word"] for c in replied})
    classes = tuple(class_figure(w) for w in words)
    counts = {f.id: cubes[f.base].tally(f) for f in (*FIGURES.values(), *classes) if not f.is_rate}
    labels = _labels(found, cubes)
    order = sorted(labels, key=lambda k: _order(found, k, counts))

    def cell(figure: Definition, key: Any = None) -> Cell:
        def of(name: str) -> int:
            return sum(counts[name].values()) if key is None else counts[name].get(key, 0)

        row = "" if key is None else str(key) or "-"
        return (
            Cell(figure, row, of(figure.part), of(figure.whole)) if figure.is_rate else Cell(figure, row, of(figure.id))
        )

    def line(figures: tuple[Definition, ...], key: Any, label: str) -> Line:
        return Line("" if key is None else str(key) or "-", label, tuple(cell(f, key) for f in figures))

    totals = {f.id: cell(f) for f in (*FIGURES.values(), *classes)}
    totals[LEDGER.id] = Cell(LEDGER, "", ledger(found).count() if found.whole else 0)

    def table(title: str, groups: tuple[Group, ...], notes: tuple[str, ...]) -> Table:
        figures = tuple(f for g in groups for f in g.figures)
        return Table(
            title, groups, tuple(line(figures, k, labels[k]) for k in order), line(figures, None, "合　计"), notes
        )

    answers = table("代表建议答复情况统计表", _answers(found, classes), answer_notes(found, totals))
    ratings = table("代表建议评价和承诺兑现情况统计表", _ratings(), rating_notes(found))
    return Board(found, (answers, ratings), totals, classes)


def _unit_cubes(found: View) -> dict[str, Cube]:
    """A unit has 办件 and promises; what the congress received is not its figure."""
    return {
        SUGGESTION: Cube(()),
        ASSIGNMENT: cube(assignments(found), ASSIGNMENT),
        PROMISE: cube(promises(found), PROMISE),
    }


def _figures(*names: str) -> tuple[Definition, ...]:
    return tuple(FIGURES[n] for n in names)


def _answers(found: View, classes: tuple[Definition, ...]) -> tuple[Group, ...]:
    """表一. 件 stand in it only where a row owns whole suggestions: never beside a unit."""
    first = (
        (Group("建议（件）", _figures("raised", "accepted", "handed")),)
        if found.whole and found.by != "department"
        else ()
    )
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
        rows = Body.objects.filter(pk__in=keys - {0}).select_related("successor")
        return {b.pk: b.short + (f"（已并入{b.heir.short}）" if b.successor_id else "") for b in rows}
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


__all__ = ["BY", "CLASS", "Board", "Cell", "Group", "Line", "Table", "board_of", "open_view", "statistics"]
