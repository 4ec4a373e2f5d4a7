"""A local norm: drafted by one, adopted by another, in the book from its day on."""

from quancheng.procedure.book import forget
from quancheng.procedure.calls import Call, Open, Refusal, Told
from quancheng.procedure.moving import create
from quancheng.procedure.registry import act, check, standing_check
from quancheng.roster.models import Body

from ..book import digest
from ..drafting import DRAFT_DOCUMENT, BadNorm, blank, blocks, unchecked, with_cases, with_head, without_block
from ..forms import heads, rules
from ..models import LocalNorm
from ..shelf import trial, unfit
from ..texts import begins, moved, parsed, written
from ..versions import before, in_book, new_slug, norm, row_of, slug_for, state

WHY = "the room's own rows"


def own(call: Call) -> LocalNorm:
    """The version the step is about."""
    assert call.matter
    return row_of(call.matter)


def keep(row: LocalNorm, text: str) -> None:
    """Store a text with its digest."""
    row.text, row.digest = text, digest(text)
    row.save()


@act("norms.draft", heads.DraftForm)
def draft(call: Call) -> Told:
    """起草. The first time it opens the matter, from nothing, from the version in force or from a file."""
    data = call.data
    if call.matter is None:
        row = _new(call)
        title = str(parsed(row.text)["title"])
        call.matter = create(Open("norms", title, row), call.body, call.on)
        return Told("keep", data={"norm": row.slug})
    row = own(call)
    table = parsed(row.text)
    if data["effective_on"] != row.effective_on:
        table = moved(table, row.effective_on, data["effective_on"])
        row.effective_on = data["effective_on"]
    head = {"title": data["title"], "short": data["short"] or data["title"]}
    same = table == parsed(row.text)
    keep(row, with_head(row.text if same else written(table), **head))
    call.matter.title = data["title"]
    call.matter.save(update_fields=["title"])
    return Told(data["outcome"])


def _new(call: Call) -> LocalNorm:
    data, body = call.data, call.body
    if text := data.get("text"):
        made = LocalNorm(slug=slug_for(text, body.area_id), text=text, effective_on=begins(parsed(text)))
    elif data.get("based_on"):
        old = in_book(body.area_id, data["based_on"])[0]
        table = parsed(old.text)
        table["case"] = []
        effective = data["effective_on"]
        text = with_head(written(moved(table, None, effective)), document=DRAFT_DOCUMENT, title=data["title"])
        made = LocalNorm(slug=old.slug, text=text, effective_on=effective)
    else:
        slug = new_slug(body.area_id)
        text = blank(slug, data["title"], data["short"], body.area_id, body.tier)
        made = LocalNorm(slug=slug, text=text, effective_on=data["effective_on"])
    made.area, made.in_book, made.digest = body.area_id, False, digest(made.text)
    return made


@act("norms.set_rule", rules.RuleForm)
def set_rule(call: Call) -> Told:
    """填写一条: the text of the draft with that value in it."""
    keep(own(call), call.data["new_text"])
    return Told(data={"rule": call.data["rule"]})


@act("norms.drop_rule", rules.DropForm)
def drop_rule(call: Call) -> Told:
    target, _, key = call.data["block"].partition("|")
    row = own(call)
    keep(row, without_block(row.text, target, key))
    return Told(data={"rule": target})


@act("norms.confirm_cases", heads.CasesForm)
def confirm_cases(call: Call) -> Told:
    """核对算例: what somebody has reckoned and found right is kept beside the rule as its case."""
    row = own(call)
    book, made = trial(row)
    right = [e for e in unchecked(book, made, call.body.tier) if e.key in call.data["confirmed"]]
    keep(row, with_cases(row.text, made, right))
    return Told(data={"cases": len(right)})


@act("norms.withdraw", heads.WithdrawForm)
def withdraw(call: Call) -> Told:
    return Told(remarks={"reason": call.data["note"]})


