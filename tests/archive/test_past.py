"""What was entered from a past ledger has its paper archive already: it is not waiting, but it can be archived."""

from datetime import date
from uuid import uuid4

from archive.test_volume import payload
from journeys.county import County
from journeys.front_door import Visitor
from quancheng.papers.archive.models import Volume
from quancheng.procedure import engine
from quancheng.procedure.calls import Open
from quancheng.rooms.suggestions.models import Suggestion

WHY = "a test looks at it"
OLD = "关于疏浚老河道的建议"


def test_a_past_one(county: County) -> None:
    row = Suggestion(
        text="老河道淤塞。", source="ledger", ledger_session="十八届三次会议", ledger_lead="老代表", ledger_units="镇水利站",
        ledger_reply="已疏浚。", ledger_result="A",
    )  # fmt: skip
    matter = engine.enter_past(
        county.actor("何丽"), Open("suggestions", OLD, row, number="第12号"), county.bodies["shiqiao"],
        ended_as="ledger", on=date(2018, 6, 1), on_as="month", act=uuid4().hex, data={},
    )  # fmt: skip
    clerk = Visitor(county, "何丽")
    assert OLD not in clerk.see("archive/")
    clerk.do(matter, "archive", on="2026-11-20")
    made = Volume.objects.unguarded(WHY).get(matter=matter)
    assert made.year == 2018 and made.items[0]["by"] == "老代表" and made.items[0]["note"] == "台账录入"
    assert [row["word"] for row in made.items] == ["代表建议", "台账记载"]
    told = payload(made)["data/大事记.html"].decode()
    assert "<time>2018-06</time>" in told and "从历年台账录入" in told
