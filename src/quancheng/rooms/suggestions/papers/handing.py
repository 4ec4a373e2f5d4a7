"""Letters of the hand-over: 交办函, 退回函, 重新交办函, 撤回申请书."""

from collections.abc import Iterator

from quancheng.papers.content import Block, Column, Content, Form, Para, Table, day_on_paper
from quancheng.papers.registry import Sheet, paper
from quancheng.procedure.book import here
from quancheng.procedure.words import remark
from quancheng.record.models import Fact, Matter
from quancheng.roster.models import Body

from ..models import Assignment, Suggestion
from . import common as c
from .common import WHY


def letter(fact: Fact, root: Matter, title: str, to: str, blocks: list[Block], **more: object) -> Content:
    """A letter of the congress's office: its letterhead, its closing words, who is asked about it."""
    on = c.said_on(fact)
    head = c.office(root.body, on)
    return Content(
        title, form=Form.LETTER, mark=head, addressee=to, blocks=(*blocks, *c.closing(root.body, on)), signed_by=(head,),
        signed_on=on, remark=c.contact(fact), meta={"matter": root.ref}, **more,  # type: ignore[arg-type]
    )  # fmt: skip


@paper("hand_over_letter")
def hand_over_letter(fact: Fact) -> Iterator[Sheet]:
    """交办函: to the units, or to the government office that will allot it. The legal period counts from its day."""
    root = fact.matter
    if root is None:
        return
    own: Suggestion = root.suggestion
    on = c.said_on(fact)
    through = fact.outcome == "via_government"
    parts = [] if through else c.opened_parts(fact)
    to = _government_office(root) if through else c.units(parts)
    named = c.number_words(root, own)
    blocks: list[Block] = [
        Para(
            f"{c.lead_words(root, own)}代表提出的《{root.title}》，经审查受理，编为{root.number}。{_basis(root, fact)}{_you(parts, through)}"
        ),
        *_how(root, fact, parts, through),
    ]
    if limit := c.reply_by(root, own, on):
        hard = "这件建议涉及面广、处理难度大，" if own.hard else ""
        who = "承办单位应当" if through else "请"
        blocks.append(
            Para(f"{hard}{who}于{limit.words}答复代表（{limit.basis}），答复前与代表联系沟通，答复函同时抄送我单位。")
        )
    if said := remark(fact, "say"):
        blocks.append(Para(f"交办意见：{said}"))
    made = letter(fact, root, f"关于交办{named}的函", to, blocks, attachments=(c.original(root, own),))
    yield Sheet(made, root, root.body, numbered=True)


def _government_office(root: Matter) -> str:
    found = c.government_office(root.body.area_id)
    return found.name if found else "政府办公室"


def _basis(root: Matter, fact: Fact) -> str:
    """The article under which a congress hands over."""
    ruling = here("suggestion.reply", root.body, c.said_on(fact))
    return f"根据《{ruling.citation.norm}》的规定，" if ruling else ""


def _you(parts: list[Assignment], through: bool) -> str:
    """To whom it goes, and what for."""
    if through:
        return "现交你办，请及时分办有关单位研究办理。"
    return f"现交{'你' if len(parts) == 1 else '你们'}单位研究办理。"


def _how(root: Matter, fact: Fact, parts: list[Assignment], through: bool) -> list[Block]:
    """Who leads and who helps; to the government office, whom the congress proposes."""
    if through:
        ids = fact.data.get("units", [])
        proposed = dict(Body.objects.filter(pk__in=ids).values_list("pk", "name"))
        named = "、".join(proposed[i] for i in ids if i in proposed)
        return [Para(f"建议由{named}承办。")] if named else []
    co = c.co_units(root, fact)
    if len(parts) + len(co) < 2:
        return []
    rows = [(p.handler.name, str(p.get_part_display()), p.responsible) for p in parts] + [
        (name, "会办", "") for name in co
    ]
    columns = (Column("承办单位", 3), Column("办理方式", 1.2, "center"), Column("责任领导", 1.6, "center"))
    shown = columns if any(row[2] for row in rows) else columns[:2]
    return [Table(shown, tuple(row[: len(shown)] for row in rows))]


