"""A real browser that is watched, and a server for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Playwright, Request

import debian

HERE = "127.0.0.1"
PHONE = 600
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {HERE}",
]


def launch(playwright: Playwright) -> Browser:
    """Starts the Chromium that setup found. Raises debian.Missing with a sentence when there is none."""
    program = debian.chromium()
    if program is None:
        raise debian.Missing(
            "找不到 Chromium，请运行 python3 tools/setup.py test。No Chromium: run tools/setup.py test."
        )
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    return playwright.chromium.launch(executable_path=program, args=flags)


class Watch:
    """Collects what no page of ours may do: call elsewhere, break its own security policy, throw."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watches every page of the context."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != HERE:
            self.problems.append(f"left this machine: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(f"security policy: {message.text}")


@contextmanager
def pages(browser: Browser, watch: Watch) -> Iterator[Callable[..., Any]]:
    """A function ``page_at(width, height=None, **context)``: a page in a context of its own, as if in China."""
    contexts: list[BrowserContext] = []

    def page_at(width: int, height: int | None = None, **more: Any) -> Any:
        phone = width < PHONE
        size = {"width": width, "height": height or (780 if phone else 900)}
        about = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "is_mobile": phone, "has_touch": phone}
        context = browser.new_context(viewport=size, **about | more)
        contexts.append(context)
        watch.over(context)
        context.set_default_timeout(10_000)
        return context.new_page()

    try:
        yield page_at
    finally:
        for context in contexts:
            context.close()


@contextmanager
def serving(application: Callable[..., Any]) -> Iterator[str]:
    """Serves a WSGI application from threads of this process; yields its address without a slash at the end."""
    server = ThreadedWSGIServer((HERE, 0), QuietWSGIRequestHandler)
    server.set_app(application)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{HERE}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
