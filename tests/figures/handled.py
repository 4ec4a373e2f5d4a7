"""A year of handling in the small county: every way a figure can go wrong happens at least once."""

from dataclasses import dataclass, field
from datetime import date

from journeys.county import County, settle_county
from quancheng.procedure import engine
from quancheng.procedure.calls import Open
from quancheng.procedure.tick import tick
from quancheng.record import clock
from quancheng.record.models import Matter
from quancheng.rooms.suggestions.models import Suggestion

TODAY = date(2026, 11, 21)
STAFF = {
    "traffic": ("周立新", "郑海涛"),
    "water": ("江水生", "陆水平"),
    "farm": ("田禾", "苗长青"),
    "finance": ("钱数", "金库"),
}
TEXT = "一、已到现场核实。二、按建议办理。"


@dataclass
class Year:
    """The county, and its suggestions by a short name."""

    county: County
    matters: dict[str, Matter] = field(default_factory=dict)
    parts: dict[str, Matter] = field(default_factory=dict)

    def accepted(
        self, name: str, who: str = "马德福", on: str = "2026-02-01", category: str = "traffic", **more: str
    ) -> Matter:
        m = self.county.raise_(who, more.pop("congress", "county"), f"关于{name}的建议", on=on, **more)
        clerk = {"county": "林晓梅", "shiqiao": "何丽", "liulin": "沈小雨"}[m.body.slug]
        self.county.do(clerk, m, "examine", on=on, outcome="accept", title=m.title, category=category)
        self.matters[name] = self.county.fresh(m)
        return self.matters[name]

    def handed(self, name: str, *units: str, on: str = "2026-03-02", part: str = "", **more: str) -> list[Matter]:
        """Accepted and handed over to these units; several answer separately."""
        m, c = self.accepted(name, **more), self.county
        rows = [{"body": c.bodies[u].pk, "part": part or ("separate" if len(units) > 1 else "lead")} for u in units]
        if m.body.slug == "county":
            c.do("林晓梅", m, "hand_over", on=on)
            c.do("何督查", m, "allot", on=on, units=rows)
        else:
            c.do("何丽", m, "hand_over", on=on, units=rows)
        self.parts |= {name if n == 0 else f"{name}{n + 1}": p for n, p in enumerate(c.parts(m))}
        return c.parts(m)

    def signed(self, a: Matter, on: str = "2026-03-04") -> Matter:
        unit = a.assignment.handler
        if unit.slug in STAFF:
            self.county.do(STAFF[unit.slug][0], a, "sign_for", on=on, outcome="accept")
        else:
            self.county.do("林晓梅", a, "sign_for", on=on, outcome="accept", for_=unit.slug)
        return a

    def replied(self, a: Matter, on: str, letter: str = "A", **more: str) -> Matter:
        """Contact, draft, sign: by the unit itself, or from paper where it has no account."""
        c, slug = self.county, a.assignment.handler.slug
        clerk, head = STAFF.get(slug, ("林晓梅", "林晓梅"))
        paper = {} if slug in STAFF else {"for_": slug}
        c.do(clerk, a, "contact", on=on, means="site", note="到现场。", **paper)
        c.do(clerk, a, c.fresh(a).step, on=on, draft=TEXT, letter=letter, **more, **paper)
        c.do(head, a, "sign_reply", on=on, outcome="issue", draft=TEXT, letter=letter, signer=head, **more, **paper)
        return a

    def rated(self, a: Matter, process: str, result: str, on: str, who: str = "马德福", **more: str) -> Matter:
        self.county.do(who, a, "rate", on=on, process=process, result=result, remark="说明。", **more)
        return a


def handled_year() -> Year:
    """Written while the clock stands at TODAY."""
    y = Year(settle_county())
    c = y.county
    _answers(y)
    _evaluations(y)
    _promises(y)
    _not_handled(y)
    (a,) = y.handed("修井", "shiqiao-build", who="杨志强", congress="shiqiao", category="water")
    c.do("shiqiao建设", a, "sign_for", on="2026-03-04", outcome="accept")
    return y


def _answers(y: Year) -> None:
    """按时、延期后、逾期答复、到期未答、未签收、提前、期限未到。"""
    c = y.county
    (a,) = y.handed("按时", "traffic")
    y.rated(y.replied(y.signed(a), "2026-05-20"), "satisfied", "satisfied", "2026-05-25")
    (a,) = y.handed("延期", "water", category="water")
    y.signed(a)
    c.do("江水生", a, "ask_extension", on="2026-05-20", text="需要论证。")
    c.do("林晓梅", a, "grant_extension", on="2026-05-21", outcome="yes", say="同意。")
    y.rated(y.replied(a, "2026-07-10"), "satisfied", "basically", "2026-07-12")
    (a,) = y.handed("逾期", "farm", category="farming")
    y.rated(y.replied(y.signed(a), "2026-06-03", "C"), "basically", "basically", "2026-06-08")
    (a,) = y.handed("未答", "finance", category="other")
    y.signed(a)
    y.handed("未签收", "finance", category="other")
    (a,) = y.handed("提前", "traffic", on="2026-10-09")
    y.replied(y.signed(a, "2026-10-10"), "2026-11-02")
    y.handed("刚交办", "power", on="2026-11-16", category="other")
    (a,) = y.handed("代录", "power", category="other")
    y.replied(y.signed(a), "2026-05-28")
    c.do("林晓梅", a, "rate", on="2026-06-01", process="satisfied", result="satisfied", for_="马德福")


