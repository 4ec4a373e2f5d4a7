"""The handbooks: what they link to is there, the commands they name run, their pictures are light and all of them shown."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from quancheng.site import commands

from .tree import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/guide").glob("*.md")])
WITHOUT_DJANGO = commands.LIGHT | {"docs"}
HEAVIEST = 150_000  # bytes of a picture


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    led = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf-8"))
    assert [to for to in led if not (page.parent / to).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_a_page_names_exist(page: Path) -> None:
    """`quancheng word` in code or in a block; not `quancheng.module`, not the name of a folder."""
    named = set(re.findall(r"(?:`|/bin/|^)quancheng ([a-z]+)", page.read_text("utf-8"), re.M))
    assert named - set(get_commands()) - WITHOUT_DJANGO == set()


def test_the_table_of_the_administrator_names_every_command_of_ours() -> None:
    table = (ROOT / "docs/guide/admin.md").read_text("utf-8").split("## 全部命令")[1]
    ours = {name for name, app in get_commands().items() if str(app).startswith("quancheng.")} | WITHOUT_DJANGO
    assert ours - set(re.findall(r"`([a-z]+)[ `]", table)) == set()


def test_pictures_are_light_and_every_one_is_shown() -> None:
    pictures = {path.name: path.stat().st_size for path in (ROOT / "docs/pictures").glob("*.png")}
    shown = {name for page in PAGES for name in re.findall(r"pictures/([\w-]+\.png)", page.read_text("utf-8"))}
    assert set(pictures) == shown
    assert {name: size for name, size in pictures.items() if size > HEAVIEST} == {}
