"""docs/glossary.md: every English id with its one Chinese term, wherever the term stands."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Field

from quancheng.law import events
from quancheng.law.rules import Book
from quancheng.procedure import registry, words
from quancheng.roster.roles import roles

from .tables import table

SECTIONS = {
    "role": "谁办",
    "part": "人在事项中的身份",
    "unit_part": "单位在事项中的身份",
    "outcome": "随之而来的去向",
    "check": "办理前的核对",
    "paper": "文书",
    "day": "由人约定的日期",
    "url": "网址用词",
    "noun": "程序所记的事物",
}


def pages() -> dict[str, str]:
    """The one page."""
    parts = [_section(title, words.glossary()[section]) for section, title in SECTIONS.items()]
    parts += [_list("职务（roster/roles.toml）", ((r.id, r.label) for r in roles().values())), *_procedures()]
    parts += [
        _list(
            "办理状态",
            sorted((f"{kind}.{p}", w) for kind, found in registry.phase_words.items() for p, w in found.items()),
        )
    ]
    parts += [_list("起算事件（law/data/events.toml）", events.known().items())]
    parts += [_list("规则（law/norms）", ((e.rule.id, e.rule.title) for e in Book.shipped().all()))]
    parts += [_list("选项", _choices())]
    return {
        "glossary.md": "# 词汇表\n\n英文编号与中文用词一一对应；页面、文书、文档都用这里的词。\n\n" + "\n".join(parts)
    }


def _section(title: str, rows: dict[str, dict[str, str]]) -> str:
    return f"## {title}\n\n" + table(
        ["编号", "用词", "出处"], ([f"`{key}`", row["zh"], row["source"]] for key, row in rows.items())
    )


def _list(title: str, rows: Iterable[tuple[str, str]]) -> str:
    return f"## {title}\n\n" + table(["编号", "用词"], ([f"`{key}`", word] for key, word in rows))


def _procedures() -> Iterable[str]:
    for kind, versions in sorted(registry.definitions.items()):
        made = versions[-1]
        rows = [(kind, made.title)]
        for spec in [*made.steps.values(), *made.asides.values()]:
            rows.append((f"{kind}.{spec.id}", spec.title))
            rows += [(f"{kind}.{spec.id} = {outcome}", word) for outcome, word in spec.outcomes.items()]
        yield _list(f"程序：{made.title}", [*rows, *((f"{kind} : {end.id}", end.title) for end in made.ends.values())])


def _choices() -> list[tuple[str, str]]:
    """Words that stand beside their fields: kinds of body, states, causes of a notice …"""
    found: dict[str, str] = {}
    for model in apps.get_models():
        if model.__module__.startswith("quancheng."):
            for field in model._meta.get_fields():
                if isinstance(field, Field) and field.choices:
                    found |= {f"{model.__name__}.{field.name} = {key}": str(word) for key, word in field.flatchoices}
    return list(found.items())
