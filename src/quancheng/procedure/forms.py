"""The form contract: what every step asks for, repeated rows, uploaded files, pages for a thumb."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from quancheng.record import files
from quancheng.record.models import Fact, File
from quancheng.record.prepared import Prepared

from .calls import Call
from .definition import Step


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, refused in words."""

    widget = DayInput
    default_error_messages: ClassVar = {"invalid": "这不是一个日期，请写成 2026-11-21 这样。"}


class RowsWidget(forms.Widget):
    """Repeated rows: a list in JSON, indexed inputs (units-0-body) in HTML."""

    template_name = "frame/widgets/rows.html"

    def __init__(self, row: type[forms.Form], spare: int = 1, attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.row, self.spare = row, spare
        self.context_of_row: dict[str, Any] = {}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, Any]] | None:
        value = data.get(name)
        if isinstance(value, str) and value.startswith("["):
            with suppress(ValueError, RecursionError):
                value = json.loads(value)
        if isinstance(value, list) and all(isinstance(x, Mapping) for x in value):
            return [dict(x) for x in value]
        found: dict[int, dict[str, Any]] = {}
        for key in data:
            if match := re.fullmatch(rf"{re.escape(name)}-(\d{{1,3}})-(\w+)", key):
                field = self.row.base_fields.get(match[2])
                if field:
                    value = field.widget.value_from_datadict(data, files, key)
                    found.setdefault(int(match[1]), {})[match[2]] = value
        rows = [found[n] for n in sorted(found)]
        return [row for row in rows if any(self._written(n, v) for n, v in row.items())] or None

    def _written(self, name: str, value: Any) -> bool:
        """Whether somebody put that there: what a spare row shows by itself does not count."""
        field = self.row.base_fields[name]
        first = (
            next((c[0] for c in getattr(field, "choices", ())), None)
            if isinstance(field.widget, forms.Select)
            else None
        )
        return value not in ("", None, [], False) and value not in (field.initial, first)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        blank: list[dict[str, Any]] = [{} for _ in range(self.spare)]
        context["rows"] = [self._form(f"{name}-{n}", row) for n, row in enumerate([*rows, *blank])]
        return context

    def _form(self, prefix: str, row: dict[str, Any]) -> forms.Form:
        form = self.row(initial=row, prefix=prefix, **self.context_of_row)
        form.use_required_attribute = False  # the spare row may stay empty; the browser must not hold the form back
        return form


class RowsField(forms.Field):
    """A list of rows, each cleaned by a form of its own; errors name the row."""

    def __init__(self, row: type[forms.Form], *, least: int = 0, most: int = 60, spare: int = 1, **kwargs: Any):
        super().__init__(widget=RowsWidget(row, spare), required=least > 0, **kwargs)
        self.row, self.least, self.most = row, least, most

    def bind(self, **context: Any) -> None:
        """Give every row's form its context (choices)."""
        self.widget.context_of_row = context

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = value or []
        if len(rows) < self.least:
            raise ValidationError(f"至少要填 {self.least} 行。")
        if len(rows) > self.most:
            raise ValidationError(f"最多 {self.most} 行，现在有 {len(rows)} 行。")
        cleaned, wrong = [], []
        for number, row in enumerate(rows, 1):
            form = self.row(row, **self.widget.context_of_row)
            _ask_in_words(form)
            if form.is_valid():
                cleaned.append(form.cleaned_data)
            else:
                wrong += [
                    f"第 {number} 行{_label(form, name)}：{text}"
                    for name, texts in form.errors.items()
                    for text in texts
                ]
        if wrong:
            raise ValidationError(wrong)
        return cleaned


def _label(form: forms.Form, name: str) -> str:
    return f"“{form.fields[name].label}”" if name in form.fields else ""


TOO_LONG = "最多 %(limit_value)d 个字，现在有 %(show_value)d 个字，请缩短。"


def _ask_in_words(form: forms.Form) -> None:
    """What is missing or out of range is said as an office says it, in place of Django's 这个字段是必填项, 确保该值小于…."""
    for field in form.fields.values():
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            chosen = isinstance(field, forms.ChoiceField | forms.MultipleChoiceField)
            field.error_messages["required"] = f"请{'选择' if chosen else '填写'}“{field.label}”。"
        field.error_messages.setdefault("max_length", TOO_LONG)
        least, most = getattr(field, "min_value", None), getattr(field, "max_value", None)
        if least is not None and most is not None:
            for end in ("min_value", "max_value"):
                field.error_messages.setdefault(end, f"请填 {least} 到 {most} 之间的数。")


class FilesWidget(forms.Widget):
    """Ids of files that were uploaded first; in a page, a file picker that uploads them."""

    template_name = "frame/widgets/files.html"
    call: Call | None = None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        ids = [int(x) for x in value or [] if str(x).isdecimal() and len(str(x)) < 18]
        context["uploads"] = files.mine(self.call.actor, ids) if self.call else []
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        value = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        value = [] if value in (None, "") else value if isinstance(value, list) else [value]
        return [x for x in value if x != ""]


