"""`quancheng archive`: what was archived, written out; and what the volumes say about a database that was rewritten."""

import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from archive.story import TITLE, closed
from archive.test_volume import archived
from journeys.county import County, settle_county
from quancheng.papers.archive import bag_check, retention
from quancheng.papers.archive.models import Volume
from quancheng.record import append_only, clock, files, seal
from quancheng.record.models import Fact, Seal

from .conftest import TODAY

WHY = "a test looks at it"


def test_one_and_a_whole_year(county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = [archived(county, closed(county, title)) for title in (TITLE, "关于增设柳沟村路灯的建议")]
    call_command("archive", made[0].matter.ref, to=tmp_path / "one")
    assert "写好 1 件" in capsys.readouterr().out
    assert [p.name for p in (tmp_path / "one").iterdir()] == [made[0].code]
    call_command("archive", year=2026, to=tmp_path / "year", zip=True)
    written = sorted((tmp_path / "year").iterdir())
    assert [p.name for p in written] == [f"{v.code}.zip" for v in made]
    call_command("verify", *map(str, written))
    assert capsys.readouterr().out.count("全部相符") == 2


def test_nothing_is_overwritten_and_every_refusal_is_a_sentence(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = archived(county, closed(county, "关于增设柳沟村路灯的建议"))
    made, open_one = archived(county, closed(county)), county.raise_("马德福", "county", on="2026-03-02")
    call_command("archive", made.matter.ref, to=tmp_path)
    tries = {
        made.matter.ref: "已经存在，没有覆盖", "nosuchref": "没有编号为 nosuchref 的事项", open_one.ref: "还没有归档",
    }  # fmt: skip
    for ref, words in tries.items():
        with pytest.raises(SystemExit) as ended:
            call_command("archive", ref, to=tmp_path)
        assert ended.value.code == 1 and words in capsys.readouterr().err
    with pytest.raises(SystemExit):  # one of two is there already: the other is not written either
        call_command("archive", year=2026, to=tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [made.code] and second.code != made.code
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        call_command("archive", to=tmp_path)
    assert ended.value.code == 2
    files.path_of(made.zip).unlink()
    with pytest.raises(SystemExit):
        call_command("archive", made.matter.ref, to=tmp_path / "other")
    assert "不在存储里" in capsys.readouterr().err


def test_a_county_s_retention_is_marked_as_not_seen(county: County) -> None:
    """The order the township table comes from is not the county's; until somebody has read the county's, it says so."""
    matter = county.raise_("马德福", "county", on="2026-03-02")
    county.do("马德福", matter, "withdraw", "2026-03-03", text="已经修好。")
    county.do("林晓梅", matter, "archive", "2026-11-20")
    made = Volume.objects.unguarded(WHY).get()
    assert (made.body.slug, made.number, made.keep) == ("county", 1, "Y")
    with zipfile.ZipFile(files.path_of(made.zip)) as packed:
        (cover,) = [packed.read(n).decode() for n in packed.namelist() if n.endswith("/index.html")]
    assert "<b>未核</b>" in cover and "代表撤回" in cover
    assert not retention.tables()["county"].seen and retention.tables()["township"].seen
    assert "未核" in retention.tables()["county"].cite("chasing_letter")


def test_every_tier_s_table_covers_whatever_paper() -> None:
    for table in retention.tables().values():
        assert table.row("a paper nobody has thought of").keep in Volume.Keep.values
    assert retention.longest({"D10", "Y", "D30"}) == "Y" and retention.longest({"D10", "D30"}) == "D30"


def test_a_volume_outside_convicts_a_database_whose_seals_were_made_anew(
    committed_db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever rewrites the whole chain passes every check of the database itself, but not what the archive holds."""
    with clock.at(TODAY):
        county = settle_county()
        made = archived(county, closed(county))
        call_command("archive", made.matter.ref, to=tmp_path)
        with connection.cursor() as cursor:
            _forge(cursor)
        seal.seal_all()
    call_command("verify")
    assert "全部相符" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("verify", str(tmp_path / made.code))
    assert "第 1 次封存与数据库里的不同" in capsys.readouterr().err
    assert not bag_check.look(tmp_path / made.code).faults


def _forge(cursor) -> None:  # type: ignore[no-untyped-def]
    """Change a fact and throw all seals away, triggers and keys being out of the way."""
    sqlite = connection.vendor == "sqlite"
    if sqlite:
        for name in append_only.wanted("sqlite"):
            cursor.execute(f"DROP TRIGGER {name}")
    else:
        cursor.execute("SET session_replication_role = replica")
    first = Fact.objects.unguarded(WHY).order_by("pk")[:1].get()
    cursor.execute("UPDATE record_fact SET outcome = 'keep' WHERE id = %s", [first.pk])
    cursor.execute("DELETE FROM record_sealed")
    cursor.execute("DELETE FROM record_seal")
    if not sqlite:
        cursor.execute("SET session_replication_role = DEFAULT")
    assert not Seal.objects.exists()
