"""The course of a suggestion, as tables. The day a reply is due is in each of them: three months from 2 March end on 2 June."""

from quancheng.procedure import registry
from quancheng.procedure.calls import AlreadyDone, NotYours
from quancheng.record.models import Duty, Fact, Matter

from .soundness import WHY
from .story import Line, Story, line


def handed(
    name: str = "road", *units: tuple[str, str], lead: str = "马德福", day: str = "2026-03-02", **raised: object
) -> list[Line]:
    """From the raising to the hand-over."""
    return [
        line("2026-01-20", lead, name, "begin", "examine", **raised),
        line("2026-01-22", "林晓梅", name, "examine", "hand_over"),
        line(day, "林晓梅", name, "hand_over", units=list(units or [("traffic", "lead")])),
    ]


def replied(share: str, clerk: str, head: str, *, signed: str, contact: str, reply: str, **data: object) -> list[Line]:
    """From the signing for it to the reply."""
    return [
        line(signed, clerk, share, "sign_for", "handle"),
        line(contact, clerk, share, "contact", "handle"),
        line(reply, clerk, share, "handle", "sign_reply", **data),
        line(reply, head, share, "sign_reply", "rate", **data),
    ]


TRAFFIC = ("周立新", "郑海涛")
FARM = ("田禾", "苗长青")


def test_the_whole_course(direct: Story) -> None:
    direct.tell([
        line("2026-01-20", "马德福", "road", "begin", "draft", outcome="keep", cosigners=["王成林", "赵小岚"]),
        line("2026-01-21", "王成林", "road", "cosign", "draft", {"draft": "", "cosign": ""}, outcome="yes"),
        line("2026-01-21", "林晓梅", "road", "examine", refused=Matter.DoesNotExist),  # a draft is seen by him who writes it
        line("2026-01-21", "王成林", "road", "draft", refused=NotYours, outcome="submit", raised_in="0", wish="full"),
        line("2026-01-21", "马德福", "road", "draft", "examine", {"examine": "", "cosign": ""}, outcome="submit", raised_in="0", wish="full"),
        line("2026-01-22", "林晓梅", "road", "examine", "hand_over", {"hand_over": "2026-01-28"}),  # five workdays after 21 January
        line("2026-03-02", "林晓梅", "road", "hand_over", refused="one_lead", units=[("traffic", "lead"), ("water", "lead")]),
        line("2026-03-02", "林晓梅", "road", "hand_over", "handling", {}, units=[("traffic", "separate"), ("water", "separate")]),
        line("2026-03-04", "周立新", "road/traffic", "sign_for", "handle", {"handle": "2026-06-02"}),
        line("2026-03-09", "江水生", "road/water", "sign_for", "returned", {}, outcome="return", reason="不是水利设施。"),
        line("2026-03-09", "林晓梅", "road", "reassign", "handling", {"arbitrate": ""}, outcome="arbitrate", say="两家各执一词。"),
        line("2026-03-20", "周立新", "road/traffic", "contact", "handle"),  # the other unit works on meanwhile
        line("2026-03-23", "孙立勤", "road", "arbitrate", "handling", {}, unit="farm", part="separate"),
        line("2026-03-23", "田禾", "road/farm", "sign_for", "handle", {"handle": "2026-06-23"}),  # from its own hand-over
        # chased and extended while it is handled
        line("2026-05-20", "林晓梅", "road/traffic", "chase", "handle", {"handle": "2026-06-02", "answer_chase": "2026-05-27"}),
        line("2026-05-22", "周立新", "road/traffic", "answer_chase", "handle", {"handle": "2026-06-02"}),
        line("2026-05-25", "周立新", "road/traffic", "ask_extension", owes={"handle": "2026-06-02", "grant_extension": "2026-05-28"}),
        line("2026-05-25", "周立新", "road/traffic", "ask_extension", refused="asked"),
        line("2026-05-26", "林晓梅", "road/traffic", "grant_extension", "handle", {"handle": "2026-09-02"}, outcome="yes"),
        line("2026-05-27", "周立新", "road/traffic", "ask_extension", refused="not_yet_extended"),
        # an opinion from a third unit
        line("2026-05-27", "周立新", "road/traffic", "ask_opinion", units=["finance"]),
        line("2026-06-10", "钱数", "road/traffic", "give_opinion", "handle", {"handle": "2026-09-02"}),
        line("2026-07-01", "周立新", "road/traffic", "handle", "sign_reply", letter="B", promise="十月底前硬化三公里", promise_on="2027-10-31"),
        line("2026-07-02", "郑海涛", "road/traffic", "sign_reply", "rate", letter="B", promise="十月底前硬化三公里", promise_on="2027-10-31"),
        line("2026-06-01", "田禾", "road/farm", "handle", "sign_reply"),
        line("2026-06-02", "苗长青", "road/farm", "sign_reply", refused="contacted"),  # 代表法: first the deputy
        line("2026-06-02", "田禾", "road/farm", "contact"),
        line("2026-06-03", "苗长青", "road/farm", "sign_reply", "rate", {"rate": "2026-06-17"}),
        line("2026-06-08", "马德福", "road/farm", "rate", "replied"),
        # rework, once
        line("2026-07-08", "马德福", "road/traffic", "rate", "meet", result="unsatisfied"),
        line("2026-07-09", "林晓梅", "road", "release", "handling", of="suggestion", form="full", reviewed=True),
        line("2026-07-12", "林晓梅", "road/traffic", "meet", "rework", {"rework": "2026-08-12"}),
        line("2026-08-01", "周立新", "road/traffic", "rework", "sign_reply"),
        line("2026-08-02", "郑海涛", "road/traffic", "sign_reply", refused="contacted"),  # again before the second reply
        line("2026-08-02", "周立新", "road/traffic", "contact"),
        line("2026-08-02", "郑海涛", "road/traffic", "sign_reply", "rate"),
        line("2026-08-05", "马德福", "road/traffic", "rate", "replied"),
        line("2026-08-10", "林晓梅", "road", "settle", "closed", {}),
    ])  # fmt: skip
    assert direct.find("road").phase == "promised"
    promise = "road/traffic/undertakings"
    assert direct.owed(promise) == {"keep": "2027-10-31"}
    direct.tell([
        line("2027-03-01", "林晓梅", promise, "look_again", "keep", {"keep": "2027-10-31"}),
        line("2027-10-20", "周立新", promise, "keep", "keep", {"keep": "2027-12-20"}, outcome="later", new_day="2027-12-20"),
        line("2027-12-10", "周立新", promise, "keep", "confirm", outcome="kept"),
        line("2027-12-12", "马德福", promise, "confirm", "keep", outcome="no"),
        line("2027-12-19", "周立新", promise, "keep", "confirm", outcome="kept"),
        line("2027-12-20", "马德福", promise, "confirm", "kept", {}, outcome="yes"),
    ])  # fmt: skip
    assert direct.find("road").phase == "closed"


