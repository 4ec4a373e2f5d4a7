"""办理情况报告: the yearly report on handling, drafted for the office to edit (代表法第五十一条第三款).

Every number is one of `statistics`, so each can be opened from the board of the same year. 件 and 办件 stand in
sentences of their own. What the record does not show is not said; what only the office knows is a bracketed place.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count

from quancheng.procedure.calls import Call
from quancheng.roster.models import Body

from .models import Contact, Entry, PublicCopy
from .statistics import Board, board_of, figure, listed, open_view
from .statistics.cubes import suggestions
from .statistics.notes import solved_words
from .statistics.scope import View

MOST = 20  # matters named one by one; a longer list is for the annexed sheet
BLANK = "〔请起草单位填写：下一步工作安排〕"


def draft(call: Call) -> dict[str, str]:
    """The text and to whom it is given, for `ReportForm`. The year is that of the call's handling year."""
    assert call.matter
    year = call.matter.handling_year.year
    view = open_view(call.actor, call.body, year=year)
    board = board_of(view)
    parts = [
        ("基本情况", _received(board)),
        ("办理情况", [*_answers(board), *_results(board), *_ratings(board), *_promises(board)]),
        ("主要做法", _ways(view, board)),
        ("存在问题", _problems(view, board)),
        ("下一步工作", [BLANK]),
    ]
    body = "\n".join(
        f"　　{head}、{title}\n" + "\n".join(f"　　{p}" for p in lines)
        for head, (title, lines) in zip("一二三四五", parts, strict=True)
    )
    to = addressee(call)
    head = f"{to}：\n" if to else ""
    return {
        "text": f"{_title(call, year)}\n\n{head}{_opening(call, board, year)}\n{body}\n\n{_closing(call, board)}",
        "to": to,
    }


def addressee(call: Call) -> str:
    """To whom the law of the day has it given: standing committee, township's congress, before 2025 its presidium."""
    if not call.has_rule("suggestion.report"):
        return ""
    said = re.search(r"向([^，。]*)人民代表大会([^，。]*)报告", str(call.rule("suggestion.report").value))
    return call.body.name + said[2] if said else ""


def _author(call: Call) -> str:
    """Who reports: a county's office, a township's presidium."""
    if call.body.tier == Body.Tier.TOWNSHIP:
        return f"{call.body.name}主席团"
    own = [p.body_name for p in call.actor.posts if p.role.congress and p.congress_id == call.body.pk]
    name = own[0] if own else ""
    return (
        name
        if name.startswith(call.body.name[:2])
        else f"{call.body.name.removesuffix('人民代表大会')}人大常委会{name}"
    )


def _title(call: Call, year: int) -> str:
    return f"{_author(call)}\n关于{year}年代表建议、批评和意见办理情况的报告"


def _day(view: View) -> str:
    return _date(view.day.isoformat())


def _opening(call: Call, board: Board, year: int) -> str:
    basis = ""
    if call.has_rule("suggestion.report"):
        cited = call.rule("suggestion.report").citation
        basis = f"根据《{cited.norm}》{cited.article}的规定，"
    return (
        f"　　{basis}现将{year}年代表建议、批评和意见（以下简称建议）办理情况报告如下。有关数据截至{_day(board.view)}。"
    )


def _closing(call: Call, board: Board) -> str:
    said = str(call.rule("suggestion.report").value) if call.has_rule("suggestion.report") else ""
    printed = ["按规定印发下一次人民代表大会会议"] if "印发下一次" in said else []
    public = ["向社会公开"] if call.has_rule("suggestion.report.publish") else []
    tail = (
        f"\n（本报告{'，并'.join(printed + public)}。附：办理情况统计表）"
        if printed or public
        else "\n（附：办理情况统计表）"
    )
    return f"{_author(call)}\n{_day(board.view)}{tail}"


def _received(board: Board) -> list[str]:
    """件."""
    n = board.total
    if not n("raised"):
        return ["本年没有收到代表提出的建议。"]
    when = [(n("in_session"), "会议期间"), (n("between"), "闭会期间")]
    made = f"本年共收到代表提出的建议 {n('raised')} 件，其中{_listing(when)}。"
    first = [(n("declined"), "不作为建议处理"), (n("rerouted"), "转送其他机关"), (n("examining"), "尚待审查")]
    later = [(n("merged"), "并案办理"), (n("withdrawn"), "代表撤回"), (n("passed_up"), "转报上级人大")]
    made += f"经审查受理编号 {n('accepted')} 件" + "".join(f"，{w} {k} 件" for k, w in first if k) + "。"
    made += f"收到的建议中，{_listing(later)}。" if any(k for k, _ in later) else ""
    lines = [made + _by_category(board)]
    units = len(
        {line.key for line in board.tables[0].rows if next(c for c in line.cells if c.figure.id == "assigned").count}
    )
    lines.append(
        f"受理的建议已交办 {n('handed')} 件，由 {units} 个单位承办，共 {n('assigned')} 个办件"
        "（一件建议交一个单位主办或者分办为一个办件）。"
        "以下答复、评价各数都以办件计，不与建议件数相加。"
    )
    return lines


