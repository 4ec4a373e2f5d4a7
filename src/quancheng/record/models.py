"""The spine: what is under way, who is in it, who owes what, what happened, who may look."""

import secrets

from django.db import models
from django.db.models import F, Q

from quancheng.roster.models import Body, Person

from . import clock
from .guard import GuardedManager
from .kept import Kept

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l: the reference is read aloud and typed from paper


def new_ref() -> str:
    """A random public reference of a matter, ten characters, for URLs, QR codes and papers."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


class Matter(Kept):
    """One run of one procedure in one body. A part has the body and the readers of its root."""

    guard = "root_id"

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=30)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("编号", max_length=40, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    # null only between the two saves that make a root, which is its own; to everybody else it is always there
    root: "models.ForeignKey[Matter, Matter]" = models.ForeignKey(  # type: ignore[misc]
        "self", models.PROTECT, null=True, related_name="tree"
    )
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    arises_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="consequences")
    opened_on = models.DateField()
    step = models.CharField(max_length=30, blank=True)
    reached = models.PositiveSmallIntegerField(default=0, help_text="index of the furthest step entered")
    phase = models.CharField(max_length=30, blank=True, help_text="where the whole tree stands, in the room's words")
    ended_as = models.CharField(max_length=30, blank=True)
    ended_on = models.DateField(null=True)
    confidential = models.BooleanField("为提出人保密", default=False)

    class Meta:
        indexes = [
            models.Index(fields=["body", "kind", "-opened_on", "-id"]),
            models.Index(fields=["body", "kind", "phase", "-opened_on", "-id"]),
            models.Index(fields=["kind", "ended_as", "ended_on"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_root(self) -> bool:
        return self.part_of_id is None


class Party(Kept):
    """A person or body that belongs to a matter in some part, since and until which fact."""

    guard = "matter__root_id"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=20)
    since = models.ForeignKey("Fact", models.PROTECT, null=True, related_name="+")
    until = models.ForeignKey("Fact", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="party_is_person_or_body",
                condition=Q(person=None, body__isnull=False) | Q(person__isnull=False, body=None),
            )
        ]
        indexes = [models.Index(fields=["person", "part"]), models.Index(fields=["body", "part"])]


class Duty(Kept):
    """Who owes what by when, and why by then. An open duty is both the to-do and the permission to do it."""

    guard = "matter__root_id"
    BY_DAY = (F("due_on").asc(nulls_last=True), "pk")  # what has no day comes last on both databases

    class State(models.TextChoices):
        OPEN = "open", "待办"
        DONE = "done", "已办"
        VOID = "void", "不再需要"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="duties")
    name = models.CharField(max_length=30, help_text="the step or aside")
    role = models.CharField(max_length=20)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    why = models.JSONField(default=dict, help_text="the day's arithmetic and citations, or the fact that gave it")
    period = models.CharField(max_length=10, blank=True, help_text="for what recurs: 2026, 2026Q3, 2026-11")
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=30, blank=True)
    opened_by = models.ForeignKey("Fact", models.PROTECT, null=True, related_name="opened")
    closed_by = models.ForeignKey("Fact", models.PROTECT, null=True, related_name="closed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="duty_has_one_holder",
                condition=Q(body=None, person__isnull=False) | Q(body__isnull=False, person=None),
            )
        ]
        indexes = [
            models.Index(fields=["body", "state", "due_on"]),
            models.Index(fields=["person", "state", "due_on"]),
            models.Index(fields=["matter", "state"]),
            models.Index(fields=["state", "due_on"]),
        ]


class Reader(models.Model):
    """Who may see a matter, written down: kept by the engine, proved equal to the pure function by a test."""

    pk = models.CompositePrimaryKey("key", "kind", "opened_on", "matter_id")
    key = models.CharField(max_length=24)
    kind = models.CharField(max_length=30)
    opened_on = models.DateField()
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="readers")


class Fact(models.Model):
    """What happened. Rows are added, never changed; a correction is one more row."""

    guard = "matter__root_id"

    class OnAs(models.TextChoices):
        DAY = "day", "日"
        MONTH = "month", "月"
        YEAR = "year", "年"
        UNKNOWN = "unknown", "不详"

    kind = models.CharField(max_length=60)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="facts")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    organ = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", help_text="the organ that decided")
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="none: the clock")
    capacity = models.CharField(max_length=20, blank=True)
    for_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    for_body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(
        "File", models.PROTECT, null=True, related_name="+", help_text="the paper it was entered from"
    )
    on = models.DateField(help_text="发生之日")
    on_as = models.CharField(max_length=7, choices=OnAs, default=OnAs.DAY)
    at = models.DateTimeField(default=clock.now, help_text="记录之时")
    act = models.CharField(max_length=32, help_text="one per call, shared by a batch")
    key = models.CharField(max_length=64, unique=True, null=True, help_text="a repeated call returns the first fact")
    outcome = models.CharField(max_length=30, blank=True)
    data = models.JSONField(default=dict)
    rulings = models.JSONField(default=list)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")

    objects = GuardedManager()

    class Meta:
        indexes = [models.Index(fields=["matter", "kind"]), models.Index(fields=["body", "kind", "on"])]


class Credit(models.Model):
    """A person or body that took part in a fact, in what part. Points and obligations count these rows."""

    guard = "fact__matter__root_id"

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="credits")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    objects = GuardedManager()

    class Meta:
        indexes = [models.Index(fields=["person", "part"]), models.Index(fields=["body", "part"])]


class Remark(Kept):
    """Free text that belongs to a fact: a reason, a note. It can be redacted; the fact cannot."""

    guard = "fact__matter__root_id"

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=20, help_text="reason, despite, correction, on_behalf")
    text = models.TextField()


class File(Kept):
    """A stored file, known by its digest; the same bytes are kept once."""

    guard = "matter__root_id"

    digest = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="files", help_text="none until used")
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)


class SearchText(Kept):
    """The text of a matter as it is indexed; kept so that an index entry can be taken out again exactly."""

    guard = "matter__root_id"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="texts")
    piece = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "piece"], name="one_text_a_piece")]


class Seal(models.Model):
    """封存: the facts of one body that were not yet sealed, hashed onto its last seal. See `record.seal`."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="in this body, from 1")
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    day = models.DateField(help_text="the day it was made")
    at = models.DateTimeField()
    format = models.PositiveSmallIntegerField(help_text="of the canonical form; an old seal keeps its own")
    facts = models.PositiveIntegerField(help_text="how many it covers")
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="one_seal_a_number")]


class Sealed(models.Model):
    """That a seal covers a fact, and the digest of the fact as it was then."""

    guard = "fact__matter__root_id"

    fact = models.OneToOneField(Fact, models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)

    objects = GuardedManager()
