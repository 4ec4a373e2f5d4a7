"""`quancheng key new|show|rotate|enter`: the key of personal data, for the administrator of the host."""

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from quancheng.record import clock
from quancheng.roster import keys, resealing

KEEP = (
    "请马上另存一份，和服务器、备份分开放：把这个文件拷到 U 盘，或者运行 quancheng key show --paper 抄印一张，锁进保险柜。\n"
    "备份里没有密钥。密钥和副本都丢了，身份证号、手机号、住址就再也打不开，只能重新收集。"
)
WARNING = (
    "下面就是密钥本身：拿到它和备份的人，能看到全部身份证号、手机号、住址。\n"
    "只在没有旁人的地方显示；打印后锁进保险柜，随后关掉这个窗口。不要拍照，不要用微信、邮件传送。"
)


class Command(BaseCommand):
    help = "个人信息密钥：new 新建、show 查看、rotate 更换、enter 照纸质副本录入"
    requires_system_checks = ()  # a key is made before there is a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("new", help="新建密钥文件，已有的不会覆盖")
        show = what.add_parser("show", help="密钥编号、日期、各封存多少条；不显示密钥本身")
        show.add_argument("--paper", action="store_true", help="在终端显示密钥本身，供抄印后锁进保险柜")
        what.add_parser("rotate", help="换一个新密钥，把全部内容重新封存；中断了再运行一次就接着做")
        what.add_parser("enter", help="照纸质副本一行一行录入密钥，最后空一行")

    def handle(self, *args: Any, what: str, paper: bool = False, **options: Any) -> None:
        try:
            {"new": self._new, "show": self._paper if paper else self._show, "rotate": self._rotate}.get(
                what, self._enter
            )()
        except (keys.BadKey, OSError) as error:
            self._refuse(str(error))

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        raise SystemExit(1)

    def _new(self) -> None:
        made = keys.new(clock.today())
        self.stdout.write(f"密钥 {made.current.id} 建好了：{keys.path()}\n{KEEP}")
        for key, count in sorted(self._standing().items()):
            self.stdout.write(
                f"注意：已有 {count} 项用密钥 {key} 封存，新密钥打不开它们。请找出它的副本，运行 key enter。"
            )

    def _standing(self) -> Counter[str]:
        """How many boxes stand under which key; none where there is no database yet."""
        try:
            return resealing.standing()
        except DatabaseError:
            return Counter()

    def _show(self) -> None:
        used = self._standing()
        try:
            ring = keys.demand()
            at = keys.demo_path() if ring.demo else keys.path()
            self.stdout.write(f"密钥文件：{at}{'（演示县的，不是正式密钥）' if ring.demo else ''}")
            for version in ring.versions:
                now = "  在用" if version is ring.current else "  旧的"
                self.stdout.write(f"  {version.id}  {version.created} 建{now}  封存 {used.pop(version.id, 0)} 项")
        except keys.BadKey as bad:
            self.stdout.write(str(bad))
        for key, count in sorted(used.items()):
            self.stdout.write(
                f"  {key}  这里没有这个密钥  封存 {count} 项，页面上显示“已封存”。"
                "请找出它的副本：放回 U 盘里的密钥文件，或运行 quancheng key enter 照纸录入。"
            )

    def _paper(self) -> None:
        if not sys.stdout.isatty():
            self._refuse("密钥只在终端窗口里显示，不写进文件，也不经过管道。")
        ring = keys.demand()
        self.stdout.write(WARNING)
        for version in ring.versions:
            self.stdout.write(f"\n全程 个人信息密钥 {version.id}  {version.created} 建")
            for line in keys.on_paper(version):
                self.stdout.write(f"  {line}")

    def _rotate(self) -> None:
        live = sys.stdout.isatty()

        def progress(done: int, of: int) -> None:
            text = f"重新封存 {done}/{of} 人"
            self.stdout.write(f"\r{text}" if live else text, ending="\n" if not live or done == of else "")

        done = resealing.rotate(clock.today(), progress)
        began = "接着上次中断的地方做完了" if done.went_on else "换好了"
        gone = f"旧密钥 {'、'.join(done.gone)} 下面已经没有内容，已去掉。" if done.gone else ""
        self.stdout.write(
            f"{began}：现在用密钥 {done.key}，重新封存 {done.resealed} 项，每一项都读回来打开核对过。{gone}"
        )
        if done.closed:
            self.stdout.write(
                f"有 {done.closed} 项用别的密钥封存，这里打不开，没有动。运行 quancheng key show 看缺哪一个。"
            )
        if done.gone:
            self.stdout.write("换密钥以前做的备份，仍要旧密钥的副本才能打开：那些备份还留着，旧副本就不要销毁。")
        self.stdout.write(KEEP)

    def _enter(self) -> None:
        self.stdout.write(f"照纸录入 {keys.LINES} 行，空格可有可无；录完按一次回车。")
        lines: list[str] = []
        for text in sys.stdin:
            if not text.strip():
                break
            lines.append(text)
            if len(lines) == keys.LINES:
                break
        version = keys.from_paper(lines)
        ring = keys.take_in(version)
        self.stdout.write(
            f"密钥 {version.id}（{version.created} 建）已放入 {keys.path()}，用它封存的内容可以打开了。"
            + ("要统一到在用的密钥下，运行 quancheng key rotate。" if len(ring.versions) > 1 else "")
        )
