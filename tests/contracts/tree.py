"""The source tree as the contracts read it: modules, their layer, what they import, what they call."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import quancheng

PACKAGE = Path(quancheng.__file__).parent
ROOT = PACKAGE.parents[1]
ROOMS = sorted(p.name for p in (PACKAGE / "rooms").iterdir() if (p / "__init__.py").exists())


@dataclass(frozen=True)
class Module:
    """One Python file of the package."""

    path: Path

    @property
    def file(self) -> str:
        """rooms/suggestions/models.py, as exception lists and failures name it."""
        return self.path.relative_to(PACKAGE).as_posix() if self.path.is_relative_to(PACKAGE) else self.path.name

    @property
    def name(self) -> str:
        """quancheng.rooms.suggestions.models; a package without its __init__."""
        parts = self.path.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def layer(self) -> str:
        """law, roster … ; "" for the package's own file."""
        return self.file.split("/")[0] if "/" in self.file else ""

    @property
    def room(self) -> str:
        """The room it belongs to, or ""."""
        return self.file.split("/")[1] if self.layer == "rooms" and self.file.count("/") > 1 else ""

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text("utf-8"), self.file)

    def walk(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Every node of those kinds, wherever in the file."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Every module and every name it imports, absolute, also those inside functions."""
        found: list[str] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node.level) if node.level else []
                source = ".".join([*base, *([node.module] if node.module else [])])
                found += [source, *(f"{source}.{alias.name}" for alias in node.names)]
        return tuple(found)

    def _base(self, level: int) -> list[str]:
        package = list(self.path.relative_to(PACKAGE.parent).parent.parts)
        return package[: len(package) - level + 1]


@cache
def modules(*, migrations: bool = False) -> tuple[Module, ...]:
    """Every module of the package; migrations only if asked for."""
    found = (Module(path) for path in sorted(PACKAGE.rglob("*.py")))
    return tuple(m for m in found if migrations or "/migrations/" not in m.file)


def templates() -> list[Path]:
    """Every HTML template."""
    return sorted(p for p in PACKAGE.rglob("*.html") if "/templates/" in p.as_posix())
