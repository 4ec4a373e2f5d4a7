"""Titles broken by sense: 词意完整，排列对称，梯形或菱形 (GB/T 9704—2012 7.3.1)."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.papers.chars import clean, wide
from quancheng.papers.title import title_lines

TITLES = Path(__file__).parents[3] / "shared/data/suggestions.csv"
PARTS = (
    "关于",
    "云岭县",
    "人民代表大会",
    "第一次会议",
    "的",
    "建议",
    "《",
    "》",
    "（",
    "）",
    "、",
    "2026年",
    "S301",
    "第17号",
    "村",
    "和",
    "\n",
    " ",
)


@pytest.mark.parametrize(
    "lines",
    [
        ("关于解决青石镇柳树湾村饮水安全问题的建议",),
        ("云岭县人民代表大会常务委员会", "关于召开云岭县第十九届人民", "代表大会第二次会议的决定"),
        ("关于县第十九届人民代表大会", "第一次会议第17号建议的答复"),
        ("云岭县水利局关于县十九届人大", "一次会议第17号建议的会办意见"),
        ("云岭县第十九届人民代表大会第一次会议", "代表建议、批评和意见办理情况统计表"),
        ("关于进一步加强和改进全县义务教育阶段", "学校食堂食品安全监督管理工作的建议"),
        ("关于尽快将S301线柳河至大坪段纳入", "“十五五”规划并启动改造的建议"),
    ],
)
def test_lines_of_titles(lines: tuple[str, ...]) -> None:
    assert title_lines("".join(lines), 20) == lines


def test_a_line_end_in_the_title_is_kept() -> None:
    assert title_lines("云岭县水利局\n关于建议的答复", 20) == ("云岭县水利局", "关于建议的答复")


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_nothing_is_lost_and_no_line_is_too_wide(title: str) -> None:
    lines = title_lines(title, 20)
    assert "".join(lines).replace(" ", "") == clean(title).replace("\n", "").replace(" ", "")
    assert all(wide(line) <= 20 for line in lines)
    for line in lines:
        assert title.strip().startswith(line) or line[0] not in "、）》" or len(line) == 1 or title_is_odd(title)


def title_is_odd(title: str) -> bool:
    """Whether the title itself begins a line with a closing mark, or holds nothing but marks."""
    return any(part.strip()[:1] in tuple("、）》") for part in title.split("\n")) or not any(
        c in title for c in "关云人建村"
    )


@pytest.mark.skipif(not TITLES.exists(), reason="the real titles are not here")
def test_real_titles_have_no_lonely_lines() -> None:
    for row in csv.DictReader(TITLES.open(encoding="utf-8-sig")):
        lines = title_lines(row["title"], 20)
        if len(lines) > 1:
            assert min(map(wide, lines)) >= 5, lines
            assert not any(line.startswith(tuple("的、，》）")) or line.endswith(tuple("《（第")) for line in lines), (
                lines
            )
