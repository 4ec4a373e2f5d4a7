"""The six digits a deputy chooses: which are too easily guessed, and why, in words."""

import re
from datetime import date

LENGTH = 6
FIRST_TRIED = ("01234567890", "09876543210", "147258369", "369258147", "159357", "258000", "520131", "521131")


def weakness(pin: str, born_year: int | None = None) -> str:
    """Why these digits will not do, as a sentence; "" if they will."""
    if not re.fullmatch(rf"[0-9]{{{LENGTH}}}", pin):
        return f"请输入 {LENGTH} 位数字。"
    if len(set(pin)) <= 2:
        return "重复的数字太多，容易被猜中，请换一组。"
    if pin[:3] == pin[3:] or pin[:2] * 3 == pin or re.fullmatch(r"(.)\1(.)\2(.)\3", pin):
        return "这是一段数字的重复，容易被猜中，请换一组。"
    if any(pin in row for row in FIRST_TRIED):
        return "这是人人都会先试的一组数字，请换一组。"
    if _is_day(pin) or (born_year and str(born_year) in pin):
        return "这像是生日，认识您的人容易猜中，请换一组。"
    return ""


def _is_day(pin: str) -> bool:
    """Read as 年年月月日日, as year and month, or as 日日月月年年, is it a day somebody may be born on?"""
    a, b, c = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    if pin[:2] in ("19", "20") and 1 <= c <= 12:
        return True
    return _day(a, b, c) or _day(c, b, a)


def _day(year: int, month: int, day: int) -> bool:
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True
