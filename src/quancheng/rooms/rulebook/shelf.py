"""A draft among everything else in the book: what would hold if it were adopted, and what speaks against that."""

from collections.abc import Iterator
from datetime import date

from quancheng.law.cases import failures
from quancheng.law.norm import Norm
from quancheng.law.rules import BadNorm, Book

from .book import Edition, editions, shelf
from .drafting import blocks, norm_of, strange_rules, too_lax
from .models import LocalNorm
from .texts import begins, parsed


def trial(row: LocalNorm) -> tuple[Book, Norm]:
    """The book as it would be with this draft in it, and the draft. Raises BadNorm."""
    return tried(row.text, row.slug, row.effective_on, row.pk)


def tried(text: str, slug: str, since: date | None, without: int | None = None) -> tuple[Book, Norm]:
    """The same for a text that is not kept yet."""
    norm = norm_of(text)
    since = since or begins(parsed(text)) or date.max
    return Book.shipped().plus(shelf([*editions(without), Edition(slug, text, since)])), norm


def unfit(row: LocalNorm) -> list[str]:
    """Every sentence against taking this draft into the book: it cannot be read, it is too lax, an example is wrong."""
    try:
        book, norm = trial(row)
    except BadNorm as bad:
        return [bad.fault]
    return list(_unfit(book, norm))


def _unfit(book: Book, norm: Norm) -> Iterator[str]:
    yield from strange_rules(book, norm)
    for block in blocks(norm):
        for fault in too_lax(book, norm, block):
            yield f"“{block.rule.title}”：{fault}"
    yield from failures(book, norm)


def in_the_way(text: str, area: str, level: str) -> Iterator[str]:
    """What in an imported text speaks against keeping it as a draft of that place."""
    norm = norm_of(text)
    if norm.area != area:
        yield f"文件写的区划代码是 {norm.area or '（空）'}，这里是 {area}。请改正 area，或者换到那个地方导入。"
    if norm.level != level:
        yield f"文件写的层级是 {norm.level}，这里应为 {level}。请改正 level。"
    yield from strange_rules(Book.shipped(), norm)
    if not blocks(norm):
        yield "文件里一条规定也没有。"
