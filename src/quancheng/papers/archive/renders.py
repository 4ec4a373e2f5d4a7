"""A paper's content as PDF and Word, set before the archiving and kept until it is done.

What pages show is kept by `papers.typeset` only if no typeface was missing; an archiving must not wait for typefaces.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from quancheng.papers import fonts, pdf, typeset, word
from quancheng.papers.content import Content
from quancheng.record.digests import sha256

from .items import BadVolume


def as_pdf(content: Content) -> bytes:
    """The paper as PDF. Raises BadVolume where this machine has no Chinese typeface."""
    try:
        return _kept(content, "pdf", lambda: pdf.render(content).bytes)
    except fonts.NoChineseFont as none:
        raise BadVolume(str(none)) from None


def as_word(content: Content) -> bytes:
    """The paper as .docx."""
    return _kept(content, "docx", lambda: word.render(content))


def ready(content: Content, *, printed: bool) -> bool:
    """Whether it has been set already, as Word and, if it is `printed`, as PDF."""
    return _path(content, "docx").is_file() and (not printed or _path(content, "pdf").is_file())


def _kept(content: Content, ending: str, make: Callable[[], bytes]) -> bytes:
    path = _path(content, ending)
    if not path.is_file():
        made = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as part:  # two may set the same paper at once
            part.write(made)
        Path(part.name).replace(path)
    return path.read_bytes()


def _path(content: Content, ending: str) -> Path:
    """In a folder that may be thrown away at any time. Another program or other fonts: another file."""
    kept = typeset.kept_at(content, ending)
    printed = sha256(repr(fonts.shelf().stamp).encode())[:16] if ending == "pdf" else "word"
    return Path(settings.QUANCHENG_HOME) / "rendered" / kept.parent.name / f"{kept.stem}-{printed}{kept.suffix}"
