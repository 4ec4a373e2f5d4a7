"""`quancheng docs`: the pages made from procedures, norms and the glossary, so that they cannot fall behind."""

import sys
from pathlib import Path

USAGE = """用法：quancheng docs [--check]
  不带选项  重新生成 docs/procedures、docs/rules、docs/glossary.md
  --check   只核对，不写；有不一致的，列出来并以 1 退出"""
MADE = "<!-- 由 quancheng docs 生成，请勿手改。 -->\n"
FOLDERS = ("procedures", "rules")
DOCS = Path(__file__).parents[4] / "docs"


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/. Needs the rooms to be loaded (django.setup)."""
    from . import glossary, procedures, rules

    made = procedures.pages() | rules.pages() | glossary.pages()
    return {path: MADE + text for path, text in made.items()}


def stale(docs: Path, wanted: dict[str, str]) -> list[str]:
    """Pages in `docs` that are missing, differ, or are made from nothing any more."""
    there = {f"{folder}/{path.name}" for folder in FOLDERS for path in (docs / folder).glob("*.md")}
    differ = {path for path, text in wanted.items() if _read(docs / path) != text}
    return sorted(differ | (there - set(wanted)))


def write(docs: Path, wanted: dict[str, str]) -> list[str]:
    """Bring `docs` in line and return what has changed."""
    changed = stale(docs, wanted)
    for path in changed:
        if path not in wanted:
            (docs / path).unlink()
            continue
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(wanted[path], encoding="utf-8")
    return changed


def main(args: list[str]) -> int:
    """Run the command: 0 in line, 1 not in line, 2 bad input."""
    if args not in ([], ["--check"]):
        print(USAGE, file=sys.stderr)
        return 2
    if not (DOCS.parent / "pyproject.toml").exists():
        print("这里没有源代码目录，不能生成文档。请在源代码目录里安装（pip install -e .）后再试。", file=sys.stderr)
        return 2
    import django

    django.setup()
    wanted = pages()
    if not args:
        print(f"已更新 {len(write(DOCS, wanted))} 页，共 {len(wanted)} 页。")
        return 0
    if old := stale(DOCS, wanted):
        print(
            "以下文档与程序不一致，请运行 quancheng docs：\n" + "\n".join(f"  docs/{path}" for path in old),
            file=sys.stderr,
        )
        return 1
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