class FilesField(forms.Field):
    """Files uploaded beforehand by the same person and not used yet."""

    widget = FilesWidget

    def __init__(self, *, most: int = 20, **kwargs: Any):
        super().__init__(**kwargs)
        self.most = most
        self.call: Call | None = None

    def clean(self, value: Any) -> list[File]:
        if not all(str(x).isdecimal() and len(str(x)) < 18 for x in value or []):
            raise ValidationError("附件编号不对，请重新上传。")
        ids = [int(x) for x in value or []]
        if self.required and not ids:
            raise ValidationError("请上传扫描件或照片。")
        if len(ids) > self.most:
            raise ValidationError(f"最多 {self.most} 个附件。")
        assert self.call
        found = files.mine(self.call.actor, ids)
        if len(found) != len(set(ids)):
            raise ValidationError("有附件没有传上来，或已经用在别处，请重新上传。")
        return found


class StepForm(forms.Form):
    """What a step asks for. Subclasses add fields; the day it happened and the outcome are always here."""

    pages: ClassVar[tuple[tuple[str, ...], ...]] = ()
    one_word: ClassVar[str] = ""
    asked_when: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # fields that only some outcomes ask for
    needed: ClassVar[tuple[str, ...]] = ()  # of these, those that then must be filled in

    on = DayField(label="日期", help_text="事情发生的那一天")

    def __init__(self, call: Call, data: Any = None, *, initial: dict[str, Any] | None = None):
        self.call = call
        super().__init__(data, initial=self.starts(call) | (initial or {}))
        self.fields["on"].initial = self.initial.get("on", _usual_day(call))
        if data is not None and not data.get("on"):
            self.fields["on"].required = False
        if offered := self.offered(call):
            first = self.initial.get("outcome") or (call.correcting.outcome if call.correcting else None)
            self.fields["outcome"] = forms.ChoiceField(
                label="办理意见", choices=offered, widget=forms.RadioSelect, initial=first
            )
            self.order_fields(["outcome"])
        if call.behalf and not call.correcting:
            self.fields["paper"] = FilesField(label="纸质件扫描或照片", required=False)
            self.fields["paper_kept"] = forms.CharField(
                label="没有扫描件的，纸质件存放在哪里", max_length=80, required=False
            )
        if call.correcting:
            self.fields["reason"] = forms.CharField(
                label="更正原因", widget=forms.Textarea(attrs={"rows": 2}), max_length=400
            )
        self.fields["despite"] = forms.CharField(
            label="仍要办理的理由", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
        )
        for field in self.fields.values():
            if isinstance(field, FilesField):
                field.call = field.widget.call = call
        self.shape()
        last = ["on", "paper", "paper_kept", *(["reason"] if call.correcting else []), "despite"]
        self.order_fields(["outcome", *(n for n in self.fields if n not in last and n != "outcome"), *last])
        _ask_in_words(self)

    def starts(self, call: Call) -> dict[str, Any]:
        """Initial values; rooms override."""
        return {}

    def shape(self) -> None:
        """Choices that depend on the call; rooms override."""

    def offered(self, call: Call) -> list[tuple[str, str]]:
        """The outcomes a person may choose here; rooms override to leave some out."""
        spec: Step = call.spec
        return [(outcome, spec.outcomes[outcome]) for outcome in spec.choices]

    def clean_on(self) -> date:
        """Not in the future, not before the fact this step follows."""
        on: date = self.cleaned_data.get("on") or _usual_day(self.call)
        if on > self.call.today:
            raise ValidationError(f"日期不能晚于今天（{self.call.today:%Y-%m-%d}）。")
        if (first := _follows(self.call)) and on < first:
            raise ValidationError(f"日期不能早于前一步的日期（{first:%Y-%m-%d}）。")
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "paper" in self.fields and not cleaned.get("paper") and not cleaned.get("paper_kept"):
            self.add_error("paper", "代为录入要有依据：请上传纸质件的扫描或照片，或写明纸质件存放在哪里。")
        return cleaned

    @property
    def sheets(self) -> list[list[Any]]:
        """The bound fields cut into pages; one page with all of them where none are declared."""
        rest = [n for n in self.fields if not any(n in page for page in self.pages) and n != "despite"]
        cut = [[n for n in page if n in self.fields] for page in self.pages]
        if cut and rest == ["on"]:
            cut[-1].append("on")  # a thumb does not turn a page for a day that is filled in already
        else:
            cut.append(rest)
        return [[self[n] for n in page] for page in cut if page]

    def errors_by_label(self) -> ErrorDict:
        """Errors under the words the person saw."""
        return ErrorDict({(self.fields[k].label or k) if k in self.fields else "": v for k, v in self.errors.items()})


def _usual_day(call: Call) -> date:
    """The day a form starts with: today; for a correction the day that stands, so that it is not moved unasked."""
    return call.correcting.on if call.correcting else call.today


_day_of = Prepared(
    lambda pk: Fact.objects.unguarded("the day a step follows").filter(pk=pk).values_list("on", flat=True)
)


def _follows(call: Call) -> date | None:
    """The day of the fact that opened this duty, or else of the matter's opening."""
    if call.correcting or call.matter is None or call.matter.pk is None:
        return None
    if call.duty and call.duty.opened_by_id:
        return next(iter(_day_of(call.duty.opened_by_id)), None)
    return call.matter.opened_on
