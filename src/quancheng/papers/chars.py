"""Characters on paper: how wide a text is, what cannot be printed, what is rare."""

import re
import unicodedata

# Not allowed in XML, or without meaning on paper: control characters, lone surrogates, noncharacters, direction marks.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def clean(text: str) -> str:
    """The text without what cannot be printed. Line ends are \\n, a tab is a wide space, U+2028 a line end."""
    text = re.sub("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85", "\n", text).replace("\t", "\u3000")
    return "".join(c for c in UNPRINTABLE.sub("", text) if ord(c) & 0xFFFE != 0xFFFE)


def wide(text: str) -> float:
    """The width in characters of the body: a Chinese character is 1, a Latin letter or digit a half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text if not unicodedata.combining(c))


def in_gb2312(char: str) -> bool:
    """Whether a typeface named _GB2312 can have the character."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return char in "—·€"  # the typefaces draw them, the table of the codec gives them other code points
    return True


def lines_needed(text: str, width: float) -> int:
    """About how many lines the text fills at that width in characters; at least one."""
    return sum(max(1, -int(-wide(part) // max(width, 1.0))) for part in clean(text).split("\n"))
