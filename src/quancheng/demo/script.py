"""The play: every suggestion of the data as dated cues, which the whole county then plays in one order of days."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quancheng.record.models import Matter
from quancheng.roster.models import Session

from .stage import Stage, workdays_after

Row = Mapping[str, Any]
MEANS = {"现场": "site", "面商": "meeting", "走访": "visit", "座谈": "forum", "电话": "phone"}
ANSWERING = ("lead", "separate")


@dataclass(frozen=True)
class Cue:
    """On what day who does what; the first three fields are its place in the play."""

    day: date
    late: bool
    raised_on: date
    does: Callable[[Stage], None]


def cues(row: Row, arisen: frozenset[str] = frozenset()) -> Iterator[Cue]:
    """All that happens to one suggestion, in the order of its course. `arisen`: slugs not raised but passed up."""

    def cue(day: date | None, does: Callable[[Stage], None], *, late: bool = False) -> Iterator[Cue]:
        if day:
            yield Cue(day, late, row["raised_on"], does)

    course, _, other = row["course"].partition(":")
    if row["slug"] in arisen:
        yield from cue(row["examined_on"], lambda s: _add_and_join(s, row))
    else:
        yield from cue(row["raised_on"], lambda s: _raise(s, row))
    yield from cue(row.get("examined_on"), lambda s: _examine(s, row), late=course == "merged_into")
    yield from cue(_day(row, "key"), lambda s: _make_key(s, row)) if not _early(row) else ()
    yield from cue(row.get("handed_over_on"), lambda s: _hand_over(s, row))
    yield from cue(_day(row, "key"), lambda s: _make_key(s, row)) if _early(row) else ()
    yield from cue(_allotted_on(row), lambda s: _allot(s, row))
    yield from cue(_day(row, "returned"), lambda s: _return(s, row, "returned"))
    yield from cue(row.get("reassigned_on"), lambda s: _reassign(s, row))
    yield from cue(row.get("upheld_on"), lambda s: _uphold(s, row))
    yield from cue(_day(row, "objection"), lambda s: _return(s, row, "objection"))
    yield from cue(row.get("signed_for_on"), lambda s: _sign_for(s, row))
    yield from sorted(_handling(row, cue), key=lambda c: c.day)
    yield from cue(_day(row, "withdrawn"), lambda s: _by_lead(s, row, "withdraw", text=row["withdrawn"]["reason"]))
    yield from cue(_day(row, "passed_up"), lambda s: _pass_up(s, row, other))


def _handling(row: Row, cue: Callable[..., Iterator[Cue]]) -> Iterator[Cue]:
    """From the first contact to the last promise; sorted by day afterwards, in this order within a day."""
    replies = list(row.get("reply", []))
    rated = [r["rating"]["on"] for r in replies if "rating" in r]
    yield from cue(row.get("met_on"), lambda s: _meet(s, row))
    for extension in [row["extension"]] if "extension" in row else []:
        yield from cue(extension["asked_on"], lambda s, e=extension: _unit(s, row, "ask_extension", text=e["reason"]))
        yield from cue(extension["granted_on"], lambda s, e=extension: _grant(s, row))
    for contact in row.get("contacts", []):
        does = _look_after if rated and contact["on"] > rated[-1] else _contact
        yield from cue(contact["on"], lambda s, c=contact, does=does: does(s, row, c), late=does is _look_after)
    for opinion in row.get("opinions", []):
        yield from cue(opinion["on"], lambda s, o=opinion: _opinion(s, row, o))
    for chase in row.get("chases", []):
        yield from cue(chase["on"], lambda s, c=chase: _chase(s, row, c))
    for reply in replies:
        yield from cue(reply["on"], lambda s, r=reply: _reply(s, row, r))
        if "rating" in reply:
            yield from cue(reply["rating"]["on"], lambda s, r=reply: _rate(s, row, r))
    yield from cue(_day(row, "explained"), lambda s: _explain(s, row))
    yield from cue(row.get("watched_on"), lambda s: _watch(s, row))
    yield from _promises(row, cue)
    if "unrated_on" in row:
        yield from cue(row["unrated_on"], lambda s: _close_unrated(s, row))
        yield from cue(workdays_after(row["unrated_on"], 2), lambda s: _settle(s, row))
    yield from cue(row.get("settled_on"), lambda s: _settle(s, row))
    if rated and row["course"] != "rework_unsettled":
        yield from cue(workdays_after(rated[-1], 3), lambda s: _settle(s, row))
    yield from cue(row.get("released_on"), lambda s: _release(s, row))


def _promises(row: Row, cue: Callable[..., Iterator[Cue]]) -> Iterator[Cue]:
    for reply in row.get("reply", []):
        for at, promise in enumerate(reply.get("promises", [])):
            for step in promise.get("progress", []):
                yield from cue(step["on"], lambda s, r=reply, n=at, x=step: _progress(s, row, r, n, x))
            for look in promise.get("looked_again", []):
                yield from cue(look["on"], lambda s, r=reply, n=at, x=look: _look(s, row, r, n, x["text"]))
            yield from cue(promise.get("kept_on"), lambda s, r=reply, n=at, p=promise: _kept(s, row, r, n, p))
            yield from cue(promise.get("confirmed_on"), lambda s, r=reply, n=at: _confirm(s, row, r, n))


def _day(row: Row, key: str) -> date | None:
    found: date | None = row[key]["on"] if isinstance(row.get(key), Mapping) else None
    return found


def _early(row: Row) -> bool:
    """Whether it became 重点督办 when it had been handed over already."""
    return "key" in row and row["key"]["on"] >= row["handed_over_on"]


def _allotted_on(row: Row) -> date | None:
    """The government office allots on the next workday; what has just been handed over still lies with it."""
    if row["congress"] != "county" or "handed_over_on" not in row:
        return None
    then = row.get("signed_for_on") or _day(row, "returned")
    return min(workdays_after(row["handed_over_on"], 1), then) if then else None


# ── raised, examined, handed over ──────────────────────────────────────────────


def _raise(s: Stage, row: Row) -> None:
    session = Session.objects.filter(term=s.roll.terms[row["congress"]], ordinal=row["session"]).first()
    data = {
        "text": row["text"],
        "title": row["title"],
        "raised_in": str(session.pk) if session else "0",
        "category": row["category"],
        "wish": "full",
        "confidential": row.get("confidential", False),
        "outcome": "keep" if row["course"] == "draft" else "submit",
        "cosigners": [str(s.roll.people[p].pk) for p in [*row["cosigners"], *row.get("invited", [])]],
    }
    fact = s.begin(row["lead"], row["congress"], data)
    assert fact.matter_id
    s.matters[row["slug"]] = fact.matter_id
    for person in row["cosigners"]:
        s.person(person, row["congress"], s.matter(row["slug"]), "cosign", outcome="yes")


def _add_and_join(s: Stage, row: Row) -> None:
    """What came up from a township: the deputy's own words are added."""
    s.staff(s.clerk(row["congress"]), s.matter(row["slug"]), "note", text=f"代表补充：{row['text']}")


