"""Papers as they were issued, and counters of numbers that must have neither gaps nor doubles."""

from django.db import models

from quancheng.record.kept import Kept
from quancheng.record.models import Fact, File, Matter
from quancheng.roster.models import Body


class Counter(models.Model):
    """The last number given in a series. Its row is locked in the step's transaction."""

    series = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)


class Paper(Kept):
    """One official paper as it was issued by a step: its number, what stood on it, and the signed file once it is back."""

    guard = "matter__root_id"

    class State(models.TextChoices):
        ISSUED = "issued", "待签章"
        SIGNED = "signed", "已签章"
        REPLACED = "replaced", "已换稿"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="papers")
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="papers", help_text="the step that left it")
    kind = models.CharField(max_length=30)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", help_text="none: a deputy's own")
    draft = models.PositiveSmallIntegerField("稿次", default=1)
    content = models.JSONField(help_text="papers.content, as issued")
    digest = models.CharField(max_length=64, help_text="SHA-256 of its inputs when it was made")
    stale = models.BooleanField(default=False, help_text="what it is made of has changed since")
    state = models.CharField(max_length=8, choices=State, default=State.ISSUED)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", help_text="signed: this is the paper")
    issued_on = models.DateField()
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "kind", "matter", "draft"], name="one_paper_of_a_kind_and_draft"),
        ]
        indexes = [
            models.Index(fields=["issuer", "state", "-issued_on"]),
            models.Index(fields=["matter", "state"]),
        ]

    def __str__(self) -> str:
        return self.title
