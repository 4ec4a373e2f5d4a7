"""Coming in: cards issued and changed, accounts opened and changed. Facts name people; secrets go to paper only.

None of it is taken back: a card that was ended stays ended, a password that was given stays given.
"""

from axes.utils import reset

from quancheng.procedure.calls import Call, Told
from quancheng.procedure.registry import act
from quancheng.record import clock
from quancheng.roster.access import logins, seatcards, staff, totp
from quancheng.roster.models import Account, Person, SeatCard

from ..forms import accounts as forms


@act("terms.issue_cards", forms.IssueCardsForm)
def issue_cards(call: Call) -> Told:
    """发登录卡: who has no account gets one without a password. Old cards end at once."""
    people = [seat.person for seat in call.data["seats"]]
    accounts = [_account(person) for person in people]
    again = SeatCard.objects.filter(account__in=accounts, ended_at=None).count()
    for account in accounts:
        seatcards.issue(account, call.actor.person_id, clock.now())
    return Told(data={"people": [p.pk for p in people], "again": again}, final=True)


def _account(person: Person) -> Account:
    found = Account.objects.filter(person=person).first()
    return found or staff.open_account(person, staff.proposed(person), password=False)


@act("terms.change_card", forms.ChangeCardForm)
def change_card(call: Call) -> Told:
    cards = call.data["card"].account.cards.all()
    if call.data["outcome"] == "unlock":
        seatcards.unlock(cards)
    else:
        seatcards.end(cards, call.actor.person_id, clock.now())
    return Told(data={"person": call.data["seat"].person_id}, final=True)


@act("terms.open_account", forms.OpenAccountForm)
def open_account(call: Call) -> Told:
    """开账号: with a first password that is shown once and changed at the first log-in."""
    made = staff.open_account(call.data["person"], call.data["login"], password=True)
    if call.data["second"]:
        made.must_second = True
        made.save(update_fields=["must_second"])
    return Told(data={"person": made.person_id}, final=True)


@act("terms.change_account", forms.ChangeAccountForm)
def change_account(call: Call) -> Told:
    account, by, at = call.data["account"], call.actor.person_id, clock.now()
    match call.data["outcome"]:
        case "password":
            staff.give_password(account, by, at)
            reset(username=account.login)
        case "second":
            account.must_second = True
            account.save(update_fields=["must_second"])
        case "lost_phone":
            totp.forget(account)
            logins.end(logins.of(account.pk), by, at)
            reset(username=totp.tries_of(account))
        case "logins":
            logins.end(logins.of(account.pk), by, at)
        case "close":
            staff.close(account, by, at)
        case "reopen":
            staff.reopen(account)
    return Told(data={"person": account.person_id}, final=True)
