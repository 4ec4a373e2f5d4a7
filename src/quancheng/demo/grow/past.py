"""Suggestions that have run their course, or wait only for a promise: last year's and those of this winter."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from . import almanac, prose
from .almanac import after

if TYPE_CHECKING:
    from .courses import Ground

Row = dict[str, Any]
HOWS = ("现场", "现场", "面商", "走访", "座谈")
SPANS = (((date(2025, 4, 1), date(2025, 10, 20)), 2025), ((date(2026, 2, 24), date(2026, 5, 20)), 2026))


def finish(ground: "Ground", state: str, of_year: int, left: list[Mapping[str, Any]]) -> None:
    """One suggestion that has come as far as `state`. `left`: what may still be declined, each once."""
    if state == "declined" and left:
        _declined(ground, of_year, left.pop(0))
        return
    if state == "merged_into" and _merged(ground, of_year):
        return
    state = "rated_satisfied" if state in ("declined", "merged_into") else state
    row = ground.open(state, _raised(ground, of_year))
    arrive(ground, row)
    if state == "withdrawn":
        signed(ground, row)
        row["opinions"] = []
        row["withdrawn"] = {"on": after(row["signed_for_on"], 12), "reason": row["tale"].phrase("withdrawn")}
        return
    answer(ground, row, state)


def _raised(ground: "Ground", of_year: int) -> date:
    """On a day of a session, or between the sessions."""
    (first, last), year = SPANS[of_year]
    sessions = [s for s in ground.sessions if s["opens_on"].year == year and (year == 2025 or s["opens_on"].month < 6)]
    if sessions and ground.luck.random() > ground.habit.get("between", 0.3):
        session = ground.luck.choice(sessions)
        return almanac.within(ground.luck, session["opens_on"], session["closes_on"])
    return almanac.within(ground.luck, first, last)


def arrive(ground: "Ground", row: Row) -> None:
    """Examined and handed over; what the county's session raised is handed over together."""
    luck = ground.luck
    row["examined_on"] = ground.desk(after(row["raised_on"], luck.randint(1, 4)))
    row["handed_over_on"] = after(row["examined_on"], luck.randint(1, 4))
    together = {4: date(2025, 3, 10), 5: date(2026, 3, 2)}
    if ground.is_county and row["session"] in together:
        row["handed_over_on"] = together[row["session"]]
    if luck.random() < (0.08 if ground.is_county else 0.03) and row["course"] != "withdrawn":
        _make_key(ground, row)


def _make_key(ground: "Ground", row: Row) -> None:
    from .courses import leaders

    on = row["handed_over_on"]
    months = (on.year - 2025) * 12 + on.month
    source = (
        f"县十九届人大常委会第{40 + months}次主任会议"
        if ground.is_county
        else f"{ground.town['name']}人大主席团第{20 + months // 2}次会议"
    )
    row["key"] = {"on": on, "source": source, "leader": ground.luck.choice(list(leaders(ground)))}


def signed(ground: "Ground", row: Row) -> None:
    """Signed for; those who were asked for an opinion give it."""
    luck, told = ground.luck, row["tale"]
    row["signed_for_on"] = after(row["handed_over_on"], luck.randint(1, 4))
    row["opinions"] = [
        {
            "body": h["body"],
            "on": after(row["signed_for_on"], luck.randint(5, 18)),
            "text": told.phrase("opinion_gov" if h["body"].endswith("_gov") else "opinion_unit"),
        }
        for h in row["handlers"]
        if h["part"] == "co"
    ]


def visit(ground: "Ground", row: Row) -> date:
    """The first meeting with the deputy; its day."""
    on = after(row["signed_for_on"], ground.luck.randint(7, 20))
    row["contacts"] = [{"on": on, "stage": "before", "how": ground.luck.choice(HOWS), "note": row["tale"].look}]
    return on


def answer(ground: "Ground", row: Row, state: str) -> None:
    """The whole handling: meetings, the reply of its class, the evaluation and what comes back."""
    luck, told = ground.luck, row["tale"]
    signed(ground, row)
    seen = visit(ground, row)
    late = luck.random() < ground.habit["late"]
    replied = after(row["handed_over_on"], luck.randint(98, 140) if late else luck.randint(36, 78))
    if late:
        row["chases"] = [{"on": almanac.before(replied, 9), "text": told.phrase("chases")}]
    row["contacts"].append({"on": after(seen, 8), "stage": "during", "how": "电话", "note": told.phrase("during")})
    if state.startswith("rework"):
        _rework(ground, row, replied, state)
        return
    klass = {"promise_kept": "B", "promised_B": "B", "promise_late": "B", "explained_C": "C"}.get(state, "A")
    vow_day = _vow_day(ground, replied, state) if klass == "B" else None
    reply = reply_of(ground, row, klass, replied, seen, vow_day)
    row["reply"] = [reply]
    if state == "unrated":
        row["unrated_on"] = after(replied, luck.randint(38, 50))
        return
    rated = replied + timedelta(days=luck.randint(4, 11))
    row["contacts"].append({"on": after(replied, 2), "stage": "after", "how": "走访", "note": told.phrase("after")})
    rate(ground, row, reply, rated, "basically" if klass != "A" or luck.random() < 0.15 else "satisfied")
    if klass == "C":
        review = after(replied, luck.randint(330, 560))
        if review < ground.on and luck.random() < 0.8:
            row["watched_on"] = review
        row["explained"] = {
            "on": after(replied, 3),
            "note": told.phrase("explained"),
            "review_on": review,
        }
    if klass == "B":
        _afterwards(ground, reply["promises"][0], rated, state)
    if klass == "A" and not row.get("confidential") and luck.random() < ground.habit["released"]:
        row["released_on"] = after(rated, luck.randint(7, 14))


