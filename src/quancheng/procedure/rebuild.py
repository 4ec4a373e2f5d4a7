"""What is derived, made again from what it is derived from: readers, phases, the search index. Says what differed."""

from collections.abc import Callable
from dataclasses import dataclass

from quancheng.record import search
from quancheng.record.locks import writing
from quancheng.record.models import Matter, SearchText
from quancheng.record.search.words import pieces

from . import registry
from .settle import readers, settle

WHY = "what is derived is proved equal to its source"


@dataclass(frozen=True)
class Rebuilt:
    """How many trees were looked at and how many differed; all that differed are mended."""

    looked: int
    mended: tuple[int, ...]


def rebuild(differs: Callable[[Matter], bool]) -> Rebuilt:
    """Look at every tree; settle those for which `differs` holds."""
    mended = []
    roots = list(Matter.objects.unguarded(WHY).filter(part_of=None).order_by("pk").values_list("pk", flat=True))
    for pk in roots:
        with writing():
            root = Matter.objects.unguarded(WHY).select_for_update(of=("self",)).select_related("body").get(pk=pk)
            if differs(root):
                settle(pk)
                mended.append(pk)
    return Rebuilt(len(roots), tuple(mended))


def readers_differ(root: Matter) -> bool:
    """Whether the written readers are not those the pure function gives."""
    return set(root.readers.values_list("key", flat=True)) != readers(root)


def phase_differs(root: Matter) -> bool:
    """Whether the tree is said to stand elsewhere than it does."""
    choose = registry.phases.get(root.kind)
    stands = choose(root) if choose and root.ended_as != "annulled" else root.ended_as or root.step
    return root.phase != stands


def text_differs(root: Matter) -> bool:
    """Whether the text kept for the search is not the tree's."""
    told = registry.texts.get(root.kind)
    wanted = pieces(search.normalise(told(root))) if told and root.ended_as != "annulled" else []
    rows = SearchText.objects.unguarded(WHY).filter(matter_id=root.pk).order_by("piece")
    return list(rows.values_list("text", flat=True)) != list(wanted)


def rebuild_search() -> Rebuilt:
    """The kept texts first, then the whole index from them."""
    done = rebuild(text_differs)
    search.rebuild()
    return done
