"""One page per procedure: who does what, by when and under what article, and where it leads."""

from collections.abc import Iterator

from quancheng.law import events, values
from quancheng.law.norm import Value
from quancheng.law.rules import Book, Entry
from quancheng.procedure import registry
from quancheng.procedure.definition import Aside, Definition, Step
from quancheng.procedure.words import organ_word, outcome_word, role_word, term

from .tables import BREAK, table

PERIODS = {"month": "每月", "two_months": "每两个月", "quarter": "每季度", "year": "每年"}
TIERS = {"county": "县级", "township": "乡级"}


def pages() -> dict[str, str]:
    """The newest version of every procedure."""
    book = Book.shipped()
    return {
        f"procedures/{kind}.md": page(versions[-1], book) for kind, versions in sorted(registry.definitions.items())
    }


def page(d: Definition, book: Book) -> str:
    """One procedure."""
    steps = ([s.seal, _name(s), _who(s), _when(d, s, book), _ways(d, s), _notes(d, s)] for s in d.steps.values())
    asides = (
        [_name(a), _who(a), _during(d, a), _how(d, a), _when(d, a, book), _ways(d, a), _notes(d, a)]
        for a in d.asides.values()
    )
    ends = ([e.seal or "结", f"{e.title} `{e.id}`"] for e in d.ends.values())
    return "\n".join(
        [
            f"# {d.title} `{d.id}`\n",
            f"- 依据：{'、'.join(d.basis) or '无'}",
            f"- 版本：自 {d.since} 起开始的事项适用",
            f"- 代录：{_behalf(d)}",
            *_readers(d),
            f"- 进程：{' → '.join(_course(d))}\n",
            "## 步骤\n",
            table(["印", "步骤", "谁办", "期限与依据", "去向", "说明"], steps),
            "## 随办事项\n",
            table(["事项", "谁办", "何时", "怎样来", "期限与依据", "去向", "说明"], asides),
            "## 结局\n",
            table(["印", "结局"], ends),
            "## 期限\n",
            table(["规则", "怎么规定"], _deadlines(d, book)),
        ]
    )


def _behalf(d: Definition) -> str:
    return f"由{role_word(d.behalf_by)}凭纸质件代为录入，标明“不能代录”的除外" if d.behalf_by else "不代录"


def _readers(d: Definition) -> list[str]:
    """Who sees it beside those who take part in it; a part is seen with its root."""
    if any(d.id in step.awaits for versions in registry.definitions.values() for step in versions[-1].steps.values()):
        return ["- 可见范围：与所属事项相同"]
    told = ("本级人大机关可见", d.staff), ("本级代表可见", d.members), ("县人大可见乡镇的", d.up)
    return [f"- {word}：{_share(d, share)}" for word, share in told]


def _share(d: Definition, share: str) -> str:
    return "不可见，参与的人除外" if share == "never" else f"自“{d.word(share.removeprefix('from:'))}”起"


def _course(d: Definition) -> Iterator[str]:
    """Titles along the first-named outcome of each step, the end included."""
    name, seen = d.first.id, set()
    while name in d.steps and name not in seen:
        seen.add(name)
        yield d.word(name)
        name = next(iter(d.steps[name].then.values()))
    yield d.word(name)


def _name(s: Step) -> str:
    return f"{s.title}{BREAK}`{s.id}`"


def _who(s: Step) -> str:
    if s.by:
        return role_word(s.by) + (f"，在{organ_word(s.organ)}会议上" if s.organ else "")
    return "等待：" + "、".join(registry.definitions[kind][-1].title for kind in s.awaits)


def _ways(d: Definition, s: Step) -> str:
    """Each outcome with its target; a single way on needs no word."""
    named = dict.fromkeys([*s.outcomes, *s.then])
    lines = []
    for outcome in named:
        target = s.then.get(outcome, s.then.get("", ""))
        to = f"→ {d.word(target)}" if target else ""
        word = "" if len(named) == 1 else s.outcomes.get(outcome) or outcome_word(outcome)
        lines.append(f"{word} {to}".strip())
    return BREAK.join(lines)


def _during(d: Definition, a: Aside) -> str:
    return "任何时候" if "*" in a.during else "、".join(d.word(name) for name in a.during)


def _how(d: Definition, a: Aside) -> str:
    if a.comes_with:
        return f"进入“{d.word(a.comes_with)}”时同时产生"
    if a.every:
        return f"{PERIODS[a.every]}产生一次"
    return "应要求办理" + ("，办完之前不往下走" if a.holds else "") if a.asked else "随时可办"


def _notes(d: Definition, s: Step) -> str:
    notes = [term("check", name) for name in s.checks]
    notes += [f"文书：{'、'.join(term('paper', name) for name in s.papers)}"] if s.papers else []
    notes += [f"不能由办“{'、'.join(map(d.word, s.other_than))}”的人办"] if s.other_than else []
    notes += [] if s.behalf else ["不能代录"]
    return BREAK.join(notes)


def _when(d: Definition, s: Step, book: Book) -> str:
    """By when: the rule, with what the whole country is told by it."""
    lines = [term("day", s.day)] if s.day else []
    for rule, word in ((s.within, ""), (s.until, "只能在期限内办。")):
        if rule:
            chosen = "，按情形可能更长" if f"{d.id}.{rule}" in registry.rules else ""
            lines.append(f"{word}{_title(book, rule)}：{_national(book, rule)}{chosen}")
    return BREAK.join(lines)


def _deadlines(d: Definition, book: Book) -> Iterator[tuple[str, str]]:
    """Every rule the procedure names, with all that any shipped norm in force says of it."""
    named = [rule for s in [*d.steps.values(), *d.asides.values()] for rule in (s.within, s.until) if rule]
    for rule in dict.fromkeys(named):
        said = [line for entry in _entries(book, rule) for line in _said(entry)]
        yield f"{_title(book, rule)}{BREAK}`{rule}`", BREAK.join(said or ["由地方规定，填入制度库"])


def _entries(book: Book, rule: str) -> list[Entry]:
    return [entry for entry in book.all(rule) if entry.rule.target == rule]


def _title(book: Book, rule: str) -> str:
    return next(entry.rule.title for entry in _entries(book, rule) if entry.rule.id == rule)


def _national(book: Book, rule: str) -> str:
    return BREAK.join(line for e in _entries(book, rule) if not e.norm.area for line in _said(e)) or "由地方规定"


def _said(entry: Entry) -> Iterator[str]:
    for value in entry.rule.values:
        if value.until is None:
            link = f"[{entry.norm.short}{value.article}](../rules/{entry.norm.id}.md)"
            doubt = f"（{value.doubt}）" if value.doubt else ""
            yield f"{_tiers(value)}自{events.label(value.event)}起{values.words(value.worth)}，{link}{doubt}"


def _tiers(value: Value) -> str:
    return "、".join(TIERS[tier] for tier in value.tiers) + "：" if value.tiers else ""
