"""Papers as they are kept: word for word and back, compared word by word, set once, found out of date by the command."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from journeys.county import County, settle_county
from quancheng.papers import registry, stale
from quancheng.papers.content import (
    Attachment,
    Cell,
    Code,
    Column,
    Content,
    Form,
    Grid,
    Heading,
    PageBreak,
    Para,
    Table,
)
from quancheng.papers.models import Paper
from quancheng.papers.plain import absolute, from_plain, to_plain
from quancheng.papers.typeset import typeset
from quancheng.record import clock
from quancheng.rooms.suggestions.papers.reports import read

SEEN = "a test looks"
WHOLE = Content(
    "关于交办建议的函",
    form=Form.LETTER,
    mark="云岭县人大常委会办公室",
    number="云人办〔2026〕1号",
    blocks=(
        Heading("一、基本情况"),
        Para("正文。"),
        Code("/go/abcd/", "扫码"),
        Table((Column("编号", 2, "center"), Column("标题")), (("1", "甲"), ("2", "乙")), ("", "合计"), note="注"),
        Grid((1.0, 2.0), ((Cell("标题", label=True), Cell("甲", tall=20, signature="签名：")),)),
        PageBreak(),
    ),
    attachments=(Attachment("原文", (Para("附"), Code("/go/abcd/"))),),
    signed_by=("云岭县人大常委会办公室",),
    signed_on=date(2026, 3, 2),
    meta={"matter": "abcd"},
)


def test_what_was_issued_is_kept_word_for_word() -> None:
    import json

    kept = json.loads(json.dumps(to_plain(WHOLE), ensure_ascii=False))
    back = from_plain(kept)
    assert back == WHOLE and back.digest == WHOLE.digest and back.meta == WHOLE.meta


def test_a_code_leads_to_the_address_or_is_left_out() -> None:
    codes = [b.text for b in absolute(WHOLE, "https://rd.example/").blocks if isinstance(b, Code)]
    assert codes == ["https://rd.example/go/abcd/"]
    bare = absolute(WHOLE, "")
    assert not [b for b in (*bare.blocks, *bare.attachments[0].blocks) if isinstance(b, Code)]
    assert len(bare.blocks) == len(WHOLE.blocks) - 1


@pytest.mark.parametrize(
    ("was", "now", "marked"),
    [
        ("答复期限为6月2日", "答复期限为9月2日", [("6", "gone"), ("9", "new")]),
        ("由县交通局承办", "由县交通运输局承办", [("运输", "new")]),
        ("一样", "一样", []),
        ("", "新的", [("新的", "new")]),
    ],
)
def test_words_are_compared(was: str, now: str, marked: list[tuple[str, str]]) -> None:
    pieces = list(stale.compare(was, now))
    assert [(p.text, p.mark) for p in pieces if p.mark] == marked
    assert "".join(p.text for p in pieces if p.mark != "new") == was
    assert "".join(p.text for p in pieces if p.mark != "gone") == now


def test_number_and_draft_are_no_inputs() -> None:
    assert stale.lines(replace(WHOLE, number="云人办〔2026〕9号", draft="第二稿")) == stale.lines(WHOLE)


def test_every_paper_a_procedure_names_is_written() -> None:
    assert not [fault for fault in registry.faults() if not fault.startswith("sessions.")]


def test_a_file_is_set_once(settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.QUANCHENG_HOME", tmp_path)
    first = typeset(WHOLE, "docx", "https://rd.example")
    (kept,) = tmp_path.rglob("*.docx")
    kept.write_bytes(b"as kept")
    assert typeset(WHOLE, "docx", "https://rd.example") == b"as kept"
    other = typeset(replace(WHOLE, draft="第二稿"), "docx", "https://rd.example")
    assert other not in (first, b"as kept")


def test_a_report_is_read_by_its_parts() -> None:
    text = (
        "石桥镇人民代表大会主席团\n关于2026年代表建议办理情况的报告\n\n石桥镇人民代表大会：\n　　现报告如下。\n　　一、基本情况\n"
        "　　收到 3 件。\n\n石桥镇人民代表大会主席团\n2026年11月20日\n（附：办理情况统计表）"
    )
    title, to, blocks, signed = read(text)
    assert title == "石桥镇人民代表大会主席团\n关于2026年代表建议办理情况的报告" and to == "石桥镇人民代表大会"
    assert blocks == [Para("现报告如下。"), Heading("一、基本情况"), Para("收到 3 件。")]
    assert signed == ["石桥镇人民代表大会主席团"]


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        yield settle_county()


def test_the_command_finds_what_no_correction_told_of(county: County) -> None:
    """A unit was renamed in the register: nobody corrected the suggestion, yet its slip names the old unit."""
    m = county.raise_("马德福", "county")
    county.do("林晓梅", m, "examine", outcome="accept", title=m.title, category="traffic")
    county.do("林晓梅", m, "hand_over")
    county.do("何督查", m, "allot", units=[{"body": county.bodies["traffic"].pk, "part": "lead"}])
    unit = county.bodies["traffic"]
    unit.name = "县交通运输和公路局"
    unit.save()
    assert not Paper.objects.unguarded(SEEN).filter(stale=True).exists()
    out = StringIO()
    call_command("papers", "--only-compare", stdout=out)
    assert "核对 3 份文书，1 份出文之后内容变了" in out.getvalue()
    (slip,) = Paper.objects.unguarded(SEEN).filter(stale=True)
    assert slip.kind == "hand_over_slip"
    marked = [p for pieces in stale.changes(slip) for p in pieces if p.mark]
    assert ("和公路", "new") in [(p.text, p.mark) for p in marked]


@pytest.mark.parametrize("salutation", ["马德福代表：", "尊敬的马德福代表：\n", "　　马德福代表,", ""])
def test_the_deputy_is_greeted_once(county: County, salutation: str) -> None:
    """Units write the salutation themselves as often as not; the letter has it from its addressee."""
    from journeys.front_door import Visitor
    from journeys.test_suggestion import handed, raised

    (a,) = handed(county, raised(county), ("traffic", "lead"))
    Visitor(county, "周立新").do(a, "sign_for", outcome="accept")
    Visitor(county, "周立新").do(a, "contact", means="site", note="到柳沟村看路。")
    text = f"{salutation}您提出的建议收悉。柳沟村至河口村三公里路面已经硬化。"
    Visitor(county, "周立新").do(a, "handle", draft=text, letter="A")
    Visitor(county, "郑海涛").do(a, "sign_reply", outcome="issue", draft=text, letter="A", signer="郑海涛")
    letter = Paper.objects.unguarded(SEEN).get(kind="reply_letter")
    said = [block.text for block in from_plain(letter.content).blocks if isinstance(block, Para)]
    assert said[0].startswith("您提出的建议收悉") and not any("马德福代表" in text for text in said)
