"""Forms of an import: which one is entered, which one is taken back."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import StepForm
from quancheng.roster.models import Mandate

from ..imports import files
from ..imports.deputies import Entry
from ..imports.table import BadImport, Plan
from ..models import RosterImport
from .seats import own_term

MOST = 2000  # rows in one step: nobody else writes on SQLite meanwhile


class ImportField(forms.ChoiceField):
    """One import of the congress's register; cleans to it."""

    def offer(self, rows: list[RosterImport]) -> None:
        self.choices = [
            ("", "请选择"),
            *((str(r.pk), f"{r.name}（{r.get_what_display()}，{r.at:%Y-%m-%d}）") for r in rows),
        ]

    def clean(self, value: Any) -> RosterImport:
        return RosterImport.objects.select_related("congress").get(pk=super().clean(value))


class ImportForm(StepForm):
    """导入名册: a file that was uploaded and tried dry, as it is mapped and decided now."""

    chosen = ImportField(label="哪一份")
    skip = forms.BooleanField(label="只导入没有错误的行", required=False)
    plan: Plan

    def shape(self) -> None:
        term = own_term(self.call)
        rows = [r for r in files.history(self.call.body) if not r.entered_at and r.size and r.term == term]
        self.fields["chosen"].offer(rows)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if chosen := data.get("chosen"):
            self.plan = data["plan"] = self._tried(chosen, bool(data.get("skip")))
        return data

    def _tried(self, chosen: RosterImport, skip: bool) -> Plan:
        try:
            plan = files.check(chosen, own_term(self.call))
        except BadImport as fault:
            raise ValidationError(str(fault)) from None
        if plan.wrong and not skip:
            raise ValidationError(
                f"有 {len(plan.wrong)} 行有错，一行也没有导入。请改好文件再传，或者勾选“只导入没有错误的行”。"
            )
        if len(plan.entering) > MOST:
            raise ValidationError(
                f"一次最多录入 {MOST} 行，这份文件要录入 {len(plan.entering)} 行。"
                "请在“核对各列”里分几次勾选工作表，或者拆成几个文件。"
            )
        if not plan.lines:
            raise ValidationError("文件里没有一行数据，没有什么可以导入。请检查表头所在行和各列的对应。")
        return plan


class UndoImportForm(StepForm):
    """撤销导入: everything of one import goes, as long as nothing of it is used."""

    chosen = ImportField(label="哪一次导入")

    def shape(self) -> None:
        term = own_term(self.call)
        rows = [r for r in files.history(self.call.body) if r.entered_at and not r.undone_at and r.term == term]
        self.fields["chosen"].offer(rows)  # type: ignore[attr-defined]


def begins(call: Call, entry: Entry) -> date | None:
    """From which day an imported seat runs: with its term; elected in mid-term, from that election; none: not yet."""
    term = own_term(call)
    if term.begins_on > call.today:
        return None
    elected = entry.seat["elected_on"]
    if entry.seat["elected_as"] == Mandate.ElectedAs.BY_ELECTION:
        return elected if isinstance(elected, date) else None
    return term.begins_on
