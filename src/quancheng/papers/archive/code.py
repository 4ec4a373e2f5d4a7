"""档号: 全宗号-WS·年度-保管期限-机构（问题）-件号. The fonds number and the office are the county's own words."""

from dataclasses import dataclass
from datetime import date

from quancheng.papers import numbers
from quancheng.procedure.book import book
from quancheng.record.models import Fact, Matter
from quancheng.roster.models import Body

from .models import Volume

WHY = "numbers of volumes are given inside the gate"
FONDS, OFFICE = "archive.fonds", "archive.office"
USUAL_OFFICE = "办公室"


@dataclass(frozen=True)
class Code:
    """Under what a volume is filed."""

    body: Body
    fonds: str
    year: int
    keep: str
    office: str
    number: int
    edition: int

    def __str__(self) -> str:
        # without a number the name stands for it: two congresses must not have the same code
        fonds = self.fonds or f"（{self.body.short or self.body.name}全宗号待填）"
        return f"{fonds}-WS·{self.year}-{self.keep}-{self.office}-{self.number:04}"


def local(body: Body, rule: str, on: date) -> str:
    """The body's own words under that rule; nothing where it has not filled them in."""
    law, where = book(), {"tier": body.tier, "area": body.area_id}
    return str(law.ruling(rule, on=on, **where).value) if law.has(rule, on=on, **where) else ""


def give(matter: Matter, keep: str, on: date) -> Code:
    """The code of a matter's volume: the one it had, if it was archived before under the same heads; else the next."""
    assert matter.ended_on
    body, office = matter.body, local(matter.body, OFFICE, on) or USUAL_OFFICE
    heads = {"year": matter.ended_on.year, "keep": keep, "office": office}
    rows = Fact.objects.unguarded(WHY).filter(matter=matter, kind=f"{matter.kind}.archive").order_by("-pk")
    before = next((f.data for f in rows if {k: f.data.get(k) for k in heads} == heads), None)
    number = before["number"] if before else numbers.take(f"archive:{body.slug}:{heads['year']}:{keep}:{office}")
    edition = 1 + max((v.edition for v in Volume.objects.unguarded(WHY).filter(matter=matter)), default=0)
    return Code(body, local(body, FONDS, on), matter.ended_on.year, keep, office, number, edition)
