"""An answer that is a file: under its Chinese name, kept by nobody on the way."""

from urllib.parse import quote

from django.http import HttpResponse


def with_name(answer: HttpResponse, name: str, inline: bool = False) -> HttpResponse:
    """The answer as a file of that name; `inline` opens it in the browser instead of saving it."""
    way = "inline" if inline else "attachment"
    answer["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name.replace('/', '／'))}"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
