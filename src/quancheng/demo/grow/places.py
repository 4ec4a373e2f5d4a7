"""The townships beyond the written ones: areas, organs, governments, stations, groups, terms, sessions, reports."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from .lots import material

Row = Mapping[str, Any]
COUNTY_CODE = "530999"
NUMBERS = "一二三四五"


def townships() -> list[Row]:
    """All ten, in their order."""
    found: list[Row] = material("townships")["township"]
    return found


def reports() -> list[Row]:
    """Last year's reports of the congresses that are not written by hand."""
    found: list[Row] = material("townships")["report"]
    return found


def grow(tables: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables with every township's places and bodies."""
    grown = {name: list(rows) for name, rows in tables.items()}
    opened = date(2022, 1, 6)
    for town in townships():
        if "villages" not in town:
            continue
        opened += timedelta(days=1)
        grown["area"] += _areas(town)
        grown["body"] += _bodies(town)
        grown["term"].append({"congress": town["slug"], "ordinal": 20, "name": "第二十届", "opens_on": opened})
        grown["session"] += [
            {"congress": town["slug"], "ordinal": number, "opens_on": first, "closes_on": last}
            for number, first, last in town["sessions"]
        ]
    return grown


def _areas(town: Row) -> Iterator[Row]:
    """001-199 居民委员会, 200-399 村民委员会."""
    yield {"code": town["code"], "name": town["name"]}
    villages = [v for v in town["villages"] if not v.endswith("社区")]
    communities = [v for v in town["villages"] if v.endswith("社区")]
    for first, names in ((1, communities), (201, villages)):
        for number, name in enumerate(names, first):
            yield {"code": f"{town['code']}{number:03}", "name": name}


def villages(tables: Mapping[str, list[Row]], code: str) -> list[Row]:
    """The villages of a township."""
    return [a for a in tables["area"] if len(a["code"]) == 12 and a["code"].startswith(code)]


def code_of(town: Row, tables: Mapping[str, list[Row]]) -> str:
    """The area code of a township."""
    return str(next(b["area"] for b in tables["body"] if b["slug"] == town["slug"]))


def _bodies(town: Row) -> Iterator[Row]:
    slug, name, near = town["slug"], town["name"], town["name"][-1]
    mine = {"area": town["code"], "tier": "township"}
    of = {"congress": slug}
    yield mine | {
        "slug": slug,
        "name": f"{name}人民代表大会",
        "short": f"{name}人大",
        "kind": "congress",
        "parent": "county",
        "account": False,
    }
    yield (
        mine
        | of
        | {
            "slug": f"{slug}_zxt",
            "name": f"{name}人民代表大会主席团",
            "short": f"{name}人大主席团",
            "kind": "presidium",
            "parent": slug,
            "account": True,
        }
    )
    yield (
        mine
        | of
        | {
            "slug": f"{slug}_rdb",
            "name": f"{name}人大办公室",
            "short": f"{name}人大办",
            "kind": "office",
            "parent": f"{slug}_zxt",
            "account": True,
        }
    )
    yield mine | {
        "slug": f"{slug}_gov",
        "name": f"{name}人民政府",
        "short": f"{name}政府",
        "kind": "government",
        "account": True,
    }
    yield mine | {
        "slug": f"{slug}_dzb",
        "name": f"{name}党政综合办公室",
        "short": f"{name}党政综合办",
        "kind": "government_office",
        "parent": f"{slug}_gov",
        "account": True,
    }
    for kind in town["stations"]:
        made = material("townships")["station"][kind]
        yield mine | {
            "slug": f"{slug}_{kind}",
            "name": f"{name}{made['name']}",
            "short": f"{near}{made.get('short', made['name'])}",
            "kind": "station",
            "parent": made["parent"] or f"{slug}_gov",
            "account": kind not in town.get("paper", ()),
        }
    yield {
        "slug": f"{slug}_dbt",
        "name": f"{name}代表团",
        "short": f"{name}代表团",
        "kind": "delegation",
        "area": town["code"],
        "tier": "county",
        "parent": "county",
        "congress": "county",
        "account": False,
    }
    for number in range(town["groups"]):
        called = f"第{NUMBERS[number]}代表小组"
        yield mine | of | {
            "slug": f"{slug}_xz{number + 1}", "name": f"{name}{called}", "short": called, "kind": "group", "parent": slug, "account": False,
        }  # fmt: skip
