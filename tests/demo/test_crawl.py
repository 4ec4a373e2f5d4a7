"""Every link of every page, followed as every kind of person of the small demo county: none is dead, none breaks."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from quancheng.papers.models import Paper
from quancheng.record import clock
from quancheng.record.models import Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Account

OF_A_KIND = 2  # pages looked at of each address with the same view and name; with and without a query
MOST = 70  # pages of one person
LINK = re.compile(r"<(?:a|iframe|img)\b[^>]*?\b(?:href|src)=\"([^\"]*)\"")
NO_PAGE = ("#", "mailto:", "tel:", "data:", "/static/")
LEFT_OVER = re.compile(r"\bNone\b|\bNaN\b|\{\{|\{%|&(?:amp|lt|gt|quot);|Traceback")
CARD = re.compile(r'action="/login/as/(\d+)/".*?<b>.*?</b><span>(.*?)</span><small>(.*?)</small>', re.S)
HERE = {"SERVER_NAME": "localhost"}
WAY_OUT = "/logout/"
LOOKS = "a test looks"


@dataclass
class Crawl:
    """One person who clicks everything."""

    client: Client
    wrong: list[str] = field(default_factory=list)
    looked: Counter[tuple[object, ...]] = field(default_factory=Counter)

    def walk(self, start: str) -> int:
        """Look at what can be reached; how many pages that was."""
        waiting, known = deque([(start, "")]), {start}
        while waiting and self.looked.total() < MOST:
            address, found_on = waiting.popleft()
            for link in self._look(address, found_on):
                if link not in known:
                    known.add(link)
                    waiting.append((link, address))
        return self.looked.total()

    def _look(self, address: str, found_on: str) -> Iterator[str]:
        parts = urlsplit(address)
        try:
            match = resolve(parts.path)
        except Resolver404:
            self.wrong.append(f"no such address: {address} (on {found_on})")
            return
        kind = (match.view_name, match.kwargs.get("name"), bool(parts.query))
        if parts.path == WAY_OUT or self.looked[kind] >= OF_A_KIND:
            return
        self.looked[kind] += 1
        answer = self.client.get(address)
        if answer.status_code in (301, 302):
            yield urljoin(address, answer.headers["Location"])
        elif answer.status_code != 200:
            self.wrong.append(f"{answer.status_code}: {address} (on {found_on})")
        elif "html" in answer.headers.get("Content-Type", ""):
            yield from self._links(address, answer)

    def _links(self, address: str, answer: HttpResponse) -> Iterator[str]:
        page = answer.content.decode()
        words = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.S)
        if left := LEFT_OVER.search(unescape(words)):
            self.wrong.append(f"{left[0]!r} can be read: {address}")
        for link in map(unescape, LINK.findall(page)):
            there = urlsplit(urljoin(address, link))
            if not link.startswith(NO_PAGE) and not there.netloc and not there.scheme:
                yield there.path + (f"?{there.query}" if there.query else "")


def cards() -> list[tuple[str, str]]:
    """One role card of each kind: the account, and who that is."""
    page = Client(**HERE).get("/login/").content.decode()
    kinds = {
        (title, unit if title == "代表" else ""): (account, f"{unit}{title}")
        for account, title, unit in CARD.findall(page)
    }
    return list(kinds.values())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="pages are the same on both; the journeys go through both")
def test_no_link_is_dead_and_no_page_breaks(county: str) -> None:
    people = cards()
    assert len(people) > 8
    wrong: list[str] = []
    for account, who in people:
        client = Client(**HERE, raise_request_exception=False)
        entered = client.post(f"/login/as/{account}/")
        crawl = Crawl(client)
        assert crawl.walk(entered.headers["Location"]) > 15, who
        wrong += [f"{who}: {w}" for w in crawl.wrong]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("door", ["desk", "pocket"])
def test_what_is_somebody_else_s_is_a_page_that_is_not_there(county: str, door: str) -> None:
    """A deputy of a township types the addresses of matters, papers and files he does not see."""
    deputy = Account.objects.filter(person__mandates__congress__tier="township", person__posts=None).first()
    assert deputy
    actor = Actor.of(deputy.person, clock.today())
    shut = Matter.objects.unguarded(LOOKS).exclude(pk__in=Matter.objects.seen_by(actor))
    paper = Paper.objects.unguarded(LOOKS).filter(matter__in=shut).first()
    volume = shut.filter(kind="suggestions").first()
    assert paper and volume
    client = Client(**HERE)
    client.post(f"/login/as/{deputy.pk}/")
    for path in (
        f"/{door}/papers/{paper.pk}/",
        f"/papers/{paper.pk}.pdf",
        f"/papers/{paper.pk}.docx",
        f"/{door}/matters/{volume.ref}/",
        f"/{door}/matters/{volume.ref}/do/archive/",
        f"/desk/archive/{volume.ref}/zip/",
        "/desk/register/county/deputies/1/",
        "/desk/accounts/county/",
    ):
        assert client.get(path, follow=True).status_code in (403, 404), path
