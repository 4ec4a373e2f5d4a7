"""Queries for pages of the register. They take an actor and return rows; names are no secret inside."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from quancheng.procedure import registry
from quancheng.procedure.registry import page
from quancheng.procedure.words import remark
from quancheng.record import clock
from quancheng.record.models import Duty, Fact, Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate, Person, Post, Session, Term
from quancheng.roster.roles import role

from ..models import TermRoll
from .roll import STATES, state_of

WHY = "looked up for a matter the actor may see"
HANDED = "terms.hand_over_desk"
# The asides of a term as its page offers them; those that no group names stand under the last one.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "代表",
        (
            "enrol",
            "amend",
            "set_group",
            "suspend",
            "resume",
            "end_seat",
            "reopen_seat",
            "keep_personal",
            "import_roster",
            "undo_import",
        ),
    ),
    ("届次会次", ("amend_term", "add_session", "amend_session")),
    ("机构", ("add_body", "amend_body", "end_body")),
    ("任职", ("appoint", "leave_post", "hand_over_desk")),
)
REST = "登录"


def roll_matter(actor: Actor, term: Term) -> Matter | None:
    """The matter that keeps a term's roll, if this actor may see it."""
    row = TermRoll.objects.seen_by(actor).filter(term=term).select_related("matter__body", "matter__root").first()
    return row.matter if row else None


@page("terms")
def term_page(actor: Actor, root: Matter) -> dict[str, Any]:
    """What stands beside the course of a term: how many sit, who is elected, which sessions, who holds what."""
    found = TermRoll.objects.seen_by(actor).select_related("term__congress").get(pk=root.pk)
    seats = list(Mandate.objects.filter(term=found.term).select_related("person").order_by("person__stroke_key", "pk"))
    states = [state_of(seat, clock.today()) for seat in seats]
    return {
        "roll": found,
        "term": found.term,
        "counts": [(key, STATES[key], states.count(key)) for key in STATES if states.count(key)],
        "elect": [seat for seat, state in zip(seats, states, strict=True) if state == "elect"],
        "sessions": list(Session.objects.filter(term=found.term).order_by("ordinal")),
        "organs": organs_of(found.term.congress, found.term.ends_on or clock.today()),
        "handed": _handed(actor, root),
        "groups": _groups(root),
    }


def _groups(root: Matter) -> list[tuple[str, tuple[str, ...]]]:
    named = {name for _, names in GROUPS for name in names}
    rest = tuple(name for name in registry.definition_of(root).asides if name not in named)
    return [*GROUPS, (REST, rest)]


def organs_of(congress: Body, day: date) -> list[tuple[Body, list[str]]]:
    """The organs of a congress with who holds a post in them on a day."""
    rows = Post.objects.on(day).filter(body__congress=congress, body__until=None).select_related("body", "person")
    found: dict[Body, list[str]] = {}
    for post in rows.order_by("body__kind", "body_id", "since", "pk"):
        found.setdefault(post.body, []).append(f"{post.person.name} {post.title or role(post.role).label}")
    return list(found.items())


def _handed(actor: Actor, root: Matter) -> list[Fact]:
    """Desks handed over in this term, newest first."""
    rows = Fact.objects.seen_by(actor).filter(matter=root, kind=HANDED, corrected_by=None)
    return list(rows.order_by("-pk"))


@dataclass(frozen=True)
class Handed:
    """交接清单: who gave what to whom on which day, as it was then, and how each stands now."""

    fact: Fact
    giver: Person
    taker: Person
    note: str
    posts: tuple[str, ...]
    lines: tuple[tuple[Duty, str], ...]


def handed_over(actor: Actor, pk: int) -> Handed:
    """The list of one hand-over, for those who may see the register. Raises Fact.DoesNotExist."""
    fact = Fact.objects.seen_by(actor).select_related("matter__body", "actor").get(pk=pk, kind=HANDED)
    people = {person.pk: person for person in Person.objects.filter(pk__in=[fact.data["from"], fact.data["to"]])}
    if len(people) < len({fact.data["from"], fact.data["to"]}):
        raise Fact.DoesNotExist(pk)  # the step was taken back, and the person it had entered with it
    posts = Post.objects.filter(pk__in=fact.data["posts"]).select_related("body")
    duties = Duty.objects.seen_by(actor).filter(pk__in=fact.data["duties"]).select_related("matter__root")
    return Handed(
        fact, people[fact.data["from"]], people[fact.data["to"]], remark(fact, "say"),
        tuple(f"{post.body.name}{post.title or role(post.role).label}" for post in posts),
        tuple((d, _word(d)) for d in sorted(duties, key=lambda d: (d.due_on is None, d.due_on or d.opened_on, d.pk))),
    )  # fmt: skip


def _word(duty: Duty) -> str:
    return registry.definition_of(duty.matter).word(duty.name)
