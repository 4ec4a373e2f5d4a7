"""Local norms as the county or township adopted them, one row for each version. The same format as the shipped files."""

from django.db import models

from quancheng.record import clock
from quancheng.record.kept import Kept
from quancheng.record.models import Matter


class LocalNorm(Kept):
    """One version of one local norm: its text in TOML, from which day it holds, and whether it is in the book.

    Versions of one norm share `slug`; each holds until the day before the next. A row without a matter was entered on
    the command line. A draft is not in the book.
    """

    guard = "matter__root_id"

    class Organ(models.TextChoices):
        CONGRESS = "congress", "人民代表大会会议"
        STANDING_COMMITTEE = "standing_committee", "常务委员会会议"
        DIRECTORS = "directors", "主任会议"
        PRESIDIUM = "presidium", "主席团会议"

    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="local_norm")
    slug = models.SlugField(max_length=60)
    area = models.CharField(max_length=12)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    entered_at = models.DateTimeField(default=clock.now)
    in_book = models.BooleanField(default=True)
    effective_on = models.DateField("施行日期", null=True)
    adopted_on = models.DateField("通过日期", null=True)
    adopted_by = models.CharField("由谁通过", max_length=20, choices=Organ, blank=True)
    repealed_from = models.DateField("不再施行之日", null=True)
    repeal_document = models.CharField("废止文号", max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["in_book", "slug"])]
