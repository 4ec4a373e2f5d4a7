"""The pages: what they show, who gets in, that every link opens what it counts, and the files."""

import csv
import html
import io
import re

import openpyxl
import pytest
from django.test import Client

from journeys.front_door import Visitor, plain

from .handled import Year

HOME = "/desk/suggestions/statistics/"


def visitor(year: Year, who: str = "林晓梅") -> Visitor:
    return Visitor(year.county, who)


def test_the_sheet_says_what_it_counts(year: Year) -> None:
    text = visitor(year).see(HOME)
    for words in (
        "云岭县第十九届人民代表大会第五次会议及闭会期间", "代表建议答复情况统计表", "统计截至：2026年11月21日", "原期答复", "延期答复", "落实率＝", "满意率＝",
        "代表法第五十一条第二款", "现为A类，云岭县建议办理办法（示例）第十二条", "另有历史台账 1 件", "A类", "C类", "仍不满意",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("by", ["department", "township"])
def test_every_link_opens_as_many_rows_as_it_shows(year: Year, by: str) -> None:
    v = visitor(year)
    page = v.get(f"{HOME}?by={by}&period=y2026").content.decode()
    shown = re.findall(r'<a href="([^"]*statistics/list/[^"]*)">([0-9.]+)</a>', page)
    assert len(shown) > 50
    for href, words in sorted(set(shown)):
        found = v.get(html.unescape(href)).content.decode()
        rows = found.count('<td class="s-title">')
        if not re.search("figure=[a-z_]*_rate", href):
            assert rows == int(words), href
        else:
            part = found.count(">计入<")
            assert words == f"{part * 100 / rows:.1f}", href


def test_a_list_leads_to_the_matters_and_goes_out_as_csv(year: Year) -> None:
    v = visitor(year)
    url = f"{HOME}list/?congress=county&period=y2026&by=department&figure=reply_rate"
    page = v.see(url)
    assert "下面是分母 18 办件，其中计入分子 15 办件" in page and "未计入" in page
    assert f"/desk/matters/{year.matters['未答'].ref}/" in v.get(url).content.decode()
    rows = list(csv.reader(io.StringIO(v.get(url.replace("list/", "list.csv")).content.decode("utf-8-sig"))))
    assert rows[0][-1] == "是否计入分子" and len(rows) == 19 and sum(r[-1] == "计入" for r in rows) == 15


def test_the_workbook_has_the_tables_of_the_page(year: Year) -> None:
    answer = visitor(year).get(f"{HOME}excel/?period=y2026")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    first, second = book.worksheets
    assert "代表建议答复情况统计表" in first["A1"].value
    total = next(r for r in first.iter_rows(min_row=5, values_only=True) if r[1] == "合　计")
    assert total[2:7] == (20, 18, 13, 1, 1) and total[8:10] == (83.3, 77.8)
    assert any("满意率" in str(r[0].value) for r in second.iter_rows(min_row=5))


def test_a_unit_sees_only_its_own(year: Year) -> None:
    v = visitor(year, "江水生")
    text = v.see(f"{HOME}?period=y2026")
    assert "县水利局" in text and "县交通运输局" not in text and "本期建议" not in text
    other = year.county.bodies["traffic"].pk
    page = v.see(f"{HOME}list/?congress=county&period=y2026&figure=assigned&row={other}")
    assert "没有这样的办件" in page
    assert v.get(f"{HOME}?by=township").status_code == 404


def test_doors_that_stay_shut(year: Year) -> None:
    assert Client().get(HOME).status_code == 302
    assert visitor(year, "沈小雨").get(f"{HOME}?congress=county").status_code == 404
    assert visitor(year).get(f"{HOME}?congress=nowhere").status_code == 404
    for query in ("figure=nothing", "figure=assigned&row=abc", "figure=assigned&row=999999", "figure="):
        assert visitor(year).get(f"{HOME}list/?{query}").status_code == 404, query


def test_bad_periods_are_said_in_words(year: Year) -> None:
    for query, words in (
        ("since=2026-13-01", "看不懂"), ("since=2026-05-01&until=2026-01-01", "请对调"), ("period=y999999", "不在能统计的年份里"), ("period=s999", "没有这次会议"),
        ("period=x1", "请从列表里选"),
    ):  # fmt: skip
        for path in ("", "list/", "excel/", "list.csv"):
            answer = visitor(year).get(f"{HOME}{path}?{query}&figure=assigned")
            assert answer.status_code == 422 and words in plain(answer), (path, query)


def test_days_may_be_chosen(year: Year) -> None:
    text = visitor(year).see(f"{HOME}?since=2026-04-01&until=2026-04-30")
    assert "2026年4月1日至2026年4月30日" in text and "提出 2 件" in text
