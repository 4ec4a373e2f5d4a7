"""The change of term, a unit that ends, a desk that is handed over: what was owed goes on, in other hands."""

from collections.abc import Iterator
from datetime import date

import pytest

from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.models import Duty, Fact, Matter
from quancheng.rooms.register.models import TermRoll
from quancheng.rooms.register.years import open_rolls
from quancheng.rooms.rulebook.book import enter
from quancheng.rooms.suggestions.models import Suggestion
from quancheng.roster.models import Body, Mandate, Person, Post, Session, Term

from .county import NORM, County, settle_county
from .front_door import Visitor, last, plain
from .test_register import roll
from .test_suggestion import REPLY, handed, raised, replied

pytestmark = pytest.mark.django_db
SEEN = "a test looks"


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        c = settle_county()
        tick()
        yield c


def promised(c: County) -> tuple[Matter, Matter]:
    """A suggestion of 马德福 (第一选区) answered with a promise, and the promise."""
    Mandate.objects.filter(person=c.people["马德福"], congress=c.bodies["county"]).update(district="第一选区")
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    draft = {"draft": REPLY, "letter": "B", "promise": "完成三公里路面硬化", "promise_on": "2027-06-30"}
    Visitor(c, "周立新").do(a, "contact", means="phone", note="通了电话。")
    Visitor(c, "周立新").do(a, "handle", **draft)
    Visitor(c, "郑海涛").do(a, "sign_reply", outcome="issue", signer="郑海涛", **draft)
    Visitor(c, "马德福", "pocket").do(a, "rate", process="satisfied", result="basically")
    promise = Matter.objects.unguarded(SEEN).get(kind="undertakings")
    return c.fresh(m), c.fresh(promise)


def waiting(c: County) -> Matter:
    """Another suggestion of his, answered and not yet evaluated."""
    m = c.raise_("马德福", "county", title="关于整修河口村灌溉水渠的建议")
    clerk = Visitor(c, "林晓梅")
    clerk.do(m, "examine", outcome="accept", title=m.title, category="water")
    (a,) = handed(c, m, ("water", "lead"))
    Visitor(c, "江水生").do(a, "sign_for", outcome="accept")
    replied(c, a, "江水生", "陆水平")
    return c.fresh(a)


