"""The rule book through the front door: one drafts, another adopts, a third reads it printed; old matters keep what held."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

import quancheng.demo
from quancheng.procedure import book as kept_books
from quancheng.procedure.book import book
from quancheng.procedure.calls import Refused
from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.models import Fact, Matter
from quancheng.rooms.rulebook.bringing import bring

from .county import County, settle_county
from .front_door import Visitor, last, plain

pytestmark = pytest.mark.django_db
SEEN = "a test looks"
TITLE = "云岭县代表建议答复期限规定"
YUNLING = (Path(quancheng.demo.__file__).parent / "norms" / "yunling.toml").read_text("utf-8")
COUNTY = {"tier": "county", "area": "530999"}


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        c = settle_county()
        c.person("周敏", "committee_head", "office", "委室主任")
        yield c


def norm_of(c: County) -> Matter:
    rows = Matter.objects.unguarded(SEEN).filter(kind="norms").select_related("body", "root").order_by("-pk")
    found = rows.first()
    assert found
    return found


def begun(c: County, who: str = "林晓梅", congress: str = "county", **data: Any) -> Matter:
    sent = {"title": TITLE, "effective_on": "2026-07-01", "outcome": "keep"}
    answer = Visitor(c, who).post(f"/desk/begin/norms/{congress}/", **(sent | data))
    assert answer.status_code == 302, plain(answer)[:1500]
    return norm_of(c)


def fill(c: County, m: Matter, rule: str, who: str = "林晓梅", **data: Any) -> Any:
    path = f"/desk/rules/norms/{m.ref}/choose/{rule}/"
    assert Visitor(c, who).get(path).status_code == 200
    return Visitor(c, who).post(path, rule=rule, **({"article": "第五条"} | data))


def filled(c: County, m: Matter, rule: str, who: str = "林晓梅", **data: Any) -> None:
    answer = fill(c, m, rule, who, **data)
    assert answer.status_code == 302, plain(answer)[:2500]


def checked(c: County, m: Matter, who: str = "林晓梅") -> None:
    """Tick every example on the page."""
    page = Visitor(c, who).get(f"/desk/matters/{m.ref}/do/confirm_cases/").content.decode()
    keys = re.findall(r'name="confirmed" value="([^"]+)"', page)
    assert keys
    Visitor(c, who).do(m, "confirm_cases", confirmed=keys)


def adopted(c: County, m: Matter, who: str = "周敏", drafter: str = "林晓梅", **data: Any) -> None:
    sent = {
        "outcome": "adopt", "title": TITLE, "document": "云人办〔2026〕7号", "adopted_by": "directors",
        "adopted_on": "2026-02-27", "effective_on": "2026-07-01",
    }  # fmt: skip
    Visitor(c, drafter).do(m, "draft", title=sent["title"] if "title" not in data else data["title"],
                           effective_on=data.get("effective_on", "2026-07-01"), outcome="submit")  # fmt: skip
    Visitor(c, who).do(m, "adopt", **(sent | data))


def test_one_drafts_another_adopts_a_third_reads(county: County) -> None:
    c = county
    m = begun(c)
    chosen = Visitor(c, "林晓梅").see(f"/desk/rules/norms/{m.ref}/choose/?q=答复")
    assert "建议答复期限" in chosen and "代表法第五十一条第二款" in chosen and "只能更短，不能更长" in chosen
    filled(
        c, m, "suggestion.reply", months=2, event="suggestion.hand_over", quote="承办单位应当自交办之日起两个月内答复"
    )
    page = Visitor(c, "林晓梅").see(f"matters/{m.ref}/")
    assert "2027-03-31 交办 → 2027-05-31" in page and "待核对" in page
    words = Visitor(c, "林晓梅").refused(m, "draft", title=TITLE, effective_on="2026-07-01", outcome="submit")
    assert "还有期限没有核对算例" in words
    checked(c, m)
    Visitor(c, "林晓梅").do(m, "draft", title=TITLE, effective_on="2026-07-01", outcome="submit")
    own = Visitor(c, "林晓梅").refused(
        m, "adopt", outcome="adopt", title=TITLE, document="云人办〔2026〕7号", adopted_by="directors", adopted_on="2026-02-27",
        effective_on="2026-07-01",
    )  # fmt: skip
    assert "须由另一人办理" in own
    where = {"on": date(2026, 7, 2), "tier": "township", "area": "530999101"}
    assert book().ruling("suggestion.reply", **where).words == "三个月"
    Visitor(c, "周敏").do(
        m, "adopt", outcome="adopt", title=TITLE, document="云人办〔2026〕7号", adopted_by="directors", adopted_on="2026-02-27",
        effective_on="2026-07-01",
    )  # fmt: skip
    ruling = book().ruling("suggestion.reply", **where)
    assert (ruling.words, ruling.citation.document, ruling.citation.article) == (
        "两个月",
        "云人办〔2026〕7号",
        "第五条",
    )
    assert book().ruling("suggestion.reply", **(where | {"on": date(2026, 6, 30)})).words == "三个月"
    third = Visitor(c, "何丽").see(f"/desk/rules/norms/{m.ref}/")
    for said in (
        TITLE,
        "云人办〔2026〕7号",
        "主任会议",
        "第五条",
        "自交办起两个月",
        "三个月",
        "林晓梅",
        "周敏",
        "尚未施行",
        "承办单位应当自交办之日起",
    ):
        assert said in third, said
    fact = Fact.objects.unguarded(SEEN).get(kind="norms.adopt")
    assert fact.organ == c.bodies["sc"]


def test_what_is_laxer_than_the_law_is_refused_at_its_field(county: County) -> None:
    c = county
    m = begun(c)
    answer = fill(c, m, "suggestion.reply", months=4, event="suggestion.hand_over")
    assert answer.status_code == 422
    words = plain(answer)
    assert "代表法第五十一条第二款规定三个月" in words and "只能更短，不能更长" in words
    assert 'value="4"' in answer.content.decode(), "what was typed is lost"
    assert fill(c, m, "suggestion.reply", event="suggestion.hand_over").status_code == 422
    assert Visitor(c, "林晓梅").get(f"/desk/rules/norms/{m.ref}/choose/no.such/").status_code == 200
    assert fill(c, m, "suggestion.reminders", say="三十天前").status_code == 422
    filled(c, m, "suggestion.reminders", say="7，15、3")
    assert '"15,7,3"' in c.fresh(m).local_norm.text


def two_months(c: County, congress: str = "county", who: str = "林晓梅", other: str = "周敏", **data: Any) -> Matter:
    """A norm of one rule, drafted, reckoned and adopted."""
    m = begun(c, who, congress, **{k: v for k, v in data.items() if k in ("title", "effective_on", "based_on")})
    filled(c, m, "suggestion.reply", who, months=data.get("months", 2), event="suggestion.hand_over")
    checked(c, m, who)
    adopted(c, m, other, who, **{k: v for k, v in data.items() if k not in ("months", "based_on")})
    return c.fresh(m)


def handed(c: County, title: str) -> Matter:
    """A suggestion raised, numbered and handed over to a unit on the day it is; the unit's share."""
    Visitor(c, "马德福", "pocket").post(
        "/pocket/begin/suggestions/county/", title=title, text="三公里土路雨天走不通。", raised_in="0", wish="full", outcome="submit"
    )  # fmt: skip
    m = last(c, title)
    Visitor(c, "林晓梅").do(m, "examine", outcome="accept", title=title, category="traffic")
    Visitor(c, "林晓梅").do(m, "hand_over")
    Visitor(c, "何督查").do(m, "allot", units=[{"body": c.bodies["traffic"].pk, "part": "lead"}])
    (part,) = c.parts(m)
    Visitor(c, "周立新").do(part, "sign_for", outcome="accept")
    return c.fresh(part)


