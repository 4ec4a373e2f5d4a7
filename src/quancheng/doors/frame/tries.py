"""One visit to a step's page: which step of what, in whose name, and the gate it goes through."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from quancheng.procedure import drafts, engine, pages, reads, registry, undo
from quancheng.procedure.calls import Behalf, Call
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from .doorway import acting, number
from .matters import ref_of

OURS = ("csrfmiddlewaretoken", "key")  # what the page itself adds to a form


@dataclass
class Try(ABC):
    """One visit to a step's page: which step, in whose name, what was typed.

    `gone` is what the gate raises for a row that is hidden or absent; any other missing row is a fault of ours.
    """

    request: HttpRequest
    door: str
    actor: Actor = field(init=False)
    holder: str = field(init=False)
    gone: tuple[type[Exception], ...] = field(init=False, default=())
    behalf: Behalf | None = field(init=False)

    def __post_init__(self) -> None:
        self.actor = acting(self.request)
        self.holder = self.request.GET.get("for", "")
        self.behalf = behalf_of(self.holder)

    @property
    @abstractmethod
    def name(self) -> str:
        """kind.step, under which a draft is kept."""

    @property
    @abstractmethod
    def place(self) -> tuple[Any, Any]:
        """Matter and body under which a draft is kept; one of them is None."""

    @abstractmethod
    def call(self) -> Call:
        """The call as it stands before anything is typed."""

    @abstractmethod
    def do(self, data: Mapping[str, Any], key: str | None) -> Any:
        """Go through the gate; returns the fact."""

    @property
    @abstractmethod
    def back(self) -> str:
        """Where one goes who leaves without doing it."""

    @property
    def url(self) -> str:
        return self.request.get_full_path()

    def keep(self, data: QueryDict) -> None:
        """Keep what was typed before anybody checks it."""
        typed = {k: v for k, v in data.lists() if k not in OURS and not k.startswith("more-")}
        drafts.keep(self.actor, self.name, *self.place, typed, self.holder)


def behalf_of(code: str) -> Behalf | None:
    """For whom, from the URL; a code that names nobody is a page that is not there."""
    if not code:
        return None
    if not re.fullmatch(r"[pb][0-9]{1,17}", code) or (found := reads.behalf_of(code)) is None:
        raise Http404
    return found


@dataclass
class Doing(Try):
    """A step or aside of a matter that is there."""

    ref: str
    step: str

    def __post_init__(self) -> None:
        super().__post_init__()
        self.matter = reads.matter(self.actor, self.ref)
        self.gone = (type(self.matter).DoesNotExist,)
        self.duty = number(self.request.GET.get("duty"))
        if f"{self.matter.kind}.{self.step}" not in registry.acts:
            raise Http404

    @property
    def name(self) -> str:
        return f"{self.matter.kind}.{self.step}"

    @property
    def place(self) -> tuple[Any, Any]:
        return self.matter, None

    @property
    def back(self) -> str:
        return reverse(f"{self.door}:matter", args=[ref_of(self.matter)])

    def call(self) -> Call:
        return engine.call_for(self.actor, self.matter.pk, self.step, duty=self.duty, behalf=self.behalf)

    def do(self, data: Mapping[str, Any], key: str | None) -> Any:
        return engine.do(self.actor, self.matter.pk, self.step, data, duty=self.duty, behalf=self.behalf, key=key)


@dataclass
class Beginning(Try):
    """The first step of a matter that is not there yet."""

    kind: str
    slug: str

    def __post_init__(self) -> None:
        super().__post_init__()
        body = Body.objects.select_related("area").filter(slug=self.slug).first()
        if body is None or self.kind not in registry.starters:
            raise Http404
        self.body = body

    @property
    def name(self) -> str:
        return f"{self.kind}.{registry.definitions[self.kind][-1].first.id}"

    @property
    def place(self) -> tuple[Any, Any]:
        return None, self.body

    @property
    def back(self) -> str:
        return f"/{self.door}/"

    def call(self) -> Call:
        return engine.call_to_begin(self.actor, self.kind, self.body, behalf=self.behalf)

    def do(self, data: Mapping[str, Any], key: str | None) -> Any:
        return engine.begin(self.actor, self.kind, self.body, data, behalf=self.behalf, key=key)


@dataclass
class Correcting(Try):
    """更正: the same step once more, with the right content."""

    fact_id: int

    def __post_init__(self) -> None:
        super().__post_init__()
        self.fact = pages.fact(self.actor, self.fact_id)
        self.gone = (type(self.fact).DoesNotExist,)
        if self.fact.matter is None:
            raise Http404

    @property
    def name(self) -> str:
        return f"{self.fact.kind}!{self.fact.pk}"[:60]

    @property
    def place(self) -> tuple[Any, Any]:
        return self.fact.matter, None

    @property
    def back(self) -> str:
        return reverse(f"{self.door}:matter", args=[ref_of(self.fact.matter)])

    def call(self) -> Call:
        return undo.call_to_correct(self.actor, self.fact_id)

    def do(self, data: Mapping[str, Any], key: str | None) -> Any:
        done = undo.correct(self.actor, self.fact_id, data)
        drafts.drop(self.actor, self.name, *self.place)
        return done
