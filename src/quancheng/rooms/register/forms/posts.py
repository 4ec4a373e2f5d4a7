"""Forms about posts: appointed, left, looked through after a change of term; a desk handed over."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet

from quancheng.procedure import reads
from quancheng.procedure.calls import Call
from quancheng.procedure.forms import DayField, StepForm
from quancheng.procedure.reads import Owed
from quancheng.record import clock
from quancheng.roster.actor import Actor
from quancheng.roster.models import Person, Post
from quancheng.roster.roles import role, roles

from .bodies import here
from .fields import BodyField, WhoForm, entered_on, offer


def held(call: Call) -> QuerySet[Post]:
    """Posts in the bodies of this register that have not ended."""
    running = Q(until=None) | Q(until__gte=call.today)
    rows = Post.objects.filter(running, body__in=here(call)).select_related("person", "body")
    return rows.order_by("body__kind", "body_id", "person__stroke_key", "pk")


def post_words(post: Post) -> str:
    """林晓梅（人代选工委 干部）."""
    return f"{post.person.name}（{post.body.name} {post.title or role(post.role).label}）"


class PostField(forms.ChoiceField):
    """One post; cleans to it."""

    def offer(self, posts: QuerySet[Post]) -> None:
        self.choices = [("", "请选择"), *((str(p.pk), post_words(p)) for p in posts)]

    def clean(self, value: Any) -> Post | None:
        key = super().clean(value)
        return Post.objects.select_related("person", "body").get(pk=key) if key else None


class PostsField(forms.MultipleChoiceField):
    """Several posts; cleans to them."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, posts: QuerySet[Post]) -> None:
        self.choices = [(str(p.pk), post_words(p)) for p in posts]

    def clean(self, value: Any) -> list[Post]:
        return list(Post.objects.filter(pk__in=super().clean(value)).select_related("person", "body").order_by("pk"))


class AppointForm(StepForm, WhoForm):
    """任职: who, in which body, as what, from when."""

    body = BodyField(label="在哪个机构")
    role = forms.ChoiceField(label="岗位", help_text="岗位决定在系统里能办什么")
    title = forms.CharField(label="职务", max_length=40, required=False, help_text="例如：局长、经办人、专干")
    since = DayField(label="从哪天起")
    document = forms.CharField(label="依据文件", max_length=120, required=False)

    def starts(self, call: Call) -> dict[str, Any]:
        return {"since": call.today}

    def shape(self) -> None:
        offer(self, "body", here(self.call).filter(until=None))
        kinds = set(here(self.call).values_list("kind", flat=True))
        offered = [(r.id, r.label) for r in roles().values() if r.kinds & kinds]
        self.fields["role"].choices = [("", "请选择"), *offered]  # type: ignore[attr-defined]
        entered_on(self)
        self.ask_who()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        body, kind = data.get("body"), data.get("role")
        if body and kind and body.kind not in role(kind).kinds:
            self.add_error("role", f"“{role(kind).label}”不是{body.name}里的岗位，请核对机构和岗位。")
        if body and kind and data["person"]:
            there = held(self.call).filter(person=data["person"], body=body, role=kind).first()
            if there:
                self.add_error("role", f"{there.person.name}自 {there.since} 起已经在这个岗位上，不用再登记。")
        return data


class LeaveForm(StepForm):
    """免职、离任: the last day in the post."""

    post = PostField(label="哪一项任职")
    last_day = DayField(label="任职到哪天为止")
    document = forms.CharField(label="依据文件", max_length=120, required=False)

    def starts(self, call: Call) -> dict[str, Any]:
        return {"last_day": call.today}

    def shape(self) -> None:
        offer(self, "post", held(self.call))
        entered_on(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        post, last = data.get("post"), data.get("last_day")
        if post and last and last < post.since:
            self.add_error("last_day", f"他是 {post.since} 到任的，离任不会更早。")
        return data


class ReviewPostsForm(StepForm):
    """核对职务: which posts of the congress's organs end; the roster proposes, elections and appointments decide."""

    posts = PostsField(label="已经届满或者免去的职务", required=False, help_text="没有选出的继续任职，不要选")
    last_day = DayField(label="这些职务到哪天为止")
    document = forms.CharField(label="依据文件", max_length=120, required=False)

    def starts(self, call: Call) -> dict[str, Any]:
        return {"last_day": call.today}

    def shape(self) -> None:
        offer(self, "posts", held(self.call).filter(body__congress=self.call.body))
        entered_on(self)


class HandOverForm(StepForm, WhoForm):
    """工作交接: one desk to another, from a day; before it is done the page lists what is on the desk."""

    pages: ClassVar = (("giver",), ("full_name", "same", "posts", "note"))

    giver = forms.ChoiceField(label="谁交出")
    posts = PostsField(label="交接哪些岗位", help_text="接手的人从交接之日起有同样的岗位，交出的人到前一天为止")
    note = forms.CharField(
        label="交接说明", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="纸质档案、印章、进行中的联系等，会印在交接清单上",
    )  # fmt: skip

    leaver: Person | None = None

    def shape(self) -> None:
        self.fields["full_name"].label = "交给谁"
        self.fields["on"].label, self.fields["on"].help_text = "交接日期", "从这一天起由接手的人办理"
        rows = held(self.call)
        people = {p.person_id: p.person.name for p in rows}
        self.fields["giver"].choices = [("", "请选择"), *((str(k), v) for k, v in people.items())]  # type: ignore[attr-defined]
        key = str(self.data.get("giver") or self.initial.get("giver") or "")
        self.leaver = Person.objects.filter(pk=key).first() if key.isdecimal() and int(key) in people else None
        mine = rows.filter(person=self.leaver) if self.leaver else rows.none()
        offer(self, "posts", mine)
        self.initial.setdefault("posts", [str(p.pk) for p in mine])
        self.first_look = self.is_bound and self.leaver is not None and "full_name" not in self.data
        if self.first_look:
            self.data = {"giver": key, "posts": [str(p.pk) for p in mine], "on": self.data.get("on", "")}
        self.ask_who()
        if self.leaver is None:
            for name in ("full_name", "posts", "note", "same"):
                self.fields.pop(name, None)

    @property
    def on_the_desk(self) -> list[Owed]:
        """What is open on the desk that is handed over, by last day."""
        return reads.todo(Actor.of(self.leaver, clock.today())) if self.leaver else []

    def clean(self) -> dict[str, Any]:
        if "full_name" not in self.fields:
            self.namesakes = []
        data = super().clean()
        data["giver"], data["desk"] = self.leaver, self.on_the_desk
        if self.first_look and self.leaver:
            self.add_error(None, f"下面是{self.leaver.name}现在的岗位和手上的事，写明交给谁后再提交。")
        if self.leaver and data.get("person") and data["person"].pk == self.leaver.pk:
            self.add_error("full_name", "接手的人和交出的人是同一个人。")
        late = [p for p in data.get("posts") or [] if data.get("on") and p.since > data["on"]]
        if late:
            self.add_error("on", f"{self.leaver} {late[0].since} 才到任，交接不会更早。")
        return data
