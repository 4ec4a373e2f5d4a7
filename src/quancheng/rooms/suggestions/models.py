"""Suggestions of deputies and everything their handling leaves behind."""

from django.db import models

from quancheng.record.kept import Kept
from quancheng.record.models import Fact, Matter
from quancheng.roster.models import Body, Person, Session, SheetImport


class Suggestion(Kept):
    """一件代表建议: what was asked, by whom it may be shown, how it was numbered and classified."""

    guard = "matter__root_id"

    class Wish(models.TextChoices):
        FULL = "full", "同意全文公开"
        SUMMARY = "summary", "只公开摘要"
        NO = "no", "不同意公开"

    class Source(models.TextChoices):
        DEPUTY = "deputy", "代表提出"
        PASSED_UP = "passed_up", "乡镇人大转报"
        LEDGER = "ledger", "历史台账"
        BILL = "bill", "议案转为建议"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="suggestion")
    text = models.TextField("内容")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+")
    raised_on = models.DateField(null=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.DEPUTY)
    decided_on = models.DateField(null=True, help_text="the day on which a bill was made a suggestion")
    decided_by = models.CharField("决定把议案转为建议的机关", max_length=60, blank=True)
    category = models.CharField(max_length=30, blank=True)
    category_word = models.CharField(max_length=40, blank=True)
    wish = models.CharField(max_length=8, choices=Wish, default=Wish.FULL)
    hard = models.BooleanField("涉及面广、处理难度大", default=False)
    key = models.BooleanField("重点督办", default=False)
    number = models.PositiveIntegerField(null=True)
    proposed = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", help_text="拟主办单位, named when it was examined"
    )
    accepted_on = models.DateField(null=True)
    handed_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    ground = models.CharField("不作为建议处理的情形", max_length=80, blank=True)
    merged_into = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    leader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="领衔督办")
    key_source = models.CharField("重点督办的依据", max_length=120, blank=True)
    settled_note = models.TextField(blank=True)
    ledger_session = models.CharField("台账所载届次", max_length=80, blank=True)
    ledger_lead = models.CharField("台账所载领衔代表", max_length=120, blank=True)
    ledger_cosign = models.CharField("台账所载附议代表", max_length=300, blank=True)
    ledger_units = models.CharField("台账所载承办单位", max_length=300, blank=True)
    ledger_co_units = models.CharField("台账所载会办单位", max_length=300, blank=True)
    ledger_handed = models.CharField(
        "台账所载交办日期", max_length=10, blank=True, help_text="2018-06-10, 2018-06, 2018; blank: 不详"
    )
    ledger_replied = models.CharField("台账所载答复日期", max_length=10, blank=True)
    ledger_result = models.CharField("台账所载办理结果", max_length=40, blank=True)
    ledger_rating = models.CharField("台账所载满意度", max_length=40, blank=True)
    ledger_reply = models.TextField("台账所载答复内容", blank=True)
    ledger_note = models.TextField("台账备注", blank=True)
    ledger_digest = models.CharField(max_length=64, blank=True, db_index=True)
    imported = models.ForeignKey("LedgerImport", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["session", "number"]), models.Index(fields=["raised_on"])]

    @property
    def ledger_says(self) -> list[tuple[str, str]]:
        """What a past ledger says, label and words, for the page: 不详 where it says nothing; nothing for other suggestions."""
        if self.source != self.Source.LEDGER:
            return []
        must = (
            ("届次", self.ledger_session), ("领衔代表", self.ledger_lead), ("承办单位", self.ledger_units), ("交办日期", self.ledger_handed),
            ("答复日期", self.ledger_replied), ("办理结果", self.ledger_result), ("满意度", self.ledger_rating),
        )  # fmt: skip
        may = (
            ("附议代表", self.ledger_cosign), ("会办单位", self.ledger_co_units), ("答复内容", self.ledger_reply), ("备注", self.ledger_note)
        )  # fmt: skip
        return [(label, text or "不详") for label, text in must] + [(label, text) for label, text in may if text]


class Assignment(Kept):
    """一件承办: one unit's share of one suggestion, and the days its clock hangs on."""

    guard = "matter__root_id"

    class Part(models.TextChoices):
        LEAD = "lead", "主办"
        SEPARATE = "separate", "分办"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="assignment")
    handler = models.ForeignKey(Body, models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part, default=Part.LEAD)
    counted_from = models.DateField(help_text="交办之日 for this unit's clock")
    first_handed_on = models.DateField(help_text="交办之日 of the suggestion")
    reply_rule = models.CharField(max_length=30, default="suggestion.reply")
    responsible = models.CharField("责任领导", max_length=40, blank=True)
    in_charge = models.CharField("分管领导", max_length=40, blank=True)
    round = models.PositiveSmallIntegerField(default=0, help_text="how often it was reworked")
    return_reason = models.TextField(blank=True)
    proposes = models.CharField("建议改交", max_length=80, blank=True)
    replied_on = models.DateField(null=True)
    rework_from = models.DateField(null=True)
    chased_on = models.DateField(null=True)
    extension_asked_on = models.DateField(null=True)
    extension_reason = models.TextField(blank=True)
    opinion_asked_on = models.DateField(null=True)
    rated_for_on = models.DateField(null=True)
    due_first = models.DateField(null=True, help_text="the reply day before any extension")
    due_last = models.DateField(null=True, help_text="the reply day in force when it was replied")
    letter = models.CharField("办理结果", max_length=10, blank=True)
    letter_word = models.CharField(max_length=60, blank=True)
    solved = models.BooleanField(default=False)
    draft_text = models.TextField("答复稿", blank=True)
    draft_promise = models.CharField(max_length=300, blank=True)
    draft_promise_on = models.DateField(null=True)
    draft_more = models.JSONField("其他承诺", default=list, blank=True, help_text="further promises: [{text, day}]")
    draft_number = models.CharField("答复文号", max_length=60, blank=True)


