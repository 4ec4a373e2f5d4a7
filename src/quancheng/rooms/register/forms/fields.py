"""Fields the register's forms share: deputies of the term, bodies of the congress, what a register says of a person."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField
from quancheng.roster.models import Body, Mandate, Person, Post

NOBODY = ("", "请选择")
NEW = "new"
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


class SeatsField(forms.MultipleChoiceField):
    """Several seats of the term; cleans to mandates."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, seats: QuerySet[Mandate]) -> None:
        rows = seats.select_related("person").order_by("delegation", "person__stroke_key", "pk")
        self.choices = [(str(m.pk), seat_words(m)) for m in rows]

    def clean(self, value: Any) -> list[Mandate]:
        rows = Mandate.objects.filter(pk__in=super().clean(value)).select_related("person", "term")
        return list(rows.order_by("pk"))


class BodyField(forms.ChoiceField):
    """One body from those offered; cleans to it."""

    def offer(self, bodies: QuerySet[Body], none: str = "请选择") -> None:
        self.choices = [("", none), *((str(b.pk), b.name) for b in bodies.order_by("kind", "pk"))]

    def clean(self, value: Any) -> Body | None:
        key = super().clean(value)
        return Body.objects.get(pk=key) if key else None


def offer(form: forms.Form, name: str, *given: Any) -> None:
    """Let a field of this module offer these rows; what it says for nothing chosen may follow."""
    field: Any = form.fields[name]
    field.offer(*given)


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


class OrganForm(forms.Form):
    """Which body decided or announced it, and in which document: what the register may not decide by itself."""

    organ = BodyField(label="由哪个机关决定或公告")
    document = forms.CharField(
        label="依据文件", max_length=120, help_text="名称和文号，例如：云岭县人大常委会公告〔2026〕第3号"
    )

    def offer_organs(self, call: Call, first: str) -> None:
        """The organs of this congress, the one of that kind chosen beforehand."""
        rows = organs(call)
        field: BodyField = self.fields["organ"]  # type: ignore[assignment]
        field.offer(rows)
        usual = rows.filter(kind=first).first() or rows.filter(kind=Body.Kind.CONGRESS).first()
        self.initial.setdefault("organ", str(usual.pk) if usual else "")


class WhoForm(forms.Form):
    """Somebody by name: known to the roster, or new. A namesake is asked about, never guessed."""

    full_name = forms.CharField(label="姓名", max_length=40)
    same = forms.ChoiceField(label="名册里有同名的人", required=False, widget=forms.RadioSelect)
    namesakes: list[Person]

    def ask_who(self) -> None:
        """Offer those of that name; nothing to ask where there is nobody."""
        name = "".join(str(self.data.get("full_name") or self.initial.get("full_name") or "").split())
        self.namesakes = list(Person.objects.filter(name=name)) if name else []
        if not self.namesakes:
            del self.fields["same"]
            return
        known = [(str(p.pk), f"就是{who_words(p)}") for p in self.namesakes]
        self.fields["same"].choices = [*known, (NEW, "是另一个人，新登记")]  # type: ignore[attr-defined]

    def clean_full_name(self) -> str:
        return demand_name(self.cleaned_data["full_name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.namesakes and not data.get("same") and "same" not in self.errors:
            self.add_error("same", "请看清是不是同一个人：一个人在名册里只登记一次，可以当两级代表。")
        data["person"] = next((p for p in self.namesakes if str(p.pk) == data.get("same")), None)
        return data


class ShownForm(forms.Form):
    """Something that stands in the roster, chosen first and then shown as it stands, to be changed where it is wrong.

    A link may have chosen it (?seat=12); without one the first page asks only for the choice.
    """

    CHOSEN: ClassVar[str]
    COLUMNS: ClassVar[tuple[str, ...]]

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def show(self, rows: QuerySet[Any]) -> None:
        """Fill in what stands there. `rows` are those that may be chosen."""
        key = str(self.data.get(self.CHOSEN) or self.initial.get(self.CHOSEN) or "")
        row = rows.filter(pk=key).first() if key.isdecimal() else None
        self.first_look = self.is_bound and str(self.data.get("shown") or "") != key
        if row is None:
            for name in self.COLUMNS:
                self.fields[name].required = False
                self.fields[name].widget = forms.HiddenInput()
        elif self.first_look:
            there = {k: v for k, v in self.as_it_stands(row).items() if v is not None}
            self.data = there | {self.CHOSEN: key, "shown": key, "on": self.data.get("on", "")}
        elif not self.is_bound:
            self.initial.update(self.as_it_stands(row) | {self.CHOSEN: key, "shown": key})

    def as_it_stands(self, row: Any) -> dict[str, Any]:
        """What the roster says, by the names of the form's fields; forms override where they differ from the columns."""
        found = {}
        for name in self.COLUMNS:
            value = getattr(row, name)
            found[name] = value.pk if hasattr(value, "pk") else value
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.first_look and data.get(self.CHOSEN):
            self.add_error(None, "下面是现在的登记，改好后再提交。")
        return data


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


def entered_on(form: forms.Form) -> None:
    """The day of a step that only enters something: when it was entered, since nothing happened on it."""
    form.fields["on"].label, form.fields["on"].help_text = "登记日期", ""


def demand_name(text: str) -> str:
    """A name without the blanks typed into it. Raises ValidationError."""
    name = "".join(text.split()) if not text.isascii() else " ".join(text.split())
    if not name:
        raise ValidationError("请填写姓名。")
    if any(c.isdigit() for c in name):
        raise ValidationError("姓名里有数字，请核对；身份证号、手机号不写在这里。")
    return name