def _listing(counts: list[tuple[int, str]], unit: str = "件", between: str = "、") -> str:
    """What occurs of several counts, with its words before it."""
    return between.join(f"{word} {count} {unit}" for count, word in counts if count)


def _by_category(board: Board) -> str:
    rows = (
        suggestions(board.view)
        .filter(number__isnull=False)
        .order_by()
        .values_list("category_word")
        .annotate(n=Count("pk"))
    )
    found = sorted(rows, key=lambda r: -r[1])
    return "受理的建议按内容分，" + "、".join(f"{word or '未分类'} {n} 件" for word, n in found) + "。" if found else ""


def _rate(board: Board, key: str) -> str:
    cell = board.totals[key]
    return f"{figure(key).title}为 {cell.words}%（{cell.count}/{cell.whole}）"


def _answers(board: Board) -> list[str]:
    n = board.total
    early = f"另有 {n('early')} 件在期限届满前提前答复，不计入上述两率。" if n("early") else ""
    if not n("due"):
        return [f"（一）答复。答复期限已满的办件还没有。{early}"]
    parts = [
        (n("first"), "在原定期限内答复"),
        (n("extended"), "经批准延期后按期答复"),
        (n("late"), "逾期答复"),
        (n("overdue"), "到期尚未答复"),
    ]
    said = _listing(parts, between="，")
    return [
        f"（一）答复。答复期限已满的办件 {n('due')} 件，其中{said}。"
        f"{_rate(board, 'reply_rate')}，{_rate(board, 'on_time_rate')}。{early}"
    ]


def _results(board: Board) -> list[str]:
    n = board.total
    if not n("replied"):
        return ["（二）办理结果。还没有答复的办件。"]
    classes = "，".join(f"{c.id.removeprefix('class.')}的 {n(c.id)} 件" for c in board.classes)
    solved = f"{solved_words(board.view)} {n('solved')} 件，{_rate(board, 'solve_rate')}。"
    return [f"（二）办理结果。已答复的办件 {n('replied')} 件，按答复时写明的类别分：{classes}。{solved}"]


def _ratings(board: Board) -> list[str]:
    n = board.total
    if not n("replied"):
        return []
    if not n("rated"):
        return [f"（三）代表评价。代表还没有作出评价，待评价 {n('awaiting')} 件，按未评价办结 {n('unrated')} 件。"]

    def said(of: str) -> str:
        return (
            f"满意 {n(f'{of}1')} 件、基本满意 {n(f'{of}2')} 件、不满意 {n(f'{of}3')} 件，{_rate(board, f'{of}_rate')}"
        )

    rest = [(n("awaiting"), "待评价"), (n("unrated"), "按未评价办结")]
    out = _listing(rest)
    again = (
        f"代表对结果不满意后重新交办 {n('again')} 件"
        + (f"，再次办理后仍不满意 {n('unsettled')} 件" if n("unsettled") else "")
        + "。"
        if n("again")
        else ""
    )
    return [
        f"（三）代表评价。代表已评价的办件 {n('rated')} 件。"
        f"对办理过程，{said('process')}；对办理结果，{said('result')}。"
        f"满意率只计满意，基本满意另列{f'；{out}，均不计入' if out else ''}。{again}"
    ]


def _promises(board: Board) -> list[str]:
    n = board.total
    if not n("promised"):
        return []
    due = (
        f"已到期 {n('promise_due')} 项，代表确认兑现 {n('kept')} 项，{_rate(board, 'keep_rate')}"
        if n("promise_due")
        else "都还没有到期"
    )
    moved = f"；改过日期的 {n('put_off')} 项" if n("put_off") else ""
    early = f"；日期未到、提前兑现的 {n('kept_early')} 项" if n("kept_early") else ""
    return [f"（四）承诺落实。承办单位在答复中写明日期的承诺 {n('promised')} 项，{due}{early}{moved}。"]


