"""Text as it is compared: one normal form for what is stored and what is asked, its grams, and where a hit stands."""

import unicodedata
from collections.abc import Iterator

PIECE = 60_000  # PostgreSQL holds 1 MB of grams in a row; a gram takes at most 8 bytes
OVERLAP = 200
LONG = PIECE // 4
PIECES = 128
MARK = "<long>"

_UNSEEN = {"Cc", "Cf", "Cs"}


def normalise(text: str) -> str:
    """NFKC, case folded, without control, format and surrogate characters, words apart by one space.

    The same on both sides, so any input is accepted: what cannot be stored (U+0000, lone surrogates) falls out.
    """
    words = (_word(word) for word in unicodedata.normalize("NFKC", text).split())
    return " ".join(word for word in words if word)


def _word(word: str) -> str:
    if not word.isprintable():
        word = "".join(c for c in word if unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFKC", word.casefold())


def grams(text: str) -> list[str]:
    """The distinct 2-grams of a normalised piece, each word's last character as one of its own.

    So every character begins some gram, and a single one is found as a prefix. A piece that may be one of several
    is marked, because the other words of a query may stand in its sisters.
    """
    found = dict.fromkeys(word[i : i + 2] for word in text.split(" ") for i in range(len(word)))
    if len(text) > LONG:
        found[MARK] = None
    return list(found)


def pieces(text: str) -> list[str]:
    """A normalised text in pieces of equal length that overlap, so that no asked word is cut; none for no text.

    Equal, because then every piece of a text that has several is longer than LONG.
    """
    count = min(PIECES, -(-len(text) // PIECE))
    step = -(-len(text) // count) if count else 1
    return [text[at : at + step + OVERLAP] for at in range(0, len(text), step)]


def asked(query: str) -> list[str]:
    """The words of a query, longest first; what goes beyond OVERLAP characters is not looked for."""
    words = normalise(query[: 4 * OVERLAP])[:OVERLAP].split()
    return sorted(dict.fromkeys(words), key=len, reverse=True)


def snippet(text: str, query: str, around: int = 30) -> tuple[str, str, str]:
    """What stands before the first hit, the hit as it is written in `text`, and what stands after it.

    `around` is in characters. Without a hit the beginning of the text comes first and the rest is empty.
    """
    plain = normalise(text)
    for source, form, spans in ((text, *_aligned(text)), (plain, plain, [(at, at + 1) for at in range(len(plain))])):
        for word in asked(query):
            if (at := form.find(word)) >= 0:
                first, last = spans[at][0], spans[at + len(word) - 1][1]
                return source[max(0, first - around) : first], source[first:last], source[last : last + around]
    return text[: 2 * around], "", ""


def _aligned(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The normal form made cluster by cluster, and for each of its characters the cluster it comes from."""
    form: list[str] = []
    spans: list[tuple[int, int]] = []
    for first, last in _clusters(text):
        made = normalise(text[first:last]) or (" " if text[first:last].isspace() else "")
        form.append(made)
        spans += [(first, last)] * len(made)
    return "".join(form), spans


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Each character with the combining marks behind it."""
    first = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            yield first, at
            first = at