def _examine(s: Stage, row: Row) -> None:
    course, _, other = row["course"].partition(":")
    data: dict[str, Any] = {"title": row["title"], "category": row["category"], "outcome": "accept"}
    if course == "merged_into":
        data |= {"outcome": "merge", "merge_into": s.matter(other).ref}
    elif course == "declined":
        data |= {"outcome": "decline", "ground": row["declined"]["ground"], "reason": row["declined"]["reason"]}
    matter = s.matter(row["slug"])
    s.staff(s.clerk(row["congress"]), matter, "examine", **data)
    if matter.arises_from_id:
        for person in row["cosigners"]:
            s.person(person, row["congress"], s.matter(row["slug"]), "join")


def _make_key(s: Stage, row: Row) -> None:
    key = row["key"]
    data = {"source": key["source"], "leader": str(s.roll.people[key["leader"]].pk)}
    s.staff(s.clerk(row["congress"]), s.matter(row["slug"]), "make_key", **data)


def _units(s: Stage, row: Row) -> list[dict[str, Any]]:
    """The units of the first hand-over: he who returned it leads there, and leads alone if he only co-handles later."""
    first = row.get("returned", {}).get("by")
    named = [(h["body"], h["part"]) for h in row["handlers"]]
    if first and first not in [body for body, part in named if part != "co"]:
        named = [(first, "lead")]
    return [{"body": s.roll.bodies[body].pk, "part": part} for body, part in named]


