"""`quancheng tick`: what the clock owes today. `quancheng serve` does it by itself every day."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.procedure.tick import tick


class Command(BaseCommand):
    help = "每日例行：开新年度、到期提醒、封存。重复运行不会重复提醒。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="哪一天；不写就是今天")

    def handle(self, *args: Any, day: date | None, **options: Any) -> None:
        done = tick(day)
        self.stdout.write(
            f"新开年度 {done['begun']} 个，新开定期事项 {done['opened']} 项，新增提醒 {done['reminded']} 条，"
            f"新封存办理记录 {done['sealed']} 条。"
        )
