"""An office with a past: a person who may enter it, and files as offices have them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from journeys.county import County
from journeys.front_door import Visitor
from quancheng.record.models import Duty, Fact, Matter
from quancheng.rooms.suggestions.models import LedgerImport

HOME = "/desk/suggestions/ledger/"
SEEN = "a test looks"


def csv(*rows: str) -> bytes:
    return "\n".join(rows).encode("gb18030")


def send(who: Visitor, content: bytes, name: str = "历年台账.csv", **more: str) -> HttpResponse:
    return who.client.post(HOME, {"file": SimpleUploadedFile(name, content), **more})


def upload(who: Visitor, content: bytes, name: str = "历年台账.csv", **more: str) -> LedgerImport:
    """Upload a file that is taken in."""
    answer = send(who, content, name, **more)
    assert answer.status_code == 302, answer.content.decode()
    return LedgerImport.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))


def asked(made: LedgerImport) -> dict[str, str]:
    """What the mapping page would send if nothing were changed."""
    sent = {"congress": made.mapping["congress"]}
    for s in made.mapping["sheets"]:
        key = f"s{s['index']}"
        sent |= {f"{key}-header": f"{s['first']}-{s['last']}", f"{key}-default": s["default"]}
        sent |= {f"{key}-c{column}": field for column, field in s["columns"].items()}
        sent |= {f"{key}-use": "on"} if s["used"] else {}
    return sent | {f"place-{place}": slug for place, slug in made.mapping["places"].items()}


def page(made: LedgerImport, name: str = "") -> str:
    return f"{HOME}{made.pk}/{name}"


def enter(who: Visitor, made: LedgerImport, **more: Any) -> HttpResponse:
    return who.client.post(page(made, "check/"), more)


def entered() -> list[Matter]:
    """What past ledgers have brought in and stands, in the order it came."""
    rows = Matter.objects.unguarded(SEEN).filter(ended_as="ledger").order_by("pk")
    return list(rows.select_related("suggestion", "body"))


def counted() -> tuple[int, int, int]:
    """Matters, facts and duties: what an import that changes nothing leaves alone."""
    return tuple(model.objects.unguarded(SEEN).count() for model in (Matter, Fact, Duty))  # type: ignore[return-value]


def three_hats(c: County) -> Visitor:
    """A clerk who works for the county and for both townships."""
    c.person("高台账", "county_clerk", "office", "干部")
    c.person("高台账", "township_clerk", "shiqiao-npc", "专干")
    c.person("高台账", "township_clerk", "liulin-npc", "专干")
    return Visitor(c, "高台账")
