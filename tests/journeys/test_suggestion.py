"""One suggestion from the deputy's phone to its end, through the front door."""

from collections.abc import Iterator
from datetime import date

import pytest

from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.models import Credit, Duty, Fact, Matter

from .county import County, settle_county
from .front_door import Visitor, last

pytestmark = pytest.mark.django_db
SEEN = "a test looks"
REPLY = "一、关于硬化：已列入养护计划。二、关于排水：同步修边沟。"


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        yield settle_county()


def raised(c: County, who: str = "马德福", congress: str = "county", **more: str) -> Matter:
    """A deputy raises it on his phone and the clerk numbers it."""
    deputy = Visitor(c, who, "pocket")
    data = {
        "title": "关于硬化柳沟村至河口村道路的建议", "text": "三公里土路雨天走不通，四十名学生绕行。建议硬化并修边沟。",
        "raised_in": "0", "wish": "full", "outcome": "submit",
    }  # fmt: skip
    answer = deputy.post(f"/pocket/begin/suggestions/{congress}/", **(data | more))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    m = last(c)
    clerk = {"county": "林晓梅", "shiqiao": "何丽"}[congress]
    Visitor(c, clerk).do(m, "examine", outcome="accept", title=m.title, category="traffic")
    return c.fresh(m)


def handed(c: County, m: Matter, *units: tuple[str, str]) -> list[Matter]:
    """Handed over by the county through the government office."""
    Visitor(c, "林晓梅").do(m, "hand_over")
    Visitor(c, "何督查").do(m, "allot", units=[{"body": c.bodies[u].pk, "part": p} for u, p in units])
    return c.parts(m)


def replied(c: County, a: Matter, clerk: str, head: str, **more: str) -> None:
    """Contact, draft, sign."""
    unit = Visitor(c, clerk)
    unit.do(a, "contact", means="site", note="到柳沟村看路。")
    unit.do(
        a,
        c.fresh(a).step,
        draft=REPLY,
        letter=more.get("letter", "A"),
        **{k: v for k, v in more.items() if k.startswith("promise")},
    )
    Visitor(c, head).do(
        a,
        "sign_reply",
        outcome="issue",
        draft=REPLY,
        number="云交函〔2026〕31号",
        signer=head,
        **({"letter": "A"} | more),
    )


def test_a_suggestion_goes_its_whole_course(county: County) -> None:
    c = county
    m = raised(c)
    assert m.number == "闭会第1号"
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    page = Visitor(c, "周立新").see(f"matters/{m.ref}/")
    assert "2026-06-02" in page and "代表法" in page and "第五十一条" in page and "自交办之日起三个月内答复" in page
    replied(c, a, "周立新", "郑海涛")
    Visitor(c, "马德福", "pocket").do(a, "rate", process="satisfied", result="satisfied")
    assert c.fresh(m).step == "settle"
    Visitor(c, "林晓梅").do(m, "settle", text="办结。")
    assert c.fresh(m).phase == "closed"
    credits = Credit.objects.unguarded(SEEN).filter(fact__matter__root=m).values_list("part", flat=True)
    assert sorted(credits) == ["contact", "lead", "lead", "lead", "rate"]
    page = Visitor(c, "马德福", "pocket").see(f"matters/{m.ref}/")
    assert "云交函〔2026〕31号" in page and "过程" in page


def test_no_reply_without_contact(county: County) -> None:
    """代表法五十一条: the refusal names the article and who can mend it; after the contact the same reply goes out."""
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    Visitor(c, "周立新").do(a, "handle", draft=REPLY, letter="A")
    head = Visitor(c, "郑海涛")
    form = {"outcome": "issue", "draft": REPLY, "letter": "A", "signer": "郑海涛"}
    page = head.refused(a, "sign_reply", **form)
    assert "还没有联系记录" in page and "代表法" in page and "第五十一条" in page and "马德福" in page
    assert (
        c.fresh(a).step == "sign_reply"
        and not Fact.objects.unguarded(SEEN).filter(kind="assignments.sign_reply").exists()
    )
    assert REPLY in head.get(head.step_path(a, "sign_reply")).content.decode()  # nothing typed is lost
    Visitor(c, "周立新").do(a, "contact", means="phone", note="电话沟通。")
    head.do(a, "sign_reply", **form)
    assert c.fresh(a).step == "rate"


