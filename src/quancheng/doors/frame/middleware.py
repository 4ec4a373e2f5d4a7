"""Before any view: input without what breaks a database, and the actor of today."""

import json
import logging
import re
from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import SimpleLazyObject

from quancheng.procedure.book import one_book
from quancheng.record import clock
from quancheng.roster.access import logins
from quancheng.roster.actor import Actor

from .entering import ROW
from .errors import sentence

# U+0000 passes on SQLite and breaks on PostgreSQL; a lone surrogate breaks everything that encodes
BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MOST_FILES = 12
log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


class Malformed(ValueError):
    """A request body that cannot be read; the sentence says what is wrong with it."""


def clean(value: Any) -> Any:
    """The same value without control characters and lone surrogates, however deep they stand."""
    if isinstance(value, str):
        return BAD.sub("", value)
    if isinstance(value, list):
        return [clean(x) for x in value]
    if isinstance(value, dict):
        return {clean(k): clean(v) for k, v in value.items()}
    return value


class CleanInput:
    """The one place where input is cleaned; what cannot be read gets a sentence and 400."""

    def __init__(self, answer: Answer):
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            self._clean(request)
        except Malformed as fault:
            return sentence(request, 400, "提交的内容读不出来", str(fault))
        return self.answer(request)

    def _clean(self, request: HttpRequest) -> None:
        try:
            request.GET = _cleaned(request.GET)  # type: ignore[assignment]
            if request.method in ("POST", "PUT", "PATCH"):
                self._body(request)
        except (TooManyFieldsSent, TooManyFilesSent):
            raise Malformed("一次提交的项目太多，请分几次提交。") from None
        except RequestDataTooBig:
            raise Malformed(
                f"提交的文字超过 {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB，请缩短，或作为附件上传。"
            ) from None
        except (MultiPartParserError, UnreadablePostError):
            raise Malformed("提交没有传完整，可能是网络中断，请返回后再提交一次。") from None

    def _body(self, request: HttpRequest) -> None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or len(length) > 12 or int(length) > MOST_FILES * settings.QUANCHENG_UPLOAD_LIMIT:
            limit = settings.QUANCHENG_UPLOAD_LIMIT // 2**20
            raise Malformed(f"一次上传太大。每个附件不超过 {limit} MB，一次不超过 {MOST_FILES} 个。")
        if request.content_type == "application/json":
            request.json = _json(request.body)  # type: ignore[attr-defined]
            return
        request._post = _cleaned(request.POST)  # type: ignore[attr-defined]
        for upload in (f for name in request.FILES for f in request.FILES.getlist(name)):
            upload.name = clean(upload.name or "") or "文件"


def _cleaned(data: QueryDict) -> QueryDict:
    """A query dictionary with clean names and values; the same object if it was clean."""
    if not any(BAD.search(k) or any(BAD.search(v) for v in values) for k, values in data.lists()):
        return data
    made = QueryDict(mutable=True)
    for key, values in data.lists():
        made.setlist(clean(key), clean(values))
    made._mutable = False
    return made


def _json(body: bytes) -> Any:
    try:
        return clean(json.loads(body.decode("utf-8"))) if body else {}
    except RecursionError:
        raise Malformed("JSON 嵌套太深。") from None
    except ValueError:
        raise Malformed("JSON 格式不对，请核对括号、引号和 UTF-8 编码。") from None


class ActorOfToday:
    """`request.actor`: the person with his posts and mandates of today; the public is `Actor()`."""

    def __init__(self, answer: Answer):
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        with one_book():
            response = self.answer(request)
        _seen(request)
        # a page that names somebody is never kept by anything between us and him
        response.setdefault("Cache-Control", "private, no-cache")
        return response


_last_seen: dict[int, float] = {}  # log-in → when this process last wrote that it was seen, by its own clock
MOST_REMEMBERED = 10_000


def _seen(request: HttpRequest) -> None:
    """Write down every few minutes that a log-in is in use. Nothing is asked of the database to know that."""
    login = request.session.get(ROW) if request.session.accessed else None
    if not isinstance(login, int):
        return
    here_and_now = monotonic()
    if here_and_now - _last_seen.get(login, -inf) < logins.SEEN_EVERY.total_seconds():
        return
    if len(_last_seen) >= MOST_REMEMBERED:
        _last_seen.clear()
    _last_seen[login] = here_and_now
    try:
        logins.seen(login, clock.now())
    except OperationalError:
        # the page is ready: a database that is busy for too long must not take it away
        _last_seen.pop(login, None)
        log.warning("a log-in was not marked as seen: the database is busy")


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking, today."""
    user = request.user
    return Actor.of(user.person, clock.today()) if user.is_authenticated else Actor()