def _ways(view: View, board: Board) -> list[str]:
    """Only what the record shows was done."""
    ours = suggestions(view).values("pk")
    means = dict(
        Contact.objects.seen_by(view.actor)
        .filter(assignment__matter__root__in=ours)
        .order_by()
        .values_list("means")
        .annotate(n=Count("pk"))
    )
    entries = Entry.objects.seen_by(view.actor)
    beside = dict(entries.filter(matter__root__in=ours).order_by().values_list("kind").annotate(n=Count("pk")))
    promised = entries.filter(
        matter__undertaking__assignment__matter__root__in=ours, kind=Entry.Kind.SECOND_LOOK
    ).count()
    lines = []
    if means:
        kinds = "、".join(f"{word} {means[key]} 次" for key, word in Contact.Means.choices if key in means)
        lines.append(f"加强与代表的沟通。承办单位在答复前和再次办理中联系代表 {sum(means.values())} 次，其中{kinds}。")
    lines += _key_ones(view)
    chased, seen = beside.get(Entry.Kind.CHASE, 0), beside.get(Entry.Kind.INSPECTION, 0)
    if chased or seen or promised:
        said = [(chased, "发出督办"), (seen, "到现场查看"), (promised, "对承诺事项“回头看”")]
        lines.append(f"跟踪督促办理。{_listing(said, '次', '，')}。")
    if board.total("reply_on_paper") or board.total("rated_on_paper"):
        lines.append(
            f"方便没有账号的单位和代表。按纸质件代录答复 {board.total('reply_on_paper')} 件、"
            f"代录评价 {board.total('rated_on_paper')} 件，代录的评价告知本人，可以提出异议。"
        )
    copies = PublicCopy.objects.seen_by(view.actor).filter(matter__in=ours, down_on=None)
    open_ones = dict(copies.order_by().values_list("of").annotate(n=Count("pk")))
    if open_ones:
        lines.append(
            "依法公开。经审查公开"
            + "、".join(f"{w} {open_ones[k]} 件" for k, w in PublicCopy.Of.choices if k in open_ones)
            + "。"
        )
    numbered = [f"（{n}）{line}" for n, line in zip("一二三四五", lines, strict=False)]
    return numbered or ["〔请起草单位填写：主要做法〕"]


def _key_ones(view: View) -> list[str]:
    rows = suggestions(view).filter(key=True).select_related("matter", "leader").order_by("raised_on", "pk")
    names = [f"{s.matter.number}《{s.matter.title}》{f'由{s.leader.name}领衔督办' if s.leader else ''}" for s in rows]
    if not names:
        return []
    sources = "、".join(dict.fromkeys(s.key_source for s in rows if s.key_source))
    return [f"突出重点督办。{f'经{sources}确定，' if sources else ''}重点督办建议 {len(names)} 件：{_some(names)}。"]


def _problems(view: View, board: Board) -> list[str]:
    """Late, unsettled and broken ones by name: numbers alone mend nothing."""
    said = (
        ("overdue", "到期尚未答复的办件", 2, 4, "应于{}前答复"),
        ("late", "逾期答复的办件", 2, 4, "期限为{}"),
        ("unsettled", "再次办理后代表仍不满意的办件", 2, None, ""),
        ("broken", "到期未兑现的承诺", 2, 3, "承诺{}前兑现"),
    )
    lines = []
    for key, word, unit, day, note in said:
        if count := board.total(key):
            items = listed(view, figure(key)).items(0, MOST)
            names = [_named(i.columns, unit, day, note) for i in items]
            lines.append(f"{word} {count} {'项' if key == 'broken' else '件'}：{_some(names, count)}。")
    lines = [f"（{n}）{line}" for n, line in zip("一二三四", lines, strict=False)]
    return lines or [
        f"截至{_day(view)}，没有到期未答、逾期答复、仍不满意的办件，也没有到期未兑现的承诺。〔其他问题请起草单位填写〕"
    ]


def _named(columns: tuple[str, ...], unit: int, day: int | None, note: str) -> str:
    when = f"，{note.format(_date(columns[day]))}" if day is not None and columns[day] else ""
    words = f"“{columns[1].rstrip('。')}”" if note.startswith("承诺") else f"《{columns[1]}》"
    return f"{columns[0]}{words}（{columns[unit]}{when}）"


def _date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _some(names: Iterable[Any], count: int = 0) -> str:
    shown = list(names)
    more = max(count, len(shown)) - min(len(shown), MOST)
    return "、".join(shown[:MOST]) + (f"等，其余 {more} 件见附表" if more > 0 else "")


__all__ = ["addressee", "draft"]
