"""One step for several matters: one form, one transaction, or a table of reasons and nothing done."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from quancheng.procedure import engine, reads, registry
from quancheng.procedure.calls import AlreadyDone, BatchRefused, GateError, Invalid, NotYours, Refused
from quancheng.procedure.course import who_of
from quancheng.roster.actor import Actor

from .doorway import acting, inside
from .errors import sentence

MOST = 300  # a transaction of more would hold the only writer for seconds (guidance 5.3)


@inside
def batch(request: HttpRequest, door: str, name: str) -> HttpResponse:
    """/desk/batch/<step>/ with `ref` many times: first the common form, then, with `sure`, the doing."""
    actor = acting(request)
    asked = request.POST if request.method == "POST" else request.GET
    refs = list(dict.fromkeys(asked.getlist("ref")))
    if not refs:
        return sentence(request, 422, "还没有选", "请先在列表里选中要办的几件，再点批量办理。")
    if len(refs) > MOST:
        return sentence(request, 422, f"一次最多 {MOST} 件", f"选了 {len(refs)} 件，请分几次办理。")
    try:
        chosen = [reads.matter(actor, ref) for ref in refs]
    except ObjectDoesNotExist:
        raise Http404 from None
    kind = chosen[0].kind
    if any(m.kind != kind for m in chosen) or f"{kind}.{name}" not in registry.acts:
        raise Http404
    context = {
        "matters": chosen,
        "spec": registry.definition_of(chosen[0]).at(name),
        "name": name,
        "count": len(chosen),
        "kind_title": registry.definition_of(chosen[0]).title,
        "back": asked.get("back", ""),
    }
    if request.method == "POST" and "sure" in request.POST:
        return _do(request, actor, chosen, name, context, door)
    if wrong := _standing(actor, chosen, name):
        return _table(request, context, wrong)
    form = engine.form_of(engine.call_for(actor, chosen[0].pk, name))
    return render(request, "frame/batch.html", context | {"form": form, "sheets": form.sheets})


def _do(
    request: HttpRequest, actor: Actor, chosen: list[Any], name: str, context: dict[str, Any], door: str
) -> HttpResponse:
    data = request.POST.copy()
    try:
        facts = engine.do_many(actor, [(m.pk, name, data) for m in chosen])
    except BatchRefused as fault:
        forms = [e.form for _, e in fault.reasons if isinstance(e, Invalid)]
        if len(forms) == len(chosen) and len({f.errors.as_json() for f in forms}) == 1:
            return render(
                request, "frame/batch.html", context | {"form": forms[0], "sheets": forms[0].sheets}, status=422
            )
        form = next(iter(forms), None)
        return _table(
            request,
            context
            | {
                "warns": all(isinstance(e, Refused) and e.only_warns for _, e in fault.reasons),
                "form": form,
                "typed": [(k, v) for k, vs in data.lists() if k not in ("csrfmiddlewaretoken", "despite") for v in vs],
            },
            fault.reasons,
        )
    back = data.get("back", "")
    back = back if back.startswith(f"/{door}/") else f"/{door}/"
    return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}done={len(facts)}")


def _standing(actor: Actor, chosen: list[Any], name: str) -> list[tuple[Any, GateError]]:
    """What already stands against doing it, matter by matter, before anything is typed."""
    wrong: list[tuple[Any, GateError]] = []
    for matter in chosen:
        try:
            engine.call_for(actor, matter.pk, name)
        except GateError as error:
            wrong.append((matter, error))
    return wrong


def _table(request: HttpRequest, context: dict[str, Any], wrong: list[tuple[Any, GateError]]) -> HttpResponse:
    rows = [(m, *reason(e)) for m, e in wrong]
    return render(request, "frame/batch_refused.html", context | {"rows": rows}, status=422)


def reason(error: GateError) -> tuple[str, str]:
    """Why one matter of a batch stands in the way, and who can mend it."""
    if isinstance(error, AlreadyDone):
        return f"已由{who_of(error.fact)}于{error.fact.on:%Y-%m-%d}办理", "从选中的里面去掉这一件"
    if isinstance(error, NotYours):
        return "现在不归你办：没有走到这一步，或应由别人办", "从选中的里面去掉这一件"
    if isinstance(error, Refused):
        cites = "；".join(r.citation.text for refusal in error.refusals for r in refusal.rulings)
        return "；".join(r.text for r in error.refusals) + (f"（{cites}）" if cites else ""), error.refusals[0].who
    if isinstance(error, Invalid):
        return "；".join(f"{k}：{' '.join(map(str, v))}" for k, v in error.form.errors_by_label().items()), "改好后再办"
    return "有几项都可以办，请单独办理这一件", "从选中的里面去掉这一件"
