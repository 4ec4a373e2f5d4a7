"""From content to a sheet: every rule of GB/T 9704—2012 that both renderers obey is applied here, once."""

from collections.abc import Iterator

from . import boxes
from .chars import clean, wide
from .content import Attachment, Block, Code, Content, Form, Grid, Heading, PageBreak, Para, Table, day_on_paper
from .measures import ASCENT, BASELINE, POINT, measures
from .sheet import Element, Gap, Line, NewPage, Rule, Sheet, Span
from .title import title_lines

EASE = 0.97  # share of the width a mark may fill: programs round narrowed characters differently
ROOMY = 1.3  # a line of the mark is higher than the mark, or Word cuts its top off


def arrange(content: Content) -> Sheet:
    """The sheet of a paper. Raises nothing: whatever text comes in stands on paper as text."""
    page = measures().page
    across = content.landscape
    width, height = (page["type_height"], page["type_width"]) if across else (page["type_width"], page["type_height"])
    letter = content.form is Form.LETTER
    codes = [block for block in content.blocks if isinstance(block, Code)]
    head = tuple(_head(content)) + tuple(_title(content, width))
    rest = tuple(_attachment_note(content.attachments)) + tuple(_rest(content))
    body = tuple(_blocks(content.blocks, width, height - boxes.tall(head + rest, width)))
    return Sheet(
        width=page["height"] if across else page["width"],
        height=page["width"] if across else page["height"],
        top=page["left"] if across else page["top"],  # a page turned is bound at its top
        left=(page["height"] - width) / 2 if across else page["left"],
        type_width=width,
        type_height=height,
        flow=head + body,
        letterhead=tuple(_letterhead(content)) if letter else (),
        letter_top=measures().letter["mark_from_page_top"] - _above(_mark(content, page["type_width"]))
        if letter
        else 0.0,
        closing=rest,
        after=tuple(e for n, a in enumerate(content.attachments, 1) for e in _attachment(a, n, content, width, height)),
        foot=tuple(_foot(content)),
        number_first=not letter,
        code=codes[0].text if codes else "",
        caption=clean(codes[0].caption) if codes else "",
        draft=clean(content.draft),
    )


def span(text: str, style: str) -> Span:
    """A text without what cannot be printed."""
    return Span(clean(text).replace("\n", " "), style)


def paragraphs(text: str, style: str, **how: object) -> Iterator[Line]:
    """One line for every paragraph of a text."""
    for part in clean(text).split("\n"):
        if part.strip(" "):
            yield Line((span(part, style),), **how)  # type: ignore[arg-type]


def empty(lines: float, keep: bool = False) -> Gap:
    """So many empty lines of the body."""
    return Gap(lines * measures().line_mm, keep)


def code_width(sheet: Sheet) -> float:
    """Millimetres of a QR code with its line of words."""
    return max(measures().code["size"], wide(sheet.caption) * measures().styles["caption"].size * POINT + 1.0)


def _mark(content: Content, width: float) -> Line:
    """发文机关标志 in red, as large as the width allows; a long one is narrowed before it is made small."""
    head = measures().head
    room = EASE * width / POINT / max(wide(clean(content.mark)), 1.0)
    size = max(head["mark_smallest"], min(head["mark_largest"], room / head["mark_narrowest"]))
    mark = Span(
        clean(content.mark).replace("\n", ""),
        "mark",
        round(size, 1),
        round(max(head["mark_narrowest"], min(1.0, room / size)), 2),
    )
    return Line((mark,), "center", height=round(size * ROOMY, 2))


def _above(line: Line) -> float:
    """Millimetres between the top of a line and the top of its characters."""
    text = line.spans[0]
    size = text.size or measures().styles[text.style].size
    return ((line.height or measures().styles[text.style].line) * BASELINE - size * ASCENT) * POINT


