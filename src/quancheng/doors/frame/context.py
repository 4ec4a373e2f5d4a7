"""What every page's frame shows: whose desk this is, who works, where one can go, how large the type is."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils.functional import cached_property

from quancheng.procedure import notices, reads, registry
from quancheng.record import clock
from quancheng.roster.actor import Actor


@dataclass
class Place:
    """One line of a menu."""

    title: str
    icon: str
    url: str
    count: int
    on: bool

    @property
    def shown(self) -> str:
        """The number as a menu shows it: 99+ beyond what is counted."""
        return f"{reads.BADGE}+" if self.count > reads.BADGE else str(self.count)


@cache
def room_styles() -> tuple[str, ...]:
    """The stylesheet every room may bring: static/<room>/<room>.css."""
    rooms = [a for a in apps.get_app_configs() if ".rooms." in a.name]
    return tuple(
        f"{a.label}/{a.label}.css" for a in rooms if (Path(a.path) / "static" / a.label / f"{a.label}.css").exists()
    )


class Shell:
    """The frame of a page; everything is worked out when the template first asks for it."""

    def __init__(self, request: HttpRequest):
        self.request = request
        match = request.resolver_match
        self.door: str = (match.kwargs.get("door", "") if match else "") or ""

    @cached_property
    def actor(self) -> Actor:
        return getattr(self.request, "actor", Actor())

    @cached_property
    def large(self) -> bool:
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated and user.large_type)

    @cached_property
    def body_name(self) -> str:
        """The body one works in, or the congress one sits in."""
        if self.door == "pocket" and self.actor.seats:
            return self.actor.seats[0].congress_name.replace("人民代表大会", "人大代表")
        if self.actor.posts:
            return self.actor.posts[0].body_name
        return self.actor.seats[0].congress_name if self.actor.seats else "全程"

    @cached_property
    def title(self) -> str:
        """The post one holds, as written under the name."""
        if not self.actor.posts:
            return "代表" if self.actor.seats else ""
        held = self.actor.posts[0]
        return held.title or held.role.label

    @cached_property
    def owed(self) -> int:
        return reads.owing(self.actor)

    @cached_property
    def unread(self) -> int:
        return notices.unread(self.actor)

    @property
    def styles(self) -> tuple[str, ...]:
        return room_styles()

    @cached_property
    def places(self) -> list[Place]:
        """工作台, what the rooms declare, search, notices."""
        first = "工作台" if self.door == "desk" else "首页"
        icon = "layout-list" if self.door == "desk" else "home"
        found = [self._place(first, icon, f"/{self.door}/", self.owed)]
        for link in sorted(registry.links, key=lambda made: made.rank):
            if link.door == self.door and (link.shown is None or link.shown(self.actor)):
                found.append(self._place(link.title, link.icon, link.url, link.count(self.actor) if link.count else 0))
        found.append(self._place("搜索" if self.door == "desk" else "找一找", "search", f"/{self.door}/search/", 0))
        found.append(self._place("通知", "bell", f"/{self.door}/notices/", self.unread))
        return found

    def _place(self, title: str, icon: str, url: str, count: int) -> Place:
        path = self.request.path
        on = path == url if url == f"/{self.door}/" else path.startswith(url.split("?")[0])
        return Place(title, icon, url, count, on)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    made = Shell(request)
    return {
        "shell": made,
        "door": made.door,
        "base": f"frame/{made.door or 'plain'}.html",
        "actor": made.actor,
        "today": clock.today(),
    }
