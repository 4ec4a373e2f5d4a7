"""The front-end files: only what is wanted, whole, and from no address of their own."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/quancheng"
SPRITE = (
    '<svg><defs><symbol id="tabler-a-b" v="1"><path d="x" /></symbol><symbol id="tabler-a"><g/></symbol></defs></svg>'
)


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The build hook as a module."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_sprite_holds_the_icons_asked_for_and_no_other(hook: ModuleType) -> None:
    made = hook.subset(SPRITE, ["a"])
    assert made.count("<symbol") == 1
    assert '<symbol id="tabler-a"><g/></symbol>' in made


def test_an_icon_that_does_not_exist_is_named(hook: ModuleType) -> None:
    with pytest.raises(ValueError, match="nonesuch"):
        hook.subset(SPRITE, ["a", "nonesuch"])


@pytest.mark.parametrize("mark", ["/*# sourceMappingURL=x.css.map */", "//# sourceMappingURL=x.js.map"])
def test_source_maps_are_not_pointed_at(hook: ModuleType, mark: str) -> None:
    assert hook.without_source_map(f"a{{}}\n{mark}\n") == "a{}\n"


def test_a_change_of_what_is_wanted_makes_the_files_stale(hook: ModuleType, tmp_path: Path) -> None:
    for name in hook.SOURCES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    modules, target = tmp_path / "node_modules", tmp_path / hook.VENDOR
    target.mkdir(parents=True)
    icons = hook.wanted(tmp_path)["icons"]
    for path in [hook.SPRITE, *hook.wanted(tmp_path)["files"].values()]:
        (modules / path).parent.mkdir(parents=True, exist_ok=True)
        (modules / path).write_text("".join(f'<symbol id="tabler-{icon}"></symbol>' for icon in icons))
    assert not hook.fresh(tmp_path)
    hook.fill(modules, target, tmp_path)
    assert not hook.fresh(tmp_path), "the stroke table is still missing"
    (tmp_path / hook.STROKES).parent.mkdir(parents=True)
    (tmp_path / hook.STROKES).write_text("一乙二\n", "utf-8")
    assert hook.fresh(tmp_path)
    (tmp_path / "package.json").write_text((ROOT / "package.json").read_text("utf-8") + "\n", "utf-8")
    assert not hook.fresh(tmp_path)


def test_the_installed_files_are_complete_and_call_nobody() -> None:
    vendor = SOURCE / "doors/frame/static/vendor"
    style = (vendor / "tabler.min.css").read_text("utf-8")
    assert "sourceMappingURL" not in style
    assert not re.search(r"""(@import|url\()\s*["']?(https?:)?//""", style)
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["quancheng"]["icons"]
    assert set(re.findall(r'id="tabler-([a-z0-9-]+)"', (vendor / "icons.svg").read_text("utf-8"))) == set(wanted)


def test_every_icon_that_a_page_shows_is_in_the_sprite() -> None:
    wanted = set(json.loads((ROOT / "package.json").read_text("utf-8"))["quancheng"]["icons"])
    pages = [p for kind in ("*.html", "*.py", "*.js", "*.toml") for p in SOURCE.rglob(kind) if "vendor" not in p.parts]
    used = {
        name: page for page in pages for name in re.findall(r"icons\.svg#tabler-([a-z0-9-]+)", page.read_text("utf-8"))
    }
    assert {name: str(page) for name, page in used.items() if name not in wanted} == {}


def test_the_lock_files_hold_no_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert packages
    assert all("resolved" not in about and "integrity" in about for about in packages.values())
    assert "://" not in (ROOT / "tools/constraints.txt").read_text("utf-8")
