"""A seat's course as the office records it: suspended and resumed, ended on a ground of the law, taken back."""

from collections.abc import Iterator
from datetime import date

import pytest

from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.models import Duty, Fact, Matter
from quancheng.roster.models import Mandate, Person, Post

from .county import County, settle_county
from .front_door import Visitor, plain
from .test_register import roll
from .test_suggestion import handed, raised, replied

pytestmark = pytest.mark.django_db
SEEN = "a test looks"


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        c = settle_county()
        tick()
        yield c


def seat(c: County, name: str, slug: str) -> Mandate:
    return Mandate.objects.get(person=c.people[name], congress=c.bodies[slug])


def to_be_rated(c: County) -> Matter:
    """A suggestion that waits for the evaluation of the deputy who raised it."""
    (a,) = handed(c, raised(c), ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    replied(c, a, "周立新", "郑海涛")
    return a


def holder(a: Matter) -> str:
    duty = Duty.objects.unguarded(SEEN).get(matter=a, name="rate", state="open")
    return str(duty.person or duty.body)


def test_a_suspended_deputy_can_raise_nothing_and_sees_why(county: County) -> None:
    c = county
    a = to_be_rated(c)
    assert holder(a) == "马德福"
    clerk, m, deputy = Visitor(c, "林晓梅"), roll(c, "county"), Visitor(c, "马德福", "pocket")
    mine = str(seat(c, "马德福", "county").pk)
    report = {"organ": str(c.bodies["sc"].pk), "document": "云岭县人大常委会会议纪要〔2026〕2号"}
    page = clerk.get(f"{clerk.step_path(m, 'suspend')}?seat={mine}").content.decode()
    assert f'value="{mine}" selected' in page and "附加剥夺政治权利" in page
    clerk.do(m, "suspend", seat=mine, outcome="detained", **report)
    assert not c.actor("马德福").sits_in(c.bodies["county"].pk)
    answer = deputy.get("begin/suggestions/county/")
    words = plain(answer)
    assert answer.status_code == 403 and "自 2026-03-02 起暂时停止执行" in words and "代表法第六十一条" in words
    assert "提建议" not in deputy.see("") and "暂时停止执行" in deputy.see("")
    assert holder(a) == "云岭县人民代表大会", "nobody co-signed, so the office may record"
    assert "马德福：因刑事案件被羁押" in clerk.see(f"matters/{m.ref}/")
    clerk.do(m, "resume", seat=mine, **report)
    assert c.actor("马德福").sits_in(c.bodies["county"].pk) and holder(a) == "马德福"
    assert deputy.get("begin/suggestions/county/").status_code == 200
    deputy.do(a, "rate", process="satisfied", result="satisfied")
    assert c.fresh(a).ended_as == "replied"


def test_a_seat_ends_only_on_paper_and_by_the_right_body(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "何丽"), roll(c, "shiqiao")
    c.body("shiqiao-zxt", "石桥镇人大主席团", "presidium", "township", "530999101", congress=c.bodies["shiqiao"])
    gone = seat(c, "杨志强", "shiqiao")
    sent = {"seat": str(gone.pk), "outcome": "resigned", "organ": str(c.bodies["shiqiao"].pk)}
    words = clerk.refused(m, "end_seat", **sent)
    assert "请写明决定或公告" in words and "选举法第五十五条第二款" in words and "代表法第六十三条第二款" in words
    paper = {"document": "石桥镇人民代表大会公告第6号"}
    words = clerk.refused(m, "end_seat", **sent | paper | {"organ": str(c.bodies["shiqiao-zxt"].pk)})
    assert "主席团不能接受代表辞职" in words
    words = clerk.refused(m, "end_seat", **sent | paper | {"outcome": "ordered", "on": "2024-06-01"})
    assert "当时的法律里没有“责令辞职被接受”" in words
    gone.refresh_from_db()
    assert gone.ends_on is None
    clerk.do(m, "end_seat", **sent, **paper)
    gone.refresh_from_db()
    assert (gone.ends_on, gone.ground) == (date(2026, 3, 2), "辞职被接受")
    said = clerk.see(f"matters/{m.ref}/")
    assert "杨志强：辞职被接受（石桥镇人民代表大会，石桥镇人民代表大会公告第6号）" in said
    fact = Fact.objects.unguarded(SEEN).get(kind="terms.end_seat")
    assert fact.organ == c.bodies["shiqiao"] and {r["rule"] for r in fact.rulings} >= {"seat.end", "seat.resign"}
    assert Visitor(c, "杨志强", "pocket").get("begin/suggestions/shiqiao/").status_code == 403


def test_what_passed_on_is_taken_back_with_the_step(county: County) -> None:
    c = county
    a = to_be_rated(c)
    clerk, m = Visitor(c, "林晓梅"), roll(c, "county")
    clerk.do(
        m,
        "end_seat",
        seat=str(seat(c, "马德福", "county").pk),
        outcome="moved",
        organ=str(c.bodies["sc"].pk),
        document="公告",
    )
    assert holder(a) == "云岭县人民代表大会"
    fact = m.facts.unguarded(SEEN).get(kind="terms.end_seat")
    assert clerk.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    assert holder(a) == "马德福" and seat(c, "马德福", "county").ends_on is None
    passed = Fact.objects.unguarded(SEEN).get(kind="record.pass_on", matter=a)
    assert passed.corrected_by.unguarded(SEEN).count() == 1
    Visitor(c, "马德福", "pocket").do(a, "rate", process="satisfied", result="satisfied")


def test_a_chair_who_resigns_his_seat_has_posts_to_look_at(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "何丽"), roll(c, "shiqiao")
    gone = seat(c, "陈建国", "shiqiao")
    clerk.do(
        m, "end_seat", seat=str(gone.pk), outcome="recalled", organ=str(c.bodies["shiqiao"].pk), document="石桥镇人大公告第7号"
    )  # fmt: skip
    assert "review_posts" in c.open(m)
    post = Post.objects.get(person=c.people["陈建国"])
    clerk.do(m, "review_posts", posts=[str(post.pk)], last_day="2026-03-02", document="主席团公告")
    post.refresh_from_db()
    assert post.until == date(2026, 3, 2) and "石桥镇人大办主席" in clerk.see(f"matters/{m.ref}/")


def test_a_by_election(county: County) -> None:
    """补选: enrolled as elected, confirmed by the presidium or whoever the law names, in office from the announcement."""
    c = county
    clerk, m = Visitor(c, "林晓梅"), roll(c, "county")
    clerk.do(m, "enrol", full_name="新当选", elected_as="by_election", elected_on="2026-02-20", delegation="石桥代表团")
    new = Person.objects.get(name="新当选")
    c.people["新当选"] = new
    assert not c.actor("新当选").seats and c.open(m)["confirm_seats"] is None
    clerk.do(
        m,
        "confirm_seats",
        seats=[str(new.mandates.get().pk)],
        organ=str(c.bodies["sc"].pk),
        document="县人大常委会公告第9号",
    )
    assert c.actor("新当选").sits_in(c.bodies["county"].pk) and "confirm_seats" not in c.open(m)
    assert "确认 1 名代表的资格（云岭县人大常委会，县人大常委会公告第9号）" in clerk.see(f"matters/{m.ref}/")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"elected_on": "2026-02-20", "begins_on": "2022-01-10"}, "2026-02-20 才当选，任期不会更早"),
        ({"elected_on": "2099-01-01"}, "当选日期不会晚于今天"),
        ({"born_month": "13"}, "请填 1 到 12 之间的数"),
        ({"district": "长" * 61}, "最多 60 个字，现在有 61 个字"),
    ],
)
def test_what_cannot_be_is_asked_about_in_words(county: County, typed: dict[str, str], said: str) -> None:
    clerk, m = Visitor(county, "林晓梅"), roll(county, "county")
    sent = {"full_name": "新当选", "elected_as": "by_election", **typed}
    answer = clerk.post(clerk.step_path(m, "enrol"), **sent)
    assert answer.status_code == 422 and said in plain(answer)
    assert not Person.objects.filter(name="新当选").exists()


