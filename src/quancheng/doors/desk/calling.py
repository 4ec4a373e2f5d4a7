"""催办清单: what is late or nearly so, by unit, with whom to call; made to be printed.

Telephone numbers stand in it only after the congress's office has asked for them; whoever's number was shown can read
that in his own list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from quancheng.doors.frame import lists as files
from quancheng.doors.frame.doorway import acting, inside
from quancheng.doors.frame.errors import sentence
from quancheng.procedure.reads import owed
from quancheng.record import clock
from quancheng.rooms.suggestions import reads
from quancheng.rooms.suggestions.papers import lists
from quancheng.roster import personal
from quancheng.roster.actor import Actor

DAYS = 15  # how far ahead the list looks; display only
OFFICE = ("examiner", "supervisor")  # who hands over and who follows up: only they call units
REASON = "催办代表建议"


@dataclass
class Line:
    """One open step of a unit, and whom one may call about it."""

    owed: Any
    heads: list[reads.Head]
    mine: bool  # whether it is this office's to call
    phones: dict[int, str] = field(default_factory=dict)

    @property
    def who(self) -> list[tuple[str, str]]:
        """Each one's name, and the number where it was asked for."""
        return [(head.words, self.phones.get(head.person, "")) for head in self.heads]


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def calling(request: HttpRequest, door: str) -> HttpResponse:
    """The list; a POST asks for the numbers."""
    actor = acting(request)
    duties = reads.calling_list(actor, DAYS)
    heads = reads.heads_of({d.body for d in duties if d.body}, clock.today())
    if way := files.wanted(request):  # as a file it never holds a number
        who = {body: "、".join(head.words for head in found) for body, found in heads.items()}
        listing = lists.called(duties, who, "代表建议催办清单", files.office(actor, None))
        return files.answer(request, listing, way)
    lines = [
        Line(owed(d), heads.get(d.body_id or 0, []), _office(actor, d.matter.root.body_id if d.matter else None))
        for d in duties
    ]
    may_ask, asked = any(line.mine for line in lines), request.method == "POST"
    if asked and not may_ask:
        return sentence(request, 403, "这里不能看联系电话", "联系电话只给负责催办的本级人大机关看。")
    if asked:
        _show(actor, [line for line in lines if line.mine])
    answer = render(request, "suggestions/desk/calling.html", {"lines": lines, "may_ask": may_ask, "asked": asked})
    if asked:
        answer["Cache-Control"] = "no-store"
    return answer


def _office(actor: Actor, congress: int | None) -> bool:
    return any(actor.capacity(role, congress) for role in OFFICE)


def _show(actor: Actor, lines: Iterable[Line]) -> None:
    """Open every number once, however many lines its owner stands in."""
    people = dict.fromkeys(head.person for line in lines for head in line.heads)
    opened = personal.look_many(actor.person_id, people, ["phone"], REASON, at=clock.now())
    for line in lines:
        line.phones = {head.person: opened[head.person]["phone"] or "没有登记" for head in line.heads}


urlpatterns = [path("suggestions/calling/", calling, {"door": "desk"}, "suggestions_calling")]
