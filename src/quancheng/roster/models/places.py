"""Areas, bodies, terms, sessions."""

from django.db import models


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