def test_nobody_sits_in_two_places_that_are_strangers(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "沈小雨"), roll(c, "liulin")
    sent = {
        "full_name": "杨志强",
        "same": str(c.people["杨志强"].pk),
        "elected_as": "general",
        "begins_on": "2026-03-01",
    }
    words = clerk.refused(m, "enrol", **sent)
    assert "已经是石桥镇人民代表大会代表，两地没有隶属关系" in words and "选举法第四十八条" in words
    clerk.do(m, "enrol", **sent | {"full_name": "马德福", "same": str(c.people["马德福"].pk)})


def test_groups_and_delegations_many_at_once(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "何丽"), roll(c, "shiqiao")
    clerk.do(m, "add_body", title="石桥镇第一代表小组", short="第一小组", kind="group", has_account="on")
    from quancheng.roster.models import Body

    group = Body.objects.get(name="石桥镇第一代表小组")
    assert group.congress == c.bodies["shiqiao"]
    seats = [seat(c, name, "shiqiao") for name in ("杨志强", "田秀芳", "何正明")]
    words = clerk.refused(m, "set_group", seats=[str(s.pk) for s in seats])
    assert "请写明编入哪个代表团或代表小组" in words
    clerk.do(m, "set_group", seats=[str(s.pk) for s in seats], group=str(group.pk))
    assert Mandate.objects.filter(group=group).count() == 3 and seat(c, "杨志强", "shiqiao").delegation == "石桥代表团"


