"""Posts: appointed, left, looked through; a desk handed over with everything on it."""

from datetime import date

from quancheng.procedure import drafts
from quancheng.procedure.calls import Call, Refusal, Told
from quancheng.procedure.registry import act, check
from quancheng.procedure.succession import hand_over, in_hand
from quancheng.record import kept
from quancheng.roster.models import Body, Person, Post
from quancheng.roster.roles import role

from ..forms import posts as forms
from .seats import who


def ends_on(post: Post, on: date) -> None:
    """The post ends with the day before `on`; one that began that very day counts that day."""
    kept.write(post, until=max(date.fromordinal(on.toordinal() - 1), post.since))


def moved(post: Post, body: Body, on: date, person: Person | None = None) -> Post:
    """The same post elsewhere, or somebody else's, from a day on."""
    new = Post(person=person or post.person, body=body, role=post.role, title=post.title, since=on)
    kept.write(new)
    return new


@act("terms.appoint", forms.AppointForm)
def appoint(call: Call) -> Told:
    data = call.data
    person = who(data, {})
    post = Post(person=person, body=data["body"], role=data["role"], title=data["title"], since=data["since"])
    kept.write(post)
    return Told(
        data={"person": person.pk, "body": post.body_id, "post": post.pk, "role": post.role, "since": post.since},
        remarks={"document": data["document"]},
        tells=[person],
    )


@act("terms.leave_post", forms.LeaveForm)
def leave_post(call: Call) -> Told:
    post: Post = call.data["post"]
    kept.write(post, until=call.data["last_day"])
    return Told(
        data={"person": post.person_id, "body": post.body_id, "post": post.pk, "until": post.until},
        remarks={"document": call.data["document"]},
        tells=[post.person],
    )


@check("terms.desk_empty")
def desk_empty(call: Call) -> Refusal | None:
    """What somebody owes in his own name by this post would stay behind: it is handed over first."""
    post: Post = call.data["post"]
    open_ones = in_hand(post.person, role(post.role).acts_for)
    if not open_ones:
        return None
    return Refusal(
        f"{post.person.name}手上还有 {len(open_ones)} 件要由他本人办的事，先交接再离任。",
        who="用“工作交接”交给接手的人，岗位一并交出",
        instead="hand_over_desk",
        id="desk_empty",
    )


@act("terms.review_posts", forms.ReviewPostsForm)
def review_posts(call: Call) -> Told:
    """核对职务: what elections and appointments have ended is ended; who was not replaced goes on."""
    for post in call.data["posts"]:
        kept.write(post, until=max(call.data["last_day"], post.since))
    return Told(
        data={"posts": [post.pk for post in call.data["posts"]], "until": call.data["last_day"]},
        remarks={"document": call.data["document"]},
        tells=[post.person for post in call.data["posts"]],
    )


@act("terms.hand_over_desk", forms.HandOverForm)
def hand_over_desk(call: Call) -> Told:
    """工作交接: posts, what is owed in one's own name, half-written steps. What a body owes comes with the post."""
    data = call.data
    giver: Person = data["giver"]
    taker = who(data, {})
    listed = [owed.duty.pk for owed in data["desk"]]
    roles = {name for post in data["posts"] for name in role(post.role).acts_for}
    mine = in_hand(giver, roles)
    for post in data["posts"]:
        ends_on(post, call.on)
        if not Post.objects.on(call.on).filter(person=taker, body=post.body, role=post.role).exists():
            moved(post, post.body, call.on, taker)
    passed = hand_over(call.actor, mine, taker, call.on, call.act)
    typed = drafts.pass_on(giver.pk, taker.pk, call.body.pk)
    return Told(
        data={
            "from": giver.pk, "to": taker.pk, "posts": [post.pk for post in data["posts"]], "duties": listed,
            "passed_on": passed, "drafts": typed,
        },
        remarks={"say": data["note"]},
        tells=[giver, taker],
    )  # fmt: skip
