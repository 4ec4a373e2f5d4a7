"""A norm from a file: what it says, what speaks against it, before anything is kept."""

from dataclasses import dataclass

from quancheng.law.cases import failures
from quancheng.law.rules import BadNorm
from quancheng.roster.models import Body

from .. import difference
from ..drafting import blocks, norm_of, too_lax, unchecked
from ..shelf import in_the_way, tried
from ..versions import in_book, norm, slug_for
from .printed import Part, Printed, parts_of


class BadImport(ValueError):
    """Why a file cannot be taken in, in words."""


@dataclass(frozen=True)
class Looked:
    """A file as it was read, before it is kept."""

    printed: Printed
    notes: tuple[str, ...]
    unchecked: int
    replaces: str
    changed: int

    @property
    def parts(self) -> list[Part]:
        return self.printed.parts


def looked_at(text: str, body: Body) -> Looked:
    """The dry run: nothing is kept. Raises BadImport with every sentence that stands in the way."""
    try:
        wrong = list(in_the_way(text, body.area_id, body.tier))
        if wrong:
            raise BadImport("；".join(wrong))
        slug = slug_for(text, body.area_id)
        book, made = tried(text, slug, None)
    except BadNorm as bad:
        where = f"规则 {bad.rule}：" if bad.rule else ""
        raise BadImport(f"{where}{bad.fault}") from None
    notes = [f"“{b.rule.title}”：{fault}" for b in blocks(made) for fault in too_lax(book, made, b)]
    notes += list(failures(book, made))
    old = next(iter(in_book(body.area_id, slug)), None)
    before = norm(old) if old else None
    changed = [c for c in difference.between(before, norm_of(text)) if c.state != difference.SAME] if before else []
    shown = Printed(made, parts=parts_of(book, made, body.tier, draft=True))
    return Looked(
        shown, tuple(notes), len(unchecked(book, made, body.tier)), before.title if before else "", len(changed)
    )
