"""Entering a ledger in one act, and taking it back while nothing of it has been used."""

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from quancheng.procedure import engine, undo
from quancheng.procedure.calls import Open
from quancheng.record import clock
from quancheng.record.locks import writing
from quancheng.record.models import Fact, Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body
from quancheng.roster.sheets import Book

from ..models import LedgerImport, PublicCopy, Suggestion
from .mapping import BadLedger, Reading
from .plan import Entry, Line, Plan, plan

MOST = 3000  # one transaction: about 10 ms each, and on SQLite nobody else writes meanwhile
WHY = "a ledger is entered and taken back as a whole"


def enter(
    actor: Actor, made: LedgerImport, book: Book, congresses: Mapping[str, Body], *, skip_errors: bool = False
) -> Plan:
    """Enter every row without errors, all or none, under one act id. Raises BadLedger: then nothing is written."""
    with writing():
        made.refresh_from_db(from_queryset=LedgerImport.objects.select_for_update())
        if made.entered_at:
            raise BadLedger("这份台账已经导入过了，没有重复录入。")
        # Two imports into one congress wait for each other: the second one sees what the first has entered.
        list(Body.objects.select_for_update().filter(pk__in=[b.pk for b in congresses.values()]).order_by("pk"))
        found = plan(book, Reading.of(made.mapping), congresses)
        if found.wrong and not skip_errors:
            raise BadLedger(
                f"有{len(found.wrong)}行有错，一行也没有导入。请改好文件再传，或者勾选“只导入没有错误的行”。"
            )
        if len(found.entering) > MOST:
            raise BadLedger(
                f"一次最多录入{MOST}件，这份台账要录入{len(found.entering)}件。"
                "请在“核对各列”里分几次勾选工作表，或者拆成几个文件。"
            )
        if not found.lines:
            raise BadLedger("文件里没有一行数据，没有什么可以导入。请检查表头所在行和各列的对应。")
        made.act, made.entered_at = uuid.uuid4().hex, clock.now()
        made.entered, made.same = len(found.entering), len(found.same)
        made.left_out = len(found.wrong) + len(found.left)
        made.save()
        for line in found.entering:
            _enter(actor, made, line)
        return found


def _enter(actor: Actor, made: LedgerImport, line: Line) -> Matter:
    entry = line.entry
    assert entry
    parties = [(p, "lead") for p in entry.lead] + [(p, "cosign") for p in entry.cosign]
    held = [(b, "lead") for b in entry.units] + [(b, "co") for b in entry.co_units]
    new = Open("suggestions", entry.title, _row(entry, made), parties=[*parties, *held], number=entry.number)
    data = {"import": made.pk, "row": line.row}
    return engine.enter_past(
        actor, new, entry.congress, ended_as="ledger", on=entry.on, on_as=entry.on_as, act=made.act, data=data
    )


def _row(entry: Entry, made: LedgerImport) -> Suggestion:
    texts = entry.texts
    return Suggestion(
        source=Suggestion.Source.LEDGER,
        wish=Suggestion.Wish.NO,
        text=texts.get("text", ""),
        category=entry.category,
        category_word=texts.get("category", ""),
        ledger_session=entry.session,
        ledger_lead=texts.get("lead", ""),
        ledger_cosign=texts.get("cosign", ""),
        ledger_units=texts.get("units", ""),
        ledger_co_units=texts.get("co_units", ""),
        ledger_handed=entry.handed,
        ledger_replied=entry.replied,
        ledger_result=texts.get("result", ""),
        ledger_rating=texts.get("rating", ""),
        ledger_reply=texts.get("reply", ""),
        ledger_note=texts["note"],
        ledger_digest=entry.digest,
        imported=made,
    )


def entered(made: LedgerImport) -> list[Matter]:
    """The matters of an import that stand, in the order of the file."""
    return list(_standing(made).select_related("body", "suggestion").order_by("pk"))


def _standing(made: LedgerImport) -> QuerySet[Matter]:
    return Matter.objects.unguarded(WHY).filter(suggestion__imported=made).exclude(ended_as="annulled")


def used(made: LedgerImport) -> list[Matter]:
    """Matters of the import that something hangs on: another matter, a public copy, anything done to it since."""
    rows = _standing(made)
    ids = set(Matter.objects.unguarded(WHY).filter(arises_from__in=rows).values_list("arises_from_id", flat=True))
    ids |= set(Matter.objects.unguarded(WHY).filter(part_of__in=rows).values_list("part_of_id", flat=True))
    ids |= set(Suggestion.objects.unguarded(WHY).filter(merged_into__in=rows).values_list("merged_into_id", flat=True))
    ids |= set(PublicCopy.objects.unguarded(WHY).filter(matter__in=rows).values_list("matter_id", flat=True))
    later = Fact.objects.unguarded(WHY).filter(matter__in=rows).exclude(kind="suggestions.enter_past")
    ids |= set(later.values_list("matter_id", flat=True))
    return [m for m in entered(made) if m.pk in ids]


def take_back(actor: Actor, made: LedgerImport) -> int:
    """撤销导入: annul every matter of it; the file may be imported again. Raises BadLedger if one has been used."""
    with writing():
        made.refresh_from_db(from_queryset=LedgerImport.objects.select_for_update())
        if not made.entered_at or made.undone_at:
            raise BadLedger("这次导入还没有录入，或者已经撤销了。")
        if hang := used(made):
            raise BadLedger(
                f"不能撤销：{_named(hang)}已经用上了（有了关联的事项、公开件或后来的办理记录）。个别录错的请逐件作废。"
            )
        matters = entered(made)
        for matter in matters:
            undo.annul(actor, matter, f"撤销历年台账的导入：{made.name}")
        made.undone_at = clock.now()
        made.save(update_fields=["undone_at"])
        return len(matters)


def _named(matters: Iterable[Matter]) -> str:
    names = [f"“{m.title}”" for m in matters]
    return "、".join(names[:3]) + (f"等{len(names)}件" if len(names) > 3 else "")
