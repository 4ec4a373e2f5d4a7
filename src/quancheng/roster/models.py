"""Who sits where: areas, bodies, terms, sessions, people, mandates and posts."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


def _holds(day: date) -> Q:
    """Posts held on `day`: begun, and not ended before it; the last day counts."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


class Area(models.Model):
    """区划. Codes nest by prefix: county 6 digits, township 9, village 12."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """An organ or unit that acts. It may end with a successor; its open duties then move by one act."""

    class Kind(models.TextChoices):
        CONGRESS = "congress", "人民代表大会"
        STANDING_COMMITTEE = "standing_committee", "常务委员会"
        PRESIDIUM = "presidium", "主席团"
        OFFICE = "office", "人大办公机构"
        COMMITTEE = "committee", "委员会"
        GOVERNMENT = "government", "人民政府"
        GOVERNMENT_OFFICE = "government_office", "政府办公机构"
        DEPARTMENT = "department", "部门"
        STATION = "station", "站所"
        PARTY_COMMITTEE = "party_committee", "党委及其部门"
        GROUP = "group", "代表小组"
        DELEGATION = "delegation", "代表团"
        LIAISON_STATION = "liaison_station", "代表联络站"

    class Tier(models.TextChoices):
        COUNTY = "county", "县级"
        TOWNSHIP = "township", "乡镇级"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField("名称", max_length=80)
    short = models.CharField("简称", max_length=40)
    kind = models.CharField(max_length=20, choices=Kind)
    tier = models.CharField(max_length=10, choices=Tier)
    area = models.ForeignKey(Area, models.PROTECT, related_name="bodies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    congress = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="organs", help_text="the congress this organ serves"
    )
    has_account = models.BooleanField(default=True, help_text="false: everything of it is entered on its behalf")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        indexes = [models.Index(fields=["area", "kind"])]

    def __str__(self) -> str:
        return self.name

    @property
    def heir(self) -> "Body":
        """The body that answers today for what this one owed."""
        return self.successor.heir if self.successor else self


class Term(models.Model):
    """届: the five years of one congress. It begins with its first session."""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="terms")
    ordinal = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "ordinal"], name="one_term_of_that_number")]


class Session(models.Model):
    """会次: one session of a congress, from its opening to its closing day."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="sessions")
    ordinal = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "ordinal"], name="one_session_of_that_number")]
        ordering = ["-opens_on"]


class Person(models.Model):
    """A human being, once, whatever posts and mandates they hold."""

    class Sex(models.TextChoices):
        MALE = "m", "男"
        FEMALE = "f", "女"

    name = models.CharField("姓名", max_length=40)
    sex = models.CharField("性别", max_length=1, choices=Sex, blank=True)
    nation = models.CharField("民族", max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name


class MandateQuery(models.QuerySet["Mandate"]):
    def on(self, day: date) -> "MandateQuery":
        """Mandates in force on `day`: begun, not ended, not suspended. On the day it ends it is in force no longer."""
        running = Q(ends_on=None) | Q(ends_on__gt=day)
        return self.filter(running, Q(suspended_on=None) | Q(suspended_on__gt=day), begins_on__lte=day)


class Mandate(models.Model):
    """One person's seat in one congress for one term, from one district."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    term = models.ForeignKey(Term, models.PROTECT, related_name="mandates")
    congress = models.ForeignKey(Body, models.PROTECT, related_name="mandates")
    district = models.CharField("选区", max_length=60, blank=True)
    delegation = models.CharField("代表团", max_length=40, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    suspended_on = models.DateField(null=True, blank=True)
    ground = models.CharField("变动原因", max_length=40, blank=True)

    objects = MandateQuery.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "term"], name="one_seat_a_term")]
        indexes = [models.Index(fields=["congress", "ends_on"])]


class PostQuery(models.QuerySet["Post"]):
    def on(self, day: date) -> "PostQuery":
        """Posts held on `day`."""
        return self.filter(_holds(day))


class Post(models.Model):
    """A role a person holds in a body from a day to a day; acting for somebody is a post too."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    body = models.ForeignKey(Body, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20)
    title = models.CharField("职务", max_length=40, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = PostQuery.as_manager()

    class Meta:
        indexes = [models.Index(fields=["body", "role"])]
        ordering = ["pk"]


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

    objects = Accounts()
    USERNAME_FIELD = "login"
