"""Accounts, seat cards, log-ins."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from .people import Person


class Accounts(BaseUserManager["Account"]):
    def create(  # type: ignore[override]
        self, login: str, person: Person, password: str | None = None
    ) -> "Account":
        """A new account; without a password nobody can log in with it yet."""
        account = self.model(login=login, person=person)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """How a person logs in. What he may do comes from his posts and mandates, never from here."""

    login = models.CharField("登录名", max_length=40, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    large_type = models.BooleanField("大字", default=False)
    must_change = models.BooleanField(default=False, help_text="the office knows the password: changed at first log-in")
    must_second = models.BooleanField(default=False, help_text="the office asks for a second factor")
    totp = models.BinaryField(
        null=True, blank=True, help_text="the sealed secret of the second factor; none: not set up"
    )
    totp_since = models.DateTimeField(null=True, blank=True)
    totp_last = models.BigIntegerField(default=0, help_text="the last time step used: a code counts once")
    spare_codes = models.JSONField(default=list, blank=True, help_text="digests of one-time codes for a lost phone")

    objects = Accounts()
    USERNAME_FIELD = "login"


class SeatCard(models.Model):
    """代表证登录卡: a token on paper, bound to one phone by a PIN at first use. A reprint ends the old one."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="cards")
    token = models.CharField(max_length=64, unique=True, help_text="digest; the token itself is only on paper")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    pin = models.CharField(max_length=160, blank=True, help_text="hashed; chosen at first use")
    device = models.CharField(max_length=64, blank=True, help_text="digest of the bound phone's secret")
    bound_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0, help_text="wrong PINs since the last right one")
    locked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "ended_at"])]


class Login(models.Model):
    """One time somebody came in, until he left or was ended. Seen and endable by himself and the office."""

    class By(models.TextChoices):
        PASSWORD = "password", "密码"
        TOTP = "totp", "密码和动态码"
        CARD = "card", "登录卡"
        ROLE_CARD = "role_card", "演示角色卡"

    account = models.ForeignKey(Account, models.CASCADE, related_name="logins")
    session = models.CharField(max_length=64, unique=True, help_text="digest of the session's key")
    by = models.CharField(max_length=10, choices=By)
    device = models.CharField(max_length=80, blank=True, help_text="in words: 微信 安卓, 谷歌浏览器 Windows")
    at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["account", "ended_at", "-seen_at"])]
