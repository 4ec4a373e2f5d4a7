"""The loading of the demo county: the roll first, then all its suggestions day by day through `begin` and `do` only."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from quancheng.procedure import drafts
from quancheng.procedure.book import one_book
from quancheng.procedure.models import Notice
from quancheng.procedure.succession import end_body
from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.locks import count_rows
from quancheng.roster import county
from quancheng.roster.actor import Actor

from . import grow, offices, years
from .models import DemoMark
from .script import Cue, cues
from .stage import ONE, WHY, Row, Stage

HERE = Path(__file__).parent
ROLL = [HERE / "data" / f"{name}.toml" for name in ("areas", "bodies", "terms", "people")]
BEGINS = date(2025, 1, 2)  # the first workday of the first year in the data: the clock opens the years
PLANNED = 100  # acts after which the database counts its rows anew
UNREAD = 14  # days: what is older has been read by everybody

Progress = Callable[[int, int, date], None]


def play_data() -> dict[str, Any]:
    """The suggestions of the county and the day on which the data end."""
    return tomllib.loads((HERE / "data" / "suggestions.toml").read_text("utf-8"))


def load(
    on: date | None = None,
    *,
    password: str | None = None,
    small: bool = False,
    seed: int = grow.SEED,
    progress: Progress = lambda *_: None,
) -> Stage:
    """Make the whole county in one transaction: a broken load leaves nothing. `on`: its day, not before the data's.

    The same seed and the same day make the same county. `small`: only what is written by hand, in three townships.
    """
    data = play_data()
    on = on or data["today"]
    tables = _tables()
    if not small:
        tables = grow.roll(tables, seed)
        data = grow.play(tables, data, on, seed)
    with transaction.atomic(), one_book():
        DemoMark.objects.create(day=on)
        with clock.at(BEGINS):
            stage = _stage(tables, password)
        acts = script(data, tables, on)
        for number, cue in enumerate(acts, 1):
            with clock.at(cue.day):
                cue.does(stage)
            progress(number, len(acts), cue.day)
            if number % PLANNED == 0:
                count_rows()
        _read_what_is_old(on)
        count_rows()
    return stage


def script(data: Mapping[str, Any], tables: Mapping[str, list[Row]], on: date) -> list[Cue]:
    """Every cue of the county in the order in which it is played: by day, then by when the suggestion was raised.

    What a course has after `on` has not happened yet.
    """
    arisen = frozenset(
        row["course"].partition(":")[2] for row in data["suggestion"] if row["course"].startswith("passed_up:")
    )
    found = [cue for row in data["suggestion"] for cue in cues(row, arisen)]
    found += [
        Cue(row["ended_on"], False, date.min, partial(_end, row=row)) for row in tables["body"] if "ended_on" in row
    ]
    found += [Cue(row["on"], False, date.max, partial(_type, row=row)) for row in data["draft"]]
    found += [cue for row in data["report"] for cue in years.cues(row)]
    found.append(Cue(offices.FILED, True, date.max, offices.archive_the_first))
    found += [Cue(when, True, date.max, _tick) for when in _ticks(data["today"], on)]
    return sorted((cue for cue in found if cue.day <= on), key=lambda cue: (cue.day, cue.late, cue.raised_on))


def _tables() -> dict[str, list[Row]]:
    return county.read(*ROLL)


def _stage(tables: Mapping[str, list[Row]], password: str | None) -> Stage:
    stage = Stage(
        county.write(tables, ended=False, password=password),
        tables["post"],
        frozenset(p["slug"] for p in tables["person"] if "login" in p),
        seats_change=frozenset(m["begins_on"] for m in tables["mandate"] if "begins_on" in m),
    )
    offices.adopt_the_norm(stage, (HERE / "norms" / "yunling.toml").read_text("utf-8"))
    offices.keep_telephones(stage)
    return stage


def _end(stage: Stage, row: Row) -> None:
    end_body(Actor(), stage.roll.bodies[row["slug"]], stage.roll.bodies[row["successor"]], row["ended_on"])
    stage.heirs[row["slug"]] = row["successor"]


def _type(stage: Stage, row: Row) -> None:
    """Somebody types and does not send."""
    matter = stage.matter(row["suggestion"]) if "suggestion" in row else None
    if "handler" in row:
        matter = stage.assignment(row["suggestion"], row["handler"])
    body = stage.roll.bodies[row["congress"]] if "congress" in row else None
    typed = {name: [text.strip()] for name, text in row["typed"].items()}
    drafts.keep(stage.actor(row["person"]), row["step"], matter, body, typed)


def _ticks(today: date, on: date) -> Iterator[date]:
    """The clock looks every other week, and every day of the last two, as long as its reminders are still unread."""
    when = BEGINS
    while when <= on:
        yield when
        when += ONE if when >= today - timedelta(days=UNREAD) else timedelta(days=14)


def _tick(_: Stage) -> None:
    tick(clock.today())


def _read_what_is_old(on: date) -> None:
    with clock.at(on):
        old = Notice.objects.unguarded(WHY).filter(on__lt=on - timedelta(days=UNREAD), read_at=None)
        old.update(read_at=clock.now())
