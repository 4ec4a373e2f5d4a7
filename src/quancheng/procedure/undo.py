"""A mistake: taken back while nobody has acted on it, corrected or annulled afterwards. Counting skips corrected facts."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from quancheng.record import clock, facts, files
from quancheng.record.kept import InUse, journalled, take_back
from quancheng.record.locks import lock_trees, writing
from quancheng.record.models import Duty, Fact, Matter, Reader, Remark, SearchText
from quancheng.roster.actor import Actor

from . import dates, registry
from .book import book
from .calls import Behalf, Call, Invalid, NotYours, Refusal, Refused, Told
from .entitle import rights
from .forms import StepForm
from .lawful import demand_lawful
from .models import Draft, Notice, Undo
from .moving import Move, end, unfold
from .settle import notify, origin, settle, touched

WHY = "the engine mends mistakes"


def revocable(actor: Actor, root: Matter) -> Fact | None:
    """The last step of this tree, if the actor may take it back: he did it, and nobody has acted since."""
    kept = Undo.objects.seen_by(actor).filter(root=root).select_related("root", "fact__matter", "fact__actor").first()
    if kept is None or kept.fact.actor_id != actor.person_id or kept.fact.kind.startswith("record."):
        return None
    return None if _acted_since(kept) else kept.fact


def revoke(actor: Actor, fact_id: int) -> Fact:
    """撤回上一步. Raises NotYours if it is somebody else's, Refused if somebody has acted on it."""
    with writing():
        fact = Fact.objects.seen_by(actor).select_related("matter__body", "body").get(pk=fact_id)
        matter = fact.matter
        assert matter is not None
        kept = (
            Undo.objects.unguarded(WHY)
            .filter(root_id=matter.root_id, fact=fact)
            .select_related("root__arises_from")
            .first()
        )
        others = touched(kept.journal, kept.root) | origin(kept.root) if kept else set()
        lock_trees([matter.root_id, *others])
        kept = Undo.objects.unguarded(WHY).filter(root_id=matter.root_id, fact=fact).select_related("root").first()
        if fact.actor_id != actor.person_id:
            raise NotYours("only he who did it takes it back")
        if kept is None or _acted_since(kept):
            raise Refused(
                [
                    Refusal(
                        "已经有人在这一步之后办理，不能撤回。",
                        who="可以用“更正”说明原因后改正",
                        instead="correct",
                        id="revoke",
                    )
                ]
            )
        _forget_new(kept.journal)
        _take_back(kept.journal)
        undone = facts.write(
            kind="record.revoke", matter=matter, body=fact.body, actor_id=actor.person_id, on=clock.today(), at=clock.now(),
            act=uuid.uuid4().hex, corrects=fact, data={"kind": fact.kind},
        )  # fmt: skip
        kept.delete()
        standing = others - set(_made(kept.journal, "record.matter"))
        _strike_beside(fact, undone, standing)
        for other in standing:
            settle(other)
        notify(settle(matter.root_id), Move(undone, book()), [])
        return undone


def _strike_beside(fact: Fact, undone: Fact, others: set[int]) -> None:
    """What the step wrote in other trees by the same act (a duty passed on) is struck there too."""
    beside = Fact.objects.unguarded(WHY).filter(act=fact.act, matter__root_id__in=others, corrected_by=None)
    for done in beside.exclude(pk=fact.pk).select_related("matter"):
        facts.write(
            kind="record.revoke", matter=done.matter, body_id=done.body_id, actor_id=undone.actor_id, on=undone.on, at=undone.at,
            act=undone.act, corrects=done, data={"kind": done.kind},
        )  # fmt: skip


def _take_back(journal: list[dict[str, Any]]) -> None:
    try:
        take_back(journal)
    except InUse:
        text = "这一步登记的人员、机构或届次已经在别处用到，或者后来又改过，不能撤回。"
        raise Refused([Refusal(text, who="可以用“更正”或再登记一次来改正", id="revoke")]) from None


def _made(journal: list[dict[str, Any]], label: str) -> list[int]:
    return [line["pk"] for line in journal if line["model"] == label and line["was"] is None]


def _acted_since(kept: Undo) -> bool:
    """Whether anything has happened since in the other trees this step has opened or written in."""
    others = touched(kept.journal, kept.root)
    return bool(others) and Fact.objects.unguarded(WHY).filter(pk__gt=kept.fact_id, matter__root_id__in=others).exists()


