"""What each figure counts: its base, its formula in words, and the conditions that both the count and the list use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

SUGGESTION, ASSIGNMENT, PROMISE = "件", "办件", "项"
COUNTED_ENDS = ("", "replied", "unrated", "unsettled")  # an 办件 that was returned, recalled or made void is none
DUE = ("first", "extended", "late", "overdue")
REPLIED = ("early", "first", "extended", "late", "undated")
GRADES = (1, 2, 3)  # 满意, 基本满意, 不满意


@dataclass(frozen=True)
class Definition:
    """One figure. A count says which rows by `where` (dimension → values); a rate is `part` over `whole`."""

    id: str
    title: str
    base: str
    words: str
    where: Mapping[str, tuple[object, ...]] = field(default_factory=dict, hash=False)
    part: str = ""
    whole: str = ""

    @property
    def head(self) -> str:
        """The title as a column's head: one of four characters may break in the middle, no other anywhere."""
        return f"{self.title[:2]}\u200b{self.title[2:]}" if len(self.title) == 4 and self.base != "件" else self.title

    @property
    def is_rate(self) -> bool:
        """Whether it is shown as a percentage."""
        return bool(self.whole)

    def counts(self, cell: Mapping[str, object]) -> bool:
        """Whether rows with these values of the dimensions belong to this count."""
        return all(cell[name] in values for name, values in self.where.items())


