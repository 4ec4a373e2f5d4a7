"""What rooms bind to the papers their procedures name: how a fact's paper is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from quancheng.procedure import registry
from quancheng.record.models import Fact, Matter
from quancheng.roster.models import Body

from .content import Content


@dataclass(frozen=True)
class Sheet:
    """One paper a fact leaves: what stands on it, whose it is, and on which matter it is kept.

    `numbered`: it takes the next number of the issuer's series. A number its unit gave stands in the content already.
    `of_its_day`: its attachments tell how things stood on its day, and later figures do not make it stale.
    """

    content: Content
    matter: Matter
    issuer: Body | None = None
    numbered: bool = False
    of_its_day: bool = False

    @property
    def digest(self) -> str:
        """The digest of the paper's inputs: its text before number and draft were given."""
        return (replace(self.content, attachments=()) if self.of_its_day else self.content).digest


Maker = Callable[[Fact], Iterable[Sheet]]

makers: dict[str, Maker] = {}


def paper(kind: str) -> Callable[[Maker], Maker]:
    """Bind how the papers of that kind are written. A fact may leave none, one, or one for each part it opened."""

    def keep(made: Maker) -> Maker:
        makers[kind] = made
        return made

    return keep


def faults() -> list[str]:
    """Papers that a procedure names and nobody writes, and papers written that none names."""
    specs = [
        (f"{d.id}.{spec.id}", spec)
        for versions in registry.definitions.values()
        for d in versions
        for spec in (*d.steps.values(), *d.asides.values())
    ]
    named = {name for _, spec in specs for name in spec.papers}
    found = [f"{where}: no paper {name}" for where, spec in specs for name in spec.papers if name not in makers]
    return found + [f"{name}: a paper of no step" for name in sorted(set(makers) - named)]
