"""Personal data of the congress's people: kept sealed, by whoever keeps the register; the fact says which, never what."""

from quancheng.procedure.calls import Call, Refusal, Told
from quancheng.procedure.registry import act, check
from quancheng.roster import personal
from quancheng.roster.models import Person

from ..forms.personal import PersonalForm


@check("terms.personal_fits")
def personal_fits(call: Call) -> Refusal | None:
    """There is a key to seal with, and the ID number is nobody else's and agrees with the sex that is registered."""
    if not any(call.data.get(name) for name in personal.FIELDS):
        return None
    if not personal.can_seal():
        return Refusal(
            "这台机器还没有密钥，个人信息只能加密保存。", who="系统管理员：运行 quancheng key new", id="personal_fits"
        )
    try:
        personal.fits(Person.objects.get(pk=call.data["person"]), call.data.get("id_number") or "")
    except personal.BadValue as fault:
        return Refusal(str(fault), who="请对着证件核对", id="personal_fits")
    return None


@act("terms.keep_personal", PersonalForm)
def keep_personal(call: Call) -> Told:
    """登记个人信息. Taken back by nobody: what stood before is not kept anywhere."""
    person, erased = Person.objects.get(pk=call.data["person"]), call.data["erase"]
    given = {name: call.data[name] for name in personal.FIELDS if call.data.get(name)}
    personal.put(person, **given, **dict.fromkeys(erased, ""))
    return Told(data={"person": person.pk, "kept": sorted(given), "erased": sorted(erased)}, tells=[person], final=True)
