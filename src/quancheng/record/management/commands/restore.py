"""`quancheng restore FILE`: a backup back into an empty home."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.record.backup import BadBackup, restore
from quancheng.roster import keys


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
        for key, count in sorted(held.closed.items()):
            self.stdout.write(
                f"有 {count} 项个人信息用密钥 {key} 封存，这里没有这个密钥：系统照常使用，这些内容显示“已封存”。"
                f"请把保存的密钥文件放到 {keys.path()}，或运行 quancheng key enter 照纸质副本录入。"
            )