def test_a_rule_changed_in_mid_year_leaves_old_matters_untouched(county: County) -> None:
    c = county
    with clock.at(date(2026, 6, 15)):
        before = handed(c, "关于硬化柳沟村道路的建议")
        two_months(c)
        assert c.open(before)["handle"] == date(2026, 9, 15)
    with clock.at(date(2026, 7, 6)):
        after = handed(c, "关于修复河口桥的建议")
        assert c.open(after)["handle"] == date(2026, 9, 6)
        page = Visitor(c, "周立新").see(f"matters/{after.root.ref}/")
        assert "2026-09-06" in page and "云岭县代表建议答复期限规定第五条" in page
        old = Visitor(c, "周立新").see(f"matters/{before.root.ref}/")
        assert "2026-09-15" in old and "代表法第五十一条第二款" in old
        # a correction reckons every open day anew, in July, by the law of the day in June
        fact = Fact.objects.unguarded(SEEN).get(kind="suggestions.hand_over", matter=before.root)
        mended = Visitor(c, "林晓梅").post(
            f"/desk/facts/{fact.pk}/correct/", on="2026-06-20", reason="交办单上写的是六月二十日。"
        )
        assert mended.status_code == 302, plain(mended)[:900]
        assert c.open(before)["handle"] == date(2026, 9, 20)
        told = Visitor(c, "周敏").see("/desk/rules/current/county/suggestion.reply/")
        assert "2026-07-01 起" in told and "自交办起两个月" in told and "自交办起三个月" in told


