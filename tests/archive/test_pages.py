"""归档 over HTTP: closed, listed, archived one by one and in a batch, opened from the zip, listed again when something comes."""

import zipfile
from io import BytesIO
from pathlib import Path

import bagit
import pytest
from openpyxl import load_workbook

from archive.story import TITLE, closed, handed_over, replied
from journeys.county import County
from journeys.front_door import Visitor, plain
from quancheng.papers.archive import bag_check
from quancheng.papers.archive.models import Volume
from quancheng.record.models import Matter

WHY = "a test looks at it"
OTHERS = ("关于修建河口村文化广场的建议", "关于增设柳沟村路灯的建议")


@pytest.fixture
def clerk(county: County) -> Visitor:
    return Visitor(county, "何丽")


def volumes() -> list[Volume]:
    return list(Volume.objects.unguarded(WHY).order_by("number", "edition"))


def test_a_closed_suggestion_is_archived_and_opened_without_us(
    county: County, clerk: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    matter = closed(county)
    assert TITLE in clerk.see("archive/")
    page = clerk.see(f"archive/{matter.ref}/")
    assert "归档时会收进" in page and "未见签章件" in page and "对石桥镇第二十届人大闭会第1号建议的答复" in page
    clerk.do(matter, "archive", on="2026-11-20", paper_kept="人大办三号柜")
    page = clerk.see(f"archive/{matter.ref}/")
    assert "WS·2026-Y-办公室-0001" in page and "永久" in page and "以后没有" not in page
    assert "已经归档" in clerk.see("archive/?tab=done") or TITLE in clerk.see("archive/?tab=done")
    assert TITLE not in clerk.see("archive/?tab=waiting")
    answer = clerk.get(f"archive/{matter.ref}/zip/")
    assert answer["Content-Type"] == "application/zip"
    (tmp_path / "a.zip").write_bytes(answer.content)
    with zipfile.ZipFile(BytesIO(answer.content)) as packed:
        packed.extractall(tmp_path)
    (folder,) = [p for p in tmp_path.iterdir() if p.is_dir()]
    bagit.Bag(str(folder)).validate()
    assert not bag_check.look(tmp_path / "a.zip").faults
    cover = (folder / "data/index.html").read_text("utf-8")
    assert TITLE in cover and "<script" not in cover and "http" not in cover
    assert "大事记" in plain(answer_of(folder / "data/index.html"))
    told = next((folder / "data").glob("文书/001-*.pdf"))
    changed = bytearray(told.read_bytes())
    changed[100] ^= 1
    told.write_bytes(bytes(changed))
    assert bag_check.look(folder).faults == [(f"data/文书/{told.name}", "内容与归档时不同")]


def answer_of(path: Path):  # type: ignore[no-untyped-def]
    from django.http import HttpResponse

    return HttpResponse(path.read_bytes())


def test_what_has_not_ended_is_not_archived(county: County, clerk: Visitor) -> None:
    matter = handed_over(county)
    assert TITLE not in clerk.see("archive/")
    assert "还没有办结" in clerk.refused(matter, "archive")
    page = clerk.see(f"matters/{matter.ref}/")
    assert "do/archive" not in clerk.get(f"matters/{matter.ref}/").content.decode() and "还没有办结" not in page
    assert not volumes()


def test_twice_only_if_something_has_happened(county: County, clerk: Visitor) -> None:
    matter = closed(county)
    clerk.do(matter, "archive", on="2026-11-20")
    assert "已经归档" in clerk.refused(matter, "archive")
    clerk.do(matter, "take_down", text="代表要求撤下", on="2026-11-21")
    assert TITLE in (page := clerk.see("archive/?tab=again")) and "2026-11-21 撤下公开件" in page
    assert "需要重新归档" in clerk.see(f"archive/{matter.ref}/")
    clerk.do(matter, "archive", on="2026-11-21")
    first, second = volumes()
    assert (first.code, first.number, second.edition) == (second.code, second.number, 2)
    assert first.replaced_on and first.digest != second.digest
    assert TITLE not in clerk.see("archive/?tab=again") and "第 2 次" in clerk.see(f"archive/{matter.ref}/")


def test_an_archiving_taken_back_leaves_no_gap(county: County, clerk: Visitor) -> None:
    one, two = closed(county), closed(county, OTHERS[0])
    clerk.do(one, "archive", on="2026-11-20")
    fact = one.facts.unguarded(WHY).get(kind="suggestions.archive")
    assert clerk.post(f"facts/{fact.pk}/revoke/").status_code == 404  # the door's address
    assert clerk.post(f"/desk/facts/{fact.pk}/revoke/").status_code == 302
    assert not volumes() and TITLE in clerk.see("archive/")
    clerk.do(one, "archive", on="2026-11-20")
    clerk.do(two, "archive", on="2026-11-20")
    assert [(v.matter_id, v.number) for v in volumes()] == [(one.pk, 1), (two.pk, 2)]


def test_many_at_once_all_or_nothing(county: County, clerk: Visitor) -> None:
    matters = [closed(county, title) for title in (TITLE, *OTHERS)]
    picked = "&".join(f"ref={m.ref}" for m in matters)
    answer = clerk.get(f"archive/prepare/?{picked}&back=/desk/archive/")
    while answer.status_code == 200:
        assert "正在准备归档" in plain(answer)
        answer = clerk.get(f"archive/prepare/?{picked}&back=/desk/archive/")
    assert answer.status_code == 302
    assert "归档 3 件" in clerk.see(answer["Location"])
    asked = {"sure": "1", "back": "/desk/archive/", "ref": [m.ref for m in matters], "on": "2026-11-20"}
    done = clerk.client.post("/desk/batch/archive/", asked)
    assert done.status_code == 302 and "归档 3 件" in clerk.see(done["Location"])
    assert [v.number for v in volumes()] == [1, 2, 3]
    again = clerk.client.post("/desk/batch/archive/", asked)
    assert again.status_code == 422 and len(volumes()) == 3


def test_a_promise_still_open_asks_for_a_reason(county: County, clerk: Visitor) -> None:
    matter = replied(county, handed_over(county), "B", promise="六月底前硬化三公里。", promise_on="2026-12-30")
    county.do("何丽", matter, "settle", "2026-04-12", text="销号。")
    said = clerk.refused(matter, "archive", on="2026-11-20")
    assert "承诺事项还有 1 项没有结束" in said
    clerk.do(matter, "archive", on="2026-11-20", despite="年度移交，先归档。")
    promise = Matter.objects.unguarded(WHY).get(kind="undertakings", arises_from__root=matter)
    (held,) = volumes()
    with zipfile.ZipFile(BytesIO(clerk.get(f"archive/{matter.ref}/zip/").content)) as packed:
        (cover,) = [packed.read(n).decode() for n in packed.namelist() if n.endswith("data/index.html")]
    assert "参见" in cover and "承诺事项" in cover and held.upto
    county.do("shiqiao建设", promise, "progress", "2026-11-21", percent="50", text="已修一半。")
    assert TITLE in clerk.see("archive/?tab=again")


def test_nobody_else_sees_any_of_it(county: County, clerk: Visitor) -> None:
    matter = closed(county)
    clerk.do(matter, "archive", on="2026-11-20")
    own = (f"archive/{matter.ref}/", f"archive/{matter.ref}/zip/", f"archive/prepare/?ref={matter.ref}")
    for name in ("沈小雨", "shiqiao建设", "林晓梅"):
        other = Visitor(county, name)
        assert [other.get(path).status_code for path in own] == [404, 404, 404], name
        answer = other.get("archive/?tab=done")
        assert answer.status_code == 404 if name == "shiqiao建设" else TITLE not in plain(answer)
    asked = other.get("archive/excel/?year=2026&congress=shiqiao").status_code
    assert asked == 404
    assert Visitor(county, "杨志强", "pocket").get(f"/desk/archive/{matter.ref}/").status_code in (302, 403, 404)


def test_the_yearly_book(county: County, clerk: Visitor) -> None:
    for title in (TITLE, *OTHERS):
        clerk.do(closed(county, title), "archive", on="2026-11-20")
    sheet = load_workbook(BytesIO(clerk.get("archive/excel/?year=2026").content)).active
    assert sheet is not None
    assert [row[1].value for row in sheet.iter_rows(min_row=4)] == [v.code for v in volumes()]
    assert clerk.get("archive/excel/").status_code == 422


def test_the_number_of_the_fonds_comes_from_a_local_rule(county: County, clerk: Visitor) -> None:
    from quancheng.rooms.rulebook.book import enter

    enter("shiqiao-archive", """
id = "shiqiao-archive"
title = "石桥镇档案室编号"
short = "石桥镇档案室编号"
area = "530999101"
level = "township"
document = "石档〔2026〕1号"
seen = true
[[rule]]
id = "shiqiao.fonds"
title = "全宗号"
kind = "text"
overrides = "archive.fonds"
[[rule.value]]
from = 2026-01-01
article = "一"
is = { text = "0137" }
""")  # fmt: skip
    clerk.do(closed(county), "archive", on="2026-11-20")
    assert volumes()[0].code == "0137-WS·2026-Y-办公室-0001"


def test_a_stored_file_that_is_gone_is_named(county: County, clerk: Visitor) -> None:
    from quancheng.record import files
    from quancheng.record.models import File

    matter = closed(county)
    held = File.objects.unguarded(WHY).get(matter__root=matter)
    files.path_of(held.digest).unlink()
    assert "签字意见表.pdf" in (said := clerk.refused(matter, "archive", on="2026-11-20")) and "不在存储里" in said
    assert not volumes()


def test_without_a_chinese_typeface_nothing_is_archived(
    county: County, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quancheng.papers import fonts, pdf

    def none(_: object) -> None:
        raise fonts.NoChineseFont("这台机器上没有中文字体。")

    matter = closed(county)
    monkeypatch.setattr(pdf, "render", none)
    assert "没有中文字体" in clerk.refused(matter, "archive", on="2026-11-20")
    assert "没有中文字体" in plain(clerk.get(f"archive/prepare/?ref={matter.ref}"))
    assert not volumes()


def test_signed_papers_win_over_what_is_printed(county: County, clerk: Visitor) -> None:
    """存入签章件: the signed file is the paper, and the PDF of our own is not in the volume beside it."""
    from archive.story import scan
    from quancheng.papers.models import Paper

    matter = closed(county)
    paper = Paper.objects.unguarded(WHY).get(matter=matter, kind="hand_over_letter")
    clerk.do(matter, "sign_back", which=str(paper.pk), scan=[scan(county, "何丽", "交办函盖章.pdf")])
    clerk.do(matter, "archive", on="2026-11-21")
    (held,) = volumes()
    (row,) = [r for r in held.items if r["word"] == "交办函"]
    assert [what for _, what in row["files"]] == ["签章件", "Word"] and row["note"] == "签章件" and row["pages"] == 2
    assert not [r for r in held.items if r["title"] == "交办函盖章.pdf"], "not a second time as an attachment"
