"""The volume: what is in it, in what order, under what code, the same bytes twice, readable and checked without us."""

import csv
import json
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import bagit
import pytest
from openpyxl import load_workbook

from archive.story import TITLE, closed
from journeys.county import County
from quancheng.papers.archive import bag, export
from quancheng.papers.archive.models import Volume
from quancheng.record.digests import sha256
from quancheng.record.models import Fact, Matter

WHY = "a test looks at it"


def archived(county: County, matter: Matter, on: str = "2026-11-20") -> Volume:
    county.do("何丽", matter, "archive", on)
    return Volume.objects.unguarded(WHY).get(matter=matter, replaced_on=None)


def unpacked(volume: Volume, to: Path) -> Path:
    return export.write(volume, to)


def payload(volume: Volume) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(export.stored(volume))) as packed:
        return {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}


@pytest.fixture
def volume(county: County) -> Volume:
    return archived(county, closed(county))


def test_it_is_filed_under_a_code(volume: Volume) -> None:
    assert volume.code == "（石桥镇人民代表大会全宗号待填）-WS·2026-Y-办公室-0001"
    assert (volume.year, volume.keep, volume.number, volume.edition) == (2026, "Y", 1, 1)


def test_the_fact_keeps_the_number_and_the_digest(volume: Volume) -> None:
    fact = Fact.objects.unguarded(WHY).get(kind="suggestions.archive")
    assert (fact.data["number"], fact.data["year"], fact.data["keep"]) == (1, 2026, "Y")
    assert "".join(fact.data["digest"]) == volume.digest == sha256(payload(volume)[bag.TAGS])


def test_bagit_finds_it_in_order(volume: Volume, tmp_path: Path) -> None:
    folder = unpacked(volume, tmp_path)
    made = bagit.Bag(str(folder))
    made.validate()
    assert made.info["External-Identifier"] == volume.code and made.info["Bagging-Date"] == "2026-11-20"
    assert made.info["External-Description"] == TITLE


def test_reply_stands_before_request(volume: Volume) -> None:
    words = [row["word"] for row in volume.items]
    assert words[0] == "答复函" and words.index("答复函") < words.index("代表建议")
    rest = [
        row["on"] for row in volume.items if row["word"] not in ("答复函", "代表建议", "建议登记表", "公开件", "附件")
    ]
    assert rest == sorted(rest) and len(rest) > 2
    assert words[-1] == "附件" and "公开件" in words


def test_every_item_has_its_files_and_its_line(volume: Volume) -> None:
    held = payload(volume)
    for row in volume.items:
        assert row["files"] and all(f"data/{path}" in held for path, _ in row["files"])
    table = list(csv.reader(StringIO(held["data/卷内目录.csv"].decode("utf-8-sig"))))
    assert table[0] == ["序号", "文号", "责任者", "题名", "日期", "页数", "密级", "备注"]
    assert len(table) == len(volume.items) + 1
    sheet = load_workbook(BytesIO(held["data/卷内目录.xlsx"])).active
    assert sheet is not None and [c.value for c in sheet[3]] == table[0] and sheet.max_row == len(table) + 2


def test_metadata_says_what_the_standard_asks(volume: Volume) -> None:
    head = json.loads(payload(volume)["data/元数据.json"])
    assert (head["title"], head["keep"], head["body"]) == (TITLE, "Y", "石桥镇人民代表大会")
    for document in head["documents"]:
        assert {
            "title",
            "number",
            "by",
            "on",
            "persons",
            "keep",
            "keep_by",
            "secrecy",
            "public",
            "relation",
            "files",
        } <= set(document)
        assert "第18号" in document["keep_by"]
    assert [d["word"] for d in head["documents"] if d["public"]] == ["公开件"]


def test_facts_lie_in_it_as_they_were_sealed(volume: Volume, county: County) -> None:
    held = payload(volume)
    facts = [json.loads(line) for line in held["data/办理记录/facts.jsonl"].decode().splitlines()]
    matter = Matter.objects.unguarded(WHY).get(pk=volume.matter_id)
    there = Fact.objects.unguarded(WHY).filter(matter__root=matter).exclude(kind="suggestions.archive").order_by("pk")
    assert [f["id"] for f in facts] == list(there.values_list("pk", flat=True))
    names = json.loads(held["data/办理记录/people.json"])
    assert names["persons"][str(county.people["杨志强"].pk)] == "杨志强"
    assert set(names) == {"persons", "bodies"}
    assert any("封存/" in name for name in held)


def test_the_chronicle_is_read_without_ids(volume: Volume) -> None:
    page = payload(volume)["data/大事记.html"].decode()
    for words in ("2026-03-02", "杨志强", "石桥镇村镇建设办", "过程满意，结果满意：路修得好。", "代录"):
        assert words in page


def test_two_runs_give_the_same_bytes(county: County) -> None:
    from quancheng.papers.archive import volume as making
    from quancheng.papers.archive.code import Code

    matter = closed(county)
    first = archived(county, matter)
    root = Matter.objects.unguarded(WHY).select_related("body", "root", "arises_from").get(pk=matter.pk)
    code = Code(root.body, "", 2026, "Y", "办公室", 1, 1)
    facts = first.upto
    again = [making.build(root, code, first.on) for _ in range(2)]
    assert again[0].zip == again[1].zip and again[0].digest == again[1].digest
    # what was archived holds everything up to its own step; made again today it would hold that step too
    assert facts < again[0].upto and again[0].files.keys() == set(payload(first))


def test_the_public_part_holds_public_copies_only(volume: Volume) -> None:
    public = [name for name in payload(volume) if name.startswith("data/公开件/")]
    assert [Path(n).suffix for n in sorted(public)] == [".docx", ".pdf"]


def test_a_copy_taken_down_is_not_public(county: County) -> None:
    matter = closed(county)
    county.do("何丽", matter, "take_down", "2026-05-05", text="代表要求撤下")
    made = archived(county, matter)
    assert not [name for name in payload(made) if name.startswith("data/公开件/")]
    (row,) = [r for r in made.items if r["word"] == "公开件"]
    assert row["note"] == "2026-05-05 撤下" and not row["public"]
