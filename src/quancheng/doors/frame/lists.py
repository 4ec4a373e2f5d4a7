"""A list as a file: one helper for every page that shows one. 导出 Excel, 打印 (PDF), Word."""

from django.http import HttpRequest, HttpResponse

from quancheng.papers import lists
from quancheng.papers.lists import XLSX, Listing
from quancheng.roster.actor import Actor

from .downloads import with_name
from .papers import as_file

WAYS = ("xlsx", "pdf", "docx")
MOST = 5000  # rows of one file


def wanted(request: HttpRequest) -> str:
    """As what kind of file the list is asked for; nothing for the page itself."""
    asked = request.GET.get("as", "")
    return asked if asked in WAYS else ""


def answer(request: HttpRequest, listing: Listing, way: str) -> HttpResponse:
    """The list as that kind of file, named by its title and day."""
    name = f"{listing.title}{listing.on:%Y%m%d}"
    if way == "xlsx":
        return with_name(HttpResponse(lists.excel(listing), content_type=XLSX), f"{name}.xlsx")
    return as_file(request, lists.content(listing), way, name)


def office(actor: Actor, congress_id: int | None) -> str:
    """Who files it: the reader's own office in that congress, else his first."""
    own = [p.body_name for p in actor.posts if p.congress_id == congress_id and p.role.congress]
    return own[0] if own else actor.posts[0].body_name if actor.posts else ""
