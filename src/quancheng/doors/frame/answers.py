"""The pages with which a step answers when it is not done: each says why, who can mend it, and what is kept."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from quancheng.procedure import pages, reads, registry
from quancheng.procedure.calls import Refusal, Refused
from quancheng.procedure.course import who_of
from quancheng.record import clock
from quancheng.roster.models import Mandate

from .errors import sentence, wants_json

if TYPE_CHECKING:
    from .tries import Beginning, Try


def already(tried: "Try", fact: Any) -> HttpResponse:
    """409: somebody has done it; who and when."""
    text = f"“{pages.step_word(fact)}”已由{who_of(fact)}于{fact.on:%Y-%m-%d}办理。"
    if wants_json(tried.request):
        return sentence(tried.request, 409, "这一步已经办过了", text)
    return render(
        tried.request,
        "frame/answer.html",
        {
            "seal": "毕",
            "lead": "这一步已经办过了",
            "title": text,
            "text": f"记录时间 {clock_words(fact.at)}。没有重复办理。",
            "back": tried.back,
            "kept": True,
        },
        status=409,
    )


def clock_words(at: Any) -> str:
    """2026-11-23 10:26."""
    from django.utils import timezone

    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def not_yours(tried: "Try") -> HttpResponse:
    """403: he may see the matter, but neither owes this nor has the right."""
    kind, name = tried.name.split("!")[0].split(".", 1)
    word = registry.definitions[kind][-1].word(name) if kind in registry.definitions else name
    if wants_json(tried.request):
        return sentence(tried.request, 403, f"“{word}”现在不归你办")
    matter, body = tried.place
    if barred := reads.barred(tried.actor, matter.body if matter else body):
        return _barred(tried, barred[0])
    return render(
        tried.request,
        "frame/answer.html",
        {
            "seal": "止",
            "lead": "这一步现在不能办",
            "title": f"“{word}”现在不归你办",
            "text": "要么还没有走到这一步，要么应由别人办理。进程里写着现在该谁办。",
            "back": tried.back,
            "kept": tried.request.method == "POST",
        },
        status=403,
    )


def _barred(tried: "Try", refusal: Refusal) -> HttpResponse:
    """403: what keeps him from it, with the article."""
    cited = "、".join(ruling.citation.text for ruling in refusal.rulings)
    return render(
        tried.request,
        "frame/answer.html",
        {
            "seal": "停",
            "lead": "现在不能办",
            "title": refusal.text,
            "text": f"依据：{cited}。{refusal.who}。" if cited else f"{refusal.who}。",
            "back": f"/{tried.door}/",
            "kept": tried.request.method == "POST",
        },
        status=403,
    )


def which(tried: "Try", duties: list[Any]) -> HttpResponse:
    """Several duties fit: he says which one he means."""
    status = 409 if tried.request.method == "POST" else 200
    return render(
        tried.request,
        "frame/which.html",
        {"duties": duties, "back": tried.back, "path": tried.request.path},
        status=status,
    )


def for_whom(tried: "Beginning") -> HttpResponse | None:
    """Staff enter a first step only for a deputy who handed it in on paper: they say for which one."""
    assert tried.body
    made = registry.definitions[tried.kind][-1]
    if not (made.behalf_by and tried.actor.capacity(made.behalf_by, tried.body.pk)):
        return None
    seats = (
        Mandate.objects.on(clock.today())
        .filter(congress=tried.body)
        .select_related("person")
        .order_by("delegation", "person__name")
    )
    asked = tried.request.GET.get("q", "").strip()
    if asked:
        seats = seats.filter(person__name__contains=asked)
    return render(
        tried.request,
        "frame/for_whom.html",
        {
            "seats": seats,
            "asked": asked,
            "title": made.first.title,
            "kind_title": made.title,
            "body": tried.body,
            "back": tried.back,
        },
    )


def refused(tried: "Try", fault: Refused, data: QueryDict) -> HttpResponse:
    """422: what is missing as the title, the article, who can mend it, what is kept, the ways on."""
    first = fault.refusals[0]
    word = pages_word(tried)
    if wants_json(tried.request):
        return sentence(tried.request, 422, first.text, "；".join(r.text for r in fault.refusals))
    return render(
        tried.request,
        "frame/refusal.html",
        {
            "first": first,
            "others": fault.refusals[1:],
            "refusals": fault.refusals,
            "warns": fault.only_warns,
            "word": word,
            "cited": cited(fault.refusals),
            "kept": kept(fault, data),
            "typed": typed(data),
            "back": tried.back,
            "action": tried.url,
            "matter": tried.place[0],
            "at": clock.now(),
            "ways": [(r.instead, _way(tried, r.instead)) for r in fault.refusals if _way(tried, r.instead)],
            "despite_error": bool(data.get("despite") == "" and "despite" in data),
        },
        status=422,
    )


def pages_word(tried: "Try") -> str:
    """The title of the step that was tried."""
    kind, name = tried.name.split("!")[0].split(".", 1)
    return registry.definitions[kind][-1].word(name) if kind in registry.definitions else name


def cited(refusals: tuple[Refusal, ...]) -> list[Any]:
    """Every ruling once, with its quote and citation."""
    found: dict[tuple[str, str], Any] = {}
    for ruling in (r for refusal in refusals for r in refusal.rulings):
        found.setdefault((ruling.rule, ruling.citation.text), ruling)
    return list(found.values())


def typed(data: QueryDict) -> list[tuple[str, str]]:
    """Everything typed, to be sent again with the reason."""
    left_out = ("csrfmiddlewaretoken", "despite")
    return [(name, value) for name, values in data.lists() if name not in left_out for value in values]


def kept(fault: Refused, data: QueryDict) -> list[str]:
    """What stands in the draft, in words: nothing typed is lost."""
    if fault.form is None:
        return []
    lines = []
    for name, made in fault.form.fields.items():
        value = fault.form.cleaned_data.get(name) if hasattr(fault.form, "cleaned_data") else None
        if value in (None, "", [], False) or name in ("on", "despite"):
            continue
        label = made.label or name
        if isinstance(value, str):
            chosen = dict(getattr(made, "choices", ())).get(value, value)
            lines.append(f"{label}：{chosen}" if len(str(chosen)) <= 24 else f"{label}，{len(value)} 字")
        elif isinstance(value, list):
            lines.append(f"{label}，{len(value)} 项")
        else:
            lines.append(f"{label}：{value}")
    return lines


def _way(tried: "Try", name: str) -> tuple[str, str] | None:
    """Another lawful step of the same matter, as title and address, if `instead` names one."""
    from django.urls import reverse

    matter = tried.place[0]
    if not name or matter is None:
        return None
    spec = registry.definition_of(matter).at(name)
    if spec is None or f"{matter.kind}.{name}" not in registry.acts:
        return None
    return spec.title, reverse(f"{tried.door}:do", args=[matter.ref, name])


def revoke_refused(request: HttpRequest, door: str, fault: Refused, back: str) -> HttpResponse:
    """422 for a step that cannot be taken back any more."""
    first = fault.refusals[0]
    context = {
        "first": first,
        "others": fault.refusals[1:],
        "refusals": fault.refusals,
        "warns": False,
        "word": "撤回",
        "cited": cited(fault.refusals),
        "kept": [],
        "typed": [],
        "back": back,
        "action": "",
        "matter": None,
        "at": clock.now(),
        "ways": [],
    }
    return render(request, "frame/refusal.html", context, status=422)
