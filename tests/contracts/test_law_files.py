"""Contract 01: `quancheng rule`, its example file, its exit codes, and that law stays pure."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import quancheng.law
from quancheng.law.cli import rule
from quancheng.law.rules import Book

ROOT = Path(__file__).parents[2]
LAW = Path(quancheng.law.__file__).parent
ASKED = ["suggestion.reply", "--on", "2026-03-31", "--tier", "township", "--area", "500101", "--json"]
BOOK = Book.shipped()


def test_the_example_in_the_docs_is_what_the_command_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert rule(ASKED, BOOK) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == json.loads((ROOT / "docs/contracts/rule.json").read_text(encoding="utf-8"))


def test_the_keys_and_values_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    rule(ASKED, BOOK)
    said = json.loads(capsys.readouterr().out)
    assert said["rule"] == "suggestion.reply"
    assert (said["tier"], said["area"]) == ("township", "500101")
    assert (said["value"], said["event"]) == ({"months": 2}, "suggestion.hand_over")
    assert (said["start"], said["day"], said["last_workday"]) == ("2026-03-31", "2026-05-31", "2026-05-29")
    assert said["arithmetic"] == ["2026-03-31 交办", "+2个月 → 2026-05-31"]
    assert {"norm", "article", "from", "seen"} <= said["citation"][0].keys()
    assert said["overrides"][0]["value"] == {"months": 3}


def test_from_moves_the_start_but_not_the_law(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        rule(["suggestion.reply", "--on", "2025-03-11", "--from", "2026-03-31", "--tier", "county", "--json"], BOOK)
        == 0
    )
    said = json.loads(capsys.readouterr().out)
    assert said["citation"][0]["article"] == "第四十二条第一款"
    assert (said["start"], said["day"]) == ("2026-03-31", "2026-06-30")


def test_both_events_may_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    given = "--on 2026-03-20 --from 2026-02-10 --from suggestion.hand_over=2026-03-20 --tier township --area 370102"
    assert rule(["suggestion.reply", *given.split(), "--json"], BOOK) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["day"], said["other"]["day"]) == ("2026-04-10", "2026-06-20")
    assert len(said["citation"]) == 2
    late = given.replace("2026-02-10", "2026-06-01")
    assert rule(["suggestion.reply", *late.split(), "--json"], BOOK) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["event"], said["day"]) == ("suggestion.hand_over", "2026-06-20")
    assert said["citation"][0]["article"] == "第五十一条第二款"


def test_a_page_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert rule(["suggestion.reply", "--on", "2026-08-31", "--tier", "county"], BOOK) == 0
    page = capsys.readouterr().out
    assert all(
        word in page for word in ("起算", "2026-08-31", "三个月", "代表法第五十一条第二款", "2026-11-30", "不顺延")
    )
    assert rule(["session.quorum", "--on", "2026-08-31"], BOOK) == 0
    assert "全体的三分之二以上" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("suggestion.return --on 2026-08-31 --tier county", "地方规定未填"),
        ("suggestion.reply --on 2001-01-01 --tier county", "没有生效的规定"),
        ("no.such.rule --on 2026-01-01", "没有名为“no.such.rule”的规则"),
    ],
)
def test_no_rule_in_force_is_exit_3_and_a_sentence(asked: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert rule([*asked.split(), "--json"], BOOK) == 3
    out, err = capsys.readouterr()
    assert words in err and not out


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "缺少规则编号"),
        ("suggestion.reply", "缺少 --on"),
        ("suggestion.reply --on 2026-02-30", "不是日期"),
        ("suggestion.reply --on", "缺少内容"),
        ("suggestion.reply --on 2026-01-01 --tier village", "只能是 county"),
        ("suggestion.reply --on 2026-01-01 --area 50010x", "--area"),
        ("suggestion.reply --on 2026-01-01 --area ５００１０１", "--area"),
        ("suggestion.reply --on 2026-01-01 --from suggestion.dreamt=2026-01-01", "起算事件"),
        ("suggestion.reply --on 2026-01-01 --colour red", "不认识"),
        ("suggestion.reply --on 9999-12-31", "超出可以计算的年份"),
    ],
)
def test_bad_input_is_exit_2_and_a_sentence(asked: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert rule(asked.split(), BOOK) == 2
    assert words in capsys.readouterr().err


def test_law_is_pure() -> None:
    foreign = set()
    for path in LAW.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                foreign |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                foreign.add((node.module or "").split(".")[0])
    assert foreign <= set(sys.stdlib_module_names)


def test_the_command_needs_neither_django_nor_a_database() -> None:
    code = (
        "import sys; from quancheng.law.cli import rule; from quancheng.law.rules import Book; "
        f"code = rule({ASKED!r}, Book.shipped()); sys.exit(9 if 'django' in sys.modules else code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=LAW.parents[1], check=False)
    assert done.returncode == 0, done.stderr.decode()
