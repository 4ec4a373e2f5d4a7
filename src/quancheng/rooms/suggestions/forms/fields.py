"""Fields the room's forms share: people and units of the place, and the county's own lists from its rulings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from quancheng.law.rules import Choice, NoRule
from quancheng.procedure.calls import Call
from quancheng.roster.models import Body, Mandate, Person

UNITS = (
    Body.Kind.DEPARTMENT, Body.Kind.STATION, Body.Kind.GOVERNMENT, Body.Kind.GOVERNMENT_OFFICE, Body.Kind.PARTY_COMMITTEE
)  # fmt: skip

LONG = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 3})


class PeopleField(forms.MultipleChoiceField):
    """Deputies of the congress, several; cleans to persons."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)

    def offer(self, call: Call, without: set[int]) -> None:
        """Offer the deputies in office today, without those named."""
        rows = (
            Mandate.objects.on(call.today)
            .filter(congress=call.body)
            .exclude(person_id__in=without)
            .order_by("delegation", "pk")
        )
        self.choices = [
            (str(person), f"{name}（{delegation or district}）")
            for person, name, delegation, district in rows.values_list(
                "person_id", "person__name", "delegation", "district"
            )
        ]

    def clean(self, value: Any) -> list[Person]:
        return list(Person.objects.filter(pk__in=super().clean(value)))


class UnitField(forms.ChoiceField):
    """A unit of this place that can handle a suggestion; cleans to a body, its successor where it has ended."""

    def clean(self, value: Any) -> Body | None:
        key = super().clean(value)
        return Body.objects.select_related("successor").get(pk=key).heir if key else None


def units(congress: Body) -> list[tuple[str, str]]:
    """The units that may handle a suggestion of this congress; the county's also goes to township governments."""
    near = Q(tier=congress.tier) & (Q(area_id=congress.area_id) | Q(parent__area_id=congress.area_id))
    below = Q(kind=Body.Kind.GOVERNMENT, tier=Body.Tier.TOWNSHIP, area__code__startswith=congress.area_id)
    rows = Body.objects.filter(near | below if congress.tier == Body.Tier.COUNTY else near, kind__in=UNITS, until=None)
    return [
        ("", "请选择"),
        *(
            (str(pk), name if has_account else f"{name}（无账号，代录）")
            for pk, name, has_account in rows.order_by("kind", "pk").values_list("pk", "name", "has_account")
        ),
    ]


def options(call: Call, rule: str) -> list[tuple[str, str]]:
    """The county's own list under that rule; empty where it has not filled it in."""
    return [(o.id, o.label) for o in local(call, rule).options]


def local(call: Call, rule: str) -> Choice:
    """The options of a local choice; an empty choice where none is in force (地方规定未填)."""
    try:
        value = call.rule(rule).value
    except NoRule:
        return Choice(())
    assert isinstance(value, Choice)
    return value


def one_line(text: str) -> str:
    """A title on one line, without the full stop people put at its end."""
    return " ".join(text.split()).rstrip("。.")


def ask_category(form: forms.Form, call: Call, *, required: bool) -> None:
    """Add 类别 if this county has a list of categories, else a free word."""
    listed = options(call, "suggestion.categories")
    form.fields["category"] = (
        forms.ChoiceField(label="类别", choices=[("", "请选择"), *listed], required=required)
        if listed
        else forms.CharField(
            label="类别", max_length=40, required=False, help_text="本地还没有在规定里填写类别，先按习惯写"
        )
    )


def category_word(call: Call, category: str) -> str:
    """The county's word for a category id."""
    return dict(options(call, "suggestion.categories")).get(category, category)


def demand(text: str, what: str) -> str:
    """A text that must not be blank."""
    if not text.strip():
        raise ValidationError(f"请写明{what}。")
    return text.strip()
