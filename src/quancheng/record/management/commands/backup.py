"""`quancheng backup FILE`: everything into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.record.backup import BadBackup, backup


class Command(BaseCommand):
    help = "把数据库和全部附件备份成一个文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            held = backup(file.absolute())
        except (BadBackup, OSError) as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from None
        size = f"{held.size / 2**20:.1f} MB"
        self.stdout.write(f"备份好了：{file.name}，{size}，附件 {held.files} 个，备份时间 {held.made_at}。")
        if held.sealed:
            self.stdout.write(
                f"里面有 {sum(held.sealed.values())} 项个人信息，用密钥 {'、'.join(held.sealed)} 封存。密钥不在备份里，要另外保存。"
            )
