"""Where a suggestion stands as a whole, and what search finds it by."""

from quancheng.procedure.registry import phase, phase_words, text
from quancheng.record.models import Duty, Matter, Party
from quancheng.record.prepared import Prepared

from ...models import Assignment, Reply, Suggestion, Undertaking
from .bearers import WHY

PHASES = {
    "draft": "起草", "examine": "待审查", "hand_over": "待交办", "allot": "待分办", "sign_for": "待签收", "reassign": "退回待定",
    "handle": "办理中", "rate": "待评价", "rework": "再次办理", "settle": "待销号", "promised": "承诺期内", "closed": "已销号",
    "declined": "不作为建议处理", "rerouted": "转送其他机关", "merged": "并案", "withdrawn": "已撤回", "passed_up": "转报县人大", "ledger": "历史台账",
}  # fmt: skip
phase_words["suggestions"] = PHASES

_signed = Prepared(
    lambda pk: (
        Party.objects.unguarded(WHY)
        .filter(matter_id=pk, part__in=["lead", "cosign"], until=None, person__isnull=False)
        .order_by("pk")
        .values_list("part", "person__name")
    )
)
_units = Prepared(
    lambda pk: (
        Assignment.objects.unguarded(WHY)
        .filter(matter__part_of_id=pk)
        .order_by("pk")
        .values_list("handler__name", flat=True)
    )
)
_replies = Prepared(
    lambda pk: (
        Reply.objects.unguarded(WHY)
        .filter(assignment__matter__part_of_id=pk)
        .order_by("pk")
        .values_list("text", "number")
    )
)
_asides = Prepared(
    lambda pk: (
        Duty.objects.unguarded(WHY)
        .filter(matter_id=pk, state=Duty.State.OPEN, name__in=["reassign", "arbitrate"])
        .values_list("pk", flat=True)
    )
)
_steps = Prepared(
    lambda pk: Matter.objects.unguarded(WHY).filter(part_of_id=pk, ended_as="").values_list("step", flat=True)
)


@phase("suggestions")
def stands(root: Matter) -> str:
    """Where the whole suggestion stands, its parts and promises included."""
    if root.ended_as == "closed" or root.ended_as == "ledger":
        promises = Undertaking.objects.unguarded(WHY).filter(assignment__matter__root_id=root.pk, matter__ended_as="")
        return "promised" if promises.exists() else root.ended_as
    if root.ended_as or root.step != "handling":
        return root.ended_as or root.step
    if _asides(root.pk):
        return "reassign"
    steps = set(_steps(root.pk))
    for names, found in (
        ({"sign_for"}, "sign_for"),
        ({"meet", "rework"}, "rework"),
        ({"handle", "sign_reply"}, "handle"),
        ({"rate"}, "rate"),
    ):
        if steps & names:
            return found
    return "handle"


@text(
    "suggestions", "record.matter:title", "record.matter:number", "record.matter:confidential", "record.matter:ended_as",
    "record.party", "suggestions.suggestion", "suggestions.assignment:handler_id", "suggestions.reply",
)  # fmt: skip
def searched(root: Matter) -> str:
    """Everything a person would look for: number, title, text, names, units, replies."""
    own: Suggestion = root.suggestion
    signers = [] if root.confidential else sorted(_signed(root.pk), key=lambda row: row[0] != "lead")
    names = [name for _, name in signers]
    found = [root.number, root.title, own.text, own.category_word, *names, *_units(root.pk)]
    found += [
        own.ledger_session,
        own.ledger_lead,
        own.ledger_cosign,
        own.ledger_units,
        own.ledger_co_units,
        own.ledger_reply,
        own.ledger_note,
    ]
    return "\n".join(x for x in [*found, *(y for r in _replies(root.pk) for y in r)] if x)


def lead_parts(root: Matter) -> list[Matter]:
    """The assignments that have not been returned or recalled."""
    rows = (
        Matter.objects.unguarded(WHY)
        .filter(part_of=root, kind="assignments")
        .exclude(ended_as__in=["returned", "recalled", "void"])
    )
    return list(rows.select_related("assignment__handler", "body").order_by("pk"))
