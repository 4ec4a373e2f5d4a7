"""A unit that ends by reform: what it owed and what it had a part in moves to its successor by one act."""
import uuid
from datetime import date

from quancheng.record import clock, facts
from quancheng.record.locks import writing
from quancheng.record.models import Duty, Matter, Party
from quancheng.roster.models import Body

from .settle import settle

WHY = "the successor answers for what the ended unit owed"


def end_body(body: Body, successor: Body, on: date) -> int:
    """撤并: the body ends on `on`; its open duties and parts go to the successor. Returns the number of matters moved.

    In every matter a fact `record.succeed` says so; days stay as they are. Raises ValueError if the successor has ended.
    """
    if successor.until or successor.pk == body.pk:
        raise ValueError(f"“{successor.name}”不能接续“{body.name}”：它自己已经撤并。")
    act = uuid.uuid4().hex
    with writing():
        body.until, body.successor = on, successor
        body.save(update_fields=["until", "successor"])
        duties = Duty.objects.unguarded(WHY).filter(body=body, state=Duty.State.OPEN)
        parties = Party.objects.unguarded(WHY).filter(body=body, until=None, matter__ended_as="")
        roots = {*duties.values_list("matter__root_id", flat=True), *parties.values_list("matter__root_id", flat=True)}
        for root in Matter.objects.unguarded(WHY).filter(pk__in=roots).select_for_update().order_by("pk"):
            _move(root, body, successor, on, act)
    return len(roots)


def _move(root: Matter, body: Body, successor: Body, on: date, act: str) -> None:
    fact = facts.write(
        kind="record.succeed", matter=root, body=root.body, on=on, at=clock.now(), act=act, data={"from": body.pk, "to": successor.pk}
    )
    for duty in Duty.objects.unguarded(WHY).filter(matter__root_id=root.pk, body=body, state=Duty.State.OPEN):
        duty.body = successor
        duty.save(update_fields=["body"])
    for party in Party.objects.unguarded(WHY).filter(matter__root_id=root.pk, body=body, until=None):
        party.until = fact
        party.save(update_fields=["until"])
        Party(matter_id=party.matter_id, body=successor, part=party.part, since=fact).save()
    settle(root.pk)
