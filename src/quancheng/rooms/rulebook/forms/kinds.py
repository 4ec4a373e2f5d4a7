"""The five kinds of value as fields of a form, and back again. A new rule of a known kind needs nothing here."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from quancheng.law import events, values
from quancheng.law.norm import Rule
from quancheng.law.rules import Book, NoRule
from quancheng.law.shares import NUMBERS, Share
from quancheng.law.spans import Span
from quancheng.law.values import Choice, Option
from quancheng.procedure.calls import Call
from quancheng.procedure.forms import RowsField

from ..drafting import Block
from ..topics import Hint, choices_of, hint

LONGEST_TEXT = 4000


class KindFault(ValueError):
    """What is wrong with a value, at which field."""

    def __init__(self, field: str, text: str) -> None:
        self.field, self.text = field, text
        super().__init__(text)


class Kind(ABC):
    """How values of one kind are asked for."""

    first: ClassVar[str]  # the field at which the law's objections are shown

    def __init__(self, rule: Rule, call: Call, there: Block | None):
        self.rule, self.call, self.there = rule, call, there
        self.hint: Hint = hint(rule.id)
        self.book = Book.shipped()

    @property
    def worth(self) -> Any:
        """The value to start from: what the draft says, else what holds here today."""
        if self.there:
            return self.there.value.worth
        try:
            return self.call.book.ruling(
                self.rule.id, on=self.call.today, tier=self.call.body.tier, area=self.call.body.area_id
            ).value
        except NoRule:
            return None

    @abstractmethod
    def fields(self) -> dict[str, forms.Field]:
        """The fields that ask for a value."""

    @abstractmethod
    def starts(self) -> dict[str, Any]:
        """Their initial values."""

    @abstractmethod
    def built(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What the norm file says: `is`, and for a period its event. Raises KindFault."""


