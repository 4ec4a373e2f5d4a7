"""A whole norm brought in by two people at once, step by step through the gate: for the demonstration, and for tests."""

from collections.abc import Mapping
from typing import Any

from quancheng.procedure import engine
from quancheng.record.models import Matter
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body

from .drafting import unchecked
from .shelf import trial
from .versions import row_of

WHY = "the norm that is being brought in"


def bring(drafter: Actor, adopter: Actor, body: Body, text: str, document: Mapping[str, Any]) -> Matter:
    """Begin a draft of `text`, confirm its examples, submit and adopt it; `document` as the adopting form asks it:
    title, document, adopted_by, adopted_on, effective_on. Raises what the gate raises."""
    fact = engine.begin(drafter, "norms", body, {"text": text, "outcome": "keep"})
    matter = Matter.objects.unguarded(WHY).select_related("body", "root").get(pk=fact.matter_id or 0)
    row = row_of(matter)
    if left := unchecked(*trial(row), body.tier):
        engine.do(drafter, matter.pk, "confirm_cases", {"confirmed": [e.key for e in left]})
    head = {"title": document["title"], "effective_on": row.effective_on, "outcome": "submit"}
    engine.do(drafter, matter.pk, "draft", head)
    engine.do(adopter, matter.pk, "adopt", {"outcome": "adopt", **document})
    return matter
