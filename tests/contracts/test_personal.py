"""Personal data has one door: nobody but `roster.personal` touches its table, and no page can reach around it."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from contracts.tree import PACKAGE, Module, modules, templates
from quancheng.roster.boxes import PLACES

AT_HOME = {"roster/personal.py", "roster/resealing.py", "roster/models/__init__.py", "roster/models/personal.py"}
TABLES = {"PersonalData", "Look"}
TABLE = "roster_personaldata"
# may name the table for another reason than to read it
NAMES_IT = {"roster/boxes.py": "the places rotation walks over", "record/append_only.py": "the triggers of roster_look"}


def touches(module: Module) -> list[str]:
    """Every way to the rows: the model, the reverse relation, a lookup through it, the table by name."""
    found = [n for n in module.imports if n.startswith("quancheng.roster.models") and n.split(".")[-1] in TABLES]
    for node in module.walk(ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr == "personal" and ast.unparse(node) != "roster.personal":
            found.append(ast.unparse(node))
        if isinstance(node, ast.Attribute) and node.attr in TABLES:
            found.append(ast.unparse(node))
    for node in module.walk(ast.keyword):
        if isinstance(node, ast.keyword) and (node.arg or "").startswith(("personal__", "looks__")):
            found.append(f"{node.arg}=")
    for node in module.walk(ast.Constant):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            named = node.value == "PersonalData" or "personal__" in node.value or TABLE in node.value
            found += [node.value] if named and not _docstring(module, node) else []
    return found


def _docstring(module: Module, node: ast.Constant) -> bool:
    return any(isinstance(n, ast.Expr) and n.value is node for n in ast.walk(module.tree))


def test_only_one_module_touches_the_rows() -> None:
    allowed = AT_HOME | set(NAMES_IT)
    assert not [f"{m.file}: {way}" for m in modules() if m.file not in allowed for way in touches(m)]


def test_the_two_at_home_do_touch_them() -> None:
    """Else the test above looks for the wrong thing."""
    assert {m.file for m in modules() if touches(m)} >= {"roster/personal.py", "roster/boxes.py"}


@pytest.mark.parametrize(
    "way",
    [
        "from quancheng.roster.models import PersonalData",
        "from quancheng.roster import models\nmodels.PersonalData.objects.all()",
        "person.personal.phone",
        "Person.objects.filter(personal__phone_mark='x')",
        "Person.objects.values('personal__address')",
        "apps.get_model('roster', 'PersonalData')",
        "cursor.execute('SELECT * FROM roster_personaldata')",
    ],
)
def test_every_way_is_noticed(way: str, tmp_path: object) -> None:
    path = PACKAGE.joinpath("rooms", "x.py")
    module = Module(path)
    module.__dict__["tree"] = ast.parse(way)
    assert touches(module)


def test_opening_has_two_doors_and_both_write_down_or_mask() -> None:
    """`_open` gives plain values: only a look and a mask call it; boxes are opened there, and for the second factor."""
    home = next(m for m in modules() if m.file == "roster/personal.py")
    callers = {
        f.name
        for f in home.walk(ast.FunctionDef)
        if isinstance(f, ast.FunctionDef)
        for n in ast.walk(f)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "_open"
    }
    assert callers == {"look_many", "masked_many"}


def test_no_template_reaches_the_rows() -> None:
    reach = re.compile(r"\.(personal|looks)\b[.|\s%}]")
    assert not [f"{p.name}: {m[0]}" for p in templates() for m in reach.finditer(p.read_text("utf-8"))]


def patterns(found: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """Every address in full depth, each part as it is written."""
    for one in found:
        yield str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)


def test_no_address_carries_a_field() -> None:
    """Ids and words stand in addresses, never a value: an address ends in every log on the way."""
    named = re.compile(rf"<[^>]*({'|'.join(PLACES[TABLE])})[^>]*>")
    assert named.search("find/<str:phone>/")
    assert not [p for p in patterns(get_resolver().url_patterns) if named.search(p)]
