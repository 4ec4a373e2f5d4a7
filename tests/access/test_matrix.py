"""Who sees what: kinds of actor × kinds of row × pages. full = everything, member = title, lead and state, none = 404 alike."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from journeys.county import County, settle_county
from journeys.front_door import Visitor, last
from quancheng.procedure import settle
from quancheng.record import clock
from quancheng.record.models import Matter, Reader
from quancheng.rooms.suggestions.reads import rows_of
from quancheng.roster.actor import Actor

pytestmark = pytest.mark.django_db
SEEN = "a test looks"

ACTORS = {
    "提出人": ("马德福", "pocket"),
    "附议人": ("王成林", "pocket"),
    "本级其他代表": ("赵小岚", "pocket"),
    "乡镇代表": ("杨志强", "pocket"),
    "县人大工作人员": ("林晓梅", "desk"),
    "常委会副主任": ("孙立勤", "desk"),
    "石桥镇专干": ("何丽", "desk"),
    "柳林镇专干": ("沈小雨", "desk"),
    "政府办": ("何督查", "desk"),
    "承办单位": ("周立新", "desk"),
    "会办单位": ("钱数", "desk"),
    "无关单位": ("田禾", "desk"),
    "系统管理员": ("管理员", "desk"),
}
# kind of row → who sees it whole, who as a member; everybody else sees nothing
ROWS: dict[str, tuple[set[str], set[str]]] = {
    "起草": ({"提出人", "附议人"}, set()),
    "待审查": ({"提出人", "附议人", "县人大工作人员", "常委会副主任"}, set()),
    "已交办": (
        {"提出人", "附议人", "县人大工作人员", "常委会副主任", "政府办", "承办单位", "会办单位"},
        {"本级其他代表"},
    ),
    "保密": ({"提出人", "县人大工作人员", "常委会副主任", "政府办", "承办单位"}, set()),
    "石桥镇已交办": ({"石桥镇专干", "县人大工作人员", "常委会副主任", "乡镇代表"}, set()),
    "石桥镇待审查": ({"石桥镇专干", "乡镇代表"}, set()),
}


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        c = settle_county()
        c.person("管理员", "administrator", "office", "系统管理员")
        yield c


def rows(c: County) -> dict[str, Matter]:
    """One matter of each kind, made through the gate."""
    found = {}
    deputy = Visitor(c, "马德福", "pocket")
    text = {"text": "一段只有里面的人能看到的内容：丁香路口。", "raised_in": "0", "wish": "full"}
    for name in ("起草", "待审查", "已交办"):
        deputy.post(
            "/pocket/begin/suggestions/county/",
            title=f"关于{name}样例的建议",
            outcome="keep",
            cosigners=[c.people["王成林"].pk],
            **text,
        )
        m = last(c)
        Visitor(c, "王成林", "pocket").do(m, "cosign", outcome="yes")
        if name != "起草":
            deputy.do(m, "draft", title=m.title, outcome="submit", **text)
        found[name] = m
    deputy.post(
        "/pocket/begin/suggestions/county/", title="关于保密样例的建议", outcome="submit", confidential="on", **text
    )
    found["保密"] = last(c)
    for name in ("已交办", "保密"):
        m = found[name]
        c.do("林晓梅", m, "examine", outcome="accept", title=m.title, category="other")
        c.do("林晓梅", m, "hand_over")
        units = [{"body": c.bodies["traffic"].pk, "part": "lead"}]
        c.do(
            "何督查",
            m,
            "allot",
            units=[*units, *([{"body": c.bodies["finance"].pk, "part": "co"}] if name == "已交办" else [])],
        )
    for name in ("石桥镇待审查", "石桥镇已交办"):
        m = c.raise_("杨志强", "shiqiao", f"关于{name}样例的建议", text=text["text"])
        if name.endswith("已交办"):
            c.do("何丽", m, "examine", outcome="accept", title=m.title, category="other")
            c.do("何丽", m, "hand_over", units=[{"body": c.bodies["shiqiao-build"].pk, "part": "lead"}])
        found[name] = m
    return {name: c.fresh(m) for name, m in found.items()}


def test_every_actor_sees_just_what_is_his(county: County) -> None:
    made = rows(county)
    wrong = []
    for actor, (person, door) in ACTORS.items():
        visitor = Visitor(county, person, door)
        listed = (
            visitor.get("suggestions/?congress=county").content.decode() + visitor.get("suggestions/").content.decode()
        )
        searched = visitor.get("search/?q=样例").content.decode()
        inside = visitor.get("search/?q=丁香路口").content.decode()
        for row, m in made.items():
            whole, member = ROWS[row]
            want = "full" if actor in whole else "member" if actor in member else "none"
            answer = visitor.get(f"matters/{m.ref}/")
            page = answer.content.decode()
            got = "none" if answer.status_code == 404 else "full" if "丁香路口" in page else "member"
            if answer.status_code not in (200, 404) or got != want:
                wrong.append((actor, row, want, got, answer.status_code))
            if want == "none" and (m.title in listed or m.title in searched):
                wrong.append((actor, row, "listed or found", want))
            if want != "full" and m.title in inside:
                wrong.append((actor, row, "found by its content", want))
            if want == "full" and m.title not in searched:
                wrong.append((actor, row, "not found", want))
            if want == "none":
                for name in ("examine", "hand_over", "draft", "correct", "no_such_step"):
                    if visitor.get(f"matters/{m.ref}/do/{name}/").status_code != 404:
                        wrong.append((actor, row, name, "not hidden"))
                if visitor.get(f"/desk/suggestions/sheet/{m.ref}/").status_code not in (302, 404):
                    wrong.append((actor, row, "sheet"))
    assert not wrong


def test_what_is_closed_meanwhile_is_left_out_of_a_list(county: County) -> None:
    """Between the query for the matters and the one for their rows another may have closed them."""
    shut = rows(county)["保密"]
    person = county.people["赵小岚"]
    assert rows_of(Actor.of(person, clock.today()), [shut]) == []


def test_nobody_gets_in_without_logging_in(county: County) -> None:
    m = rows(county)["已交办"]
    public = Client()
    for path in (
        "/desk/", "/pocket/", f"/desk/matters/{m.ref}/", f"/pocket/matters/{m.ref}/", "/desk/suggestions/", "/desk/suggestions/excel/",
        "/desk/suggestions/statistics/", "/desk/suggestions/calling/", f"/go/{m.ref}/", "/desk/search/?q=样例", "/files/1/",
    ):  # fmt: skip
        answer = public.get(path)
        assert answer.status_code == 302 and "/login/" in answer.headers["Location"], path
    assert public.post(f"/desk/matters/{m.ref}/do/examine/", {"outcome": "accept"}).status_code in (302, 403)


def test_nobody_writes_who_only_reads(county: County) -> None:
    """The county reads down and writes nothing; a member, a colleague, the administrator write nothing."""
    c = county
    made = rows(c)
    before = {m.pk: (m.step, m.phase) for m in made.values()}
    for person, door in ACTORS.values():
        visitor = Visitor(c, person, door)
        for m in (made["石桥镇已交办"], made["保密"]):
            if person in ("何丽", "林晓梅", "孙立勤", "何督查", "周立新", "马德福", "杨志强") and not (
                m == made["石桥镇已交办"] and person in ("林晓梅", "孙立勤")
            ):
                continue
            for name in ("change_handler", "withdraw", "make_key", "note", "pass_up", "release"):
                answer = visitor.post(
                    f"/{door}/matters/{m.ref}/do/{name}/",
                    text="试一试",
                    outcome="yes",
                    reviewed="on",
                    form="full",
                    of="suggestion",
                )
                assert answer.status_code in (403, 404), (person, m.title, name, answer.status_code)
    assert {m.pk: (m.step, m.phase) for m in rows_again(made)} == before


def rows_again(made: dict[str, Matter]) -> list[Matter]:
    return list(Matter.objects.unguarded(SEEN).filter(pk__in=[m.pk for m in made.values()]))


def test_written_readers_are_the_computed_ones(county: County) -> None:
    for m in rows(county).values():
        written = set(Reader.objects.filter(matter_id=m.pk).values_list("key", flat=True))
        assert written == settle.readers(m), m.title