class Reply(Kept):
    """One signed reply of a unit; a rework brings a second one."""

    guard = "assignment__matter__root_id"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="replies")
    round = models.PositiveSmallIntegerField()
    text = models.TextField("答复内容")
    letter = models.CharField(max_length=10)
    letter_word = models.CharField(max_length=60)
    number = models.CharField("文号", max_length=60, blank=True)
    on = models.DateField()
    signer = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "round"], name="one_reply_a_round")]

    @classmethod
    def told_by(cls, fact: Fact) -> "Reply":
        """The reply that this fact of signing recorded."""
        return cls.objects.unguarded("a fact's own row").get(
            assignment_id=fact.matter_id, round=fact.data.get("round", 0)
        )


class Contact(Kept):
    """三见面: one contact of the unit with the deputy."""

    guard = "assignment__matter__root_id"

    class Means(models.TextChoices):
        MEETING = "meeting", "面商"
        SITE = "site", "现场"
        VISIT = "visit", "走访"
        PHONE = "phone", "电话"
        FORUM = "forum", "座谈"
        OTHER = "other", "其他"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="contacts")
    on = models.DateField()
    means = models.CharField("方式", max_length=8, choices=Means)
    note = models.TextField("沟通情况", blank=True)


class Rating(Kept):
    """A lead deputy's evaluation of one reply: process and result apart."""

    guard = "assignment__matter__root_id"

    class Grade(models.TextChoices):
        SATISFIED = "satisfied", "满意"
        BASICALLY = "basically", "基本满意"
        UNSATISFIED = "unsatisfied", "不满意"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", help_text="none: recorded by the office"
    )
    process = models.CharField("办理过程", max_length=12, choices=Grade)
    result = models.CharField("办理结果", max_length=12, choices=Grade)
    remark = models.TextField("意见", blank=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "round", "person"],
                name="one_rating_a_round",
                condition=models.Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["assignment", "round"], name="one_office_rating_a_round", condition=models.Q(person=None)
            ),
        ]

    @classmethod
    def told_by(cls, fact: Fact) -> "Rating":
        """The evaluation that this fact recorded: the deputy's own, or the office's when no lead was left."""
        rater = fact.for_person_id or (fact.actor_id if fact.capacity in ("leads", "lead") else None)
        rows = cls.objects.unguarded("a fact's own row").filter(assignment_id=fact.matter_id, person_id=rater)  # type: ignore[misc]
        return rows.get(round=fact.data.get("round", 0))


class Opinion(Kept):
    """会办意见: what a co-handling unit told the leading one."""

    guard = "assignment__matter__root_id"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="opinions")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    text = models.TextField("会办意见", blank=True)
    on = models.DateField(null=True)


class Entry(Kept):
    """Text entered beside the line: chasing and its answer, a site visit, a meeting, a note, progress, an objection."""

    guard = "matter__root_id"

    class Kind(models.TextChoices):
        CHASE = "chase", "督办"
        ANSWER = "answer", "督办答复"
        INSPECTION = "inspect", "现场查看"
        MEETING = "meet", "约见记录"
        NOTE = "note", "补充说明"
        PROGRESS = "progress", "进度"
        SECOND_LOOK = "look_again", "回头看"
        OBJECTION = "object", "异议"
        EXPLANATION = "explain", "解释说明"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="suggestion_entries")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    text = models.TextField()


class Undertaking(Kept):
    """承诺事项: quoted word for word from the reply, with the day the unit itself wrote."""

    guard = "matter__root_id"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="undertaking")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="undertakings")
    handler = models.ForeignKey(Body, models.PROTECT, related_name="+")
    text = models.CharField("承诺内容", max_length=300)
    promised_on = models.DateField()
    percent = models.PositiveSmallIntegerField(default=0)


class Explanation(Kept):
    """解释跟踪: what cannot be done now, why, and when to look again."""

    guard = "matter__root_id"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="explanation")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="explanations")
    handler = models.ForeignKey(Body, models.PROTECT, related_name="+")
    look_again_on = models.DateField(null=True)


class PublicCopy(Kept):
    """公开件: the text the reviewer saw and released, what was removed and why. The matter itself is never public."""

    guard = "matter__root_id"

    class Of(models.TextChoices):
        SUGGESTION = "suggestion", "建议"
        REPLY = "reply", "答复"

    class Form(models.TextChoices):
        FULL = "full", "全文"
        SUMMARY = "summary", "摘要"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="public_copies")
    of = models.CharField(max_length=10, choices=Of)
    form = models.CharField(max_length=7, choices=Form)
    title = models.CharField(max_length=200)
    text = models.TextField()
    removed = models.TextField("删去的内容及原因", blank=True)
    wish = models.CharField(max_length=8, choices=Suggestion.Wish)
    reviewer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    down_on = models.DateField(null=True)


class HandlingYear(Kept):
    """One congress's year of handling and its statutory report."""

    guard = "matter__root_id"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="handling_year")
    year = models.PositiveSmallIntegerField()
    report = models.TextField("办理情况报告", blank=True)
    reported_to = models.CharField("报告对象", max_length=60, blank=True)
    reported_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    published_at_place = models.CharField("公开方式", max_length=120, blank=True)


class LedgerImport(SheetImport):
    """One import of a past ledger: what file, how its columns were read, by whom, and whether it was taken back."""
