"""`quancheng fonts`: which typefaces papers are set in on this machine; `--test` writes a page to look at."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quancheng.papers import fonts, pdf, specimen, word


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # needs neither database nor procedures
    help = "公文字体：有哪些，缺哪些，用什么代替；--test 写一张样张"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--test", metavar="FILE", type=Path, help="把样张写进这个文件（.pdf 或 .docx）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            here = fonts.shelf()
            for one in fonts.wanted().values():
                self.stdout.write(_told(one, here))
            self.stdout.write(f"自备的字体文件放进 {fonts.folder()} ，先于系统字体使用。")
            absent = fonts.lacking(specimen.RARE)
            self.stdout.write(
                "".join(fonts.missing(char) + "\n" for char in absent) or f"生僻字 {specimen.RARE} 都有。"
            )
            if options["test"]:
                self._write(options["test"])
        except fonts.NoChineseFont as none:
            raise CommandError(str(none)) from None

    def _write(self, path: Path) -> None:
        makers = {".pdf": lambda paper: pdf.render(paper).bytes, ".docx": word.render}
        maker = makers.get(path.suffix.lower())
        if maker is None:
            raise CommandError(f"样张只能是 .pdf 或 .docx，不能是“{path.suffix or path.name}”。")
        try:
            path.write_bytes(maker(specimen.specimen()))
        except OSError as error:
            raise CommandError(f"写不进 {path} ：{error.strerror}。请换一个可以写的地方。") from None
        self.stdout.write(f"样张写在 {path} 。")


def _told(one: fonts.Wanted, here: fonts.Shelf) -> str:
    used, _, how = here.found(one)
    if how == fonts.ASKED:
        return f"有　　{one.word}"
    if how == fonts.SAME:
        return f"同类　{one.word}：用“{used}”"
    return f"代替　{one.word}：没有，用“{used}”代替"