def _hand_over(s: Stage, row: Row) -> None:
    s.staff(s.clerk(row["congress"]), s.matter(row["slug"]), "hand_over", units=_units(s, row))


def _allot(s: Stage, row: Row) -> None:
    matter = s.matter(row["slug"])
    if matter.step == "allot":
        s.staff(s.holder("gov_bgs", "government_office"), matter, "allot", units=_units(s, row))


def _return(s: Stage, row: Row, key: str) -> None:
    """退回; an objection to its being upheld is a second return."""
    said = row[key]
    proposes = s.roll.bodies[said["proposes"]].name if "proposes" in said else ""
    data = {"outcome": "return", "reason": said["reason"], "proposes": proposes}
    s.unit(said["by"], row["congress"], s.assignment(row["slug"], said["by"]), "sign_for", **data)


def _reassign(s: Stage, row: Row) -> None:
    unit = next(h["body"] for h in row["handlers"] if h["part"] == "lead")
    data = {"outcome": "assign", "unit": str(s.roll.bodies[unit].pk), "part": "lead"}
    s.staff(s.clerk(row["congress"]), s.matter(row["slug"]), "reassign", **data)


def _uphold(s: Stage, row: Row) -> None:
    say = "按职责分工仍由原单位牵头，工程部分由会办单位配合。"
    s.staff(s.clerk(row["congress"]), s.matter(row["slug"]), "reassign", outcome="uphold", say=say)


def _pass_up(s: Stage, row: Row, above: str) -> None:
    s.staff(s.clerk(row["congress"]), s.matter(row["slug"]), "pass_up", text=row["passed_up"]["note"])
    (found,) = s.arisen(row["slug"], "suggestions")
    s.matters[above] = found.pk


# ── the unit's side ────────────────────────────────────────────────────────────


def _answering(row: Row) -> list[str]:
    return [h["body"] for h in row["handlers"] if h["part"] in ANSWERING]


def _unit(s: Stage, row: Row, name: str, **data: Any) -> None:
    for body in _answering(row):
        s.unit(body, row["congress"], s.assignment(row["slug"], body), name, **data)


def _by_lead(s: Stage, row: Row, name: str, **data: Any) -> None:
    s.person(row["lead"], row["congress"], s.matter(row["slug"]), name, **data)


def _sign_for(s: Stage, row: Row) -> None:
    _unit(s, row, "sign_for", outcome="accept")
    asked = [str(s.roll.bodies[h["body"]].pk) for h in row["handlers"] if h["part"] == "co"]
    if "reassigned_on" in row and asked:
        _unit(s, row, "ask_opinion", units=asked)


def _contact(s: Stage, row: Row, contact: Row) -> None:
    for body in [contact["body"]] if "body" in contact else _answering(row):
        matter = s.assignment(row["slug"], body)
        s.unit(body, row["congress"], matter, "contact", means=MEANS[contact["how"]], note=contact["note"])


def _look_after(s: Stage, row: Row, contact: Row) -> None:
    """A visit after the evaluation is a second look at the promise."""
    for matter in s.arisen(row["slug"], "undertakings"):
        s.staff(s.clerk(row["congress"]), matter, "look_again", text=contact["note"])


def _opinion(s: Stage, row: Row, opinion: Row) -> None:
    matter = s.assignment(row["slug"], _answering(row)[0])
    s.unit(opinion["body"], row["congress"], matter, "give_opinion", text=opinion["text"])


def _chase(s: Stage, row: Row, chase: Row) -> None:
    for body in _answering(row):
        s.staff(s.clerk(row["congress"]), s.assignment(row["slug"], body), "chase", text=chase["text"])


