"""`quancheng ledger`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from journeys.county import County
from quancheng.roster.models import Account

from .office import counted, csv, entered


@pytest.fixture
def file(county: County, tmp_path: Path) -> Path:
    Account.objects.create(login="lin", person=county.people["林晓梅"])
    Account.objects.create(login="zhou", person=county.people["周立新"])
    path = tmp_path / "台账.csv"
    rows = "镇康县,1,甲,已完工,2018-06-01", "砚山县,2,乙,,", "镇康县,3,丙,,2018-13-01"
    path.write_bytes(csv("地区,编号,标题,落实情况,答复日期", *rows))
    return path


def run(file: Path, *options: str, login: str = "lin") -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("ledger", str(file), "--congress", "county", "--as", login, *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_dry_run_writes_nothing(file: Path) -> None:
    before = counted()
    out, err = run(file, "--place", "镇康县=county", "--dry-run")
    assert "共 3 行，将录入 1 件" in out and "“砚山县”没有对应到本系统的人大，1 行" in out and "什么也没有录入" in out
    assert "第4行" in err and "没有13月这个月份" in err
    assert counted() == before


def test_errors_stop_it_unless_they_are_skipped(file: Path) -> None:
    with pytest.raises(CommandError, match="有1行有错，一行也没有导入"):
        run(file, "--place", "镇康县=county")
    assert not entered()
    out, _ = run(file, "--place", "镇康县=county", "--column", "落实情况=备注", "--skip-errors")
    assert "录入 1 件，原有或重复 0 行，没有导入 2 行" in out
    assert [(m.title, m.suggestion.ledger_note) for m in entered()] == [("甲", "已完工")]
    out, _ = run(file, "--place", "镇康县=county", "--skip-errors")
    assert "录入 0 件，原有或重复 1 行" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--place", "无此县=county"], "没有地区“无此县”"),
        (["--place", "镇康县=shiqiao"], "“shiqiao”不是能录入的人大"),
        (["--place", "镇康县"], "要写成"),
        (["--column", "无此列=备注"], "没有“无此列”这一列"),
        (["--column", "编号=号码"], "“号码”不是台账的一项"),
    ],
)
def test_options_that_name_nothing(file: Path, options: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(file, *options)


def test_who_may_not(file: Path) -> None:
    with pytest.raises(CommandError, match="不能为“county”录入"):
        run(file, login="zhou")
    with pytest.raises(CommandError, match="没有登录名"):
        run(file, login="nobody")
    with pytest.raises(CommandError, match="打不开文件"):
        run(file.with_name("没有.csv"))
