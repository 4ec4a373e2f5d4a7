"""The course (进程): the one picture of every matter. Done, now, to come; parts as lanes; asides as marks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from quancheng.record import clock
from quancheng.record.models import Duty, Fact, Matter
from quancheng.roster.actor import Actor

from . import registry
from .days import DayView, day_view
from .definition import Definition, End, Step
from .entitle import holds
from .words import engine_word

WHY = "the course of a matter the actor was found to see"


@dataclass
class Mark:
    """Something done beside the line, on the day it was done."""

    fact: Fact
    title: str
    note: str
    who: str
    struck: bool


@dataclass
class Owed:
    """An open duty as it stands in the course."""

    duty: Duty
    title: str
    holder: str
    day: DayView | None
    mine: bool


@dataclass
class Lane:
    """A part under the step that awaits it."""

    matter: Matter
    stops: "list[Stop]"
    ended: str


@dataclass
class Stop:
    """One seal on the thread."""

    name: str
    title: str
    seal: str
    state: str
    day: date | None = None
    on_as: str = "day"
    who: str = ""
    note: str = ""
    fact: Fact | None = None
    struck: bool = False
    owed: list[Owed] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)


def course(actor: Actor, matter: Matter) -> list[Stop]:
    """The whole course of a matter and its parts. Four queries however many parts there are."""
    tree = list(Matter.objects.seen_by(actor).filter(root_id=matter.root_id).select_related("body").order_by("pk"))
    facts = Fact.objects.seen_by(actor).filter(matter__root_id=matter.root_id)
    facts = facts.select_related("actor", "for_person", "for_body", "organ", "body").order_by("pk")
    duties = Duty.objects.seen_by(actor).filter(matter__root_id=matter.root_id, state=Duty.State.OPEN)
    duties = duties.select_related("person", "body").order_by(*Duty.BY_DAY)
    return _Drawing(actor, tree, list(facts), list(duties)).draw(matter)


class _Drawing:
    """Everything of one tree, read once."""

    def __init__(self, actor: Actor, tree: list[Matter], facts: list[Fact], duties: list[Duty]):
        self.actor, self.tree = actor, tree
        self.struck = {f.corrects_id for f in facts if f.corrects_id}
        self.facts: dict[int, list[Fact]] = {}
        for fact in facts:
            self.facts.setdefault(fact.matter_id or 0, []).append(fact)
        self.duties: dict[int, list[Duty]] = {}
        for duty in duties:
            self.duties.setdefault(duty.matter_id, []).append(duty)

    def draw(self, matter: Matter) -> list[Stop]:
        made = registry.definition_of(matter)
        stops = self._done(matter, made)
        if matter.ended_as:
            end = made.ends.get(matter.ended_as)
            if end:
                stops.append(self._end(matter, end))
            elif matter.ended_as == "void":
                stops.append(Stop("void", made.word("void"), "止", "done", matter.ended_on))
            return stops
        return [*stops, *self._ahead(matter, made, stops)]

    def _end(self, matter: Matter, end: End) -> Stop:
        """The last seal. A matter entered as past has no other: its day is no more precise than what was known."""
        stop = Stop(end.id, end.title, end.seal or "结", "done", matter.ended_on)
        for fact in self.facts.get(matter.pk, []):
            if fact.kind == f"{matter.kind}.enter_past":
                stop.on_as, stop.who, stop.note = fact.on_as, who_of(fact), note_of(fact)
        return stop

    def _done(self, matter: Matter, made: Definition) -> list[Stop]:
        stops: list[Stop] = []
        for fact in self.facts.get(matter.pk, []):
            name = fact.kind.split(".", 1)[1]
            spec = made.steps.get(name)
            if spec is None or (fact.corrects_id and stops):
                self._mark(stops, fact, made)
                continue
            stops.append(self._stop(spec, fact))
            follows = made.steps.get(spec.then.get(fact.outcome) or spec.then.get("", ""))
            if follows and not follows.by and fact.pk not in self.struck:
                stops.append(self._waiting(matter, follows))
        return stops

    def _stop(self, spec: Step, fact: Fact) -> Stop:
        return Stop(
            spec.id,
            spec.title,
            spec.seal,
            "done",
            fact.on,
            fact.on_as,
            who_of(fact),
            note_of(fact),
            fact,
            fact.pk in self.struck,
        )

    def _waiting(self, matter: Matter, spec: Step) -> Stop:
        """A step nobody does: it waits for its parts, and lasts while they do."""
        parts = [m for m in self.tree if m.part_of_id == matter.pk and m.kind in spec.awaits]
        lanes = [Lane(p, self.draw(p), registry.definition_of(p).word(p.ended_as) if p.ended_as else "") for p in parts]
        now = matter.step == spec.id
        return Stop(
            spec.id,
            spec.title,
            spec.seal,
            "now" if now else "done",
            lanes=lanes,
            owed=self._owed(matter) if now else [],
        )

    def _mark(self, stops: list[Stop], fact: Fact, made: Definition) -> None:
        name = fact.kind.split(".", 1)[1]
        title = engine_word(name) or made.word(name.removesuffix("_due"))
        if fact.corrects_id and name in made.steps:
            title = f"更正：{title}"
        mark = Mark(fact, title, note_of(fact), who_of(fact), fact.pk in self.struck)
        if stops:
            stops[-1].marks.append(mark)

    def _owed(self, matter: Matter, *names: str) -> list[Owed]:
        made = registry.definition_of(matter)
        rows = [d for d in self.duties.get(matter.pk, []) if not names or d.name in names]
        return [
            Owed(d, made.word(d.name), str(d.person or d.body), day_view(d.due_on, d.why), holds(self.actor, d))
            for d in rows
        ]

    def _ahead(self, matter: Matter, made: Definition, stops: list[Stop]) -> Iterable[Stop]:
        """Now, and then along the first-named outcome of each step."""
        name, seen = matter.step, set()
        if stops and stops[-1].state == "now":
            name = _first(made.steps[name])
        else:
            spec = made.steps[name]
            owed = self._owed(matter)
            late = any(o.day and o.day.state == "late" for o in owed if o.duty.name == name)
            yield Stop(
                name,
                spec.title,
                spec.seal,
                "late" if late else "now",
                owed=owed,
                who="、".join(o.holder for o in owed if o.duty.name == name),
            )
            seen.add(name)
            name = _first(spec)
        while name in made.steps and name not in seen:
            seen.add(name)
            yield Stop(name, made.steps[name].title, made.steps[name].seal, "todo")
            name = _first(made.steps[name])
        if end := made.ends.get(name):
            yield Stop(name, end.title, end.seal or "结", "todo")


def _first(spec: Step) -> str:
    return next(iter(spec.then.values()))


def who_of(fact: Fact) -> str:
    """Who did it, and for whom it was entered."""
    doer = fact.actor.name if fact.actor else "系统按期"
    if stands_for := fact.for_person or fact.for_body:
        return f"{stands_for}（{doer} 代录）"
    return doer


def note_of(fact: Fact) -> str:
    """The room's sentence for the fact; without one, the word of its outcome."""
    if say := registry.words.get(fact.kind):
        return say(fact)
    kind, name = fact.kind.split(".", 1)
    if kind not in registry.definitions:
        return ""
    spec = registry.definition(kind, clock.today()).at(name)
    return spec.outcomes.get(fact.outcome, "") if spec else ""


def ticks(made: Definition, matter: Matter) -> list[str]:
    """The little squares of a table row: d done, n now, "" to come."""
    now = made.order.get(matter.step, 0)
    return ["d" if matter.ended_as or i < now else "n" if i == now else "" for i in made.order.values()]
