"""The register's own tables: which matter keeps the roll of which term. Who sits where stands in the roster."""

from django.db import models

from quancheng.record.kept import Kept
from quancheng.record.models import Matter
from quancheng.roster.models import SheetImport, Term


class TermRoll(Kept):
    """一届的名册: every change to who sits in that term is a step of its matter."""

    guard = "matter__root_id"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="term_roll")
    term = models.OneToOneField(Term, models.PROTECT, related_name="+")
    elected_on = models.DateField("代表选举完成日期", null=True, blank=True)


class RosterImport(SheetImport):
    """One import of a roll of deputies or a list of units. Its own journal takes it back while nothing of it is used."""

    class What(models.TextChoices):
        DEPUTIES = "deputies", "代表名册"
        UNITS = "units", "单位名录"

    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    content = models.BinaryField(
        null=True, help_text="the file, sealed, as base64; gone once it is entered or given up"
    )
    plain = models.TextField(
        blank=True, help_text="the same in the clear: no key here, and nothing in it that needs one"
    )
    size = models.PositiveIntegerField(default=0, help_text="bytes of the file that is kept; 0: it is gone")
    what = models.CharField(max_length=10, choices=What)
    journal = models.JSONField(default=list, help_text="what it wrote, by table and key; never what was written")
