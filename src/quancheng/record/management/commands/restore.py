"""`quancheng restore FILE`: a backup back into an empty home."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.record.backup import BadBackup, restore


class Command(BaseCommand):
    help = "把备份恢复到空的 QUANCHENG_HOME"
    requires_system_checks = ()  # there is no database yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            held = restore(file.absolute())
        except (BadBackup, OSError) as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from None
        size = f"{held.size / 2**20:.1f} MB"
        self.stdout.write(f"恢复好了：{file.name}，{size}，附件 {held.files} 个，备份时间 {held.made_at}。")
