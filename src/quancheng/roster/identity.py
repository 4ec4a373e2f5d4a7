"""身份证号、手机号、住址 as people write them and as they are kept; what cannot be right is said in words.

公民身份号码: GB 11643-1999 (area, day of birth, order, check digit by ISO 7064). A sentence never repeats the value: it
may end in a log.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

ADDRESS = 80  # characters
PROVINCES = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
}
_GAPS = re.compile(r"[\s\u200b\ufeff·\-–—_()（）]+")
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?E\+?\d{1,2}$", re.I)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}")


class BadValue(ValueError):
    """What is wrong with a value and how to mend it, in a sentence; `field` says whose value."""

    def __init__(self, field: str, sentence: str):
        self.field = field
        super().__init__(sentence)


@dataclass(frozen=True)
class Told:
    """What an ID number says of its holder: the day of birth, and "m" or "f" as in `Person.Sex`."""

    born: date
    sex: str


def _text(value: object) -> str:
    return _GAPS.sub("", unicodedata.normalize("NFKC", str(value))).lstrip("'’‘`")


def id_number(value: object) -> str:
    """18 digits, a last X large. Raises BadValue."""
    if isinstance(value, float) or _SCIENTIFIC.match(str(value).strip()):
        raise _bad_id(
            "身份证号被 Excel 当成数字存了（显示成 1.1E+17 那样），后三位已经丢失，找不回来。"
            "请把这一列设成“文本”，照身份证重新录入。"
        )
    text = _text(value).upper()
    if not re.fullmatch(r"\d*[\dX]", text) or not text.isascii():
        raise _bad_id("身份证号只能是数字，最后一位可以是 X。")
    if len(text) == 15:
        raise _bad_id("这是 15 位的旧身份证号，旧证早已停用。请照现在的身份证填 18 位号码。")
    if len(text) != 18:
        raise _bad_id(f"身份证号应为 18 位，这里是 {len(text)} 位，请照身份证核对是不是{_slip(text)}。")
    if int(text[:2]) not in PROVINCES:
        raise _bad_id("身份证号的前两位不是任何一个省级地区的代码，请照身份证核对。")
    _birthday(text)
    if ric.calc_check_digit(text) != text[-1]:
        lost = "最后三位是 000，可能在 Excel 里丢过，" if text.endswith("000") else ""
        raise _bad_id(f"身份证号的校验位不对，{lost}一定有某一位抄错了，请照身份证逐位核对。")
    return text


def _slip(text: str) -> str:
    return "少抄了" if len(text) < 18 else "多抄了"


def _birthday(text: str) -> date:
    try:
        day = ric.get_birth_date(text)
    except ValidationError:
        raise _bad_id("身份证号里的出生日期（第 7 到 14 位）不是一个存在的日子，请照身份证核对。") from None
    if day.year < 1900:
        raise _bad_id("身份证号里的出生年（第 7 到 10 位）早于 1900 年，请照身份证核对。")
    return day


def _bad_id(sentence: str) -> BadValue:
    return BadValue("id_number", sentence)


def born_and_sex(number: str) -> Told:
    """Day of birth and sex by an ID number. Raises BadValue."""
    text = id_number(number)
    return Told(_birthday(text), "m" if int(text[16]) % 2 else "f")


def phone(value: object) -> str:
    """A mobile number as 11 digits, or a landline with its area code; +86 goes. Raises BadValue."""
    if isinstance(value, float) and value.is_integer() and value < 10**12:
        value = int(value)  # eleven digits are whole even in Excel's numbers
    text = re.sub(r"^(\+|00)86", "", _text(value))
    if isinstance(value, float) or _SCIENTIFIC.match(str(value).strip()):
        raise BadValue("phone", "手机号被 Excel 写成了 1.38E+10 那样，请把这一列设成“文本”再录入。")
    if not text.isascii() or not text.isdecimal():
        raise BadValue("phone", "手机号只能是数字；有两个号码请只填一个。")
    if not (_MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text)):
        raise BadValue("phone", f"手机号应为 1 开头的 11 位数字（座机请连区号写），这里是 {len(text)} 位，请核对。")
    return text


def address(value: object) -> str:
    """One line of at most 80 characters. Raises BadValue."""
    text = " ".join(str(value).split())
    if len(text) > ADDRESS:
        raise BadValue("address", f"住址最多 {ADDRESS} 个字，这里是 {len(text)} 个字，请写短一些。")
    return text