def test_a_new_version_ends_the_old_one_on_the_day_before(county: County) -> None:
    c = county
    first = two_months(c)
    with clock.at(date(2026, 10, 9)):
        second = two_months(
            c, based_on="local-530999-1", months=1, effective_on="2026-11-01", document="云人办〔2026〕19号", adopted_on="2026-10-08",
        )  # fmt: skip
        old, new = (c.fresh(m).local_norm for m in (first, second))
        assert (old.slug, old.in_book, c.fresh(first).ended_as) == (new.slug, True, "superseded")
        assert old.text == c.fresh(first).local_norm.text, "an adopted text is never edited"
        words = [
            book().ruling("suggestion.reply", on=day, **COUNTY).words
            for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 10, 31), date(2026, 11, 1))
        ]
        assert words == ["三个月", "两个月", "两个月", "一个月"]
        listed = Visitor(c, "周敏").see("/desk/rules/")
        assert "至 2026-10-31" in listed and "尚未施行" in listed
        compared = Visitor(c, "何丽").see(f"/desk/rules/norms/{second.ref}/difference/")
        assert "自交办起两个月" in compared and "自交办起一个月" in compared and "修改" in compared


def test_adopting_may_be_taken_back_and_a_norm_repealed(county: County) -> None:
    c = county
    m = two_months(c)
    fact = Fact.objects.unguarded(SEEN).get(kind="norms.adopt")
    assert Visitor(c, "周敏").post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    assert book().ruling("suggestion.reply", on=date(2026, 7, 1), **COUNTY).words == "三个月"
    assert c.fresh(m).step == "adopt"
    sent = {"title": TITLE, "document": "云人办〔2026〕7号", "adopted_by": "directors", "adopted_on": "2026-02-27"}
    Visitor(c, "周敏").do(m, "adopt", outcome="adopt", effective_on="2026-07-01", **sent)
    with clock.at(date(2026, 12, 1)):
        Visitor(c, "林晓梅").do(m, "repeal", document="云人办〔2026〕33号", since="2027-01-01")
        days = (date(2026, 12, 31), date(2027, 1, 1))
        assert [book().ruling("suggestion.reply", on=d, **COUNTY).words for d in days] == ["两个月", "三个月"]
        assert "云人办〔2026〕33号" in Visitor(c, "何丽").see(f"/desk/rules/norms/{m.ref}/")


def test_the_nearest_norm_wins_and_the_page_says_over_whom(county: County) -> None:
    c = county
    two_months(c)
    c.person("赵副", "deputy_chair", "shiqiao-npc", "副主席")
    two_months(
        c, "shiqiao", "何丽", "赵副", months=1, title="石桥镇建议答复期限规定", document="石人发〔2026〕2号", adopted_by="presidium"
    )  # fmt: skip
    with clock.at(date(2026, 7, 2)):
        page = Visitor(c, "何丽").see("/desk/rules/current/shiqiao/suggestion.reply/")
        first = [page.index(said) for said in ("自交办起一个月", "自交办起两个月", "自交办起三个月")]
        assert first == sorted(first)
        assert re.search(
            r"石人发〔2026〕2号第五条.*适用.*云人办〔2026〕7号第五条.*上位规定.*代表法第五十一条第二款.*国家规定", page
        )
        liulin = Visitor(c, "沈小雨").see("/desk/rules/current/liulin/")
        assert "云人办〔2026〕7号第五条" in liulin and "石人发" not in liulin
        assert Visitor(c, "沈小雨").get("/desk/rules/current/shiqiao/").status_code == 404
        # the county reads down, and drafts for nobody below
        assert Visitor(c, "周敏").get("/desk/rules/current/shiqiao/").status_code == 200
        assert Visitor(c, "周敏").get("/desk/begin/norms/shiqiao/").status_code == 403
        draft = begun(c, "何丽", "shiqiao", title="石桥镇另一份规定", effective_on="2026-08-01")
        laxer = fill(c, draft, "suggestion.reply", "何丽", months=3, event="suggestion.hand_over")
        assert laxer.status_code == 422 and "规定两个月" in plain(laxer)