def percent(part: int, whole: int) -> str:
    """A share in per cent with one decimal, half up: 180 of 187 → "96.3"; nothing to divide by → "—"."""
    if not whole:
        return "—"
    tenths = int(Fraction(part * 1000, whole) + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def _suggestions() -> list[Definition]:
    def of(key: str, title: str, words: str, /, **where: tuple[object, ...]) -> Definition:
        return Definition(key, title, SUGGESTION, words, where)

    return [
        of("raised", "提出", "报告期内代表正式提交的建议。起草中的不计，历史台账不计。"),
        of("accepted", "受理", "经审查受理并编号的建议。编号后撤回、并案的仍然计入。", numbered=(True,)),
        of("handed", "交办", "已经交办的建议，一件建议交几个单位都只算一件。", handed=(True,)),
        of("in_session", "会议期间提出", "在大会会议期间提出的建议。", meeting=(True,)),
        of("between", "闭会期间提出", "在闭会期间提出的建议。", meeting=(False,)),
        of("examining", "待审查", "已经提交、还没有审查完的建议。", numbered=(False,), end=("",)),
        of("declined", "不作为建议处理", "经审查不作为建议处理的。", end=("declined",)),
        of("rerouted", "转送其他机关", "经审查转送其他机关处理的。", end=("rerouted",)),
        of("merged", "并案", "并入另一件办理的。原件保留编号，承办和评价都在并入的那一件里。", end=("merged",)),
        of("withdrawn", "撤回", "提出人书面撤回的。", end=("withdrawn",)),
        of("passed_up", "转报上级", "由乡镇人大转报县人大的。", end=("passed_up",)),
        of("closed", "销号", "已经销号的建议。", end=("closed",)),
        of("key", "重点督办", "确定为重点督办的建议。", key=(True,)),
    ]


def _assignments() -> list[Definition]:
    def of(key: str, title: str, words: str, /, **where: tuple[object, ...]) -> Definition:
        return Definition(key, title, ASSIGNMENT, words, {"end": COUNTED_ENDS} | where)

    def rate(key: str, title: str, words: str, part: str, whole: str) -> Definition:
        return Definition(key, title, ASSIGNMENT, words, part=part, whole=whole)

    return [
        of(
            "assigned",
            "办件",
            "一件建议交一个单位主办或者分办，算一个办件。会办不算，退回、改交、因建议撤回而终止的不算。",
        ),
        Definition(
            "returned",
            "退回、改交",
            ASSIGNMENT,
            "承办单位退回或者已改交其他单位的，不计入办件。",
            {"end": ("returned", "recalled")},
        ),
        of("due", "应答复", "到统计截至日，现行答复期限已经届满的办件。期限未到的不计，即使已经提前答复。", timing=DUE),
        of(
            "due_replied",
            "应答复中已答复",
            "应答复办件中已经答复的，不论是否按时。",
            timing=("first", "extended", "late"),
        ),
        of("first", "原期答复", "应答复办件中，第一次答复在原定期限内的。", timing=("first",)),
        of(
            "extended", "延期答复", "应答复办件中，第一次答复过了原定期限、在批准延长的期限内的。", timing=("extended",)
        ),
        of(
            "on_time",
            "按时",
            "应答复办件中，第一次答复在当时有效的期限内的，即原期答复加延期答复。",
            timing=("first", "extended"),
        ),
        of("late", "逾期答复", "应答复办件中，第一次答复晚于当时有效的期限的。", timing=("late",)),
        of("overdue", "到期未答", "应答复办件中，到统计截至日还没有答复的。", timing=("overdue",)),
        rate("reply_rate", "答复率", "已答复的应答复办件 ÷ 应答复办件。", "due_replied", "due"),
        rate("on_time_rate", "按时率", "按时答复的办件（原期答复＋延期答复）÷ 应答复办件。", "on_time", "due"),
        of("early", "提前答复", "期限还没有到、已经答复的办件。不进答复率和按时率。", timing=("early",)),
        of("undated", "没有期限的答复", "已答复、但没有期限规定可依的办件，不进应答复。", timing=("undated",)),
        of("replied", "已答复", "到统计截至日已经答复的全部办件，包括期限未到、提前答复的。", timing=REPLIED),
        of(
            "solved",
            "计为已解决",
            "已答复办件中，办理结果属于本地规定计为已解决的类别的。",
            timing=REPLIED,
            solved=(True,),
        ),
        rate("solve_rate", "解决率", "计为已解决的办件 ÷ 全部已答复办件。", "solved", "replied"),
        of(
            "reply_on_paper",
            "代录答复",
            "单位没有账号，由交办机构按纸质件代录的答复。",
            timing=REPLIED,
            reply_on_paper=(True,),
        ),
        of(
            "rated",
            "已评价",
            "领衔代表已经作出评价的办件。以最近一次评价为准：再次办理后新评价作出以前，原评价不变。",
            result=GRADES,
        ),
        *(
            of(f"process{g}", w, f"已评价办件中，对办理过程{w}的；几位领衔代表评价不同的，按最低的计。", process=(g,))
            for g, w in _GRADES
        ),
        rate(
            "process_rate",
            "满意率",
            "对办理过程满意的办件 ÷ 已评价办件。基本满意另列一栏，不并入；未评价的不计。",
            "process1",
            "rated",
        ),
        *(
            of(f"result{g}", w, f"已评价办件中，对办理结果{w}的；几位领衔代表评价不同的，按最低的计。", result=(g,))
            for g, w in _GRADES
        ),
        rate(
            "result_rate",
            "满意率",
            "对办理结果满意的办件 ÷ 已评价办件。基本满意另列一栏，不并入；未评价的不计。",
            "result1",
            "rated",
        ),
        of(
            "awaiting",
            "待评价",
            "已经答复、代表还没有评价的办件。",
            timing=REPLIED,
            result=(0,),
            end=("", "replied", "unsettled"),
        ),
        of(
            "unrated",
            "未评价",
            "催请后仍未评价、由交办机构按未评价办结的办件。不算满意，也不算不满意。",
            result=(0,),
            end=("unrated",),
        ),
        of("again", "再办", "代表对结果不满意、已经重新交办过的办件。", again=(True,)),
        of("unsettled", "仍不满意", "再次办理后代表仍不满意的办件，逐件列出，从不算满意。", end=("unsettled",)),
        of(
            "rated_on_paper",
            "代录评价",
            "由交办机构按纸质意见表代录的评价；代表可以提出异议。",
            result=GRADES,
            rated_on_paper=(True,),
        ),
    ]


_GRADES = ((1, "满意"), (2, "基本满意"), (3, "不满意"))


def _promises() -> list[Definition]:
    def of(key: str, title: str, words: str, /, **where: tuple[object, ...]) -> Definition:
        return Definition(key, title, PROMISE, words, where)

    return [
        of("promised", "承诺", "答复中写明日期的承诺事项，一项一条。"),
        of(
            "promise_due",
            "到期",
            "现行承诺日期已到的承诺事项；日期未到就终止的也算到期。改过日期的按改后的日期，另列。",
            due=(True,),
        ),
        of("kept", "兑现", "到期承诺中，代表确认已经兑现的。", due=(True,), end=("kept",)),
        Definition(
            "keep_rate", "落实率", PROMISE, "代表确认兑现的到期承诺 ÷ 到期承诺。", part="kept", whole="promise_due"
        ),
        of("kept_early", "提前兑现", "承诺日期还没有到、代表已确认兑现的。不进落实率。", due=(False,), end=("kept",)),
        of("broken", "到期未兑现", "到期承诺中，还没有确认兑现的，包括已终止的。", due=(True,), end=("", "dropped")),
        of("put_off", "改过日期", "承办单位改过日期的承诺事项。", moved=(True,)),
    ]


FIGURES: Mapping[str, Definition] = {d.id: d for d in (*_suggestions(), *_assignments(), *_promises())}
LEDGER = Definition("ledger", "历史台账", SUGGESTION, "从以往台账录入的建议，只照原台账登载，不进任何合计和比率。")
CLASS = "class."


def class_figure(word: str) -> Definition:
    """The count of one class of result, under the county's own word as it was stored with the reply."""
    where = {"end": COUNTED_ENDS, "timing": REPLIED, "word": (word,)}
    return Definition(
        CLASS + word,
        word.split(" ")[0] or "未写",
        ASSIGNMENT,
        f"已答复办件中，最近一次答复写明为“{word or '（空）'}”的。",
        where,
    )


def figure(key: str) -> Definition:
    """The figure of that id. KeyError if there is none."""
    if key.startswith(CLASS):
        return class_figure(key.removeprefix(CLASS))
    return LEDGER if key == LEDGER.id else FIGURES[key]
