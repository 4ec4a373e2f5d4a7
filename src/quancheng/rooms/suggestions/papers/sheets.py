"""Forms of one page: 建议专用纸, 建议登记表, 交办单."""

from collections.abc import Iterator

from quancheng.papers.content import Cell, Code, Content, Grid, day_on_paper
from quancheng.papers.registry import Sheet, paper
from quancheng.procedure.words import remark
from quancheng.record.models import Fact, Matter
from quancheng.roster.models import Body

from ..models import Assignment, Suggestion
from . import common as c
from .common import WHY

SHARES = (1.15, 2.2, 1.15, 1.9)
TEXT_TALL = 52.0  # millimetres for writing by hand
SIGN_TALL = 15.0


def suggestion_sheet(root: Matter | None, congress: Body) -> Content:
    """代表建议、批评和意见专用纸: filled, to be signed, its code opens the matter; or blank, to be written by hand."""
    own: Suggestion | None = root.suggestion if root else None
    meeting = c.meeting_words(own) if own else ""
    raised = day_on_paper(own.raised_on) if own and own.raised_on else ""
    wish = str(own.get_wish_display()) if own else "□ 同意全文公开　□ 只公开摘要　□ 不同意公开"
    lead = c.lead_words(root, own) if root and own else ""
    cosigners = "　".join(c.names(root, "cosign")) if root else ""
    rows = [
        c.row("届次会议", meeting, "编　号", root.number if root else ""),
        c.row("类　别", own.category_word if own else "", "提出日期", raised),
        c.row("标　题", root.title if root else "", values=3),
        c.row("领衔代表", lead, "代表团", c.seats(root) if root else ""),
        c.row("附议代表", cosigners, values=3),
        c.row("公开意愿", wish, values=3),
        (
            Cell("内　容", label=True),
            Cell(
                own.text if own else "", span=3, tall=0 if own and len(own.text) > 500 else TEXT_TALL
            ),  # long text needs no room for a pen
        ),
        (Cell("代表签名", label=True), Cell("", span=3, tall=SIGN_TALL, signature=f"　　　　　　　{c.BLANK_DAY}")),
        (Cell("审查意见", label=True), Cell("", span=3, tall=SIGN_TALL, signature=f"审查人：　　　　　{c.BLANK_DAY}")),
    ]
    if root and own:
        parts = (
            Assignment.objects.unguarded(WHY)
            .filter(matter__part_of=root)
            .exclude(matter__ended_as__in=["returned", "recalled", "void"])
        )
        if handlers := c.units(parts.select_related("handler").order_by("pk"), word=True):
            rows.append(c.row("承办单位", handlers, values=3))
    note = "一件建议只写一件事，写明反映的问题、理由和具体建议。" + (
        "" if root else "手写的请交人大办公室代录，原件存档。"
    )
    rows.append((Cell(note, span=4),))
    codes = (Code(f"/go/{root.ref}/", "扫码打开这件建议"),) if root else ()
    return Content(f"{congress.name}\n代表建议、批评和意见专用纸", blocks=(*codes, Grid(SHARES, tuple(rows))))


@paper("register_sheet")
def register_sheet(fact: Fact) -> Iterator[Sheet]:
    """建议登记表: what was received, how it was numbered and classified, to whom it was meant to go."""
    root = fact.matter
    if root is None or fact.outcome != "accept" or not root.number:
        return
    own: Suggestion = root.suggestion
    on = c.said_on(fact)
    rows = [
        c.row("编　号", root.number, "届次会议", c.meeting_words(own)),
        c.row("标　题", root.title, values=3),
        c.row("领衔代表", c.lead_words(root, own), "代表团", c.seats(root)),
    ]
    if cosigners := c.names(root, "cosign"):
        rows.append(c.row("附议代表", f"{'、'.join(cosigners)}（{len(cosigners)} 人）", values=3))
    rows += [
        c.row("提出日期", day_on_paper(own.raised_on) if own.raised_on else "不详", "登记日期", day_on_paper(on)),
        c.row("类　别", own.category_word or "未分类", "公开意愿", str(own.get_wish_display())),
    ]
    if own.hard:
        rows.append(c.row("办理难度", "涉及面广、处理难度大，按较长期限答复", values=3))
    if own.proposed:
        rows.append(c.row("拟承办单位", own.proposed.name, values=3))
    rows += [
        (Cell("内　容", label=True), Cell(own.text, span=3, tall=70)),
        (
            Cell("审查意见", label=True),
            Cell(remark(fact, "reason") or "受理。", span=3, tall=22, signature=f"审查人：　　　　　{c.BLANK_DAY}"),
        ),
    ]
    made = Content(
        f"{root.body.name}\n代表建议、批评和意见登记表",
        blocks=(c.code(root), Grid(SHARES, tuple(rows))),
        meta={"matter": root.ref},
    )
    yield Sheet(made, root, root.body)


@paper("hand_over_slip")
def hand_over_slip(fact: Fact) -> Iterator[Sheet]:
    """交办单: one for each unit that handles it, with its own last day, and the place where it signs for it."""
    root = fact.matter.root if fact.matter else None
    if root is None or fact.outcome == "via_government":
        return
    allotted = fact.kind == "suggestions.allot"
    parts = c.opened_parts(fact)
    for part in parts:
        issuer = _allotter(fact) if allotted else root.body
        yield Sheet(_slip(fact, root, part, parts, issuer), part.matter, issuer)


def _allotter(fact: Fact) -> Body | None:
    """The government office that allots; entered for it from paper, still it."""
    if fact.for_body:
        return fact.for_body
    return c.government_office(fact.body.area_id)


def _slip(fact: Fact, root: Matter, part: Assignment, parts: list[Assignment], issuer: Body | None) -> Content:
    own: Suggestion = root.suggestion
    handed = part.counted_from
    rows = [
        c.row("建议编号", root.number, "交办日期", day_on_paper(handed)),
        c.row("标　题", root.title, values=3),
        c.row("领衔代表", c.lead_words(root, own), "代表团", c.seats(root)),
        c.row("承办单位", part.handler.name, "办理方式", str(part.get_part_display())),
    ]
    if others := c.units([p for p in parts if p.pk != part.pk], word=True):
        rows.append(c.row("其他单位", others, values=3))
    if co := "、".join(c.co_units(root, fact)):
        rows.append(c.row("会办单位", co, values=3))
    if part.responsible:
        rows.append(c.row("责任领导", part.responsible, values=3))
    rows += _days(root, own, part)
    if said := remark(fact, "say"):
        rows.append(c.row("交办意见", said, values=3))
    rows.append((Cell("签　收", label=True), Cell("", span=3, tall=24, signature=f"签收人：　　　　　{c.BLANK_DAY}")))
    head = issuer.name if issuer and issuer.pk != root.body_id else c.office(root.body, handed)
    return Content(
        f"{head}\n代表建议交办单", blocks=(c.code(root), Grid(SHARES, tuple(rows))),
        attachments=(c.original(root, own),), meta={"matter": root.ref},
    )  # fmt: skip


def _days(root: Matter, own: Suggestion, part: Assignment) -> list[tuple[Cell, ...]]:
    """By when it may be returned, by when it is answered, each with its article."""
    found = []
    for label, limit in (
        ("退回期限", c.by("suggestion.return", root.body, part.counted_from)),
        ("答复期限", c.reply_by(root, own, part.counted_from)),
    ):
        if limit:
            found.append(c.row(label, f"{limit.words}（{limit.basis}）", values=3))
    return found
