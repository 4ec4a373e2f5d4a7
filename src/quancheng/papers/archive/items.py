"""What lies in a volume: papers, texts of the room, attachments; gathered, and put in the order of DA/T 22."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from quancheng.papers.content import Content
from quancheng.papers.models import Paper
from quancheng.papers.plain import absolute, from_plain
from quancheng.procedure.pages import step_word
from quancheng.procedure.words import term
from quancheng.record import files
from quancheng.record.models import Fact, File, Matter

from . import retention

WHY = "a volume is whole, whoever archives it"
OWN = {
    "suggestion": "代表建议",
    "rating": "代表评价意见",
    "public_copy": "公开件",
    "ledger": "台账记载",
    "attachment": "附件",
}


class BadVolume(ValueError):
    """Why no volume can be made, in a sentence for the archivist."""


@dataclass(frozen=True)
class Item:
    """One line of the 卷内目录: a paper by its content, its signed file or both; or an attachment."""

    kind: str
    title: str
    by: str  # 责任者
    on: date
    number: str = ""
    content: Content | None = None
    signed: File | None = None
    persons: tuple[str, ...] = ()
    public: bool = False
    relation: str = ""
    note: str = ""
    order: tuple[Any, ...] = field(default=(), compare=False)

    @property
    def word(self) -> str:
        """What kind of paper it is, in words."""
        return OWN.get(self.kind) or term("paper", self.kind)


@dataclass(frozen=True)
class Reference:
    """Another matter this one led to or came from: named in the volume, archived by itself."""

    relation: str
    title: str
    number: str
    body: str
    state: str
    ref: str


Gives = Callable[[Matter], Iterable[Item]]
Refers = Callable[[Matter], Iterable[Reference]]
gives: dict[str, Gives] = {}
refers: dict[str, Refers] = {}


def contents(kind: str) -> Callable[[Gives], Gives]:
    """Bind what a room adds to the volume of its matters beside the papers that were issued."""

    def keep(made: Gives) -> Gives:
        gives[kind] = made
        return made

    return keep


def references(kind: str) -> Callable[[Refers], Refers]:
    """Bind the other matters a volume names."""

    def keep(made: Refers) -> Refers:
        refers[kind] = made
        return made

    return keep


def trees(root: Matter) -> list[Matter]:
    """The roots whose facts and papers belong to the volume: its own, then what arose from it and has no volume of its own."""
    rows = Matter.objects.unguarded(WHY).filter(arises_from__root_id=root.pk, body_id=root.body_id)
    own = rows.exclude(kind=root.kind).exclude(ended_as="annulled").select_related("body", "root")
    return [root, *own.order_by("pk")]


def gather(root: Matter) -> list[Item]:
    """Every item of the volume in its order. Raises BadVolume if a stored file is gone."""
    ids = [m.pk for m in trees(root)]
    found = [*_papers(ids), *(gives[root.kind](root) if root.kind in gives else ())]
    signed = {item.signed.pk for item in found if item.signed}
    found += _attachments(ids, signed)
    for item in found:
        if item.signed and not files.path_of(item.signed.digest).is_file():
            raise BadVolume(f"附件“{item.signed.name}”的文件不在存储里，不能归档。请先从备份中恢复这个文件。")
    placed = [
        replace(
            item, order=(retention.place(item.kind), item.on, n), content=item.content and absolute(item.content, "")
        )
        for n, item in enumerate(found)  # a code that opens the program is no use in the archive
    ]
    return sorted(placed, key=lambda item: item.order)


def _papers(ids: list[int]) -> Iterable[Item]:
    rows = Paper.objects.unguarded(WHY).filter(matter__root_id__in=ids).exclude(state=Paper.State.REPLACED)
    for paper in rows.select_related("issuer", "file", "fact__actor", "fact__for_person").order_by("issued_on", "pk"):
        content = from_plain(paper.content)
        signer = paper.fact.for_person or paper.fact.actor
        yield Item(
            paper.kind, "".join(paper.title.split()), paper.issuer.name if paper.issuer else str(signer or ""), paper.issued_on,
            paper.number, content, paper.file, (str(signer),) if signer else (),
            relation=f"{step_word(paper.fact)}时形成",
            note="签章件" if paper.file else "" if not paper.issuer else "未见签章件",
        )  # fmt: skip


def _attachments(ids: list[int], signed: set[int]) -> Iterable[Item]:
    """Files that steps brought and that are not themselves a paper's signed copy."""
    sources = {
        f.file_id: f for f in Fact.objects.unguarded(WHY).filter(matter__root_id__in=ids, file__isnull=False)
        .select_related("matter").order_by("-pk")
    }  # fmt: skip
    rows = File.objects.unguarded(WHY).filter(matter__root_id__in=ids).exclude(pk__in=signed)
    for file in rows.select_related("uploaded_by").order_by("pk"):
        source = sources.get(file.pk)
        yield Item(
            "attachment", file.name, str(file.uploaded_by or ""), source.on if source else file.uploaded_at.date(),
            signed=file, persons=(str(file.uploaded_by),) if file.uploaded_by else (),
            relation=f"代录“{step_word(source)}”所依据的纸质件" if source else "办理中上传",
        )  # fmt: skip
