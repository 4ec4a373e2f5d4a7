"""One way: law → roster → … → site. Rooms do not know each other, and doors know no tables."""

import pytest

from contracts.tree import ROOMS, Module, modules

LAYERS = ("law", "roster", "record", "procedure", "papers", "ballots", "gatherings", "tally")
LAYERS += ("rooms", "doors", "demo", "site")
# What a door may use of the record and of rooms; whatever changes something goes through the gate.
OPEN_TO_DOORS = {
    "record": {"clock", "files", "photos", "search", "lists"},
    "rooms": {"reads", "hints", "statistics", "ledger", "imports", "papers"},
}
DOOR_EXCEPTIONS = {
    ("doors/desk/suggestions.py", "rooms.suggestions.forms.fields"): "the filter offers the units the form offers",
}


def ours(module: Module) -> list[tuple[str, list[str]]]:
    """What a module imports of the package: (layer, the rest of the path)."""
    split = [name.split(".") for name in module.imports if name.startswith("quancheng.")]
    return [(parts[1], parts[2:]) for parts in split]


def test_every_module_belongs_to_a_layer() -> None:
    assert {m.layer for m in modules()} <= {"", *LAYERS}


def test_relative_and_inner_imports_are_seen() -> None:
    """The contract below is worth nothing if these are missed."""
    seen = {m.file: m.imports for m in modules()}
    assert "quancheng.rooms.suggestions.models.Assignment" in seen["rooms/suggestions/acts/bindings/standing.py"]
    assert "quancheng.procedure.words.organ_word" in seen["procedure/lawful.py"], "inside a function"


def test_imports_go_one_way() -> None:
    upwards = [
        f"{m.file} imports {layer}.{'.'.join(rest)}"
        for m in modules(migrations=True)
        if m.layer
        for layer, rest in ours(m)
        if layer in LAYERS and LAYERS.index(layer) > LAYERS.index(m.layer)
    ]
    assert not upwards


def test_rooms_do_not_import_rooms() -> None:
    others = [
        f"{m.file} imports room {rest[0]}"
        for m in modules(migrations=True)
        if m.room
        for layer, rest in ours(m)
        if layer == "rooms" and rest and rest[0] in ROOMS and rest[0] != m.room
    ]
    assert not others


def test_doors_do_not_import_tables() -> None:
    """Doors read through `reads`, change through the gate, and know of rooms only what is made for pages."""
    wrong = []
    for m in modules():
        for layer, rest in ours(m) if m.layer == "doors" else ():
            part = (rest[1:2] if layer == "rooms" else rest[:1]) or [""]
            closed = layer in OPEN_TO_DOORS and part[0] not in OPEN_TO_DOORS[layer] | {""}
            closed |= layer not in ("roster", "doors") and "models" in rest
            if closed and (m.file, ".".join([layer, *rest])) not in excepted():
                wrong.append(f"{m.file} imports {layer}.{'.'.join(rest)}")
    assert not wrong


def test_the_exceptions_are_needed() -> None:
    used = {(m.file, ".".join([layer, *rest])) for m in modules() for layer, rest in ours(m)}
    assert set(DOOR_EXCEPTIONS) <= used


def excepted() -> set[tuple[str, str]]:
    """The exceptions, and every name imported from such a module."""
    names = {(m.file, ".".join([layer, *rest])) for m in modules() for layer, rest in ours(m)}
    return {
        (file, name) for file, name in names for f, module in DOOR_EXCEPTIONS if f == file and name.startswith(module)
    }


@pytest.mark.parametrize("foreign", ["django", "psycopg", "sqlite3"])
def test_law_is_pure(foreign: str) -> None:
    assert not [m.file for m in modules() if m.layer == "law" for name in m.imports if name.split(".")[0] == foreign]


def test_the_package_root_imports_nothing() -> None:
    """Whoever imports law must not load Django on the way."""
    assert not [name for m in modules() if not m.layer for name in m.imports]
