"""A title broken by sense into lines, 梯形 or 菱形 (GB/T 9704—2012 7.3.1): words whole, lines alike, no lonely end."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from .chars import clean, wide

# After these a title may be broken, best first: a smaller number is a better place.
AFTER = (
    (0.0, re.compile("关于(?!于)")),
    (0.5, re.compile("[、，；：》）」”〉】]|——|  ?|\u3000")),
    (1.0, re.compile("常务委员会|常委会|代表大会|人民政府|委员会|办公室|主席团|人民法院|人民检察院")),
    (1.0, re.compile("第[一二三四五六七八九十百零〇\\d]+[号件次届](?:会议)?(?=[^号件次届])")),
    (1.2, re.compile("(?<!目)的(?!士|确)")),
    (2.0, re.compile("[县乡镇村]|街道|社区|代表|情况|问题|建议|议案|会议|工作|年度|提出|办理|交办|督办|贯彻|落实")),
    (2.5, re.compile("(?<![平温缓])和(?!平|谐|睦)|以及|及其|并(?!案)|暨")),
)
# Before these too.
BEFORE = (
    (0.3, re.compile("关于|《|（|“")),
    (1.5, re.compile("提出的|办理的|问题|工作|建设|情况|以及|及其|和(?!平|谐|睦)")),
)
NEVER_BEGINS = "、，。；：？！》）」”〉】·…％%的了号次届年月日们"
NEVER_ENDS = "《（「“〈【第〔"
TOGETHER = re.compile("[0-9A-Za-z.]+[年月日号件次届个%]*|第[^，、]{1,5}?[号件次届]|〔[^〕]*〕|——|……")
WORST, LONELY, NEAR = 6.0, 4, 3
MANY = 4  # lines; a longer text is no title and is filled line by line


@lru_cache(1024)
def title_lines(title: str, width: int) -> tuple[str, ...]:
    """The lines of a title, none wider than `width` characters. Line ends in the title itself are kept."""
    return tuple(line for part in clean(title).split("\n") if part.strip() for line in _broken(part.strip(), width))


def _broken(text: str, width: int) -> tuple[str, ...]:
    if wide(text) <= width:
        return (text,)
    if wide(text) > width * MANY:
        return tuple(_filled(text, width))
    places = _places(text)
    least = -int(-wide(text) // width)
    for offered in (places, _any_place(text, places, least)):
        found = [
            (_cost(lines, [offered[at] for at in cut]) + 4.0 * (count - least), lines)
            for count in range(least, min(least + 1, MANY) + 1)
            for cut in combinations(sorted(offered), count - 1)
            if max(map(wide, lines := _cut(text, cut))) <= width
        ]
        if found:
            return min(found)[1]
    return tuple(_filled(text, width))


def _cut(text: str, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(text[a:b].strip() for a, b in zip((0, *places), (*places, len(text)), strict=True))


def _allowed(text: str, at: int) -> bool:
    if not 0 < at < len(text) or text[at] in NEVER_BEGINS or text[at - 1] in NEVER_ENDS:
        return False
    return not any(m.start() < at < m.end() for m in TOGETHER.finditer(text))


def _places(text: str) -> dict[int, float]:
    """Where the sense allows a break, and how gladly."""
    found: dict[int, float] = {}
    for cost, pattern in AFTER:
        for hit in pattern.finditer(text):
            found[hit.end()] = min(cost, found.get(hit.end(), WORST))
    for cost, pattern in BEFORE:
        for hit in pattern.finditer(text):
            found[hit.start()] = min(cost, found.get(hit.start(), WORST))
    return {at: cost for at, cost in found.items() if _allowed(text, at)}


def _any_place(text: str, gladly: dict[int, float], lines: int) -> dict[int, float]:
    """Every lawful place near an even division, for a title without enough places of sense."""
    even = [len(text) * n // lines for n in range(1, lines)]
    near = {at + off for at in even for off in range(-NEAR, NEAR + 1)}
    return {at: WORST for at in near if _allowed(text, at)} | gladly


def _cost(lines: tuple[str, ...], breaks: Sequence[float]) -> float:
    """Bad places, uneven lines, a lonely last line, and any shape but 梯形 or 菱形."""
    widths = [wide(line) for line in lines]
    uneven = (max(widths) - min(widths)) / max(widths)
    lonely = sum(1 for w in widths if w < LONELY)
    waist = any(widths[i] < min(widths[i - 1], widths[i + 1]) for i in range(1, len(widths) - 1))
    return sum(breaks) + 5.0 * uneven + 5.0 * lonely + 4.0 * waist


def _filled(text: str, width: int) -> list[str]:
    """Line after line as full as may be."""
    lines, start = [], 0
    while start < len(text):
        end, used = start, 0.0
        while end < len(text) and used + wide(text[end]) <= width:
            used += wide(text[end])
            end += 1
        back = end
        while end < len(text) and back > start + 1 and not _allowed(text[start:], back - start):
            back -= 1
        end = back if back > start + 1 else max(end, start + 1)
        lines.append(text[start:end].strip())
        start = end
    return [line for line in lines if line]
