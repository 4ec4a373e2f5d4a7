"""代表登录卡 at the phone: first use with a PIN of one's own choice, afterwards the PIN alone."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from quancheng.procedure import book
from quancheng.record import clock
from quancheng.roster.access import pins, seatcards
from quancheng.roster.access.seatcards import State, Verdict
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Login, SeatCard

from . import devices
from .doorway import inside
from .entering import enter, next_of
from .errors import sentence

CARD = "card"  # in the session: the digest of the token that was scanned
STAYS = 30  # days a phone stays logged in where the county has not chosen (account.card.session)
ASK_OFFICE = "请联系本级人大机关"


def _digits(label: str, *, new: bool, first: bool = False) -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "new-password" if new else "current-password"}
    return forms.CharField(
        label=label,
        max_length=12,
        widget=forms.PasswordInput(attrs=attrs | {"maxlength": pins.LENGTH} | ({"autofocus": True} if first else {})),
        error_messages={"required": f"请输入 {pins.LENGTH} 位数字。"},
    )


class ChoosePin(forms.Form):
    """第一次使用: six digits, twice."""

    pin = _digits("您自己定的 6 位数字密码", new=True, first=True)
    again = _digits("再输一次", new=True)

    def __init__(self, card: SeatCard, *args: Any):
        self.card = card
        super().__init__(*args)

    def clean_pin(self) -> str:
        pin = str(self.cleaned_data["pin"])
        if wrong := pins.weakness(pin, self.card.account.person.born_year):
            raise forms.ValidationError(wrong)
        return pin

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("pin") and cleaned.get("again") and cleaned["pin"] != cleaned["again"]:
            self.add_error("again", "两次输入的数字不一样，请再输一次。")
        return cleaned


class ChangePin(ChoosePin):
    """改数字密码: the one that is in use, then the new one twice."""

    old = _digits("现在的 6 位数字密码", new=False, first=True)
    field_order = ("old", "pin", "again")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("pin") and cleaned["pin"] == cleaned.get("old"):
            self.add_error("pin", "新的和现在的一样，请换一组。")
        return cleaned


class AskPin(forms.Form):
    """输入数字密码; where a household shares a phone, also whose."""

    who = forms.TypedChoiceField(label="谁登录", coerce=int, widget=forms.RadioSelect)
    pin = _digits("6 位数字密码", new=False, first=True)

    def __init__(self, cards: list[SeatCard], *args: Any):
        super().__init__(*args)
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [(c.pk, c.account.person.name) for c in cards]
        if len(cards) == 1:
            del self.fields["who"]


@never_cache
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """/card/<token>: into the session with it and out of the address, so that no log and no history keeps it."""
    token = token.lower()
    request.session[CARD] = seatcards.digest(token) if seatcards.TOKEN.fullmatch(token) else "?"
    answer = redirect("/card/")
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@sensitive_post_parameters()
def card_page(request: HttpRequest) -> HttpResponse:
    """/card/: what the scanned card, or this phone, can be used for."""
    scanned, mine = seatcards.found(request.session.get(CARD, "")), seatcards.on_device(devices.secret(request))
    if scanned is None and CARD in request.session:
        return _unknown(request)
    if scanned and scanned not in mine:
        return _first_use(request, scanned) if seatcards.state(scanned) is State.NEW else _refused(request, scanned)
    if scanned:
        mine = [scanned]
    if not mine:
        return render(request, "frame/card_none.html", {"next": next_of(request)})
    if request.user.is_authenticated and request.method == "GET" and request.user.pk in {c.account_id for c in mine}:
        return redirect(next_of(request))
    return _ask(request, mine)


def _unknown(request: HttpRequest) -> HttpResponse:
    del request.session[CARD]
    if devices.guessing(request):
        return sentence(request, 429, "试错太多次，先歇一歇", "这个网络里连续扫了很多张不认识的卡，十分钟后可以再试。")
    return sentence(
        request, 404, "不认识这张卡", f"二维码可能没有扫完整，请再扫一次；仍不行，{ASK_OFFICE}重新打印。", "无"
    )


def _refused(request: HttpRequest, card: SeatCard) -> HttpResponse:
    """A card that is not this phone's, or that is over."""
    request.session.pop(CARD, None)
    match seatcards.state(card):
        case State.ENDED:
            return sentence(request, 403, "这张登录卡已经作废", f"请用最近发的那一张；找不到了，{ASK_OFFICE}重新打印。")
        case State.LOCKED:
            return _locked(request)
        case _:
            text = f"一张卡只能用在一部手机上。换了手机，{ASK_OFFICE}重新打印一张，旧卡随即作废。"
            return sentence(request, 403, "这张登录卡已经在另一部手机上使用", text)


