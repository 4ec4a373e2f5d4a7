"""What the county's offices did beside the suggestions: the rule book adopted, telephones kept, a few volumes archived."""

from datetime import date

from quancheng.procedure import engine
from quancheng.record.models import Matter
from quancheng.rooms.rulebook.bringing import bring
from quancheng.roster import personal

from .stage import WHY, Stage

CLERK, DIRECTOR = "lin_xiaomei", "duan_wenyuan"
FILED = date(2026, 11, 6)  # the archivist's day
VOLUMES = 6  # papers are typeset for them, which takes its time
PRINTED = {
    "title": "云岭县代表建议办理办法（示例）", "document": "云人常发〔2021〕示例1号", "adopted_by": "standing_committee",
    "adopted_on": "2021-06-20", "effective_on": "2021-07-01", "despite": "补录已经印发施行的文件。",
}  # fmt: skip


def adopt_the_norm(stage: Stage, text: str) -> None:
    """The county's norm is entered by the clerk and adopted by a second person, as everywhere."""
    county = stage.roll.bodies["county"]
    bring(stage.actor(CLERK), stage.actor(DIRECTOR), county, text, PRINTED)


def keep_telephones(stage: Stage) -> None:
    """Everybody has a telephone, sealed; the numbers 1990000xxxx are made up. Without a key there are none."""
    if personal.can_seal():
        for number, person in enumerate(stage.roll.people.values(), 1):
            personal.put(person, phone=f"1990000{number:04d}")


def archive_the_first(stage: Stage) -> None:
    """归档: the first suggestions the county closed."""
    county = stage.roll.bodies["county"]
    rows = Matter.objects.unguarded(WHY).filter(body=county, kind="suggestions", ended_as="closed", phase="closed")
    open_yet = (
        Matter.objects.unguarded(WHY).filter(arises_from__root__body=county, ended_as="").values("arises_from__root")
    )
    quiet = rows.filter(ended_on__lt=FILED).exclude(pk__in=open_yet)
    for matter in quiet.order_by("ended_on", "pk")[:VOLUMES]:
        engine.do(stage.actor(CLERK), matter.pk, "archive", {})
        stage.done += 1
