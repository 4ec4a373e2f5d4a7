"""What the papers of a suggestion have in common: how it is named, who asks, from whom, by when, under what article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from quancheng.law.deadlines import due
from quancheng.law.rules import Ruling
from quancheng.law.spans import numeral
from quancheng.papers.content import Attachment, Block, Cell, Code, Para, day_on_paper
from quancheng.procedure.book import book, here, words
from quancheng.record.models import Duty, Fact, Matter, Party
from quancheng.roster.models import Body, Mandate, Term

from ..models import Assignment, Suggestion

WHY = "a paper of the matter, kept under its guard"
CONGRESS = "人民代表大会"
BLANK_DAY = "　　　　年　　月　　日"


def said_on(fact: Fact) -> date:
    """The day of a step as it stands: a correction's day, if it was corrected."""
    kept: date | None = fact.__dict__.get("_said_on")
    if kept is None:
        later = fact.corrected_by.unguarded(WHY).exclude(kind__startswith="record.").order_by("-pk").first()
        kept = fact.__dict__["_said_on"] = said_on(later) if later else fact.on
    return kept


def place(congress: Body) -> str:
    """云岭县 of 云岭县人民代表大会."""
    return congress.name.removesuffix(CONGRESS)


def office(congress: Body, on: date) -> str:
    """The letterhead under which the congress's office writes: its local rule's, else the organ's own name."""
    if said := words("paper.letterhead", congress, on):
        return said
    if congress.tier == Body.Tier.TOWNSHIP:
        return f"{congress.name}主席团"
    return f"{congress.name}常务委员会"


def government_office(area: str) -> Body | None:
    """The office that allots for the government of a place; one that has ended only where no other followed."""
    rows = Body.objects.filter(kind=Body.Kind.GOVERNMENT_OFFICE, area_id=area)
    return rows.order_by(F("until").desc(nulls_first=True), "pk").first()


def closing(congress: Body, on: date) -> list[Para]:
    """The closing words of the place, if it has any of its own."""
    said = words("paper.closing", congress, on)
    return [Para(said)] if said else []


def number_words(root: Matter, own: Suggestion) -> str:
    """云岭县第十九届人大第五次会议第23号建议 · 云岭县第十九届人大闭会第1号建议."""
    if own.session:
        term = own.session.term
        where = f"第{numeral(term.ordinal)}届人大第{numeral(own.session.ordinal)}次会议"
    else:
        begun = Term.objects.filter(congress=root.body_id, begins_on__lte=own.raised_on or root.opened_on)
        found = begun.order_by("-begins_on").first()
        where = f"第{numeral(found.ordinal)}届人大" if found else "人大"
    return f"{place(root.body)}{where}{root.number}建议"


def meeting_words(own: Suggestion) -> str:
    """第十九届第五次会议 or 闭会期间, as a form's cell says it."""
    if not own.session:
        return own.ledger_session or "闭会期间"
    return f"第{numeral(own.session.term.ordinal)}届第{numeral(own.session.ordinal)}次会议"


@dataclass(frozen=True)
class Signed:
    """One party of a suggestion as its papers name it."""

    part: str
    name: str
    person: int | None
    since: int | None


def parties(root: Matter) -> list[Signed]:
    """Who is in the suggestion today, in the order in which they came; asked once for all papers of a step."""
    kept: list[Signed] | None = root.__dict__.get("_signed")
    if kept is None:
        rows = Party.objects.unguarded(WHY).filter(matter=root, until=None).order_by("pk")
        found = rows.values_list("part", "person__name", "body__name", "person_id", "since_id")
        kept = [Signed(part, person or body or "", pk, since) for part, person, body, pk, since in found]
        root.__dict__["_signed"] = kept
    return kept


def names(root: Matter, part: str) -> list[str]:
    """Deputies of that part, in the order in which they joined."""
    return [one.name for one in parties(root) if one.part == part and one.person]


