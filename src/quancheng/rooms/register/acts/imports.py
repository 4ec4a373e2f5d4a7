"""A roll or a list of units entered as a whole, and taken back as a whole."""

from typing import Any

from quancheng.procedure.calls import Ask, Call, Refusal, Told
from quancheng.procedure.registry import act, check
from quancheng.record import clock, kept
from quancheng.record.models import new_ref
from quancheng.roster import personal
from quancheng.roster.models import Body, Mandate, Person, Post
from quancheng.roster.sheets.cells import squeeze

from ..forms import imports as forms
from ..forms.seats import own_term
from ..imports import deputies, files, units
from ..imports.table import Plan
from ..models import RosterImport
from .seats import asked


@check("terms.can_seal")
def can_seal(call: Call) -> Refusal | None:
    """Numbers are kept sealed or not at all."""
    plan: Plan | None = call.data.get("plan")
    sealed = plan and any(getattr(x.entry, "numbers", None) or getattr(x.entry, "phone", "") for x in plan.entering)
    if not sealed or personal.can_seal():
        return None
    return Refusal(
        "表里有身份证号、手机号或住址，而这台机器还没有密钥，这些信息只能加密保存。",
        who="系统管理员：运行 quancheng key new；或者在“核对各列”里把这几列改为不导入",
        id="can_seal",
    )


@act("terms.import_roster", forms.ImportForm)
def import_roster(call: Call) -> Told:
    """导入名册: all rows without errors, in one step, with a journal of its own."""
    made: RosterImport = call.data["chosen"]
    plan: Plan = call.data["plan"]
    with kept.collected() as journal:
        if made.what == RosterImport.What.UNITS:
            _units(call, plan)
        else:
            _deputies(call, plan)
    kept.write(
        made, entered_at=clock.now(), entered=len(plan.entering), same=len(plan.same), left_out=len(plan.wrong), journal=journal
    )  # fmt: skip
    files.forget_file(made)
    elect = made.what == RosterImport.What.DEPUTIES and any(forms.begins(call, x.entry) is None for x in plan.entering)
    asks = [Ask("confirm_seats", call.body)] if elect and not asked(call, "confirm_seats") else []
    return Told(data={"import": made.pk, "entered": len(plan.entering), "same": len(plan.same)}, asks=asks)


def _deputies(call: Call, plan: Plan) -> None:
    term, groups = own_term(call), dict(deputies.Roll(own_term(call)).groups)
    for line in plan.entering:
        entry: deputies.Entry = line.entry
        person = _person(entry)
        if entry.group and entry.group not in groups:
            groups[entry.group] = _body(
                call, name=entry.group, kind=Body.Kind.GROUP, congress=call.body, has_account=False
            )
        seat = Mandate(
            person=person, term=term, congress=call.body, group=groups.get(entry.group),
            begins_on=forms.begins(call, entry), **entry.seat,
        )  # fmt: skip
        kept.write(seat)


def _person(entry: deputies.Entry) -> Person:
    """Found and its gaps filled, or new; numbers are put only where none are kept yet."""
    person = entry.known
    if person is None:
        person = Person(name=entry.name, **entry.person)
        kept.write(person)
    elif gaps := {k: v for k, v in entry.person.items() if getattr(person, k) in ("", None)}:
        kept.write(person, **gaps)
    _seal(person, entry.numbers)
    return person


def _seal(person: Person, values: dict[str, str]) -> None:
    if values and not any(personal.masked(person).values()):
        personal.put(person, **values)
        kept.made("roster.personaldata", person.pk)


def _body(call: Call, **values: Any) -> Body:
    made = Body(
        slug=f"{call.body.slug[:40]}-{new_ref()}", tier=call.body.tier, area_id=call.body.area_id,
        **({"short": values["name"][:40], "parent": call.body if values.get("congress") else None} | values),
    )  # fmt: skip
    kept.write(made)
    return made


def _units(call: Call, plan: Plan) -> None:
    """Units first, then what each stands under, then their people."""
    made = {line.name: _body(call, **line.entry.body) for line in plan.entering}
    there = units.names_of(call.body)
    for line in plan.entering:
        entry: units.Entry = line.entry
        if entry.parent:
            kept.write(made[line.name], parent=there[squeeze(entry.parent)])
        _people(call, made[line.name], entry)


def _people(call: Call, body: Body, entry: units.Entry) -> None:
    """Its head and its contact, who may be one person; the telephone is the contact's."""
    clerk = "government_office" if body.kind == Body.Kind.GOVERNMENT_OFFICE else "handler"
    made: dict[str, Person] = {}
    for part, role, title in (("head", "handler_head", entry.head_title or "负责人"), ("contact", clerk, "经办人")):
        if name := getattr(entry, part):
            person = entry.known.get(part) or made.get(name) or Person(name=name)
            if person.pk is None:
                kept.write(person)
            made[name] = person
            kept.write(Post(person=person, body=body, role=role, title=title[:40], since=call.on))
    if entry.phone and made:
        _seal(made[entry.contact or entry.head], {"phone": entry.phone})


@check("terms.import_unused")
def import_unused(call: Call) -> Refusal | None:
    """An import goes as a whole or not at all."""
    made: RosterImport | None = call.data.get("chosen")
    if made is None:
        return None
    try:
        kept.demand_untouched(made.journal)
    except kept.InUse:
        return Refusal(
            "这次导入的人员或单位已经用上了（有了任职、账号、建议或别的登记），不能整批撤销。",
            who="名册经办人",
            instead="逐个用“更正登记”“终止代表资格”“撤并机构”处理",
            id="import_unused",
        )
    return None


@act("terms.undo_import", forms.UndoImportForm)
def undo_import(call: Call) -> Told:
    """撤销导入: its own journal, backwards. The file may be imported again."""
    made: RosterImport = call.data["chosen"]
    kept.take_back(made.journal)
    kept.write(made, undone_at=clock.now())
    return Told(data={"import": made.pk}, final=True)
