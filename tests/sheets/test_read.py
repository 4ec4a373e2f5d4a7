"""What may be uploaded, and the sentence for everything else."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from quancheng.roster.sheets import BadFile, Merge, parse_day, read, table, tables

from .workbooks import KNOWN, ledger, saved, xlsx

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[2] / "shared" / "data" / "suggestions.csv"
CSV = "编号,建议标题,主办单位\n第1号,关于修路的建议,县交通运输局\n"


def refusal(content: bytes, name: str = "台账.xlsx", **limits: int) -> str:
    with pytest.raises(BadFile) as refused:
        read(content, name, **limits)
    return str(refused.value)


def zipped(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return stream.getvalue()


def test_xlsx_keeps_row_numbers_merges_and_hidden_sheets():
    book = Workbook()
    book.active.title = "空表"
    sheet = book.create_sheet("台账")
    sheet["B3"], sheet["C3"] = "标题", date(2019, 6, 30)
    sheet.merge_cells("B3:B4")
    book.create_sheet("底稿")["A1"] = 23
    book["底稿"].sheet_state = "hidden"
    empty, kept, hidden = read(saved(book), "台账.xlsx").sheets
    assert (empty.rows, empty.merged) == ((), ())
    assert kept.rows == (("", "", ""), ("", "", ""), ("", "标题", date(2019, 6, 30)))
    assert kept.merged == (Merge(2, 1, 3, 1),)
    assert (hidden.rows, hidden.hidden, kept.hidden) == (((23.0,),), True, False)


def test_old_xls_and_ods():
    # ledger.xls was made with xlwt, ledger.ods with odfpy: nothing that is installed with this project writes them.
    for name in ("ledger.xls", "ledger.ods"):
        (sheet,) = read((HERE / name).read_bytes(), name).sheets
        ((_, header),) = tables(read((HERE / name).read_bytes(), name), KNOWN)
        (row,) = table(sheet, header, header.mapping)
        assert row.values == {"number": "3", "title": "关于修路的建议", "replied": "43646"}, name
        assert (row.number, header.first_row) == (4, 3), name
    assert read((HERE / "ledger.ods").read_bytes(), "x").sheets[0].merged is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_in_every_encoding_and_separator(encoding, separator):
    (sheet,) = read(CSV.replace(",", separator).encode(encoding), "历年台账.csv").sheets
    assert sheet.name == "历年台账"
    assert sheet.rows == (("编号", "建议标题", "主办单位"), ("第1号", "关于修路的建议", "县交通运输局"))


def test_csv_keeps_quotes_and_separators_inside_cells_and_counts_records_as_excel_does():
    text = 'a;b\n"一,二;\n三";关于"三线"整治\n\n甲,乙;丙\n'
    (sheet,) = read(text.encode(), "x.csv").sheets
    assert sheet.rows == (("a", "b"), ("一,二;\n三", '关于"三线"整治'), (), ("甲,乙", "丙"))


def test_csv_with_an_open_quote_names_the_row():
    assert refusal(b'a,b\n1,"x\n2,y\n', "x.csv").startswith("第2行有一个引号没有成对")


def test_web_page_called_xls():
    page = """<html><head><meta charset="gb2312"></head><body><table>
      <tr><td colspan=3>台账</td></tr>
      <tr><th rowspan=2>编号<th colspan=2>承办单位</tr><tr><th>主办<th>协办</tr>
      <tr><td>第1号</td><td>县水利局&nbsp;</td><td>县财政局<br>县住建局</td></tr></table></body></html>"""
    book = read(page.encode("gb18030"), "台账.xls")
    (sheet,) = book.sheets
    assert [tuple(cell.strip() for cell in row) for row in sheet.rows] == [
        ("台账", "", ""),
        ("编号", "承办单位", ""),
        ("", "主办", "协办"),
        ("第1号", "县水利局", "县财政局\n县住建局"),
    ]
    ((_, header),) = tables(book, KNOWN)
    assert header.mapping == {"number": 0, "lead": 1, "joint": 2}
    assert (header.first_row, header.last_row) == (2, 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空文件"),
        (b"\x00" * 40, "空文件"),
        (b"\xef\xbb\xbf\n", "空的"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "图片"),
        (b"b\x14#e\x09\x00E-SafeNet\x00\x00LOCK" + b"\x93" * 900, "加密软件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"PK\x03\x04 torn", "损坏"),
        (zipped(word__document_xml="<w/>"), "Word"),
        (zipped(readme="x"), "压缩包"),
        (zipped(**{"content_xml": "<x/>", "META-INF__manifest_xml": "<manifest:encryption-data/>"}), "密码"),
        (b"<html><body>no table</body></html>", "没有表格"),
        (b"<![x[ <table>", "网页"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "另存为"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "另存为"),
        (bytes(range(256)) * 4, "不是表格"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, words):
    assert words in refusal(content)


def test_a_workbook_cut_short_and_one_without_content():
    assert "损坏" in refusal(xlsx([["a", "b"]])[:-200])
    assert "每张工作表都是空的" in refusal(saved(Workbook()))


def test_too_large_by_bytes_and_by_cells():
    assert refusal(CSV.encode(), max_bytes=50).startswith("文件有 0.0 MB")
    assert "超过 5" in refusal(CSV.encode(), "x.csv", max_cells=5)
    assert "超过 5" in refusal(b"<table><tr><td colspan=999999>x", "x.xls", max_cells=5)


def test_a_stray_character_in_the_last_cell_does_not_end_the_process():
    # Calamine reserves 500 GB for this one and aborts.
    book = load_workbook(io.BytesIO(xlsx([["编号", "标题"]])))
    book.active["XFD1048576"] = "。"
    assert "远处有误填的单元格" in refusal(saved(book))


def test_one_wrong_address_in_an_old_xls_does_not_end_the_process():
    # RK record, ten bytes, row 3, column 2: the day in the last row.
    record, where = b"\x7e\x02\x0a\x00", b"\x03\x00\x02\x00"
    content = (HERE / "ledger.xls").read_bytes()
    assert content.count(record + where) == 1
    assert "损坏" in refusal(content.replace(record + where, record + b"\xff" * 4))


def test_cells_that_an_ods_only_repeats_count():
    with zipfile.ZipFile(HERE / "ledger.ods") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    many = 'table:number-columns-repeated="16000" office:value-type="float"'
    parts["content.xml"] = parts["content.xml"].replace('office:value-type="float"', many)
    assert many in parts["content.xml"]
    assert "表格太大" in refusal(zipped(**parts), "x.ods", max_cells=10_000)


def test_a_part_that_unpacks_to_far_more_is_refused():
    assert "表格太大" in refusal(zipped(xl__workbook_xml=" " * 60_000_000))


@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda s: ("<table>" + s).encode("utf-8", "replace")))
)
def test_random_bytes_raise_nothing_but_bad_file(content):
    try:
        assert any(sheet.rows for sheet in read(content, "x").sheets)
    except BadFile as refused:
        assert str(refused).endswith("。")


LEDGER = ledger()


@given(st.lists(st.tuples(st.integers(0, len(LEDGER) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_damaged_workbooks_raise_nothing_but_bad_file(changes):
    damaged = bytearray(LEDGER)
    for position, value in changes:
        damaged[position] = value
    try:
        read(bytes(damaged), "x.xlsx")
    except BadFile as refused:
        assert str(refused).endswith("。")


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published data is not beside this repository")
def test_all_published_suggestions():
    known = {
        "place": ["place"],
        "session": ["year_or_session"],
        "number": ["number"],
        "title": ["title"],
        "lead": ["handling_unit"],
        "handed_over": ["date_handed_over"],
        "replied": ["date_replied"],
    }
    ((sheet, header),) = tables(read(PUBLISHED.read_bytes(), PUBLISHED.name), known)
    assert set(header.mapping) == set(known)
    found = table(sheet, header, header.mapping)
    assert (len(found), found.skipped, found.rows[0].number) == (188, (), 2)
    assert all(row.values["title"] and not row.troubles for row in found)
    days = [parse_day(row.values["replied"]) for row in found]
    assert sum(day is not None for day in days) > 100
