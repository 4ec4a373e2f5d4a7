"""A paper's content as PDF and Word, kept by the digest of the content: what was set once is not set again."""

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from quancheng.papers import pdf, word
from quancheng.papers.content import Content


def as_pdf(content: Content) -> bytes:
    """The paper as PDF. Raises fonts.NoChineseFont with a sentence."""
    return _kept(content, ".pdf", lambda: pdf.render(content).bytes)


def as_word(content: Content) -> bytes:
    """The paper as .docx."""
    return _kept(content, ".docx", lambda: word.render(content))


def ready(content: Content, *, printed: bool) -> bool:
    """Whether it has been set already, as Word and, if it is `printed`, as PDF."""
    return _path(content, ".docx").is_file() and (not printed or _path(content, ".pdf").is_file())


def _kept(content: Content, ending: str, make: Callable[[], bytes]) -> bytes:
    path = _path(content, ending)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as part:  # two may set the same paper at once
            part.write(make())
        Path(part.name).replace(path)
    return path.read_bytes()


def _path(content: Content, ending: str) -> Path:
    """In a folder that may be thrown away at any time."""
    return Path(settings.QUANCHENG_HOME) / "rendered" / content.digest[:2] / f"{content.digest}{ending}"
