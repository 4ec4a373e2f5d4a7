"""What the engine and the doors keep beside the record: drafts, notices, and how to take the last step back."""

from django.db import models

from quancheng.record import clock
from quancheng.record.guard import GuardedManager
from quancheng.record.kept import Kept
from quancheng.record.models import Fact, Matter
from quancheng.roster.models import Body, Person


class Undo(models.Model):
    """How to take back the last step of a tree. Gone as soon as anybody takes the next one."""

    guard = "root_id"

    root = models.OneToOneField(Matter, models.CASCADE, related_name="undo")
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="+")
    journal = models.JSONField()

    objects = GuardedManager()


class Draft(models.Model):
    """What somebody has typed and not yet sent. Every post is kept before it is checked."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    name = models.CharField(max_length=60, help_text="kind.step")
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, related_name="+")
    body = models.ForeignKey(Body, models.CASCADE, null=True, related_name="+")
    data = models.JSONField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name", "matter"], name="one_draft_a_step", condition=models.Q(matter__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["person", "name", "body"], name="one_draft_a_beginning", condition=models.Q(matter=None)
            ),
        ]


class Notice(Kept):
    """One line for one holder about one matter: what happened, or what is due. Never the content."""

    guard = "matter__root_id"

    class Cause(models.TextChoices):
        OWED = "owed", "有事要办"
        MOVED = "moved", "有进展"
        DUE = "due", "快到期"
        LATE = "late", "已逾期"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=5, choices=Cause)
    kind = models.CharField(max_length=60, help_text="the fact or duty it is about")
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+")
    duty_id = models.BigIntegerField(null=True)
    mark = models.CharField(max_length=20, blank=True, help_text="the rung of the ladder: one notice a rung")
    on = models.DateField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-on"]), models.Index(fields=["body", "-on"])]
        constraints = [
            models.UniqueConstraint(fields=["duty_id", "mark"], name="one_notice_a_rung", condition=~models.Q(mark=""))
        ]