def test_the_change_of_term(county: County) -> None:
    c = county
    _, promise = promised(c)
    open_one = waiting(c)
    with clock.at(date(2026, 11, 30)):
        clerk = Visitor(c, "林晓梅")
        wrong = clerk.post("/desk/begin/terms/county/", ordinal="19", opens_on="2027-01-11")
        assert wrong.status_code == 422 and "第19届已经登记过" in plain(wrong)
        wrong = clerk.post("/desk/begin/terms/county/", ordinal="20", opens_on="2027-01-11", elected_on="2027-02-01")
        assert wrong.status_code == 422 and "代表应在第一次会议以前选出" in plain(wrong)
        opened = clerk.post("/desk/begin/terms/county/", ordinal="20", opens_on="2027-01-11", elected_on="2026-11-28")
        assert opened.status_code == 302, plain(opened)[:800]
        new = c.fresh(TermRoll.objects.unguarded(SEEN).get(term__ordinal=20, term__congress=c.bodies["county"]).matter)
        assert new.title == "云岭县第二十届人民代表大会" and c.open(new)["convene"] == date(2027, 1, 11)
        words = clerk.refused(new, "convene")
        assert "还没有资格已经确认的代表" in words and "选举法第四十七条" in words
        clerk.do(
            new, "enrol", full_name="李春梅", same=str(c.people["李春梅"].pk), elected_as="general", district="第二选区"
        )
        clerk.do(new, "enrol", full_name="段新民", elected_as="general", elected_on="2026-11-28", district="第一选区")
        c.people["段新民"] = Person.objects.get(name="段新民")
        seats = [str(s.pk) for s in Mandate.objects.filter(term__ordinal=20, congress=c.bodies["county"])]
        assert not c.actor("段新民").seats, "elected, not yet a deputy"
        clerk.do(new, "confirm_seats", seats=seats, organ=str(c.bodies["sc"].pk), document="县人大常委会公告第12号")
        assert not c.actor("段新民").seats and c.actor("马德福").sits_in(c.bodies["county"].pk)
    with clock.at(date(2027, 1, 12)):
        old, clerk = old_roll(c), Visitor(c, "林晓梅")
        clerk.do(new, "convene", on="2027-01-11")
        assert c.actor("段新民").sits_in(c.bodies["county"].pk) and not c.actor("马德福").seats
        first, second = Term.objects.filter(congress=c.bodies["county"]).order_by("ordinal")
        assert (first.ends_on, second.begins_on) == (date(2027, 1, 11), date(2027, 1, 11))
        ground = Mandate.objects.get(person=c.people["马德福"], term=first)
        assert (ground.ends_on, ground.ground) == (date(2027, 1, 11), "任期届满")
        old = c.fresh(old)
        assert old.ended_as == "closed" and "任期届满" in clerk.see(f"matters/{old.ref}/")
        assert c.open(new) == {"review_posts": None, "serve": date(2032, 1, 11)}
        # what was not finished is evaluated by whom the old term's rules leave: nobody co-signed, so the office records
        assert {str(d.body) for d in open_one.duties.unguarded(SEEN).filter(name="rate", state="open")} == {
            "云岭县人民代表大会"
        }
        clerk.do(open_one, "rate", process="satisfied", result="satisfied")
        assert c.fresh(open_one).ended_as == "replied"
        # and the promise is shown to the new deputy of the same district, who finds it on his phone
        heir = Visitor(c, "段新民", "pocket")
        assert "完成三公里路面硬化" in heir.see(f"matters/{promise.ref}/")
        assert Visitor(c, "李春梅", "pocket").get(f"matters/{promise.ref}/").status_code == 200
    with clock.at(date(2027, 6, 30)):
        Visitor(c, "周立新").do(promise, "keep", outcome="kept", text="已经通车。")
        assert "代表确认" in heir.see("")
        heir.do(promise, "confirm", outcome="yes", text="走过，很好。")
        assert c.fresh(promise).ended_as == "kept"
        assert Fact.objects.unguarded(SEEN).get(kind="undertakings.confirm").actor == c.people["段新民"]


def old_roll(c: County) -> Matter:
    return c.fresh(TermRoll.objects.unguarded(SEEN).get(term__ordinal=19).matter)


def test_a_change_of_term_is_taken_back(county: County) -> None:
    c = county
    _, promise = promised(c)
    clerk = Visitor(c, "林晓梅")
    clerk.post("/desk/begin/terms/county/", ordinal="20", opens_on="2026-03-02", elected_on="2026-02-28")
    new = c.fresh(TermRoll.objects.unguarded(SEEN).get(term__ordinal=20, term__congress=c.bodies["county"]).matter)
    clerk.do(new, "enrol", full_name="段新民", elected_as="general", district="第一选区")
    clerk.do(new, "confirm_seats", seats=[str(Mandate.objects.get(term__ordinal=20, congress=c.bodies["county"]).pk)],
             organ=str(c.bodies["sc"].pk), document="公告")  # fmt: skip
    clerk.do(new, "convene")
    assert old_roll(c).ended_as == "closed" and not c.actor("马德福").seats
    fact = new.facts.unguarded(SEEN).get(kind="terms.convene")
    answer = clerk.post(f"/desk/facts/{fact.pk}/revoke/")
    assert answer.status_code == 302, plain(answer)[:600]
    assert old_roll(c).step == "serve" and c.open(old_roll(c)) == {"serve": date(2027, 1, 10)}
    assert c.actor("马德福").sits_in(c.bodies["county"].pk) and Term.objects.get(ordinal=19).ends_on is None
    assert not promise.parties.unguarded(SEEN).filter(part="heir").exists() and "convene" in c.open(new)


