"""The house's tags: icons, days, the course, addresses inside a door, dressed widgets."""

from datetime import date
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BoundField, widgets
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from quancheng.law.spans import numeral
from quancheng.procedure import course as drawing
from quancheng.procedure import pages, registry
from quancheng.procedure.days import DayView
from quancheng.record.search import snippet

register = template.Library()
WEEK = "一二三四五六日"
STATE_WORDS = {"done": "已办", "now": "正在办", "todo": "未到", "late": "已逾期"}


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file."""
    return static(path)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; it says nothing a screen reader would need."""
    sprite = static("vendor/icons.svg")
    return format_html('<svg class="q-ic" aria-hidden="true"><use href="{}#tabler-{}"/></svg>', sprite, name)


@register.simple_tag(takes_context=True)
def to(context: dict[str, Any], name: str, *args: Any) -> str:
    """The address of a page of the same door: {% to "matter" matter.ref %}."""
    return reverse(f"{context['door']}:{name}", args=args)


@register.filter
def iso(day: date | None) -> str:
    """2026-11-23."""
    return day.isoformat() if day else ""


@register.filter
def mdday(day: date | None) -> str:
    """11月23日; in another year than this one the year stands before it."""
    from quancheng.record import clock

    if day is None:
        return ""
    words = f"{day.month}月{day.day}日"
    return words if day.year == clock.today().year else f"{day.year}年{words}"


@register.filter
def chinese(number: int) -> str:
    """十九 for 19, as terms and sessions are numbered in words."""
    return numeral(number)


@register.filter
def weekday(day: date) -> str:
    """星期一."""
    return f"星期{WEEK[day.weekday()]}"


@register.filter
def as_known(day: date | None, on_as: str) -> str:
    """A day only as precisely as it is known: 2026-11-23, 2026-11, 2026."""
    if day is None or on_as == "unknown":
        return "日期不详" if day else ""
    return {"month": f"{day:%Y-%m}", "year": f"{day:%Y}"}.get(on_as, day.isoformat())


@register.filter
def state_word(state: str) -> str:
    """已办 正在办 未到 已逾期."""
    return STATE_WORDS[state]


@register.filter
def kind_word(kind: str) -> str:
    """The title of a procedure."""
    return registry.definitions[kind][-1].title if kind in registry.definitions else kind


@register.inclusion_tag("frame/day.html")
def day(view: DayView | None, why: dict[str, Any] | None = None, opened: bool = False) -> dict[str, Any]:
    """A last day with its reason: chip, date and the sum behind it."""
    why = (view.why if view else why) or {}
    return {"view": view, "why": why, "opened": opened, "whole": _whole(view, why)}


def _whole(view: DayView | None, why: dict[str, Any]) -> dict[str, Any] | None:
    """The span drawn as a thread: from which day, how many days in all, on which of them today stands."""
    from quancheng.record import clock

    if view is None or not why.get("start"):
        return None
    start = date.fromisoformat(why["start"])
    return {"start": start, "days": (view.day - start).days, "today": (clock.today() - start).days, "share": view.share}


@register.inclusion_tag("frame/mini.html")
def mini(stops: list[drawing.Stop]) -> dict[str, Any]:
    """One line of seals."""
    return {"stops": stops}


@register.inclusion_tag("frame/ticks.html")
def ticks(matter: Any, late: bool = False) -> dict[str, Any]:
    """The little squares of a table row; always with a word beside them."""
    marks = drawing.ticks(registry.definition_of(matter), matter)
    return {"marks": ["l" if late and m == "n" else m for m in marks], "word": standing(matter)}


@register.filter
def standing(matter: Any) -> str:
    """Where a matter stands, in one word of its trade."""
    words = registry.phase_words.get(matter.kind, {})
    made = registry.definition_of(matter)
    if matter.phase in words:
        return words[matter.phase]
    return made.word(matter.phase or matter.ended_as or matter.step)


@register.filter
def named_title(title: str) -> str:
    """《a title》, and “a sentence” where a promise is its own title."""
    return f"“{title}”" if title.endswith(("。", "；")) else f"《{title}》"


