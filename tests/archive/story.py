"""A suggestion played to its end through the gate, with a scan, a promise, a rating, a public copy."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from journeys.county import County
from quancheng.record import files
from quancheng.record.models import Matter

TITLE = "关于硬化柳沟村至河口村道路的建议"
REPLY = "一、关于硬化：已列入今年养护计划，六月底前完成。\n二、关于排水：同步修边沟。"


def scan(county: County, who: str, name: str = "签字意见表.pdf") -> str:
    """A signed form uploaded by that person; its id as a form sends it."""
    content = b"%PDF-1.4\n1 0 obj<</Type/Pages/Count 2>>endobj\n%%EOF " + name.encode()
    return str(files.store(SimpleUploadedFile(name, content), county.actor(who)).pk)


def handed_over(county: County, title: str = TITLE) -> Matter:
    """Raised, examined and handed over in 石桥镇."""
    matter = county.raise_("杨志强", "shiqiao", title, on="2026-03-02")
    county.do("何丽", matter, "examine", "2026-03-03", outcome="accept", title=title, category="traffic")
    units = [{"body": county.bodies["shiqiao-build"].pk, "part": "lead"}]
    county.do("何丽", matter, "hand_over", "2026-03-04", units=units)
    return county.fresh(matter)


def replied(county: County, matter: Matter, letter: str = "A", **more: Any) -> Matter:
    """Handled, replied and evaluated from paper."""
    (part,) = county.parts(matter)
    county.do("shiqiao建设", part, "sign_for", "2026-03-06", outcome="accept")
    county.do("shiqiao建设", part, "contact", "2026-03-10", means="visit", note="到柳沟村看了路。")
    county.do("shiqiao建设", part, "handle", "2026-04-01", draft=REPLY, letter=letter, **more)
    county.do(
        "shiqiao建设主任", part, "sign_reply", "2026-04-02", outcome="issue", draft=REPLY, letter=letter,
        number=f"石建函〔2026〕{matter.pk}号", signer="石桥建设主任", **more,
    )  # fmt: skip
    county.do(
        "何丽", part, "rate", "2026-04-10", for_="杨志强", process="satisfied", result="satisfied",
        remark="路修得好。", paper=[scan(county, "何丽")],
    )  # fmt: skip
    return county.fresh(matter)


def closed(county: County, title: str = TITLE, **more: Any) -> Matter:
    """The whole course, settled; the suggestion released in full."""
    matter = replied(county, handed_over(county, title), **more)
    county.do("何丽", matter, "settle", "2026-04-12", text="代表满意，销号。")
    text = "柳沟村至河口村三公里是土路，雨天走不通。建议硬化。"
    county.do("何丽", matter, "release", "2026-05-01", form="full", text=text, reviewed="on")
    return county.fresh(matter)
