"""Templates: nothing runs in a page but our own files, nothing is fetched from elsewhere, nothing skips escaping."""

import re

import pytest

from contracts.tree import PACKAGE, templates

FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "a script from elsewhere": re.compile(r"<script[^>]*\bsrc=(?![\"']?\{%\s*(?:static|asset)\b)", re.I),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "htmx code": re.compile(r"\bhx-on\b|\bhx-vals=[\"']?js:", re.I),
    "an address of another host": re.compile(r"(?:href|src|action|srcset|url\()\s*=?\s*[\"']?(?:https?:)?//", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
    "unescaped text": re.compile(r"\|\s*(?:safe|safeseq)\b|\{%\s*autoescape\s+off", re.I),
    "a style element": re.compile(r"<style\b", re.I),
}
LATIN = {"Excel", "Word", "HEIC", "xlsx"}  # names of formats
POST = re.compile(r"<form\b[^>]*method=[\"']?post[^>]*>(.*?)</form>", re.I | re.S)


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.S)


def test_there_are_templates() -> None:
    assert len(templates()) > 20


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in templates()
        for match in FORBIDDEN[what].finditer(without_comments(path.read_text("utf-8")))
    ]
    assert not found


def test_every_posted_form_carries_its_token() -> None:
    bare = [
        str(path.relative_to(PACKAGE))
        for path in templates()
        for body in POST.findall(path.read_text("utf-8"))
        if "csrf_token" not in body
    ]
    assert not bare


def test_templates_are_chinese() -> None:
    """What a user reads is Chinese: no English word of more than three letters between tags."""
    found = []
    for path in templates():
        text = re.sub(r"\{[%{].*?[%}]\}", "", without_comments(path.read_text("utf-8")), flags=re.S)
        text = re.sub(r"&\w+;", "", text)
        for words in re.findall(r">([^<>]*)<", text):
            found += [f"{path.relative_to(PACKAGE)}: {w}" for w in re.findall(r"[A-Za-z]{4,}", words) if w not in LATIN]
    assert not found


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an inline script", "<script>go()</script>"),
        ("a script from elsewhere", '<script src="/x.js"></script>'),
        ("an event handler", '<a class="x" onclick="go()">'),
        ("an address of another host", '<img src="//cdn.example/x.png">'),
        ("an address of another host", '<a href="https://example.cn">'),
        ("unescaped text", "{{ text|safe }}"),
    ],
)
def test_it_would_be_noticed(what: str, text: str) -> None:
    assert FORBIDDEN[what].search(text)


def test_our_own_are_let_through() -> None:
    ours = """<script src="{% static 'frame/q.js' %}" defer></script><a href="/desk/">工作台</a>{{ text|linebreaks }}"""
    assert not [what for what, pattern in FORBIDDEN.items() if pattern.search(ours)]


def test_code_marks_nothing_safe_by_hand() -> None:
    """format_html escapes what it is given; mark_safe and SafeString do not."""
    by_hand = re.compile(r"mark_safe\(|SafeString\(")
    found = {p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if by_hand.search(p.read_text("utf-8"))}
    assert not found
