"""`quancheng norm FILE …`: put local norms into the rule book; `--list` shows what is in it; `--remove SLUG` takes one out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quancheng.law.cases import failures
from quancheng.law.rules import BadNorm, Book

from ...book import enter
from ...models import LocalNorm

WHY = "whoever runs commands on this machine keeps its book"


class Command(BaseCommand):
    help = "把本地规定（TOML）录入制度库；--list 列出，--remove 停用"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--list", action="store_true")
        parser.add_argument("--remove", metavar="SLUG")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        if options["remove"]:
            self._remove(options["remove"])
        for path in files:
            self._enter(path)
        if options["list"] or not (files or options["remove"]):
            for row in LocalNorm.objects.unguarded(WHY).order_by("slug", "pk"):
                self.stdout.write(f"{row.slug}  {row.area}  {'在用' if row.in_book else '已停用'}")

    def _enter(self, path: Path) -> None:
        """A norm goes in only if it reads, and if every case beside its rules comes out as it says."""
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"读不出文件“{path}”：请核对路径，文件应是 UTF-8 文字。") from None
        try:
            book = Book.shipped().plus([text])
        except BadNorm as bad:
            raise CommandError(f"“{path.name}”没有录入：{bad}") from None
        made = book.norms[-1]
        if wrong := list(failures(book, made)):
            raise CommandError(f"“{path.name}”没有录入，所附算例对不上：" + "；".join(wrong))
        enter(made.id, text)
        self.stdout.write(f"已录入《{made.title}》，{len(made.rules)} 条规则。")
        for warning in book.warnings:
            if made.title in warning or made.id in warning:
                self.stdout.write(f"提醒：{warning}")

    def _remove(self, slug: str) -> None:
        rows = LocalNorm.objects.unguarded(WHY).filter(slug=slug, in_book=True, matter=None)
        if not rows.update(in_book=False):
            raise CommandError(f"制度库里没有在用的“{slug}”。用 quancheng norm --list 看有哪些。")
        self.stdout.write(f"“{slug}”已停用；已经按它算出的日期不变。")
