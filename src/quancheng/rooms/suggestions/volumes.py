"""What the volume of a suggestion holds beside the papers issued: the suggestion itself, evaluations, public copies."""

from collections.abc import Iterable, Iterator

from quancheng.papers.archive.filing import bind
from quancheng.papers.archive.items import Item, Reference, contents, references
from quancheng.papers.content import Column, Content, Para, Table
from quancheng.procedure import registry
from quancheng.record.models import Matter

from .models import PublicCopy, Rating, Suggestion
from .papers import common as c
from .papers.sheets import suggestion_sheet

WHY = "a volume is whole, whoever archives it"
bind("suggestions")


@contents("suggestions")
def in_volume(root: Matter) -> Iterable[Item]:
    """In the order in which they came about; the archive orders them."""
    own: Suggestion = root.suggestion
    leads = tuple(c.names(root, "lead"))
    by = "、".join(leads) or own.ledger_lead
    yield Item("suggestion", root.title, by, own.raised_on or root.opened_on, root.number, suggestion_sheet(root, root.body),
               persons=(*leads, *c.names(root, "cosign")), relation="这件建议本身", note="台账录入" if own.ledger_says else "")  # fmt: skip
    yield from _ledger(root, own)
    yield from _ratings(root)
    yield from _copies(root)


def _ledger(root: Matter, own: Suggestion) -> Iterator[Item]:
    """What a past ledger says, as it says it: all that is known here of how the suggestion was handled."""
    if says := own.ledger_says:
        table = Table((Column("台账栏目", 1), Column("原文", 4)), tuple(says))
        content = Content("历年台账记载", blocks=(Para(f"{root.body.name}{root.number}建议：{root.title}"), table))
        yield Item(
            "ledger",
            f"历年台账记载：{root.title}",
            root.body.name,
            root.opened_on,
            content=content,
            relation="由台账录入",
        )


def _ratings(root: Matter) -> Iterator[Item]:
    """One sheet for each round of each unit: who said what."""
    rows = (
        Rating.objects.unguarded(WHY)
        .filter(assignment__matter__part_of=root)
        .select_related("assignment__handler", "person")
    )
    rounds: dict[tuple[int, int], list[Rating]] = {}
    for rating in rows.order_by("assignment_id", "round", "pk"):
        rounds.setdefault((rating.assignment_id, rating.round), []).append(rating)
    for said in rounds.values():
        unit, last = said[0].assignment.handler.name, max(r.on for r in said)
        again = f"（第 {said[0].round + 1} 次）" if said[0].round else ""
        names = tuple(str(r.person) if r.person else "办公机构代记" for r in said)
        table = Table(
            (Column("代表", 1), Column("日期", 1, "center"), Column("办理过程", 1, "center"), Column("办理结果", 1, "center"), Column("意见", 3)),
            tuple((name, r.on.isoformat(), r.get_process_display(), r.get_result_display(), r.remark)
                  for name, r in zip(names, said, strict=True)),
        )  # fmt: skip
        title = f"对{unit}办理情况的评价意见{again}"
        content = Content(
            title, blocks=(Para(f"{root.body.name}{root.number}建议：{root.title}"), table), signed_on=last
        )
        yield Item("rating", title, "、".join(names), last, content=content, persons=names, relation="代表对答复的评价")


def _copies(root: Matter) -> Iterator[Item]:
    """What was released: only what still stands is in the public part."""
    rows = PublicCopy.objects.unguarded(WHY).filter(matter=root).select_related("reviewer")
    for copy in rows.order_by("on", "pk"):
        title = f"{copy.title}（{copy.get_of_display()}{copy.get_form_display()}，公开件）"
        content = Content(
            copy.title, blocks=tuple(c.paragraphs(copy.text)), signed_by=(root.body.name,), signed_on=copy.on
        )
        standing = copy.down_on is None
        yield Item("public_copy", title, root.body.name, copy.on, content=content, persons=(str(copy.reviewer),), public=standing,
                   relation=f"{copy.get_of_display()}的公开件，{copy.reviewer}审查", note="" if standing else f"{copy.down_on} 撤下")  # fmt: skip


@references("suggestions")
def referred(root: Matter) -> Iterable[Reference]:
    """Promises and explanations, the suggestion it was merged into, passed up to or came from."""
    own: Suggestion = root.suggestion
    if own.merged_into:
        yield _reference("并入", own.merged_into)
    if root.arises_from:
        yield _reference("来自", root.arises_from.root)
    for matter in (
        Matter.objects.unguarded(WHY).filter(arises_from__root_id=root.pk).exclude(ended_as="annulled").order_by("pk")
    ):
        yield _reference("转报后" if matter.kind == root.kind else registry.definition_of(matter).title, matter)


def _reference(relation: str, matter: Matter) -> Reference:
    made = registry.definition_of(matter)
    state = made.word(matter.ended_as) if matter.ended_as else f"正在{made.word(matter.step)}"
    return Reference(relation, matter.title, matter.number, matter.body.name, state, matter.ref)
