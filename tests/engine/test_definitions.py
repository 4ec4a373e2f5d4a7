"""Procedure files: every mistake stops the program with a message that names procedure, step and fault."""

from datetime import date
from pathlib import Path

import pytest

import quancheng.rooms
from quancheng.procedure import registry
from quancheng.procedure.definition import BadProcedure, parse, read

from .borrowed import registry_lent

GOOD = """
[[procedure]]
id = "letters"
title = "来信"
since = 2020-01-01
access = { staff = "from:open", members = "never" }
[[procedure.step]]
id = "open"
title = "登记"
by = "clerk"
then = { handle = "handle", refuse = "refused" }
outcomes = { handle = "受理", refuse = "不受理" }
[[procedure.step]]
id = "handle"
title = "办理"
by = "handler"
other_than = ["open"]
then = "answered"
[[procedure.aside]]
id = "chase"
title = "催办"
by = "clerk"
during = ["handle"]
until = "letters.chase"
[[procedure.aside]]
id = "answer"
title = "答复催办"
by = "handler"
during = ["handle"]
asked = true
holds = true
[[procedure.end]]
id = "answered"
title = "已答复"
[[procedure.end]]
id = "refused"
title = "不受理"
"""
BAD = {
    "letters.step open: unknown key byy": ('by = "clerk"\nthen', 'byy = "clerk"\nthen'),
    "letters.step open: title is missing": ('title = "登记"\n', ""),
    "letters.step without id: id is missing": ('id = "open"\n', ""),
    "letters.step handle stands twice": ('id = "open"', 'id = "handle"'),
    "letters: open leads to unknown handel": ('handle = "handle"', 'handle = "handel"'),
    r"letters.step handle: then cannot be \['answered'\]": ('then = "answered"', 'then = ["answered"]'),
    "letters: handle leads nowhere": ('then = "answered"\n', ""),
    "letters: open: no word for refuse": (', refuse = "不受理" }', " }"),
    r"letters: open: \['later'\] lead nowhere": ('refuse = "不受理" }', 'refuse = "不受理", later = "缓办" }'),
    "letters: handle: nobody does it and nothing is awaited": ('by = "handler"\nother_than', "other_than"),
    "letters: handle: other than an unknown opening": ('other_than = ["open"]', 'other_than = ["opening"]'),
    "letters.step handle: other_than cannot be 'open'": ('other_than = ["open"]', 'other_than = "open"'),
    "letters: chase: during what": ('during = ["handle"]\nuntil', "until"),
    "letters: chase: during an unknown step": ('during = ["handle"]\nuntil', 'during = ["handel"]\nuntil'),
    "letters: chase: by whom": ('title = "催办"\nby = "clerk"', 'title = "催办"'),
    "letters: answer: at most one of asked, comes_with, every": ("asked = true", 'asked = true\nevery = "year"'),
    "letters: answer: every what": ("asked = true", 'every = "week"'),
    "letters: answer comes with an unknown step": ("asked = true", 'comes_with = "close"'),
    "letters: answer: only a right lapses": ("asked = true", 'asked = true\nuntil = "letters.chase"'),
    "letters: answer: a right that nobody asks for holds nothing up": ("asked = true\n", ""),
    "letters.aside answer: asked cannot be 'yes'": ("asked = true", 'asked = "yes"'),
    r"letters: one name twice: \['answered'\]": ('id = "answer"', 'id = "answered"'),
    r"letters: never reached: \['handle'\]": ('handle = "handle"', 'handle = "answered"'),
    r"letters: no end can be reached from \['handle'\]": ('then = "answered"', 'then = "handle"'),
    "letters: access from:close: unknown step": ("from:open", "from:close"),
    r"letters: access knows no \['public'\]": ('members = "never"', 'public = "never"'),
    "letters: since cannot be '2020-01-01'": ("since = 2020-01-01", 'since = "2020-01-01"'),
    "letters: since cannot be datetime": ("since = 2020-01-01", "since = 2020-01-01T00:00:00"),
    "letters: since is missing": ("since = 2020-01-01\n", ""),
    "letters: unknown key basiss": ("since =", 'basiss = ["x"]\nsince ='),
    "letters.end refused: title is missing": ('id = "refused"\ntitle = "不受理"', 'id = "refused"'),
    "not TOML": ("[[procedure]]", "[[procedure]"),
    "nothing else": ("[[procedure]]", 'rooms = ["x"]\n[[procedure]]'),
}  # fmt: skip


def test_the_good_one_is_good() -> None:
    (made,) = parse(GOOD)
    assert (made.first.id, made.order, made.at("chase").is_right) == ("open", {"open": 1, "handle": 2}, True)
    assert made.opens("from:handle", 2) and not made.opens("from:handle", 1) and not made.opens("never", 2)


@pytest.mark.parametrize("message", BAD)
def test_a_bad_one_says_where_and_what(message: str) -> None:
    old, new = BAD[message]
    assert GOOD.count(old) == 1
    with pytest.raises(BadProcedure, match=message):
        parse(GOOD.replace(old, new))


@pytest.mark.parametrize("text", ["", "procedure = 3", '[[procedure]]\nid = "x"\ntitle = "x"\nsince = 2020-01-01\n'])
def test_an_empty_one_is_no_procedure(text: str) -> None:
    with pytest.raises(BadProcedure):
        parse(text)


def test_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "letters.toml").write_text(
        GOOD.replace("handel", "").replace('then = "answered"', 'then = "anwsered"'), "utf-8"
    )
    with pytest.raises(BadProcedure, match=r"letters\.toml: letters: handle leads to unknown anwsered"):
        read(tmp_path / "letters.toml")


def test_every_shipped_procedure_is_sound_and_bound() -> None:
    files = sorted(Path(next(iter(quancheng.rooms.__path__))).glob("*/procedures/*.toml"))
    assert files and {d.id for path in files for d in read(path)} <= set(registry.definitions)
    assert registry.faults() == []


def test_what_is_not_bound_is_found_at_start() -> None:
    with registry_lent():
        registry.declare(*parse(GOOD))
        registry.act("letters.open")(lambda call: None)
        registry.act("letters.opened")(lambda call: None)
        registry.join("letters.hande")(lambda matter, duties: "")
        registry.starter("letter")(lambda actor, body: True)
        found = registry.faults()
    for said in (
        "letters.handle: no act", "letters.open: no bearers for clerk", "letters.opened: a act of nothing", "letters.hande: a join of nothing",
        "letter: bound, but no such procedure",
    ):  # fmt: skip
        assert said in found
    assert "letters.open: no act" not in found


def test_versions_follow_each_other_and_one_day_has_one() -> None:
    (old,) = parse(GOOD)
    (new,) = parse(GOOD.replace("2020-01-01", "2026-01-01").replace("催办", "督办"))
    with registry_lent():
        registry.declare(new)
        registry.declare(old)
        registry.declare(old)  # the same once more is no second version
        words = [
            registry.definition("letters", d).word("chase")
            for d in (date(2019, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
        ]
        assert words == ["催办", "催办", "督办"]
        with pytest.raises(BadProcedure, match="two versions since 2020-01-01"):
            registry.declare(parse(GOOD.replace("催办", "督办"))[0])
