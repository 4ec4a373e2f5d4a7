"""Moving: duties are opened, steps entered, parts awaited, matters ended."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from quancheng.law.rules import Book
from quancheng.record.models import Duty, Fact, Matter, Party
from quancheng.record.prepared import Prepared
from quancheng.roster.models import Body, Person

from . import registry
from .calls import Ask, Open, Refusal, Refused, Told
from .dates import day_of
from .definition import Aside, Definition, Step

WHY = "the engine moves matters"


@dataclass
class Move:
    """One step's consequences while they unfold: what to date by, what to cite, who will be told."""

    fact: Fact
    book: Book
    opened: list[Duty] = field(default_factory=list)

    @property
    def on(self) -> date:
        return self.fact.on


def holders(matter: Matter, role: str) -> list[Person | Body]:
    """Who bears a role in this matter: the room's function says."""
    return registry.bearers[f"{matter.kind}.{role}"](matter)


def owe(
    matter: Matter, spec: Step, holder: Person | Body, move: Move, due: date | None = None, period: str = ""
) -> Duty:
    """Open one duty, dated by its rule, or by `due` with this fact as its source."""
    day, why = (due, {"given": due.isoformat(), "fact": move.fact.pk}) if due else day_of(
        matter, spec, move.on, move.book, (move.fact.kind, move.on)
    )  # fmt: skip
    if why.get("given") and not why.get("fact"):
        why["fact"] = _gave(matter, spec, str(why["given"]), move)
    duty = Duty(
        matter=matter,
        name=spec.id,
        role=spec.by,
        opened_on=move.on,
        due_on=day,
        why=why,
        opened_by=move.fact,
        period=period,
    )
    duty.person, duty.body = (holder, None) if isinstance(holder, Person) else (None, holder.heir)
    duty.save()
    move.opened.append(duty)
    return duty


def _gave(matter: Matter, spec: Step, given: str, move: Move) -> int:
    """The fact that gave a day which is a person's word: the one known before if the day is the same, else this step's."""
    before = Duty.objects.unguarded(WHY).filter(matter=matter, name=spec.id, why__given=given).order_by("-pk").first()
    return before.why["fact"] if before else move.fact.pk


_open = Prepared(lambda pk: Duty.objects.unguarded(WHY).filter(matter_id=pk, state=Duty.State.OPEN).order_by("pk"))
_running = Prepared(lambda pk: Matter.objects.unguarded(WHY).filter(part_of_id=pk, ended_as="").order_by("pk"))
_of_step = Prepared(
    lambda pk, name: (
        Duty.objects.unguarded(WHY).filter(matter_id=pk, name=name).exclude(state=Duty.State.VOID).order_by("pk")
    )
)


def open_duties(matter: Matter, *names: str) -> list[Duty]:
    """Open duties of this matter, of those names if any are given."""
    return [duty for duty in _open(matter.pk) if not names or duty.name in names]


def awaited(matter: Matter, spec: Step) -> bool:
    """Whether a part this step waits for is still open."""
    return bool(spec.awaits) and any(part.kind in spec.awaits for part in _running(matter.pk))


def enter(matter: Matter, target: str, move: Move) -> None:
    """Come to a step or an end: side duties that come with it, its own duties, or straight on."""
    made = registry.definition_of(matter)
    if target in made.ends:
        end(matter, target, move)
        return
    spec = made.steps[target]
    matter.step, matter.reached = target, max(matter.reached, made.order[target])
    matter.save(update_fields=["step", "reached"])
    _void_outlasted(matter, made)
    for aside in made.asides.values():
        if aside.comes_with == target and not open_duties(matter, aside.id):
            for holder in holders(matter, aside.by):
                owe(matter, aside, holder, move)
    if not spec.by:
        advance(matter, spec, move)
        return
    bearers = holders(matter, spec.by)
    if not bearers:
        raise Refused(
            [Refusal(f"“{spec.title}”没有人可以办理：这件事里没有{_role(spec.by)}。", who="请先在名册里补上")]
        )
    if len(bearers) > 1 and len(spec.then) > 1 and f"{matter.kind}.{spec.id}" not in registry.joins:
        raise TypeError(f"{matter.kind}.{spec.id}: several bearers and several outcomes need a join")
    for holder in bearers:
        owe(matter, spec, holder, move)


def _role(role: str) -> str:
    from .words import role_word

    return role_word(role)


def _void_outlasted(matter: Matter, made: Definition) -> None:
    """Side duties whose time is over with the step that has ended are no longer needed."""
    for duty in open_duties(matter):
        aside = made.asides.get(duty.name)
        if aside and not aside.lasts(matter.step):
            void(duty)


def void(duty: Duty) -> None:
    duty.state = Duty.State.VOID
    duty.save(update_fields=["state"])


def end(matter: Matter, how: str, move: Move, *, quiet: bool = False) -> None:
    """End a matter: what is open in it is void, its parts too, and its parent hears of it.

    What was asked and lasts beyond the end (an objection, say) stays owed, unless the end itself is void.
    """
    matter.step, matter.ended_as, matter.ended_on = "", how, move.on
    matter.save(update_fields=["step", "ended_as", "ended_on"])
    asides = registry.definition_of(matter).asides
    for duty in open_duties(matter):
        if quiet or duty.name not in asides or not asides[duty.name].lasts(""):
            void(duty)
    for part in _running(matter.pk):
        end(part, "void", move, quiet=True)
    if quiet or not matter.part_of_id:
        return
    parent = Matter.objects.unguarded(WHY).select_related("body").get(pk=matter.part_of_id)
    if (hears := registry.on_parts.get(f"{parent.kind}.{matter.kind}")) and (told := hears(parent, matter)):
        unfold(parent, told, move)
        parent.refresh_from_db()
    carry_on(parent, move)


