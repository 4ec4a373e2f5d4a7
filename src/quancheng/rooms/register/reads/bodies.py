"""机构名录: who works where in the area of a congress, and whether a unit answers by itself or through the office."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from quancheng.roster.models import Body, Post
from quancheng.roster.roles import role

GROUPS = (
    ("本级人大", ("congress", "standing_committee", "presidium", "office", "committee", "group", "delegation", "liaison_station")),
    ("党委", ("party_committee",)),
    ("政府", ("government", "government_office")),
    ("部门", ("department",)),
    ("站所和其他单位", ("station",)),
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """One body: who stands in it, what it stands under, how it was or will be followed."""

    body: Body
    people: tuple[str, ...]
    note: str

    @property
    def account(self) -> str:
        own = self.body.kind == Body.Kind.CONGRESS or self.body.congress_id  # an organ answers for itself
        return "" if own else "有" if self.body.has_account else "没有，由人大代录"


@dataclass(frozen=True)
class Directory:
    """Every body of the area by kind; those that have ended stand apart."""

    groups: tuple[tuple[str, tuple[Unit, ...]], ...]
    ended: tuple[Unit, ...]

    @property
    def units(self) -> list[Unit]:
        return [unit for _, units in self.groups for unit in units]


def directory(congress: Body, day: date) -> Directory:
    """The bodies of a congress's area on `day`. Two queries."""
    rows = list(Body.objects.filter(area_id=congress.area_id).select_related("parent", "successor").order_by("name"))
    there: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.on(day).filter(body__in=rows).select_related("person").order_by("pk")
    for post in posts:
        there[post.body_id].append(f"{post.person.name}（{post.title or role(post.role).label}）")
    units = [Unit(body, tuple(there[body.pk]), _note(body)) for body in rows]
    standing = [u for u in units if not (u.body.until and u.body.until <= day)]
    groups = ((title, tuple(u for u in standing if u.body.kind in kinds)) for title, kinds in GROUPS)
    gone = tuple(u for u in units if u.body.until and u.body.until <= day)
    return Directory(tuple((title, found) for title, found in groups if found), gone)


def _note(body: Body) -> str:
    if not body.until:
        return ""
    return f"{body.until}撤并" + (f"，由{body.successor.name}承接" if body.successor else "")
