"""归档 as a step: the act, its form and its checks, for whatever room declares the aside `archive`."""

from contextlib import suppress

from django import forms

from quancheng.procedure import registry
from quancheng.procedure.calls import Call, Refusal, Refused, Told
from quancheng.procedure.forms import StepForm
from quancheng.procedure.registry import act, check, standing_check, word
from quancheng.record import files, seal
from quancheng.record.models import Fact, Matter

from . import code, renders, volume
from .items import BadVolume, Item, gather, trees
from .models import Volume

WHY = "a matter is archived inside the gate"
CHUNK = 8  # a fact holds no long text: a digest stands in it in pieces


class ArchiveForm(StepForm):
    """归档: nothing is asked but the day; code, order and retention follow from rules."""

    paper_kept = forms.CharField(
        label="纸质件存放处", max_length=80, required=False, help_text="纸质原件放在哪里；没有就不填"
    )

    def shape(self) -> None:
        """While the form is being filled in its papers are set, so that the archiving itself holds nobody up."""
        if not self.is_bound and self.call.matter and self.call.matter.ended_as:
            with suppress(BadVolume):  # the archiving says it
                for item in unset(self.call.matter):
                    typeset(item)


def unset(root: Matter) -> list[Item]:
    """Papers of the volume that have still to be set before it can be made without waiting. Raises BadVolume."""
    return [item for item in gather(root) if item.content and not renders.ready(item.content, printed=not item.signed)]


def typeset(item: Item) -> None:
    """Set one paper in the forms the volume takes, and keep them. Raises BadVolume."""
    assert item.content
    renders.as_word(item.content)
    if not item.signed:
        renders.as_pdf(item.content)


def archive(call: Call) -> Told:
    """Give the volume its code, make it, keep its bytes and its digest."""
    matter = call.matter
    assert matter
    _demand_sealed(matter)
    try:
        items = gather(matter)
        given = code.give(matter, volume.keep_of(items, matter.body.tier), call.on)
        made = volume.build(matter, given, call.on, items)
    except BadVolume as fault:
        raise Refused([Refusal(str(fault), who="系统管理员", id="bad_volume")]) from None
    for old in Volume.objects.unguarded(WHY).filter(matter=matter, replaced_on=None):
        old.replaced_on = call.on
        old.save(update_fields=["replaced_on"])
    row = Volume(
        matter=matter, body=given.body, year=given.year, keep=given.keep, office=given.office, number=given.number,
        edition=given.edition, code=str(given), on=call.on, upto=made.upto, items=made.rows, digest=made.digest,
        zip=files.keep(made.zip), size=len(made.zip),
    )  # fmt: skip
    row.save()
    heads = {"year": given.year, "keep": given.keep, "office": given.office, "number": given.number}
    digest = [row.digest[at : at + CHUNK] for at in range(0, len(row.digest), CHUNK)]
    return Told(
        data=heads | {"volume": row.pk, "edition": given.edition, "items": len(made.rows), "digest": digest},
    )


def _demand_sealed(matter: Matter) -> None:
    """What goes into a volume is sealed before, so that the volume can show it."""
    roots = [m.pk for m in trees(matter)]
    if Fact.objects.unguarded(WHY).filter(matter__root_id__in=roots, sealed=None).exists():
        seal.seal_body(matter.body_id)


def ended(call: Call) -> Refusal | None:
    """Only what has come to an end is archived."""
    if call.matter and call.matter.ended_as:
        return None
    return Refusal("还没有办结，不能归档。", who="先办结", id="ended", moot=True)


def changed_since(call: Call) -> Refusal | None:
    """What was archived is archived again only if something has happened since."""
    assert call.matter
    if not call.matter.ended_as:
        return None
    held = current(call.matter)
    if held is None or newer(held):
        return None
    return Refusal(f"已经归档：{held.code}，以后没有新的记录。", who="不用再办", id="changed_since", moot=True)


def nothing_pending(call: Call) -> Refusal | None:
    """A promise still open, an explanation still watched: it may be archived, and will have to be again."""
    assert call.matter
    pending = [m for m in trees(call.matter)[1:] if not m.ended_as]
    if not pending:
        return None
    what = "、".join(dict.fromkeys(registry.definition_of(m).title for m in pending))
    return Refusal(
        f"由它引起的{what}还有 {len(pending)} 项没有结束；现在归档，以后有了新记录还要重新归档。",
        who="等它们结束后归档，或写明理由现在归档", warn=True, id="nothing_pending",
    )  # fmt: skip


def current(matter: Matter) -> Volume | None:
    """The volume that stands, if the matter has been archived."""
    return Volume.objects.unguarded(WHY).filter(matter=matter, replaced_on=None).first()


def newer(held: Volume) -> bool:
    """Whether anything has been recorded since that is not in the volume."""
    roots = [m.pk for m in trees(held.matter)]
    rows = Fact.objects.unguarded(WHY).filter(matter__root_id__in=roots, pk__gt=held.upto)
    return rows.exclude(kind=f"{held.matter.kind}.archive").exists()


def told(fact: Fact) -> str:
    """归入哪一件."""
    found = Volume.objects.unguarded(WHY).filter(pk=fact.data.get("volume")).first()
    if found is None:
        return ""
    return f"{found.code}，{len(found.items)} 份文件{f'，第 {found.edition} 次' if found.edition > 1 else ''}"


def bind(*kinds: str) -> None:
    """Give the procedures of these kinds their aside 归档."""
    for kind in kinds:
        act(f"{kind}.archive", ArchiveForm)(archive)
        standing_check(f"{kind}.ended")(ended)
        standing_check(f"{kind}.changed_since")(changed_since)
        check(f"{kind}.nothing_pending")(nothing_pending)
        word(f"{kind}.archive")(told)
