"""An invented county whose deputies write much the same: every village wants its road, its water, its lamps.

Titles come with what they are about, so that a test knows which look-alikes are none. Same seed, same county.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

_FIRST = "大小上下东西南北前后新老高石白黄青龙马杨李张王刘陈赵周吴郑孙柳松竹梅桃杏枣茶金银铜双三五"
_SECOND = "河山坪坝湾岭沟坡岩桥井坑田塘洞梁垭园台口庄冲溪泉滩峰营关堡庙窑阳林水源"
_TOWNS = ["青石镇", "白沙镇", "龙泉乡", "马岭镇", "双溪乡", "松柏镇", "新塘乡", "石门镇", "高坪乡", "柳林镇", "金沙镇"]
# One line, one matter, in several wordings. {v} is a village, {g} a group of it, {w} another village.
_MATTERS = (
    ("关于{v}{g}道路硬化的建议", "请求硬化{t}{v}{g}通组路", "关于{v}{g}村组路铺设水泥路面的建议"),
    ("关于硬化{v}至{w}公路的建议", "请求对{v}到{w}道路进行硬化"),
    ("关于拓宽{v}至{w}公路的建议", "建议加宽{v}到{w}道路"),
    ("关于解决{v}人畜饮水困难的建议", "{t}{v}自来水工程的建议", "请求解决{v}村民吃水问题"),
    ("关于修建{v}文化广场的建议", "请求新建{t}{v}文化活动广场"),
    ("关于{v}安装路灯的建议", "建议对{t}{v}主干道进行亮化"),
    ("关于{v}卫生室建设的建议", "请求改建{t}{v}卫生室"),
    ("关于维修{v}大桥的建议", "建议对{t}{v}危桥进行改造"),
    ("关于修复{v}灌溉沟渠的建议", "{t}{v}水渠年久失修,建议维修"),
    ("关于加固{v}河堤的建议", "请求实施{t}{v}堤防加固工程"),
    ("关于改造{v}小学操场的建议", "请求维修{t}{v}小学运动场"),
    ("关于加强{v}通信信号覆盖的建议", "建议在{t}{v}新建通信基站"),
    ("关于{v}农网改造的建议", "请求对{t}{v}电网进行升级"),
    ("关于{v}蓄水池维修的建议", "请求加固{t}{v}水池"),
    ("关于{v}污水处理的建议", "建议解决{t}{v}生活污水排放问题"),
    ("关于{v}修建公厕的建议", "请求在{t}{v}建公共厕所"),
    ("关于{v}高标准农田建设的建议", "请求把{t}{v}农田列入高标准农田项目"),
    ("关于{v}开通公交的建议", "建议增开{t}{v}到县城的公交车"),
    ("关于{v}地质灾害点搬迁的建议", "请求将{t}{v}受滑坡威胁的农户整体搬迁"),
    ("关于{v}机耕路建设的建议", "请求修建{t}{v}产业路"),
    ("关于{v}垃圾清运的建议", "建议在{t}{v}增设垃圾池"),
    ("关于建设{v}养老服务中心的建议", "请求新建{t}{v}敬老院"),
)


@dataclass(frozen=True)
class Title:
    """One invented title, and what it is about: matter, village, second village or group."""

    text: str
    about: tuple[object, ...]


def titles(count: int, seed: int = 1, villages: int = 400) -> Iterator[Title]:
    """`count` titles; `villages` villages spread over the eleven towns."""
    dice = random.Random(seed)
    names = [first + second for first in _FIRST for second in _SECOND if first != second]
    places = [(dice.choice(_TOWNS), f"{name}村") for name in dice.sample(names, villages)]
    for _ in range(count):
        (town, village), (_, other) = dice.sample(places, 2)
        matter = dice.randrange(len(_MATTERS))
        wording = dice.choice(_MATTERS[matter])
        group = f"{dice.choice('一二三四五六七八')}组" if "{g}" in wording else ""
        second = "-".join(sorted((village, other))) if "{w}" in wording else group
        yield Title(
            wording.format(v=village, w=other, g=group, t=town),
            (matter, second if "{w}" in wording else village, second),
        )