def _forget_new(journal: list[dict[str, Any]]) -> None:
    """What hangs on rows that will go: readers, drafts, notices and search texts of matters opened by the step."""
    new, duties = _made(journal, "record.matter"), _made(journal, "record.duty")
    Notice.objects.unguarded(WHY).filter(matter_id__in=new)._raw_delete("default")
    Notice.objects.unguarded(WHY).filter(duty_id__in=duties)._raw_delete("default")
    Reader.objects.filter(matter_id__in=new).delete()
    Draft.objects.filter(matter_id__in=new).delete()
    from quancheng.record import search

    for matter in Matter.objects.unguarded(WHY).filter(
        pk__in=SearchText.objects.unguarded(WHY).filter(matter_id__in=new).values("matter_id")
    ):
        search.index(matter, "")


def call_to_correct(actor: Actor, fact_id: int) -> Call:
    """The call by which an earlier fact of the matter would be corrected; the matter may have ended."""
    fact = (
        Fact.objects.seen_by(actor)
        .select_related("matter__body__area", "matter__root", "for_person", "for_body")
        .get(pk=fact_id)
    )
    matter = fact.matter
    if matter is None or fact.kind not in registry.corrections or fact.corrected_by.unguarded(WHY).exists():
        raise Fact.DoesNotExist(f"{fact.kind} is not corrected here")
    if not any(a.id == "correct" for a in rights(actor, matter)):
        raise NotYours(f"{matter.kind}.correct")
    spec = registry.definition_of(matter).at(fact.kind.split(".", 1)[1])
    assert spec is not None
    behalf = Behalf(fact.for_person, fact.for_body) if fact.for_person or fact.for_body else None
    duty = Duty.objects.unguarded(WHY).filter(closed_by=fact).first()
    return Call(
        matter.kind,
        spec,
        actor,
        matter.body,
        book(),
        clock.today(),
        matter=matter,
        duty=duty,
        behalf=behalf,
        correcting=fact,
    )


def correct(actor: Actor, fact_id: int, data: Mapping[str, Any]) -> Fact:
    """更正: a fact of the same kind with the right content. It moves nothing but what hangs on it: days, credits, words."""
    with writing():
        lock_trees(Fact.objects.unguarded(WHY).filter(pk=fact_id).values_list("matter__root_id", flat=True))
        call = call_to_correct(actor, fact_id)
        old = call.correcting
        assert old is not None and call.matter is not None
        form: StepForm = registry.acts[call.name].form(call, data)
        if not form.is_valid():
            raise Invalid(form)
        call.data, call.on = form.cleaned_data, form.cleaned_data["on"]
        demand_lawful(call, form)
        with journalled():
            told = registry.corrections[call.name](call)
            moved = dates.redate(call.matter.root, call.name, call.on, call.book, True)
            fact = _correcting_fact(call, old, told, moved)
            move = Move(fact, call.book)
            unfold(call.matter, told, move)
            for listener in registry.listeners:
                listener(call, fact)
        files.attach(
            [f for v in call.data.values() if isinstance(v, list) for f in v if isinstance(f, files.File)], call.matter
        )
        Remark(fact=fact, kind="correction", text=call.data["reason"]).save()
        Undo.objects.unguarded(WHY).filter(root_id=call.matter.root_id).delete()
        notify(settle(call.matter.root_id), move, told.tells)
        return fact


def _correcting_fact(call: Call, old: Fact, told: Told, moved: list[dict[str, Any]]) -> Fact:
    return facts.write(
        told.shares, kind=old.kind, matter=call.matter, body=old.body, organ_id=old.organ_id, actor_id=call.actor.person_id,
        capacity="correct", for_person_id=old.for_person_id, for_body_id=old.for_body_id, on=call.on, at=clock.now(),
        act=uuid.uuid4().hex, outcome=told.outcome or call.data.get("outcome") or old.outcome,
        data=dict(told.data) | ({"redated": moved} if moved else {}), corrects=old,
    )  # fmt: skip


def annul(actor: Actor, matter: Matter, reason: str, on: date | None = None) -> Fact:
    """Take a root entered by mistake out of every list and count, with its parts: every fact of it is struck, nobody reads it.

    Who calls it has found that the actor may. Returns the fact that strikes the first one.
    """
    with writing():
        lock_trees([matter.pk])
        rows = (
            Fact.objects.unguarded(WHY)
            .filter(matter__root_id=matter.pk, corrected_by=None)
            .exclude(kind__startswith="record.")
            .order_by("pk")
        )
        act = uuid.uuid4().hex
        struck = [
            facts.write(
                kind="record.annul", matter=matter, body=matter.body, actor_id=actor.person_id, on=on or clock.today(), at=clock.now(),
                act=act, corrects=old, data={"kind": old.kind},
            )
            for old in list(rows)
        ]  # fmt: skip
        Remark(fact=struck[0], kind="reason", text=reason).save()
        end(matter, "annulled", Move(struck[0], book()))
        Undo.objects.unguarded(WHY).filter(root=matter).delete()
        settle(matter.pk)
        return struck[0]
