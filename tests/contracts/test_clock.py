"""Only the clock asks what day it is, so that a test, a demo and a correction can live on another day."""

import ast
from pathlib import Path

from contracts.tree import Module, modules

CLOCK = "record/clock.py"
ASKS = {"now", "utcnow", "today", "localdate", "localtime", "time", "time_ns", "fromtimestamp", "gmtime"}
OWNERS = {"datetime", "date", "timezone", "time", "django.utils.timezone"}
IMPORTED = {
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "time.time",
}
CONVERTS = {"localtime", "localdate", "fromtimestamp"}
SQL_ASKS = ("CURRENT_DATE", "CURRENT_TIMESTAMP", "NOW()", "DATE('NOW'")


def asked(module: Module) -> list[str]:
    """Where a module asks for day or time by itself."""
    found = [f"{module.file} imports {name}" for name in module.imports if name in IMPORTED]
    shown = {id(node.func) for node in module.walk(ast.Call) if isinstance(node, ast.Call) and node.args}
    for node in module.walk(ast.Attribute):
        if id(node) in shown and node.attr in CONVERTS:
            continue  # of a moment that is given
        if isinstance(node, ast.Attribute) and node.attr in ASKS and ast.unparse(node.value) in OWNERS:
            found.append(f"{module.file}:{node.lineno}: {ast.unparse(node)}")
    for node in module.walk(ast.keyword):
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            found.append(f"{module.file}:{node.value.lineno}: {node.arg}")
    for node in module.walk(ast.Constant):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and any(s in node.value.upper() for s in SQL_ASKS)
        ):
            found.append(f"{module.file}:{node.lineno}: SQL asks the database for the day")
    return found


def test_the_clock_is_the_only_one_that_asks() -> None:
    assert not [place for m in modules(migrations=True) if m.file != CLOCK for place in asked(m)]


def test_the_clock_does_ask() -> None:
    """Else the test above looks for the wrong thing."""
    assert len([m for m in modules() if m.file == CLOCK and asked(m)]) == 1


def test_every_way_of_asking_is_noticed(tmp_path: Path) -> None:
    ways = (
        "import datetime as d\nfrom datetime import date\nx = date.today()",
        "from datetime import datetime\nx = datetime.now()",
        "from django.utils import timezone\nx = timezone.localdate",
        "from django.utils.timezone import now",
        "import time\nx = time.time()",
        "f(auto_now=True)",
        "x = 'SELECT CURRENT_DATE'",
    )
    for number, text in enumerate(ways):
        path = tmp_path / f"{number}.py"
        path.write_text(text)
        assert asked(Module(path)), text