def test_a_deputys_page_leads_to_what_may_be_registered_of_him(county: County) -> None:
    c = county
    clerk = Visitor(c, "何丽")
    one = seat(c, "杨志强", "shiqiao")
    page = clerk.get(f"register/shiqiao/deputies/{one.person_id}/").content.decode()
    for step in ("amend", "suspend", "end_seat"):
        assert f"do/{step}/?seat={one.pk}" in page
        chosen = clerk.get(f"{clerk.step_path(roll(c, 'shiqiao'), step)}?seat={one.pk}").content.decode()
        assert f'value="{one.pk}" selected' in chosen
    above = Visitor(c, "林晓梅").get(f"register/shiqiao/deputies/{one.person_id}/").content.decode()
    assert "?seat=" not in above


def test_what_somebody_else_has_changed_since_is_not_taken_back(county: County) -> None:
    """李春梅 sits in both congresses: the county amends her, then the township; the county's word is no longer the last."""
    c = county
    above, below = Visitor(c, "林晓梅"), Visitor(c, "何丽")
    for clerk, slug, party in ((above, "county", "群众"), (below, "shiqiao", "中共党员")):
        mine = str(seat(c, "李春梅", slug).pk)
        clerk.do(roll(c, slug), "amend", seat=mine, shown=mine, full_name="李春梅", party=party)
    fact = roll(c, "county").facts.unguarded(SEEN).get(kind="terms.amend")
    answer = above.post(f"/desk/facts/{fact.pk}/revoke/")
    assert answer.status_code == 422 and "或者后来又改过，不能撤回" in plain(answer)
    fact = roll(c, "shiqiao").facts.unguarded(SEEN).get(kind="terms.amend")
    assert below.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    assert Person.objects.get(name="李春梅").party == "群众"


def test_a_seat_ended_by_mistake_goes_on(county: County) -> None:
    """更正误登的终止: found when 撤回 is too late; what waits for the deputy comes back to him."""
    c, a = county, to_be_rated(county)
    clerk, m = Visitor(c, "林晓梅"), roll(c, "county")
    gone = seat(c, "马德福", "county")
    assert "更正误登的终止" not in clerk.see(f"matters/{m.ref}/"), "nothing to mend yet"
    paper = {"organ": str(c.bodies["sc"].pk), "document": "云岭县人大常委会公告〔2026〕第3号"}
    clerk.do(m, "end_seat", seat=str(gone.pk), outcome="resigned", **paper)
    assert holder(a) == c.bodies["county"].name
    clerk.do(m, "add_body", title="县林业局", kind="department")  # something else since: no 撤回 any more
    words = clerk.refused(m, "reopen_seat", seat=str(gone.pk), note="")
    assert "请填写“错在哪里、凭什么更正”" in words
    clerk.do(m, "reopen_seat", seat=str(gone.pk), note="辞职的是另一位代表，公告第3号登记错了人。")
    gone.refresh_from_db()
    assert gone.ends_on is None and gone.ground == ""
    assert holder(a) == "马德福"
    assert "的终止登记有误，予以更正：辞职的是另一位代表" in clerk.see(f"matters/{m.ref}/")


def test_a_deputy_reads_his_own_file_on_his_phone(county: County) -> None:
    c = county
    raised(c)
    text = Visitor(c, "马德福", "pocket").see("register/")
    assert "云岭县人民代表大会" in text and "在任" in text
    assert "关于硬化柳沟村至河口村道路的建议" in text and "领衔" in text
    both = Visitor(c, "李春梅", "pocket").see("register/")
    assert "云岭县人民代表大会" in both and "石桥镇人民代表大会" in both and "道路" not in both
    assert Visitor(c, "林晓梅", "pocket").get("register/").status_code == 404, "she sits in no congress"
