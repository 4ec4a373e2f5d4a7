"""What defines the figures on the printed sheet, with the law behind the days and the classes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quancheng.law.rules import Choice

from .scope import View

if TYPE_CHECKING:
    from .board import Cell

FROM_ABOVE = "县里看乡镇，只计已经受理、进入交办的建议。"


def answer_notes(found: View, totals: Mapping[str, "Cell"]) -> tuple[str, ...]:
    """表一."""
    early, returned, undated = (totals[f].count for f in ("early", "returned", "undated"))
    notes = [
        "办件：一件建议交一个单位主办或者分办算一个办件，会办不算；不与建议件数相加。",
        f"应答复：现行答复期限到统计截至日已满的办件{_days(found)}；期限未到的不计"
        + (f"，其中提前答复的 {early} 件也不进下面两率。" if early else "。"),
        "答复率＝应答复中已答复的÷应答复；按时率＝（原期答复＋延期答复）÷应答复，按第一次答复的日期。",
        f"办理结果照答复时写明的类别；解决率＝{solved_words(found)}÷全部已答复办件。",
        "代录：单位没有账号，按纸质件录入的。更正过的按更正后的内容统计，撤回、作废的不计。",
    ]
    if returned:
        notes.append(f"另有退回、改交的 {returned} 件，由改交后的单位计入。")
    if undated:
        notes.append(f"已答复中有 {undated} 件没有期限规定可依，不进应答复。")
    if found.from_above or found.below:
        notes.append(FROM_ABOVE)
    if found.below and totals["passed_up"].count:
        notes.append(f"乡镇转报县里的 {totals['passed_up'].count} 件，在乡镇和县各计一件。")
    return tuple(notes)


def rating_notes(found: View) -> tuple[str, ...]:
    """表二."""
    return (
        "评价以最近一次为准，过程、结果分开；几位领衔代表评价不同的，按最低的计。",
        "满意率＝满意÷已评价，基本满意另列、不并入；待评价、未评价不计。仍不满意的逐件可查，从不算满意。",
        "落实率＝代表确认兑现的÷现行日期已到的承诺，日期未到即终止的也算到期；改过日期的另列。",
        *((FROM_ABOVE,) if found.from_above or found.below else ()),
    )


def _days(found: View) -> str:
    law = found.law
    place: dict[str, Any] = {"on": found.day, "tier": found.congress.tier, "area": found.congress.area_id}
    said = [law.ruling(r, **place) for r in ("suggestion.reply", "suggestion.reply.hard") if law.has(r, **place)]
    return f"（{said[0].citation.text}：{'，难度大的'.join(r.words for r in said)}）" if said else ""


def solved_words(found: View) -> str:
    """计为已解决的办件, with the classes the county counts so today and the rule that says it."""
    law = found.law
    place: dict[str, Any] = {"on": found.day, "tier": found.congress.tier, "area": found.congress.area_id}
    if not law.has("suggestion.solved", **place):
        return "本地规定计为已解决的办件"
    ruling = law.ruling("suggestion.solved", **place)
    assert isinstance(ruling.value, Choice)
    return f"计为已解决的办件（现为{'、'.join(o.label for o in ruling.value.options)}，{ruling.citation.text}）"
