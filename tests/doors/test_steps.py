"""Any procedure goes through the common doors: forms, gate answers, drafts, batch, correction."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from quancheng.procedure.models import Draft
from quancheng.record import search
from quancheng.record.models import Duty, Fact, File, Matter

from .people import County
from .toy import FULL

BEGIN = "/pocket/begin/toys/yunling/"
KEY = "0123456789abcdef0123456789abcdef"


def text(response: HttpResponse) -> str:
    return response.content.decode()


def raised(county: County, title: str = "关于修路的建议", **more: Any) -> Matter:
    done = county.at(county.deputy).post(BEGIN, {"title": title, "text": "路坏了"} | more)
    assert done.status_code == 302, text(done)
    return Matter.objects.unguarded("test").get(title=title)


def do(matter: Matter, name: str, door: str = "desk") -> str:
    return f"/{door}/matters/{matter.ref}/do/{name}/"


def test_the_whole_course_over_http(county: County) -> None:
    clerk, deputy, unit = county.at(county.clerk), county.at(county.deputy), county.at(county.handler)
    form = text(deputy.get(BEGIN))
    assert "标题" in form and "再加一行" in form and "选照片或文件" in form
    matter = raised(county)
    home = text(clerk.get("/desk/"))
    assert "要办 <b>1</b> 件" in home and "为什么" in home
    assert "核" in text(clerk.get(f"/desk/matters/{matter.ref}/"))
    assert clerk.post(do(matter, "examine"), {"outcome": "accept"}).status_code == 302
    done = clerk.post(do(matter, "share"), {"unit": county.department.pk}, follow=True)
    assert "已办" in text(done) and "撤回" in text(done)
    part = Matter.objects.unguarded("test").get(kind="toy_parts")
    assert unit.get(f"/desk/matters/{part.ref}/").url.endswith(f"/{matter.ref}/#{part.ref}")
    assert unit.post(do(part, "sign"), {}).status_code == 302
    assert unit.post(do(part, "reply"), {}).status_code == 302
    assert deputy.post(do(matter, "rate", "pocket"), {"outcome": "good"}).status_code == 302
    matter.refresh_from_db()
    assert matter.ended_as == "closed"
    page = text(deputy.get(f"/pocket/matters/{matter.ref}/"))
    assert "办结" in page and "满意" in page


def test_hidden_and_absent_answer_alike(county: County) -> None:
    matter = raised(county)
    stranger = county.at(county.handler)
    assert stranger.get(f"/desk/matters/{matter.ref}/").status_code == 404
    assert stranger.get(do(matter, "examine")).status_code == 404
    assert stranger.get("/desk/matters/zzzzzzzzzz/").status_code == 404
    assert county.at(county.clerk).get(do(matter, "no_such_step")).status_code == 404


def test_not_yours_is_403_only_for_who_may_see_it(county: County) -> None:
    matter = raised(county)
    answer = county.at(county.deputy).get(do(matter, "examine", "pocket"))
    assert answer.status_code == 403 and "现在不归你办" in text(answer)


def test_already_done_says_who_and_when(county: County) -> None:
    matter = raised(county)
    county.at(county.second).post(do(matter, "examine"), {"outcome": "accept"})
    answer = county.at(county.clerk).post(do(matter, "examine"), {"outcome": "accept", "note": "写了很久"})
    assert answer.status_code == 409 and "孙立群" in text(answer)
    assert Draft.objects.get(name="toys.examine").data["typed"]["note"] == ["写了很久"]


def test_invalid_keeps_everything_typed(county: County) -> None:
    answer = county.at(county.deputy).post(
        BEGIN, {"text": "只写了内容", "needs-0-what": "沙", "needs-0-many": "0", "needs-0-unit": "piece"}
    )
    page = text(answer)
    assert answer.status_code == 422 and "只写了内容" in page and 'value="沙"' in page
    assert "第 1 行“多少”" in page
    again = text(county.at(county.deputy).get(BEGIN))
    assert "只写了内容" in again and 'value="沙"' in again and "已带回你" in again


def test_refused_names_the_article_and_keeps_the_words(county: County) -> None:
    matter = raised(county, f"{FULL}的建议")
    answer = county.at(county.clerk).post(do(matter, "examine"), {"outcome": "accept", "note": "同意受理"})
    page = text(answer)
    assert answer.status_code == 422
    for words in (
        "不能审核",
        "代表法第五十一条",
        "提出人改标题",
        "审核意见：同意受理",
        "suggestion.reply",
        "toys.full",
    ):
        assert words in page
    assert Fact.objects.unguarded("test").filter(kind="toys.examine").count() == 0


def test_a_warning_asks_for_a_reason_and_goes_on(county: County) -> None:
    matter, clerk = raised(county), county.at(county.clerk)
    first = clerk.post(do(matter, "examine"), {"outcome": "reject", "note": "不合适"})
    page = text(first)
    assert first.status_code == 422 and "仍要办理的理由" in page
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert sent["outcome"] == "reject" and sent["note"] == "不合适"
    assert clerk.post(do(matter, "examine"), {**sent, "despite": "代表本人要求"}).status_code == 302
    matter.refresh_from_db()
    assert matter.ended_as == "refused"


def test_a_repeated_post_happens_once(county: County) -> None:
    deputy = county.at(county.deputy)
    data = {"title": "关于打井的建议", "text": "缺水", "key": KEY}
    assert deputy.post(BEGIN, data).url == deputy.post(BEGIN, data).url
    assert Matter.objects.unguarded("test").filter(title="关于打井的建议").count() == 1


def test_on_behalf_needs_the_paper_and_says_so(county: County) -> None:
    clerk = county.at(county.clerk)
    choice = text(clerk.get("/desk/begin/toys/yunling/"))
    assert "替哪位代表录入" in choice and "马德福" in choice
    url = f"/desk/begin/toys/yunling/?for=p{county.deputy.person_id}"
    assert "代为录入" in text(clerk.get(url))
    data = {"title": "纸上写的建议", "text": "路"}
    assert "请上传纸质件" in text(clerk.post(url, data))
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.4 scan")
    answer = clerk.post(url, data | {"paper-upload": scan}, follow=True)
    assert "马德福（林晓梅 代录）" in text(answer) and "纸质件" in text(answer)
    assert clerk.get("/desk/begin/toys/yunling/?for=p99999").status_code == 404
    assert clerk.get("/desk/begin/toys/yunling/?for=p9999999999999999999999").status_code == 404


def test_another_row_without_scripts(county: County) -> None:
    answer = county.at(county.deputy).post(
        BEGIN, {"title": "半截", "needs-0-what": "沙", "needs-0-many": "3", "more-needs": "1"}
    )
    page = text(answer)
    assert answer.status_code == 200 and 'value="沙"' in page and "needs-2-what" in page and 'role="alert"' not in page


def test_a_spare_row_with_its_first_choice_counts_as_empty(county: County) -> None:
    row = {"needs-0-what": "沙", "needs-0-many": "3", "needs-0-unit": "metre"}
    raised(county, **row, **{"needs-1-what": "", "needs-1-many": "", "needs-1-unit": "piece"})
    answer = county.at(county.deputy).post(BEGIN, {"title": "t", "text": "x", **row, "needs-1-unit": "metre"})
    assert answer.status_code == 422 and "第 2 行“要什么”" in text(answer)


def test_revoke_and_correct(county: County) -> None:
    matter, clerk = raised(county), county.at(county.clerk)
    clerk.post(do(matter, "examine"), {"outcome": "accept"})
    fact = Fact.objects.unguarded("test").get(kind="toys.examine")
    assert county.at(county.second).post(f"/desk/facts/{fact.pk}/revoke/").status_code == 403
    assert "撤回上一步" in text(clerk.post(f"/desk/facts/{fact.pk}/revoke/", follow=True))
    matter.refresh_from_db()
    assert matter.step == "examine"
    clerk.post(do(matter, "examine"), {"outcome": "accept"})
    clerk.post(do(matter, "share"), {"unit": county.department.pk})
    fact = Fact.objects.unguarded("test").filter(kind="toys.examine").latest("pk")
    assert clerk.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 422
    form = text(clerk.get(f"/desk/facts/{fact.pk}/correct/"))
    assert "更正原因" in form and f'value="{fact.on:%Y-%m-%d}"' in form
    assert clerk.post(f"/desk/facts/{fact.pk}/correct/", {"outcome": "accept", "reason": "写错了"}).status_code == 302
    assert "已更正" in text(clerk.get(f"/desk/matters/{matter.ref}/"))
    assert clerk.get(f"/desk/facts/{fact.pk}/correct/").status_code == 404


def test_refused_rights_are_shown_grey_with_the_reason(county: County) -> None:
    matter, clerk = raised(county), county.at(county.clerk)
    clerk.post(do(matter, "examine"), {"outcome": "accept"})
    page = text(clerk.get(f"/desk/matters/{matter.ref}/"))
    assert 'aria-disabled="true">转办' in page and "须由另一人办理" in page


def test_batch_is_all_or_nothing(county: County) -> None:
    clerk = county.at(county.clerk)
    matters = [raised(county, t) for t in ("第一件", f"{FULL}第二件", "第三件")]
    refs = [m.ref for m in matters]
    assert "审核 3 件" in text(clerk.post("/desk/batch/examine/", {"ref": refs}))
    answer = clerk.post("/desk/batch/examine/", {"ref": refs, "sure": "1", "outcome": "accept"})
    assert answer.status_code == 422 and "1 件办不成，3 件都没有办" in text(answer) and "不能审核" in text(answer)
    assert not Fact.objects.unguarded("test").filter(kind="toys.examine").exists()
    done = clerk.post("/desk/batch/examine/", {"ref": [refs[0], refs[2]], "sure": "1", "outcome": "accept"})
    assert done.status_code == 302
    facts = Fact.objects.unguarded("test").filter(kind="toys.examine")
    assert facts.count() == 2 and len({f.act for f in facts}) == 1


def test_autosave_keeps_only_for_steps_that_are(county: County) -> None:
    deputy = county.at(county.deputy)
    sent = {"draft-name": "toys.raise_toy", "draft-body": "yunling", "title": "写到一半"}
    assert re.fullmatch(r"\d\d:\d\d", deputy.post("/drafts/", sent).json()["saved"])
    assert "写到一半" in text(deputy.get(BEGIN))
    assert deputy.post("/drafts/", sent | {"draft-body": "nowhere"}).status_code == 404
    assert deputy.post("/drafts/", sent | {"draft-name": "nothing.here"}).status_code == 404
    raised(county)
    assert not Draft.objects.filter(name="toys.raise_toy").exists()
    raised(county, "关于渡口的建议", key=KEY)
    assert deputy.post("/drafts/", sent | {"key": KEY}).status_code == 200, "an autosave that came too late"
    assert not Draft.objects.filter(name="toys.raise_toy").exists()


def test_notices_are_told_and_marked(county: County) -> None:
    matter = raised(county)
    county.at(county.clerk).post(do(matter, "examine"), {"outcome": "accept"})
    deputy = county.at(county.deputy)
    page = text(deputy.get("/pocket/notices/"))
    assert "审核，有了进展" in page and "全部标为已读" in page
    deputy.post("/pocket/notices/", {})
    assert "全部标为已读" not in text(deputy.get("/pocket/notices/"))


def test_members_see_title_and_state_only(county: County) -> None:
    matter, clerk = raised(county), county.at(county.clerk)
    other = county.at(county.other)
    clerk.post(do(matter, "examine"), {"outcome": "accept"})
    page = text(other.get(f"/pocket/matters/{matter.ref}/"))
    assert matter.title in page and "路坏了" not in page and "q-course" not in page
    assert other.get(do(matter, "share", "pocket")).status_code == 403


def test_members_get_no_file_and_find_by_title_only(county: County) -> None:
    deputy, clerk, other = county.at(county.deputy), county.at(county.clerk), county.at(county.other)
    upload = deputy.post("/files/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")}).json()["id"]
    matter = raised(county, "关于修桥的建议", files=upload)
    clerk.post(do(matter, "examine"), {"outcome": "accept"})
    assert other.get(f"/pocket/matters/{matter.ref}/").status_code == 200
    assert other.get(f"/files/{upload}/").status_code == 404 and clerk.get(f"/files/{upload}/").status_code == 200
    search.index(matter, "关于修桥的建议 桥面塌了一半")
    tries = [(clerk, "desk", "塌了", True), (other, "pocket", "塌了", False), (other, "pocket", "修桥", True)]
    for who, door, query, seen in tries:
        page = text(who.get(f"/{door}/search/?q={query}"))
        assert (matter.title in page) is seen, query
        assert ("桥面" in page) is (who is clerk)


def test_a_form_sent_after_the_session_ended_is_not_thrown_away(county: County, client: Any) -> None:
    answer = client.post(BEGIN, {"title": "写了半天"})
    assert answer.status_code == 403 and "再返回这一页提交" in text(answer)


def test_files_open_only_to_who_sees_the_matter(county: County) -> None:
    upload = county.at(county.deputy).post("/files/", {"file": SimpleUploadedFile("说明.pdf", b"%PDF-1.4 x")}).json()
    own = f"/files/{upload['id']}/"
    assert county.at(county.deputy).get(own).status_code == 200
    assert county.at(county.other).get(own).status_code == 404
    raised(county, files=upload["id"])
    assert File.objects.unguarded("test").get(pk=upload["id"]).matter_id
    shown = county.at(county.clerk).get(own)
    assert shown["X-Content-Type-Options"] == "nosniff" and "default-src 'none'" in shown["Content-Security-Policy"]
    assert county.at(county.handler).get(own).status_code == 404


def test_a_duty_by_number(county: County) -> None:
    matter = raised(county)
    duty = Duty.objects.unguarded("test").get(matter=matter)
    assert county.at(county.clerk).get(f"{do(matter, 'examine')}?duty={duty.pk}").status_code == 200
    assert county.at(county.clerk).get(f"{do(matter, 'examine')}?duty=9{duty.pk}").status_code == 403
    assert county.at(county.clerk).get(f"{do(matter, 'examine')}?duty=" + "9" * 30).status_code == 200


@pytest.mark.parametrize(
    "url", ["/desk/", "/pocket/", "/desk/notices/", "/desk/search/?q=路", "/files/1/", "/password/"]
)
def test_nobody_is_sent_to_log_in(db: Any, client: Any, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 302 and answer.url.startswith("/login/")
