"""`quancheng demo load`: make the demonstration county."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.demo import grow, play
from quancheng.demo.models import DemoMark
from quancheng.record import clock
from quancheng.roster import keys
from quancheng.roster.models import Person


class Command(BaseCommand):
    help = "演示县：quancheng demo load"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["load"], help="load：生成演示县")
        parser.add_argument(
            "--day", type=date.fromisoformat, help="演示县的“今天”，不早于数据的最后一天；不写就是那一天"
        )
        parser.add_argument("--password", help="给所有演示账号同一个口令；不写就只能用角色卡进入")
        parser.add_argument("--small", action="store_true", help="只要三个乡镇和写好的 46 件建议，几秒钟就好")
        parser.add_argument(
            "--seed", type=int, default=grow.SEED, help="换一个数，就换一批人名和建议；同一个数总是同一个县"
        )

    def handle(self, *args: Any, what: str, day: date | None, **options: Any) -> None:
        if DemoMark.objects.exists():
            self.stdout.write("这里已经有演示县了，不用再生成。要重新生成：make clean，再 make demo。")
            return
        if Person.objects.exists():
            self._refuse(
                "这个数据库里已经有真实的人员名册，演示县不能和真实数据放在一起。请换一个空的 QUANCHENG_HOME。"
            )
        last = play.play_data()["today"]
        if day and day < last:
            self._refuse(f"--day 不能早于演示数据的最后一天（{last:%Y-%m-%d}）。")
        self._key()
        self._load(day, options)

    def _key(self) -> None:
        """The demo's own key, so that personal data is sealed here as everywhere; never beside a real one."""
        try:
            if keys.real() or not keys.demo_path().exists():
                keys.new(clock.today(), demo=True)
            keys.demand()
        except keys.BadKey as bad:
            self._refuse(str(bad))

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(1)

    def _load(self, day: date | None, options: Mapping[str, Any]) -> None:
        began, shown = time.monotonic(), -1
        live = sys.stdout.isatty()

        def progress(number: int, of: int, on: date) -> None:
            nonlocal shown
            percent = 100 * number // of
            if percent == shown or not (live or percent % 20 == 0):
                return
            shown = percent
            text = f"生成演示县 {percent:3}%  演到 {on:%Y-%m-%d}  已用 {time.monotonic() - began:.0f} 秒"
            self.stdout.write(f"\r{text}" if live else text, ending="" if live else "\n")
            self.stdout.flush()

        stage = play.load(
            day, password=options["password"], small=options["small"], seed=options["seed"], progress=progress
        )
        spent = time.monotonic() - began
        counts = stage.roll.counts
        self.stdout.write(
            f"{chr(10) if live else ''}云岭县已生成：{counts['body']} 个机构，{counts['person']} 人，"
            f"{len(stage.matters)} 件建议，"
            f"办了 {stage.done} 步，用时 {spent:.1f} 秒（每步 {1000 * spent / stage.done:.0f} 毫秒）。"
        )
