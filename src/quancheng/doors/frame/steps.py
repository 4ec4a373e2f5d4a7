"""One view for every step of every procedure: show the act's form; on POST, `do` or `begin`."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import select_template
from django.urls import reverse

from quancheng.procedure import drafts, engine, pages, reads, registry
from quancheng.procedure.calls import AlreadyDone, Ambiguous, Call, Invalid, NotYours, Refused
from quancheng.procedure.forms import FilesWidget, RowsWidget, StepForm
from quancheng.record import files
from quancheng.roster.access import once

from . import answers, handing_out, matters
from .doorway import inside
from .tries import Beginning, Correcting, Doing, Try

KEY = re.compile(r"[0-9a-f]{32}")


@inside
def do(request: HttpRequest, door: str, ref: str, name: str) -> HttpResponse:
    """/<door>/matters/<ref>/do/<name>/, with ?duty=ID or ?for=p12."""
    return visit(lambda: Doing(request, door, ref, name), request, door)


@inside
def begin(request: HttpRequest, door: str, kind: str, slug: str) -> HttpResponse:
    """/<door>/begin/<kind>/<congress>/, with ?for=p12 for somebody who handed in a paper."""
    return visit(lambda: Beginning(request, door, kind, slug), request, door)


@inside
def correct(request: HttpRequest, door: str, fact: int) -> HttpResponse:
    """/<door>/facts/<id>/correct/."""
    return visit(lambda: Correcting(request, door, fact), request, door)


def visit(make: Any, request: HttpRequest, door: str) -> HttpResponse:
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
    asked = _asked(tried, call)
    kept = None if asked else drafts.load(tried.actor, tried.name, *tried.place, tried.holder)
    form = engine.form_of(call, initial=asked)
    if kept:
        form.initial.update(typed_values(form, as_query(kept[0])))
    return page(tried, call, form, saved_at=kept[1] if kept else None)


def _asked(tried: Try, call: Call) -> dict[str, Any]:
    """What the link that led here has chosen already (?seat=12): fields of the step's form by name."""
    fields = registry.acts[call.name].form.base_fields
    return {name: value for name, value in tried.request.GET.items() if name in fields or name == "outcome"}


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
        with once.shown() as handed:
            fact = tried.do(data, key if KEY.fullmatch(key) else None)
    except Invalid as wrong:
        return page(tried, wrong.form.call, wrong.form, status=422, key=key)
    except Refused as refused:
        return answers.refused(tried, refused, data)
    return handing_out.page(tried, fact, handed) if handed else done(tried, fact)


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
    form.initial.update(typed_values(form, data))
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
        if not there and not isinstance(made.widget, RowsWidget | FilesWidget):
            continue
        if (value := made.widget.value_from_datadict(data, {}, name)) is not None:
            found[name] = value
    return found


def page(
    tried: Try, call: Call, form: StepForm, *, status: int = 200, key: str = "", saved_at: Any = None
) -> HttpResponse:
    """The step's page: the room's template for this step, else its template for steps, else the common one."""
    step = call.spec.id
    template = select_template(
        [f"{call.kind}/{tried.door}/{step}.html", f"{call.kind}/{tried.door}/step.html", "frame/step.html"]
    )
    return HttpResponse(
        template.render(
            context(tried, call, form) | {"key": key if KEY.fullmatch(key) else uuid.uuid4().hex, "saved_at": saved_at},
            tried.request,
        ),
        status=status,
    )


def context(tried: Try, call: Call, form: StepForm) -> dict[str, Any]:
    """What a room's template for a step may rely on."""
    made = registry.definition(call.kind, call.today) if call.matter is None else registry.definition_of(call.matter)
    owed = reads.owed(call.duty) if call.duty else None
    root = call.matter.root if call.matter else None
    return {
        "matter": call.matter,
        "root": root,
        "form": form,
        "call": call,
        "spec": call.spec,
        "title": pages.begin_word(made) if call.matter is None else call.spec.title,
        "kind_title": made.title,
        "duty": call.duty,
        "owed": owed,
        "behalf": call.behalf,
        "correcting": call.correcting,
        "back": tried.back,
        "action": tried.url,
        "draft_name": tried.name,
        "holder": tried.holder,
        "place": tried.place,
        "sheets": form.sheets,
        "missing": form.errors_by_label(),
    } | (matters.reading(tried.actor, root, tried.door) if root else {})
