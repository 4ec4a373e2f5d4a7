"""The normal form, the grams and the snippet, without a database."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from quancheng.record.search.words import LONG, MARK, OVERLAP, PIECE, asked, grams, normalise, pieces, snippet

ANYTHING = st.text(st.characters(codec=None), max_size=60)


def test_width_case_and_what_cannot_be_seen_make_no_difference():
    assert normalise("ＡＢＣ㈠　建\u200b议\x00\ud800\r\n第１号ß") == normalise("abc(一) 建议 第1号SS")


@given(ANYTHING)
def test_the_normal_form_can_be_stored_and_has_single_spaces(text: str):
    made = normalise(text)
    assert not {unicodedata.category(c) for c in made} & {"Cc", "Cs"}
    assert made.split() == [word for word in made.split(" ") if word]
    made.encode()


def test_every_word_ends_with_its_last_character_alone():
    assert grams("修路 a") == ["修路", "路", "a"]


def test_long_texts_are_cut_with_overlap_into_marked_pieces():
    text = normalise("".join(chr(0x4E00 + i % 9000) for i in range(2 * PIECE + 7)))
    cut = pieces(text)
    assert len(cut) == 3
    assert all(len(piece) > LONG and MARK in grams(piece) for piece in cut)
    for at in range(0, len(text) - OVERLAP, 101):
        assert any(text[at : at + OVERLAP] in piece for piece in cut)
    assert pieces("") == []
    assert MARK not in grams("short")


def test_a_query_is_cut_and_its_longest_word_leads():
    assert asked("路 学校 路") == ["学校", "路"]
    assert len(asked("路" * 10**6)[0]) == OVERLAP


def test_the_snippet_keeps_the_writing_of_the_text():
    assert snippet("关于Ａ，Ｂ路的建议", "a,b") == ("关于", "Ａ，Ｂ", "路的建议")
    assert snippet("一" * 50 + "修路", "修路", around=3) == ("一一一", "修路", "")
    assert snippet("没有", "修路") == ("没有", "", "")


@given(ANYTHING, st.integers(0, 60), st.integers(1, 8))
def test_the_snippet_shows_a_hit_wherever_the_search_found_one(text: str, at: int, size: int):
    words = asked(normalise(text)[at : at + size])
    _, hit, _ = snippet(text, " ".join(words))
    assert any(word in normalise(hit) for word in words) == bool(words)