def _grant(s: Stage, row: Row) -> None:
    for body in _answering(row):
        matter = s.assignment(row["slug"], body)
        s.staff(s.clerk(row["congress"]), matter, "grant_extension", outcome="yes", say="同意延期，请向代表说明。")


def _reply(s: Stage, row: Row, reply: Row) -> None:
    """The clerk drafts, the head signs."""
    body, text = reply["body"], reply["text"].strip()
    given = reply.get("promises", [])
    data: dict[str, Any] = {"draft": text, "letter": reply["class"]}
    if given:
        data |= {"promise": given[0]["text"], "promise_on": given[0]["day"]}
        data["more_promises"] = [{"text": p["text"], "day": p["day"]} for p in given[1:]]
    matter = s.assignment(row["slug"], body)
    s.unit(body, row["congress"], matter, matter.step, **data)
    signed = {"outcome": "issue", "number": reply["number"], "signer": s.head(body)}
    s.unit(body, row["congress"], s.assignment(row["slug"], body), "sign_reply", ("handler_head",), **data, **signed)


# ── the deputy's side, and what comes back ─────────────────────────────────────


def _rate(s: Stage, row: Row, reply: Row) -> None:
    given = reply["rating"]
    data = {"process": given["process"], "result": given["result"], "remark": given["remark"]}
    for person in [row["lead"], *row.get("joined", [])]:
        s.person(person, row["congress"], s.assignment(row["slug"], reply["body"]), "rate", **data)


def _close_unrated(s: Stage, row: Row) -> None:
    for body in _answering(row):
        s.staff(s.clerk(row["congress"]), s.assignment(row["slug"], body), "close_unrated")


def _meet(s: Stage, row: Row) -> None:
    text = next((c["note"] for c in row["contacts"] if c["on"] == row["met_on"]), "约见承办单位和代表，重新交办。")
    for body in _answering(row):
        s.staff(s.clerk(row["congress"]), s.assignment(row["slug"], body), "meet", text=text)


def _settle(s: Stage, row: Row) -> None:
    s.staff(s.clerk(row["congress"]), s.matter(row["slug"]), "settle", text="答复和评价齐全，予以销号。")


def _release(s: Stage, row: Row) -> None:
    for name, text in (("release", row["text"]), ("release_reply", row["reply"][-1]["text"].strip())):
        s.staff(s.clerk(row["congress"]), s.matter(row["slug"]), name, form="full", text=text, reviewed=True)


def _explain(s: Stage, row: Row) -> None:
    said = row["explained"]
    for body in _answering(row):
        (matter,) = s.arisen(row["slug"], "explanations", body)
        s.unit(body, row["congress"], matter, "explain", text=said["note"], look_again_on=said["review_on"])


def _watch(s: Stage, row: Row) -> None:
    """到期再看: what could not be done is looked at again, and not followed any longer."""
    for body in _answering(row):
        for matter in s.arisen(row["slug"], "explanations", body):
            text = "到期看过，条件没有变化，替代办法一直在用，代表同意不再跟踪。"
            s.staff(s.clerk(row["congress"]), matter, "watch", outcome="over", text=text)


def _promise(s: Stage, row: Row, reply: Row, at: int) -> Matter:
    return s.arisen(row["slug"], "undertakings", reply["body"])[at]


def _progress(s: Stage, row: Row, reply: Row, at: int, step: Row) -> None:
    s.unit(
        reply["body"],
        row["congress"],
        _promise(s, row, reply, at),
        "progress",
        percent=step["percent"],
        text=step["text"],
    )


def _look(s: Stage, row: Row, reply: Row, at: int, text: str) -> None:
    s.staff(s.clerk(row["congress"]), _promise(s, row, reply, at), "look_again", text=text)


def _kept(s: Stage, row: Row, reply: Row, at: int, promise: Row) -> None:
    matter = _promise(s, row, reply, at)
    s.unit(reply["body"], row["congress"], matter, "keep", outcome="kept", text=promise.get("note", "已经办成。"))


def _confirm(s: Stage, row: Row, reply: Row, at: int) -> None:
    s.person(row["lead"], row["congress"], _promise(s, row, reply, at), "confirm", outcome="yes")