def test_another_process_learns_of_it_by_its_version(county: County) -> None:
    c = county
    old = dict(kept_books._kept) or {kept_books._provider()[0]: book()}  # type: ignore[misc]
    two_months(c)
    kept_books._kept.clear()
    kept_books._kept.update(old)  # as in a process that has not adopted anything
    assert book().ruling("suggestion.reply", on=date(2026, 7, 1), **COUNTY).words == "两个月"


def upload(c: County, text: str | bytes, who: str = "林晓梅", congress: str = "county") -> Any:
    data = text.encode() if isinstance(text, str) else text
    return Visitor(c, who).client.post(
        f"/desk/rules/import/{congress}/", {"file": SimpleUploadedFile("norm.toml", data, "application/toml")}
    )


def imported(c: County, text: str) -> Matter:
    shown = upload(c, text)
    assert shown.status_code == 200, plain(shown)
    assert not Matter.objects.unguarded(SEEN).filter(kind="norms", step="draft").exists(), "looking kept something"
    kept = Visitor(c, "林晓梅").client.post(
        "/desk/rules/import/county/", {"text": text.replace("\n", "\r\n"), "save": "1"}
    )
    assert kept.status_code == 302, plain(kept)
    return norm_of(c)


def test_what_is_exported_comes_back_byte_for_byte(county: County) -> None:
    c = county
    m = imported(c, YUNLING)
    assert "云岭县代表建议办理办法（示例）" in Visitor(c, "林晓梅").see(f"matters/{m.ref}/")
    answer = Visitor(c, "林晓梅").get(f"/desk/rules/norms/{m.ref}/toml/")
    assert answer.content.decode() == YUNLING
    Visitor(c, "林晓梅").do(m, "withdraw", note="只是试一试。")
    other = two_months(c)
    text = Visitor(c, "何丽").get(f"/desk/rules/norms/{other.ref}/toml/").content.decode()
    again = imported(c, text)
    assert Visitor(c, "林晓梅").get(f"/desk/rules/norms/{again.ref}/toml/").content.decode() == text


def test_an_imported_norm_is_reckoned_and_adopted_like_any_other(county: County) -> None:
    c = county
    m = imported(c, YUNLING)
    checked(c, m)
    adopted(c, m, title="云岭县代表建议办理办法", document="云人常发〔2021〕8号", adopted_by="standing_committee",
            adopted_on="2021-06-20", effective_on="2021-07-01", despite="补录原来印发的文件。")  # fmt: skip
    ruling = book().ruling("suggestion.return", on=date(2026, 3, 2), **COUNTY)
    assert (ruling.citation.document, ruling.words) == ("云人常发〔2021〕8号", "十个工作日")
    assert len([n for n in book().norms if n.area == "530999"]) <= 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("530999", "530998"), "区划代码是 530998"),
        (('kind      = "span"', 'kind      = "spam"'), "只能是"),
        (('overrides = "suggestion.return"', 'overrides = "suggestion.no"'), "不存在"),
        (('overrides = "suggestion.return"', ""), "没有写 overrides"),
        (('overrides = "suggestion.rate.reminders"', 'overrides = "suggestion.report"'), "kind"),
        (("id       =", "id       "), "格式不对"),
    ],
)
def test_a_faulty_file_is_refused_in_words_and_leaves_nothing(
    county: County, change: tuple[str, str], said: str
) -> None:
    answer = upload(county, YUNLING.replace(*change))
    assert answer.status_code == 422 and said in plain(answer), plain(answer)[:900]
    assert not Matter.objects.unguarded(SEEN).filter(kind="norms").exists()