def _locked(request: HttpRequest) -> HttpResponse:
    text = f"数字密码连续输错 {seatcards.TRIES} 次。{ASK_OFFICE}解锁；忘了密码，请机关重新打印一张卡。"
    return sentence(request, 403, "这张登录卡已经锁住", text)


def _first_use(request: HttpRequest, card: SeatCard) -> HttpResponse:
    form = ChoosePin(card, request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = devices.secret_for(request)
        if not seatcards.bind(card, form.cleaned_data["pin"], kept, clock.now()):
            card.refresh_from_db()
            return _refused(request, card)
        return devices.remember(request, _come_in(request, card), kept)
    status = 422 if request.method == "POST" else 200
    return render(request, "frame/card_first.html", {"form": form, "name": card.account.person.name}, status=status)


def _ask(request: HttpRequest, cards: list[SeatCard]) -> HttpResponse:
    form = AskPin(cards, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = next(c for c in cards if c.pk == form.cleaned_data.get("who", cards[0].pk))
        match seatcards.try_pin(chosen, form.cleaned_data["pin"], clock.now()):
            case Verdict.RIGHT:
                return devices.remember(request, _come_in(request, chosen), devices.secret(request))
            case Verdict.LOCKED:
                return _locked(request)
            case Verdict.GONE:
                chosen.refresh_from_db()
                return _refused(request, chosen)
        form.add_error("pin", f"数字密码不对，还可以试 {seatcards.tries_left(chosen)} 次。")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "cards": cards, "next": next_of(request)}
    return render(request, "frame/card_pin.html", context, status=status)


def _come_in(request: HttpRequest, card: SeatCard) -> HttpResponse:
    where = next_of(request)
    enter(request, card.account, Login.By.CARD, days=_days(card))
    return redirect(where)


def _days(card: SeatCard) -> int:
    """How long a bound phone stays logged in: what the county has chosen for the congress he sits in, else ours."""
    actor = Actor.of(card.account.person, clock.today())
    for congress in Body.objects.filter(pk__in=[s.congress_id for s in actor.seats]):
        if found := book.number("account.card.session", congress, clock.today()):
            return found
    return STAYS


@inside
@never_cache
@sensitive_post_parameters()
def change_pin(request: HttpRequest) -> HttpResponse:
    """/card/pin/: on the phone the card is bound to. A wrong old one counts like any other."""
    mine = [c for c in seatcards.on_device(devices.secret(request)) if c.account_id == request.user.pk]
    if not mine:
        return sentence(request, 403, "这里改不了数字密码", "只能在绑定登录卡的那部手机上改。")
    form = ChangePin(mine[0], request.POST or None)
    if request.method == "POST" and form.is_valid():
        match seatcards.try_pin(mine[0], form.cleaned_data["old"], clock.now()):
            case Verdict.RIGHT:
                seatcards.change_pin(mine[0], form.cleaned_data["pin"])
                return render(request, "frame/card_change.html", {"changed": True})
            case Verdict.WRONG:
                left = seatcards.tries_left(mine[0])
                form.add_error("old", f"现在的数字密码不对，还可以试 {left} 次。")
            case _:
                return _locked(request)
    status = 422 if request.method == "POST" else 200
    return render(request, "frame/card_change.html", {"form": form}, status=status)
