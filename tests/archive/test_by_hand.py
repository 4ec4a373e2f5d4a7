"""The volume opened by hand: file://, no network, no script, on a wide screen and on a telephone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.story import TITLE, closed
from archive.test_volume import archived, unpacked
from journeys.county import settle_county
from quancheng.record import clock

from .conftest import TODAY


@pytest.fixture
def folder(committed_db: str, tmp_path: Path) -> Iterator[Path]:
    with clock.at(TODAY):
        county = settle_county()
        yield unpacked(archived(county, closed(county)), tmp_path)


@pytest.mark.parametrize("width", [1440, 390])
def test_it_opens_from_a_folder(folder: Path, browser: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("index.html", "大事记.html"):
        page.goto((folder / "data" / name).as_uri())
        assert TITLE in page.inner_text("body")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked and all(url.startswith("file://") for url in asked)
    context.close()


def test_every_link_leads_to_a_file_of_the_volume(folder: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((folder / "data/index.html").as_uri())
    links = page.eval_on_selector_all("a[href], link[href]", "found => found.map(one => one.href)")
    from urllib.parse import unquote, urlparse

    paths = {Path(unquote(urlparse(link).path)) for link in links}
    assert len(paths) > 15 and not [path for path in paths if not path.is_file() or folder not in path.parents]
    page.close()
