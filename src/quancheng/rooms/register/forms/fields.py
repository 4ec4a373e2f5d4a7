"""Fields the register's forms share: deputies of the term, bodies of the congress, what a register says of a person."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField
from quancheng.roster.models import Body, Mandate, Person, Post

NOBODY = ("", "请选择")
SEX = [("", "不填"), *Person.Sex.choices]
ORGANS = (Body.Kind.CONGRESS, Body.Kind.STANDING_COMMITTEE, Body.Kind.PRESIDIUM)


class SeatField(forms.ChoiceField):
    """One seat of the term; cleans to the mandate."""

    def offer(self, seats: QuerySet[Mandate]) -> None:
        rows = seats.select_related("person", "group").order_by("delegation", "person__stroke_key", "pk")
        self.choices = [NOBODY, *((str(m.pk), seat_words(m)) for m in rows)]

    def clean(self, value: Any) -> Mandate | None:
        key = super().clean(value)
        return Mandate.objects.select_related("person", "term", "congress").get(pk=key) if key else None


class BodyField(forms.ChoiceField):
    """One body from those offered; cleans to it."""

    def offer(self, bodies: QuerySet[Body], none: str = "请选择") -> None:
        self.choices = [("", none), *((str(b.pk), b.name) for b in bodies.order_by("kind", "pk"))]

    def clean(self, value: Any) -> Body | None:
        key = super().clean(value)
        return Body.objects.get(pk=key) if key else None


def seat_words(seat: Mandate) -> str:
    """杨志强（石桥代表团，第三选区）: enough to tell two of the same name apart."""
    place = "，".join(x for x in (seat.delegation, seat.district) if x)
    return f"{seat.person.name}（{place}）" if place else seat.person.name


def who_words(person: Person) -> str:
    """A person as a registrar recognises him: name, year of birth, where he sits or serves."""
    found = [f"{person.born_year}年生"] if person.born_year else []
    seats = Mandate.objects.filter(person=person, ends_on=None).select_related("congress")
    posts = Post.objects.filter(person=person, until=None).select_related("body")
    found += [f"{seat.congress.name}代表" for seat in seats]
    found += [f"{post.body.name}{post.title}" for post in posts]
    return f"{person.name}（{'，'.join(found) or '没有职务'}）"


def organs(call: Call) -> QuerySet[Body]:
    """The bodies of this congress that accept, decide and announce: itself, its standing committee, its presidium."""
    mine = Q(pk=call.body.pk) | Q(congress=call.body)
    return Body.objects.filter(mine, kind__in=ORGANS, until=None)


def groups(call: Call) -> QuerySet[Body]:
    """代表小组 of this congress that are still there."""
    return Body.objects.filter(congress=call.body, kind=Body.Kind.GROUP, until=None)


class PersonForm(forms.Form):
    """What a register says of a person. Nothing here identifies him to an office: that is sealed elsewhere."""

    PERSON: ClassVar = ("sex", "nation", "born_year", "born_month", "party", "education")

    sex = forms.ChoiceField(label="性别", choices=SEX, required=False)
    nation = forms.CharField(label="民族", max_length=20, required=False)
    born_year = forms.IntegerField(label="出生年", min_value=1900, max_value=2100, required=False)
    born_month = forms.IntegerField(label="出生月", min_value=1, max_value=12, required=False)
    party = forms.CharField(label="政治面貌", max_length=20, required=False)
    education = forms.CharField(label="文化程度", max_length=20, required=False)


class SeatForm(forms.Form):
    """What a register says of a seat."""

    SEAT: ClassVar = (
        "district", "delegation", "group", "composition", "occupation", "employer", "elected_as", "elected_on",
    )  # fmt: skip

    district = forms.CharField(label="选区", max_length=60, required=False)
    delegation = forms.CharField(label="代表团", max_length=40, required=False)
    group = BodyField(label="代表小组", required=False)
    composition = forms.CharField(
        label="代表构成", max_length=20, required=False, help_text="例如：工人、农民、专业技术人员、干部"
    )
    occupation = forms.CharField(label="职业", max_length=40, required=False)
    employer = forms.CharField(label="工作单位及职务", max_length=80, required=False)
    elected_as = forms.ChoiceField(label="怎样当选", choices=Mandate.ElectedAs.choices)
    elected_on = DayField(label="当选日期", required=False)


def demand_name(text: str) -> str:
    """A name without the blanks typed into it. Raises ValidationError."""
    name = "".join(text.split()) if not text.isascii() else " ".join(text.split())
    if not name:
        raise ValidationError("请填写姓名。")
    if any(c.isdigit() for c in name):
        raise ValidationError("姓名里有数字，请核对；身份证号、手机号不写在这里。")
    return name
