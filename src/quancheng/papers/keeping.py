"""存入签章件 and 换稿重出: two asides every procedure with papers has, bound here once.

The signed PDF or scan that is put back is the paper from then on, its digest the record. What is out of date is issued
again as 第二稿 with the number it has; what has been signed is never replaced unasked.
"""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.calls import Call, Refusal, Told
from quancheng.procedure.forms import FilesField, StepForm
from quancheng.procedure.registry import act, standing_check, word
from quancheng.record.models import Fact, Matter
from quancheng.roster.actor import Actor

from . import stale
from .issue import printed
from .models import Paper
from .plain import from_plain, to_plain

WHY = "papers are kept inside the gate"
SIGNED = ("application/pdf", "image/jpeg", "image/png", "image/webp")


def own(actor: Actor, paper: Paper) -> bool:
    """Whether the actor's own body issued it, or one that his has succeeded."""
    return paper.issuer is not None and (paper.issuer_id in actor.bodies or paper.issuer.heir.pk in actor.bodies)


def may_file(actor: Actor, paper: Paper, congress_id: int) -> bool:
    """Who puts the signed paper back: whoever issued it, and the congress, which keeps the originals of all."""
    return own(actor, paper) or congress_id in actor.bodies


def standing(matter: Matter) -> list[Paper]:
    """The papers of one matter that have not been replaced."""
    rows = Paper.objects.unguarded(WHY).filter(matter=matter).exclude(state=Paper.State.REPLACED)
    return list(rows.select_related("issuer", "fact__matter__body", "fact__matter__root").order_by("pk"))


class SignBackForm(StepForm):
    """Which paper, and its scan or signed PDF."""

    which = forms.ChoiceField(label="哪一份文书")
    scan = FilesField(label="签章件（签章 PDF 或盖章后的扫描件）", most=1)

    pages: ClassVar = ()

    def shape(self) -> None:
        assert self.call.matter
        found = [p for p in standing(self.call.matter) if may_file(self.call.actor, p, self.call.body.pk)]
        self.found = {str(p.pk): p for p in found}
        self.fields["which"].choices = [  # type: ignore[attr-defined]
            (key, f"{p.number or p.title}{'（已有签章件，将换成新的）' if p.file_id else ''}")
            for key, p in self.found.items()
        ]

    def clean_scan(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["scan"]
        if any(f.media_type not in SIGNED for f in files):
            raise ValidationError("签章件要是 PDF 或照片；Word 文件请先打印、签字、盖章，再扫描上传。")
        return files


class ReissueForm(StepForm):
    """Which of the papers that are out of date."""

    which = forms.MultipleChoiceField(label="重出哪几份", widget=forms.CheckboxSelectMultiple)

    def shape(self) -> None:
        assert self.call.matter
        found = [p for p in standing(self.call.matter) if own(self.call.actor, p) and p.state == Paper.State.ISSUED]
        self.found = {str(p.pk): p for p in found}
        self.fields["which"].choices = [(key, p.number or p.title) for key, p in self.found.items()]  # type: ignore[attr-defined]

    def clean_which(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["which"]
        same = [p.title for p in map(self.found.__getitem__, chosen) if not _differs(p)]
        if same:
            raise ValidationError(f"《{same[0]}》的内容没有变，不用重出。")
        return chosen


def _differs(paper: Paper) -> bool:
    sheet = stale.sheet_today(paper)
    return sheet is not None and sheet.digest != paper.digest


def sign_back(call: Call) -> Told:
    """The file put back is the paper from now on."""
    paper = _chosen(call, [call.data["which"]])[0]
    paper.file = call.data["scan"][0]
    paper.state = Paper.State.SIGNED
    paper.save(update_fields=["file", "state"])
    return Told(data={"paper": paper.pk})


def reissue(call: Call) -> Told:
    """A next draft with what is right today and the number it has."""
    made = [again(paper) for paper in _chosen(call, call.data["which"])]
    return Told(data={"papers": [p.pk for p in made], "drafts": [p.draft for p in made]})


def _chosen(call: Call, keys: list[str]) -> list[Paper]:
    rows = Paper.objects.unguarded(WHY).filter(matter=call.matter, pk__in=[int(key) for key in keys])
    return list(rows.select_related("fact__matter__root", "fact__matter__body", "issuer").order_by("pk"))


def again(paper: Paper) -> Paper:
    """The next draft of a paper; the one before stays, marked as replaced."""
    sheet = stale.sheet_today(paper)
    assert sheet is not None
    content = sheet.content
    if sheet.of_its_day:  # its figures stay those of its day
        content = replace(content, attachments=from_plain(paper.content).attachments)
    made = Paper(
        matter_id=paper.matter_id,
        fact_id=paper.fact_id,
        kind=paper.kind,
        title=content.title[:200],
        number=content.number or paper.number,
        issuer_id=paper.issuer_id,
        draft=paper.draft + 1,
        content=to_plain(printed(content, paper.number, paper.draft + 1)),
        digest=sheet.digest,
        issued_on=content.signed_on or paper.issued_on,
    )
    made.save()
    paper.state, paper.stale, paper.replaced_by = Paper.State.REPLACED, False, made
    paper.save(update_fields=["state", "stale", "replaced_by"])
    return made


def something_to_file(call: Call) -> Refusal | None:
    """Nothing has been issued here that this actor could put back."""
    assert call.matter
    if any(may_file(call.actor, p, call.body.pk) for p in standing(call.matter)):
        return None
    return Refusal("这里还没有本单位的文书。", id="something_to_file", moot=True)


def something_stale(call: Call) -> Refusal | None:
    """Nothing this actor's body issued is out of date."""
    assert call.matter
    mine = [p for p in standing(call.matter) if own(call.actor, p) and p.state == Paper.State.ISSUED]
    if any(p.stale for p in mine) or any(_differs(p) for p in mine):
        return None
    return Refusal("本单位的文书内容都没有变，不用重出。", id="something_stale", moot=True)


def _said(fact: Fact) -> str:
    ids = fact.data.get("papers") or [fact.data.get("paper")]
    rows = Paper.objects.unguarded("the sentence of a fact whose reader was found to see it").filter(pk__in=ids)
    names = [f"{p.number + ' ' if p.number else ''}{p.title}" for p in rows.order_by("pk")]
    return "；".join(names)


def bind(*kinds: str) -> None:
    """Give the procedures of these kinds their two asides."""
    for kind in kinds:
        act(f"{kind}.sign_back", SignBackForm)(sign_back)
        act(f"{kind}.reissue", ReissueForm)(reissue)
        standing_check(f"{kind}.something_to_file")(something_to_file)
        standing_check(f"{kind}.something_stale")(something_stale)
        word(f"{kind}.sign_back", f"{kind}.reissue")(_said)
