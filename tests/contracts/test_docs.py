"""Generated pages say what the program does today, and say it in words."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from contracts.shipped import definitions
from contracts.tree import PACKAGE, ROOT
from quancheng.law.rules import Book
from quancheng.procedure.definition import parse
from quancheng.site.docs import MADE, stale, write
from quancheng.site.docs.procedures import page
from quancheng.site.docs.rules import page as rule_page

DOCS = ROOT / "docs"


def run(*args: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own: no test's procedures are in its registry."""
    return subprocess.run(
        [sys.executable, "-m", "quancheng.site.commands", "docs", *args],
        capture_output=True,
        text=True,
        check=False,
        cwd=PACKAGE,
    )


def test_generated_pages_are_fresh() -> None:
    done = run("--check")
    assert done.returncode == 0, done.stderr


def test_a_wrong_option_is_refused_in_words() -> None:
    done = run("--colour")
    assert (done.returncode, "用法" in done.stderr) == (2, True)


def test_every_procedure_and_every_norm_has_its_page() -> None:
    assert {d.id for d in definitions()} == {p.stem for p in (DOCS / "procedures").glob("*.md")}
    assert {n.id for n in Book.shipped().norms} == {p.stem for p in (DOCS / "rules").glob("*.md")}


def test_what_differs_is_named_mended_and_removed(tmp_path: Path) -> None:
    wanted = {"procedures/a.md": MADE + "a", "glossary.md": MADE + "g"}
    assert write(tmp_path, wanted) == ["glossary.md", "procedures/a.md"]
    assert stale(tmp_path, wanted) == []
    (tmp_path / "procedures/a.md").write_text("changed by hand", "utf-8")
    (tmp_path / "procedures/gone.md").write_text("of a procedure that is gone", "utf-8")
    assert stale(tmp_path, wanted) == ["procedures/a.md", "procedures/gone.md"]
    write(tmp_path, wanted)
    assert (tmp_path / "procedures/a.md").read_text("utf-8") == MADE + "a"
    assert not (tmp_path / "procedures/gone.md").exists()


def test_a_procedure_page_says_who_by_when_and_whither() -> None:
    (made,) = parse("""
        [[procedure]]
        id = "toys"
        title = "玩具"
        since = 2026-01-01
        basis = ["代表法第五十一条"]
        [[procedure.step]]
        id = "handle"
        title = "办理"
        seal = "办"
        by = "handler"
        within = "suggestion.reply"
        then = { yes = "done", no = "handle" }
        outcomes = { yes = "办好了", no = "还没有" }
        [[procedure.end]]
        id = "done"
        title = "办结"
    """)
    text = page(made, Book.shipped())
    assert "承办单位" in text and "办好了 → 办结<br>还没有 → 办理" in text
    assert re.search(r"自交办起三个月，\[代表法第五十一条第二款\]\(\.\./rules/deputies-law\.md\)（生效日未核）", text)


@pytest.mark.parametrize("norm", Book.shipped().norms, ids=lambda n: n.id)
def test_a_norm_page_holds_everything_a_committee_checks(norm) -> None:  # type: ignore[no-untyped-def]
    text = rule_page(norm)
    for rule in norm.rules:
        assert f"## {rule.title} `{rule.id}`" in text
        for value in rule.values:
            assert str(value.since) in text and value.article in text
            assert value.quote in text
            assert value.doubt in text
    assert all(case["title"] in text for case in norm.cases)
    assert "核对人" in text


def test_links_lead_somewhere() -> None:
    for path in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_pages_do_not_show_ids_for_words() -> None:
    """An id in a cell stands in backticks beside its word; a bare one has no word in the glossary."""
    bare = []
    for path in (DOCS / "procedures").glob("*.md"):
        text = re.sub(r"`[^`]*`|\]\([^)]*\)|<br>|<!--.*?-->", "", path.read_text("utf-8"))
        bare += [f"{path.name}: {word}" for word in re.findall(r"[a-z]+_[a-z_]+|[a-z]{4,}", text)]
    assert not bare


def test_decisions_are_numbered_and_fit_a_page() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [p.name[:4] for p in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for p in pages:
        lines = p.read_text("utf-8").splitlines()
        assert lines[0].startswith(f"# {p.name[:4]} ") and len(lines) < 60


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    names = {re.split(r"[\[<>=~!]", line)[0].lower() for line in wanted}
    page = (DOCS / "decisions/0006-dependencies.md").read_text("utf-8")
    cells = re.findall(r"^\| ([^|]+) \|", page, re.M)
    told = {name.strip().lower() for cell in cells for name in cell.split(",")} - {"runs with"}
    told -= {"needed only to build", "test and check"}
    assert names == told