def test_reworked_once_it_stays_unsettled(direct: Story) -> None:
    direct.tell([
        *handed(),
        *replied("road/traffic", *TRAFFIC, signed="2026-03-03", contact="2026-03-04", reply="2026-04-01"),
        line("2026-04-02", "马德福", "road/traffic", "rate", "meet", result="unsatisfied"),
        line("2026-04-03", "林晓梅", "road/traffic", "meet", "rework"),
        line("2026-04-04", "周立新", "road/traffic", "contact"),
        line("2026-04-05", "周立新", "road/traffic", "rework"),
        line("2026-04-05", "郑海涛", "road/traffic", "sign_reply", "rate", {"rate": "2026-04-20"}),
        line("2026-04-06", "马德福", "road/traffic", "rate", "unsettled", result="unsatisfied"),
        line("2026-04-07", "林晓梅", "road", "settle", "closed"),
    ])  # fmt: skip


def test_an_unsatisfying_process_alone_starts_no_rework(direct: Story) -> None:
    direct.tell([
        *handed(),
        *replied("road/traffic", *TRAFFIC, signed="2026-03-03", contact="2026-03-04", reply="2026-04-01"),
        line("2026-04-02", "马德福", "road/traffic", "rate", "replied", process="unsatisfied"),
    ])  # fmt: skip


