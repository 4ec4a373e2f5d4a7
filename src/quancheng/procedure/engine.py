"""The one gate. Everything that changes a matter passes through `do` or `begin`."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from quancheng.record import clock, facts
from quancheng.record.kept import journalled
from quancheng.record.locks import lock_key, lock_trees, writing
from quancheng.record.models import Duty, Fact, Matter, Reader
from quancheng.record.prepared import Prepared
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Person

from . import dates, registry
from .book import book, one_book
from .calls import BatchRefused, Behalf, Call, GateError, Invalid, NotYours, Open, Refusal, Refused, Told
from .definition import Aside, Step
from .entitle import entitle, may_enter_for
from .forms import StepForm
from .lawful import demand_lawful
from .models import Draft, Undo
from .moving import Move, advance, awaited, carry_on, create, enter, join, leave_by, target_of, unfold
from .settle import notify, origin, settle, touched
from .written import write

WHY = "the engine, inside the gate"


def do(
    actor: Actor,
    matter_id: int,
    name: str,
    data: Mapping[str, Any],
    *,
    duty: int | None = None,
    behalf: Behalf | None = None,
    key: str | None = None,
    act: str | None = None,
) -> Fact:
    """Do one step or aside of one matter and return the fact.

    Raises Matter.DoesNotExist if the actor may not see it, NotYours, AlreadyDone, Ambiguous, Invalid, Refused.
    Nothing is written if anything is raised. A repeated `key` returns the first fact.
    """
    with writing(), one_book():
        if first := _repeated(key, actor):
            return first
        call = call_for(actor, matter_id, name, duty=duty, behalf=behalf, lock=True)
        _fill(call, data)
        return _carry_out(call, key, act)


def begin(
    actor: Actor,
    kind: str,
    body: Body,
    data: Mapping[str, Any],
    *,
    behalf: Behalf | None = None,
    key: str | None = None,
    act: str | None = None,
) -> Fact:
    """Open a matter by doing its first step. The same gate, and the same refusals, as `do`."""
    with writing(), one_book():
        if first := _repeated(key, actor):
            return first
        call = call_to_begin(actor, kind, body, behalf=behalf)
        _fill(call, data)
        return _carry_out(call, key, act)


def do_many(actor: Actor, items: Iterable[tuple[int, str, Mapping[str, Any]]]) -> list[Fact]:
    """The batch: all in one transaction under one act id, or nothing and a reason for each that failed."""
    from django.db import transaction

    act, done, wrong = uuid.uuid4().hex, [], []
    items = list(items)
    with writing():
        lock_trees(
            Matter.objects.unguarded(WHY).filter(pk__in=[m for m, _, _ in items]).values_list("root_id", flat=True)
        )
        for matter_id, name, data in items:
            try:
                with transaction.atomic():
                    done.append(do(actor, matter_id, name, data, act=act))
            except GateError as error:
                wrong.append((Matter.objects.seen_by(actor).get(pk=matter_id), error))
        if wrong:
            raise BatchRefused(wrong)
    return done


def enter_past(
    actor: Actor, new: Open, body: Body, *, ended_as: str, on: date, on_as: str, act: str, data: Mapping[str, Any]
) -> Matter:
    """Enter a matter that ran its course before this system: one fact, ended at once, no duty opened."""
    with writing():
        matter = create(new, body, on)
        fact = facts.write(
            kind=f"{new.kind}.enter_past",
            matter=matter,
            body=body,
            actor_id=actor.person_id,
            on=on,
            on_as=on_as,
            act=act,
            data=dict(data),
        )
        for holder, part in new.parties:
            join(matter, holder, part, fact)
        matter.ended_as, matter.ended_on = ended_as, on
        matter.reached = len(registry.definition_of(matter).steps)
        matter.save()
        return settle(matter.pk)


def call_for(
    actor: Actor,
    matter_id: int,
    name: str,
    *,
    duty: int | None = None,
    behalf: Behalf | None = None,
    lock: bool = False,
) -> Call:
    """The call as it stands before anything is typed: what entitles the actor is found, or refused."""
    matter = _seen_by(actor, matter_id)
    if lock and lock_trees({matter.root_id} | origin(matter.root)):
        matter.refresh_from_db(fields=["step", "ended_as", "reached", "phase", "title", "number"])
    spec = registry.definition_of(matter).at(name)
    if spec is None or f"{matter.kind}.{name}" not in registry.acts:
        raise Matter.DoesNotExist(f"{matter.kind} has no {name}")
    held = entitle(actor, matter, spec, duty, behalf)
    return Call(matter.kind, spec, actor, matter.body, book(), clock.today(), matter=matter, duty=held, behalf=behalf)


_matter = Prepared(
    lambda pk: (
        Matter.objects.unguarded("who sees it is asked of its readers")
        .select_related("body__area", "root__arises_from")
        .filter(pk=pk)
    )
)
_readers = Prepared(lambda root: Reader.objects.filter(matter_id=root).values_list("key", flat=True))


def _read_again(matter: Matter) -> None:
    """`refresh_from_db`, quickly: what other hands have written, and nothing kept from before."""
    found = vars(_matter(matter.pk)[0])
    vars(matter).clear()
    vars(matter).update(found)


def _seen_by(actor: Actor, matter_id: int) -> Matter:
    """The matter, if the actor carries the key of one of its readers: `seen_by` for a single row, quickly."""
    for matter in _matter(matter_id) if isinstance(matter_id, int) else ():
        if not set(actor.keys).isdisjoint(_readers(matter.root_id or matter.pk)):
            return matter
    raise Matter.DoesNotExist(f"matter {matter_id} is not there for this actor")


def call_to_begin(actor: Actor, kind: str, body: Body, *, behalf: Behalf | None = None) -> Call:
    """The call by which a matter of that kind would be opened in that body."""
    if kind not in registry.starters:
        raise NotYours(f"{kind} is not begun by hand")
    made = registry.definition(kind, clock.today())
    if behalf:
        allowed = actor.capacity(made.behalf_by, body.pk) and registry.starters[kind](
            Actor.of(_person(behalf), clock.today()), body
        )
    else:
        allowed = registry.starters[kind](actor, body)
    if not allowed:
        raise NotYours(f"{kind} in {body}")
    return Call(kind, made.first, actor, body, book(), clock.today(), behalf=behalf)


def _person(behalf: Behalf) -> Person:
    if behalf.person is None:
        raise NotYours("only on behalf of a person")
    return behalf.person


def form_of(call: Call, data: Any = None, initial: dict[str, Any] | None = None) -> StepForm:
    """The form of a call, empty or with what was typed."""
    return registry.acts[call.name].form(call, data, initial=initial)


def _repeated(key: str | None, actor: Actor) -> Fact | None:
    if not key:
        return None
    lock_key(key)
    first = Fact.objects.unguarded("a repeated call returns the first fact").filter(key=key).first()
    if first and first.actor_id != actor.person_id:
        raise NotYours("somebody else's key")
    return first


def _fill(call: Call, data: Mapping[str, Any]) -> None:
    """Check what was typed, then what the law says. Nothing has been written yet."""
    form = form_of(call, data)
    if not form.is_valid():
        raise Invalid(form)
    call.data = form.cleaned_data
    call.on = form.cleaned_data["on"]
    if (
        call.matter
        and call.spec.by
        and call.spec.id in registry.definition_of(call.matter).steps
        and awaited(call.matter, call.spec)
    ):
        raise Refused([Refusal("还有事项没有办完，这一步现在不能办。", who="先把各部分办完", id="awaits")], form)
    demand_lawful(call, form)


def _carry_out(call: Call, key: str | None, act: str | None) -> Fact:
    """Run the act, write the fact, move, and bring everything derived in line: one transaction."""
    opening = call.matter is None
    call.act = act or call.act
    with journalled() as journal:
        told = registry.acts[call.name].run(call) or Told()
        told.outcome = told.outcome or call.data.get("outcome") or ""
        matter = call.matter
        assert matter is not None, f"{call.name} opened no matter"
        moved = [] if opening else dates.redate(matter.root, call.name, call.on, call.book, told.redate)
        fact = write(call, matter, told, moved, key, act)
        move = Move(fact, call.book)
        _close(call, fact, told)
        unfold(matter, told, move)
        _read_again(matter)
        _move_on(call, matter, told, move, opening)
        for listener in registry.listeners:
            listener(call, fact)
    root = settle(matter.root_id, journal)
    for other in touched(journal, root) | origin(root):
        settle(other, journal)
    _remember(root, fact, journal, opening or told.final)
    notify(root, move, [*told.tells, *([call.behalf.holder] if call.behalf else [])])
    _forget_draft(call, opening)
    return fact


_drafts = Prepared(lambda person, name: Draft.objects.filter(person_id=person, name=name))


def _forget_draft(call: Call, opening: bool) -> None:
    """What was typed has been sent."""
    for draft in _drafts(call.actor.person_id, call.name) if call.actor.person_id else ():
        if draft.matter_id is None if opening else call.matter and draft.matter_id == call.matter.pk:
            draft.delete()


def _move_on(call: Call, matter: Matter, told: Told, move: Move, opening: bool) -> None:
    made = registry.definition_of(matter)
    if opening:
        enter(matter, target_of(call.spec, told.outcome), move)
    elif isinstance(call.spec, Aside):
        if told.outcome in call.spec.then:
            leave_by(matter, call.spec, told.outcome, move)
        else:
            carry_on(matter, move)
    elif matter.step == call.spec.id:
        advance(matter, made.steps[call.spec.id], move)


def _close(call: Call, fact: Fact, told: Told) -> None:
    if duty := call.duty:
        duty.state, duty.outcome, duty.closed_by = Duty.State.DONE, told.outcome, fact
        duty.save(update_fields=["state", "outcome", "closed_by"])


def _remember(root: Matter, fact: Fact, journal: list[dict[str, Any]], final: bool) -> None:
    """Keep how to take this step back; it replaces what was kept for the step before."""
    rows = Undo.objects.unguarded(WHY)
    if final:
        rows.filter(root=root).delete()
        return
    made = Undo(root=root, fact=fact, journal=journal)
    rows.bulk_create([made], update_conflicts=True, unique_fields=["root"], update_fields=["fact", "journal"])


__all__ = ["Step", "begin", "call_for", "call_to_begin", "do", "do_many", "enter_past", "form_of", "may_enter_for"]