def test_a_file_that_is_no_text_is_refused_in_words(county: County) -> None:
    assert "UTF-8" in plain(upload(county, b"\xff\xfe\x00"))
    assert "太大" in plain(upload(county, b"a" * 400_000))
    assert "没有收到文件" in plain(Visitor(county, "林晓梅").client.post("/desk/rules/import/county/"))


def test_a_draft_is_seen_by_those_who_draft(county: County) -> None:
    c = county
    m = begun(c)
    for name in ("何丽", "何督查", "周立新"):
        for path in ("", "toml/", "difference/", "choose/", "choose/suggestion.reply/"):
            assert Visitor(c, name).get(f"/desk/rules/norms/{m.ref}/{path}").status_code == 404, (name, path)
    assert Visitor(c, "何督查").get("/desk/rules/").status_code == 403
    assert (
        "起草"
        not in Visitor(c, "何丽").see("/desk/rules/?congress=shiqiao").split("现行")[0].split("石桥镇人民代表大会")[0]
    )
    assert Visitor(c, "何督查").get("/desk/rules/import/county/").status_code == 404
    assert Visitor(c, "何督查").get("/desk/begin/norms/county/").status_code == 403


def test_what_the_law_has_fixed_is_not_offered(county: County) -> None:
    c = county
    m = begun(c)
    page = Visitor(c, "林晓梅").get(f"/desk/rules/norms/{m.ref}/choose/").content.decode()
    assert "choose/suggestion.report.due/" in page and "choose/suggestion.report/" not in page
    assert "法律已定，地方不能另作规定" in page
    forced = Visitor(c, "林晓梅").post(
        f"/desk/matters/{m.ref}/do/set_rule/",
        rule="session.quorum",
        of="all",
        way="reach",
        part="1/2",
        article="第一条",
    )
    assert forced.status_code == 422


def test_every_kind_of_rule_is_filled_in_and_read_back(county: County) -> None:
    c = county
    m = begun(c)
    filled(c, m, "suggestion.rework.rounds", number="2", article="第七条")
    filled(c, m, "suggestion.categories", options=[{"label": "交通水利"}, {"label": "教育卫生"}], article="第三条")
    filled(c, m, "suggestion.via", picked=["direct"], tiers="township", article="第四条")
    filled(c, m, "suggestion.via", picked=["government"], tiers="county", article="第四条")
    filled(c, m, "suggestion.solved", picked=["A", "B"], article="第八条")
    filled(c, m, "suggestion.reply.signer", say="由主要负责人签发。\n加盖公章。", article="第九条")
    twice = fill(c, m, "suggestion.via", picked=["direct"], tiers="county", article="第四条")
    assert twice.status_code == 422 and "已经填过" in plain(twice)
    Visitor(c, "林晓梅").do(m, "drop_rule", block="suggestion.solved|~2026-07-01")
    Visitor(c, "林晓梅").do(m, "draft", title=TITLE, effective_on="2026-08-01", outcome="keep")
    adopted(c, m, effective_on="2026-08-01")
    on = date(2026, 8, 1)

    def value(rule: str, tier: str = "county") -> Any:
        return book().ruling(rule, on=on, tier=tier, area="530999").value

    assert value("suggestion.rework.rounds") == 2
    assert [o.label for o in value("suggestion.categories").options] == ["交通水利", "教育卫生"]
    assert len(set(value("suggestion.categories").ids)) == 2
    assert (value("suggestion.via").ids, value("suggestion.via", "township").ids) == (("government",), ("direct",))
    assert value("suggestion.solved").ids == ("A",), "what was taken out of the draft is as it was before"
    assert value("suggestion.reply.signer") == "由主要负责人签发。\n加盖公章。"