def test_one_unit_returns_and_disputes_while_the_other_works_on(county: County) -> None:
    c = county
    m = raised(c)
    a, b = handed(c, m, ("traffic", "separate"), ("water", "separate"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    with clock.at(date(2026, 3, 10)):
        Visitor(c, "江水生").do(b, "sign_for", outcome="return", reason="边沟属公路附属设施。", proposes="县农业农村局")
        assert c.fresh(b).ended_as == "returned" and c.fresh(m).step == "handling" and c.fresh(m).phase == "reassign"
        Visitor(c, "周立新").do(a, "contact", means="site", note="到现场。")
        Visitor(c, "林晓梅").do(m, "reassign", outcome="arbitrate", say="两家意见不一。")
        Visitor(c, "孙立勤").do(m, "arbitrate", unit=c.bodies["farm"].pk, part="separate")
    new = c.parts(m)[-1]
    assert new.assignment.handler.slug == "farm" and new.assignment.counted_from == date(2026, 3, 10)
    assert new.assignment.first_handed_on == date(2026, 3, 2)
    assert c.open(new)["sign_for"] is not None and c.fresh(a).step == "handle"
    with clock.at(date(2026, 3, 11)):
        Visitor(c, "田禾").do(new, "sign_for", outcome="accept")
        assert c.open(new)["handle"] == date(2026, 6, 10)
        assert "2026-03-02" in Visitor(c, "林晓梅").see(f"matters/{m.ref}/")


def test_a_late_return_is_refused_with_its_rule(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    with clock.at(date(2026, 4, 20)):
        page = Visitor(c, "周立新").refused(a, "sign_for", outcome="return", reason="不属于本局职责。")
        assert "退回的期限已过" in page and "第八条" in page and "交办机构" in page
        Visitor(c, "周立新").do(a, "sign_for", outcome="accept")


def test_rework_after_a_bad_result_and_then_satisfied(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    replied(c, a, "周立新", "郑海涛")
    deputy = Visitor(c, "马德福", "pocket")
    deputy.refused(a, "rate", process="satisfied", result="unsatisfied")  # a bad result needs a word of why
    deputy.do(a, "rate", process="satisfied", result="unsatisfied", remark="边沟没有修。")
    assert c.fresh(a).step == "meet"
    with clock.at(date(2026, 4, 10)):
        Visitor(c, "林晓梅").do(a, "meet", text="约见县交通运输局，四月底前补修边沟。")
        assert c.open(a)["rework"] == date(2026, 5, 10)
        Visitor(c, "周立新").do(a, "rework", draft="已补修边沟。", letter="A")
        refused = Visitor(c, "郑海涛").refused(
            a, "sign_reply", outcome="issue", draft="已补修边沟。", letter="A", signer="郑海涛"
        )
        assert "再次答复前还要与代表联系沟通" in refused
    with clock.at(date(2026, 4, 28)):
        Visitor(c, "周立新").do(a, "contact", means="site", note="一起看边沟。")
        Visitor(c, "郑海涛").do(
            a,
            "sign_reply",
            outcome="issue",
            draft="已补修边沟。",
            letter="A",
            signer="郑海涛",
            number="云交函〔2026〕40号",
        )
        deputy.do(a, "rate", process="satisfied", result="satisfied")
    assert c.fresh(a).ended_as == "replied" and c.fresh(m).step == "settle"


def test_still_unsettled_after_the_local_rounds(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    for _ in range(2):
        replied(c, a, "周立新", "郑海涛")
        Visitor(c, "马德福", "pocket").do(a, "rate", process="basically", result="unsatisfied", remark="没有办。")
        if c.fresh(a).step == "meet":
            Visitor(c, "林晓梅").do(a, "meet", text="约见。")
    assert c.fresh(a).ended_as == "unsettled" and c.fresh(m).step == "settle"


def test_a_promise_comes_back_next_year(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    Visitor(c, "周立新").do(a, "contact", means="phone", note="沟通。")
    Visitor(c, "周立新").do(a, "handle", draft=REPLY, letter="B")
    head, form = Visitor(c, "郑海涛"), {"outcome": "issue", "draft": REPLY, "letter": "B", "signer": "郑海涛"}
    page = head.refused(a, "sign_reply", **form)
    assert "要写明承诺办什么" in page and "第十二条" in page
    head.do(a, "sign_reply", **form, promise="2027年6月底前完成硬化。", promise_on="2027-06-30")
    Visitor(c, "马德福", "pocket").do(a, "rate", process="satisfied", result="basically")
    Visitor(c, "林晓梅").do(m, "settle")
    assert c.fresh(m).phase == "promised"
    promise = Matter.objects.unguarded(SEEN).get(kind="undertakings")
    with clock.at(date(2027, 6, 1)):
        tick()
        assert "2027-06-30" in Visitor(c, "周立新").see("")  # 工作台 shows it again, a year later
        Visitor(c, "周立新").do(promise, "keep", outcome="kept", text="六月完工。")
        Visitor(c, "马德福", "pocket").do(promise, "confirm", outcome="yes")
    assert c.fresh(promise).ended_as == "kept" and c.fresh(m).phase == "closed"


def test_a_township_and_its_county(county: County) -> None:
    """A township hands over directly; what only the county can solve is passed up, and its course is followed from below."""
    c = county
    m = raised(c, "杨志强", "shiqiao")
    Visitor(c, "何丽").do(m, "hand_over", units=[{"body": c.bodies["shiqiao-build"].pk, "part": "lead"}])
    (a,) = c.parts(m)
    assert c.fresh(m).step == "handling" and c.fresh(a).step == "sign_for"
    assert Visitor(c, "林晓梅").get(f"matters/{m.ref}/").status_code == 200  # the county reads down
    assert Visitor(c, "林晓梅").get(f"matters/{m.ref}/do/change_handler/").status_code == 403  # and never writes
    assert Visitor(c, "沈小雨").get(f"matters/{m.ref}/").status_code == 404  # the next township sees nothing
    Visitor(c, "何丽").do(m, "pass_up", text="属县道，镇里没有资金。")
    assert c.fresh(m).ended_as == "passed_up" and c.fresh(a).ended_as == "void"
    above = last(c)
    assert above.body.slug == "county" and above.arises_from_id == m.pk and above.step == "examine"
    Visitor(c, "林晓梅").do(above, "examine", outcome="accept", title=above.title, category="traffic")
    (part,) = handed(c, above, ("traffic", "lead"))
    Visitor(c, "周立新").do(part, "sign_for", outcome="accept")
    assert "转报后" in Visitor(c, "杨志强", "pocket").see(f"matters/{m.ref}/")
    assert "办理中" in Visitor(c, "杨志强", "pocket").see(f"matters/{above.ref}/")


def test_everything_on_behalf_of_a_unit_without_account(county: County) -> None:
    c = county
    m = raised(c, "杨志强", "shiqiao")
    Visitor(c, "何丽").do(m, "hand_over", units=[{"body": c.bodies["shiqiao-water"].pk, "part": "lead"}])
    (a,) = c.parts(m)
    clerk = Visitor(c, "何丽")
    bare = clerk.post(clerk.step_path(a, "sign_for", "shiqiao-water"), outcome="accept")
    assert bare.status_code == 422 and "代为录入要有依据" in bare.content.decode()
    clerk.do(a, "sign_for", for_="shiqiao-water", outcome="accept")
    clerk.do(a, "contact", for_="shiqiao-water", means="phone", note="站长打了电话。")
    clerk.do(a, "handle", for_="shiqiao-water", draft=REPLY, letter="A")
    clerk.do(a, "sign_reply", for_="shiqiao-water", outcome="issue", draft=REPLY, letter="A", signer="站长")
    clerk.do(a, "rate", for_="杨志强", process="satisfied", result="satisfied")
    assert c.fresh(a).ended_as == "replied"
    fact = Fact.objects.unguarded(SEEN).get(kind="assignments.rate")
    assert (fact.actor.name, fact.for_person.name) == ("何丽", "杨志强")
    assert "何丽 代录" in clerk.see(f"matters/{m.ref}/")
    deputy = Visitor(c, "杨志强", "pocket")
    deputy.do(a, "object", text="我写的是基本满意。")  # told, and may object for the local number of days
    clerk.do(a, "answer_objection", outcome="mend", text="核对纸质表，确为基本满意。")
    answer = clerk.post(
        f"/desk/facts/{fact.pk}/correct/", process="satisfied", result="basically", reason="录入看错一行"
    )
    assert answer.status_code == 302, answer.content.decode()[:1500]
    assert a.assignment.ratings.unguarded(SEEN).get().result == "basically"
    with clock.at(date(2026, 3, 20)):
        assert "期限已过" in deputy.refused(a, "object", text="再提一次。")


def test_undo_and_correction(county: County) -> None:
    c = county
    m = raised(c)
    clerk = Visitor(c, "林晓梅")
    clerk.do(m, "hand_over", say="请尽快。")
    fact = Fact.objects.unguarded(SEEN).get(kind="suggestions.hand_over")
    assert clerk.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    assert c.fresh(m).step == "hand_over" and c.open(m).keys() == {"hand_over"} and m.suggestion.handed_on is None
    clerk.do(m, "hand_over")
    Visitor(c, "何督查").do(m, "allot", units=[{"body": c.bodies["traffic"].pk, "part": "lead"}])
    (a,) = c.parts(m)
    fact = Fact.objects.unguarded(SEEN).filter(kind="suggestions.hand_over", corrected_by=None).get()
    late = clerk.post(f"/desk/facts/{fact.pk}/revoke/")
    assert late.status_code == 422 and "更正" in late.content.decode()
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    with clock.at(date(2026, 3, 6)):
        answer = clerk.post(f"/desk/facts/{fact.pk}/correct/", on="2026-03-04", reason="实际三月四日交办会上交办")
        assert answer.status_code == 302, answer.content.decode()[:1500]
    assert c.open(a)["handle"] == date(2026, 6, 4)
    mended = Fact.objects.unguarded(SEEN).get(kind="suggestions.hand_over", corrects=fact)
    assert any(x["to"] == "2026-06-04" for x in mended.data["redated"])


def test_reply_and_evaluation_are_taken_back_and_corrected(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    replied(c, a, "周立新", "郑海涛", letter="B", promise="年底前完工。", promise_on="2026-12-31")
    head = Visitor(c, "郑海涛")
    fact = Fact.objects.unguarded(SEEN).get(kind="assignments.sign_reply")
    assert Matter.objects.unguarded(SEEN).filter(kind="undertakings").count() == 1
    assert head.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    assert Matter.objects.unguarded(SEEN).filter(kind="undertakings").count() == 0 and c.fresh(a).step == "sign_reply"
    assert a.assignment.replies.unguarded(SEEN).count() == 0
    head.do(a, "sign_reply", outcome="issue", draft=REPLY, letter="A", signer="郑海涛", number="云交函〔2026〕31号")
    deputy = Visitor(c, "马德福", "pocket")
    deputy.do(a, "rate", process="satisfied", result="basically")
    rated = Fact.objects.unguarded(SEEN).get(kind="assignments.rate")
    assert deputy.post(f"/pocket/facts/{rated.pk}/revoke/").status_code == 302
    assert c.fresh(a).step == "rate" and c.open(a).keys() == {"rate"}
    deputy.do(a, "rate", process="satisfied", result="satisfied")
    fact = Fact.objects.unguarded(SEEN).filter(kind="assignments.sign_reply", corrected_by=None).get()
    clerk = Visitor(c, "林晓梅")
    answer = clerk.post(
        f"/desk/facts/{fact.pk}/correct/",
        draft=REPLY,
        letter="A",
        signer="郑海涛",
        number="云交函〔2026〕32号",
        reason="文号写错",
    )
    assert answer.status_code == 302, answer.content.decode()[:1500]
    assert a.assignment.replies.unguarded(SEEN).get().number == "云交函〔2026〕32号"


def test_merging_keeps_the_second_deputy(county: County) -> None:
    c = county
    first = raised(c)
    deputy = Visitor(c, "李春梅", "pocket")
    deputy.post(
        "/pocket/begin/suggestions/county/",
        title="关于柳沟至河口道路硬化的建议",
        text="同一条路。",
        raised_in="0",
        wish="full",
        outcome="submit",
    )
    second = last(c)
    Visitor(c, "林晓梅").do(
        second, "examine", outcome="merge", title=second.title, category="traffic", merge_into=first.ref
    )
    second = c.fresh(second)
    assert second.ended_as == "merged" and second.number == "闭会第2号"
    (a,) = handed(c, first, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    replied(c, a, "周立新", "郑海涛")
    Visitor(c, "马德福", "pocket").do(a, "rate", process="satisfied", result="satisfied")
    assert c.fresh(a).step == "rate"  # the second lead evaluates too
    deputy.do(a, "rate", process="satisfied", result="satisfied")
    assert c.fresh(first).step == "settle"


def test_merging_while_the_other_is_being_evaluated(county: County) -> None:
    c = county
    first = raised(c)
    second = raised(c, "李春梅", title="关于柳沟至河口道路硬化的建议")
    clerk = Visitor(c, "林晓梅")
    third = Visitor(c, "王成林", "pocket")
    third.post(
        "/pocket/begin/suggestions/county/",
        title="关于修通柳沟路的建议",
        text="同一条路。",
        raised_in="0",
        wish="full",
        outcome="submit",
    )
    late = last(c)
    (a,) = handed(c, first, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    replied(c, a, "周立新", "郑海涛")
    clerk.do(late, "examine", outcome="merge", title=late.title, merge_into=first.ref)
    Visitor(c, "马德福", "pocket").do(a, "rate", process="satisfied", result="satisfied")
    assert c.fresh(a).step == "rate"
    third.do(a, "rate", process="satisfied", result="basically")
    assert c.fresh(a).ended_as == "replied" and c.fresh(second).step == "hand_over"


def test_extension_counts_from_the_same_hand_over(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    unit = Visitor(c, "周立新")
    unit.do(a, "sign_for", outcome="accept")
    with clock.at(date(2026, 5, 25)):
        unit.do(a, "ask_extension", text="要等雨季后施工。")
        Visitor(c, "林晓梅").do(a, "grant_extension", outcome="yes", say="同意。")
        assert c.open(a)["handle"] == date(2026, 9, 2)
        assert "最长的答复期限" in unit.refused(a, "ask_extension", text="再延。")
    with clock.at(date(2026, 9, 3)):
        assert "期限已过" in unit.refused(a, "ask_extension", text="再延。")


def test_not_evaluated_is_never_satisfied(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    replied(c, a, "周立新", "郑海涛")
    clerk = Visitor(c, "林晓梅")
    assert "代表评价的期限还没有过" in clerk.refused(a, "close_unrated")
    for day in (date(2026, 3, 10), date(2026, 3, 14), date(2026, 3, 16), date(2026, 3, 20)):
        with clock.at(day):
            tick()
    with clock.at(date(2026, 3, 20)):
        clerk.do(a, "close_unrated")
    assert c.fresh(a).ended_as == "unrated"
    assert not Duty.objects.unguarded(SEEN).filter(matter=a, state="open").exists()


def test_confidential_proposer_is_hidden_from_other_deputies(county: County) -> None:
    c = county
    m = raised(c, confidential="on")
    handed(c, m, ("traffic", "lead"))
    other = Visitor(c, "李春梅", "pocket")
    assert other.get(f"matters/{m.ref}/").status_code == 404
    assert m.title not in other.see("suggestions/?congress=county")
    assert "马德福" in Visitor(c, "周立新").see(f"matters/{m.ref}/")  # the unit must contact him
    found = other.client.post("/pocket/suggestions/similar/", {"congress": "county", "title": m.title, "text": ""})
    assert "马德福" not in found.content.decode() and m.title not in found.content.decode()


def test_batch_hand_over_is_all_or_nothing(county: County) -> None:
    c = county
    one, two = raised(c), raised(c, "李春梅", title="关于增设柳沟村路灯的建议")
    clerk = Visitor(c, "林晓梅")
    Visitor(c, "林晓梅").do(two, "hand_over")
    answer = clerk.client.post("/desk/batch/hand_over/", {"ref": [one.ref, two.ref], "sure": "1"})
    assert answer.status_code == 422 and two.title in answer.content.decode() and c.fresh(one).step == "hand_over"
    answer = clerk.client.post("/desk/batch/hand_over/", {"ref": [one.ref], "sure": "1"})
    assert answer.status_code == 302 and c.fresh(one).step == "allot"


def test_cosigners_confirm_on_their_own_phones(county: County) -> None:
    c = county
    deputy = Visitor(c, "马德福", "pocket")
    deputy.post(
        "/pocket/begin/suggestions/county/", title="关于增设石湾村变压器的建议", text="电压低。", raised_in="0", wish="full", outcome="keep",
        cosigners=[c.people["李春梅"].pk, c.people["王成林"].pk],
    )  # fmt: skip
    m = last(c)
    assert (
        m.step == "draft" and Visitor(c, "林晓梅").get(f"matters/{m.ref}/").status_code == 404
    )  # a draft is its author's
    Visitor(c, "李春梅", "pocket").do(m, "cosign", outcome="yes")
    deputy.do(m, "draft", title=m.title, text="电压低。", raised_in="0", wish="full", outcome="submit")
    Visitor(c, "林晓梅").do(m, "examine", outcome="accept", title=m.title, category="other")
    assert "cosign" not in c.open(m)  # who has not answered is no longer asked
    parties = m.parties.unguarded(SEEN).filter(part="cosign")
    assert [p.person.name for p in parties] == ["李春梅"]
