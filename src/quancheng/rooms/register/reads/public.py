"""What anybody may read of a deputy (代表法第五十八条): a whitelist; the county may add to it, never by default."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from quancheng.law.spans import numeral
from quancheng.procedure.book import choice
from quancheng.roster.models import Body, Mandate, Person

from .file import public_counts
from .roll import state_of

MAY_ADD: Mapping[str, tuple[str, Callable[[Mandate], str]]] = {
    "party": ("政治面貌", lambda s: s.person.party),
    "education": ("文化程度", lambda s: s.person.education),
    "occupation": ("职业", lambda s: s.occupation),
    "employer": ("工作单位及职务", lambda s: s.employer),
    "composition": ("代表构成", lambda s: s.composition),
}


@dataclass(frozen=True)
class Plate:
    """One deputy as the public sees him."""

    person: Person
    seat: Mandate
    fields: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def brief(self) -> str:
        """女，彝族，第三选区: what a list shows beside the name."""
        sex = self.person.get_sex_display() if self.person.sex == Person.Sex.FEMALE else ""
        nation = self.person.nation if self.person.nation not in ("", "汉", "汉族") else ""
        return "，".join(t for t in (sex, nation, self.seat.district or self.seat.delegation) if t)


def deputies(congress: Body, day: date) -> list[Plate]:
    """Those who hold a seat on `day`, in 姓氏笔画 order."""
    seats = Mandate.objects.on(day).filter(congress=congress).select_related("person", "congress", "term")
    return [Plate(s.person, s, _fields(s, day)) for s in seats.order_by("person__stroke_key", "person__name", "pk")]


def deputy(congress: Body, person: int, day: date) -> Plate:
    """One deputy in office with the counts of his duties. Raises Mandate.DoesNotExist."""
    seats = Mandate.objects.on(day).filter(congress=congress).select_related("person", "congress", "term")
    seat = seats.get(person_id=person)
    assert state_of(seat, day) == "serving"
    return Plate(seat.person, seat, _fields(seat, day), tuple(public_counts(seat.person, congress.pk)))


def _fields(seat: Mandate, day: date) -> tuple[tuple[str, str], ...]:
    """Name, sex, nationality, district, delegation, term; more only by the county's own rule."""
    person = seat.person
    shown = [
        ("姓名", person.name),
        ("性别", person.get_sex_display() if person.sex else ""),
        ("民族", person.nation),
        ("选区", seat.district),
        ("代表团", seat.delegation),
        ("届次", f"第{numeral(seat.term.ordinal)}届"),
    ]
    shown += [(title, read(seat)) for key, (title, read) in MAY_ADD.items() if key in _added(seat.congress, day)]
    return tuple((title, value) for title, value in shown if value)


def _added(congress: Body, day: date) -> frozenset[str]:
    return frozenset(choice("deputy.public", congress, day).ids)


def congress(slug: str) -> Body:
    """The congress of that name in addresses. Raises Body.DoesNotExist."""
    return Body.objects.select_related("area").get(slug=slug, kind=Body.Kind.CONGRESS, until=None)


def congresses(day: date) -> list[tuple[Body, int]]:
    """Every congress and how many deputies it has in office, the county first."""
    counts = Counter(Mandate.objects.on(day).values_list("congress_id", flat=True))
    rows = Body.objects.filter(kind=Body.Kind.CONGRESS, until=None).order_by("tier", "area_id")
    return [(body, counts[body.pk]) for body in rows if counts[body.pk]]
