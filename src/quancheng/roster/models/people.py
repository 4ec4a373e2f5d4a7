"""People, their mandates and posts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from ..strokes import StrokeKeyField
from .places import Body, Term


def _holds(day: date) -> Q:
    """Posts held on `day`: begun, and not ended before it; the last day counts."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


class Person(models.Model):
    """A human being, once, whatever posts and mandates they hold."""

    class Sex(models.TextChoices):
        MALE = "m", "男"
        FEMALE = "f", "女"

    name = models.CharField("姓名", max_length=40)
    sex = models.CharField("性别", max_length=1, choices=Sex, blank=True)
    nation = models.CharField("民族", max_length=20, blank=True)
    born_year = models.PositiveSmallIntegerField("出生年", null=True, blank=True)
    born_month = models.PositiveSmallIntegerField("出生月", null=True, blank=True)
    party = models.CharField("政治面貌", max_length=20, blank=True)
    education = models.CharField("文化程度", max_length=20, blank=True)
    stroke_key = StrokeKeyField(max_length=120, blank=True, db_index=True, editable=False)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """A new name is a new place in the order of names."""
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "stroke_key"}
        super().save(*args, update_fields=update_fields, **kwargs)


class MandateQuery(models.QuerySet["Mandate"]):
    def on(self, day: date) -> "MandateQuery":
        """Mandates in force on `day`: begun, not ended, not suspended. On the day it ends it is in force no longer."""
        running = Q(ends_on=None) | Q(ends_on__gt=day)
        return self.filter(running, Q(suspended_on=None) | Q(suspended_on__gt=day), begins_on__lte=day)


class Mandate(models.Model):
    """One person's seat in one congress for one term, from one district. A deputy-elect has no day of beginning yet."""

    class ElectedAs(models.TextChoices):
        GENERAL = "general", "换届选举"
        BY_ELECTION = "by_election", "补选"

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    term = models.ForeignKey(Term, models.PROTECT, related_name="mandates")
    congress = models.ForeignKey(Body, models.PROTECT, related_name="mandates")
    district = models.CharField("选区", max_length=60, blank=True)
    delegation = models.CharField("代表团", max_length=40, blank=True)
    group = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="grouped", verbose_name="代表小组"
    )
    composition = models.CharField("代表构成", max_length=20, blank=True)
    occupation = models.CharField("职业", max_length=40, blank=True)
    employer = models.CharField("工作单位及职务", max_length=80, blank=True)
    elected_as = models.CharField("当选方式", max_length=12, choices=ElectedAs, blank=True)
    elected_on = models.DateField("当选日期", null=True, blank=True)
    begins_on = models.DateField(null=True, blank=True, help_text="none: elected, the first session has not met")
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


class StrokePlace(models.Model):
    """Where a character stands in 姓氏笔画 order when the shipped table has no place for it, or a wrong one."""

    character = models.CharField("字", max_length=2, primary_key=True)
    after = models.CharField("排在哪个字之后", max_length=2)