@paper("return_letter")
def return_letter(fact: Fact) -> Iterator[Sheet]:
    """退回函: the unit says why it is not its business, and whose it may be."""
    if fact.outcome != "return" or fact.matter is None:
        return
    own: Assignment = fact.matter.assignment
    root, on = fact.matter.root, c.said_on(fact)
    named = c.number_words(root, root.suggestion)
    blocks: list[Block] = [
        Para(f"{day_on_paper(own.counted_from)}交我单位办理的{named}《{root.title}》收悉。经研究，该建议不属于我单位职责，现予退回，请重新确定承办单位。"),
        Para("理由如下："), *c.paragraphs(own.return_reason),
    ]  # fmt: skip
    if own.proposes:
        blocks.append(Para(f"建议由{own.proposes}承办。"))
    made = Content(
        f"关于退回{named}的函", form=Form.LETTER, mark=own.handler.name, addressee=c.office(root.body, on), blocks=tuple(blocks),
        signed_by=(own.handler.name,), signed_on=on, remark=c.contact(fact), meta={"matter": root.ref},
    )  # fmt: skip
    yield Sheet(made, fact.matter, own.handler)


@paper("reassign_letter")
def reassign_letter(fact: Fact) -> Iterator[Sheet]:
    """重新交办函: after a return, a leader's ruling or a wrong hand-over, another unit, or the same one after all."""
    if fact.matter is None:
        return
    root = fact.matter.root
    own: Suggestion = root.suggestion
    for part in c.opened_parts(fact):
        named = c.number_words(root, own)
        blocks: list[Block] = [
            Para(
                f"{c.lead_words(root, own)}代表提出的《{root.title}》（{root.number}），{_before(fact, part)}现交你单位{part.get_part_display()}。"
            )
        ]
        if limit := c.reply_by(root, own, part.counted_from):
            blocks.append(
                Para(f"请于{limit.words}答复代表（{limit.basis}），答复前与代表联系沟通，答复函同时抄送我单位。")
            )
        if said := remark(fact, "say"):
            blocks.append(Para(f"交办意见：{said}"))
        attached = (c.original(root, own),)
        yield Sheet(
            letter(fact, root, f"关于重新交办{named}的函", part.handler.name, blocks, attachments=attached),
            part.matter,
            root.body,
            numbered=True,
        )


def _before(fact: Fact, part: Assignment) -> str:
    """What went before: who had it, and who decided otherwise."""
    if old := fact.data.get("from"):
        name = Body.objects.filter(pk=old).values_list("name", flat=True).first()
        return f"原交{name}办理，经研究改交，"
    rows = Assignment.objects.unguarded(WHY).filter(
        matter__part_of=part.matter.part_of_id, matter__ended_as="returned", pk__lt=part.pk
    )
    last = rows.select_related("handler").order_by("-pk").first()
    if last is None:
        return ""
    if last.handler_id == part.handler_id:
        return "你单位曾予退回。经研究，仍由你单位承办，"
    how = "经领导裁定" if fact.kind == "suggestions.arbitrate" else "经研究"
    return f"原交{last.handler.name}办理，该单位予以退回。{how}，"


@paper("withdrawal")
def withdrawal(fact: Fact) -> Iterator[Sheet]:
    """撤回申请书: the deputy's own, to be signed by him."""
    root = fact.matter
    if root is None:
        return
    own: Suggestion = root.suggestion
    on = c.said_on(fact)
    blocks: list[Block] = [
        Para(
            f"本人于{day_on_paper(own.raised_on or root.opened_on)}提出的《{root.title}》{f'（{root.number}）' if root.number else ''}，现申请撤回。"
        ),
    ]
    if reason := remark(fact, "reason"):
        blocks.append(Para(f"理由：{reason}"))
    blocks += [
        Para(f"领衔代表（{c.lead_words(root, own)}）签名：　　　　　　　　", indent=False, align="right"),
        Para(day_on_paper(on), indent=False, align="right"),
    ]
    made = Content(
        "撤回代表建议申请书", addressee=c.office(root.body, on), blocks=tuple(blocks), meta={"matter": root.ref}
    )
    yield Sheet(made, root, None)
