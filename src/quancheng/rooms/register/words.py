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


@word("terms.issue_cards")
def issue_cards(fact: Fact) -> str:
    people = fact.data.get("people", [])
    if len(people) == 1:
        name = Person.objects.filter(pk=people[0]).values_list("name", flat=True).first()
        return f"发给{name}登录卡，旧卡作废"
    return f"发登录卡 {len(people)} 张"


@word("terms.change_card")
def change_card(fact: Fact) -> str:
    return f"{named(fact)}的登录卡{'解锁' if fact.outcome == 'unlock' else '作废'}"


@word("terms.open_account")
def open_account(fact: Fact) -> str:
    return f"给{named(fact)}开账号"


@word("terms.change_account")
def change_account(fact: Fact) -> str:
    said = {
        "password": "重设{}的密码", "second": "要求{}用动态验证码", "lost_phone": "重设{}的动态验证码",
        "logins": "结束{}的所有登录", "close": "停用{}的账号", "reopen": "恢复{}的账号",
    }  # fmt: skip
    return said[fact.outcome].format(named(fact))
