"""Word and PDF of a paper: made when somebody opens it, kept by what stands on it, made again whenever it is not there."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings

from .content import Content
from .plain import absolute

ENDINGS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
OURS = ("*.py", "typst/*", "data/*.toml")


def typeset(content: Content, ending: str, address: str = "") -> bytes:
    """The paper as a file. `address` is where the product is reached: codes on the paper lead there.

    Raises fonts.NoChineseFont with a sentence.
    """
    whole = absolute(content, address)
    path = kept_at(whole, ending)
    if path.exists():
        return path.read_bytes()
    made, keep = MAKERS[ending](whole)
    if keep:
        _write(path, made)
    return made


def _pdf(content: Content) -> tuple[bytes, bool]:
    from . import pdf

    made = pdf.render(content)
    return made.bytes, not made.missing  # a typeface that is put in later makes a better one


def _word(content: Content) -> tuple[bytes, bool]:
    from . import word

    return word.render(content), True


MAKERS: dict[str, Callable[[Content], tuple[bytes, bool]]] = {"pdf": _pdf, "docx": _word}


def kept_at(content: Content, ending: str) -> Path:
    """Where the file of that content lies, made by the program as it is."""
    name = hashlib.sha256(f"{content.digest}{sorted(content.meta.items())}{_program()}".encode()).hexdigest()
    return Path(settings.QUANCHENG_HOME) / "typeset" / name[:2] / f"{name}.{ending}"


@cache
def _program() -> str:
    """What sets the papers: another program, another file."""
    here = Path(__file__).parent
    found = hashlib.sha256()
    for pattern in OURS:
        for path in sorted(here.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)


def missing(content: Content) -> tuple[str, ...]:
    """What is to be told about its typefaces and characters, in sentences."""
    from . import fonts

    try:
        return tuple(fonts.report(content))
    except fonts.NoChineseFont as none:
        return (str(none),)
