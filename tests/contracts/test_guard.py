"""No unguarded path to a matter: every table that reaches one is guarded, and every way round says why."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from contracts.tree import PACKAGE, modules, templates
from quancheng.procedure.models import Draft, Undo
from quancheng.record.append_only import TABLES
from quancheng.record.guard import GuardedQuery, GuardedRows, Unscoped
from quancheng.record.kept import Kept
from quancheng.record.models import Matter, Reader

UNGUARDED = {
    Reader: "it is what the guard asks; only the guard and the engine name it",
    Draft: "belongs to the person who typed it and is only ever asked for by his id",
}
# neither journalled nor append-only
UNKEPT = {Undo: "is itself the journal of the last step, written and thrown away by the engine"}
NAMES_READER = {"record/guard.py", "procedure/engine.py", "procedure/settle.py", "procedure/undo.py"}
NAMES_DRAFT = {f"procedure/{name}.py" for name in ("drafts", "engine", "reads", "undo")}
# Ways past the managers: SQL of one's own, and Django's manager that knows no guard.
SQL = {
    "record/append_only.py": "triggers cannot be made otherwise",
    "record/lists.py": "joins the readers key by key: a union of index reads",
    "record/locks.py": "advisory locks",
    "record/search/store.py": "the index of grams is no model",
    "record/search/hits.py": "asks the index together with the readers",
    "roster/resealing.py": "nobody writes a box while an old key is let go: LOCK TABLE, by names of our own",
}
BASE_MANAGER = {"record/kept.py": "takes a journal back row by row"}


def reaches(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> bool:
    """Whether foreign keys lead from here to a matter, at any depth."""
    if model is Matter:
        return True
    keys = [f.related_model for f in model._meta.concrete_fields if isinstance(f, ForeignKey)]
    return any(reaches(m, seen | {model}) for m in keys if isinstance(m, type) and m not in seen | {model})


def shipped() -> list[type[Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("quancheng.")]


REACHING = [m for m in shipped() if reaches(m)]
GUARDED = [m for m in REACHING if m not in UNGUARDED]


def test_deep_paths_are_found() -> None:
    names = {m.__name__ for m in REACHING}
    assert {"Matter", "Duty", "Fact", "Credit", "Remark", "Suggestion", "Reply", "Notice", "Undo"} <= names
    assert not {"Person", "Body", "Account", "Counter"} & names


@pytest.mark.parametrize("model", GUARDED, ids=lambda m: m.__name__)
def test_a_table_that_reaches_a_matter_is_guarded(model: type[Model]) -> None:
    assert all(isinstance(manager.get_queryset(), GuardedRows) for manager in model._meta.managers)
    rows = model._default_manager.all()
    assert isinstance(rows.query, GuardedQuery)
    with pytest.raises(Unscoped):
        rows.query.get_compiler("default")
    with pytest.raises(Unscoped):
        rows.update(pk=1)


@pytest.mark.parametrize("model", GUARDED, ids=lambda m: m.__name__)
def test_its_guard_leads_to_the_root_matter(model: type[Model]) -> None:
    *path, last = model.guard.split("__")  # type: ignore[attr-defined]
    here: type[Model] = model
    for name in path:
        field: Field = here._meta.get_field(name)  # type: ignore[assignment]
        assert isinstance(field, ForeignKey)
        here = field.related_model  # type: ignore[assignment]
    if here is Matter:
        assert last == "root_id"
    else:
        assert last == "root_id" and here is model and model._meta.get_field("root").related_model is Matter


@pytest.mark.parametrize("model", GUARDED, ids=lambda m: m.__name__)
def test_it_is_kept_or_append_only(model: type[Model]) -> None:
    assert issubclass(model, Kept) or model._meta.db_table in TABLES or model in UNKEPT


@pytest.mark.parametrize("model", GUARDED, ids=lambda m: m.__name__)
def test_no_open_table_can_be_asked_about_it(model: type[Model]) -> None:
    """`Body.objects.filter(matters__title=…)` would look past the guard: there is no way back from an unguarded table."""
    back = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model not in GUARDED and not field.remote_field.hidden
    ]
    assert not back


def test_the_exceptions_stay_few_and_hidden() -> None:
    assert len(UNGUARDED) + len(UNKEPT) == 3
    for name, allowed in (("Reader", NAMES_READER), ("Draft", NAMES_DRAFT)):
        naming = {m.file for m in modules() if any(i.split(".")[-1] == name for i in m.imports)}
        assert naming <= allowed, f"{name} is named elsewhere"


def unguarded_calls() -> Iterator[tuple[str, ast.Call]]:
    for m in modules():
        for node in m.walk(ast.Call):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unguarded":
                yield m.file, node


def whys() -> dict[str, str]:
    """The WHY constants, by file; a module that imports one has that one."""
    own = {m.file: value for m in modules() if (value := _constant(m.tree, "WHY"))}
    borrowed = {m.file: name for m in modules() for name in m.imports if name.endswith(".WHY")}
    by_module = {m.name: m.file for m in modules()}

    def why_of(file: str) -> str:
        return own.get(file) or why_of(by_module[borrowed[file].removesuffix(".WHY")])

    return {file: why_of(file) for file in own | borrowed}


def _constant(tree: ast.Module, name: str) -> str:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            return str(ast.literal_eval(node.value))
    return ""


def test_every_way_round_the_guard_says_why() -> None:
    reasons, silent, seen = whys(), [], 0
    for file, call in unguarded_calls():
        seen += 1
        why = call.args[0] if call.args else None
        text = why.value if isinstance(why, ast.Constant) else reasons.get(file, "") if _is_why(why) else ""
        if len(str(text).split()) < 3:
            silent.append(f"{file}:{call.lineno}: {text!r}")
    assert seen > 50
    assert not silent


def _is_why(node: ast.expr | None) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name == "WHY"


def test_doors_never_go_round_the_guard() -> None:
    assert not [file for file, _ in unguarded_calls() if file.startswith("doors/")]
    assert not [p.name for p in templates() if "unguarded" in p.read_text("utf-8")]


def attributes(*names: str) -> set[str]:
    """Files in which an attribute of one of these names is used."""
    nodes = ((m.file, node) for m in modules() for node in m.walk(ast.Attribute))
    return {file for file, node in nodes if isinstance(node, ast.Attribute) and node.attr in names}


def test_nothing_else_goes_past_the_managers() -> None:
    assert attributes("cursor", "RawSQL", "extra") - set(SQL) == set()
    assert attributes("_base_manager") - set(BASE_MANAGER) == set()
    assert all((PACKAGE / file).exists() for file in (*SQL, *BASE_MANAGER))


def test_sql_of_our_own_takes_its_values_as_parameters() -> None:
    """What is pasted into SQL is a name of ours: a constant, or the word of a function of the same file."""
    pasted = []
    for m in modules():
        for node in m.walk(ast.Call):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if (
                node.func.attr in ("execute", "executemany", "raw")
                and node.args
                and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
            ):
                pasted += [f"{m.file}:{node.lineno}"] if m.file not in SQL else []
    assert not pasted
