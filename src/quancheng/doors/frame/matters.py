"""A matter's page: its course, who is in it, what I may do on it now; and taking the last step back."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from quancheng.papers import reads as papers
from quancheng.procedure import notices, pages, reads, registry, undo
from quancheng.procedure.calls import NotYours, Refused
from quancheng.procedure.course import Stop, course, note_of, who_of
from quancheng.procedure.reads import Offer
from quancheng.roster.actor import Actor

from . import answers
from .doorway import acting, home_of, inside, number
from .errors import sentence

FOLDED = 1  # done steps a phone still shows before the present one


@dataclass
class Doable:
    """What may be done, in the order of the page's buttons."""

    first: Offer | None = None
    owed: list[Offer] = field(default_factory=list)
    rights: list[Offer] = field(default_factory=list)
    barred: list[Offer] = field(default_factory=list)
    behalf: list[Offer] = field(default_factory=list)


def ref_of(matter: Any) -> str:
    """The reference under which a matter, or the whole it is part of, is shown."""
    return str((matter.root or matter).ref)


def doable(offers: list[Offer]) -> Doable:
    """Duties first, the first of them red; rights quiet; refused ones grey; on behalf of others apart."""
    made = Doable()
    for offer in offers:
        if offer.behalf:
            made.behalf.append(offer)
        elif offer.against:
            if not any(refusal.moot for refusal in offer.against):
                made.barred.append(offer)
        elif offer.duty:
            made.owed.append(offer)
        else:
            made.rights.append(offer)
    if made.owed:
        made.first = made.owed.pop(0)
    return made


@inside
@require_safe
def matter(request: HttpRequest, door: str, ref: str) -> HttpResponse:
    """/<door>/matters/<ref>/. A part is shown inside its root."""
    actor = acting(request)
    try:
        found = reads.matter(actor, ref)
    except ObjectDoesNotExist:
        raise Http404 from None
    if not found.is_root:
        return redirect(reverse(f"{door}:matter", args=[ref_of(found)]) + f"#{found.ref}")
    context = {"matter": found, "kind_title": registry.definition_of(found).title, "done": _just_done(request, actor)}
    notices.opened(actor, found)
    if reads.only_member(actor, found):
        page = _room_page(actor, found) | {"can": doable(reads.offers(actor, found))}
        return render(request, "frame/matter_member.html", context | page)
    return render(request, "frame/matter.html", context | _whole(actor, found, door))


def _whole(actor: Actor, root: Any, door: str) -> dict[str, Any]:
    stops = course(actor, root)
    files = reads.files(actor, root)
    left = papers.of_matter(actor, root)
    counted = {state: sum(s.state == state for s in stops) for state in ("done", "todo")}
    early = _early(stops) if door == "pocket" else []
    return {
        "stops": stops[len(early) :],
        "early": early,
        "counted": counted,
        "at": counted["done"] + 1,
        "can": doable(reads.offers(actor, root)),
        "revocable": undo.revocable(actor, root),
        "correctable": pages.correctable(actor, root),
        "parts": pages.parties(actor, root),
        "remarks": [s for s in pages.remarks(actor, root) if door == "desk" or s.remark.kind != "paper_kept"],
        "files": files,
        "papers": left,
        "papers_of": {line.paper.fact_id: [x for x in left if x.paper.fact_id == line.paper.fact_id] for line in left},
        "file_by_id": {f.pk: f for f in files},
        "lane_names": pages.lane_names(actor, root),
        "body_template": room_template(root.kind, door, "body"),
        "aside_template": room_template(root.kind, door, "aside"),
        "offers_template": room_template(root.kind, door, "offers") or "frame/more_offers.html",
    } | _room_page(actor, root)


def reading(actor: Actor, root: Any, door: str) -> dict[str, Any]:
    """The matter's own text beside a step's form, so that one need not leave the page to read what it is about."""
    body = None if reads.only_member(actor, root) else room_template(root.kind, door, "body")
    return {"body_template": body} | _room_page(actor, root) if body else {}


def _room_page(actor: Actor, root: Any) -> dict[str, Any]:
    make = registry.pages.get(root.kind)
    return make(actor, root) if make else {}


def _early(stops: list[Stop]) -> list[Stop]:
    """On a phone the steps long done fold into one line."""
    finished = 0
    for stop in stops:
        if stop.state != "done" or stop.lanes:
            break
        finished += 1
    return stops[: finished - FOLDED] if finished > FOLDED + 1 else []


def room_template(kind: str, door: str, name: str) -> Any:
    """The room's own part of a page, or None."""
    try:
        return get_template(f"{kind}/{door}/{name}.html").template  # type: ignore[attr-defined]
    except TemplateDoesNotExist:
        return None


@dataclass(frozen=True)
class Happened:
    """The green line after a step."""

    word: str
    note: str
    who: str
    fact: Any


def _just_done(request: HttpRequest, actor: Actor) -> Happened | None:
    """The step that led here, if it is really his."""
    fact_id = number(request.GET.get("done"))
    if fact_id is None:
        return None
    try:
        fact = pages.fact(actor, fact_id)
    except ObjectDoesNotExist:
        return None
    if fact.actor_id != actor.person_id:
        return None
    return Happened(pages.step_word(fact), note_of(fact), who_of(fact), fact)


@inside
@require_POST
def revoke(request: HttpRequest, door: str, fact: int) -> HttpResponse:
    """撤回上一步: back to the matter as it was."""
    actor = acting(request)
    try:
        taken = pages.fact(actor, fact)
        if taken.matter is None:
            raise Http404
        back = reverse(f"{door}:matter", args=[ref_of(taken.matter)])
        undone = undo.revoke(actor, fact)
    except ObjectDoesNotExist:
        raise Http404 from None
    except NotYours:
        return sentence(request, 403, "只有办这一步的人才能撤回")
    except Refused as fault:
        return answers.revoke_refused(request, door, fault, back)
    return redirect(f"{back}?done={undone.pk}")


@inside
@require_safe
def go(request: HttpRequest, ref: str) -> HttpResponse:
    """/go/<ref>/, the address printed as a code on paper: the matter, by the door of whoever reads it."""
    actor = acting(request)
    return redirect(f"{home_of(actor)}matters/{ref}/")
