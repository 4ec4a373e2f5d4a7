"""Chinese words for the ids of roles, organs and parts, from the glossary."""
import tomllib
from functools import cache
from pathlib import Path

GLOSSARY = Path(__file__).parent.parent / "glossary.toml"


@cache
def glossary() -> dict[str, dict[str, dict[str, str]]]:
    """The glossary: section → English id → {zh, source}."""
    return tomllib.loads(GLOSSARY.read_text("utf-8"))


def term(section: str, key: str) -> str:
    """The Chinese term of an id, or the id where the glossary lacks it (a contract test forbids that)."""
    return glossary().get(section, {}).get(key, {}).get("zh", key)


def role_word(role: str) -> str:
    """领衔代表 for lead."""
    return term("role", role)


def organ_word(organ: str) -> str:
    """主席团 for presidium."""
    return term("organ", organ)


def part_word(part: str) -> str:
    """附议 for cosign."""
    return term("part", part)
