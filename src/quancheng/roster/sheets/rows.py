"""The rows below the header: what is data, what was left out and why."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from .cells import DIGITS_LOST, Cell, Sheet, squeeze, text_of
from .header import Header
from .values import BadValue

_TOTAL = re.compile(r"(?:本页|本表|本届|全县|全乡|全镇|累计)?(?:合计|总计|小计|共计|总数)(?:[:(].*|[0-9].{0,8})?")
_SIGNATURE = re.compile(
    r"(?:填表|填报|制表|审核|复核|统计|经办|负责|联系|报送)(?:人|单位|日期|时间|负责人)(?:签字|签名|电话)?(?:[:(].*)?|(?:单位)?负责人[:(].*"
)
_NOTE = re.compile(r"(?:备注|附注|说明|备注说明|填表说明|注)[0-9]?[:(、.].*|备注|说明|备注说明|填表说明")
_SECTION = re.compile(r"(?:[(][一二三四五六七八九十]+[)]|[一二三四五六七八九十]+[、.,]).{1,30}")
_AS_ABOVE = frozenset(["同上", "〃", "″", '"', "''"])
_BEGINNING = 60
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?e\+[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data.

    `number` is its number in the file, `values` has every mapped field, `raw` the cells as they stand. `filled` names
    the fields taken from the row above, `troubles` says in a sentence what is wrong with a field whose value was lost.
    """

    number: int
    values: dict[str, str]
    raw: tuple[Cell, ...]
    filled: frozenset[str] = frozenset()
    troubles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no data, by its number in the file, with the reason and how it begins."""

    number: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of data, and those left out; blank rows are in neither."""

    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def table(
    sheet: Sheet,
    header: Header,
    mapping: Mapping[str, int],
    *,
    fillable: Collection[str] = (),
    long: Collection[str] = (),
) -> Table:
    """The rows below the header by `mapping` (field → zero-based column).

    `fillable` fields take the value above inside a vertically merged cell, where 同上 stands, and over a blank if the
    format cannot say what was merged (csv, ods). `long` fields keep their line breaks. Raises BadValue for a column
    that is not there.
    """
    if beyond := [index for index in mapping.values() if not 0 <= index < len(header.columns)]:
        raise BadValue(f"这张表只有{len(header.columns)}列，没有第{beyond[0] + 1}列。请重新选择对应的列。")
    filler = _Filler(sheet, {field: mapping[field] for field in fillable if field in mapping})
    shown = {column.index for column in header.columns if not column.is_serial} | set(mapping.values())
    above = [{squeeze(text_of(cell)) for cell in row} - {""} for row in sheet.rows[: header.last_row]]
    wide = {merge.top for merge in sheet.merged or () if merge.top == merge.bottom and merge.right - merge.left >= 2}
    rows: list[Row] = []
    skipped: list[Skipped] = []
    for index in range(header.last_row, len(sheet.rows)):
        texts = [text_of(cell) for cell in sheet.rows[index]]
        if not any(texts):
            continue
        if reason := _reason(texts, shown, above, wide=index in wide):
            skipped.append(Skipped(index + 1, reason, next(filter(None, texts))[:30]))
            continue
        rows.append(_row(sheet, index, mapping, filler, long))
    return Table(tuple(rows), tuple(skipped))


def _row(sheet: Sheet, index: int, mapping: Mapping[str, int], filler: "_Filler", long: Collection[str]) -> Row:
    values: dict[str, str] = {}
    troubles: list[tuple[str, str]] = []
    for field, column in mapping.items():
        cell = sheet.cell(index, column)
        values[field] = text_of(cell, newlines=field in long)
        if _digits_lost(cell):
            values[field] = ""
            troubles.append((field, _lost_sentence(index, column)))
    filled = filler.fill(index, values)
    for field in [field for field, text in values.items() if _is_ditto(text)]:
        values[field] = ""
        troubles.append(
            (field, f"第{index + 1}行第{mapping[field] + 1}列写的是“同上”，上一行却没有内容可用。请填上实际内容。")
        )
    return Row(index + 1, values, sheet.rows[index], filled, tuple(troubles))


def _is_ditto(text: str) -> bool:
    return len(text) <= 4 and squeeze(text) in _AS_ABOVE


def _digits_lost(cell: Cell) -> bool:
    if isinstance(cell, str):
        # How Excel writes a long number into csv; a shorter one it writes in full.
        return "+" in cell and _SCIENTIFIC.fullmatch(squeeze(cell)) is not None
    return isinstance(cell, int | float) and abs(cell) >= DIGITS_LOST


def _lost_sentence(index: int, column: int) -> str:
    return (
        f"第{index + 1}行第{column + 1}列是按数字存的长号码，Excel 已经丢掉了末几位。"
        "请把这一列的格式改为“文本”，重新填写完整号码，再上传。"
    )


def _reason(texts: list[str], shown: set[int], above: list[set[str]], *, wide: bool) -> str | None:
    """Why a row is no data; None if it is. `above` are the rows down to the header, `wide` a merge across."""
    filled = [text for text in texts if text]
    # A serial number may stand before 合计; a bare number never tells what a row is.
    words = [text for text in filled if not text.isdigit()]
    first = squeeze(words[0][:_BEGINNING]) if words else ""
    if _TOTAL.fullmatch(first):
        return "合计行"
    if _SIGNATURE.fullmatch(first):
        return "填表人、填报单位等落款"
    if len(words) <= 2 and _NOTE.fullmatch(first):
        return "备注说明"
    if any(_repeats(filled, row) for row in above):
        return "重复的表头"
    if len(filled) == len(words) == 1 and (wide or _SECTION.fullmatch(first)):
        return "分类标题行"
    if not any(text for column, text in enumerate(texts) if column in shown):
        return "只有序号，没有内容"
    return None


def _repeats(filled: list[str], row: set[str]) -> bool:
    """Page breaks of a printed ledger repeat its title and its header."""
    return len(filled) * 2 > len(row) > 0 and all(squeeze(text) in row for text in filled)


class _Filler:
    """The values that hold for several rows."""

    def __init__(self, sheet: Sheet, columns: Mapping[str, int]) -> None:
        self._columns = columns
        self._guess = sheet.merged is None
        self._above: dict[str, str] = {}
        self._merged = {
            (row, column): text_of(sheet.cell(merge.top, merge.left))
            for merge in sheet.merged or ()
            for column in set(columns.values())
            if merge.left <= column <= merge.right
            for row in range(merge.top + 1, merge.bottom + 1)
        }

    def fill(self, index: int, values: dict[str, str]) -> frozenset[str]:
        """Fill what is meant to be as above, in place; the fields filled."""
        filled = set()
        for field, column in self._columns.items():
            text = values[field]
            as_above = _is_ditto(text) or (self._guess and not text)
            given = self._above.get(field, "") if as_above else self._merged.get((index, column), "")
            if given and given != text:
                values[field] = given
                filled.add(field)
            self._above[field] = values[field]
        return frozenset(filled)
