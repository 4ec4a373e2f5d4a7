"""`quancheng seal`: what is not sealed yet, now. The daily work does it by itself every night."""

from typing import Any

from django.core.management.base import BaseCommand

from quancheng.record import seal
from quancheng.record.seal import chains


class Command(BaseCommand):
    help = "封存：把还没有封存的办理记录逐个人大封存起来。每天夜里自动做一次。"

    def handle(self, *args: Any, **options: Any) -> None:
        count = seal.seal_all()
        self.stdout.write(f"新封存办理记录 {count} 条。" if count else "没有新的办理记录要封存。")
        for body, seals in chains():
            last = seals[-1]
            self.stdout.write(f"{body.name} 第 {last.number} 次封存 {last.day:%Y-%m-%d}\n  {last.sha256}")
        self.stdout.write("可把以上封存值抄存在系统之外；以后用 quancheng verify --digest 封存值 核对它还在不在。")
