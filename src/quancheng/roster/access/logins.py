"""Who is in, where and since when; and how somebody is put out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from ..models import Account, Login

SEEN_EVERY = timedelta(minutes=5)  # the finest grain of "last seen": no write at every request
SHOWN_BACK = 20  # earlier log-ins on a page; display only
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("wxwork", "企业微信"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("360SE", "360 浏览器"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "谷歌浏览器"),
    ("Safari", "Safari 浏览器"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Kylin", "麒麟电脑"),
    ("UOS", "统信电脑"),
    ("Linux", "Linux 电脑"),
)


def device(agent: str) -> str:
    """A browser's own description in words: 微信，安卓手机."""
    system = next((word for mark, word in SYSTEMS if mark in agent), "")
    browser = next((word for mark, word in BROWSERS if mark in agent), "")
    return "，".join(w for w in (system, browser) if w) or "不明的设备"


def opened(account: Account, session: str, by: str, agent: str, at: datetime) -> Login:
    """Somebody has come in; `session` is the digest of his session's key."""
    return Login.objects.create(account=account, session=session, by=by, device=device(agent), at=at, seen_at=at)


def seen(login: int, at: datetime) -> None:
    """He is still there."""
    Login.objects.filter(pk=login, ended_at=None, seen_at__lt=at - SEEN_EVERY).update(seen_at=at)


def moved(before: str, after: str) -> None:
    """The same log-in goes on under a new key."""
    Login.objects.filter(session=before).update(session=after)


def left(session: str, at: datetime) -> None:
    """He has gone out himself."""
    Login.objects.filter(session=session, ended_at=None).update(ended_at=at)


def end(rows: QuerySet[Login], by: int | None, at: datetime) -> int:
    """Put these out at once: their sessions are gone with the next request. Returns how many there were."""
    rows = rows.filter(ended_at=None)
    Session.objects.filter(session_key__in=list(rows.values_list("session", flat=True))).delete()
    return rows.update(ended_at=at, ended_by_id=by)


def of(account: int, *, other_than: str = "", ways: Iterable[str] = ()) -> QuerySet[Login]:
    """Log-ins of an account: all, or all but one session's, or only those by certain ways."""
    rows = Login.objects.filter(account_id=account).exclude(session=other_than)
    return rows.filter(by__in=list(ways)) if ways else rows


@dataclass(frozen=True)
class Line:
    """One log-in as a page shows it."""

    login: Login
    here: bool
    alive: bool


def lines(account: int, here: str, real: datetime) -> list[Line]:
    """What is in force now, newest first, then the last that are over. `real`: by the clock that sessions run out by."""
    rows = list(of(account).select_related("ended_by").order_by("-seen_at")[: SHOWN_BACK * 3])
    kept = Session.objects.filter(session_key__in=[r.session for r in rows], expire_date__gt=real)
    there = set(kept.values_list("session_key", flat=True))
    made = [Line(r, r.session == here, r.ended_at is None and r.session in there) for r in rows]
    alive, over = [m for m in made if m.alive], [m for m in made if not m.alive]
    return sorted(alive, key=lambda m: not m.here) + over[:SHOWN_BACK]
