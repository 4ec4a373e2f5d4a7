"""What every import from a workbook keeps of itself."""

from django.db import models

from .people import Person
from .places import Body


class SheetImport(models.Model):
    """One import: what file, how its columns were read, by whom, and whether it was taken back."""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=160)
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    act = models.CharField(max_length=32, blank=True, help_text="the act id all its facts share")
    entered_at = models.DateTimeField(null=True, help_text="none: still being prepared")
    entered = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0, help_text="rows with errors or of places not mapped")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
