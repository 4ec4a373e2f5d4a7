"""The browser is real and watched: what no page may do is seen when a page does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from ground.browsing import Watch, serving

POLICY = ("Content-Security-Policy", "default-src 'self'; img-src *")
PAGES = {
    "/quiet": "<title>静</title><meta name=viewport content='width=device-width'><h1>全程</h1>",
    "/calls": "<title>外</title><img src='http://elsewhere.invalid/x.png'>",
    "/inline": "<title>内</title><script>document.title = 'ran'</script>",
    "/throws": "<title>错</title><script src='/throws.js'></script>",
    "/throws.js": "throw new Error('broken page')",
}


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A site of five addresses."""
    path = environ["PATH_INFO"]
    kind = "text/javascript" if path.endswith(".js") else "text/html; charset=utf-8"
    start("200 OK" if path in PAGES else "404 Not Found", [("Content-Type", kind), POLICY])
    return [PAGES.get(path, "").encode()]


@pytest.fixture
def site() -> Iterator[str]:
    """The address of the five pages."""
    with serving(application) as address:
        yield address


def visit(page: Any, address: str) -> None:
    """Opens the address and waits until nothing more is loaded."""
    page.goto(address)
    page.wait_for_load_state("networkidle")


def test_a_phone_in_china_sees_a_quiet_page(site: str, page_at: Callable[..., Any], watch: Watch) -> None:
    page = page_at(390)
    visit(page, f"{site}/quiet")
    assert page.inner_text("h1") == "全程"
    assert page.evaluate("[innerWidth, navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]") == [
        390,
        "zh-CN",
        "Asia/Shanghai",
    ]
    assert watch.problems == []
    assert f"{site}/quiet" in watch.requests


@pytest.mark.parametrize(
    ("path", "problem"),
    [("/calls", "left this machine"), ("/inline", "security policy"), ("/throws", "broken page")],
)
def test_what_no_page_may_do_is_seen(
    site: str, page_at: Callable[..., Any], watch: Watch, path: str, problem: str
) -> None:
    page = page_at(1280)
    visit(page, site + path)
    found, watch.problems = watch.problems, []
    assert len(found) == 1
    assert problem in found[0]
    assert page.title() != "ran"
