"""`quancheng papers`: compare what was issued with what it would say today, and set what has no file yet."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quancheng.papers import stale
from quancheng.papers.fonts import NoChineseFont
from quancheng.papers.models import Paper
from quancheng.papers.plain import absolute, from_plain
from quancheng.papers.typeset import kept_at, typeset
from quancheng.record.kept import journalled

WHY = "the command goes through every paper"
STEP = 25  # papers between two looks at the clock


class Command(BaseCommand):
    """Work that may wait for the night, and may be repeated: nothing a person has to see done at once."""

    help = "核对文书：找出出文之后内容变了的；把还没有排好的 PDF 排好"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only-compare", action="store_true", help="只核对内容，不排版")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Paper.objects.unguarded(WHY).exclude(state=Paper.State.REPLACED)
        self._compare([*rows.order_by("pk").values_list("pk", flat=True)])
        if not options["only_compare"]:
            self._set([*rows.filter(file=None).order_by("pk").values_list("pk", flat=True)])

    def _compare(self, ids: list[int]) -> None:
        found = 0
        for done in range(0, len(ids), STEP):
            with journalled():
                found += stale.mark(Paper.objects.unguarded(WHY).filter(pk__in=ids[done : done + STEP]))
            self._line("核对", min(done + STEP, len(ids)), len(ids))
        self.stdout.write(f"核对 {len(ids)} 份文书，{found} 份出文之后内容变了。" if ids else "还没有文书。")

    def _set(self, ids: list[int]) -> None:
        """Every paper that waits; the codes on it lead to QUANCHENG_ADDRESS."""
        if not settings.QUANCHENG_ADDRESS:
            self.stdout.write(
                "没有设置 QUANCHENG_ADDRESS（系统的访问地址），先排好的文书上没有二维码；从网页打开时会补上。"
            )
        made, begun = 0, time.monotonic()
        for at, pk in enumerate(ids, 1):
            content = from_plain(Paper.objects.unguarded(WHY).values_list("content", flat=True).get(pk=pk))
            if not kept_at(absolute(content, settings.QUANCHENG_ADDRESS), "pdf").exists():
                try:
                    typeset(content, "pdf", settings.QUANCHENG_ADDRESS)
                except NoChineseFont as none:
                    raise CommandError(str(none)) from None
                made += 1
            if not at % STEP or at == len(ids):
                self._line("排版", at, len(ids))
        seconds = time.monotonic() - begun
        self.stdout.write(f"新排 {made} 份，其余 {len(ids) - made} 份早已排好；用时 {seconds:.1f} 秒。")

    def _line(self, word: str, at: int, whole: int) -> None:
        """A line that grows in place on a terminal, nothing in a log."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{word} {at}/{whole}", ending="\n" if at == whole else "")
            self.stderr.flush()