def test_the_year_of_a_congress(county: County) -> None:
    c = county
    tick(date(2026, 3, 2))
    handed(c, "关于硬化柳沟村道路的建议")
    page = Visitor(c, "林晓梅").see("/desk/year/county/2026/")
    assert "举行人民代表大会会议" in page and "地方组织法第十四条第一款" in page and "地方规定未填" in page
    assert "石桥镇人民代表大会" in page and "柳林镇人民代表大会" in page
    items = Visitor(c, "林晓梅").see("/desk/year/county/2026/reply/")
    assert "关于硬化柳沟村道路的建议" in items and "2026-06-02" in items
    year = Matter.objects.unguarded(SEEN).get(kind="handling_years", body=c.bodies["county"])
    with clock.at(date(2026, 12, 20)):
        late = Visitor(c, "林晓梅").see("/desk/year/county/2026/")
        assert "逾期未办 1 件" in late and re.search(r"报告建议办理情况.*?2026-12-16 逾期", late)
        Visitor(c, "林晓梅").do(year, "report", text="全年办理情况。", to="县人大常委会")
        assert re.search(
            r"报告建议办理情况.*?1 次 1 2026-12-16 已完成", Visitor(c, "林晓梅").see("/desk/year/county/2026/")
        )
    with clock.at(date(2027, 2, 1)):
        town = Visitor(c, "何丽").see("/desk/year/shiqiao/2026/")
        assert re.search(r"乡镇一年一般举行的会议.*?2 次 1 2026-12-31 未达一般次数", town)
        assert "启用前没有记录" in Visitor(c, "何丽").see("/desk/year/shiqiao/2024/")
        assert Visitor(c, "何丽").get("/desk/year/county/2026/").status_code == 404
        assert Visitor(c, "何丽").get("/desk/year/shiqiao/99999999999/").status_code == 404
        assert Visitor(c, "何督查").get("/desk/year/county/2026/").status_code == 404


def test_a_norm_may_be_brought_in_by_two_at_once(county: County) -> None:
    c = county
    printed = {
        "title": "云岭县代表建议办理办法", "document": "云人常发〔2021〕8号", "adopted_by": "standing_committee",
        "adopted_on": "2021-06-20", "effective_on": "2021-07-01",
    }  # fmt: skip
    m = bring(
        c.actor("林晓梅"), c.actor("周敏"), c.bodies["county"], YUNLING, printed | {"despite": "补录印发的文件。"}
    )
    assert c.fresh(m).ended_as == "in_force"
    assert book().ruling("suggestion.rate", on=date(2026, 3, 2), **COUNTY).citation.document == "云人常发〔2021〕8号"
    kept = c.fresh(m).local_norm.text
    with pytest.raises(Refused):
        bring(c.actor("林晓梅"), c.actor("林晓梅"), c.bodies["county"], kept.replace("yunling-s", "other-s"), printed)


def test_what_the_place_keeps_closed_is_not_released(county: County) -> None:
    c = county
    m = begun(c)
    filled(c, m, "suggestion.publication", picked=["summary", "report"], article="第二十条")
    adopted(c, m, effective_on="2026-03-01")
    part = handed(c, "关于硬化柳沟村道路的建议")
    release = {"text": "三公里土路。", "reviewed": "on", "removed": ""}
    words = Visitor(c, "林晓梅").refused(part.root, "release", form="full", **release)
    assert "没有开放全文公开" in words and "第二十条" in words
    Visitor(c, "林晓梅").do(part.root, "release", form="summary", **release)


def test_letterhead_and_number_are_seen_before_they_are_adopted(county: County) -> None:
    """看文书样张: by the draft as it is written now; nothing of it holds yet."""
    c = county
    m = begun(c)
    clerk = Visitor(c, "林晓梅")
    assert "看文书样张" not in clerk.see(f"/desk/rules/norms/{m.ref}/")
    filled(c, m, "paper.letterhead", say="云岭县人大常委会代表工作委员会")
    filled(c, m, "paper.series", say="云人代")
    assert "看文书样张" in clerk.see(f"/desk/rules/norms/{m.ref}/")
    answer = clerk.get(f"/desk/rules/norms/{m.ref}/sample/")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    shown = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "云岭县人大常委会代表工作委员会" in shown and "云人代〔2026〕1号" in shown.replace(" ", "")
    assert book().ruling("paper.series", on=date(2026, 7, 2), **COUNTY).value == "云人办", "the draft binds nobody"
    assert Visitor(c, "周立新").get(f"/desk/rules/norms/{m.ref}/sample/").status_code == 404
