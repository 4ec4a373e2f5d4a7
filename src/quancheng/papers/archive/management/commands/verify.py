"""`quancheng verify [FOLDER|ZIP …]`: every seal of the record recomputed; or a volume, file by file, without a database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from quancheng.papers.archive import bag_check
from quancheng.papers.archive.bag_check import Looked, NotAVolume
from quancheng.record import seal_check
from quancheng.record.models import Seal

SHOWN = 2000  # facts between two lines of progress


class Command(BaseCommand):
    help = "核对：不带参数时核对办理记录的全部封存；给出文件夹或压缩包时核对归档件。有不符的，退出码是 1。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("volume", nargs="*", type=Path, help="归档件的文件夹或 .zip；可以写几个")
        parser.add_argument("--digest", action="append", default=[], help="以前抄存在外面的封存值，看它还在不在")

    def handle(self, *args: Any, volume: list[Path], digest: list[str], **options: Any) -> None:
        results = [self._volume(path) for path in volume] if volume else [self._seals(digest)]
        if not all(results):
            raise SystemExit(1)

    def _seals(self, digests: list[str]) -> bool:
        count = seal_check.total()
        shown = 0

        def progress(done: int) -> None:
            nonlocal shown
            if sys.stderr.isatty() and done - shown >= SHOWN:
                shown = done
                self.stderr.write(f"已核对 {done} / {count} 条", ending="\r")

        found = seal_check.check(progress)
        for fault in found.faults:
            self.stderr.write(str(fault))
        lost = [d for d in digests if not Seal.objects.filter(sha256=d.lower()).exists()]
        for one in lost:
            self.stderr.write(f"封存值 {one} 不在现在的封存里：这次封存被删除，或整个数据库换过。")
        if found.faults or lost:
            self.stderr.write(
                f"核对没有通过：{len(found.faults) + len(lost)} 处不符。请保留现状，立即报告并取出最近的备份。"
            )
            return False
        waiting = f"另有 {found.waiting} 条还没有封存。" if found.waiting else ""
        self.stdout.write(f"{found.seals} 次封存、{found.facts} 条办理记录，全部相符。{waiting}")
        return True

    def _volume(self, path: Path) -> bool:
        try:
            found = bag_check.look(path)
        except (NotAVolume, OSError) as fault:
            self.stderr.write(str(fault))
            return False
        notes, wrong = self._at_hand(found)
        for name, text in found.faults:
            self.stderr.write(f"{path.name}：{name}：{text}")
        for text in wrong:
            self.stderr.write(f"{path.name}：{text}")
        if found.faults or wrong:
            return False
        self.stdout.write(
            f"{found.code} {found.title}：{found.files} 个文件全部相符（SHA-256、SM3），办理记录与封存相符。"
        )
        for note in [*found.notes, *notes]:
            self.stdout.write(f"  {note}")
        return True

    def _at_hand(self, found: Looked) -> tuple[list[str], list[str]]:
        """What this installation's own record says of the volume, if it has one: notes, and what does not agree."""
        from quancheng.papers.archive.models import Volume

        try:
            held = (
                Volume.objects.unguarded("a digest is compared, nothing is shown").filter(digest=found.digest).first()
            )
            if held is None:
                return ["本机的数据库里没有记着这一件，只核对了它自身。"], []
            there = {(s.body_id, s.number): s.sha256 for s in Seal.objects.filter(body_id=held.body_id)}
        except DatabaseError:
            return [], []
        other = [number for body, number, digest in found.seals if there.get((body, number)) != digest]
        wrong = [f"它带着的第 {n} 次封存与数据库里的不同：数据库里的封存被改动过。" for n in other]
        again = ["这一件后来重新归档过，已有新的。"] if held.replaced_on else []
        return ["与本机归档时的记录一致。", *again], wrong
