"""What goes into an act and what comes out of it; and the ways in which it can be refused."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from quancheng.law.rules import Book, Ruling
from quancheng.record.facts import Share
from quancheng.record.models import Duty, Fact, File, Matter, Party
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Person

from .definition import Aside, Step

if TYPE_CHECKING:
    from .forms import StepForm


@dataclass(frozen=True)
class Behalf:
    """For whom staff enter a step from paper."""

    person: Person | None = None
    body: Body | None = None

    @property
    def holder(self) -> Person | Body:
        assert self.person or self.body
        return self.person or self.body  # type: ignore[return-value]


@dataclass
class Call:
    """One use of the gate, as forms, checks and acts see it."""

    kind: str
    spec: Step | Aside
    actor: Actor
    body: Body
    book: Book
    today: date
    matter: Matter | None = None
    duty: Duty | None = None
    behalf: Behalf | None = None
    correcting: Fact | None = None
    asked_by: Any = None
    on: date = field(init=False)
    data: dict[str, Any] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    used: list[Ruling] = field(default_factory=list)
    act: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        self.on = self.today

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.spec.id}"

    @property
    def doer(self) -> Person | None:
        """The person in whose name it is done: him for whom it is entered, else the actor."""
        if self.behalf:
            return self.behalf.person
        return Person(pk=self.actor.person_id, name=self.actor.name) if self.actor.person_id else None

    def has_rule(self, rule: str) -> bool:
        """Whether any law or local norm gives that rule here on this day."""
        return self.book.has(rule, on=self.on, tier=self.body.tier, area=self.body.area_id)

    def rule(self, rule: str) -> Ruling:
        """The ruling in force here on the day of the step; the fact will cite it. Raises NoRule."""
        found = self.book.ruling(rule, on=self.on, tier=self.body.tier, area=self.body.area_id)
        if found not in self.used:
            self.used.append(found)
        return found

    def cite(self, *rules: str) -> tuple[Ruling, ...]:
        """Those of the rules that are in force here on the day of the step; the fact will cite them."""
        return tuple(self.rule(rule) for rule in dict.fromkeys(rules) if self.has_rule(rule))


@dataclass
class Ask:
    """A side duty to be opened for somebody."""

    aside: str
    holder: Person | Body
    due: date | None = None
    matter: Matter | None = None
    period: str = ""


@dataclass
class Open:
    """A matter to be opened: a part of this one, or one that arises from it. `row` is the room's own row."""

    kind: str
    title: str
    row: Model
    step: str = ""
    parties: Iterable[tuple[Person | Body, str]] = ()
    number: str = ""
    body: Body | None = None
    confidential: bool = False


@dataclass
class Told:
    """What an act reports back. The engine does the rest."""

    outcome: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    parties: list[tuple[Person | Body, str]] = field(default_factory=list)
    leaves: list[Party] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    parts: list[Open] = field(default_factory=list)
    begins: list[Open] = field(default_factory=list)
    ends: list[tuple[Matter, str]] = field(default_factory=list)
    bears: list[Matter] = field(default_factory=list)
    tells: list[Person | Body] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    organ: Body | None = None
    on_as: str = "day"
    redate: bool = False
    final: bool = False  # nobody takes it back: what it did cannot be undone (a card that was ended, a password given)


@dataclass(frozen=True)
class Refusal:
    """Why a step cannot be done now: what is missing, under what article, who can mend it, what is lawful instead.
    What is `moot` has nothing to be done to: no page offers it, not even grey."""

    text: str
    rulings: tuple[Ruling, ...] = ()
    who: str = ""
    instead: str = ""
    warn: bool = False
    id: str = ""
    moot: bool = False


class GateError(Exception):
    """Anything the gate answers instead of doing the step."""


class NotYours(GateError, PermissionError):
    """Neither an open duty nor a right entitles this actor."""


class AlreadyDone(GateError):
    """Somebody else has done it: `fact` says who and when."""

    def __init__(self, fact: Fact):
        super().__init__(fact.kind)
        self.fact = fact


class Ambiguous(GateError):
    """Several duties fit and none was named."""

    def __init__(self, duties: list[Duty]):
        super().__init__("several duties")
        self.duties = duties


class Invalid(GateError, ValueError):
    """The form was not filled in as the step requires."""

    def __init__(self, form: "StepForm"):
        super().__init__(form.errors.as_text())
        self.form = form


class Refused(GateError):
    """The law or a local rule does not allow it now."""

    def __init__(self, refusals: Iterable[Refusal], form: "StepForm | None" = None):
        self.refusals = tuple(refusals)
        self.form = form
        super().__init__("；".join(r.text for r in self.refusals))

    @property
    def only_warns(self) -> bool:
        return all(r.warn for r in self.refusals)


class BatchRefused(GateError):
    """Nothing of the batch was done; `reasons` says for each matter why."""

    def __init__(self, reasons: list[tuple[Matter, GateError]]):
        super().__init__(f"{len(reasons)} refused")
        self.reasons = reasons
