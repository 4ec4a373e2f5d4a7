"""Suggestions on their way on the county's day: each state counted back from it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from . import almanac, prose
from .almanac import after, before
from .past import answer, arrive, reply_of, signed, visit

if TYPE_CHECKING:
    from .courses import Ground

Row = dict[str, Any]


def stand(ground: "Ground", state: str) -> None:
    """One suggestion that stands at `state` on the county's day."""
    draws: Mapping[str, tuple[int, int]] = {
        "draft": (1, 20), "submitted": (1, 4), "accepted": (4, 7), "handed_over": (0, 3), "signed_for": (5, 9),
        "returned_then_reassigned": (30, 55), "disputed": (18, 24), "handling": (28, 70), "replied_waiting_rate": (42, 80),
        "extended": (105, 150),
    }  # fmt: skip
    luck, on = ground.luck, ground.on
    if state == "passed_up":
        ground.open(state, before(on, luck.randint(60, 90)))
        return
    if state in ("handling_late", "handling_soon_late"):
        base = almanac.months_before(on, 3)
        shift = luck.randint(-34, -4) if state == "handling_late" else luck.randint(2, 13)
        handed = before(base, -shift)
    else:
        handed = before(on, luck.randint(*draws[state]))
    if state in ("draft", "submitted", "accepted"):
        _new(ground, state, handed)
        return
    examined = before(handed, luck.randint(1, 3))
    raised = before(examined, luck.randint(1, 4))
    row = ground.open(state, raised)
    row |= {"examined_on": examined, "handed_over_on": handed}
    if state != "handed_over":
        _GO[state](ground, row)


def _new(ground: "Ground", state: str, day: date) -> None:
    row = ground.open(state, day)
    if state in ("draft", "submitted"):
        row["invited"], row["cosigners"] = row["cosigners"], []
    if state == "accepted":
        row["examined_on"] = min(after(day, 2), before(ground.on, 1))


def _signed_for(ground: "Ground", row: Row) -> None:
    signed(ground, row)
    row["opinions"] = []


def _handling(ground: "Ground", row: Row) -> None:
    signed(ground, row)
    visit(ground, row)
    row["opinions"] = [o for o in row["opinions"] if ground.luck.random() < 0.8]


def _late(ground: "Ground", row: Row) -> None:
    _handling(ground, row)
    due = almanac.months_before(row["handed_over_on"], -3)
    row["chases"] = [
        {"on": after(due, -12), "text": prose.material("phrases")["chases"][0]},
        {"on": after(due, 2), "text": prose.material("phrases")["chases"][1]},
    ]


def _extended(ground: "Ground", row: Row) -> None:
    _handling(ground, row)
    asked = after(row["handed_over_on"], ground.luck.randint(60, 80))
    row["extension"] = {"asked_on": asked, "reason": row["tale"].phrase("extension"), "granted_on": after(asked, 1)}


def _replied(ground: "Ground", row: Row) -> None:
    _handling(ground, row)
    luck = ground.luck
    replied = before(ground.on, luck.randint(1, 8))
    klass = luck.choice("AAABBC")
    vow_day = almanac.month_end(ground.on + timedelta(days=luck.randint(30, 240))) if klass == "B" else None
    row["reply"] = [reply_of(ground, row, klass, replied, row["contacts"][0]["on"], vow_day)]


def _send_back(ground: "Ground", row: Row) -> tuple[str, str, date]:
    """Who was asked first, who is the right one, and the day it was sent back."""
    right = row["handlers"][0]["body"]
    first = prose.material("phrases")["mistaken"].get(right, right) if ground.is_county else right
    return first, right, after(row["handed_over_on"], ground.luck.randint(3, 6))


def _reassigned(ground: "Ground", row: Row) -> None:
    first, right, on = _send_back(ground, row)
    if not ground.is_county:  # the station sends it back, the government takes it
        right = f"{ground.congress}_gov"
        others = [
            b for b in ground.bodies if b.startswith(f"{ground.congress}_") and ground.bodies[b]["kind"] == "station"
        ]
        first = row["handlers"][0]["body"] if row["handlers"][0]["body"] != right else ground.luck.choice(others)
        row["handlers"] = [{"body": right, "part": "lead"}]
    else:
        row["handlers"] = [{"body": right, "part": "lead"}]
    short = ground.bodies[right]["short"]
    row["returned"] = {"by": first, "on": on, "reason": row["tale"].phrase("returned", other=short), "proposes": right}
    row["reassigned_on"] = after(on, ground.luck.randint(1, 3))
    row["signed_for_on"] = after(row["reassigned_on"], 1)
    visit(ground, row)


def _disputed(ground: "Ground", row: Row) -> None:
    right = row["handlers"][0]["body"]
    other = prose.material("phrases")["mistaken"].get(right, "fgj") if ground.is_county else f"{ground.congress}_gov"
    row["handlers"] = [{"body": right, "part": "lead"}]
    on = after(row["handed_over_on"], 3)
    told = row["tale"]
    row["returned"] = {
        "by": right,
        "on": on,
        "reason": told.phrase("returned", other=ground.bodies[other]["short"]),
        "proposes": other,
    }
    row["upheld_on"] = after(on, 3)
    row["objection"] = {"by": right, "on": after(row["upheld_on"], 3), "reason": told.phrase("objected")}


_GO: Mapping[str, Callable[["Ground", Row], None]] = {
    "signed_for": _signed_for, "handling": _handling, "handling_soon_late": _handling, "handling_late": _late, "extended": _extended,
    "replied_waiting_rate": _replied, "returned_then_reassigned": _reassigned, "disputed": _disputed,
}  # fmt: skip


def pass_up(below: "Ground", above: "Ground", twice: list[str]) -> int:
    """What a township cannot solve goes up, by a deputy who sits in both; how many went."""
    seats = {m["person"] for m in below.seats} & set(twice)
    went = 0
    for row in [r for r in below.rows if r["course"] == "passed_up"]:
        lead = below.luck.choice(sorted(seats))
        told = row["tale"]
        examined = after(row["raised_on"], 2)
        up = before(above.on, below.luck.randint(40, 50))
        row |= {
            "lead": lead,
            "cosigners": [c for c in row["cosigners"] if c != lead],
            "handlers": [],
            "examined_on": examined,
        }
        row["passed_up"] = {"on": up, "note": told.phrase("passed")}
        state = below.luck.choice(("handling", "handling", "replied_waiting_rate"))
        higher = above.open(state, up, told)
        row["course"] = f"passed_up:{higher['slug']}"
        higher["title"] = above.other_title(told) or told.title
        higher |= {"lead": lead, "cosigners": [], "session": 0, "confidential": row.get("confidential", False)}
        arrive(above, higher)
        higher.pop("key", None)
        _GO[state](above, higher)
        went += 1
    return went


__all__ = ["answer", "pass_up", "stand"]
