"""姓氏笔画: the order of lists of deputies and candidates, and the place where the office corrects it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.roster import strokes
from quancheng.roster.models import Person

NAMES = ["丁一", "王五", "王一一", "王一", "马德福", "张三", "李四", "欧阳修", "郑海涛", "谢旻", "魏巍"]


def test_names_stand_by_strokes_of_the_surname() -> None:
    shown = sorted(NAMES, key=strokes.key)
    assert [n[0] for n in shown] == ["丁", "马", "王", "王", "王", "张", "李", "欧", "郑", "谢", "魏"]
    assert shown.index("王一") < shown.index("王一一") < shown.index("王五"), "the shorter name first"


def test_the_table_knows_rare_characters_of_names() -> None:
    assert all(strokes.rank(c) is not None for c in "䶮喆垚㛃𬭎")
    assert strokes.rank("A") is None


@given(st.text(alphabet="一丁王马张李谢A·旻", max_size=8), st.text(alphabet="一丁王马张李谢A·旻", max_size=8))
def test_text_order_of_keys_is_order_by_places(one: str, other: str) -> None:
    def places(name: str) -> list[int]:
        return [10**6 if (r := strokes.rank(c)) is None else r for c in name if c != "·"]

    assert (strokes.key(one) < strokes.key(other)) == (places(one) < places(other))


@pytest.mark.django_db
def test_saving_one_or_many_keeps_the_key_and_a_new_name_moves() -> None:
    Person.objects.bulk_create([Person(name=n) for n in NAMES])
    assert [p.name for p in Person.objects.order_by("stroke_key")] == sorted(NAMES, key=strokes.key)
    person = Person.objects.get(name="魏巍")
    person.name = "丁巍"
    person.save(update_fields=["name"])
    assert Person.objects.order_by("stroke_key").values_list("name", flat=True)[1] == "丁巍"


@pytest.mark.django_db
def test_the_office_places_a_character_and_everybody_who_bears_it_moves() -> None:
    odd = "\ue000"  # a character of the private use area, as registers with their own fonts have them
    Person.objects.bulk_create([Person(name=n) for n in (f"{odd}大明", "王五", "马德福", "张三")])
    assert strokes.unknown([f"{odd}大明", "王五"]) == [odd]
    assert Person.objects.order_by("stroke_key").last().name == f"{odd}大明"  # type: ignore[union-attr]
    assert strokes.place(odd, "马") == 1
    assert [p.name[0] for p in Person.objects.order_by("stroke_key")] == ["马", odd, "王", "张"]
    assert strokes.unknown([f"{odd}大明"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("character", "after", "said"), [("", "王", "各写一个字"), ("A", "A", "各写一个字"), ("x", "\ue001", "没有")]
)
def test_a_wrong_place_is_refused_in_words(character: str, after: str, said: str) -> None:
    with pytest.raises(strokes.Unplaced, match=said):
        strokes.place(character, after)