def test_a_withdrawal_voids_everything_that_is_open(direct: Story) -> None:
    direct.tell([
        *handed("road", ("traffic", "separate"), ("water", "separate")),
        line("2026-03-03", "周立新", "road/traffic", "sign_for"),
        line("2026-03-03", "林晓梅", "road/traffic", "chase", owes={"handle": "2026-06-02", "answer_chase": "2026-03-10"}),
        line("2026-03-04", "马德福", "road", "withdraw", "withdrawn", {}),
        line("2026-03-05", "江水生", "road/water", "sign_for", "void", {}, refused=NotYours),
        line("2026-03-05", "周立新", "road/traffic", "answer_chase", refused=NotYours),
        line("2026-03-05", "马德福", "road", "withdraw", refused=NotYours),
    ])  # fmt: skip


def test_all_returned_waits_for_another_unit(direct: Story) -> None:
    direct.tell([
        *handed(),
        line("2026-03-04", "周立新", "road/traffic", "sign_for", "returned", outcome="return", reason="不是县道。"),
        line("2026-03-05", "林晓梅", "road", "reassign", "handling", {}, outcome="assign", unit="water", part="lead"),
        line("2026-03-06", "江水生", "road/water", "sign_for", "returned", outcome="return", reason="更不是。"),
        line("2026-03-09", "林晓梅", "road", "reassign", "handling", outcome="uphold", say="还是由水利局办。"),
        line("2026-03-10", "江水生", "road/water", "sign_for", "handle", {"handle": "2026-06-09"}),
    ])  # fmt: skip
    assert direct.owed("road") == {}


def test_a_return_after_its_period_is_refused_and_signing_is_lawful(direct: Story) -> None:
    direct.tell([
        *handed(),
        line("2026-03-17", "周立新", "road/traffic", "sign_for", "sign_for", {"sign_for": "2026-03-16"}, refused="return", outcome="return", reason="晚了。"),
        line("2026-03-17", "周立新", "road/traffic", "sign_for", "handle"),
    ])  # fmt: skip


def test_of_two_leads_the_worse_evaluation_counts(direct: Story) -> None:
    direct.tell([*handed("road"), *handed("path", lead="王成林")[:1]])
    direct.tell([
        line("2026-03-03", "林晓梅", "path", "examine", "merged", outcome="merge", merge_into="road"),
        *replied("road/traffic", *TRAFFIC, signed="2026-03-03", contact="2026-03-04", reply="2026-04-01"),
    ])  # fmt: skip
    assert direct.owed("road/traffic") == {"rate": ["2026-04-16", "2026-04-16"]}
    assert direct.find("path").number == "闭会第2号"
    direct.tell([
        line("2026-04-02", "马德福", "road/traffic", "rate", "rate", {"rate": "2026-04-16"}),
        line("2026-04-03", "马德福", "road/traffic", "rate", refused=AlreadyDone),
        line("2026-04-03", "王成林", "road/traffic", "rate", "meet", result="unsatisfied"),
    ])  # fmt: skip


def test_through_the_government_office_the_period_still_counts_from_the_congress(tale: Story) -> None:
    tale.tell([
        *handed(),
        line("2026-03-12", "林晓梅", "road", "allot", "allot", {"allot": ""}, refused=NotYours, units=[("traffic", "lead")]),
        line("2026-03-12", "何督查", "road", "allot", "handling", {}, units=[("traffic", "lead"), ("finance", "co")]),
        line("2026-03-13", "周立新", "road/traffic", "sign_for", "handle", {"handle": "2026-06-02", "give_opinion": "2026-04-02"}),
        line("2026-03-20", "钱数", "road/traffic", "give_opinion", "handle", {"handle": "2026-06-02"}),
    ])  # fmt: skip


def test_the_right_to_ask_for_more_time_lapses_with_the_time(direct: Story) -> None:
    direct.tell([
        *handed(),
        line("2026-03-03", "周立新", "road/traffic", "sign_for"),
        line("2026-06-03", "周立新", "road/traffic", "ask_extension", "handle", refused="until"),
        line("2026-06-02", "周立新", "road/traffic", "ask_extension", "handle", {"handle": "2026-06-02", "grant_extension": "2026-06-05"}),
        line("2026-06-05", "林晓梅", "road/traffic", "grant_extension", "handle", {"handle": "2026-06-02"}, outcome="no"),
    ])  # fmt: skip


def test_what_is_complex_has_six_months_from_the_start(direct: Story) -> None:
    direct.tell([
        *handed()[:2],
        line("2026-03-02", "林晓梅", "road", "hand_over", units=[("traffic", "lead")], hard=True),
        line("2026-03-03", "周立新", "road/traffic", "sign_for", "handle", {"handle": "2026-09-02"}),
    ])  # fmt: skip


