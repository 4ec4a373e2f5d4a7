"""A small county for stories: one county, two townships, units, deputies, staff; nobody real."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import quancheng.demo
from quancheng.procedure import engine
from quancheng.procedure.calls import Behalf
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.rooms.rulebook.book import enter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Account, Area, Body, Mandate, Person, Post, Session, Term

BEGAN = date(2022, 1, 10)
NORM = Path(quancheng.demo.__file__).parent / "norms" / "yunling.toml"


@dataclass
class County:
    """Bodies and people by slug and name, and short ways to act as them."""

    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def body(self, slug: str, name: str, kind: str, tier: str, area: str, **more: Any) -> Body:
        made = Body.objects.create(slug=slug, name=name, short=name, kind=kind, tier=tier, area_id=area, **more)
        self.bodies[slug] = made
        return made

    def person(
        self, name: str, role: str = "", body: str = "", title: str = "", seat: str = "", login: str = ""
    ) -> Person:
        person = self.people.get(name) or Person.objects.create(name=name)
        self.people[name] = person
        if role:
            Post.objects.create(person=person, body=self.bodies[body], role=role, title=title, since=BEGAN)
        if seat:
            congress = self.bodies[seat]
            Mandate.objects.create(
                person=person, term=congress.terms.get(), congress=congress, delegation="石桥代表团", begins_on=BEGAN
            )
        if login:
            Account.objects.create(login=login, person=person, password="pass-" + login)
        return person

    def actor(self, name: str) -> Actor:
        return Actor.of(self.people[name], clock.today())

    def do(self, who: str, matter: Matter, name: str, on: str = "", **data: Any) -> Fact:
        """Let a person do a step on a day; `for_` enters it on behalf of a person or body."""
        behalf = data.pop("for_", None)
        holder = self.people.get(behalf) or self.bodies.get(behalf) if behalf else None
        told = Behalf(person=holder) if isinstance(holder, Person) else Behalf(body=holder) if holder else None
        if told:
            data.setdefault("paper_kept", "县人大代表工委文件柜")
        return engine.do(self.actor(who), matter.pk, name, data | ({"on": on} if on else {}), behalf=told)

    def raise_(
        self, who: str, congress: str, title: str = "关于硬化柳沟村至河口村道路的建议", on: str = "", **data: Any
    ) -> Matter:
        """A deputy raises and submits a suggestion."""
        sent = {
            "title": title,
            "text": "柳沟村至河口村三公里是土路，雨天走不通。建议硬化。",
            "raised_in": "0",
            "wish": "full",
            "outcome": "submit",
        }
        fact = engine.begin(
            self.actor(who), "suggestions", self.bodies[congress], sent | data | ({"on": on} if on else {})
        )
        return self.fresh(fact.matter)

    @staticmethod
    def fresh(matter: Matter | None) -> Matter:
        assert matter
        return Matter.objects.unguarded("a test looks").select_related("body", "root").get(pk=matter.pk)

    def parts(self, matter: Matter) -> list[Matter]:
        return list(
            Matter.objects.unguarded("a test looks")
            .filter(part_of=matter)
            .order_by("pk")
            .select_related("body", "root")
        )

    def open(self, matter: Matter) -> dict[str, Any]:
        """Open duties by name with their last day."""
        rows = matter.duties.unguarded("a test looks").filter(state="open")
        return {d.name: d.due_on for d in rows}

    @cached_property
    def session(self) -> Session:
        return Session.objects.get(term__congress=self.bodies["county"])


def settle_county() -> County:
    """Write the county into the database: 云岭县 with 石桥镇 and 柳林镇."""
    c = County()
    for code, name in (("530999", "云岭县"), ("530999101", "石桥镇"), ("530999102", "柳林镇")):
        Area.objects.create(code=code, name=name)
    county = c.body("county", "云岭县人民代表大会", "congress", "county", "530999")
    c.body("sc", "云岭县人大常委会", "standing_committee", "county", "530999", parent=county, congress=county)
    c.body("office", "人代选工委", "committee", "county", "530999", parent=county, congress=county)
    gov = c.body("gov", "云岭县人民政府", "government", "county", "530999")
    c.body("govoffice", "县政府办公室", "government_office", "county", "530999", parent=gov)
    for slug, name in (
        ("traffic", "县交通运输局"),
        ("water", "县水利局"),
        ("farm", "县农业农村局"),
        ("finance", "县财政局"),
    ):
        c.body(slug, name, "department", "county", "530999", parent=gov)
    c.body("power", "县供电公司", "station", "county", "530999", has_account=False)
    for slug, name, code in (("shiqiao", "石桥镇", "530999101"), ("liulin", "柳林镇", "530999102")):
        town = c.body(slug, f"{name}人民代表大会", "congress", "township", code, parent=county)
        c.body(f"{slug}-npc", f"{name}人大办", "office", "township", code, parent=town, congress=town)
        tgov = c.body(f"{slug}-gov", f"{name}人民政府", "government", "township", code)
        c.body(f"{slug}-water", f"{name}水利站", "station", "township", code, parent=tgov, has_account=False)
        c.body(f"{slug}-build", f"{name}村镇建设办", "station", "township", code, parent=tgov)
    for slug, ordinal in (("county", 19), ("shiqiao", 20), ("liulin", 20)):
        term = Term.objects.create(congress=c.bodies[slug], ordinal=ordinal, begins_on=BEGAN)
        Session.objects.create(term=term, ordinal=5, opens_on=date(2026, 1, 12), closes_on=date(2026, 1, 16))
    _people(c)
    enter("yunling", NORM.read_text("utf-8"))
    return c


def _people(c: County) -> None:
    c.person("林晓梅", "county_clerk", "office", "干部")
    c.person("孙立勤", "deputy_director", "sc", "副主任")
    c.person("何督查", "government_office", "govoffice", "督查室主任")
    for unit, clerk, head in (
        ("traffic", "周立新", "郑海涛"),
        ("water", "江水生", "陆水平"),
        ("farm", "田禾", "苗长青"),
        ("finance", "钱数", "金库"),
    ):
        c.person(clerk, "handler", unit, "经办人")
        c.person(head, "handler_head", unit, "局长")
    for slug, chair, clerk in (("shiqiao", "陈建国", "何丽"), ("liulin", "吴正平", "沈小雨")):
        c.person(chair, "chair", f"{slug}-npc", "主席", seat=slug)
        c.person(clerk, "township_clerk", f"{slug}-npc", "专干")
        c.person(f"{slug}建设", "handler", f"{slug}-build", "干事")
        c.person(f"{slug}建设主任", "handler_head", f"{slug}-build", "主任")
    for name in ("马德福", "李春梅", "王成林", "赵小岚"):
        c.person(name, seat="county")
    for name in ("杨志强", "田秀芳", "何正明"):
        c.person(name, seat="shiqiao")
    c.person("李春梅", seat="shiqiao")
    c.person("冯国庆", seat="liulin")