def _below(line: Line) -> float:
    """Millimetres between the foot of its characters and the foot of a line."""
    text = line.spans[0]
    size = text.size or measures().styles[text.style].size
    return ((line.height or measures().styles[text.style].line) * (1 - BASELINE) - size * (1 - ASCENT)) * POINT


def _head(content: Content) -> Iterator[Element]:
    marks = [span(text, "strong") for text in (content.secrecy, content.urgency) if text]
    if content.form is Form.LETTER:
        yield from _letter_head(content, marks)
        return
    yield from (Line((one,)) for one in marks)
    if content.form is Form.PLAIN:
        if content.number:
            yield Line((span(content.number, "body"),), "center")
        return
    head, used = measures().head, len(marks) * measures().line_mm
    mark = _mark(content, measures().page["type_width"])
    yield Gap(max(0.0, head["mark_below_top"] - used - _above(mark)))
    yield mark
    yield empty(head["number_lines"])
    yield _number(content)
    yield Gap(head["rule_below_number"] - _below(Line((Span("", "body"),))))
    yield Rule((head["rule_weight"],), red=True)


def _number(content: Content) -> Line:
    number = (span(content.number, "body"),)
    if content.form is Form.DOWNWARD:
        return Line(number, "center")
    signatory = (span("签发人：", "body"), span(content.signatory, "name")) if content.signatory else ()
    return Line(number, left=1, right=1, end=signatory)


def _letterhead(content: Content) -> Iterator[Element]:
    letter = measures().letter
    mark = _mark(content, measures().page["type_width"])
    yield mark
    yield Gap(letter["rule_below_mark"] - _below(mark))
    yield Rule((letter["rule_thick"], letter["rule_thin"]), red=True, width=letter["rule_width"])


def _letter_head(content: Content, marks: list[Span]) -> Iterator[Element]:
    """Secrecy at the left, the number at the right of the same line, 7/8 of a character below the double line."""
    number = (span(content.number, "body"),) if content.number else ()
    first = Line((marks[0] if marks else Span("", "body"),), end=number)
    size = measures().styles["body"].size * POINT
    yield Gap(max(0.0, measures().letter["first_line_below_rule"] * size - _above(first)))
    yield first
    yield from (Line((one,)) for one in marks[1:])


def _title(content: Content, width: float) -> Iterator[Element]:
    head = measures().head
    if content.form is not Form.PLAIN:
        yield empty(head["title_lines"])
    size = measures().styles["title"].size
    for text in title_lines(content.title, _characters(width, size)):
        yield Line((span(text, "title"),), "center", keep=True, level=1)
    yield from paragraphs(content.under_title, "under_title", align="center", keep=True)
    if content.title and (content.blocks or content.addressee):
        yield empty(head["addressee_lines"], keep=True)
    if content.addressee:
        yield Line((span(content.addressee.rstrip("：:") + "：", "body"),))


