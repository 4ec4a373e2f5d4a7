"""Who keeps the norms of a congress, and what search finds of them."""

from quancheng.procedure.registry import bearer, phase_words, starter, text
from quancheng.record.models import Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from ..drafting import blocks
from ..versions import norm, row_of

phase_words["norms"] = {
    "draft": "起草中", "adopt": "待通过", "in_force": "已通过", "superseded": "已有新版", "repealed": "已废止",
    "withdrawn": "已撤回",
}  # fmt: skip


@bearer("norms.norm_keeper")
def norm_keeper(matter: Matter) -> list[Body]:
    """The congress itself: whoever keeps its norms."""
    return [matter.body]


@starter("norms")
def may_begin(actor: Actor, body: Body) -> bool:
    return actor.capacity("norm_keeper", body.pk) is not None


@text("norms")
def searched(root: Matter) -> str:
    """Title, document, and every rule with what it says."""
    made = norm(row_of(root))
    if made is None:
        return root.title
    lines = [f"{b.rule.title} {b.words} {b.value.article} {b.value.quote}" for b in blocks(made)]
    return "\n".join([made.title, made.short, made.document, *lines])
