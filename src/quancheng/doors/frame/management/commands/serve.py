"""`quancheng serve`: the whole application in one command, with its daily work."""

import os
import socket
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from quancheng.procedure import daily

TARGET = "quancheng.site.wsgi:application"
VENDOR = ("vendor/tabler.min.css", "vendor/icons.svg")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
THREADS = 4  # per core: pages wait for the disk and the database more than they compute


class Command(BaseCommand):
    help = "启动全程"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
        parser.add_argument("--host", default="127.0.0.1", help="地址，默认只有本机能访问")

    def handle(self, *args: Any, port: int, host: str, **options: Any) -> None:
        self._demand_free(host, port)
        self._demand_front_end()
        self._migrate()
        self.check(databases=["default"])
        one_writer = connection.vendor == "sqlite"
        connection.close()
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        cores = os.cpu_count() or 1
        if one_writer:
            os.environ[daily.IN_THE_SERVER] = "1"
        else:
            daily.start()
        self._say_where(host, port)
        self._server(host, port, 1 if one_writer else cores, THREADS * cores if one_writer else THREADS)
        daily.stop()
        self.stdout.write("已停止。")

    def _server(self, host: str, port: int, workers: int, threads: int) -> None:
        """One process on SQLite, whose one writer waits in that process; several on PostgreSQL."""
        from granian import Granian
        from granian.constants import Interfaces
        from granian.log import LogLevels

        Granian(
            TARGET, address=host, port=port, interface=Interfaces.WSGI, workers=workers, blocking_threads=threads,
            log_level=LogLevels.error, respawn_failed_workers=True, workers_kill_timeout=10,
        ).serve()  # fmt: skip

    def _demand_free(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except (OSError, OverflowError) as error:
                self._refuse(
                    f"{host} 的 {port} 端口用不了（{error}）。可能已经有一个全程在运行；"
                    f"换一个端口：quancheng serve --port {port % 60000 + 1}"
                )

    def _demand_front_end(self) -> None:
        lacking = [name for name in VENDOR if not finders.find(name)]
        if lacking:
            self._refuse(
                f"界面文件还没有准备好（缺 {Path(lacking[0]).name}）。请在源码目录运行 make demo，"
                "或者重新安装：pip install --force-reinstall ."
            )

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write(f"数据库要更新 {len(plan)} 项，正在更新……")
            call_command("migrate", verbosity=0, interactive=False)

    def _say_where(self, host: str, port: int) -> None:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        self.stdout.write(f"全程已启动，请用浏览器打开 http://{shown}:{port}/ ；按 Ctrl+C 停止。")
        if host not in LOOPBACK:
            self.stdout.write("其他电脑也能访问：请在 QUANCHENG_HOSTS 里写上本机的域名或 IP，并在前面加 HTTPS。")
        self.stdout.flush()

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(1)
