"""Papers of the handling: 会办意见, 答复函 with its class, 征询意见表, 再次办理函."""

import re
from collections.abc import Iterator

from quancheng.papers.content import Block, Cell, Content, Form, Grid, Para, day_on_paper
from quancheng.papers.registry import Sheet, paper
from quancheng.record.models import Fact, Matter
from quancheng.roster.models import Body

from ..models import Assignment, Entry, Opinion, Reply, Suggestion
from . import common as c
from .common import WHY
from .handing import letter

GRADES = "□ 满意　　　　□ 基本满意　　　　□ 不满意"
SHARES = (1.15, 2.1, 1.15, 1.9)
_FORM_TITLE = "代表建议办理情况征询意见表"
OPINION_TALL = 40.0  # millimetres for the deputy's own words


@paper("co_opinion")
def co_opinion(fact: Fact) -> Iterator[Sheet]:
    """会办意见: from the co-handling unit to the leading one, not to the deputy."""
    part = fact.matter
    if part is None:
        return
    body = fact.credits.unguarded(WHY).filter(part="co").values_list("body", flat=True).first()
    rows = Opinion.objects.unguarded(WHY).filter(assignment=part.pk, body=body, on__isnull=False)
    said = rows.select_related("body").order_by("-pk").first()
    if said is None:
        return
    root, on = part.root, c.said_on(fact)
    named = c.number_words(root, root.suggestion)
    blocks: tuple[Block, ...] = (
        Para(f"对你单位主办的{named}《{root.title}》，我单位提出会办意见如下："), *c.paragraphs(said.text),
    )  # fmt: skip
    made = Content(
        f"关于{named}的会办意见", form=Form.LETTER, mark=said.body.name, addressee=part.assignment.handler.name, blocks=blocks,
        signed_by=(said.body.name,), signed_on=on, remark=c.contact(fact), meta={"matter": root.ref},
    )  # fmt: skip
    yield Sheet(made, part, said.body)


@paper("reply_letter")
def reply_letter(fact: Fact) -> Iterator[Sheet]:
    """答复函: to the deputies, with its class, the unit's own number, who may be asked, and the form for their opinion."""
    reply = _reply(fact)
    if reply is None or fact.matter is None:
        return
    part, root = fact.matter, fact.matter.root
    own: Suggestion = root.suggestion
    unit = part.assignment.handler
    named = c.number_words(root, own)
    made = Content(
        f"对{named}的{'再次' if reply.round else ''}答复", form=Form.LETTER, mark=unit.name, number=reply.number,
        under_title=f"（办理结果：{_class(reply)}）" if reply.letter_word else "",
        addressee=f"{c.lead_words(root, own)}代表", blocks=tuple(_answer(root, own, reply)),
        signed_by=(unit.name,), signed_on=reply.on, remark=_asked(part, reply), copies_to=_copies(root, unit), meta={"matter": root.ref},
    )  # fmt: skip
    yield Sheet(made, part, unit)


def _class(reply: Reply) -> str:
    """A类，已解决或者基本解决."""
    return "，".join(reply.letter_word.split(maxsplit=1))


def _reply(fact: Fact) -> Reply | None:
    """The reply as it stands: what a correction said is in the same row."""
    if fact.outcome != "issue":
        return None
    rows = Reply.objects.unguarded(WHY).filter(assignment_id=fact.matter_id, round=fact.data.get("round", 0))
    return rows.first()


def _answer(root: Matter, own: Suggestion, reply: Reply) -> list[Block]:
    """The unit's words, with the usual opening and thanks where it wrote none itself."""
    you = "你们" if len(c.names(root, "lead")) > 1 else "您"
    opening = [] if "收悉" in reply.text else [Para(f"{you}提出的《{root.title}》收悉，现答复如下：")]
    thanks = [] if "感谢" in reply.text else [Para(f"感谢{you}对我们工作的关心和支持。")]
    asked = Para(f"随函附上《{_FORM_TITLE}》，请{you}填写后交{c.office(root.body, reply.on)}。")
    return [*opening, *c.paragraphs(_without_salutation(root, own, reply.text)), *thanks, asked]


def _without_salutation(root: Matter, own: Suggestion, text: str) -> str:
    """The letter names whom it answers by itself; a unit that wrote 马德福代表： too is not repeated."""
    said = text.strip(" \u3000\t\r\n")
    for name in (f"{c.lead_words(root, own)}代表", *(f"{who}代表" for who in c.names(root, "lead"))):
        for polite in ("尊敬的", ""):
            if re.match(rf"{polite}{re.escape(name)}[：:，,]", said):
                return said[len(polite) + len(name) + 1 :].lstrip(" \u3000\t\r\n")
    return text


