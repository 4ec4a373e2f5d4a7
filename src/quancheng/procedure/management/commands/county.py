"""`quancheng county load FILE…`: begin a real county from TOML files in the format of the demonstration county."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.procedure import registry
from quancheng.record import clock
from quancheng.roster.county import BadRoll, read, write
from quancheng.roster.models import Body


class Command(BaseCommand):
    help = "从 TOML 文件载入一个县的区划、机构、届次、人员（格式同演示县）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["load"])
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, what: str, files: list[Path], dry_run: bool, **options: Any) -> None:
        if Body.objects.exists():
            self._refuse("这里已经有机构了。载入名册只用于新装的系统，以后在名册里逐项增加。")
        try:
            tables = read(*files)
        except BadRoll as bad:
            self._refuse("\n".join(["名册没有载入，先改正下面几处：", *bad.wrong[:50]]))
        if dry_run:
            self.stdout.write("检查通过，没有写入。")
            return
        counts = write(tables).counts
        for opens in registry.yearly:  # the terms and the year are there at once, not only after the next night
            opens(clock.today())
        self.stdout.write(
            f"已载入：区划 {counts['area']} 个，机构 {counts['body']} 个，人员 {counts['person']} 人，"
            f"职务 {counts['post']} 项，代表资格 {counts['mandate']} 项，账号 {counts['account']} 个"
            f"（口令用 quancheng account password 逐个设）。"
        )

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(1)