def _blocks(blocks: tuple[Block, ...], width: float, room: float) -> Iterator[Element]:
    """The blocks in order; a form that stands alone with little else is stretched to fill its page."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    only = len(grids) == 1 and not any(isinstance(block, PageBreak | Table) for block in blocks)
    others = boxes.tall(tuple(e for b in blocks if not isinstance(b, Grid) for e in _block(b, width)), width)
    for block in blocks:
        if isinstance(block, Grid):
            yield boxes.grid(block, width, room - others if only else 0.0)
        else:
            yield from _block(block, width)


def _block(block: Block, width: float) -> Iterator[Element]:
    match block:
        case Para():
            first = 2.0 if block.indent and block.align in ("justify", "left") else 0.0
            ends = (span(block.end, "body"),) if block.end else ()
            yield from paragraphs(block.text, "body", align=block.align, first=first, end=ends)
        case Heading():
            level = min(max(block.level, 1), 4)
            yield from paragraphs(block.text, f"heading{level}", first=2.0, keep=True, level=level + 1)
        case Table():
            if block.title:
                yield Line((span(block.title, "table_title"),), "center", keep=True)
            yield boxes.table(block, width)
        case PageBreak():
            yield NewPage()
        case _:
            return


def _attachment_note(attachments: tuple[Attachment, ...]) -> Iterator[Element]:
    """附件：1. … one line below the text, names aligned."""
    if attachments:
        yield empty(measures().close["note_lines"], keep=True)
    several = len(attachments) > 1
    for number, attachment in enumerate(attachments, 1):
        before = "附件：" if number == 1 else ""
        digits = f"{number}. " if several else ""
        text = before + digits + clean(attachment.title).replace("\n", "")
        yield Line((span(text, "body"),), left=5.0 + wide(digits), first=-(wide(before) + wide(digits)), keep=True)


def _rest(content: Content) -> tuple[Element, ...]:
    """署名、成文日期, with room for the seal, and 附注."""
    names = [name for name in content.signed_by if name]
    date = day_on_paper(content.signed_on) if content.signed_on else ""
    if not (names or date or content.remark):
        return ()
    close = measures().close
    longest = max((wide(clean(name)) for name in names), default=0.0)
    date_right = close["date_right"]
    if names and date and date_right + (wide(date) - longest) / 2 < close["name_right"]:
        date_right = close["name_right"] + (longest - wide(date)) / 2
    middle = date_right + wide(date) / 2 if date else close["name_right"] + longest / 2
    found: list[Element] = [empty(close["seal_lines"], keep=True)] if names or date else []
    for name in names:
        right = max(0.0, middle - wide(clean(name)) / 2)
        found.append(Line((span(name, "body"),), "right", right=right, keep=True))
    if date:
        found.append(Line((span(date, "body"),), "right", right=date_right, keep=bool(content.remark)))
    found += paragraphs(f"（{content.remark}）" if content.remark else "", "body", first=2.0)
    return tuple(found)


def _attachment(
    attachment: Attachment, number: int, content: Content, width: float, height: float
) -> Iterator[Element]:
    """附件 on a new page: its number at the upper left, its title in the third line."""
    several = len(content.attachments) > 1
    head: list[Element] = [Line((span(f"附件{number}" if several else "附件", "strong"),), keep=True)]
    head.append(empty(measures().close["attachment_title_line"] - 2, keep=True))
    size = measures().styles["title"].size
    for text in title_lines(attachment.title, _characters(width, size)):
        head.append(Line((span(text, "title"),), "center", keep=True, level=1))
    head.append(empty(1, keep=True))
    yield NewPage()
    yield from head
    yield from _blocks(attachment.blocks, width, height - boxes.tall(tuple(head), width))


def _foot(content: Content) -> Iterator[Element]:
    """版记: 抄送 and 印发 between rules; a letter bears neither rules nor 印发 (10.1)."""
    foot = measures().foot
    side = foot["sides"]
    copies = clean(content.copies_to).replace("\n", "").rstrip("。")
    issued = " ".join(filter(None, (clean(content.issued_by).replace("\n", ""),)))
    day = f"{day_on_paper(content.issued_on)}印发" if content.issued_on else ""
    copy = Line(
        (Span(f"抄送：{copies}。", "foot"),), "justify", left=side + 3 * 14 / 16, right=side, first=-3 * 14 / 16
    )
    if content.form is Form.LETTER:
        if copies:
            yield copy
        return
    if copies:
        yield Rule((foot["rule_outer"],))
        yield copy
    if issued or day:
        yield Rule((foot["rule_inner"] if copies else foot["rule_outer"],))
        yield Line((Span(issued, "foot"),), left=side, right=side, end=(Span(day, "foot"),))
    if copies or issued or day:
        yield Rule((foot["rule_outer"],))


def _characters(width: float, size: float) -> int:
    """How many characters a line of a title takes: one less than would fit, as digits are wider than a half in bold."""
    return int(width / POINT / size) - 1
