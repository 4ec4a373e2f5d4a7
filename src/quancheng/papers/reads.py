"""Queries for the pages of papers. They take an actor and return rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from quancheng.procedure.reads import only_member
from quancheng.procedure.words import term
from quancheng.record.models import Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from . import keeping, stale
from .content import Content
from .models import Counter, Paper
from .plain import from_plain
from .stale import Piece

KEEPER = "paper_keeper"
TABS = (("issued", "待签章"), ("stale", "内容有变"), ("signed", "已签章"), ("numbered", "发文登记"))


@dataclass(frozen=True)
class Line:
    """A paper as a page lists it, and what this actor may do with it."""

    paper: Paper
    word: str
    may_file: bool
    may_reissue: bool

    @property
    def draft(self) -> str:
        from quancheng.law.spans import numeral

        return f"第{numeral(self.paper.draft)}稿" if self.paper.draft > 1 else ""


def of_matter(actor: Actor, root: Matter) -> list[Line]:
    """The papers of a tree in the order in which they were issued; the present drafts only."""
    rows = Paper.objects.seen_by(actor).filter(matter__root_id=root.pk).exclude(state=Paper.State.REPLACED)
    return [line(actor, p) for p in _whole(rows).defer("content").order_by("issued_on", "pk")]


def get(actor: Actor, pk: int) -> Line:
    """One paper, any draft. Raises Paper.DoesNotExist alike if it is hidden, absent or seen by membership alone."""
    paper = _whole(Paper.objects.seen_by(actor)).get(pk=pk)
    if only_member(actor, paper.matter.root):
        raise Paper.DoesNotExist(pk)
    return line(actor, paper)


def line(actor: Actor, paper: Paper) -> Line:
    """The paper with what this actor may do."""
    acts = actor.capacity(KEEPER, paper.matter.body_id) or actor.capacity(KEEPER, paper.issuer_id)
    standing = paper.state != Paper.State.REPLACED
    return Line(
        paper,
        term("paper", paper.kind),
        bool(acts) and standing and keeping.may_file(actor, paper, paper.matter.body_id),
        bool(acts) and paper.state == Paper.State.ISSUED and paper.stale and keeping.own(actor, paper),
    )


def _whole(rows: "QuerySet[Paper]") -> "QuerySet[Paper]":
    return rows.select_related("matter__root", "matter__body", "issuer", "file", "replaced_by")


def drafts(actor: Actor, paper: Paper) -> list[Paper]:
    """Every draft of a paper, the newest first."""
    rows = Paper.objects.seen_by(actor).filter(fact=paper.fact_id, kind=paper.kind, matter=paper.matter_id)
    return list(rows.order_by("-draft"))


def keeps(actor: Actor) -> bool:
    """Whether some post of this actor issues papers."""
    return any(KEEPER in held.role.acts_for for held in actor.posts)


def mine(actor: Actor, tab: str, before: int = 0, limit: int = 50) -> list[Line]:
    """What the actor's own bodies have issued, newest first: one tab of the page 文书."""
    rows = _narrowed(actor, tab)
    if before:
        rows = rows.filter(pk__lt=before)
    return [line(actor, p) for p in _whole(rows).defer("content").order_by("-pk")[:limit]]


def _narrowed(actor: Actor, tab: str) -> "QuerySet[Paper]":
    ours = Q(issuer__in=actor.bodies) | Q(issuer__successor__in=actor.bodies)
    rows = Paper.objects.seen_by(actor).filter(ours)
    chosen = {
        "issued": Q(state=Paper.State.ISSUED),
        "stale": Q(stale=True) & ~Q(state=Paper.State.REPLACED),
        "signed": Q(state=Paper.State.SIGNED),
        "numbered": ~Q(number="") & ~Q(state=Paper.State.REPLACED),
    }
    return rows.filter(chosen[tab])


def counts(actor: Actor) -> dict[str, int]:
    """How many stand in each tab."""
    return {tab: _narrowed(actor, tab).count() for tab, _ in TABS}


def given_up(actor: Actor, on: date) -> list[str]:
    """Numbers of this year's series that were used by a step taken back: they are never given again."""
    found = []
    for body in Body.objects.filter(pk__in=actor.bodies).order_by("pk"):
        for counter in Counter.objects.filter(series__startswith=f"paper:{body.slug}:", series__endswith=f":{on.year}"):
            code = counter.series.split(":")[2]
            given = [f"{code}〔{on.year}〕{n}号" for n in range(1, counter.last + 1)]
            rows = Paper.objects.unguarded("only numbers of the actor's own series").filter(
                issuer=body, number__in=given
            )
            there = set(rows.values_list("number", flat=True))
            found += [number for number in given if number not in there]
    return found


def changed(paper: Paper) -> list[list[Piece]]:
    """What is different today in a paper that is out of date."""
    return stale.changes(paper) if paper.stale else []


def compare_again(actor: Actor, limit: int = 400) -> int:
    """Compare the newest standing papers of the actor's bodies with what they would say today."""
    ids = list(_narrowed(actor, "issued").order_by("-pk").values_list("pk", flat=True)[:limit])
    return stale.mark(Paper.objects.unguarded("a mark for whoever may see the paper").filter(pk__in=ids))


def content_of(paper: Any) -> Content:
    """What stands on a paper as it was issued."""
    return from_plain(paper.content)
