"""Queries for the archivist's pages. They take an actor and return rows; nobody else sees anything here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from quancheng.procedure import registry
from quancheng.procedure.pages import step_word
from quancheng.record.models import Fact, Matter
from quancheng.roster.actor import Actor, congresses_as
from quancheng.roster.models import Body

from . import export
from .filing import newer
from .items import Item, gather
from .models import Volume

WHY = "looked up inside a list of matters the actor may see"
ARCHIVIST = "examiner"
STEP = "archive"
TABS = (("waiting", "待归档"), ("again", "需重新归档"), ("done", "已归档"))
CAP = 999
PAGE = 50


@dataclass(frozen=True)
class Row:
    """One line of the list: what waits, what is archived, what has happened since."""

    matter: Matter
    volume: Volume | None = None
    since: str = ""


def congresses(actor: Actor) -> list[Body]:
    """The congresses whose matters this actor archives."""
    return congresses_as(actor, ARCHIVIST)


def kinds() -> list[str]:
    """The procedures that are archived: those that declare the aside."""
    return [kind for kind, versions in registry.definitions.items() if STEP in versions[-1].asides]


def matter(actor: Actor, ref: str) -> Matter:
    """A root this actor archives or has archived. Raises Matter.DoesNotExist alike if it is hidden, absent or not his."""
    found = Matter.objects.seen_by(actor).select_related("body", "root", "arises_from").get(ref=ref)
    if not found.is_root or found.kind not in kinds() or not actor.capacity(ARCHIVIST, found.body_id):
        raise Matter.DoesNotExist(ref)
    return found


def standing(actor: Actor, root: Matter) -> Volume | None:
    """The volume of a matter, for those who archive it."""
    if not root.ended_as or not actor.capacity(ARCHIVIST, root.body_id):
        return None
    return Volume.objects.seen_by(actor).filter(matter=root, replaced_on=None).first()


def editions(actor: Actor, root: Matter) -> list[Volume]:
    """Every volume made of a matter, the newest first."""
    return list(Volume.objects.seen_by(actor).filter(matter=root).order_by("-edition"))


def is_stale(volume: Volume) -> bool:
    """Whether something has been recorded since it was archived."""
    return newer(volume)


def _waiting(actor: Actor, body: Body, year: int) -> "QuerySet[Matter]":
    volumes = Volume.objects.unguarded(WHY).filter(matter=OuterRef("pk"), replaced_on=None)
    past = Fact.objects.unguarded(WHY).filter(matter=OuterRef("pk"), kind__endswith=".enter_past")
    rows = Matter.objects.seen_by(actor).filter(body=body, kind__in=kinds(), part_of=None, ended_on__isnull=False)
    rows = rows.exclude(ended_as="annulled").filter(~Exists(volumes), ~Exists(past))
    return rows.filter(ended_on__year=year) if year else rows


def _archived(actor: Actor, body: Body, year: int) -> Any:
    """With `since` true where something has been recorded after it."""
    facts = Fact.objects.unguarded(WHY).filter(pk__gt=OuterRef("upto")).exclude(kind__endswith=f".{STEP}")
    own = facts.filter(matter__root=OuterRef("matter"))
    arisen = facts.filter(matter__root__arises_from__root=OuterRef("matter"), body=OuterRef("body"))
    arisen = arisen.exclude(matter__root__kind=OuterRef("matter__kind")).exclude(matter__root__ended_as="annulled")
    rows = Volume.objects.seen_by(actor).filter(body=body, replaced_on=None)
    rows = rows.annotate(since=Exists(own) | Exists(arisen))
    return rows.filter(year=year) if year else rows


def listing(actor: Actor, tab: str, body: Body, year: int, page: int = 1) -> tuple[list[Row], int]:
    """One page of a tab, and how many pages there are."""
    cut = slice((page - 1) * PAGE, page * PAGE)
    if tab == "waiting":
        waiting = _waiting(actor, body, year).select_related("body").order_by("ended_on", "pk")
        return [Row(m) for m in waiting[cut]], _pages(waiting)
    rows = _archived(actor, body, year).filter(since=tab == "again").select_related("matter__body")
    rows = rows.order_by("year", "keep", "number") if tab == "again" else rows.order_by("-year", "keep", "-number")
    shown = list(rows[cut])
    news = _newest(shown) if tab == "again" else {}
    return [Row(v.matter, v, news.get(v.matter_id, "")) for v in shown], _pages(rows)


def _pages(rows: "QuerySet[Matter] | QuerySet[Volume]") -> int:
    return max(1, -(-rows.order_by().count() // PAGE))


def _newest(volumes: Iterable[Volume]) -> dict[int, str]:
    """The last thing recorded on each matter, of whatever of its trees: 2026-05-05 撤下公开件."""
    upto = {v.matter_id: v.upto for v in volumes}
    if not upto:
        return {}
    facts = Fact.objects.unguarded(WHY).filter(pk__gt=min(upto.values())).exclude(kind__endswith=f".{STEP}")
    mine = Q(matter__root__in=upto) | Q(matter__root__arises_from__root__in=upto)
    rows = facts.filter(mine).select_related("matter__root__arises_from").order_by("pk")
    found: dict[int, str] = {}
    for fact in rows:
        assert fact.matter and fact.matter.root
        root = fact.matter.root
        whose = root.pk if root.pk in upto else root.arises_from.root_id if root.arises_from else None
        if whose and fact.pk > upto[whose]:
            found[whose] = f"{fact.on:%Y-%m-%d} {step_word(fact)}"
    return found


def counts(actor: Actor, body: Body, year: int) -> dict[str, str]:
    """How many stand in each tab, up to a cap."""
    archived = _archived(actor, body, year)
    rows = {
        "waiting": _waiting(actor, body, year), "again": archived.filter(since=True), "done": archived.filter(since=False)
    }  # fmt: skip
    found = {tab: len(some.order_by().values_list("pk")[: CAP + 1]) for tab, some in rows.items()}
    return {tab: f"{CAP}+" if count > CAP else str(count) for tab, count in found.items()}


def years(actor: Actor, body: Body) -> list[int]:
    """Years in which something ended, the newest first."""
    rows = Matter.objects.seen_by(actor).filter(body=body, kind__in=kinds(), part_of=None, ended_on__isnull=False)
    found = rows.order_by().values_list(F("ended_on__year"), flat=True).distinct()
    return sorted(set(found), reverse=True)


def preview(root: Matter) -> list[Item]:
    """What the volume would hold today. Raises BadVolume."""
    return gather(root)


def stored(volume: Volume) -> bytes:
    """The zip as it was archived. Raises BadVolume."""
    return export.stored(volume)


def book(actor: Actor, body: Body, year: int) -> list[Volume]:
    """归档文件目录 of a year: every volume that stands, by retention and number."""
    rows = Volume.objects.seen_by(actor).filter(body=body, year=year, replaced_on=None)
    return list(rows.select_related("matter").order_by("keep", "office", "number"))
