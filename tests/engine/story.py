"""Courses as tables: on what day who does what on which matter, and how things stand after it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db.models import Q

from journeys.county import County
from quancheng.procedure import engine
from quancheng.procedure.calls import Behalf, GateError, Refused
from quancheng.record import clock
from quancheng.record.models import Duty, Fact, Matter
from quancheng.roster.models import Body, Person

from .soundness import WHY, demand_sound

SAID = "已到现场看过，列入计划，正在施工。"
USUAL: dict[str, dict[str, Any]] = {
    "suggestions.examine": {"category": "traffic", "outcome": "accept"},
    "assignments.sign_for": {"outcome": "accept"},
    "assignments.handle": {"draft": SAID, "letter": "A"},
    "assignments.rework": {"draft": SAID, "letter": "A"},
    "assignments.sign_reply": {"draft": SAID, "letter": "A", "signer": "局长", "outcome": "issue"},
    "assignments.contact": {"means": "site", "note": SAID},
    "assignments.rate": {"process": "satisfied", "result": "satisfied", "remark": "请再看一次。"},
}


@dataclass
class Line:
    """One row of a table."""

    day: str
    who: str
    matter: str
    name: str
    data: dict[str, Any]
    stands: str = ""
    owes: dict[str, Any] | None = None
    refused: "str | type[Exception]" = ""


def line(
    day: str, who: str, matter: str, name: str, stands: str = "", owes: dict[str, Any] | None = None,
    refused: "str | type[Exception]" = "", **data: Any,
) -> Line:  # fmt: skip
    """`stands`: the step or end after it. `owes`: every open duty and its last day. `refused`: the refusal's id, or what is raised."""
    return Line(day, who, matter, name, data, stands, owes, refused)


@dataclass
class Story:
    """A county, the matters of the tale by name, and the way to tell it."""

    county: County
    named: dict[str, Matter] = field(default_factory=dict)

    def tell(self, lines: Iterable[Line]) -> Fact | None:
        """Play the rows one after another; after each the whole record must be sound. Returns the last fact."""
        fact = None
        for row in lines:
            with clock.at(date.fromisoformat(row.day)):
                fact = self._refusal(row) if row.refused else self.do(row)
            at = f"{row.day} {row.who} {row.name}"
            if row.stands:
                there = self.find(row.matter)
                assert (there.step or there.ended_as) == row.stands, at
            if row.owes is not None:
                assert self.owed(row.matter) == row.owes, at
            demand_sound()
        return fact

    def _refusal(self, row: Line) -> None:
        before = Fact.objects.unguarded(WHY).count()
        wanted = GateError if isinstance(row.refused, str) else row.refused
        with pytest.raises(wanted) as caught:
            self.do(row)
        if isinstance(row.refused, str):
            assert isinstance(caught.value, Refused), caught.value
            assert row.refused in [r.id for r in caught.value.refusals], caught.value
            assert all(r.who for r in caught.value.refusals), "a refusal says who can mend it"
        assert Fact.objects.unguarded(WHY).count() == before

    def do(self, row: Line) -> Fact:
        """Do one row for real."""
        data = dict(row.data)
        options = {k: data.pop(k) for k in ("duty", "key") if k in data}
        behalf = self._behalf(data.pop("for_", ""))
        if behalf:
            data.setdefault("paper_kept", "县人大代表工委文件柜")
        actor = self.county.actor(row.who)
        if row.name == "begin":
            return self._begin(actor, row, data, behalf)
        matter = self.find(row.matter)
        sent = (
            {"on": row.day, "title": matter.title, "text": SAID}
            | USUAL.get(f"{matter.kind}.{row.name}", {})
            | self._ids(data)
        )
        return engine.do(actor, matter.pk, row.name, sent, behalf=behalf, **options)

    def _begin(self, actor: Any, row: Line, data: dict[str, Any], behalf: Behalf | None) -> Fact:
        sent = {
            "title": "关于硬化柳沟村至河口村道路的建议",
            "text": "三公里土路，雨天走不通。",
            "raised_in": "0",
            "wish": "full",
            "outcome": "submit",
        }
        kind, body = data.pop("kind", "suggestions"), self.county.bodies[data.pop("body", "county")]
        fact = engine.begin(actor, kind, body, {"on": row.day} | sent | self._ids(data), behalf=behalf)
        assert fact.matter
        self.named[row.matter] = fact.matter
        return fact

    def _behalf(self, name: str) -> Behalf | None:
        if not name:
            return None
        return (
            Behalf(person=self.county.people[name])
            if name in self.county.people
            else Behalf(body=self.county.bodies[name])
        )

    def _ids(self, data: dict[str, Any]) -> dict[str, Any]:
        """Names of the tale become ids."""
        c = self.county
        if units := data.get("units"):
            data["units"] = [
                c.bodies[u].pk if isinstance(u, str) else {"body": c.bodies[u[0]].pk, "part": u[1]} for u in units
            ]
        if unit := data.get("unit"):
            data["unit"] = c.bodies[unit].pk
        if asked := data.get("cosigners"):
            data["cosigners"] = [c.people[name].pk for name in asked]
        for name in ("merge_into", "assignment"):
            if name in data:
                data[name] = self.find(data[name]).ref
        return data

    def find(self, name: str) -> Matter:
        """`road`; `road/traffic`, the newest share of that unit, or part of that title; `road/traffic/undertakings`, what arose from it."""
        head, *rest = name.split("/")
        found = County.fresh(self.named[head])
        if rest:
            tree = Matter.objects.unguarded(WHY).filter(root=found).exclude(pk=found.pk)
            found = County.fresh(tree.filter(Q(assignment__handler__slug=rest[0]) | Q(title=rest[0])).latest("pk"))
        if rest[1:]:
            found = County.fresh(
                Matter.objects.unguarded(WHY).filter(arises_from__root=found.root, kind=rest[1]).latest("pk")
            )
        return found

    def owed(self, name: str) -> dict[str, Any]:
        """Open duties of a matter: last day by name; a list where there are several of one name."""
        found: dict[str, Any] = {}
        for duty in Duty.objects.unguarded(WHY).filter(matter=self.find(name), state=Duty.State.OPEN).order_by("pk"):
            day = duty.due_on.isoformat() if duty.due_on else ""
            found[duty.name] = [*_listed(found[duty.name]), day] if duty.name in found else day
        return found

    def duty(self, name: str, step: str, holder: Person | Body | None = None) -> Duty:
        """The open duty of that name, of that holder."""
        rows = Duty.objects.unguarded(WHY).filter(matter=self.find(name), name=step, state=Duty.State.OPEN)
        return next(d for d in rows if holder in (None, d.person, d.body))


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]
