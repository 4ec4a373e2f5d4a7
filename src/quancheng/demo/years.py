"""The yearly reports of the play: drafted by the program from the numbers, completed, made public, the year closed."""

import re
from collections.abc import Iterator
from functools import partial

from quancheng.procedure import engine
from quancheng.record.models import Matter

from .script import Cue
from .stage import WHY, Row, Stage

BLANK = re.compile(r"〔[^〕]*请起草单位填写[^〕]*〕")  # what the draft leaves to the office
ASKED = {"主要做法": "practice", "问题": "problems", "下一步": "plan"}


def cues(row: Row) -> Iterator[Cue]:
    """The three steps of one congress's year."""
    for key, does in (("given_on", _report), ("published_on", _publish), ("closed_on", _close)):
        yield Cue(row[key], True, row["given_on"], partial(does, row=row))


def _year(stage: Stage, row: Row) -> Matter:
    rows = Matter.objects.unguarded(WHY).filter(
        handling_year__year=row["year"], body=stage.roll.bodies[row["congress"]]
    )
    return rows.select_related("body", "root").get()


def _report(stage: Stage, row: Row) -> None:
    matter, clerk = _year(stage, row), stage.clerk(row["congress"])
    drafted = engine.form_of(engine.call_for(stage.actor(clerk), matter.pk, "report")).initial
    stage.staff(clerk, matter, "report", text=completed(drafted["text"], row), to=drafted["to"])


def completed(text: str, row: Row) -> str:
    """The draft with every open place filled in from the data."""

    def fill(place: re.Match[str]) -> str:
        key = next((key for word, key in ASKED.items() if word in place[0]), "")
        return str(row.get(key, ""))

    return BLANK.sub(fill, text)


def _publish(stage: Stage, row: Row) -> None:
    stage.staff(stage.clerk(row["congress"]), _year(stage, row), "publish_report", place=row["place"])


def _close(stage: Stage, row: Row) -> None:
    stage.staff(stage.clerk(row["congress"]), _year(stage, row), "run")