def carry_on(matter: Matter, move: Move) -> None:
    """Let a step that only waits, or that was held up, go on if nothing is left to wait for."""
    if matter.step:
        spec = registry.definition_of(matter).steps[matter.step]
        if not spec.by or _done_here(matter, spec):
            advance(matter, spec, move)


def _done_here(matter: Matter, spec: Step) -> list[Duty]:
    """The finished duties of the present round of a step, if none of the round is open."""
    rows = _of_step(matter.pk, spec.id)
    last = [d for d in rows if d.opened_by_id == rows[-1].opened_by_id] if rows else []
    return last if last and all(d.state == Duty.State.DONE for d in last) else []


def advance(matter: Matter, spec: Step, move: Move) -> None:
    """Leave a step when none of its duties is open, no awaited part is open and no aside holds it up."""
    still = {duty.name for duty in open_duties(matter)}
    if spec.id in still or _held(matter, still) or awaited(matter, spec):
        return
    done = _done_here(matter, spec)
    if choose := registry.joins.get(f"{matter.kind}.{spec.id}"):
        outcome = choose(matter, done)
    else:
        outcome = done[-1].outcome if done else ""
    enter(matter, target_of(spec, outcome), move)


def target_of(spec: Step, outcome: str) -> str:
    """Where an outcome leads; the unnamed way is everybody's fallback."""
    if outcome in spec.then:
        return spec.then[outcome]
    if "" in spec.then:
        return spec.then[""]
    raise KeyError(f"{spec.id}: nothing is declared for outcome {outcome!r}")


def _held(matter: Matter, still: set[str]) -> bool:
    asides = registry.definition_of(matter).asides
    return any(name in asides and asides[name].holds for name in still)


def unfold(matter: Matter, told: Told, move: Move) -> None:
    """Do what an act asked for: parties, side duties, parts, matters that arise, parts that end."""
    for holder, part in told.parties:
        join(matter, holder, part, move.fact)
    for party in told.leaves:
        party.until = move.fact
        party.save(update_fields=["until"])
    for piece in told.parts:
        open_matter(piece, matter.body, move, part_of=matter)
    for ask in told.asks:
        ask_of(matter, ask, move)
    for new in told.begins:
        open_matter(new, new.body or matter.body, move, arises_from=matter)
    for joined in told.bears:
        bear_too(joined, move)
    for ended, how in told.ends:
        end(ended, how, move)


def bear_too(matter: Matter, move: Move) -> None:
    """Who has come to bear the present step since it was entered owes it as well, by the day the others have."""
    if not matter.step or not (spec := registry.definition_of(matter).steps[matter.step]).by:
        return
    there = open_duties(matter, spec.id)
    held = {(d.person_id, d.body_id) for d in there}
    for holder in holders(matter, spec.by):
        key = (holder.pk, None) if isinstance(holder, Person) else (None, holder.heir.pk)
        if there and key not in held:
            new = owe(matter, spec, holder, move)
            new.due_on, new.why, new.opened_by = there[0].due_on, there[0].why, there[0].opened_by
            new.save(update_fields=["due_on", "why", "opened_by"])


def ask_of(matter: Matter, ask: Ask, move: Move) -> Duty:
    """Open a side duty that somebody, or the clock, asks for."""
    target = ask.matter or matter
    aside = registry.definition_of(target).asides[ask.aside]
    if aside.is_right:
        raise TypeError(f"{target.kind}.{ask.aside} is a right and is never asked for")
    return owe(target, aside, ask.holder, move, ask.due, ask.period)


def join(matter: Matter, holder: Person | Body, part: str, fact: Fact | None) -> Party:
    """Make somebody a party of the matter."""
    party = Party(matter=matter, part=part, since=fact)
    party.person, party.body = (holder, None) if isinstance(holder, Person) else (None, holder)
    party.save()
    return party


def create(
    new: Open, body: Body, on: date, *, part_of: Matter | None = None, arises_from: Matter | None = None
) -> Matter:
    """The bare rows of a new matter: the spine's and the room's."""
    matter = Matter(
        kind=new.kind, title=new.title, number=new.number, body=body, part_of=part_of, arises_from=arises_from,
        opened_on=on, confidential=new.confidential, root_id=part_of.root_id if part_of else None,
    )  # fmt: skip
    matter.save()
    if not part_of:
        matter.root = matter
        matter.save(update_fields=["root"])
    row: Model = new.row
    row.matter = matter  # type: ignore[attr-defined]
    row.save()
    return matter


def open_matter(
    new: Open, body: Body, move: Move, *, part_of: Matter | None = None, arises_from: Matter | None = None
) -> Matter:
    """Open a matter at its first step (or the step named), with its parties."""
    matter = create(new, body, move.on, part_of=part_of, arises_from=arises_from)
    for holder, part in new.parties:
        join(matter, holder, part, move.fact)
    enter(matter, new.step or registry.definition_of(matter).first.id, move)
    return matter


def leave_by(matter: Matter, aside: Aside, outcome: str, move: Move) -> None:
    """An aside's `then` moves the line: everything open is void, and the line stands elsewhere."""
    for duty in open_duties(matter):
        void(duty)
    for part in _running(matter.pk):
        end(part, "void", move, quiet=True)
    enter(matter, aside.then[outcome], move)
