"""Chinese words for ids: from the glossary, or from where the word stands already."""

import tomllib
from functools import cache
from pathlib import Path

from quancheng.record.models import Fact, Remark
from quancheng.roster.models import Body
from quancheng.roster.roles import roles

GLOSSARY = Path(__file__).parent.parent / "glossary.toml"


@cache
def glossary() -> dict[str, dict[str, dict[str, str]]]:
    """The glossary: section → English id → {zh, source}."""
    return tomllib.loads(GLOSSARY.read_text("utf-8"))


def term(section: str, key: str) -> str:
    """The Chinese term of an id, or the id where the glossary lacks it (a contract test forbids that)."""
    return glossary().get(section, {}).get(key, {}).get("zh", key)


def role_word(role: str) -> str:
    """领衔代表 for lead: who bears a step; for a post the label of roles.toml."""
    return roles()[role].label if role in roles() and role not in glossary()["role"] else term("role", role)


def organ_word(organ: str) -> str:
    """主席团 for presidium: an organ is named by the kind of its body."""
    return str(Body.Kind(organ).label) if organ in Body.Kind.values else organ


def part_word(part: str, unit: bool = False) -> str:
    """附议 for cosign. A person who leads raises it (领衔), a unit that leads handles it (主办)."""
    own_word = unit and part in glossary()["unit_part"]
    return term("unit_part" if own_word else "part", part)


def outcome_word(outcome: str) -> str:
    """What a way on is called that nobody chooses by name."""
    return term("outcome", outcome)


# what the engine itself writes, whatever the procedure
ENGINE = {"revoke": "撤回上一步", "annul": "作废", "succeed": "承办单位撤并，由承接单位继续办理", "pass_on": "代表职务变动，转由他人办理", "change_hands": "工作交接，由接手人办理", "new_term": "换届，由新一届当地代表接着跟踪", "redate": "会议日期更正，期限重新计算",
          "open": "立项", "enter_past": "台账录入"}  # fmt: skip


def engine_word(kind: str) -> str:
    """撤回上一步 for record.revoke; nothing for what a procedure declares."""
    return ENGINE.get(kind.split(".")[-1], "")


def remark(fact: Fact, kind: str) -> str:
    """What was written with a step under that name (a reason, 交办意见); for whoever was found to see the fact."""
    rows = Remark.objects.unguarded("belongs to a fact whose reader was found to see it").filter(fact=fact, kind=kind)
    return rows.values_list("text", flat=True).first() or ""
