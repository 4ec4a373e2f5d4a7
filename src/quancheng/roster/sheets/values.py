"""What stands in one cell: a day, some names, a number."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from .cells import Cell, clean, squeeze, text_of

FIRST_YEAR, LAST_YEAR = 1900, 2099
# Excel counts days from here; the 1900-02-29 it believes in lies before every serial accepted.
_EXCEL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL = 10_000

_UNKNOWN = {"", *["不详", "不明", "未知", "无", "待查", "缺", "空", "/", "\\", "-", "--", "—", "——", "?", "??", "n/a"]}

_SEPARATOR = r"[-./\\、。,—–―·\s]"
_DAY = re.compile(
    rf"(?P<y>\d{{4}})(?:年度?|{_SEPARATOR}|$)"
    rf"(?:(?P<m>\d{{1,2}})(?:月份?|{_SEPARATOR}|$)(?:(?P<d>\d{{1,2}})(?:[日号.。]?))?)?",
    re.ASCII,
)
_NUMERALS = {**dict(zip("一二三四五六七八九", range(1, 10), strict=True)), **dict.fromkeys("〇○零oο0", 0)}
_UNIT = "[一二三四五六七八九]"
_SMALL = r"[一二三四五六七八九十廿卅]{1,3}"
_CHINESE_DAY = re.compile(
    rf"(?P<y>[〇○零oο0一二三四五六七八九]{{4}})(?:年度?(?:(?P<m>{_SMALL})月份?(?:(?P<d>{_SMALL})[日号]?)?)?)?"
)
_TIME = re.compile(r"(?:\s*t|\s+)\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_WEEKDAY = re.compile(r"\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$")
_AROUND = re.compile(r"\s*([年月日号\-./、。,—])\s*")


class BadValue(ValueError):
    """A cell that cannot be understood; its text is a sentence for the person who uploaded the file."""


@dataclass(frozen=True, slots=True)
class PartialDay:
    """A day known to the day, the month or the year; `value` is the first day it may mean."""

    value: date
    precision: Literal["day", "month", "year"]

    def __str__(self) -> str:
        year, month, day = self.value.timetuple()[:3]
        return {"year": f"{year}年", "month": f"{year}年{month}月", "day": f"{year}年{month}月{day}日"}[self.precision]


class Names(NamedTuple):
    """Names from one cell, each once, in the order written, and what was said beside them (等5人)."""

    names: tuple[str, ...]
    remark: str


class Number(NamedTuple):
    """A suggestion's number; those made between sessions have a row of their own (闭会第5号)."""

    value: int
    between_sessions: bool


def is_unknown(text: str) -> bool:
    """Whether a cell says that nobody knows: blank, 不详, 无, a dash."""
    return squeeze(text) in _UNKNOWN


def parse_day(cell: Cell, *, dot_one_is_january: bool = False) -> PartialDay | None:
    """The day a cell means, None if it is unknown.

    2019.1 is refused, because Excel stores a typed 2019.10 as 2019.1; `dot_one_is_january` is for a caller whose
    user has looked and said so. Raises BadValue for what is no day, or could be two.
    """
    match cell:
        case datetime():
            return _day(cell, cell.year, cell.month, cell.day)
        case date():
            return _day(cell, cell.year, cell.month, cell.day)
        case bool() | time() | timedelta():
            raise _unreadable(cell)
    text = unicodedata.normalize("NFKC", text_of(cell)).lower().strip()
    if is_unknown(text):
        return None
    text = _AROUND.sub(r"\1", _TIME.sub("", _WEEKDAY.sub("", text)))
    if re.fullmatch(r"[0-9]+", text):
        return _from_digits(text)
    if re.fullmatch(r"[0-9]{5}\.[0-9]+", text):
        return _from_digits(text[:5])
    if re.fullmatch(r"[0-9]{4}\.1", text) and not dot_one_is_january:
        raise BadValue(
            f"“{text}”分不清是1月还是10月：Excel 会把 {text}0 存成 {text}。"
            f"请改写成 {text[:4]}年1月 或 {text[:4]}年10月。"
        )
    return _from_text(cell, text)


def _from_text(cell: Cell, text: str) -> PartialDay:
    if found := _DAY.fullmatch(text):
        return _day(cell, *(int(part) if part else None for part in found.group("y", "m", "d")))
    if found := _CHINESE_DAY.fullmatch(text):
        year = int("".join(str(_NUMERALS[c]) for c in found["y"]))
        return _day(cell, year, *(_small(part) if part else None for part in found.group("m", "d")))
    raise _unreadable(cell)


def _from_digits(text: str) -> PartialDay:
    year, month = int(text[:4]), int(text[4:6] or 0)
    plausible = FIRST_YEAR <= year <= LAST_YEAR
    match len(text):
        case 4:
            return _day(text, year)
        case 5:
            return _from_serial(text, may_be_month=plausible and month > 0)
        case 6 if plausible and 1 <= month <= 12:
            return _day(text, year, month)
        case 8:
            return _day(text, year, month, int(text[6:]))
    raise BadValue(f"“{_short(text)}”分不清年月日。请写成 2019-06-30、2019年6月 或 2019；不知道就写“不详”。")


