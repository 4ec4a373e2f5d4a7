"""A room for sessions that lives in memory: acts, bearers, joins, checks and sittings of procedures/sessions.toml."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django import forms

from quancheng.procedure import registry
from quancheng.procedure.calls import Call, Open, Refusal, Told
from quancheng.procedure.definition import read
from quancheng.procedure.forms import DayField, StepForm
from quancheng.procedure.moving import create
from quancheng.record.models import Duty, Matter
from quancheng.roster.models import Mandate, Person

ROWS: dict[int, "Row"] = {}
RULES = """
id = "session-days"
title = "云岭县会议办法（示例）"
area = "530999"
level = "county"
document = "云人常发〔2022〕示例3号"
seen = true
[[rule]]
id = "session.publish"
title = "公布会议日期的期限"
kind = "span"
event = "session.opened"
[[rule.value]]
from = 2022-01-01
article = "第二条"
is = { days = 15, backward = true }
[[rule]]
id = "session.notice"
title = "会议通知的期限"
kind = "span"
event = "session.opened"
[[rule.value]]
from = 2022-01-01
article = "第三条"
is = { days = 7, backward = true }
"""


@dataclass
class Row:
    """What the room keeps of one matter; lost with the process, which is enough here."""

    opens: date | None = None
    organ: str = ""
    present: int = 0
    seats: int = 0
    extra: int = 0
    names: list[str] = field(default_factory=list)
    votes: dict[str, int] = field(default_factory=dict)
    tie: bool = False
    matter: Any = None

    def save(self) -> None:
        ROWS[self.matter.pk] = self


def row(matter: Matter | None) -> Row:
    assert matter
    return ROWS[matter.pk]


class ConveneForm(StepForm):
    opens = DayField(label="举行日期")
    meeting = forms.CharField(label="由哪次会议决定", required=False)


class MeetingForm(StepForm):
    organ = forms.ChoiceField(label="什么会议", choices=[("presidium", "主席团会议"), ("plenary", "全体会议")])
    present = forms.IntegerField(label="到会人数")


class AgendaForm(StepForm):
    kind = forms.ChoiceField(label="什么事项", choices=[("elections", "选举"), ("resolutions", "决议")])
    seats = forms.IntegerField(label="应选", required=False)
    extra = forms.IntegerField(label="差额", required=False)
    names = forms.JSONField(label="提名", required=False)


class NameForm(StepForm):
    nominee = forms.CharField(label="姓名")


class VoteForm(StepForm):
    issued = forms.IntegerField(label="发出")
    returned = forms.IntegerField(label="收回")


class CountForm(StepForm):
    votes = forms.JSONField(label="各候选人得票")


def deputies(matter: Matter) -> list[Person]:
    return list(Person.objects.filter(mandates__in=Mandate.objects.filter(congress=matter.body)).order_by("pk"))


def named(*names: str) -> Any:
    return lambda matter: list(Person.objects.filter(name__in=names).order_by("pk"))


STAFF = {"host": named("陈建国"), "secretary": named("何丽")}


def convene(call: Call) -> Told:
    if call.matter is None:
        call.matter = create(Open("sessions", "人代会", Row()), call.body, call.on)  # type: ignore[arg-type]
    row(call.matter).opens = call.data["opens"]
    return Told(data={"opens": call.data["opens"]})


def call_meeting(call: Call) -> Told:
    made = Row(organ=call.data["organ"], present=call.data["present"])
    return Told(parts=[Open("meetings", call.data["organ"], made)])  # type: ignore[arg-type]


def put_on_agenda(call: Call) -> Told:
    made = Row(seats=call.data["seats"] or 0, extra=call.data["extra"] or 0, names=call.data["names"] or [])
    return Told(parts=[Open(call.data["kind"], call.data["kind"], made)])  # type: ignore[arg-type]


def nominate(call: Call) -> Told:
    own = row(call.matter)
    return Told("enough" if len(own.names) <= own.seats + own.extra else "too_many")


def primary(call: Call) -> None:
    own = row(call.matter)
    del own.names[own.seats + own.extra :]


def drop_out(call: Call) -> Told:
    row(call.matter).names.remove(call.data["nominee"])
    return Told("too_few" if surplus(call) else "")


def joint_nomination(call: Call) -> None:
    row(call.matter).names.append(call.data["nominee"])


def count(call: Call) -> Told:
    """The outcome of a counter is what he counted, in a word short enough for a fact."""
    row(call.matter).votes = call.data["votes"]
    return Told("-".join(str(call.data["votes"][name]) for name in sorted(call.data["votes"])))


def announce(call: Call) -> Told:
    own = row(call.matter)
    assert call.matter
    members = len(deputies(call.matter))
    over = Counter({name: n for name, n in own.votes.items() if own.tie or 2 * n > members}).most_common()
    sure = [n for n, v in over[: own.seats] if len(over) <= own.seats or v > over[own.seats][1]]
    level = [n for n, v in over if len(sure) < own.seats and n not in sure and v == over[len(sure)][1]]
    parts = [Open("installations", name, Row()) for name in sure]  # type: ignore[arg-type]
    own.seats, own.tie = own.seats - len(sure), bool(level)
    if not own.seats:
        return Told("filled", parts=parts)
    rest = [n for n, _ in Counter(own.votes).most_common() if n not in sure]
    own.names = level or rest[: own.seats + own.extra]
    return Told("tie" if level else "short", parts=parts)


def surplus(call: Call) -> Refusal | None:
    own = row(call.matter)
    if own.tie or len(own.names) > own.seats:
        return None
    return Refusal("副职候选人应比应选人数多一至三人。", who="主席团或者代表十人以上联名补充提名", id="surplus")


def quorum(call: Call) -> Refusal | None:
    meeting = sitting(call.matter, "plenary") if call.kind != "meetings" else call.matter
    said = call.rule("session.quorum")
    members, present = len(deputies(call.matter)), row(meeting).present if meeting else 0  # type: ignore[arg-type]
    if 3 * present >= 2 * members:
        return None
    return Refusal(
        f"到会{present}人，不足全体代表{members}人的三分之二。", (said,), who="主持人：等代表到齐或者改期", id="quorum"
    )


def sitting(matter: Matter | None, organ: str) -> Matter | None:
    """The meeting of that organ that is in session."""
    assert matter
    meetings = Matter.objects.unguarded("the room's own").filter(
        root_id=matter.root_id, kind="meetings", step="in_session"
    )
    return next((m for m in meetings if row(m).organ == organ), None)


def agree(matter: Matter, duties: list[Duty]) -> str:
    return "agree" if len({d.outcome for d in duties}) == 1 else "differ"


def declare() -> None:
    """Bind everything of procedures/sessions.toml."""
    for made in read(Path(__file__).parent / "procedures" / "sessions.toml"):
        registry.declare(made)
    bound: dict[str, tuple[Any, type[StepForm]]] = {
        "sessions.convene": (convene, ConveneForm), "sessions.postpone": (convene, ConveneForm),
        "sessions.call_meeting": (call_meeting, MeetingForm), "sessions.put_on_agenda": (put_on_agenda, AgendaForm),
        "elections.nominate": (nominate, StepForm), "elections.joint_nomination": (joint_nomination, NameForm),
        "elections.drop_out": (drop_out, NameForm), "elections.count": (count, CountForm), "elections.announce": (announce, StepForm),
        "elections.vote": (lambda call: Told("valid" if call.data["returned"] <= call.data["issued"] else "void"), VoteForm),
        "elections.primary": (primary, StepForm),
        "resolutions.pull": (lambda call: Told("yes"), StepForm),
    }  # fmt: skip
    for kind in ("sessions", "meetings", "elections", "installations", "resolutions"):
        (made,) = registry.definitions[kind]
        for spec in [*made.steps.values(), *made.asides.values()]:
            run, form = bound.get(f"{kind}.{spec.id}", (lambda call: None, StepForm))
            registry.act(f"{kind}.{spec.id}", form)(run)
            if spec.by in STAFF:
                registry.bearer(f"{kind}.{spec.by}")(STAFF[spec.by])
    registry.bearer("elections.deputies")(deputies)
    registry.bearer("elections.counters")(named("田秀芳", "何正明"))
    registry.join("elections.count")(agree)
    registry.check("sessions.decided_by_convener")(decided)
    registry.check("meetings.quorum", "elections.quorum_there", "resolutions.quorum_there")(quorum)
    registry.check("elections.surplus")(surplus)
    registry.sitting("sessions")(lambda matter, organ: sitting(matter, organ) is not None)
    registry.event("session.opened", "sessions.convene", "sessions.postpone")(lambda matter: row(matter.root).opens)
    registry.starter("sessions")(lambda actor, body: actor.capacity("examiner", body.pk) is not None)
    registry.correction("sessions.convene")(convene)


def decided(call: Call) -> Refusal | None:
    if call.data["meeting"]:
        return None
    return Refusal("召开和改期由主席团决定。", who="主席团会议", id="decided_by_convener")