class SpanKind(Kind):
    """A period: months, days or workdays, from what, backward or not, postponed or not."""

    first = "months"
    units: ClassVar = (("months", "几个月"), ("days", "几日"), ("workdays", "几个工作日"))

    def fields(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {
            name: forms.IntegerField(label=label, required=False, min_value=0, max_value=1200)
            for name, label in self.units
        }
        found["months"].help_text = "三格通常只填一格"
        found["event"] = forms.ChoiceField(label="从哪件事起算", choices=self._events())
        found["backward"] = forms.BooleanField(label="往前数（例如“会议举行的十日前”）", required=False)
        found["postponed"] = forms.BooleanField(label="文件写明：届满日是休息日的，顺延到下一个工作日", required=False)
        return found

    def _events(self) -> list[tuple[str, str]]:
        used = [
            v.event for e in self.call.book.all(self.rule.id) if e.rule.target == self.rule.id for v in e.rule.values
        ]
        usual = dict.fromkeys([*used, self.hint.event])
        first = [(e, events.label(e)) for e in usual if e]
        return [*first, *((e, word) for e, word in events.known().items() if e not in usual)]

    def starts(self) -> dict[str, Any]:
        value = self.there.value if self.there else None
        worth = self.worth
        found: dict[str, Any] = {"event": value.event if value else self._events()[0][0]}
        if value:
            found["postponed"] = value.postponed
        if self.there and isinstance(worth, Span):
            found |= {name: getattr(worth, name) or None for name, _ in self.units} | {"backward": worth.backward}
        return found

    def built(self, data: Mapping[str, Any]) -> dict[str, Any]:
        given = {name: data[name] for name, _ in self.units if data.get(name) is not None}
        if not given:
            raise KindFault("months", "请填几个月、几日或者几个工作日。")
        spent = {name: n for name, n in given.items() if n} or {"days": 0}
        told = {"is": spent | ({"backward": True} if data.get("backward") else {}), "event": data["event"]}
        return told | ({"postponed": True} if data.get("postponed") else {})


class NumberKind(Kind):
    """A number, whole unless the rule has a fraction already."""

    first = "number"

    def fields(self) -> dict[str, forms.Field]:
        whole = not isinstance(self.worth, Decimal)
        field = forms.DecimalField(
            label=self.rule.title, min_value=0, max_value=100_000, decimal_places=0 if whole else 4,
            help_text=self.hint.help,
        )  # fmt: skip
        return {"number": field}

    def starts(self) -> dict[str, Any]:
        return {"number": self.worth} if self.there else {}

    def built(self, data: Mapping[str, Any]) -> dict[str, Any]:
        number: Decimal = data["number"]
        return {"is": {"number": int(number) if number == number.to_integral_value() else number}}


class ShareKind(Kind):
    """A share: the part of what, and whether exactly so much is enough."""

    first = "part"
    ways = (("over", "超过（恰好那么多不算）"), ("reach", "达到（恰好那么多也算）"))

    def fields(self) -> dict[str, forms.Field]:
        return {
            "of": forms.ChoiceField(label="占什么人数", choices=list(NUMBERS.items())),
            "way": forms.ChoiceField(label="要超过还是达到", choices=list(self.ways), widget=forms.RadioSelect),
            "part": forms.RegexField(r"^\d{1,3}/\d{1,3}$", label="几分之几", help_text="写成分数，例如 1/2、2/3"),
        }

    def starts(self) -> dict[str, Any]:
        worth = self.worth
        if not isinstance(worth, Share):
            return {}
        return {"of": worth.of, "way": "over" if worth.over is not None else "reach", "part": str(worth.part)}

    def built(self, data: Mapping[str, Any]) -> dict[str, Any]:
        told = {"of": data["of"], data["way"]: data["part"]}
        try:
            values.build("share", told)
        except ValueError as fault:
            raise KindFault("part", str(fault)) from None
        return {"is": told}


class TextKind(Kind):
    """Words as they are printed."""

    first = "say"

    def fields(self) -> dict[str, forms.Field]:
        wide = forms.TextInput() if self.hint.form else forms.Textarea(attrs={"rows": 5})
        return {
            "say": forms.CharField(
                label=self.rule.title, max_length=LONGEST_TEXT, widget=wide, help_text=self.hint.help, strip=True
            )
        }

    def starts(self) -> dict[str, Any]:
        return {"say": self.worth} if isinstance(self.worth, str) else {}

    def built(self, data: Mapping[str, Any]) -> dict[str, Any]:
        say: str = data["say"].replace("\r\n", "\n")
        return {"is": {"text": _days(say) if self.hint.form == "days" else say}}


def _days(say: str) -> str:
    """30,15,7: whole numbers, the largest first, each once."""
    parts = [p.strip() for p in say.replace("，", ",").replace("、", ",").split(",") if p.strip()]
    if not parts or not all(p.isdecimal() and p.isascii() and len(p) < 4 for p in parts):
        raise KindFault("say", "请写几个天数，用逗号隔开，例如 30,15,7,3,0。")
    return ",".join(str(n) for n in sorted({int(p) for p in parts}, reverse=True))


class OptionRow(forms.Form):
    """One option by its name."""

    needed: ClassVar = ("label",)

    id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    label = forms.CharField(label="名称", max_length=60, required=False)


class ClassRow(forms.Form):
    """One class of letters: its letter, what it means, whether it counts as solved."""

    needed: ClassVar = ("id", "label")

    id = forms.CharField(label="代号", required=False, max_length=4)
    label = forms.CharField(label="名称", max_length=40, required=False)
    meaning = forms.CharField(label="含义", max_length=120, required=False)
    solved = forms.BooleanField(label="计为已解决", required=False)
    promise = forms.BooleanField(label="要写明承诺和日期", required=False)


class ChoiceKind(Kind):
    """Options: picked from a list that is known, else written one by one."""

    @property
    def first(self) -> str:  # type: ignore[override]
        return "picked" if self.listed else "options"

    @property
    def listed(self) -> tuple[Option, ...]:
        """The only options there can be, where the program or another rule of the draft fixes them."""
        if not self.hint.among:
            return self.hint.known
        from ..drafting import blocks, norm_of
        from ..versions import row_of

        assert self.call.matter
        mine = [b for b in blocks(norm_of(row_of(self.call.matter).text)) if b.target == self.hint.among]
        if mine:
            return choices_of(mine[-1].value.worth)
        body, rule = self.call.body, self.hint.among
        if not self.call.has_rule(rule):
            return ()
        found = self.call.book.ruling(rule, on=self.call.today, tier=body.tier, area=body.area_id)
        return choices_of(found.value)

    def fields(self) -> dict[str, forms.Field]:
        if self.listed:
            pairs = [
                (o.id, o.label + (f"（{o.attrs['meaning']}）" if o.attrs.get("meaning") else "")) for o in self.listed
            ]
            field = forms.MultipleChoiceField(
                label=self.rule.title, choices=pairs, widget=forms.CheckboxSelectMultiple, help_text=self.hint.help
            )
            return {"picked": field}
        row = ClassRow if self.hint.columns == "classes" else OptionRow
        empty = "把名称清空，这一项就去掉。" + self.hint.help
        return {"options": RowsField(row, least=1, most=60, spare=2, label=self.rule.title, help_text=empty)}

    def starts(self) -> dict[str, Any]:
        if not isinstance(self.worth, Choice):
            return {}
        if self.listed:
            return {"picked": list(self.worth.ids)} if self.there else {}
        return {"options": [{"id": o.id, "label": o.label, **o.attrs} for o in self.worth.options]}

    def built(self, data: Mapping[str, Any]) -> dict[str, Any]:
        if self.listed:
            labels = {o.id: o.label for o in self.listed}
            return {"is": {"options": [{"id": one, "label": labels[one]} for one in data["picked"]]}}
        rows = [row for row in data["options"] if row["label"].strip()]
        if not rows:
            raise KindFault("options", "至少要有一项。")
        old = {o.id: dict(o.attrs) for o in choices_of(self.worth)}
        by_label = {o.label: o.id for o in choices_of(self.worth)}
        made: list[dict[str, Any]] = []
        for row in rows:
            taken = {o["id"] for o in made} | ({r["id"] for r in rows} - {row["id"]})
            key = row["id"].strip() or by_label.get(row["label"].strip(), "")
            key = key if key and key not in {o["id"] for o in made} else self._free(taken | set(old), row, made)
            extra = {k: v for k, v in row.items() if k not in ("id", "label") and v not in ("", None)}
            made.append({"id": key, "label": row["label"].strip()} | old.get(key, {}) | extra)
        return {"is": {"options": made}}

    def _free(self, taken: set[str], row: Mapping[str, Any], made: list[dict[str, Any]]) -> str:
        if self.hint.columns == "classes":
            said = f"代号“{row['id']}”写了两次" if row["id"] else f"“{row['label']}”没有写代号"
            raise KindFault("options", f"{said}，每一类要有自己的代号，例如 A、B、C。")
        return next(f"o{n}" for n in range(1, len(taken) + len(made) + 2) if f"o{n}" not in taken)


_KINDS: dict[str, type[Kind]] = {
    "span": SpanKind, "share": ShareKind, "number": NumberKind, "choice": ChoiceKind, "text": TextKind,
}  # fmt: skip


def kind_of(kind: str) -> type[Kind]:
    """The fields of a kind; the kinds are closed."""
    return _KINDS[kind]
