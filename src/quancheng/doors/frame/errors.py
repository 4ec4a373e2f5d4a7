"""Answers that are sentences: what is wrong, and how to go on."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, so that it gets its sentence as JSON."""
    return request.headers.get("Accept", "").startswith("application/json")


def sentence(request: HttpRequest, status: int, title: str, text: str = "", seal: str = "止") -> HttpResponse:
    """One page with a title and a sentence; safe at any point of a request's life."""
    if wants_json(request):
        return JsonResponse({"error": text or title}, status=status, json_dumps_params={"ensure_ascii": False})
    page = loader.get_template("frame/sentence.html").render(
        {"title": title, "text": text, "seal": seal, "status": status}, None
    )
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return sentence(request, 400, "提交的内容读不出来", "请返回上一页，检查后再提交一次。")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return sentence(request, 403, "这里不归你办", str(exception) if exception and exception.args else "")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return sentence(
        request, 404, "没有这一页", "可能是地址不完整，也可能这件事不对你公开。请从工作台或首页进入。", "无"
    )


def broken(request: HttpRequest) -> HttpResponse:
    return sentence(
        request, 500, "系统出错了", "已经记录。你填的内容在提交前已保存，稍后再试；仍不行请告诉管理员。", "误"
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF failure: nearly always a page that stood open over a log-out."""
    return sentence(
        request, 403, "页面放得太久了", "为了安全没有提交。请返回上一页，刷新后再交一次；填过的内容会自动带回。"
    )
