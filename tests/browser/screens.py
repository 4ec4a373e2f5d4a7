"""People at screens: they log in with a password, click what has words on it, and fill what has a label."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import TimeoutError

from journeys.county import County
from quancheng.record.models import Matter
from quancheng.roster.models import Account

DESK, PHONE = (1440, 900), (390, 844)
PASSWORD = "石桥 2026 liugou"
SEEN = "a test looks"
REPLY = "一、关于硬化：已列入今年养护计划。二、关于排水：同步修边沟。"
Opener = Callable[..., Any]


def photo(words: str = "现场") -> dict[str, Any]:
    """A picture as a phone takes one, ready for a file input."""
    made = Image.new("RGB", (640, 480), "#8a8372")
    ImageDraw.Draw(made).rectangle((0, 300, 640, 480), fill="#57503f")
    out = BytesIO()
    made.save(out, "JPEG")
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@dataclass
class Screen:
    """One person in front of one page."""

    name: str
    page: Any
    address: str

    def go(self, path: str) -> "Screen":
        """Type an address."""
        self.page.goto(self.address + path)
        return self

    def follow(self, words: str) -> "Screen":
        """Click the first link that says this."""
        self.page.get_by_role("link", name=words, exact=True).first.click()
        return self

    def press(self, words: str) -> "Screen":
        """Click the button that says this."""
        self.page.get_by_role("button", name=words, exact=True).first.click()
        return self

    def fill(self, **fields: str) -> "Screen":
        """Write into fields by their labels."""
        for label, text in fields.items():
            self.page.get_by_label(label).first.fill(text)
        return self

    def pick(self, label: str, words: str, nth: int = 0) -> "Screen":
        """Choose from a list."""
        self.page.get_by_label(label).nth(nth).select_option(label=words)
        return self

    def tick(self, *words: str, within: str = "body") -> "Screen":
        """Tick choices or boxes by what stands beside them."""
        for word in words:
            self.page.locator(within).get_by_label(word).first.check()
        return self

    def upload(self, field_name: str, file: dict[str, Any]) -> "Screen":
        """Choose a file, and wait until it is there."""
        self.page.locator(f"#field-{field_name} input[type=file]").set_input_files(files=[file])
        self.page.locator(f"#field-{field_name} li").filter(has_text=file["name"]).locator("button").wait_for()
        return self

    def sees(self, *words: str) -> "Screen":
        """The page says this; it may take a moment to come."""
        for word in words:
            self._wait(self.page.locator("body", has_text=word), word)
        return self

    def _wait(self, place: Any, what: str) -> None:
        """Wait for it; what the page says instead is worth more than a selector."""
        try:
            place.first.wait_for()
        except TimeoutError as late:
            raise AssertionError(f"{self.name} at {self.page.url} does not see {what!r}: {self.text[:2500]}") from late

    def misses(self, *words: str) -> "Screen":
        """The page does not say this."""
        text = self.text
        assert not [w for w in words if w in text], (words, text[:1500])
        return self

    @property
    def text(self) -> str:
        """Every word on the page, runs of white space as one."""
        return re.sub(r"\s+", " ", self.page.locator("body").inner_text())

    def done(self, *words: str) -> "Screen":
        """The green line: it is done."""
        self._wait(self.page.locator(".q-did .q-st.is-done"), "已办")
        return self.sees(*words)

    def refused(self, *words: str) -> "Screen":
        """The page of a refusal: what, the article, who can mend it."""
        self._wait(self.page.locator(".rf-k"), "refusal")
        return self.sees("依据", "谁能补上", *words)

    def matter(self, title: str) -> "Screen":
        """Open a matter of that title from the list of suggestions of this door."""
        door = "pocket" if "/pocket/" in self.page.url else "desk"
        self.go(f"/{door}/suggestions/")
        self.page.locator("main a").filter(has_text=title).first.click()
        self.page.locator("h1").filter(has_text=title).first.wait_for()
        return self

    def turn(self) -> "Screen":
        """The next sheet of a form on a phone."""
        return self.press("下一步")


@dataclass
class Crew:
    """Everybody's screens, opened when first needed."""

    county: County
    address: str
    page_at: Opener
    open: dict[tuple[str, bool], Screen] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def desk(self, name: str) -> Screen:
        """That person at a desk, on his first page."""
        return self._at(name, DESK)

    def phone(self, name: str, **context: Any) -> Screen:
        """That deputy with a phone, on his first page."""
        return self._at(name, PHONE, **context)

    def _at(self, name: str, size: tuple[int, int], **context: Any) -> Screen:
        phone = size == PHONE
        if (name, phone) not in self.open:
            self.open[name, phone] = self.come_in(Screen(name, self.page_at(*size, **context), self.address))
        return self.open[name, phone].go("/pocket/" if phone else "/desk/")

    def come_in(self, screen: Screen) -> Screen:
        """Log in through the page, with a password; from now on nothing may break unseen."""
        screen.page.on("response", self._answered)
        screen.page.on("console", self._said)
        person = self.county.people[screen.name]
        login = f"u{person.pk}"
        if not Account.objects.filter(person=person).exists():
            Account.objects.create(login=login, person=person, password=PASSWORD)
        screen.go("/").fill(登录名=login, 密码=PASSWORD).press("登录")
        screen.page.locator("main").wait_for()
        return screen

    def _answered(self, answer: Any) -> None:
        if answer.status in (400, 404) or answer.status >= 500:
            self.broken.append(f"{answer.status} {answer.url}")

    def _said(self, message: Any) -> None:
        """A refusal is a page with a status of its own, which the browser also reports."""
        if message.type == "error" and "status of 4" not in message.text:
            self.broken.append(message.text)

    @staticmethod
    def stored(title: str) -> Matter:
        """The suggestion of that title as it is in the database."""
        return Matter.objects.unguarded(SEEN).select_related("body", "root").get(kind="suggestions", title=title)

    @staticmethod
    def stored_in(congress: str, title: str) -> Matter:
        """The same where two congresses have one of that title."""
        return Matter.objects.unguarded(SEEN).get(kind="suggestions", title=title, body__slug=congress)

    def handed(self, title: str, *units: str, who: str = "马德福") -> list[Matter]:
        """What happened before the story: raised, numbered, handed over to units of the county; their parts."""
        c = self.county
        matter = self.numbered(title, who=who)
        c.do("林晓梅", matter, "hand_over")
        part = "separate" if len(units) > 1 else "lead"
        c.do("何督查", matter, "allot", units=[{"body": c.bodies[u].pk, "part": part} for u in units])
        return c.parts(matter)

    def numbered(self, title: str, who: str = "马德福", congress: str = "county") -> Matter:
        """Raised and numbered."""
        c = self.county
        matter = c.raise_(who, congress, title)
        clerk = {"county": "林晓梅", "shiqiao": "何丽"}[congress]
        c.do(clerk, matter, "examine", outcome="accept", title=title, category="traffic")
        return c.fresh(matter)

    def answered(self, part: Matter, clerk: str, head: str, letter: str = "A", **promise: str) -> None:
        """Signed for, talked over, drafted, signed."""
        c = self.county
        c.do(clerk, part, "sign_for", outcome="accept")
        c.do(clerk, part, "contact", means="phone", note="电话沟通。")
        c.do(clerk, part, "handle", draft=REPLY, letter=letter, **promise)
        c.do(head, part, "sign_reply", outcome="issue", draft=REPLY, letter=letter, signer=head, **promise)
