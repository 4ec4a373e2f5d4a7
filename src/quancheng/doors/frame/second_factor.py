"""The second step of staff: a code of the authenticator after the password; setting it up; spare codes."""

from typing import Any

import segno
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from quancheng.procedure.book import choice, here
from quancheng.record import clock
from quancheng.roster.access import totp
from quancheng.roster.actor import Actor
from quancheng.roster.models import Account, Body, Login

from .entering import enter, safe
from .errors import sentence

RULE = "account.second_factor"
REQUIRED, ASKED, OFF = "required", "asked", "off"  # options of the rule; where nothing is chosen staff are asked
PENDING, CANDIDATE = "pending", "candidate"  # in the session
WAITS = 600  # seconds between password and code
WORDS = {"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "off", "spellcheck": "false"}


class CodeBackend(BaseBackend):
    """The right code of somebody whose password was right. Wrong ones are counted like wrong passwords."""

    # Django takes a backend by the names of what it asks for; `login` tells axes whose tries these are
    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, login: str, code: str, account: Account
    ) -> Account | None:
        secret = totp.opened(account, account.totp)
        right = secret is not None and totp.use(account, secret, totp.bare(code), _seconds())
        return account if right or totp.use_spare(account, code) else None


def wanted(account: Account) -> str:
    """REQUIRED, ASKED or "": whether this account should have a second factor and has none yet."""
    if account.totp or not totp.can_be_kept():
        return ""
    if account.must_second:
        return REQUIRED
    held = Actor.of(account.person, clock.today()).posts
    served = {h.congress_id for h in held if h.role.congress and h.congress_id}
    chosen = {_chosen(congress) for congress in Body.objects.filter(pk__in=served)}
    return next((c for c in (REQUIRED, ASKED) if c in chosen), "")


def _chosen(congress: Body) -> str:
    if here(RULE, congress, clock.today()) is None:
        return ASKED
    said = choice(RULE, congress, clock.today()).ids
    return next(one for one in (REQUIRED, ASKED, OFF) if one in said or one == OFF)


def admit(request: HttpRequest, account: Account, where: str) -> HttpResponse:
    """The password was right: in, or on to the second step."""
    asked = wanted(account)
    if account.totp or asked == REQUIRED:
        request.session.cycle_key()
        request.session[PENDING] = {"account": account.pk, "next": where, "at": _seconds()}
        return redirect("/login/code/" if account.totp else "/login/second/")
    enter(request, account, Login.By.PASSWORD)
    return redirect("/login/second/?" + urlencode({"next": where}) if asked else where)


class CodeForm(forms.Form):
    """动态验证码, or one of the spare codes."""

    code = forms.CharField(label="动态验证码或备用码", max_length=20, widget=forms.TextInput(attrs=WORDS))


@never_cache
@sensitive_post_parameters()
def code_page(request: HttpRequest) -> HttpResponse:
    """/login/code/: after the password."""
    account, where = _waiting(request)
    if account is None or not account.totp:
        return redirect("/login/")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if authenticate(request, login=totp.tries_of(account), code=form.cleaned_data["code"], account=account):
            enter(request, account, Login.By.TOTP)
            return redirect(where)
        if not getattr(request, "axes_locked_out", False):
            form.add_error("code", _why_not(account))
    return render(request, "frame/code.html", {"form": form}, status=422 if request.method == "POST" else 200)


def _why_not(account: Account) -> str:
    if totp.opened(account, account.totp) is None:
        return "系统现在没有密钥，动态验证码核对不了。请用备用码，或请本级人大机关重设。"
    return "验证码不对，或者已经用过。请等下一组数字出来再输；手机时间不准也会不对。"


class SetUp(forms.Form):
    """开通动态验证码: the code that proves the authenticator; the password where another one is replaced."""

    code = forms.CharField(
        label="验证器上显示的 6 位数字", max_length=12, widget=forms.TextInput(attrs=WORDS | {"inputmode": "numeric"})
    )
    password = forms.CharField(
        label="现在的密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, account: Account, *args: Any):
        self.account = account
        super().__init__(*args)
        if not account.totp:
            del self.fields["password"]

    def clean_password(self) -> str:
        if not self.account.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError("现在的密码不对。")
        return str(self.cleaned_data["password"])


@never_cache
@sensitive_post_parameters()
def set_up(request: HttpRequest) -> HttpResponse:
    """/login/second/: by who has to before he comes in, by who is asked and may put it off, by who wants a new phone."""
    waiting, where = _waiting(request)
    account = waiting or (request.user if isinstance(request.user, Account) else None)
    if account is None or (waiting and waiting.totp):
        return redirect("/login/")
    if not totp.can_be_kept():
        text = "系统还没有密钥，不能保存动态验证码。请系统管理员运行 quancheng key new 后再来。"
        return sentence(request, 403, "现在还不能开通动态验证码", text)
    where = where if waiting else safe(request, request.POST.get("next") or request.GET.get("next") or "")
    secret = _candidate(request, account)
    form = SetUp(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if step := totp.step_of(secret, totp.bare(form.cleaned_data["code"]), _seconds()):
            return _kept(request, account, secret, step, where, bool(waiting))
        form.add_error("code", "数字对不上。请核对扫的是这一页的二维码，并等下一组数字出来再输；手机时间不准也会不对。")
    context = {
        "form": form,
        "picture": segno.make(totp.address(secret, account.login, "全程"), error="m").svg_data_uri(scale=5, border=2),
        "words": totp.words(secret),
        "must": bool(waiting),
        "again": bool(account.totp),
        "next": where,
    }
    return render(request, "frame/second.html", context, status=422 if request.method == "POST" else 200)


def _kept(request: HttpRequest, account: Account, secret: bytes, step: int, where: str, waiting: bool) -> HttpResponse:
    spare = totp.new_spare_codes()
    totp.keep(account, secret, spare, step, clock.now())
    request.session.pop(CANDIDATE, None)
    if waiting:
        enter(request, account, Login.By.TOTP)
    half = totp.SPARE_LENGTH // 2
    return render(request, "frame/spare.html", {"codes": [f"{c[:half]} {c[half:]}" for c in spare], "next": where})


def _candidate(request: HttpRequest, account: Account) -> bytes:
    """The secret this browser is being shown, the same until it is proved; sealed, for sessions lie in the database."""
    kept = request.session.get(CANDIDATE, "")
    if kept and (secret := totp.opened(account, bytes.fromhex(kept))):
        return secret
    made = totp.new_secret()
    request.session[CANDIDATE] = totp.sealed(account, made).hex()
    return made


def _waiting(request: HttpRequest) -> tuple[Account | None, str]:
    """Whose password was right a moment ago in this browser, and where he wanted to go."""
    kept = request.session.get(PENDING)
    if not kept or _seconds() - kept["at"] > WAITS:
        return None, "/"
    account = Account.objects.select_related("person").filter(pk=kept["account"], is_active=True).first()
    return account, kept["next"]


def _seconds() -> int:
    return int(clock.world().timestamp())