def _asked(part: Matter, reply: Reply) -> str:
    """Whom to ask: he who drafted it, as far as the record shows."""
    rows = Fact.objects.unguarded(WHY).filter(
        matter=part, kind__in=["assignments.handle", "assignments.rework"], for_body=None, actor__isnull=False
    )
    drafted = rows.filter(on__lte=reply.on).select_related("actor").order_by("-pk").first()
    return f"联系人：{drafted.actor.name}" if drafted and drafted.actor else ""


def _copies(root: Matter, unit: Body) -> str:
    """抄送: the congress's office, and the government office of a unit of the government."""
    found = [c.office(root.body, root.suggestion.handed_on or root.opened_on)]
    inside = unit.parent and unit.parent.kind == Body.Kind.GOVERNMENT
    if inside and (office := c.government_office(root.body.area_id)):
        found.append(office.name)
    return "，".join(found)


@paper("opinion_form")
def opinion_form(fact: Fact) -> Iterator[Sheet]:
    """征询意见表: sent with the reply, filled in by the deputy who leads; process and result are asked apart."""
    reply = _reply(fact)
    if reply is None or fact.matter is None:
        return
    part, root = fact.matter, fact.matter.root
    own: Suggestion = root.suggestion
    note = f"请代表填写后交{c.office(root.body, reply.on)}。"
    if limit := c.by("suggestion.rate", root.body, reply.on):
        note = f"请代表于{limit.words}填写，交{c.office(root.body, reply.on)}（{limit.basis}）。"
    made = Content(
        f"{root.body.name}\n{_FORM_TITLE}", blocks=(c.code(root), _form(root, own, part.assignment, reply, note)),
        meta={"matter": root.ref},
    )  # fmt: skip
    yield Sheet(made, part, part.assignment.handler)


def _form(root: Matter, own: Suggestion, part: Assignment, reply: Reply, note: str) -> Grid:
    rows = [
        c.row("建议编号", root.number, "领衔代表", c.lead_words(root, own)),
        c.row("标　题", root.title, values=3),
        c.row("承办单位", part.handler.name, "答复日期", day_on_paper(reply.on)),
    ]
    if reply.number:
        rows.append(c.row("答复文号", reply.number, "办理结果", _class(reply)))
    else:
        rows.append(c.row("办理结果", _class(reply), values=3))
    rows += [
        c.row("联系沟通", "□ 面商　□ 现场　□ 走访　□ 电话　□ 座谈　□ 没有", values=3),
        (Cell("对办理过程", label=True), Cell(GRADES, span=3, tall=13, align="center")),
        (Cell("对办理结果", label=True), Cell(GRADES, span=3, tall=13, align="center")),
        (Cell("具体意见", label=True), Cell("", span=3, tall=OPINION_TALL)),
        c.row("公开意愿", "□ 同意全文公开　□ 只公开摘要　□ 不同意公开", values=3),
        (Cell("代表签名", label=True), Cell("", span=3, tall=15, signature=f"　　　　　　　{c.BLANK_DAY}")),
        (Cell(note, span=4),),
    ]
    return Grid(SHARES, tuple(rows))


@paper("rework_letter")
def rework_letter(fact: Fact) -> Iterator[Sheet]:
    """再次办理函: after 不满意 and the meeting with the deputy; the period counts anew."""
    part = fact.matter
    if part is None or fact.outcome != "again":
        return
    root, on = part.root, c.said_on(fact)
    own: Suggestion = root.suggestion
    named = c.number_words(root, own)
    last = Reply.objects.unguarded(WHY).filter(assignment=part.pk, round=fact.data.get("round", 1) - 1).first()
    before = (
        f"你单位{day_on_paper(last.on)}{f'（{last.number}）' if last.number else ''}的答复，"
        if last
        else "你单位的答复，"
    )
    blocks: list[Block] = [
        Para(f"对{named}《{root.title}》，{before}代表对办理结果不满意。经与代表约见，现交你单位再次办理。")
    ]
    if said := entry_text(fact, Entry.Kind.MEETING):
        blocks += [Para("约见情况和再次办理的要求："), *c.paragraphs(said)]
    if limit := c.by("suggestion.rework", root.body, on):
        blocks.append(Para(f"请于{limit.words}再次答复代表（{limit.basis}），答复前再与代表联系沟通。"))
    yield Sheet(
        letter(fact, root, f"关于再次办理{named}的函", part.assignment.handler.name, blocks),
        part,
        root.body,
        numbered=True,
    )


def entry_text(fact: Fact, kind: str) -> str:
    """What was written beside the line by this step; of several on one day the one in its turn."""
    facts = Fact.objects.unguarded(WHY).filter(matter=fact.matter, kind=fact.kind, on=fact.on)
    turn = facts.filter(pk__lt=fact.pk).count()
    rows = Entry.objects.unguarded(WHY).filter(matter_id=fact.matter_id, kind=kind, on=fact.on)  # type: ignore[misc]
    texts = list(rows.order_by("pk").values_list("text", flat=True))
    return texts[turn] if turn < len(texts) else ""