def lead_words(root: Matter, own: Suggestion) -> str:
    """马德福、李春梅; of a past ledger what it says."""
    return "、".join(names(root, "lead")) or own.ledger_lead


def seats(root: Matter) -> str:
    """The delegations of those who lead it."""
    leads = [one.person for one in parties(root) if one.part == "lead" and one.person]
    rows = Mandate.objects.filter(congress_id=root.body_id, person_id__in=leads).exclude(delegation="")
    return "、".join(dict.fromkeys(rows.order_by("pk").values_list("delegation", flat=True)))


@dataclass(frozen=True)
class By:
    """A last day and the rule it comes from."""

    day: date
    ruling: Ruling

    @property
    def words(self) -> str:
        """2026年6月2日前."""
        return f"{day_on_paper(self.day)}前"

    @property
    def basis(self) -> str:
        """《代表法》第五十一条第二款."""
        cite = self.ruling.citation
        return f"《{cite.short or cite.norm}》{cite.article}"


def by(rule: str, congress: Body, on: date) -> By | None:
    """The last day a rule gives when its event fell on `on`; None where no rule is in force."""
    if here(rule, congress, on) is None:
        return None
    day = due(book(), rule, on=on, tier=congress.tier, area=congress.area_id, event_day=lambda _: on)
    return By(day.day, day.ruling) if day else None


def reply_by(root: Matter, own: Suggestion, on: date, extended: bool = False) -> By | None:
    """By when a unit answers that was handed the suggestion on `on`."""
    return by("suggestion.reply.hard" if own.hard or extended else "suggestion.reply", root.body, on)


def extended_before(part: Matter, fact: Fact) -> bool:
    """Whether the longer period had been granted when that step was done."""
    rows = Fact.objects.unguarded(WHY).filter(matter=part, kind="assignments.grant_extension", outcome="yes")
    return rows.filter(pk__lt=fact.pk).exists()


def opened_parts(fact: Fact) -> list[Assignment]:
    """The assignments this step opened, in the order of its list."""
    opened = Duty.objects.unguarded(WHY).filter(opened_by=fact, name="sign_for")
    rows = Assignment.objects.unguarded(WHY).filter(matter__in=list(opened.values_list("matter_id", flat=True)))
    return list(rows.select_related("handler", "matter").order_by("pk"))


def units(parts: Iterable[Assignment], word: bool = False) -> str:
    """县交通运输局、县水利局; with `word` 县交通运输局（主办）."""
    return "、".join(f"{a.handler.name}（{a.get_part_display()}）" if word else a.handler.name for a in parts)


def co_units(root: Matter, fact: Fact) -> list[str]:
    """Co-handling units named by that step."""
    return [one.name for one in parties(root) if one.part == "co" and not one.person and one.since == fact.pk]


def paragraphs(text: str) -> list[Block]:
    """Written text as paragraphs, without the spaces people indent with."""
    return [Para(line) for raw in text.splitlines() if (line := raw.strip(" \u3000\t"))]


def contact(fact: Fact) -> str:
    """联系人：林晓梅. Nobody where a step was entered for somebody else."""
    return f"联系人：{fact.actor.name}" if fact.actor and not fact.for_body_id else ""


def original(root: Matter, own: Suggestion) -> Attachment:
    """The suggestion itself, as its deputies wrote it."""
    signed = [*names(root, "lead"), *names(root, "cosign")]
    tail = [Para(f"提出人：{'、'.join(signed)}", indent=False)] if signed else []
    return Attachment(root.title, (*paragraphs(own.text), *tail))


def code(root: Matter) -> Code:
    """Opens the matter on the phone of whoever may see it."""
    return Code(f"/go/{root.ref}/", "扫码查看办理进程")


def row(*cells: str, values: int = 1) -> tuple[Cell, ...]:
    """A row of label and value in turn."""
    return tuple(
        Cell(text, label=not number % 2, span=1 if not number % 2 else values) for number, text in enumerate(cells)
    )
