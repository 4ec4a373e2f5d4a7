"""督办函 and 延期答复审批表."""

from collections.abc import Iterator

from quancheng.papers.content import Block, Cell, Content, Grid, Para, day_on_paper
from quancheng.papers.registry import Sheet, paper
from quancheng.procedure.words import remark
from quancheng.record.models import Fact

from ..models import Assignment, Entry, Suggestion
from . import common as c
from .handing import letter
from .replies import entry_text

SHARES = (1.15, 2.1, 1.15, 1.8)


@paper("chasing_letter")
def chasing_letter(fact: Fact) -> Iterator[Sheet]:
    """督办函: what is late or stands still, what is asked, and by when it is answered."""
    part = fact.matter
    if part is None:
        return
    root, on = part.root, c.said_on(fact)
    own: Suggestion = root.suggestion
    row: Assignment = part.assignment
    named = c.number_words(root, own)
    opening = f"{named}《{root.title}》于{day_on_paper(row.counted_from)}交你单位办理"
    limit = c.reply_by(root, own, row.counted_from, c.extended_before(part, fact))
    answered = row.replied_on is not None and row.replied_on <= on
    if limit and not answered:
        late = (on - limit.day).days
        state = f"已逾期{late}天，至今没有答复" if late > 0 else "目前尚未答复"
        opening += f"，答复期限为{day_on_paper(limit.day)}（{limit.basis}），{state}"
    blocks: list[Block] = [Para(f"{opening}。现予督办。")]
    if said := entry_text(fact, Entry.Kind.CHASE):
        blocks.append(Para(f"督办事项：{said}"))
    if answer := c.by("suggestion.chase", root.body, on):
        blocks.append(Para(f"请于{answer.words}将办理进展书面报我单位（{answer.basis}）。"))
    copies = "，".join([f"{name}代表" for name in c.names(root, "lead")])
    yield Sheet(
        letter(fact, root, f"关于督办{named}的函", row.handler.name, blocks, copies_to=copies),
        part,
        root.body,
        numbered=True,
    )


@paper("extension_form")
def extension_form(fact: Fact) -> Iterator[Sheet]:
    """延期答复审批表: why the unit asked, from which day to which, and what was decided."""
    part = fact.matter
    if part is None:
        return
    root = part.root
    own: Suggestion = root.suggestion
    row: Assignment = part.assignment
    first, longer = c.reply_by(root, own, row.counted_from), c.reply_by(root, own, row.counted_from, True)
    rows = [
        c.row("建议编号", root.number, "领衔代表", c.lead_words(root, own)),
        c.row("标　题", root.title, values=3),
        c.row("承办单位", row.handler.name, "交办日期", day_on_paper(row.counted_from)),
    ]
    if first and longer:
        rows.append(c.row("原答复期限", day_on_paper(first.day), "申请延至", day_on_paper(longer.day)))
        rows.append(c.row("依　据", longer.basis, values=3))
    asked = f"申请日期：{day_on_paper(row.extension_asked_on)}" if row.extension_asked_on else ""
    decided = "同意延期，由承办单位向代表说明。" if fact.outcome == "yes" else "不同意延期，请按原定期限答复。"
    said = remark(fact, "say")
    rows += [
        (Cell("申请理由", label=True), Cell(row.extension_reason, span=3, tall=48, signature=asked)),
        (
            Cell("审批意见", label=True),
            Cell(f"{decided}\n{said}".strip(), span=3, tall=40, signature=f"审批人：　　　　　{c.BLANK_DAY}"),
        ),
        c.row("审批日期", day_on_paper(c.said_on(fact)), values=3),
    ]
    made = Content(
        f"{root.body.name}\n代表建议延期答复审批表",
        blocks=(c.code(root), Grid(SHARES, tuple(rows))),
        meta={"matter": root.ref},
    )
    yield Sheet(made, part, root.body)
