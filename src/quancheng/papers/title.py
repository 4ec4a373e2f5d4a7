"""A title broken by sense into lines, 梯形 or 菱形 (GB/T 9704—2012 7.3.1): words whole, lines alike, no lonely end."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate

from .chars import clean, wide
from .measures import HERE

# After these a title may be broken, best first: a smaller number is a better place.
AFTER = (
    (0.0, "关于(?!于)"),
    (0.5, "[、，；：》）」”〉】,;)]|——|  ?|\u3000"),
    (
        1.0,
        "常务委员会|常委会|代表大会|人民政府|委员会|办公室|主席团|人民法院|人民检察院|人大(?=[一二三四五六七八九十第])",
    ),
    (1.0, "第[一二三四五六七八九十百零〇\\d]+[号件次届](?:会议)?(?=[^号件次届])"),
    (1.2, "(?<!目)的(?!士|确)"),
    (2.0, "[乡镇村](?![人政级党委里长])|街道(?!办)|年(?=[县市省])"),
    (2.5, "(?<![平温缓])和(?!平|谐|睦)|以及|及其|并(?!案)|暨"),
)
BEFORE = ((0.3, "关于|《|（|“"), (1.5, "提出的|办理的|以及|及其|(?<![平温缓])和(?!平|谐|睦)"))
NEVER_BEGINS = "、，。；：？！》）」”〉】,.;:?!)·…％%的了号次届年月日们"
NEVER_ENDS = "《（「“〈【(第〔"
TOGETHER = re.compile("[0-9A-Za-z.]+[年月日号件次届个%]*|第[^，、]{1,5}?[号件次届]|〔[^〕]*〕|——|……")
OF_A_WORD, WORST = 2.0, 6.0  # costs: where words meet; anywhere
ONE_MORE, UNEVEN, LONELY, WAIST = 4.0, 5.0, 8.0, 4.0  # costs: a line more, lines unlike, a lonely line, an hourglass
TOO_DEAR = 9.0  # a title that costs more is tried at places that tear words too
FEW = 5  # characters: a line so short is lonely
MANY = 4  # lines: a longer text is no title and is filled line by line


@lru_cache(1024)
def title_lines(title: str, width: int) -> tuple[str, ...]:
    """The lines of a title, none wider than `width` characters. Line ends in the title itself are kept."""
    return tuple(line for part in clean(title).split("\n") if part.strip() for line in _broken(part.strip(), width))


@cache
def _patterns() -> tuple[tuple[tuple[float, re.Pattern[str]], ...], tuple[tuple[float, re.Pattern[str]], ...]]:
    """What a line may end with and what it may begin with."""
    words = tomllib.loads((HERE / "data/title.toml").read_text("utf-8"))["words"]
    either = (OF_A_WORD, "|".join(sorted(words, key=len, reverse=True)))
    after, before = ([(cost, re.compile(text)) for cost, text in (*given, either)] for given in (AFTER, BEFORE))
    return tuple(after), tuple(before)


def _broken(text: str, width: int) -> tuple[str, ...]:
    """The cheapest way to break a text."""
    if wide(text) <= width:
        return (text,)
    least = -int(-wide(text) // width)
    if least > MANY:
        return tuple(_filled(text, width))
    places = _places(text)
    found = _best(text, places, least, width)
    if not found or found[0] > TOO_DEAR:
        found = min(filter(None, (found, _best(text, _any_place(text, places, least), least, width))), default=None)
    return found[1] if found else tuple(_filled(text, width))


def _best(text: str, offered: dict[int, float], least: int, width: int) -> tuple[float, tuple[str, ...]] | None:
    """The cheapest lines with breaks at the places offered, and what they cost."""
    return min(
        (
            (_cost(lines, [offered[at] for at in cut]) + ONE_MORE * (count - least), lines)
            for count in range(least, min(least + 1, MANY) + 1)
            for cut in _cuts(text, sorted(offered), count, width)
            for lines in [_cut(text, cut)]
        ),
        default=None,
    )


def _cuts(text: str, places: Sequence[int], count: int, width: int) -> Iterator[tuple[int, ...]]:
    """Every choice of places that makes so many lines, none too wide."""
    upto = list(accumulate(map(wide, text), initial=0.0))

    def further(start: int, lines: int, first: int) -> Iterator[tuple[int, ...]]:
        if upto[-1] - upto[start] > width * lines:
            return
        if lines == 1:
            yield ()
            return
        for n in range(first, len(places)):
            if upto[places[n]] - upto[start] > width:
                return
            for rest in further(places[n], lines - 1, n + 1):
                yield (places[n], *rest)

    return further(0, count, 0)


def _cut(text: str, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(text[a:b].strip() for a, b in zip((0, *places), (*places, len(text)), strict=True))


def _allowed(text: str, at: int) -> bool:
    before, after = text[:at].rstrip(), text[at:].lstrip()
    if not 0 < at < len(text) or not before or not after or after[0] in NEVER_BEGINS or before[-1] in NEVER_ENDS:
        return False
    return not any(m.start() < at < m.end() for m in TOGETHER.finditer(text))


def _places(text: str) -> dict[int, float]:
    """Where the sense allows a break, and how gladly. No place inside a word that is known."""
    after, before = _patterns()
    found: dict[int, float] = {}
    for patterns, end in ((after, True), (before, False)):
        for cost, pattern in patterns:
            for hit in pattern.finditer(text):
                at = hit.end() if end else hit.start()
                found[at] = min(cost, found.get(at, WORST))
    within = {at for hit in after[-1][1].finditer(text) for at in range(hit.start() + 1, hit.end())}
    return {at: cost for at, cost in found.items() if at not in within and _allowed(text, at)}


def _any_place(text: str, gladly: dict[int, float], lines: int) -> dict[int, float]:
    """Every lawful place near an even division too, for a title without enough places of sense."""
    even = [len(text) * n // lines for n in range(1, lines)]
    near = {at + off for at in even for off in range(-3, 4)}
    return {at: WORST for at in near if _allowed(text, at)} | gladly


def _cost(lines: tuple[str, ...], breaks: Sequence[float]) -> float:
    """Bad places, uneven lines, a lonely line, and any shape but 梯形 or 菱形."""
    widths = [wide(line) for line in lines]
    uneven = (max(widths) - min(widths)) / max(widths)
    lonely = sum(1 for w in widths if w < FEW)
    waist = any(widths[i] < min(widths[i - 1], widths[i + 1]) for i in range(1, len(widths) - 1))
    return sum(breaks) + UNEVEN * uneven + LONELY * lonely + WAIST * waist


def _filled(text: str, width: int) -> Iterator[str]:
    """Line after line as full as may be."""
    start = 0
    while start < len(text):
        end, used = start, 0.0
        while end < len(text) and (used := used + wide(text[end])) <= width:
            end += 1
        end = max(end, start + 1)
        around = text[max(0, end - width) : end + width]
        back = next((n for n in range(min(6, end - start - 1)) if _allowed(around, min(end, width) - n)), 0)
        if end < len(text):
            end -= back
        if line := text[start:end].strip():
            yield line
        start = end
