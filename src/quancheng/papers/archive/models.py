"""Volumes as they were archived: under which code, made of what, kept as which bytes."""

from django.db import models

from quancheng.record.kept import Kept
from quancheng.record.models import Matter
from quancheng.roster.models import Body


class Volume(Kept):
    """归档件: one matter as it was archived. The bytes are kept; a later edition replaces it under the same code."""

    guard = "matter__root_id"

    class Keep(models.TextChoices):
        PERMANENT = "Y", "永久"
        THIRTY = "D30", "30年"
        TEN = "D10", "10年"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="volumes")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    keep = models.CharField("保管期限", max_length=3, choices=Keep)
    office = models.CharField("机构（问题）", max_length=20)
    number = models.PositiveIntegerField("件号")
    edition = models.PositiveSmallIntegerField("第几次归档", default=1)
    code = models.CharField("档号", max_length=80)
    on = models.DateField("归档日期")
    upto = models.PositiveBigIntegerField(help_text="the newest fact in it; a later one makes it 需重新归档")
    items = models.JSONField("卷内目录", help_text="as printed: one row for each item")
    digest = models.CharField(max_length=64, help_text="SHA-256 of its tagmanifest, on which all its files hang")
    zip = models.CharField(max_length=64, help_text="SHA-256 of the stored zip, the name of its file")
    size = models.PositiveBigIntegerField()
    replaced_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "keep", "office", "number", "edition"], name="one_volume_a_number"
            )
        ]
        indexes = [models.Index(fields=["body", "year", "number"]), models.Index(fields=["matter", "replaced_on"])]

    @property
    def file_name(self) -> str:
        """What the folder and the zip are called."""
        return safe_name(self.code)


def safe_name(text: str) -> str:
    """The text as the name of a file on any system."""
    kept = "".join(" " if c in '<>:"/\\|?*%' or ord(c) < 32 else c for c in text)
    return " ".join(kept.split()).strip(". ") or "无名"