def reply_of(
    ground: "Ground", row: Row, klass: str, on: date, seen: date, vow_day: date | None, *, first: bool = True
) -> Row:
    """A signed reply of the answering unit, not yet numbered."""
    made = prose.letter(row["tale"], ground.addressed(row), klass, on, seen, vow_day, first=first)
    return {**made, "body": row["handlers"][0]["body"]}


def rate(ground: "Ground", row: Row, reply: Row, on: date, result: str) -> None:
    luck = ground.luck
    process = result if luck.random() < 0.7 else "satisfied" if result != "unsatisfied" else "basically"
    remark = luck.choice(prose.material("phrases")[result])
    reply["rating"] = {"on": on, "process": process, "result": result, "remark": remark}


def _vow_day(ground: "Ground", replied: date, state: str) -> date:
    """The end of a month: past for what was kept or is late, ahead for what is still promised."""
    luck = ground.luck
    if state == "promised_B":
        return almanac.month_end(ground.on + timedelta(days=luck.randint(9, 230)))
    latest = ground.on - timedelta(days=45)
    ahead = replied + timedelta(days=luck.randint(45, 230))
    return almanac.month_end(max(replied + timedelta(days=31), min(ahead, latest)))


def _afterwards(ground: "Ground", promise: Row, rated: date, state: str) -> None:
    """Progress, second looks, and the keeping of a promise."""
    luck, last = ground.luck, min(ground.on, promise["day"])
    phrases = prose.material("phrases")
    middle = after(rated, luck.randint(14, 40))
    if middle < last:
        promise["progress"] = [
            {"on": middle, "percent": luck.randint(15, 60), "text": luck.choice(phrases["progress"])}
        ]
        if luck.random() < 0.4:
            promise["looked_again"] = [{"on": after(middle, 5), "text": luck.choice(phrases["looked"])}]
    if state == "promise_kept":
        promise["kept_on"] = max(after(middle, 6), almanac.before(promise["day"], luck.randint(0, 12)))
        promise["confirmed_on"] = promise["kept_on"] + timedelta(days=luck.randint(4, 12))
        promise["note"] = luck.choice(phrases["kept"])


def _rework(ground: "Ground", row: Row, replied: date, state: str) -> None:
    """A reply that says little, the meeting, and a second one that does the work, or again does not."""
    luck, told = ground.luck, row["tale"]
    body = row["handlers"][0]["body"]
    weak = {**prose.weak_letter(told, ground.addressed(row), luck.choice("AC"), replied), "body": body}
    rate(ground, row, weak, replied + timedelta(days=luck.randint(4, 10)), "unsatisfied")
    row["met_on"] = after(weak["rating"]["on"], luck.randint(3, 9))
    row["contacts"].append({"on": row["met_on"], "stage": "during", "how": "面商", "note": told.phrase("met")})
    again = after(row["met_on"], luck.randint(14, 24))
    second = reply_of(ground, row, "A", again, row["met_on"], None, first=False)
    rate(
        ground,
        row,
        second,
        again + timedelta(days=luck.randint(4, 9)),
        "satisfied" if state == "rework_then_satisfied" else "unsatisfied",
    )
    row["reply"] = [weak, second]
    if state == "rework_unsettled" and again.year < ground.on.year:
        row["settled_on"] = after(second["rating"]["on"], luck.randint(20, 45))


def _declined(ground: "Ground", of_year: int, told: Mapping[str, Any]) -> None:
    raised = _raised(ground, of_year)
    lead = ground.luck.choice(ground.seats)["person"]
    examined = ground.desk(after(raised, ground.luck.randint(1, 4)))
    ground.rows.append(
        {
            "slug": f"{ground.congress}_{ground.town['slug']}_{len(ground.rows) + 1}", "congress": ground.congress, "raised_on": raised,
            "session": almanac.sitting(ground.sessions, raised), "lead": lead, "cosigners": [], "category": told["category"],
            "title": told["title"], "text": told["text"], "course": "declined", "handlers": [], "examined_on": examined,
            "declined": {"on": examined, "ground": told["ground"], "reason": told["reason"]},
        }
    )  # fmt: skip


def _merged(ground: "Ground", of_year: int) -> bool:
    """Another deputy tells of the same trouble, and his suggestion goes into the first one."""
    year = SPANS[of_year][1]
    for first in ground.rows:
        told = first.get("tale")
        if not told or "reply" not in first or first["raised_on"].year != year or "joined" in first:
            continue
        if not (title := ground.other_title(told)):
            continue
        second = ground.open(f"merged_into:{first['slug']}", first["raised_on"], told)
        second |= {
            "title": title,
            "text": prose.retold(told),
            "examined_on": first["examined_on"],
            "cosigners": [],
            "confidential": False,
        }
        others = [m["person"] for m in ground.seats if m["person"] not in (first["lead"], *first["cosigners"])]
        second["lead"] = ground.luck.choice(others)
        first["joined"] = [second["lead"]]
        return True
    return False
