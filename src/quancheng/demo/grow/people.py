"""Deputies and staff: names by lot, seats by village, posts by body."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .lots import cut, lot, material, weighted
from .places import NUMBERS, code_of, townships, villages

Row = Mapping[str, Any]
Tables = dict[str, list[Row]]
ELECTED = date(2021, 12, 20)

# kind of seat: share of a township's deputies, of the county's; composition; occupations; education; party members
KINDS: dict[str, tuple[float, float, str, tuple[str, ...], str, float]] = {
    "farmer": (0.42, 0.27, "农民", ("种植户", "养殖户", "种粮大户", "果农", "茶农", "烟农"), "初中", 0.4),
    "village_cadre": (0.18, 0.16, "农民", ("村党总支书记", "村委会主任", "村委会委员", "村妇联主席", "村民小组长"), "高中", 0.95),
    "self_employed": (0.08, 0.05, "其他", ("农资店店主", "饮食店店主", "百货店店主", "运输户"), "高中", 0.2),
    "cooperative": (0.06, 0.06, "农民", ("种植合作社理事长", "养殖合作社理事长"), "高中", 0.6),
    "teacher": (0.05, 0.08, "专业技术人员", ("小学教师", "中学教师", "幼儿园教师"), "本科", 0.5),
    "medical": (0.05, 0.07, "专业技术人员", ("村医", "医师", "护士长"), "大专", 0.4),
    "worker": (0.06, 0.08, "工人", ("电焊工", "护林员", "护路员", "农机手", "电工", "环卫工"), "初中", 0.3),
    "enterprise": (0.04, 0.09, "企业负责人", ("茶厂负责人", "建材厂负责人", "食品厂职工"), "大专", 0.5),
    "official": (0.06, 0.14, "干部", ("镇干部", "局干部", "站所负责人"), "本科", 1.0),
}  # fmt: skip
SCHOOLS = ("小学", "初中", "高中", "大专", "本科", "研究生")


@dataclass
class Names:
    """Names nobody in the county has yet, with their log-ins."""

    luck: random.Random
    names: set[str]
    logins: set[str]
    pools: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def _pool(self, *where: str) -> list[tuple[str, str]]:
        key = "/".join(where)
        if key not in self.pools:
            found: Any = material("names")
            for part in where:
                found = found[part]
            self.pools[key] = [_split(word) for word in found.split()]
        return self.pools[key]

    def draw(self, nation: str, sex: str) -> tuple[str, str]:
        """A name and the log-in made of it."""
        nations = material("names")["surnames"]
        given = self._pool("given", "men" if sex == "男" else "women")
        while True:
            parts = [self.luck.choice(self._pool("surnames", nation if nation in nations else "han"))]
            parts += self.luck.sample(given, 1 if self.luck.random() < 0.2 else 2)
            name, login = ("".join(part[n] for part in parts) for n in (0, 1))
            if name not in self.names:
                break
        self.names.add(name)
        number, plain = 1, login
        while login in self.logins:
            number += 1
            login = f"{plain}{number}"
        self.logins.add(login)
        return name, login


def _split(word: str) -> tuple[str, str]:
    return word.rstrip("abcdefghijklmnopqrstuvwxyz"), word.lstrip(word.rstrip("abcdefghijklmnopqrstuvwxyz"))


def grow(tables: Tables, seed: int) -> Tables:
    """The tables with everybody in them, and every column of a register filled in."""
    grown = {name: list(rows) for name, rows in tables.items()}
    taken = {p["name"] for p in tables["person"]}
    logins = {p["login"] for p in tables["person"] if "login" in p} | {p["slug"] for p in tables["person"]}
    names = Names(lot(seed, "names"), taken, logins)
    for town in townships():
        maker = _Town(town, grown, names, lot(seed, "people", town["slug"]))
        maker.deputies()
        if "villages" in town:
            maker.staff()
    grown["person"] = [_complete_person(row, grown, seed) for row in grown["person"]]
    grown["mandate"] = [_complete_seat(row, seed) for row in grown["mandate"]]
    return grown


@dataclass
class _Town:
    """One township while its people are drawn."""

    town: Row
    tables: Tables
    names: Names
    luck: random.Random

    def person(self, sex: str = "", *, login: bool = True) -> str:
        """Somebody new; his slug."""
        nation = self._nation()
        sex = sex or ("女" if self.luck.random() < 0.33 else "男")
        name, slug = self.names.draw(nation, sex)
        row = {"slug": slug, "name": name, "sex": sex, "nation": nation}
        self.tables["person"].append(row | ({"login": slug} if login else {}))
        return slug

    def _nation(self) -> str:
        if "nation" in self.town and self.luck.random() < 0.55:
            return str(self.town["nation"])
        shares = material("names")["shares"]
        return weighted(self.luck, {**shares, "汉族": 100 - sum(shares.values())})

    def deputies(self) -> None:
        """The seats of the township congress that are still empty, then its delegation's in the county."""
        slug = self.town["slug"]
        here = [m for m in self.tables["mandate"] if m["congress"] == slug]
        wired = {"paper": 0.3, "good": 0.75}.get(self.town["habit"], 0.55)
        there = villages(self.tables, code_of(self.town, self.tables))
        new = []
        for at in range(self.town["seats"] - len(here)):
            person = self.person(login=self.luck.random() < wired)
            new.append(person)
            self._seat(person, slug, cut(there, at), self._kind(0))
        delegation = f"{slug}_dbt"
        sitting = [m for m in self.tables["mandate"] if m.get("group") == delegation]
        both = self.luck.sample(new, len(new))
        for at in range(self.town["county_seats"] - len(sitting)):
            twice = at % 3 == 0
            person = both[at] if twice else self.person(login=self.luck.random() < 0.8)
            kind = next(m["kind"] for m in self.tables["mandate"] if m["person"] == person) if twice else self._kind(1)
            self._seat(person, "county", cut(there, at + 1), kind)

    def _kind(self, column: int) -> str:
        return weighted(self.luck, {kind: float(row[column]) for kind, row in KINDS.items()})  # type: ignore[arg-type]

    def _seat(self, person: str, congress: str, village: Row, kind: str) -> None:
        number = int(village["code"][-1]) % (2 if congress == "county" else self.town["groups"])
        group = f"{self.town['slug']}_{'dbt' if congress == 'county' else f'xz{number + 1}'}"
        district = f"{self.town['name']}第{NUMBERS[number]}选区" if congress == "county" else f"{village['name']}选区"
        before = next((m for m in self.tables["mandate"] if m["person"] == person), None)
        self.tables["mandate"].append(
            {
                "person": person, "congress": congress, "district": district, "village": village["code"], "kind": kind,
                "occupation": before["occupation"] if before else self.luck.choice(KINDS[kind][3]), "group": group,
            }
        )  # fmt: skip

    def staff(self) -> None:
        """Who keeps the congress, governs, and answers in the stations; presidium and chair sit in the congress."""
        slug, head = self.town["slug"], "镇长" if self.town["name"].endswith("镇") else "乡长"
        seats = [m["person"] for m in self.tables["mandate"] if m["congress"] == slug]
        chair, *members = seats[:5]
        self._post(chair, "zxt", "chair", "人大主席", sits=True)
        for person in members:
            self._post(person, "zxt", "presidium_member", "主席团成员")
        self._clerks()
        self._post(self.person(), "dzb", "government_office", "主任")
        self._post(self.person(), "gov", "handler_head", head)
        self._post(self.person(), "gov", "handler", "经办人")
        for kind in self.town["stations"]:
            made = material("townships")["station"][kind]
            wired = kind not in self.town.get("paper", ())
            self._post(self.person(login=wired), kind, "handler_head", made["head"])
            if wired:
                self._post(self.person(), kind, "handler", made["staff"])

    def _clerks(self) -> None:
        """One clerk; where the post was vacant for a while, one before and one after."""
        if "vacant" not in self.town:
            self._post(self.person("女"), "rdb", "township_clerk", "人大专干")
            return
        gone, came = self.town["vacant"]
        self._post(self.person("男"), "rdb", "township_clerk", "人大专干", until=gone)
        self._post(self.person("女"), "rdb", "township_clerk", "人大专干", since=came)

    def _post(self, person: str, body: str, role: str, title: str, *, sits: bool = False, **days: date) -> None:
        if sits:  # a chair is an official and has an account, whoever was drawn
            self.tables["person"] = [
                {**p, "login": person} if p["slug"] == person else p for p in self.tables["person"]
            ]
            self.tables["mandate"] = [
                {**m, "kind": "official", "occupation": "乡镇人大主席"} if m["person"] == person else m
                for m in self.tables["mandate"]
            ]
        post = {"person": person, "body": f"{self.town['slug']}_{body}", "role": role, "title": title}
        self.tables["post"].append(post | days)


