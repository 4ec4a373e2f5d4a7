"""Forms about coming in: whose card, whose account, and what is to become of it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quancheng.procedure.forms import StepForm
from quancheng.roster.access import people, seatcards, staff, totp
from quancheng.roster.access.seatcards import State
from quancheng.roster.models import Account, Mandate, Person, SeatCard

from .fields import NOBODY, BodyField, SeatField, groups, offer
from .seats import own_term

NO_KEY = "系统还没有密钥，动态验证码现在开通不了。请系统管理员先运行 quancheng key new。"
ELSEWHERE = "同时在上级或别处任职，登录卡和账号由上级人大机关办理。"


class IssueCardsForm(StepForm):
    """发登录卡: to one, to all who have none, to a group, to a delegation."""

    asked_when: ClassVar = {
        "seat": ("one",), "group": ("group",), "delegation": ("delegation",), "again": ("group", "delegation"),
    }  # fmt: skip
    needed: ClassVar = ("seat", "group", "delegation")

    seat = SeatField(label="哪位代表", required=False, help_text="他手上的旧卡随即作废，用旧卡的登录立即退出")
    group = BodyField(label="哪个代表小组", required=False)
    delegation = forms.ChoiceField(label="哪个代表团", required=False)
    again = forms.BooleanField(
        label="已经有卡的也重新发", required=False, help_text="旧卡随即作废；不选，就只发给还没有卡的"
    )

    def shape(self) -> None:
        self.seats = people.seats(own_term(self.call))
        named = sorted({s.delegation for s in self.seats if s.delegation})
        offer(self, "seat", self.seats)
        offer(self, "group", groups(self.call))
        self.fields["delegation"].choices = [NOBODY, *((d, d) for d in named)]  # type: ignore[attr-defined]
        self.fields["outcome"].label = "发给谁"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        asked = {"one": "seat", "group": "group", "delegation": "delegation"}.get(data.get("outcome", ""))
        if asked and not data.get(asked) and asked not in self.errors:
            self.add_error(asked, f"请选择“{self.fields[asked].label}”。")
        if not self.errors:
            data["seats"] = self._one(data["seat"]) if data["outcome"] == "one" else self._several(data)
        return data

    def _one(self, seat: Mandate) -> list[Mandate]:
        account = Account.objects.filter(person=seat.person).first()
        if account and not account.is_active:
            self.add_error("seat", f"{seat.person.name}的账号已经停用，先用“办理账号”恢复。")
        if people.outsiders([seat.person_id], self.call.body, self.call.today):
            self.add_error("seat", f"{seat.person.name}{ELSEWHERE}")
        return [seat]

    def _several(self, data: dict[str, Any]) -> list[Mandate]:
        rows = self.seats.select_related("person").order_by("delegation", "person__stroke_key", "pk")
        rows = rows.exclude(person__account__is_active=False)
        if data["outcome"] == "group":
            rows = rows.filter(group=data["group"])
        if data["outcome"] == "delegation":
            rows = rows.filter(delegation=data["delegation"])
        if data["outcome"] == "missing" or not data.get("again"):
            have = SeatCard.objects.filter(ended_at=None, account__person__mandates__in=rows)
            rows = rows.exclude(person__account__in=have.values("account"))
        away = people.outsiders(rows.values_list("person_id", flat=True), self.call.body, self.call.today)
        found = [seat for seat in rows if seat.person_id not in away]
        if not found:
            self.add_error(
                None, "这些代表都已经有登录卡，或由上级人大机关发卡，没有要发的。要重新打印，请选“一位代表”。"
            )
        return found


class ChangeCardForm(StepForm):
    """办理登录卡: unlocked, or ended without a new one."""

    seat = SeatField(label="哪位代表")

    def shape(self) -> None:
        cards = SeatCard.objects.filter(ended_at=None).values("account__person")
        offer(self, "seat", people.seats(own_term(self.call)).filter(person__in=cards))
        self.fields["outcome"].label = "办什么"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        seat: Mandate = data["seat"]
        card = SeatCard.objects.select_related("account").filter(account__person=seat.person, ended_at=None).last()
        data["card"] = card
        if people.outsiders([seat.person_id], self.call.body, self.call.today):
            self.add_error("seat", f"{seat.person.name}{ELSEWHERE}")
        elif card is None:
            self.add_error("seat", f"{seat.person.name}没有在用的登录卡。")
        elif data["outcome"] == "unlock" and seatcards.state(card) is not State.LOCKED:
            self.add_error("seat", f"{seat.person.name}的登录卡没有锁住。")
        return data


class OpenAccountForm(StepForm):
    """开账号: for somebody who holds a post here."""

    person = forms.TypedChoiceField(label="给谁开", coerce=int, help_text="先在名册里登记了职务的人才在这里")
    login = forms.CharField(label="登录名", max_length=40, required=False, help_text="空着就用姓名；重名的在后面加数字")
    second = forms.BooleanField(label="要求动态验证码", required=False, help_text="第一次登录时先绑定手机上的验证器")

    def shape(self) -> None:
        rows = [w for w in people.staff(self.call.body, self.call.today) if w.account is None and not w.others]
        self.fields["person"].choices = [NOBODY, *((str(w.person.pk), f"{w.person.name}（{w.posts}）") for w in rows)]  # type: ignore[attr-defined]

    def clean_login(self) -> str:
        login = "".join(str(self.cleaned_data["login"]).split())
        if login and Account.objects.filter(login=login).exists():
            raise ValidationError(f"登录名“{login}”已经有人用了，请换一个，或空着由系统取。")
        return login

    def clean_second(self) -> bool:
        if self.cleaned_data["second"] and not totp.can_be_kept():
            raise ValidationError(NO_KEY)
        return bool(self.cleaned_data["second"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("person"):
            data["person"] = Person.objects.get(pk=data["person"])
            data["login"] = data.get("login") or staff.proposed(data["person"])
        return data


class ChangeAccountForm(StepForm):
    """办理账号: a new first password, a second factor asked for or begun anew, put out, closed, opened again."""

    account = forms.TypedChoiceField(label="谁的账号", coerce=int)

    def shape(self) -> None:
        near = people.within(self.call.body, self.call.today)
        rows = Account.objects.filter(person__in=near).select_related("person").order_by("person__stroke_key", "pk")
        words = ((str(a.pk), f"{a.person.name}（{a.login}{'' if a.is_active else '，已停用'}）") for a in rows)
        self.fields["account"].choices = [NOBODY, *words]  # type: ignore[attr-defined]
        self.fields["outcome"].label = "办什么"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        account = Account.objects.select_related("person").get(pk=data["account"])
        data["account"] = account
        if wrong := self._wrong(account, data["outcome"]):
            self.add_error("account", wrong)
        return data

    def _wrong(self, account: Account, what: str) -> str:
        """Why this cannot be done to that account."""
        name = account.person.name
        if what == "close" and account.person_id == self.call.actor.person_id:
            return "不能停用自己的账号，请由另一位管理名册的同志办理。"
        if what == "reopen":
            return f"{name}的账号没有停用。" if account.is_active else ""
        if not account.is_active:
            return f"{name}的账号已经停用，先恢复再办。"
        if what == "lost_phone" and not account.totp:
            return f"{name}没有开通动态验证码，不用重设。"
        if what == "second" and not totp.can_be_kept():
            return NO_KEY
        return f"已经要求{name}用动态验证码了。" if what == "second" and account.must_second else ""
