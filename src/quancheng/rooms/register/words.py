"""The sentence for each kind of fact. Names come from the roster, never from the fact."""

from quancheng.procedure.registry import word
from quancheng.record.models import Fact
from quancheng.roster.models import Person

COLUMNS = {
    "name": "姓名", "sex": "性别", "nation": "民族", "born_year": "出生年", "born_month": "出生月", "party": "政治面貌",
    "education": "文化程度", "district": "选区", "delegation": "代表团", "group": "代表小组", "composition": "代表构成",
    "occupation": "职业", "employer": "工作单位及职务", "elected_as": "当选方式", "elected_on": "当选日期",
}  # fmt: skip


def named(fact: Fact, key: str = "person") -> str:
    """The name, as it is today, of the person a fact names by id."""
    return Person.objects.filter(pk=fact.data.get(key)).values_list("name", flat=True).first() or "（已撤回）"


@word("terms.open")
def open_(fact: Fact) -> str:
    return "开届" if fact.actor_id else "按名册里的届次建立"


@word("terms.serve")
def serve(fact: Fact) -> str:
    return "届满"


@word("terms.enrol")
def enrol(fact: Fact) -> str:
    return f"登记代表{named(fact)}" + ("" if fact.data.get("begins") else "（当选，资格待确认）")


@word("terms.amend")
def amend(fact: Fact) -> str:
    changed = "、".join(COLUMNS[c] for c in fact.data.get("changed", []) if c in COLUMNS)
    return f"更正{named(fact)}的{changed}" if changed else f"核对{named(fact)}的登记，没有改动"
