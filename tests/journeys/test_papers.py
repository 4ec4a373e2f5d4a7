"""What a course leaves on paper: which papers with which numbers, taken back, put back signed, issued again."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quancheng.papers.models import Paper
from quancheng.papers.plain import from_plain
from quancheng.record import clock
from quancheng.record.models import Fact, File, Matter

from .county import County, settle_county
from .front_door import Visitor, last, plain
from .test_suggestion import handed, raised, replied

pytestmark = pytest.mark.django_db
SEEN = "a test looks"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        yield settle_county()


def papers(matter: Matter | None = None) -> list[Paper]:
    rows = Paper.objects.unguarded(SEEN).order_by("pk")
    return list(rows.filter(matter__root=matter) if matter else rows)


def only(kind: str) -> Paper:
    return Paper.objects.unguarded(SEEN).exclude(state="replaced").get(kind=kind)


def left(matter: Matter) -> list[tuple[str, str]]:
    return [(p.kind, p.number) for p in papers(matter)]


def upload(visitor: Visitor, paper: Paper, name: str = "交办函盖章.pdf", content: bytes = PDF) -> Any:
    scan = SimpleUploadedFile(name, content)
    return visitor.client.post(f"/{visitor.door}/papers/{paper.pk}/sign-back/", {"scan": scan})


def correct_title(c: County, m: Matter, title: str) -> None:
    """The clerk corrects what he examined."""
    fact = Fact.objects.unguarded(SEEN).get(matter=m, kind="suggestions.examine", corrects=None)
    clerk = Visitor(c, "林晓梅")
    answer = clerk.post(
        f"/desk/facts/{fact.pk}/correct/", outcome="accept", title=title, category="traffic", reason="标题写错了村名"
    )
    assert answer.status_code == 302, plain(answer)[:800]


def test_a_whole_course_leaves_exactly_its_papers(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"), ("finance", "co"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    Visitor(c, "钱数").do(a, "give_opinion", text="资金已列入年初预算。")
    Visitor(c, "孙立勤").do(a, "chase", text="请抓紧与代表见面。")
    replied(c, a, "周立新", "郑海涛")
    Visitor(c, "马德福", "pocket").do(a, "rate", process="satisfied", result="satisfied")
    Visitor(c, "林晓梅").do(m, "settle", text="办结。")
    assert left(m) == [
        ("register_sheet", ""), ("hand_over_letter", "云人办〔2026〕1号"), ("hand_over_slip", ""), ("co_opinion", ""),
        ("chasing_letter", "云人办〔2026〕2号"), ("reply_letter", "云交函〔2026〕31号"), ("opinion_form", ""),
    ]  # fmt: skip
    page = Visitor(c, "林晓梅").see(f"matters/{m.ref}/")
    assert "文书 7 份" in page and "交办函 云人办〔2026〕1号" in page and "答复函 云交函〔2026〕31号" in page
    told = " ".join(text for p in papers(m) for text in from_plain(p.content).texts())
    assert "None" not in told and "2026年6月2日前答复代表" in told and "A类，已解决或者基本解决" in told


def test_a_dispute_and_a_rework_leave_theirs(county: County) -> None:
    c = county
    m = raised(c)
    a, b = handed(c, m, ("traffic", "separate"), ("water", "separate"))
    Visitor(c, "江水生").do(b, "sign_for", outcome="return", reason="边沟属公路附属设施。", proposes="县农业农村局")
    Visitor(c, "林晓梅").do(m, "reassign", outcome="assign", unit=c.bodies["farm"].pk, part="separate")
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    Visitor(c, "周立新").do(a, "ask_extension", text="涉及征地。")
    Visitor(c, "林晓梅").do(a, "grant_extension", outcome="yes")
    replied(c, a, "周立新", "郑海涛")
    Visitor(c, "马德福", "pocket").do(a, "rate", process="satisfied", result="unsatisfied", remark="没有写开工日期。")
    Visitor(c, "林晓梅").do(a, "meet", text="约见代表，写明开工日期。")
    kinds = [kind for kind, _ in left(m)]
    assert kinds == [
        "register_sheet", "hand_over_letter", "hand_over_slip", "hand_over_slip", "return_letter", "reassign_letter", "hand_over_slip",
        "extension_form", "reply_letter", "opinion_form", "rework_letter",
    ]  # fmt: skip
    numbers = [number for _, number in left(m) if number.startswith("云人办")]
    assert numbers == [f"云人办〔2026〕{n}号" for n in (1, 2, 3)]
    assert "该单位予以退回" in " ".join(from_plain(only("reassign_letter").content).texts())
    assert "2026年9月2日" in " ".join(from_plain(only("extension_form").content).texts())


def test_what_is_taken_back_takes_its_letter_along_and_the_number_stays_used(county: County) -> None:
    c = county
    m = raised(c)
    clerk = Visitor(c, "林晓梅")
    clerk.do(m, "hand_over")
    assert only("hand_over_letter").number == "云人办〔2026〕1号"
    fact = Fact.objects.unguarded(SEEN).get(kind="suggestions.hand_over")
    assert clerk.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    assert [kind for kind, _ in left(m)] == ["register_sheet"]
    clerk.do(m, "hand_over")
    assert only("hand_over_letter").number == "云人办〔2026〕2号"
    register = clerk.see("papers/?tab=numbered")
    assert "不再使用的文号：云人办〔2026〕1号" in register and "云人办〔2026〕2号" in register


def test_a_wrong_scan_is_taken_back_with_its_step(county: County) -> None:
    c = county
    m = raised(c)
    Visitor(c, "林晓梅").do(m, "hand_over")
    clerk, letter = Visitor(c, "林晓梅"), only("hand_over_letter")
    upload(clerk, letter)
    fact = Fact.objects.unguarded(SEEN).get(kind="suggestions.sign_back")
    assert clerk.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.file_id, letter.number) == ("issued", None, "云人办〔2026〕1号")


def test_what_has_changed_is_listed_and_issued_again_with_its_number(county: County) -> None:
    c = county
    m = raised(c)
    handed(c, m, ("traffic", "lead"))
    clerk = Visitor(c, "林晓梅")
    old = only("hand_over_letter")
    assert "没有内容变了的文书" in clerk.see("papers/?tab=stale")
    correct_title(c, m, "关于硬化柳沟村至上河口村道路的建议")
    page = clerk.get("papers/?tab=stale").content.decode()
    assert "<ins>上</ins>" in page and "云人办〔2026〕1号" in page
    assert "内容有变" in clerk.see(f"matters/{m.ref}/")
    answer = clerk.post(
        "/desk/papers/reissue/", which=[old.pk, only("register_sheet").pk], back="/desk/papers/?tab=issued"
    )
    assert answer.status_code == 302
    new = only("hand_over_letter")
    assert (new.pk != old.pk, new.draft, new.number, new.stale) == (True, 2, "云人办〔2026〕1号", False)
    assert from_plain(new.content).draft == "第二稿" and "上河口村" in " ".join(from_plain(new.content).texts())
    old.refresh_from_db()
    assert (old.state, old.replaced_by) == ("replaced", new) and "上河口村" not in str(old.content)
    assert "第二稿" in clerk.see(f"papers/{new.pk}/") and "看换出的新稿" in clerk.see(f"papers/{old.pk}/")
    fact = Fact.objects.unguarded(SEEN).get(kind="suggestions.reissue")
    assert fact.data == {"papers": [only("register_sheet").pk, new.pk], "drafts": [2, 2]}
    assert "换稿重出" not in Visitor(c, "马德福", "pocket").see("notices/"), "nothing has moved for the deputy"
    # the slip is the government office's own: the congress does not issue it again
    slip = only("hand_over_slip")
    assert slip.stale and clerk.post("/desk/papers/reissue/", which=[slip.pk]).status_code == 422
    assert Visitor(c, "何督查").post("/desk/papers/reissue/", which=[slip.pk]).status_code == 302


def test_the_signed_file_is_the_paper_and_nothing_replaces_it(county: County) -> None:
    c = county
    m = raised(c)
    handed(c, m, ("traffic", "lead"))
    clerk, letter = Visitor(c, "林晓梅"), only("hand_over_letter")
    assert upload(clerk, letter).status_code == 302
    letter.refresh_from_db()
    file = File.objects.unguarded(SEEN).get(pk=letter.file_id)
    assert letter.state == "signed" and file.matter_id == m.pk and len(file.digest) == 64
    assert Fact.objects.unguarded(SEEN).get(kind="suggestions.sign_back").data == {"paper": letter.pk}
    answer = clerk.get(f"/papers/{letter.pk}.pdf")
    assert answer.status_code == 302 and answer.headers["Location"] == f"/files/{file.pk}/"
    assert b"".join(clerk.get(f"/files/{file.pk}/").streaming_content) == PDF
    correct_title(c, m, "关于硬化柳沟村至上河口村道路的建议")
    assert "不会自动更换" in clerk.see(f"papers/{letter.pk}/")
    assert clerk.post("/desk/papers/reissue/", which=[letter.pk]).status_code == 422
    letter.refresh_from_db()
    assert (letter.state, letter.file_id, letter.draft) == ("signed", file.pk, 1)


def test_a_wrong_file_is_refused_in_words_and_nothing_is_written(county: County) -> None:
    c = county
    handed(c, raised(c), ("traffic", "lead"))
    clerk, letter = Visitor(c, "林晓梅"), only("hand_over_letter")
    for name, content, said in (
        ("交办函.docx", b"PK-word", "要是 PDF 或照片"),
        ("a.pdf", b"", "空文件"),
        ("a.exe", b"MZ", "不能上传"),
        ("a.pdf", b"<script>alert(1)</script>", "不是完好的 PDF"),
    ):
        answer = upload(clerk, letter, name, content)
        assert answer.status_code == 422 and said in plain(answer)
    assert "没有收到文件" in plain(clerk.client.post(f"/desk/papers/{letter.pk}/sign-back/"))
    letter.refresh_from_db()
    assert letter.state == "issued" and not Fact.objects.unguarded(SEEN).filter(kind="suggestions.sign_back").exists()


def test_a_reply_entered_from_paper_brings_its_signed_letter(county: County) -> None:
    c = county
    m = raised(c, "杨志强", "shiqiao")
    clerk = Visitor(c, "何丽")
    clerk.do(m, "hand_over", units=[{"body": c.bodies["shiqiao-water"].pk, "part": "lead"}])
    (a,) = c.parts(m)
    clerk.do(a, "sign_for", for_="shiqiao-water", outcome="accept")
    clerk.do(a, "contact", for_="shiqiao-water", means="visit", note="上门。")
    clerk.do(a, "handle", for_="shiqiao-water", draft="已修好。", letter="A")
    scan = clerk.client.post("/files/", {"file": SimpleUploadedFile("答复函.pdf", PDF)}).json()["id"]
    sent = {"outcome": "issue", "draft": "已修好。", "letter": "A", "number": "石水函〔2026〕3号", "signer": "站长"}
    clerk.do(a, "sign_reply", for_="shiqiao-water", paper=[scan], **sent)
    letter = only("reply_letter")
    assert (letter.state, letter.file_id, letter.number) == ("signed", scan, "石水函〔2026〕3号")
    assert (only("opinion_form").state, only("opinion_form").file_id) == ("issued", None), "one scan is one paper"


def test_a_place_without_its_own_series_writes_unnumbered_in_its_own_name(county: County) -> None:
    c = county
    m = raised(c, "杨志强", "shiqiao")
    Visitor(c, "何丽").do(m, "hand_over", units=[{"body": c.bodies["shiqiao-build"].pk, "part": "lead"}])
    letter = only("hand_over_letter")
    content = from_plain(letter.content)
    assert letter.number == "" and content.mark == "石桥镇人民代表大会主席团" == content.signed_by[0]


def test_whoever_does_not_see_the_matter_sees_no_paper(county: County) -> None:
    c = county
    m = raised(c)
    handed(c, m, ("traffic", "lead"))
    letter = only("hand_over_letter")
    strangers = [Visitor(c, "江水生"), Visitor(c, "何丽"), Visitor(c, "赵小岚", "pocket")]  # the last is a mere member
    for stranger in strangers:
        for path in (f"/papers/{letter.pk}.pdf", f"/papers/{letter.pk}.docx", f"/{stranger.door}/papers/{letter.pk}/"):
            assert stranger.get(path).status_code == 404, (stranger.name, path)
        assert upload(stranger, letter).status_code == 404
    assert letter.number not in Visitor(c, "赵小岚", "pocket").see(f"matters/{m.ref}/")
    assert Visitor(c, "周立新").get(f"/papers/{letter.pk}.docx").content[:2] == b"PK"
    assert Visitor(c, "马德福", "pocket").see(f"papers/{letter.pk}/")


def test_who_sees_it_without_issuing_it_puts_nothing_back(county: County) -> None:
    c = county
    handed(c, raised(c), ("traffic", "lead"))
    letter = only("hand_over_letter")
    answer = upload(Visitor(c, "周立新"), letter)
    assert answer.status_code == 403
    letter.refresh_from_db()
    assert letter.state == "issued"


def test_every_list_is_a_file_without_anybodys_number(county: County) -> None:
    """As Excel, PDF and Word, narrowed as the page is."""
    from io import BytesIO

    from openpyxl import load_workbook

    c = county
    m = raised(c)
    handed(c, m, ("traffic", "lead"))
    raised(c, "李春梅", title="关于增设公交站的建议")
    clerk = Visitor(c, "林晓梅")
    for path, rows in (
        ("suggestions/excel/", 2),
        ("suggestions/assignments/", 1),
        ("suggestions/handovers/", 1),
        ("suggestions/assignments/?state=rate", 0),
    ):
        way = "&as=" if "?" in path else "?as="
        sheet = load_workbook(BytesIO(clerk.get(f"{path}{way}xlsx").content)).active
        assert sheet.max_row == 3 + rows, path
        assert (
            clerk.get(f"{path}{way}pdf").content[:4] == b"%PDF" and clerk.get(f"{path}{way}docx").content[:2] == b"PK"
        )
    assert clerk.get("suggestions/assignments/?since=去年").status_code == 422
    mine = Visitor(c, "江水生").get("suggestions/assignments/?as=xlsx").content
    assert load_workbook(BytesIO(mine)).active.max_row == 3
    assert last(c)
