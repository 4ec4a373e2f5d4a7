"""The sentence for each kind of fact about a local norm."""

from quancheng.law.rules import Book
from quancheng.procedure.registry import word
from quancheng.procedure.words import remark
from quancheng.record.models import Fact

from .models import LocalNorm
from .topics import declared


def _title(fact: Fact) -> str:
    rule = declared(Book.shipped()).get(fact.data.get("rule", ""))
    return rule.title if rule else ""


def _reason(fact: Fact) -> str:
    found = remark(fact, "reason")
    return f"：{found}" if found else ""


@word("norms.draft")
def draft(fact: Fact) -> str:
    return "起草完毕，交另一人核对" if fact.outcome == "submit" else "起草，尚未交核"


@word("norms.set_rule", "norms.drop_rule")
def set_rule(fact: Fact) -> str:
    return _title(fact)


@word("norms.confirm_cases")
def confirm_cases(fact: Fact) -> str:
    return f"核对算例 {fact.data.get('cases', 0)} 条，计算无误"


@word("norms.adopt")
def adopt(fact: Fact) -> str:
    if fact.outcome == "back":
        return f"退回修改{_reason(fact)}"
    organ = dict(LocalNorm.Organ.choices).get(fact.data.get("by", ""), "")
    return f"{organ}{fact.data.get('adopted', '')}通过，自 {fact.data.get('effective', '')} 起施行"


@word("norms.withdraw")
def withdraw(fact: Fact) -> str:
    return f"撤回草案{_reason(fact)}"


@word("norms.repeal")
def repeal(fact: Fact) -> str:
    return f"自 {fact.data.get('from', '')} 起不再施行"
