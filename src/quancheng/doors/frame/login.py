"""Coming in and going out: passwords, the demo county's role cards, a new password."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, password_validation, update_session_auth_hash
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from quancheng.record import clock
from quancheng.roster.access import logins, seatcards
from quancheng.roster.models import Account, Login

from . import cards, devices, second_factor
from .doorway import acting, home_of, inside
from .entering import BACKEND, enter, go_out, here, next_of
from .errors import sentence

__all__ = ["BACKEND", "PasswordBackend", "QuickArgon2", "locked_out"]


class QuickArgon2(Argon2PasswordHasher):
    """Argon2id with about 25 ms of one core: 450 deputies log in at nine o'clock."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


class PasswordBackend(BaseBackend):
    """An active account by its login and password."""

    def authenticate(  # type: ignore[override]  # Django takes a backend by the names of what it asks for
        self, request: HttpRequest | None, login: str, password: str
    ) -> Account | None:
        account = Account.objects.select_related("person").filter(login=login, is_active=True).first()
        if account is None:
            Account().set_password(password)  # the same time, so that nobody learns which names exist
            return None
        return account if account.check_password(password) else None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.select_related("person").filter(pk=user_id, is_active=True).first()


class LoginForm(forms.Form):
    """登录名和密码."""

    login = forms.CharField(
        label="登录名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def landing(request: HttpRequest) -> HttpResponse:
    """/ : to one's own desk or pocket, or to the log-in page."""
    return redirect(home_of(acting(request))) if request.user.is_authenticated else redirect(settings.LOGIN_URL)


@never_cache
@sensitive_post_parameters()
def login_page(request: HttpRequest) -> HttpResponse:
    """登录. A wrong name and a wrong password are answered alike; a phone with a seat card is asked for its PIN."""
    if request.method == "GET" and "password" not in request.GET and seatcards.on_device(devices.secret(request)):
        return redirect("/card/?" + urlencode({"next": next_of(request)}))
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, login=form.cleaned_data["login"], password=form.cleaned_data["password"])
        if isinstance(account, Account):
            return second_factor.admit(request, account, next_of(request))
        if not getattr(request, "axes_locked_out", False):
            form.add_error(None, "登录名或密码不对。请核对后再试；忘记密码请找本级人大机关的管理员重设。")
    shown = cards.hands(request) if cards.allowed(request) else []
    status = 422 if request.method == "POST" else 200
    return render(
        request, "frame/login.html", {"form": form, "hands": shown, "next": request.GET.get("next", "")}, status=status
    )


@require_POST
def login_as(request: HttpRequest, account: int) -> HttpResponse:
    """Take a role card of the demo county. Where there are no cards there is no such page."""
    if not cards.allowed(request):
        raise Http404
    chosen = Account.objects.filter(pk=account, is_active=True).first()
    if chosen is None:
        raise Http404
    enter(request, chosen, Login.By.ROLE_CARD)
    return redirect(next_of(request))


@require_POST
def logout_page(request: HttpRequest) -> HttpResponse:
    """退出."""
    go_out(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(request: HttpRequest, credentials: Any = None, *_: Any, **__: Any) -> HttpResponse:
    """Too many wrong passwords: a sentence and 429."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return sentence(
        request,
        429,
        "试错太多次，先歇一歇",
        f"这个登录名已经连续输错 {settings.AXES_FAILURE_LIMIT} 次，{minutes} 分钟后可以再试；"
        "急用请找本级人大机关的管理员重设密码。",
    )


class NewPassword(forms.Form):
    """改密码."""

    old = forms.CharField(
        label="现在的密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label="新密码",
        min_length=8,
        max_length=128,
        strip=False,
        help_text="至少 8 位，不要用生日、电话号码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="新密码再输一次", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, account: Account, *args: Any):
        self.account = account
        super().__init__(*args)

    def clean_old(self) -> str:
        if not self.account.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError("现在的密码不对。")
        return str(self.cleaned_data["old"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned["new"] != cleaned.get("again"):
            self.add_error("again", "两次输入的新密码不一样。")
        elif cleaned.get("new") and cleaned["new"] == cleaned.get("old"):
            self.add_error("new", "新密码和现在的一样，请换一个。")
        elif cleaned.get("new"):
            password_validation.validate_password(cleaned["new"], self.account)
        return cleaned


@inside
@sensitive_post_parameters()
def password_page(request: HttpRequest) -> HttpResponse:
    """改密码; the other log-ins of this account end."""
    account: Account = request.user  # type: ignore[assignment]
    if not account.has_usable_password():
        text = "您用登录卡进来，没有密码。数字密码在绑定登录卡的手机上改；需要登录名和密码的，请机关重设一个。"
        return sentence(request, 403, "这个账号没有密码", text)
    form = NewPassword(account, request.POST or None)
    changed = request.method == "POST" and form.is_valid()
    first = account.must_change
    if changed:
        account.set_password(form.cleaned_data["new"])
        account.must_change = False
        account.save(update_fields=["password", "must_change"])
        before = here(request)
        logins.end(logins.of(account.pk, other_than=before), account.person_id, clock.now())
        update_session_auth_hash(request, account)
        logins.moved(before, here(request))
    status = 422 if request.method == "POST" and not changed else 200
    back = home_of(acting(request))
    context = {"form": form, "changed": changed, "back": back, "first": first}
    return render(request, "frame/password.html", context, status=status)


@inside
@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """大字: one switch, kept per person."""
    account: Account = request.user  # type: ignore[assignment]
    account.large_type = not account.large_type
    account.save(update_fields=["large_type"])
    return redirect(next_of(request))
