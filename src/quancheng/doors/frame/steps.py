"""One view for every step of every procedure: show the act's form; on POST, `do` or `begin`."""
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import select_template
from django.urls import reverse

from quancheng.procedure import drafts, engine, pages, reads, registry, undo
from quancheng.procedure.calls import AlreadyDone, Ambiguous, Behalf, Call, Invalid, NotYours, Refused
from quancheng.procedure.forms import FilesWidget, RowsWidget, StepForm
from quancheng.record import files
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from . import answers, matters
from .doorway import inside, number

KEY = re.compile(r"[0-9a-f]{32}")
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
        self.actor = self.request.actor  # type: ignore[attr-defined]
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
        if self.name not in registry.acts:
            raise Http404

    @property
    def name(self) -> str:
        return f"{self.matter.kind}.{self.step}"

    @property
    def place(self) -> tuple[Any, Any]:
        return self.matter, None

    @property
    def back(self) -> str:
        return reverse(f"{self.door}:matter", args=[self.matter.root.ref])

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
        self.body = Body.objects.select_related("area").filter(slug=self.slug).first()
        if self.body is None or self.kind not in registry.starters:
            raise Http404

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
        return reverse(f"{self.door}:matter", args=[self.fact.matter.root.ref])

    def call(self) -> Call:
        return undo.call_to_correct(self.actor, self.fact_id)

    def do(self, data: Mapping[str, Any], key: str | None) -> Any:
        done = undo.correct(self.actor, self.fact_id, data)
        drafts.drop(self.actor, self.name, *self.place)
        return done


@inside
def do(request: HttpRequest, door: str, ref: str, name: str) -> HttpResponse:
    """/<door>/matters/<ref>/do/<name>/, with ?duty=ID or ?for=p12."""
    return _visit(lambda: Doing(request, door, ref, name), request, door)


@inside
def begin(request: HttpRequest, door: str, kind: str, slug: str) -> HttpResponse:
    """/<door>/begin/<kind>/<congress>/, with ?for=p12 for somebody who handed in a paper."""
    return _visit(lambda: Beginning(request, door, kind, slug), request, door)


@inside
def correct(request: HttpRequest, door: str, fact: int) -> HttpResponse:
    """/<door>/facts/<id>/correct/."""
    return _visit(lambda: Correcting(request, door, fact), request, door)


def _visit(make: Any, request: HttpRequest, door: str) -> HttpResponse:
    """Turn every way the gate can answer into a page. What is hidden and what is absent answer alike."""
    try:
        tried: Try = make()
    except ObjectDoesNotExist:
        raise Http404 from None
    try:
        return _post(tried) if request.method == "POST" else _show(tried)
    except tried.gone:
        raise Http404 from None
    except AlreadyDone as done:
        return answers.already(tried, done.fact)
    except Ambiguous as several:
        return answers.which(tried, several.duties)
    except NotYours:
        if isinstance(tried, Beginning) and not tried.behalf and (choice := answers.for_whom(tried)):
            return choice
        return answers.not_yours(tried)


def _show(tried: Try) -> HttpResponse:
    call = tried.call()
    kept = drafts.load(tried.actor, tried.name, *tried.place, tried.holder)
    form = engine.form_of(call)
    if kept:
        form.initial |= typed_values(form, as_query(kept[0]))
    return page(tried, call, form, saved_at=kept[1] if kept else None)


def _post(tried: Try) -> HttpResponse:
    data = tried.request.POST.copy()
    faults = _store_uploads(tried, data)
    tried.keep(data)
    if more := next((k for k in data if k.startswith("more-")), None):
        return _another_row(tried, data, more.removeprefix("more-"))
    if faults:
        call = tried.call()
        form = engine.form_of(call, data)
        for name, text in faults:
            form.add_error(name if name in form.fields else None, text)
        return page(tried, call, form, status=422)
    key = data.get("key", "")
    try:
        fact = tried.do(data, key if KEY.fullmatch(key) else None)
    except Invalid as wrong:
        return page(tried, wrong.form.call, wrong.form, status=422, key=key)
    except Refused as refused:
        return answers.refused(tried, refused, data)
    return done(tried, fact)


