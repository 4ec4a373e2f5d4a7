"""账号和登录卡 on the desk: who has a card or an account, when it was last used, and the steps that change it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from quancheng.doors.frame.doorway import acting, inside
from quancheng.procedure.registry import Link, link
from quancheng.record import clock
from quancheng.rooms.register.reads import roll_matter
from quancheng.roster.access import logins, people
from quancheng.roster.actor import Actor, congresses_as
from quancheng.roster.models import Body, Term

KEEPER = "registrar"


@dataclass(frozen=True)
class Office:
    """A congress whose accounts somebody looks after, its term of today, and the matter that keeps the roll."""

    congress: Body
    term: Term
    matter: Any


def congresses(actor: Actor) -> list[Body]:
    """Those whose register this actor keeps."""
    return [c for c in congresses_as(actor, KEEPER) if c.until is None]


def _office(request: HttpRequest, slug: str) -> Office:
    """The office of that congress; a page that is not there for everybody else."""
    actor = acting(request)
    congress = next((c for c in congresses(actor) if c.slug == slug), None)
    if congress is None:
        raise Http404
    terms = Term.objects.filter(congress=congress, ends_on=None).select_related("congress").order_by("-begins_on")
    asked = request.GET.get("term", "")
    kept = [(term, roll_matter(actor, term)) for term in terms if asked in ("", str(term.ordinal))]
    found = next(((t, m) for t, m in kept if m and m.step and t.begins_on <= clock.today()), None)
    found = found or next(((t, m) for t, m in kept if m and m.step), None)
    if found is None:
        raise Http404
    return Office(congress, *found)


@inside
@require_GET
def home(request: HttpRequest, door: str) -> HttpResponse:
    """To the first congress whose accounts one looks after."""
    actor = acting(request)
    found = congresses(actor)
    if not found:
        raise Http404
    return redirect(f"/{door}/accounts/{found[0].slug}/")


@inside
@require_GET
def cards(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """代表登录卡: every deputy of the term, his card, its last use."""
    office = _office(request, slug)
    rows = people.deputies(office.term, clock.today())
    asked, state = request.GET.get("q", "").strip()[:40], request.GET.get("state", "")
    counted = [("", "全部", len(rows))]
    counted += [(s, w, sum(r.state == s for r in rows)) for s, w in people.STATES.items()]
    shown = [r for r in rows if (not state or r.state == state) and asked in r.seat.person.name]
    context = {"rows": shown, "counted": [c for c in counted if c[2] or c[0] == state], "state": state, "asked": asked}
    return render(request, "frame/accounts_cards.html", context | _shared(request, office, "cards"))


@inside
@require_GET
def staff(request: HttpRequest, door: str, slug: str) -> HttpResponse:
    """工作人员账号: whoever holds a post in the area, and how he comes in."""
    office, asked = _office(request, slug), request.GET.get("q", "").strip()[:40]
    rows = [w for w in people.staff(office.congress, clock.today()) if asked in w.person.name or asked in w.posts]
    context = {"rows": rows, "asked": asked, "without": sum(w.account is None for w in rows)}
    return render(request, "frame/accounts_staff.html", context | _shared(request, office, "staff"))


@inside
@require_GET
def person(request: HttpRequest, door: str, slug: str, person: int) -> HttpResponse:
    """One person's log-ins and what may be done about them."""
    office = _office(request, slug)
    found = people.within(office.congress, clock.today()).select_related("account").filter(pk=person).first()
    account = getattr(found, "account", None)
    if found is None or account is None:
        raise Http404
    seat = people.seats(office.term).filter(person=found).first()
    card = account.cards.order_by("-pk").first()
    context = {
        "person": found,
        "account": account,
        "seat": seat,
        "deputy": people.Deputy(seat, account, card, False) if seat else None,
        "lines": logins.lines(account.pk, "", clock.world()),
    }
    return render(request, "frame/accounts_person.html", context | _shared(request, office, ""))


def _shared(request: HttpRequest, office: Office, tab: str) -> dict[str, Any]:
    actor = acting(request)
    return {"office": office, "do": f"/desk/matters/{office.matter.ref}/do/", "tab": tab, "all": congresses(actor)}


link(Link("desk", "账号", "lock", "/desk/accounts/", None, lambda actor: actor.serves_as(KEEPER), 70))

urlpatterns = [
    path("accounts/", home, {"door": "desk"}, "accounts"),
    path("accounts/<slug:slug>/", cards, {"door": "desk"}, "cards"),
    path("accounts/<slug:slug>/staff/", staff, {"door": "desk"}, "staff"),
    path("accounts/<slug:slug>/people/<id:person>/", person, {"door": "desk"}, "account"),
]
