"""A seat card at a phone of 390 px: scanned, a PIN chosen, a suggestion raised, left, the PIN again; lost, locked, reprinted."""

import re

import pytest
import segno

from quancheng.record import clock
from quancheng.record.models import Matter
from quancheng.rooms.register.years import open_rolls

from .screens import PHONE, Crew, Screen

PIN, OTHER = "805924", "937460"
TITLE = "关于硬化柳沟村道路的建议"


class Sheet:
    """What the pictures of a printed sheet say; the server runs in this process."""

    def __init__(self, patch: pytest.MonkeyPatch):
        self.said: list[str] = []
        make = segno.make
        patch.setattr(segno, "make", lambda text, **more: self.said.append(text) or make(text, **more))

    def last(self, address: str) -> str:
        """The path of the newest card's address."""
        return self.said[-1].removeprefix(address)


def phone(crew: Crew, name: str) -> Screen:
    """A phone nobody has logged in on."""
    made = Screen(name, crew.page_at(*PHONE), crew.address)
    made.page.on("response", crew._answered)
    made.page.on("console", crew._said)
    return made


def issue(desk: Screen, name: str) -> None:
    """The office finds the deputy in its list and has a card printed."""
    desk.go("/desk/accounts/county/").fill(姓名=name).press("查找")
    row = desk.page.locator("tr").filter(has_text=name)
    row.get_by_role("link", name=re.compile("发卡|重新打印")).click()
    desk.press("发登录卡").sees("请现在打印", name)


def digits(screen: Screen, first: str, again: str = "") -> Screen:
    screen.page.locator("input[name=pin]").fill(first)
    if again:
        screen.page.locator("input[name=again]").fill(again)
    return screen


def fits(screen: Screen) -> None:
    """Nothing stands out of the screen, and what is tapped is large enough for a thumb."""
    wide = screen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (screen.page.url, wide)
    small = screen.page.evaluate(
        "[...document.querySelectorAll('.ac button, .ac input:not([type=hidden]), .ac .btn')]"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert not small, small


def test_a_card_at_a_phone(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet(monkeypatch)
    open_rolls(clock.today())
    desk = crew.desk("林晓梅")
    issue(desk, "马德福")

    ma = phone(crew, "马德福").go(sheet.last(crew.address))
    assert ma.page.url == f"{crew.address}/card/", "the token has left the address"
    ma.sees("马德福", "6 位数字密码")
    fits(ma)
    digits(ma, "123456", "123456").press("就用这个密码，进入").sees("请换一组")
    digits(ma, PIN, PIN).press("就用这个密码，进入").sees("我要办的")

    ma.follow("提建议").fill(什么事="柳沟村的路下雨走不通，请硬化。", 标题=TITLE).turn().turn()
    ma.tick("提交", within="#field-outcome").press("提建议").done()

    ma.go("/pocket/").page.locator(".p-me summary").click()
    ma.press("退出").sees("进入", "马德福")
    fits(ma)
    digits(ma, PIN).press("进入").sees("我要办的")
    ma.page.locator(".p-me summary").click()
    ma.follow("我的登录").sees("就是这里", "以前的")
    fits(ma)

    second = phone(crew, "别人").go(sheet.last(crew.address)).sees("另一部手机", "重新打印")
    second.go("/pocket/").sees("登录卡")

    ma.page.locator(".p-me summary").click()
    ma.press("退出")
    for _ in range(7):
        digits(ma, OTHER).press("进入").sees("还可以试")
    digits(ma, OTHER).press("进入").sees("已经锁住")
    desk.go("/desk/accounts/county/?state=locked").sees("马德福").follow("解锁").press("办理登录卡").done()
    digits(ma.go("/card/"), PIN).press("进入").sees("我要办的")

    issue(desk, "马德福")
    ma.go("/pocket/").sees("登录")
    ma.go(sheet.last(crew.address)).sees("6 位数字密码")
    digits(ma, OTHER, OTHER).press("就用这个密码，进入").sees("我要办的")
    assert crew.stored(TITLE).opened_on == clock.today()
    rolls = Matter.objects.unguarded("a test looks").filter(kind="terms", body__slug="county")
    assert rolls.get().facts.unguarded("a test looks").filter(kind="terms.issue_cards").count() == 2
