"""填写一条: one rule of a draft, in fields fit for its kind."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.law.norm import TIERS, Rule
from quancheng.law.rules import BadNorm, Book
from quancheng.procedure.calls import Call
from quancheng.procedure.forms import StepForm
from quancheng.roster.models import Body

from ..drafting import Block, blocks, norm_of, too_lax, with_block
from ..layers import Line, over
from ..shelf import tried
from ..topics import declared, topics
from ..versions import row_of
from .kinds import Kind, KindFault, SpanKind, kind_of

ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百\d]+(条|款|项|章|节|部分)|[一二三四五六七八九十]+、|附件")
EVERYBODY = "all"


class RuleForm(StepForm):
    """One value of one rule. Without a rule it asks which; then for the value, as the rule's kind wants it."""

    needed: ClassVar = ("tiers",)

    rule = forms.ChoiceField(label="填哪一条")
    block = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    tiers = forms.ChoiceField(
        label="适用于", required=False, widget=forms.RadioSelect, initial=EVERYBODY,
        choices=[(EVERYBODY, "县和各乡镇"), ("county", "只县本级"), ("township", "只各乡镇")],
    )  # fmt: skip

    def __init__(self, call: Call, data: Any = None, *, initial: dict[str, Any] | None = None):
        asked = {k: call.data[k] for k in ("rule", "block") if call.data.get(k)}
        self.book: Book = Book.shipped()
        self.of: Rule | None = None
        self.kind: Kind | None = None
        self.there: Block | None = None
        super().__init__(call, data, initial={**asked, **(initial or {})})

    def shape(self) -> None:
        known = {name: rule for name, rule in declared(self.book).items() if not rule.fixed}
        grouped = [(t.title, [(r.id, r.title) for r in t.rules if not r.fixed]) for t in topics(self.book, known)]
        self.fields["rule"].choices = [("", "请选择"), *grouped]  # type: ignore[attr-defined]
        self.fields["on"].widget = forms.HiddenInput()  # a line of a draft has no day of its own
        self.of = known.get(self.data.get("rule") or self.initial.get("rule", ""))
        if self.of is None:
            del self.fields["tiers"]
            return
        self.fields["rule"].widget = forms.HiddenInput()
        self._show_what_is_there()
        self.kind = kind_of(self.of.kind)(self.of, self.call, self.there)
        for name, field in self.kind.fields().items():
            self.fields[name] = field
        self.initial = {**self.kind.starts(), **self.initial}
        if self.call.body.tier != Body.Tier.COUNTY:
            del self.fields["tiers"]
        self.fields["article"] = forms.CharField(label="条款", max_length=40, help_text="例如：第五条、第五条第二款")
        self.fields["quote"] = forms.CharField(
            label="原文短引", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
            help_text="照抄文件里的那一句，页面上会和期限一起显示",
        )  # fmt: skip

    def _show_what_is_there(self) -> None:
        assert self.of and self.call.matter
        key = self.data.get("block") or self.initial.get("block", "")
        try:
            mine = [b for b in blocks(norm_of(row_of(self.call.matter).text)) if b.target == self.of.id]
        except BadNorm:
            mine = []
        for_all = mine[0] if len(mine) == 1 and not mine[0].value.tiers else None
        self.there = next((b for b in mine if b.key == key), None if key else for_all)
        if self.there:
            value = self.there.value
            tiers = value.tiers[0] if len(value.tiers) == 1 else EVERYBODY
            self.initial = {**self.initial, "article": value.article, "quote": value.quote, "tiers": tiers}

    @property
    def spans(self) -> tuple[str, ...]:
        """The fields that stand side by side: months, days, workdays."""
        return tuple(name for name, _ in SpanKind.units) if isinstance(self.kind, SpanKind) else ()

    @property
    def above(self) -> Line | None:
        """What higher norms say of this rule on the day the draft is to begin."""
        if self.of is None or self.call.matter is None:
            return None
        body, on = self.call.body, row_of(self.call.matter).effective_on or self.call.today
        tier = self.there.value.tiers[0] if self.there and len(self.there.value.tiers) == 1 else body.tier
        return over(self.call.book, self.of, on, tier, body.area_id)

    def clean_article(self) -> str:
        article: str = self.cleaned_data["article"].strip()
        if not ARTICLE.search(article):
            raise ValidationError("请写明是文件的哪一条，例如“第五条第二款”。")
        return article

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.kind is None or self.errors:
            return data
        try:
            worth = self.kind.built(data)
        except KindFault as fault:
            self.add_error(fault.field if fault.field in self.fields else None, fault.text)
            return data
        self._try(data, worth)
        return data

    def _try(self, data: dict[str, Any], worth: Mapping[str, Any]) -> None:
        """Put the value into the draft and hear what the law says to it."""
        assert self.of and self.kind and self.call.matter
        row = row_of(self.call.matter)
        since: date = self.there.value.since if self.there else row.effective_on or self.call.today
        value: dict[str, Any] = {"from": since}
        if self.there and self.there.value.until:
            value["until"] = self.there.value.until
        if data.get("tiers") in TIERS:
            value["tiers"] = [data["tiers"]]
        value |= {"article": data["article"], **({"quote": data["quote"]} if data.get("quote") else {}), **worth}
        text = with_block(row.text, self.of, self.there.key if self.there else "", value)
        try:
            norm_of(text)
            book, norm = tried(text, row.slug, row.effective_on, row.pk)
        except BadNorm as bad:
            same = "都自" in bad.fault
            said = "这一级的这一条已经填过了，请在原来填的那一条上改。" if same else bad.fault
            self.add_error(self.kind.first if not same else None, said)
            return
        new = next(b for b in blocks(norm) if b.target == self.of.id and b.value.since == since and _covers(b, value))
        for fault in too_lax(book, norm, new):
            self.add_error(self.kind.first, fault)
        data["new_text"], data["block"] = text, new.key


def _covers(block: Block, value: Mapping[str, Any]) -> bool:
    return list(block.value.tiers) == value.get("tiers", [])


class DropForm(StepForm):
    """去掉一条: one of what the draft says now."""

    block = forms.ChoiceField(label="去掉哪一条")

    def shape(self) -> None:
        assert self.call.matter
        self.fields["on"].widget = forms.HiddenInput()
        try:
            found = blocks(norm_of(row_of(self.call.matter).text))
        except BadNorm:
            found = []
        self.fields["block"].choices = [  # type: ignore[attr-defined]
            (f"{b.target}|{b.key}", f"{b.rule.title}（{b.tiers + '，' if b.tiers else ''}{b.value.article}）")
            for b in found
        ]