def test_a_unit_ends_with_a_successor_by_form(county: County) -> None:
    c = county
    (a,) = handed(c, raised(c), ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    clerk, m = Visitor(c, "林晓梅"), roll(c, "county")
    sent = {"body": str(c.bodies["traffic"].pk), "document": "云岭县机构改革方案"}
    words = clerk.refused(m, "end_body", successor=str(c.bodies["traffic"].pk), **sent)
    assert "承接单位应是另一个仍在办公的单位" in words
    words = clerk.refused(m, "end_body", successor=str(c.bodies["office"].pk), **sent)
    assert "不是一类机构" in words
    clerk.do(m, "end_body", successor=str(c.bodies["water"].pk), move_people="on", **sent)
    assert "县交通运输局撤并，由县水利局承接，1 件事项由它接着办（云岭县机构改革方案）" in clerk.see(
        f"matters/{m.ref}/"
    )
    assert "江水生" in {p.person.name for p in Post.objects.on(clock.today()).filter(body=c.bodies["water"])}
    both = {p.person.name for p in Post.objects.on(clock.today()).filter(body=c.bodies["water"])}
    assert both == {"江水生", "陆水平", "周立新", "郑海涛"}, "its people went with it"
    Visitor(c, "周立新").do(a, "contact", means="phone", note="换了单位，接着办。")
    fact = m.facts.unguarded(SEEN).get(kind="terms.end_body")
    answer = clerk.post(f"/desk/facts/{fact.pk}/revoke/")
    assert answer.status_code == 422 and "已经有人在这一步之后办理" in plain(answer)


def test_a_desk_is_handed_over(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "林晓梅"), roll(c, "county")
    suggestion = raised(c)
    before = clerk.see("")
    assert "交办" in before
    path = clerk.step_path(m, "hand_over_desk")
    giver = str(c.people["林晓梅"].pk)
    page = clerk.see(f"{path}?giver={giver}")
    assert suggestion.title in page and "人代选工委 干部" in page
    clerk.post("/drafts/", **{"draft-name": "suggestions.hand_over", "draft-matter": suggestion.ref, "say": "半截"})
    mine = [str(p.pk) for p in Post.objects.filter(person=c.people["林晓梅"])]
    short = clerk.post(path, giver=giver)
    assert short.status_code == 422 and "写明交给谁后再提交" in plain(short)
    clerk.do(
        m, "hand_over_desk", giver=giver, full_name="新来的", posts=mine, note="铁皮柜钥匙在窗台。", on="2026-03-02"
    )
    c.people["新来的"] = Person.objects.get(name="新来的")
    taker = Visitor(c, "新来的")
    assert suggestion.title in taker.see("") and taker.get(taker.step_path(suggestion, "hand_over")).status_code == 200
    assert clerk.get("").status_code in (200, 302) and suggestion.title not in plain(clerk.get("/desk/"))
    assert clerk.get(f"/pocket/matters/{suggestion.ref}/").status_code == 404
    assert Post.objects.get(person=c.people["林晓梅"]).until == date(2026, 3, 1)
    assert "林晓梅交给新来的" in taker.see(f"matters/{m.ref}/")
    assert "半截" in taker.get(taker.step_path(suggestion, "hand_over")).content.decode(), (
        "the half-written step came too"
    )
    fact = m.facts.unguarded(SEEN).get(kind="terms.hand_over_desk")
    listed = taker.see(f"register/handovers/{fact.pk}/")
    assert "工作交接清单" in listed and suggestion.title in listed and "铁皮柜钥匙在窗台。" in listed
    assert Visitor(c, "何丽").get(f"register/handovers/{fact.pk}/").status_code == 404


def test_what_a_leader_owes_himself_is_handed_over_before_he_leaves(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="return", reason="不属本单位职责", proposes="县水利局")
    Visitor(c, "林晓梅").do(m, "reassign", outcome="arbitrate", leader=str(c.people["孙立勤"].pk), say="两家意见不一")
    duty = Duty.objects.unguarded(SEEN).get(name="arbitrate", state="open")
    duty.person, duty.body = c.people["孙立勤"], None  # no room asks a leader by name yet
    duty.save()
    clerk, terms = Visitor(c, "林晓梅"), roll(c, "county")
    post = Post.objects.get(person=c.people["孙立勤"])
    words = clerk.refused(terms, "leave_post", post=str(post.pk), last_day="2026-03-02")
    assert "孙立勤手上还有 1 件要由他本人办的事" in words
    clerk.do(terms, "hand_over_desk", giver=str(c.people["孙立勤"].pk), full_name="赵继任", posts=[str(post.pk)])
    c.people["赵继任"] = Person.objects.get(name="赵继任")
    duty.refresh_from_db()
    assert duty.person == c.people["赵继任"] and "裁定承办单位" in Visitor(c, "赵继任").see("")
    assert m.title not in plain(Visitor(c, "孙立勤").get("/desk/"))


def test_sessions_are_entered_and_mended(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "何丽"), roll(c, "shiqiao")
    words = clerk.refused(m, "add_session", ordinal="5", opens_on="2026-07-10")
    assert "第5次会议已经登记过" in words
    words = clerk.refused(m, "add_session", ordinal="6", opens_on="2026-07-10", closes_on="2026-07-09")
    assert "闭会日期不会早于开幕日期" in words
    clerk.do(m, "add_session", ordinal="6", opens_on="2026-07-10")
    session = Session.objects.get(ordinal=6)
    clerk.do(
        m,
        "amend_session",
        session=str(session.pk),
        shown=str(session.pk),
        ordinal="6",
        opens_on="2026-07-10",
        closes_on="2026-07-11",
    )
    session.refresh_from_db()
    assert session.closes_on == date(2026, 7, 11)
    assert "第六次会议 2026-07-10 开幕，2026-07-11 闭会" in clerk.see(f"matters/{m.ref}/")


def test_a_term_opened_wrongly_is_mended(county: County) -> None:
    c = county
    clerk = Visitor(c, "林晓梅")
    clerk.post("/desk/begin/terms/county/", ordinal="21", opens_on="2027-01-11")
    new = c.fresh(TermRoll.objects.unguarded(SEEN).get(term__ordinal=21).matter)
    words = clerk.refused(new, "amend_term", ordinal="19", opens_on="2027-01-11")
    assert "第19届已经登记过" in words
    words = clerk.refused(new, "amend_term", ordinal="20", opens_on="2021-01-11")
    assert "第19届第一次会议是 2022-01-10 举行的，这一届应在它之后" in words
    clerk.do(new, "amend_term", ordinal="20", opens_on="2027-01-18", elected_on="2026-02-28")
    new = c.fresh(new)
    assert new.title == "云岭县第二十届人民代表大会" and Session.objects.get(
        term__ordinal=20, term__congress=c.bodies["county"]
    ).opens_on == date(2027, 1, 18)
    assert c.open(new) == {"confirm_seats": date(2027, 1, 18), "convene": date(2027, 1, 18), "serve": date(2032, 1, 18)}
    assert clerk.get(f"begin/terms/{c.bodies['county'].slug}/").status_code == 200
    again = clerk.post("/desk/begin/terms/county/", ordinal="20", opens_on="2027-01-18")
    assert again.status_code == 422 and "第20届已经登记过" in plain(again)


def test_what_counts_from_a_session_moves_with_it(county: County) -> None:
    """上海: handed over within so many days of the session's closing; the closing day was entered wrong."""
    c = county
    rule = 'overrides = "suggestion.assign"\nevent     = '
    norm = NORM.read_text("utf-8").replace(f'{rule}"suggestion.received"', f'{rule}"suggestion.session_closed"')
    enter("yunling", norm.replace("is      = { workdays = 5 }", "is      = { days = 10 }"))
    m = c.raise_("马德福", "county", raised_in=str(c.session.pk))
    Visitor(c, "林晓梅").do(m, "examine", outcome="accept", title=m.title, category="water")
    was = c.open(m)["hand_over"]
    assert was == date(2026, 1, 26)
    clerk, terms = Visitor(c, "林晓梅"), roll(c, "county")
    sent = {"session": str(c.session.pk), "shown": str(c.session.pk), "ordinal": "5", "opens_on": "2026-01-12"}
    clerk.do(terms, "amend_session", **sent, closes_on="2026-01-20")
    assert c.open(m)["hand_over"] == date(2026, 1, 30)
    assert "会议日期更正，期限重新计算" in clerk.see(f"matters/{m.ref}/")
    fact = terms.facts.unguarded(SEEN).get(kind="terms.amend_session")
    assert clerk.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    assert c.open(m)["hand_over"] == was


def test_appointed_in_a_body_where_there_is_such_a_post(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "何丽"), roll(c, "shiqiao")
    sent = {"full_name": "新站长", "since": "2026-03-01", "title": "站长"}
    words = clerk.refused(m, "appoint", body=str(c.bodies["shiqiao-water"].pk), role="township_clerk", **sent)
    assert "不是石桥镇水利站里的岗位" in words
    assert str(c.bodies["water"].pk) not in [
        k for k, _ in clerk.get(clerk.step_path(m, "appoint")).context["form"].fields["body"].choices
    ]
    clerk.do(m, "appoint", body=str(c.bodies["shiqiao-water"].pk), role="handler_head", **sent)
    post = Post.objects.get(person__name="新站长")
    clerk.do(m, "leave_post", post=str(post.pk), last_day="2026-03-02")
    post.refresh_from_db()
    assert post.until == date(2026, 3, 2)


def test_a_first_term_is_opened_by_hand(county: County) -> None:
    """A congress whose term nobody has entered: opened in mid-term, it is simply there."""
    c = county
    c.body("new-congress", "新坝乡人民代表大会", "congress", "township", "530999102", parent=c.bodies["county"])
    c.body("new-office", "新坝乡人大办", "office", "township", "530999102", congress=c.bodies["new-congress"])
    c.person("苏文", "township_clerk", "new-office", "专干")
    clerk = Visitor(c, "苏文")
    answer = clerk.post("/desk/begin/terms/new-congress/", ordinal="3", opens_on="2022-01-12")
    assert answer.status_code == 302
    m = roll(c, "new-congress")
    assert c.open(m) == {"serve": date(2027, 1, 12)}
    clerk.do(m, "enrol", full_name="乡代表", elected_as="general", begins_on="2022-01-12")
    assert open_rolls(clock.today()) == 0 and Mandate.objects.on(clock.today()).filter(person__name="乡代表").exists()
    assert Visitor(c, "何丽").get("begin/terms/new-congress/").status_code in (403, 404)


def test_a_bill_made_a_suggestion_keeps_its_day(county: County) -> None:
    """C3: entered for the deputy, with who decided it and when; from that day it counts as a suggestion."""
    c = county
    clerk = Visitor(c, "林晓梅")
    path = f"/desk/begin/suggestions/county/?for=p{c.people['马德福'].pk}"
    sent = {
        "title": "关于制定柳沟河道管理办法的建议", "text": "原为代表议案，反映河道采砂无序，建议制定管理办法。", "raised_in": str(c.session.pk),
        "wish": "full", "outcome": "submit", "from_bill": "on", "paper_kept": "议案卷第3号",
    }  # fmt: skip
    wrong = clerk.post(path, **sent)
    assert wrong.status_code == 422 and "议案转为建议，请写明“由哪个机关决定转为建议”" in plain(wrong)
    answer = clerk.post(path, **sent, decided_by="县十九届人大五次会议主席团", decided_on="2026-01-15")
    assert answer.status_code == 302, plain(answer)[:600]
    m = last(c)
    own = Suggestion.objects.unguarded(SEEN).get(pk=m.pk)
    assert (own.source, own.decided_on, own.raised_on) == ("bill", date(2026, 1, 15), date(2026, 1, 15))
    assert "县十九届人大五次会议主席团于 2026-01-15 决定" in clerk.see(f"matters/{m.ref}/")
    assert "from_bill" not in Visitor(c, "马德福", "pocket").get("begin/suggestions/county/").content.decode()


def test_bodies_are_renamed(county: County) -> None:
    c = county
    clerk, m = Visitor(c, "林晓梅"), roll(c, "county")
    body: Body = c.bodies["traffic"]
    clerk.do(
        m,
        "amend_body",
        body=str(body.pk),
        shown=str(body.pk),
        title="县交通运输和公路局",
        short="县交通局",
        parent=str(c.bodies["gov"].pk),
        has_account="on",
    )
    body.refresh_from_db()
    assert body.name == "县交通运输和公路局" and "更正县交通运输和公路局的名称、简称" in clerk.see(f"matters/{m.ref}/")
    words = clerk.refused(
        m,
        "amend_body",
        body=str(c.bodies["gov"].pk),
        shown=str(c.bodies["gov"].pk),
        title="云岭县人民政府",
        parent=str(body.pk),
    )
    assert "不能又是它的上级" in words