@act("norms.adopt", heads.AdoptForm)
def adopt(call: Call) -> Told:
    """通过: the text gets the head of the printed document and goes into the book; the version before ends with its day."""
    data, row = call.data, own(call)
    if data["outcome"] == "back":
        return Told("back", remarks={"reason": data["note"]})
    assert call.matter
    text = row.text
    if data["effective_on"] != row.effective_on:
        text = written(moved(parsed(text), row.effective_on, data["effective_on"]))
    text = with_head(text, title=data["title"], document=data["document"], seen=True)
    row.effective_on, row.adopted_on, row.adopted_by = data["effective_on"], data["adopted_on"], data["adopted_by"]
    row.in_book = True
    keep(row, text)
    call.matter.title, call.matter.number = data["title"], data["document"][:40]
    call.matter.save(update_fields=["title", "number"])
    forget()
    old = before(row)
    ends = [(old.matter, "superseded")] if old and old.matter and old.repealed_from is None else []
    told = {"norm": row.slug, "effective": row.effective_on, "adopted": row.adopted_on, "by": row.adopted_by}
    return Told("adopt", data=told, organ=_organ(call.body, row.adopted_by), ends=ends)


def _organ(congress: Body, by: str) -> Body:
    """The body that adopted it; the congress where the organ is no body of its own here."""
    kind = Body.Kind.STANDING_COMMITTEE if by == LocalNorm.Organ.DIRECTORS else by
    found = Body.objects.filter(congress=congress, kind=kind, until=None).order_by("pk").first()
    return found or congress


@act("norms.repeal", heads.RepealForm)
def repeal(call: Call) -> Told:
    """废止: from that day on it is as if the place had never filled it in."""
    row = own(call)
    row.repealed_from, row.repeal_document = call.data["since"], call.data["document"]
    row.save(update_fields=["repealed_from", "repeal_document"])
    forget()
    return Told(data={"norm": row.slug, "from": row.repealed_from})


def _submitted(call: Call) -> bool:
    return call.matter is not None and call.data.get("outcome") in ("submit", "adopt")


@check("norms.has_rules")
def has_rules(call: Call) -> Refusal | None:
    made = norm(own(call)) if _submitted(call) else None
    if not _submitted(call) or (made and blocks(made)):
        return None
    return Refusal("还一条规定也没有填。", who="起草人：先填写", instead="set_rule", id="has_rules")


@check("norms.fits_the_book")
def fits_the_book(call: Call) -> Refusal | None:
    """What it says can be read, is not laxer than a higher norm, and comes out as its examples say."""
    wrong = unfit(own(call)) if _submitted(call) else []
    if not wrong:
        return None
    return Refusal("；".join(wrong), who="起草人：改正这几条", instead="set_rule", id="fits_the_book")


@check("norms.cases_confirmed")
def cases_confirmed(call: Call) -> Refusal | None:
    if not _submitted(call):
        return None
    try:
        left = unchecked(*trial(own(call)), call.body.tier)
    except BadNorm:
        return None  # said by fits_the_book
    if not left:
        return None
    names = "、".join(dict.fromkeys(e.block.rule.title for e in left))
    return Refusal(f"还有期限没有核对算例：{names}。", who="起草人", instead="confirm_cases", id="cases_confirmed")


@check("norms.late_on_record")
def late_on_record(call: Call) -> Refusal | None:
    """A change entered after it has taken force: days already counted do not move by themselves."""
    effective = call.data.get("effective_on")
    if call.data.get("outcome") != "adopt" or not effective or effective >= call.today or not before(own(call)):
        return None
    text = f"这一版自 {effective:%Y-%m-%d} 起施行，录入时已经过了：这期间已经算好的日期不会自动改。"
    return Refusal(text, who="写明理由后照样录入", warn=True, id="late_on_record")


@standing_check("norms.has_blocks")
def has_blocks(call: Call) -> Refusal | None:
    made = norm(own(call))
    if made and blocks(made):
        return None
    return Refusal("还一条也没有填。", id="has_blocks", moot=True)


@standing_check("norms.cases_open")
def cases_open(call: Call) -> Refusal | None:
    try:
        left = unchecked(*trial(own(call)), call.body.tier)
    except BadNorm:
        left = []
    return None if left else Refusal("没有要核对的算例。", id="cases_open", moot=True)


@standing_check("norms.stands_in_book")
def stands_in_book(call: Call) -> Refusal | None:
    """Only what holds, or is to hold, can be repealed."""
    row = own(call)
    if row.in_book and row.repealed_from is None and state(row, call.today) in ("now", "coming"):
        return None
    return Refusal("这一版现在不在施行。", id="stands_in_book", moot=True)