def _complete_person(row: Row, tables: Tables, seed: int) -> Row:
    """Birth, party and education as they go with what a person does."""
    luck = lot(seed, "person", row["slug"])
    seats = [m for m in tables["mandate"] if m["person"] == row["slug"]]
    kind = KINDS[seats[0]["kind"]] if seats else KINDS["official"]
    school = SCHOOLS.index(kind[4]) + luck.choice((-1, 0, 0, 0, 1))
    party = "中共党员" if luck.random() < kind[5] else luck.choice(("群众",) * 9 + ("民盟盟员", "民建会员"))
    born = {"born_year": luck.randint(1964, 1995 if seats else 1999), "born_month": luck.randint(1, 12)}
    return {**born, "party": party, "education": SCHOOLS[max(0, min(school, 5))], **row}


def _complete_seat(row: Row, seed: int) -> Row:
    """What he stands for, where he works, and when and how he was elected: some came later."""
    luck = lot(seed, "seat", row["congress"], row["person"])
    filled: dict[str, Any] = {"composition": KINDS[row["kind"]][2], "elected_as": "general", "elected_on": ELECTED}
    if row["kind"] not in ("official", "village_cadre") and luck.random() < 0.04:
        since = date(2024, 3, 1) + timedelta(days=luck.randint(0, 200))
        filled |= {"elected_as": "by_election", "elected_on": since, "begins_on": since}
    return {**filled, **row}


def both(tables: Mapping[str, list[Row]]) -> Iterator[str]:
    """Who sits in a township and in the county."""
    county = {m["person"] for m in tables["mandate"] if m["congress"] == "county"}
    seen = set()
    for seat in tables["mandate"]:
        if seat["congress"] != "county" and seat["person"] in county and seat["person"] not in seen:
            seen.add(seat["person"])
            yield seat["person"]