@register.filter
def came(duty: Any) -> str:
    """Why somebody owes this: the step that opened the duty, by whom and when."""
    fact = duty.opened_by
    if fact is None:
        return f"{mdday(duty.opened_on)}起"
    if fact.actor_id is None:
        return f"{mdday(fact.on)}按期开始"
    return f"{mdday(fact.on)} {drawing.who_of(fact)}{pages.step_word(fact)}"


@register.filter
def together(marks: list[drawing.Mark]) -> list[tuple[drawing.Mark, str]]:
    """Marks with whom they tell of; the same thing done by several on one day is one line."""
    found: list[tuple[drawing.Mark, list[str]]] = []
    for mark in marks:
        before = found[-1][0] if found else None
        same = before and (before.title, before.note, before.fact.on) == (mark.title, mark.note, mark.fact.on)
        if same and not (mark.struck or mark.fact.corrects_id):
            found[-1][1].append(mark.who)
        else:
            found.append((mark, [mark.who]))
    return [(mark, "、".join(who)) for mark, who in found]


@register.filter
def optional(field: BoundField) -> bool:
    """Whether a field may stay empty whenever it is asked."""
    return not field.field.required and field.name != "on" and field.name not in getattr(field.form, "needed", ())


@register.filter
def asked_when(field: BoundField) -> str:
    """The outcomes that ask for a field, for the page's script; nothing for a field that is always asked."""
    if "outcome" not in field.form.fields:
        return ""
    return " ".join(getattr(field.form, "asked_when", {}).get(field.name, ()))


@register.filter
def get(table: dict[Any, Any], key: Any) -> Any:
    """A row of a table by key."""
    return table.get(key)


@register.filter
def file_icon(name: str) -> str:
    """photo for pictures, file-spreadsheet for tables, file-text for the rest."""
    end = name.rsplit(".", 1)[-1].lower()
    return (
        "photo"
        if end in ("jpg", "jpeg", "png", "webp")
        else "file-spreadsheet"
        if end in ("xls", "xlsx", "csv", "ods")
        else "file-text"
    )


@register.filter
def squares(marks: list[str], late: bool) -> SafeString:
    """The little squares of a row, made once for each way they can look."""
    return _squares(tuple(marks), late)


@cache
def _squares(marks: tuple[str, ...], late: bool) -> SafeString:
    drawn = format_html_join("", '<i class="{}"></i>', (("l" if late and m == "n" else m,) for m in marks))
    return format_html('<span class="q-ticks" aria-hidden="true">{}</span>', drawn)


@register.simple_tag
def options(pairs: list[tuple[str, str]], chosen: Any) -> SafeString:
    """The choices of a select, (value, word), as one piece: a tag for each would cost more than the rest of a page."""
    return _options(tuple(pairs), str(chosen or ""))


@lru_cache(maxsize=256)
def _options(pairs: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    plain, picked = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
    return format_html_join(
        "", "{}", ((format_html(picked if key == chosen else plain, key, word),) for key, word in pairs)
    )


@register.simple_tag
def hit(text: str, query: str) -> SafeString:
    """The place of a text where a query was found, with the words marked."""
    before, found, after = snippet(text, query)
    return format_html("{}<mark>{}</mark>{}", before, found, after)


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The widget in our clothes."""
    widget = field.field.widget
    if isinstance(widget, widgets.CheckboxInput):
        return field.as_widget(attrs={"class": "form-check-input"})
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return field.as_widget()
    if isinstance(widget, widgets.Select):
        return field.as_widget(attrs={"class": "form-select"})
    return field.as_widget(attrs={"class": "form-control"})


@register.filter
def named(field: BoundField, error: str) -> str:
    """An error that says which field it is about, if it does not say so itself."""
    return error if str(field.label) in error else f"{field.label}：{error}"


@register.filter
def shape(field: BoundField) -> str:
    """How a field is laid out: choices, check, rows, files or line."""
    widget = field.field.widget
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    name = type(widget).__name__
    return {"RowsWidget": "rows", "FilesWidget": "files"}.get(name, "line")
