"""A roll in a browser: uploaded, looked through, asked about, entered and taken back, on a wide screen and on a phone."""

import os
from pathlib import Path

import pytest

from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.roster import keys
from quancheng.roster.models import Person
from register.rolls import messy, xlsx

from .screens import DESK, PHONE, Crew, Screen

HEAD = ("姓名", "性别", "出生年月", "代表团", "手机号")


def _shot(screen: Screen, name: str) -> None:
    """A picture for whoever looks, if a folder was named for it."""
    if folder := os.environ.get("QUANCHENG_SHOTS"):
        screen.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _fits(screen: Screen) -> None:
    width = screen.page.evaluate("document.documentElement.scrollWidth")
    assert width <= screen.page.viewport_size["width"], (screen.page.url, width)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_roll_is_tried_entered_and_undone(crew: Crew, size: tuple[int, int]) -> None:
    tick()
    if keys.ring() is None:
        keys.new(clock.today())
    clerk, wide = (crew.phone if size == PHONE else crew.desk)("林晓梅"), size[0]
    clerk.go("/desk/register/county/").follow("导入").sees("导入名册", "空白模板")
    _shot(clerk, f"home{wide}")
    _fits(clerk)
    clerk.page.get_by_label("文件").set_input_files(
        files=[{"name": "代表名册.xlsx", "mimeType": "application/octet-stream", "buffer": messy()}]
    )
    clerk.press("上传，核对各列").sees("核对各列", "工作表“县代表”")
    _shot(clerk, f"mapping{wide}")
    _fits(clerk)
    clerk.press("保存，试算一遍").sees("试算结果", "名册里没有")
    _shot(clerk, f"check{wide}")
    _fits(clerk)
    clerk.tick("是新的代表团“城关代表团”，照此登记").press("保存选择，再算一遍").sees("都选定了")
    assert not Person.objects.filter(name="李芳").exists()
    _shot(clerk, f"ready{wide}")
    clerk.press("录入 6 行").sees("录入 6 行", "原文件已经删去")
    _shot(clerk, f"done{wide}")
    _fits(clerk)
    assert Person.objects.filter(name="李芳").exists()
    clerk.press("撤销这次导入（6 行）").sees("已全部撤销")
    _shot(clerk, f"undone{wide}")
    assert not Person.objects.filter(name="李芳").exists()
    wrong = [("张一", "公", "1980.1", "石桥代表团", "1380000000015"), ("张二", "女", "1991年3月", "石桥代表团", "")]
    clerk.follow("再上传一次").page.get_by_label("文件").set_input_files(
        files=[{"name": "有错.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(*wrong, head=HEAD)}]
    )
    clerk.press("上传，核对各列").press("保存，试算一遍").sees("请写男或女", "这里是 13 位")
    clerk.press("录入 1 行").sees("没有录入", "有 1 行有错")
    _shot(clerk, f"wrong{wide}")
    _fits(clerk)
