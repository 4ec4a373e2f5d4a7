"""What one version of a norm says otherwise than another. Pure."""

from dataclasses import dataclass

from quancheng.law.norm import Norm

from .drafting import Block, blocks

ADDED, GONE, CHANGED, SAME = "新增", "不再规定", "修改", "未变"


@dataclass(frozen=True)
class Change:
    """One rule in both versions."""

    state: str
    old: Block | None
    new: Block | None

    @property
    def title(self) -> str:
        block = self.new or self.old
        assert block
        return block.rule.title

    @property
    def tiers(self) -> str:
        block = self.new or self.old
        return block.tiers if block else ""


def between(old: Norm | None, new: Norm) -> list[Change]:
    """Every rule of either version; what has changed stands first, what is the same last."""
    before = {(b.target, b.tiers): b for b in blocks(old)} if old else {}
    after = {(b.target, b.tiers): b for b in blocks(new)}
    found = []
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key), after.get(key)
        if was is None:
            state = ADDED
        elif now is None:
            state = GONE
        else:
            state = SAME if _says(was) == _says(now) else CHANGED
        found.append(Change(state, was, now))
    order = [CHANGED, ADDED, GONE, SAME]
    return sorted(found, key=lambda change: order.index(change.state))


def _says(block: Block) -> tuple[object, ...]:
    value = block.value
    return value.worth, value.event, value.postponed, value.article, _attrs(block)


def _attrs(block: Block) -> tuple[object, ...]:
    """What options say beside their names, which equality of options leaves out of the hash but not here."""
    options = getattr(block.value.worth, "options", ())
    return tuple(sorted((o.id, tuple(sorted(o.attrs.items()))) for o in options))
