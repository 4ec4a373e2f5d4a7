"""Bodies of the place: registered, renamed, ended with a successor."""

from typing import Any

from quancheng.procedure.calls import Call, Told
from quancheng.procedure.registry import act
from quancheng.procedure.succession import end_body as pass_to
from quancheng.record import kept
from quancheng.record.models import new_ref
from quancheng.roster.models import Body, Post

from ..forms import bodies as forms
from .posts import ends_on, moved


@act("terms.add_body", forms.AddBodyForm)
def add_body(call: Call) -> Told:
    """登记机构: an organ of the congress serves it, a unit of the place stands beside it."""
    data = call.data
    organ = data["kind"] in forms.OF_CONGRESS
    body = Body(
        slug=f"{call.body.slug[:40]}-{new_ref()}", name=data["title"], short=data["short"] or data["title"][:40], kind=data["kind"],
        tier=call.body.tier, area_id=call.body.area_id, parent=data["parent"] or (call.body if organ else None),
        congress=call.body if organ else None, has_account=data["has_account"], since=data["since"],
    )  # fmt: skip
    kept.write(body)
    return Told(data={"body": body.pk, "kind": body.kind})


@act("terms.amend_body", forms.AmendBodyForm)
def amend_body(call: Call) -> Told:
    data, body = call.data, call.data["body"]
    new: dict[str, Any] = {"name": data["title"], "short": data["short"] or data["title"][:40]}
    new |= {"parent": data["parent"], "has_account": data["has_account"]}
    changed = sorted(name for name, value in new.items() if getattr(body, name) != value)
    if changed:
        kept.write(body, **{name: new[name] for name in changed})
    return Told(data={"body": body.pk, "changed": changed})


@act("terms.end_body", forms.EndBodyForm)
def end_body(call: Call) -> Told:
    """撤并: what it owes goes to the successor the same day; its people go with it where that was asked."""
    data, body, heir = call.data, call.data["body"], call.data["successor"]
    matters = pass_to(call.actor, body, heir, call.on, call.act)
    posts = list(Post.objects.on(call.on).filter(body=body).select_related("person"))
    for post in posts:
        ends_on(post, call.on)
        if data["move_people"]:
            moved(post, heir, call.on)
    return Told(
        data={"body": body.pk, "successor": heir.pk, "matters": matters, "posts": len(posts)},
        tells=[heir],
        remarks={"document": data["document"]},
    )
