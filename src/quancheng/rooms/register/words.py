"""The sentence for each kind of fact. Names come from the roster, never from the fact."""

from quancheng.law.spans import numeral
from quancheng.procedure.registry import definition_of, word
from quancheng.procedure.words import remark
from quancheng.record.models import Fact
from quancheng.roster.models import Body, Person, Post, Session
from quancheng.roster.personal import LABELS
from quancheng.roster.roles import role

COLUMNS = {
    "name": "姓名", "sex": "性别", "nation": "民族", "born_year": "出生年", "born_month": "出生月", "party": "政治面貌",
    "education": "文化程度", "district": "选区", "delegation": "代表团", "group": "代表小组", "composition": "代表构成",
    "occupation": "职业", "employer": "工作单位及职务", "elected_as": "当选方式", "elected_on": "当选日期",
    "short": "简称", "parent": "主管单位", "has_account": "能否登录办理",
}  # fmt: skip
GONE = "（已撤回）"


def named(fact: Fact, key: str = "person") -> str:
    """The name, as it is today, of the person a fact names by id."""
    return Person.objects.filter(pk=fact.data.get(key)).values_list("name", flat=True).first() or GONE


def body_of(fact: Fact, key: str = "body") -> str:
    """The same for a body."""
    return Body.objects.filter(pk=fact.data.get(key)).values_list("name", flat=True).first() or GONE


def _document(fact: Fact) -> str:
    organ = fact.organ.short if fact.organ else ""
    said = "，".join(x for x in (organ, remark(fact, "document")) if x)
    return f"（{said}）" if said else ""


def _posts(fact: Fact) -> str:
    rows = Post.objects.filter(pk__in=fact.data.get("posts", [])).select_related("person", "body")
    return "、".join(f"{p.person.name}{p.body.short}{p.title or role(p.role).label}" for p in rows)


@word("terms.open")
def open_(fact: Fact) -> str:
    return f"第一次会议 {fact.data.get('begins')} 举行" if fact.actor_id else "按名册里的届次建立"


@word("terms.amend_term")
def amend_term(fact: Fact) -> str:
    elected = f"，代表选举 {fact.data['elected']} 完成" if fact.data.get("elected") else ""
    return f"第{numeral(fact.data.get('ordinal', 0))}届，第一次会议 {fact.data.get('begins')} 举行{elected}"


@word("terms.convene")
def convene(fact: Fact) -> str:
    passed = fact.data.get("passed_on")
    return f"本届任期开始{f'，上届到此届满，{passed} 件在办的事项转由他人办理' if passed else ''}"


@word("terms.serve")
def serve(fact: Fact) -> str:
    return "任期届满，未办完的建议继续办理"


@word("terms.add_session", "terms.amend_session")
def add_session(fact: Fact) -> str:
    session = Session.objects.filter(pk=fact.data.get("session")).first()
    closes = f"，{session.closes_on} 闭会" if session and session.closes_on else ""
    return f"第{numeral(fact.data.get('ordinal', 0))}次会议 {fact.data.get('opens')} 开幕{closes}"


@word("terms.enrol")
def enrol(fact: Fact) -> str:
    return f"登记代表{named(fact)}" + ("" if fact.data.get("begins") else "（当选，资格待确认）")


@word("terms.amend", "terms.amend_body")
def amend(fact: Fact) -> str:
    who = named(fact) if "person" in fact.data else body_of(fact)
    columns = COLUMNS if "person" in fact.data else COLUMNS | {"name": "名称"}
    changed = "、".join(columns[c] for c in fact.data.get("changed", []) if c in columns)
    return f"更正{who}的{changed}" if changed else f"核对{who}的登记，没有改动"


@word("terms.set_group")
def set_group(fact: Fact) -> str:
    names = list(Person.objects.filter(pk__in=fact.data.get("people", [])).values_list("name", flat=True))
    to = f"编入{body_of(fact, 'group')}" if fact.data.get("group") else "重新编团编组"
    return f"{'、'.join(names[:6])}{f'等{len(names)}人' if len(names) > 6 else ''}{to}"


@word("terms.confirm_seats")
def confirm_seats(fact: Fact) -> str:
    void = f"，{fact.data['invalid']} 人当选无效" if fact.data.get("invalid") else ""
    return f"确认 {fact.data.get('seats')} 名代表的资格{void}{_document(fact)}"


@word("terms.suspend", "terms.end_seat")
def end_seat(fact: Fact) -> str:
    spec = definition_of(fact.matter).at(fact.kind.split(".")[1]) if fact.matter else None
    ground = spec.outcomes.get(fact.outcome, "") if spec else ""
    return f"{named(fact)}：{ground}{_document(fact)}"


@word("terms.reopen_seat")
def reopen_seat(fact: Fact) -> str:
    said = remark(fact, "say")
    return f"{named(fact)}的终止登记有误，予以更正" + (f"：{said}" if said else "")


@word("terms.resume")
def resume(fact: Fact) -> str:
    return f"{named(fact)}恢复执行代表职务{_document(fact)}"


@word("terms.add_body")
def add_body(fact: Fact) -> str:
    return f"登记{body_of(fact)}"


@word("terms.end_body")
def end_body(fact: Fact) -> str:
    matters = f"，{fact.data['matters']} 件事项由它接着办" if fact.data.get("matters") else ""
    return f"{body_of(fact)}撤并，由{body_of(fact, 'successor')}承接{matters}{_document(fact)}"


@word("terms.appoint")
def appoint(fact: Fact) -> str:
    held = role(fact.data["role"]).label
    return f"{named(fact)}自 {fact.data.get('since')} 起任{body_of(fact)}{held}{_document(fact)}"


@word("terms.leave_post")
def leave_post(fact: Fact) -> str:
    return f"{named(fact)}在{body_of(fact)}任职到 {fact.data.get('until')} 为止{_document(fact)}"


@word("terms.review_posts")
def review_posts(fact: Fact) -> str:
    ended = _posts(fact)
    return f"到 {fact.data.get('until')} 为止：{ended}{_document(fact)}" if ended else "核对完毕，没有届满的职务"


@word("terms.hand_over_desk")
def hand_over_desk(fact: Fact) -> str:
    count = len(fact.data.get("duties", []))
    return f"{named(fact, 'from')}交给{named(fact, 'to')}：{count} 件待办，{len(fact.data.get('posts', []))} 个岗位"


@word("terms.issue_cards")
def issue_cards(fact: Fact) -> str:
    people = fact.data.get("people", [])
    if len(people) == 1:
        name = Person.objects.filter(pk=people[0]).values_list("name", flat=True).first()
        return f"给{name}发登录卡，以前的卡作废" if fact.data.get("again") else f"给{name}发登录卡"
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


@word("terms.import_roster")
def import_roster(fact: Fact) -> str:
    return f"从文件导入 {fact.data.get('entered', 0)} 行" + (
        f"，{fact.data['same']} 行已有" if fact.data.get("same") else ""
    )


@word("terms.undo_import")
def undo_import(fact: Fact) -> str:
    return "撤销一次导入"


@word("terms.keep_personal")
def keep_personal(fact: Fact) -> str:
    kept = "、".join(LABELS[f] for f in fact.data.get("kept", []) if f in LABELS)
    gone = "、".join(LABELS[f] for f in fact.data.get("erased", []) if f in LABELS)
    said = [f"登记{named(fact)}的{kept}"] if kept else []
    return "，".join([*said, *([f"删除{'' if kept else named(fact) + '的'}{gone}"] if gone else [])])
