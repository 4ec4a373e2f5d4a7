"""Local norms come in through one command: faulty ones not at all, good ones with their cases proved."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import quancheng.demo
from quancheng.procedure.book import book
from quancheng.rooms.rulebook.models import LocalNorm

pytestmark = pytest.mark.django_db
NORM = Path(quancheng.demo.__file__).parent / "norms" / "yunling.toml"


def say(*args: str) -> str:
    out = StringIO()
    call_command("norm", *args, stdout=out)
    return out.getvalue()


def test_a_norm_is_entered_listed_and_taken_out() -> None:
    where = {"on": date(2026, 3, 2), "tier": "county", "area": "530999"}
    assert not book().has("suggestion.object", **where)
    assert "已录入" in say(str(NORM))
    assert book().ruling("suggestion.object", **where).citation.article == "第十三条"
    assert "yunling-suggestions" in say("--list")
    assert "已停用" in say("--remove", "yunling-suggestions")
    assert not book().has("suggestion.object", **where)


def test_a_norm_whose_case_is_wrong_stays_out(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(NORM.read_text("utf-8").replace("end   = 2026-03-16", "end   = 2026-03-17"), "utf-8")
    with pytest.raises(CommandError, match="算例对不上"):
        say(str(path))
    path.write_text("这不是规定", "utf-8")
    with pytest.raises(CommandError, match="没有录入"):
        say(str(path))
    assert not LocalNorm.objects.unguarded("a test looks").exists()