def _evaluations(y: Year) -> None:
    """两家分办一家未评价、再办后满意、仍不满意、两位领衔代表评价不同、正在再办。"""
    c = y.county
    a, b = y.handed("分办", "traffic", "water")
    y.rated(y.replied(y.signed(a), "2026-05-20"), "satisfied", "satisfied", "2026-05-22")
    y.replied(y.signed(b), "2026-05-20")
    for day in (date(2026, 6, 1), date(2026, 6, 20), date(2026, 7, 10), date(2026, 8, 1)):
        with clock.at(day):
            tick()
    c.do("林晓梅", b, "close_unrated", on="2026-08-02")
    (a,) = y.handed("再办", "traffic")
    y.rated(y.replied(y.signed(a), "2026-05-20"), "basically", "unsatisfied", "2026-05-25")
    c.do("林晓梅", a, "meet", on="2026-06-01", text="约见。")
    y.rated(y.replied(a, "2026-06-20"), "satisfied", "satisfied", "2026-06-25")
    (a,) = y.handed("仍不满意", "water", category="water")
    y.rated(y.replied(y.signed(a), "2026-05-20"), "satisfied", "unsatisfied", "2026-05-25")
    c.do("林晓梅", a, "meet", on="2026-06-01", text="约见。")
    y.rated(y.replied(a, "2026-06-20"), "basically", "unsatisfied", "2026-06-25")
    (a,) = y.handed("两位领衔", "farm", category="farming")
    other = c.raise_("李春梅", "county", "关于两位领衔相同事项的建议", on="2026-02-03")
    c.do(
        "林晓梅",
        other,
        "examine",
        on="2026-02-04",
        outcome="merge",
        title=other.title,
        merge_into=y.matters["两位领衔"].ref,
    )
    y.replied(y.signed(a), "2026-05-20")
    y.rated(a, "satisfied", "satisfied", "2026-05-25")
    y.rated(a, "satisfied", "unsatisfied", "2026-05-26", who="李春梅")
    c.do("林晓梅", a, "meet", on="2026-06-01", text="约见。")
    (a,) = y.handed("评了一半", "farm", category="farming")
    other = c.raise_("李春梅", "county", "关于评了一半相同事项的建议", on="2026-02-03")
    c.do(
        "林晓梅",
        other,
        "examine",
        on="2026-02-04",
        outcome="merge",
        title=other.title,
        merge_into=y.matters["评了一半"].ref,
    )
    y.rated(y.replied(y.signed(a), "2026-05-20"), "satisfied", "satisfied", "2026-05-25")


def _promises(y: Year) -> None:
    """兑现、到期未兑现、改过日期、终止、未到期。"""
    c = y.county
    for name, day in (
        ("兑现", "2026-09-30"),
        ("失约", "2026-09-30"),
        ("改期", "2026-08-31"),
        ("终止", "2027-03-31"),
        ("来年", "2027-06-30"),
    ):
        (a,) = y.handed(name, "traffic", who="赵小岚")
        y.replied(y.signed(a), "2026-05-20", "B", promise=f"{name}：完成一处整修。", promise_on=day)
        y.rated(a, "satisfied", "basically", "2026-05-25", who="赵小岚")
    made = {m.title[:2]: m for m in Matter.objects.unguarded("a test looks").filter(kind="undertakings")}
    c.do("周立新", made["兑现"], "keep", on="2026-09-20", outcome="kept", text="办成。")
    c.do("赵小岚", made["兑现"], "confirm", on="2026-09-25", outcome="yes")
    c.do("周立新", made["改期"], "keep", on="2026-08-20", outcome="later", text="料未到。", new_day="2026-12-31")
    c.do("周立新", made["终止"], "keep", on="2026-08-20", outcome="dropped", text="规划调整。")
    c.do("林晓梅", made["终止"], "explain", on="2026-08-25", outcome="give_up", text="已向代表说明。")


def _not_handled(y: Year) -> None:
    """不作为建议处理、撤回、退回后改交、转报、起草中、历史台账、另一年的。"""
    c = y.county
    m = c.raise_("王成林", "county", "关于本人住房的建议", on="2026-04-01")
    c.do(
        "林晓梅",
        m,
        "examine",
        on="2026-04-02",
        outcome="decline",
        title=m.title,
        ground="personal",
        reason="属个人事项。",
    )
    y.handed("撤回", "traffic", on="2026-04-01")
    c.do("马德福", y.matters["撤回"], "withdraw", on="2026-04-05", text="已经解决。")
    (a,) = y.handed("退回", "water")
    c.do("江水生", a, "sign_for", on="2026-03-10", outcome="return", reason="不属本局职责。")
    c.do(
        "林晓梅",
        y.matters["退回"],
        "reassign",
        on="2026-03-12",
        outcome="assign",
        unit=c.bodies["traffic"].pk,
        part="lead",
    )
    y.accepted("上报", who="田秀芳", congress="shiqiao", on="2026-04-01")
    c.do("何丽", y.matters["上报"], "pass_up", on="2026-04-03", text="属县道。")
    c.raise_("何正明", "shiqiao", "关于待审查的建议", on="2026-04-01")
    c.raise_("马德福", "county", "关于还在起草的建议", outcome="keep")
    y.accepted("去年", on="2025-06-01")
    m = c.raise_("赵小岚", "county", "关于会上提出的建议", on="2026-01-13", raised_in=str(c.session.pk))
    c.do("林晓梅", m, "examine", on="2026-01-14", outcome="accept", title=m.title, category="traffic")
    past = Suggestion(
        text="修桥。",
        source=Suggestion.Source.LEDGER,
        raised_on=date(2026, 1, 14),
        ledger_result="已办结",
        ledger_rating="满意",
    )
    engine.enter_past(
        c.actor("林晓梅"), Open("suggestions", "关于修桥的建议", past), c.bodies["county"], ended_as="ledger", on=date(2026, 1, 14), on_as="day",
        act="a" * 32, data={},
    )  # fmt: skip
