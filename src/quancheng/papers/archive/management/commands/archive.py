"""`quancheng archive REF … | --year Y --to FOLDER`: archived volumes written out, as folders or zips."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.papers.archive import export
from quancheng.papers.archive.items import BadVolume


class Command(BaseCommand):
    help = "把已经归档的写到文件夹里：一件一个文件夹（--zip 则一件一个压缩包）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ref", nargs="*", help="事项编号（网址里的那一段）；可以写几个")
        parser.add_argument("--year", type=int, help="这个归档年度的全部")
        parser.add_argument("--body", help="哪个人大（英文短名）；不写就是全部")
        parser.add_argument("--to", type=Path, required=True, help="写到哪个文件夹")
        parser.add_argument("--zip", action="store_true", help="写成压缩包")

    def handle(self, *args: Any, ref: list[str], year: int | None, body: str | None, to: Path, **options: Any) -> None:
        if bool(ref) == bool(year):
            self.stderr.write("请写明要哪几件（事项编号），或者用 --year 写明归档年度。")
            raise SystemExit(2)
        try:
            held = export.chosen(ref, year, body)
            export.demand_free(held, to, zipped=options["zip"])
            for n, volume in enumerate(held, 1):
                export.write(volume, to, zipped=options["zip"])
                if sys.stderr.isatty():
                    self.stderr.write(f"{n} / {len(held)} {volume.code}", ending="\r")
        except (BadVolume, OSError) as fault:
            self.stderr.write(str(fault))
            raise SystemExit(1) from None
        self.stdout.write(f"写好 {len(held)} 件，在 {to.name}。可用 quancheng verify 逐件核对。")