def test_a_wrong_unit_is_changed_and_nothing_is_lost(direct: Story) -> None:
    direct.tell([
        *handed(),
        line("2026-03-03", "周立新", "road/traffic", "sign_for"),
        line("2026-03-09", "林晓梅", "road", "change_handler", "handling", {}, assignment="road/traffic", unit="farm", say="属农业农村局职责。"),
        line("2026-03-10", "周立新", "road/traffic", "handle", "recalled", {}, refused=NotYours),
        line("2026-03-10", "田禾", "road/farm", "sign_for", "handle", {"handle": "2026-06-09"}),
    ])  # fmt: skip


def test_a_township_passes_up_what_only_the_county_can_do(direct: Story) -> None:
    direct.tell([
        *handed("bridge", lead="杨志强", body="shiqiao")[:1],
        line("2026-01-22", "何丽", "bridge", "pass_up", "passed_up", {}),
    ])  # fmt: skip
    above = Matter.objects.unguarded(WHY).get(arises_from=direct.find("bridge"))
    assert (above.body.slug, above.step, above.part_of_id) == ("county", "examine", None)


def test_every_named_end_of_the_main_line_is_reached_by_its_step(direct: Story) -> None:
    ways = (("decline", "declined", {"ground": "other"}), ("reroute", "rerouted", {"to": "县人民法院"}))
    for number, (outcome, end, more) in enumerate(ways):
        direct.tell([
            line("2026-01-20", "马德福", f"s{number}", "begin", "examine"),
            line("2026-01-21", "林晓梅", f"s{number}", "examine", "examine", refused=ValueError, outcome=outcome),
            line("2026-01-21", "林晓梅", f"s{number}", "examine", end, {}, outcome=outcome, reason="见办法第四条。", **more),
        ])  # fmt: skip
    direct.tell([
        line("2026-01-20", "马德福", "back", "begin", "examine"),
        line("2026-01-21", "林晓梅", "back", "examine", "draft", {"draft": ""}, outcome="back", reason="请写明路段。"),
        line("2026-01-22", "马德福", "back", "draft", "examine", outcome="submit", raised_in="0", wish="full"),
    ])  # fmt: skip


def test_only_the_last_round_is_joined(direct: Story) -> None:
    """The dissatisfaction of the first round does not weigh on the second."""
    direct.tell([
        *handed(),
        *handed("path", lead="王成林")[:1],
        line("2026-03-03", "林晓梅", "path", "examine", "merged", outcome="merge", merge_into="road"),
        *replied("road/traffic", *TRAFFIC, signed="2026-03-03", contact="2026-03-04", reply="2026-04-01"),
        line("2026-04-02", "马德福", "road/traffic", "rate", "rate", result="unsatisfied"),
        line("2026-04-03", "王成林", "road/traffic", "rate", "meet"),
        line("2026-04-03", "林晓梅", "road/traffic", "meet"),
        line("2026-04-04", "周立新", "road/traffic", "contact"),
        line("2026-04-05", "周立新", "road/traffic", "rework"),
        line("2026-04-05", "郑海涛", "road/traffic", "sign_reply"),
        line("2026-04-06", "王成林", "road/traffic", "rate", "rate"),
        line("2026-04-06", "马德福", "road/traffic", "rate", "replied"),
    ])  # fmt: skip
    rounds = (
        Duty.objects.unguarded(WHY)
        .filter(matter=direct.find("road/traffic"), name="rate")
        .values("opened_by")
        .distinct()
    )
    assert rounds.count() == 2


def test_every_fact_says_by_what_law_its_day_was_set(direct: Story) -> None:
    direct.tell(
        [*handed(), *replied("road/traffic", *TRAFFIC, signed="2026-03-03", contact="2026-03-04", reply="2026-04-01")]
    )
    fact = Fact.objects.unguarded(WHY).get(kind="assignments.sign_reply")
    cited = {r["rule"]: r for r in fact.rulings}
    assert cited["suggestion.reply"]["day"] == "2026-06-02"
    assert "第五十一条第二款" in cited["suggestion.reply"]["citation"][0]["text"]
    assert registry.definition("assignments", fact.on).title == "承办"