def done(tried: Try, fact: Any) -> HttpResponse:
    """Back to the matter, which says what happened; home, if the matter has left his sight."""
    try:
        seen = reads.matter(tried.actor, fact.matter.root.ref)
        return HttpResponseRedirect(reverse(f"{tried.door}:matter", args=[seen.ref]) + f"?done={fact.pk}")
    except ObjectDoesNotExist:
        return HttpResponseRedirect(f"/{tried.door}/?done=1")


def _store_uploads(tried: Try, data: QueryDict) -> list[tuple[str, str]]:
    """Files that came with the form itself, from a browser without scripts: stored first, like all others."""
    faults = []
    for name in [n for n in tried.request.FILES if n.endswith("-upload")]:
        for upload in tried.request.FILES.getlist(name):
            try:
                data.appendlist(name.removesuffix("-upload"), str(files.store(upload, tried.actor).pk))
            except files.BadUpload as bad:
                faults.append((name.removesuffix("-upload"), str(bad)))
    return faults


def _another_row(tried: Try, data: QueryDict, name: str) -> HttpResponse:
    """再加一行, without scripts: the same page, one row longer."""
    call = tried.call()
    form = engine.form_of(call)
    form.initial |= typed_values(form, data)
    widget = form.fields[name].widget if name in form.fields else None
    if isinstance(widget, RowsWidget):
        widget.spare += 1
    return page(tried, call, form)


def as_query(typed: Mapping[str, list[str]]) -> QueryDict:
    """A draft as a form reads it."""
    made = QueryDict(mutable=True)
    for name, values in typed.items():
        made.setlist(name, values)
    return made


def typed_values(form: StepForm, data: QueryDict) -> dict[str, Any]:
    """What was typed, as values a fresh form shows; fields that were not on the page keep their own."""
    found = {}
    for name, made in form.fields.items():
        there = any(k == name or k.startswith(f"{name}-") for k in data)
        if there or isinstance(made.widget, RowsWidget | FilesWidget):
            if (value := made.widget.value_from_datadict(data, {}, name)) is not None:  # type: ignore[arg-type]
                found[name] = value
    return found


def page(tried: Try, call: Call, form: StepForm, *, status: int = 200, key: str = "", saved_at: Any = None) -> HttpResponse:
    """The step's page: the room's template for this step, else its template for steps, else the common one."""
    step = call.spec.id
    template = select_template([f"{call.kind}/{tried.door}/{step}.html", f"{call.kind}/{tried.door}/step.html", "frame/step.html"])
    return HttpResponse(
        template.render(context(tried, call, form) | {"key": key if KEY.fullmatch(key) else uuid.uuid4().hex, "saved_at": saved_at}, tried.request),
        status=status,
    )


def context(tried: Try, call: Call, form: StepForm) -> dict[str, Any]:
    """What a room's template for a step may rely on."""
    made = registry.definition(call.kind, call.today) if call.matter is None else registry.definition_of(call.matter)
    owed = reads.owed(call.duty) if call.duty else None
    root = call.matter.root if call.matter else None
    return {
        "matter": call.matter, "root": root, "form": form, "call": call, "spec": call.spec, "title": made.begin if call.matter is None else call.spec.title,
        "kind_title": made.title, "duty": call.duty, "owed": owed, "behalf": call.behalf, "correcting": call.correcting,
        "back": tried.back, "action": tried.url, "draft_name": tried.name, "holder": tried.holder, "place": tried.place,
        "sheets": form.sheets, "missing": form.errors_by_label(),
    } | (matters.reading(tried.actor, root, tried.door) if root else {})  # fmt: skip