def _from_serial(text: str, *, may_be_month: bool) -> PartialDay:
    if int(text) < _FIRST_SERIAL:
        raise _unreadable(text)
    day = _EXCEL_ZERO + timedelta(days=int(text))
    if may_be_month:
        raise BadValue(
            f"“{text}”分不清是 {text[:4]}年{text[4]}月 还是 Excel 的日期序号（{day.isoformat()}）。请改写成其中一种。"
        )
    return _day(text, day.year, day.month, day.day)


def _day(cell: Cell, year: int | None, month: int | None = None, day: int | None = None) -> PartialDay:
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValue(f"“{_short(cell)}”的年份不在{FIRST_YEAR}年到{LAST_YEAR}年之间，请核对后改正。")
    if month is None:
        return PartialDay(date(year, 1, 1), "year")
    if not 1 <= month <= 12:
        raise BadValue(f"“{_short(cell)}”里没有{month}月这个月份。请改正；只知道年份就写 {year}。")
    if day is None:
        return PartialDay(date(year, month, 1), "month")
    try:
        return PartialDay(date(year, month, day), "day")
    except ValueError:
        raise BadValue(
            f"“{_short(cell)}”不是日历上有的日子：{year}年{month}月没有{day}日。"
            f"请改正；只知道年月就写 {year}年{month}月。"
        ) from None


def _small(numeral: str) -> int:
    """A Chinese numeral below 100; 0 for one that is none (十十), which no calendar has either."""
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    found = re.fullmatch(rf"(?:({_UNIT}?)(十))?({_UNIT}?)", numeral)
    if not found:
        return 0
    return (_NUMERALS[found[1] or "一"] * 10 if found[2] else 0) + _NUMERALS.get(found[3], 0)


def _short(cell: Cell) -> str:
    text = text_of(cell)
    return text if len(text) <= 24 else f"{text[:24]}…"


def _unreadable(cell: Cell) -> BadValue:
    return BadValue(f"认不出日期“{_short(cell)}”。请写成 2019-06-30、2019年6月 或 2019；不知道就写“不详”。")


_OTHERS = re.compile(
    r"(?<=..)\s*(等\s*(?:[0-9]+|[一二三四五六七八九十两]+)?\s*(?:余|多)?\s*[名位个家]?\s*(?:人大)?(?:代表|委员|人|单位|部门)?)\s*$"
)
# A separator inside brackets is part of the remark in them: 王芳（女，汉族）.
_OUTSIDE = r"(?![^（()）]{0,60}[)）])"
_APART = re.compile(rf"[、，,;；/\n]+{_OUTSIDE}")
_SPACED = re.compile(rf" +{_OUTSIDE}")


def split_names(text: str) -> Names:
    """The persons or units named in one cell; 王 芳 is one person, 等5人 is a remark, brackets stay whole."""
    text = clean(text, newlines=True)
    if is_unknown(text):
        return Names((), "")
    remark = ""
    if found := _OTHERS.search(text):
        text, remark = text[: found.start()], "".join(found[1].split())
    names: list[str] = []
    for group in _APART.split(text):
        names += _join_single(_SPACED.split(group.strip()))
    return Names(tuple(dict.fromkeys(name for name in names if name)), remark)


def _join_single(words: list[str]) -> list[str]:
    """Names of two characters are spread with a space to line up with those of three."""
    joined: list[str] = []
    open_name = False
    for word in words:
        if open_name and len(word) == 1:
            joined[-1] += word
            open_name = False
        else:
            joined.append(word)
            open_name = len(word) == 1
    return joined


_YEAR_IN_BRACKETS = re.compile(r"[〔\[(【].{0,20}?[〕\])】]")
_NUMBER = re.compile(r"(?:.*?第)?(?P<n>[0-9]{1,5}(?:\.0+)?|[〇○零一二三四五六七八九十百]{1,6})(?P<mark>号.*)?")


def number_of(text: str) -> Number | None:
    """The number in 第23号, 23, 0023, 闭会第5号, 第二十三号; None where there is none."""
    plain = _YEAR_IN_BRACKETS.sub("", squeeze(text))
    between = "闭会" in plain or "会后" in plain
    plain = re.sub(r"^(?:大会|会议|闭会期间|闭会|会后)?(?:代表)?(?:建议|议案)?(?:编号)?:?", "", plain)
    found = _NUMBER.fullmatch(plain)
    if not found:
        return None
    digits = found["n"]
    value = int(float(digits)) if digits[0] in "0123456789" else _hundreds(digits)
    return Number(value, between) if value else None


def _hundreds(numeral: str) -> int:
    """A Chinese numeral below 1000, 0 for none; 二三 is read digit by digit."""
    if not re.search("[十百]", numeral):
        return int("".join(str(_NUMERALS[c]) for c in numeral))
    found = re.fullmatch(rf"({_UNIT})百零?((?:{_UNIT}?十)?{_UNIT}?)|((?:{_UNIT}?十){_UNIT}?)", numeral)
    if not found:
        return 0
    return _small(found[3]) if found[3] else _NUMERALS[found[1]] * 100 + _small(found[2])
