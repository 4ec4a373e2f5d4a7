"""The versions of the local norms: which there are, which holds on a day, what a new one may be built on."""

from datetime import date

from quancheng.law.norm import Norm
from quancheng.law.rules import BadNorm
from quancheng.record.models import Matter

from .drafting import norm_of
from .models import LocalNorm
from .texts import day_before, parsed

WHY = "norms that were adopted are for everybody"
STATES = {"draft": "起草中", "coming": "尚未施行", "now": "现行", "past": "已失效"}


def row_of(matter: Matter) -> LocalNorm:
    """The norm of a matter."""
    row: LocalNorm = matter.local_norm
    return row


def in_book(area: str = "", slug: str = "") -> list[LocalNorm]:
    """Adopted versions, of one place or one norm, newest first."""
    rows = LocalNorm.objects.unguarded(WHY).filter(in_book=True).select_related("matter__body")
    rows = rows.filter(area=area) if area else rows
    rows = rows.filter(slug=slug) if slug else rows
    return sorted(rows, key=lambda r: (r.effective_on or date.min, r.pk), reverse=True)


def latest(area: str) -> list[tuple[LocalNorm, str]]:
    """The newest version of every norm of a place that has not been repealed, with its title."""
    found: dict[str, LocalNorm] = {}
    for row in in_book(area):
        found.setdefault(row.slug, row)
    return [(row, str(parsed(row.text)["title"])) for row in found.values() if row.repealed_from is None]


def last_day(row: LocalNorm) -> date | None:
    """The last day on which a version holds: the day before the next one, or before its repeal; None while it is open."""
    later = [r.effective_on for r in in_book(slug=row.slug) if r.pk != row.pk and r.effective_on and _after(r, row)]
    ends = [day for day in (*later, row.repealed_from) if day]
    return day_before(min(ends)) if ends else None


def _after(other: LocalNorm, row: LocalNorm) -> bool:
    return (other.effective_on or date.min, other.pk) > (row.effective_on or date.min, row.pk)


def before(row: LocalNorm) -> LocalNorm | None:
    """The version before this one."""
    earlier = [r for r in in_book(slug=row.slug) if r.pk != row.pk and (not row.in_book or _after(row, r))]
    return earlier[0] if earlier else None


def state(row: LocalNorm, on: date) -> str:
    """draft, coming, now or past on a day."""
    if not row.in_book:
        return "draft"
    if row.effective_on and row.effective_on > on:
        return "coming"
    last = last_day(row)
    return "past" if last and last < on else "now"


def norm(row: LocalNorm) -> Norm | None:
    """The norm of a version; None for a text this program cannot read."""
    try:
        return norm_of(row.text)
    except BadNorm:
        return None


def new_slug(area: str) -> str:
    """The next free name for a norm of a place."""
    taken = set(LocalNorm.objects.unguarded(WHY).filter(area=area).values_list("slug", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if f"local-{area}-{n}" not in taken)
    return f"local-{area}-{number}"


def slug_for(text: str, area: str) -> str:
    """Under which name an imported norm stands: that of the norm with its id, if this place has one."""
    norm_id = str(parsed(text)["id"])
    for row in in_book():
        if parsed(row.text).get("id") == norm_id:
            return row.slug if row.area == area else new_slug(area)
    sane = norm_id.isascii() and norm_id.replace("-", "").replace("_", "").isalnum() and len(norm_id) <= 60
    return norm_id if sane else new_slug(area)
