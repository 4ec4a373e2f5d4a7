"""`quancheng rebuild readers|search|phases|all`: derived data is compared with its source and mended."""

from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand

from quancheng.procedure import rebuild

WHAT: dict[str, tuple[str, Callable[[], rebuild.Rebuilt]]] = {
    "readers": ("查阅范围", partial(rebuild.rebuild, rebuild.readers_differ)),
    "phases": ("所处阶段", partial(rebuild.rebuild, rebuild.phase_differs)),
    "search": ("检索文本和索引", rebuild.rebuild_search),
}


class Command(BaseCommand):
    help = "核对并重建派生数据：查阅范围、所处阶段、检索"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=[*WHAT, "all"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        for name in WHAT if what == "all" else [what]:
            title, run = WHAT[name]
            done = run()
            found = f"有 {len(done.mended)} 件不一致，已改正" if done.mended else "一致"
            self.stdout.write(f"{title}：核对 {done.looked} 件，{found}。")
