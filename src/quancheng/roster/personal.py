"""Personal data: kept sealed, found by marks, opened only with a reason, and every opening written down.

个人信息保护法 6 (no more than needed), 44-45 (who is concerned may know and look), 47 (erased on request), 51 (encrypted).
This module alone touches the table; everybody else calls it. It asks no clock: the moment of a look is given.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from . import boxes, identity, keys
from .boxes import seal, unseal
from .identity import BadValue, Told, born_and_sex
from .keys import BadKey
from .models import Look, Person, PersonalData

__all__ = [
    "FIELDS", "LABELS", "NORMAL", "SEALED", "BadKey", "BadValue", "Seen", "Taken", "Told", "born_and_sex", "can_seal", "duplicates",
    "erase", "find", "fits", "look", "look_many", "looks_at", "masked", "masked_many", "put", "seal", "unseal",
]  # fmt: skip

TABLE = "roster_personaldata"
FIELDS: Final = boxes.PLACES[TABLE]
LABELS = {name: str(PersonalData._meta.get_field(name).verbose_name) for name in FIELDS}  # type: ignore[union-attr]
MARKS = {"id_number": "id_mark", "phone": "phone_mark"}
NORMAL = {"id_number": identity.id_number, "phone": identity.phone, "address": identity.address}
SEALED = "已封存"  # it is kept, and cannot be opened here: no key, another key, or a damaged box
REASON = Look._meta.get_field("reason").max_length or 80
Who = Person | int


class Taken(BadValue):
    """Another person has this ID number; `person` says who."""

    def __init__(self, person: Person):
        self.person = person
        super().__init__("id_number", f"这个身份证号已经登记在“{person.name}”名下，请核对是不是同一个人。")


def can_seal() -> bool:
    """Whether there is a key to seal with; a form asks before it offers the fields."""
    return keys.ring() is not None


def put(person: Person, *, id_number: object = None, phone: object = None, address: object = None) -> None:
    """Keep what is given, each in its own box; None leaves a field as it is, "" takes it away.

    Raises BadValue (what is wrong with it), Taken (another person has this ID number), BadKey (no key).
    """
    given = {"id_number": id_number, "phone": phone, "address": address}
    values = {f: NORMAL[f](v) if str(v).strip() else "" for f, v in given.items() if v is not None}
    with transaction.atomic():
        if values.get("id_number"):
            _belongs(person, values["id_number"])
        if any(values.values()):
            PersonalData.objects.get_or_create(person=person)
        row = PersonalData.objects.select_for_update().filter(person=person).first()
        if row is None:
            return
        for field, text in values.items():
            setattr(row, field, seal(TABLE, person.pk, field, text) if text else None)
            if field in MARKS:
                setattr(row, MARKS[field], boxes.mark(field, text) if text else "")
        row.save()


def fits(person: Person, id_number: object) -> None:
    """Whether `put` would take this ID number for that person. Raises BadValue, Taken."""
    if id_number:
        _belongs(person, identity.id_number(id_number))


def _belongs(person: Person, number: str) -> None:
    """The number is this person's as far as one can tell."""
    if person.sex and person.sex != born_and_sex(number).sex:
        raise BadValue("id_number", f"身份证号的第 17 位与性别“{person.get_sex_display()}”不符，请核对号码和性别。")
    other = next((p for p in find(id_number=number) if p.pk != person.pk), None)
    if other:
        raise Taken(other)


def erase(person: Who) -> None:
    """Take everything away (个人信息保护法 47). Who looked at it stays."""
    PersonalData.objects.filter(person_id=_pk(person)).delete()


def look(by: Who | None, person: Who, fields: Iterable[str], reason: str, *, at: datetime) -> dict[str, str]:
    """Open fields of one person's data and write down who opened them and why. "" = nothing kept, SEALED = not here.

    `by` None is a command of the host. Raises ValueError without a reason.
    """
    return look_many(by, [person], fields, reason, at=at)[_pk(person)]


def look_many(
    by: Who | None, people: Iterable[Who], fields: Iterable[str], reason: str, *, at: datetime
) -> dict[int, dict[str, str]]:
    """The same for several people, by id: one line in each one's own list."""
    if not 0 < len(reason) <= REASON:
        raise ValueError("a look has a reason of at most 80 characters")
    asked, ids = tuple(fields), [_pk(p) for p in people]
    with transaction.atomic():
        opened = {pk: {f: held.get(f, "") for f in asked} for pk, held in _open(ids).items()}
        seen = {pk: [f for f, v in held.items() if v not in ("", SEALED)] for pk, held in opened.items()}
        Look.objects.bulk_create(
            Look(person_id=pk, by_id=None if by is None else _pk(by), at=at, fields=names, reason=reason)
            for pk, names in seen.items()
            if names
        )
    return opened


def _open(people: list[int]) -> dict[int, dict[str, str]]:
    """What is kept of each, opened where it can be. Nobody outside sees it without a look, or masked."""
    found: dict[int, dict[str, str]] = {pk: {} for pk in people}
    for row in PersonalData.objects.filter(person_id__in=people):
        for field in FIELDS:
            if box := getattr(row, field):
                text = unseal(TABLE, row.pk, field, box)
                found[row.pk][field] = SEALED if text is None else text
    return found


def masked(person: Who) -> dict[str, str]:
    """What may stand in a list without a look: 138****0000, 530***********0015, 已登记 for an address."""
    return masked_many([person])[_pk(person)]


def masked_many(people: Iterable[Who]) -> dict[int, dict[str, str]]:
    """The same for several people, by id, in one query; a field that is not kept is ""."""
    found = _open([_pk(p) for p in people])
    return {pk: {f: _mask(f, held.get(f, "")) for f in FIELDS} for pk, held in found.items()}


def _mask(field: str, text: str) -> str:
    if text in ("", SEALED):
        return text
    return "已登记" if field == "address" else f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"


def find(*, id_number: object = None, phone: object = None) -> list[Person]:
    """Whose value this is, without opening anything. A malformed value is nobody's."""
    field, value = ("id_number", id_number) if id_number is not None else ("phone", phone)
    try:
        wanted = boxes.marks(field, NORMAL[field](value))
    except BadValue:
        return []
    return list(Person.objects.filter(**{f"personal__{MARKS[field]}__in": wanted}).order_by("pk"))


def duplicates(field: str = "id_number") -> list[list[Person]]:
    """Groups of people who have the same value."""
    column = MARKS[field]
    groups: dict[str, list[Person]] = defaultdict(list)
    for row in PersonalData.objects.exclude(**{column: ""}).select_related("person").order_by("pk"):
        groups[getattr(row, column)].append(row.person)
    return [people for people in groups.values() if len(people) > 1]


@dataclass(frozen=True)
class Seen:
    """One look, in words for the person concerned."""

    at: datetime
    who: str
    fields: str
    reason: str


def looks_at(person: Who, limit: int = 200) -> list[Seen]:
    """Who has opened this person's data, latest first."""
    rows = Look.objects.filter(person_id=_pk(person)).select_related("by").order_by("-at", "-pk")[:limit]
    return [
        Seen(r.at, r.by.name if r.by else "系统管理员", "、".join(LABELS.get(f, f) for f in r.fields), r.reason)
        for r in rows
    ]


def _pk(who: Who) -> int:
    return who.pk if isinstance(who, Person) else who
