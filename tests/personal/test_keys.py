"""The key file: who may read it, that it is never written over, its copy on paper, the demo's own."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quancheng.demo.management.commands.demo import Command
from quancheng.doors.frame import cards
from quancheng.roster import keys

from .conftest import DAY

calm = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)


def test_only_the_owner_reads_it_and_nobody_writes_over_it(home: Path) -> None:
    assert keys.ring() is None
    made = keys.new(DAY)
    assert keys.path() == home / "keys" / "personal.key"
    assert stat.S_IMODE(keys.path().stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.path().parent.stat().st_mode) == 0o700
    with pytest.raises(keys.BadKey, match="没有覆盖"):
        keys.new(DAY)
    assert keys.demand() == made
    assert not list(keys.path().parent.glob("*.part"))


def test_the_folder_may_be_elsewhere(home: Path, tmp_path: Path, settings: Any) -> None:
    settings.QUANCHENG_KEYS = str(tmp_path / "usb")
    keys.new(DAY)
    assert (tmp_path / "usb" / "personal.key").exists() and not (home / "keys").exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"format": 1, "versions": []}', '{"format": 9, "versions": [1]}']
)
def test_a_damaged_file_is_said_in_words_and_is_no_key(key: keys.Ring, text: str) -> None:
    keys.path().write_text(text)
    assert keys.ring() is None
    with pytest.raises(keys.BadKey, match="副本"):
        keys.demand()


def test_a_key_never_shows_itself(key: keys.Ring) -> None:
    text = repr(key)
    assert key.current.id in text and repr(key.current.box)[2:12] not in text and "box" not in text


class TestPaper:
    @calm
    @given(seed=st.binary(min_size=64, max_size=64), name=st.binary(min_size=4, max_size=4), day=st.dates())
    def test_what_is_on_paper_can_be_typed_in(self, seed: bytes, name: bytes, day: Any) -> None:
        version = keys.Version(name.hex(), day, seed[:32], seed[32:])
        lines = keys.on_paper(version)
        assert len(lines) == keys.LINES and all(len(line) < 40 for line in lines)
        assert keys.from_paper(lines) == version
        assert keys.from_paper(["", *(line[3:].lower().replace(" ", "") for line in lines), ""]) == version

    @calm
    @given(line=st.integers(0, 5), at=st.integers(0, 19), other=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    def test_one_wrong_letter_is_found_and_its_line_named(self, line: int, at: int, other: str) -> None:
        lines = [text[3:].replace(" ", "") for text in keys.on_paper(keys.Version.new(DAY))]
        if lines[line][at] == other:
            return
        lines[line] = lines[line][:at] + other + lines[line][at + 1 :]
        with pytest.raises(keys.BadKey, match=f"第 {line + 1} 行"):
            keys.from_paper(lines)

    def test_two_papers_mixed_or_a_line_missing(self) -> None:
        one, two = (keys.on_paper(keys.Version.new(DAY)) for _ in range(2))
        with pytest.raises(keys.BadKey, match="不是同一份"):
            keys.from_paper([*one[:3], *two[3:]])
        with pytest.raises(keys.BadKey, match="有 5 行"):
            keys.from_paper(one[:5])

    def test_an_old_key_comes_in_beside_the_one_in_use(self, key: keys.Ring) -> None:
        old = keys.Version.new(DAY)
        assert keys.take_in(old).current == key.current and keys.demand().get(old.id) == old
        with pytest.raises(keys.BadKey, match="已经在这里"):
            keys.take_in(old)


class TestDemo:
    def test_a_demo_key_is_another_file_and_no_real_one(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("QUANCHENG_DEMO", "1")
        made = keys.new(DAY, demo=True)
        assert made.demo and keys.demand().demo and not keys.real() and not (home / "keys").exists()
        assert cards.check() == []

    def test_beside_a_real_key_nobody_plays_demo(self, home: Path, key: keys.Ring, monkeypatch: Any) -> None:
        with pytest.raises(keys.BadKey, match="不能和它放在一起"):
            keys.new(DAY, demo=True)
        assert cards.check() == []
        monkeypatch.setenv("QUANCHENG_DEMO", "1")
        assert [e.id for e in cards.check()] == ["demo.E001"]

    def test_a_real_key_elsewhere_counts_too(self, tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
        settings.QUANCHENG_KEYS = str(tmp_path / "usb")
        keys.new(DAY)
        monkeypatch.setenv("QUANCHENG_DEMO", "1")
        assert [e.id for e in cards.check()] == ["demo.E001"]

    def test_a_real_key_is_not_made_in_a_demo(self, home: Path) -> None:
        keys.new(DAY, demo=True)
        with pytest.raises(keys.BadKey, match="这里是演示县"):
            keys.new(DAY)

    @pytest.mark.django_db
    def test_demo_load_makes_the_demo_key_and_refuses_beside_a_real_one(self, home: Path, monkeypatch: Any) -> None:
        loaded: list[bool] = []
        monkeypatch.setattr(Command, "_load", lambda *_: loaded.append(bool(keys.demand().demo)))
        call_command("demo", "load")
        made = keys.demand()
        call_command("demo", "load")
        assert loaded == [True, True] and keys.demand() == made, "a second try keeps the key of the first"
        keys.demo_path().unlink()
        keys.new(DAY)
        err = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("demo", "load", stderr=err)
        assert "正式密钥" in err.getvalue() and len(loaded) == 2

    def test_neither_passes_for_the_other(self, home: Path) -> None:
        keys.new(DAY, demo=True)
        (home / "keys").mkdir()
        keys.demo_path().rename(keys.path())
        with pytest.raises(keys.BadKey, match="不能互相顶替"):
            keys.demand()
        held = json.loads(keys.path().read_text()) | {"demo": False}
        keys.path().write_text(json.dumps(held))
        assert keys.demand().demo is False
        keys.path().rename(keys.demo_path())
        with pytest.raises(keys.BadKey, match="不能互相顶替"):
            keys.demand()
