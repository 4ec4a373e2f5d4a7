"""The one gate: who may, what answers he gets, and that nothing is written when he may not."""

from datetime import date

import pytest

from quancheng.procedure import engine, reads, registry
from quancheng.procedure.calls import AlreadyDone, Ambiguous, BatchRefused, Behalf, Invalid, NotYours, Refused
from quancheng.procedure.course import course
from quancheng.procedure.definition import parse
from quancheng.procedure.models import Notice
from quancheng.record import clock
from quancheng.record.models import Fact, Matter, Remark
from quancheng.rooms.suggestions.models import Contact
from quancheng.roster.models import Post

from .borrowed import registry_lent
from .soundness import WHY, demand_sound
from .story import SAID, Story, line
from .test_suggestions import TRAFFIC, handed, replied

SIGNED = line("2026-03-03", "周立新", "road/traffic", "sign_for")
RATED = [*handed(), *replied("road/traffic", *TRAFFIC, signed="2026-03-03", contact="2026-03-04", reply="2026-04-01")]


def colleague(story: Story, of: str, name: str = "新同事") -> str:
    """A second person with the same post."""
    post = Post.objects.get(person=story.county.people[of])
    story.county.people[name] = story.county.person(name)
    Post.objects.create(person=story.county.people[name], body=post.body, role=post.role, since=post.since)
    return name


# -- who may ----------------------------------------------------------------------------------------------------------


def test_hidden_and_absent_answer_alike(direct: Story) -> None:
    direct.tell(handed())
    road, stranger = direct.find("road"), direct.county.actor("冯国庆")
    for matter in (road.pk, 10**9):
        with pytest.raises(Matter.DoesNotExist):
            engine.do(stranger, matter, "hand_over", {})
    with pytest.raises(Matter.DoesNotExist):
        engine.do(direct.county.actor("林晓梅"), road.pk, "no_such_step", {})


def test_a_colleague_is_told_who_did_it_and_when(direct: Story) -> None:
    name = colleague(direct, "周立新")
    direct.tell([*handed(), SIGNED])
    with pytest.raises(AlreadyDone) as caught:
        direct.do(line("2026-03-05", name, "road/traffic", "sign_for"))
    assert (caught.value.fact.actor.name, caught.value.fact.on) == ("周立新", date(2026, 3, 3))


def test_a_duty_of_the_body_is_anybodys_who_acts_for_it_today(direct: Story) -> None:
    name = colleague(direct, "周立新")
    Post.objects.filter(person=direct.county.people[name]).update(until=date(2026, 3, 10))
    direct.tell([
        *handed(),
        line("2026-03-10", name, "road/traffic", "sign_for", "handle"),
        line("2026-03-11", name, "road/traffic", "contact", refused=Matter.DoesNotExist),
    ])  # fmt: skip


def test_several_duties_of_one_name_need_to_be_told_apart(direct: Story) -> None:
    direct.tell([
        *handed(), SIGNED,
        line("2026-03-04", "林晓梅", "road/traffic", "chase"), line("2026-03-09", "林晓梅", "road/traffic", "chase"),
        line("2026-03-10", "周立新", "road/traffic", "answer_chase", refused=Ambiguous),
    ])  # fmt: skip
    offered = [
        o.duty for o in reads.offers(direct.county.actor("周立新"), direct.find("road")) if o.spec.id == "answer_chase"
    ]
    assert len(offered) == 2 and all(offered)
    # both hang on the day of the latest chase; the second is answered, the first stays
    direct.tell([
        line("2026-03-10", "周立新", "road/traffic", "answer_chase", "handle", duty=offered[1].pk),
        line("2026-03-10", "周立新", "road/traffic", "answer_chase", refused=AlreadyDone, duty=offered[1].pk),
        line("2026-03-10", "周立新", "road/traffic", "answer_chase", "handle"),
    ])  # fmt: skip


def test_a_right_lasts_as_long_as_its_steps(direct: Story) -> None:
    direct.tell([
        line("2026-01-20", "马德福", "road", "begin", "examine"),
        line("2026-01-21", "林晓梅", "road", "make_key", refused=NotYours, source="第十二次主任会议", leader="1"),
        line("2026-01-22", "林晓梅", "road", "release", of="suggestion", form="full", reviewed=True),  # during every step
        line("2026-01-22", "马德福", "road", "withdraw", "withdrawn"),
        line("2026-01-23", "林晓梅", "road", "release", "withdrawn", of="suggestion", form="full", reviewed=True),
    ])  # fmt: skip


def test_an_unasked_question_has_no_answer(direct: Story) -> None:
    direct.tell([*handed(), SIGNED, line("2026-03-04", "周立新", "road/traffic", "answer_chase", refused=NotYours)])


# -- what is written --------------------------------------------------------------------------------------------------


def test_a_faulty_form_writes_nothing_and_says_why(direct: Story) -> None:
    direct.tell(handed()[:2])
    for sent, told in (
        ({"on": "2026-11-22"}, "日期不能晚于今天（2026-11-21）。"),
        ({"on": "2026-01-21"}, "日期不能早于前一步的日期（2026-01-22）。"),
        ({"on": "kein Tag"}, "这不是一个日期，请写成 2026-11-21 这样。"),
    ):
        with pytest.raises(Invalid) as caught:
            engine.do(direct.county.actor("林晓梅"), direct.find("road").pk, "hand_over", {"units": []} | sent)
        assert told in caught.value.form.errors["on"]
    assert Fact.objects.unguarded(WHY).count() == 2


def test_what_is_recommended_may_be_overridden_with_a_reason(direct: Story) -> None:
    ask = {"of": "suggestion", "form": "full", "reviewed": True}
    direct.tell([
        line("2026-01-20", "马德福", "road", "begin", "examine", wish="no"),
        line("2026-01-21", "林晓梅", "road", "release", refused="wish", **ask),
    ])  # fmt: skip
    fact = direct.tell([line("2026-01-21", "林晓梅", "road", "release", **ask, despite="代表已当面同意")])
    assert fact and fact.data["despite"] == ["wish"]
    assert Remark.objects.unguarded(WHY).get(fact=fact, kind="despite").text == "代表已当面同意"
    # what is forbidden is not overridden by any reason
    direct.tell(
        [
            line(
                "2026-01-22",
                "林晓梅",
                "road",
                "release",
                refused="reviewed",
                of="suggestion",
                form="full",
                despite="急用",
            )
        ]
    )


def test_a_repeated_key_returns_the_first_fact(direct: Story) -> None:
    direct.tell([*handed(), SIGNED])
    row = line("2026-03-05", "周立新", "road/traffic", "contact", key="k-1")
    with clock.at(date(2026, 3, 5)):
        first, second = direct.do(row), direct.do(row)
    assert first.pk == second.pk and Contact.objects.unguarded(WHY).count() == 1
    with pytest.raises(NotYours), clock.at(date(2026, 3, 5)):
        direct.do(line("2026-03-05", "林晓梅", "road/traffic", "chase", key="k-1"))


def test_a_batch_is_done_whole_or_not_at_all(direct: Story) -> None:
    for name in ("a", "b", "c"):
        direct.tell([line("2026-01-20", "马德福", name, "begin"), line("2026-01-22", "林晓梅", name, "examine")])
    clerk = direct.county.actor("林晓梅")
    unit = {"body": direct.county.bodies["traffic"].pk, "part": "lead"}
    sent = {"on": "2026-03-02", "units": [unit]}
    items = [(direct.find(n).pk, "hand_over", dict(sent)) for n in ("a", "b", "c")]
    items[1][2]["units"] = [unit, unit | {"body": direct.county.bodies["water"].pk}]  # two leads
    items[2][2]["on"] = "2030-01-01"
    before = Fact.objects.unguarded(WHY).count()
    with pytest.raises(BatchRefused) as caught:
        engine.do_many(clerk, items)
    assert [(m.pk, type(why)) for m, why in caught.value.reasons] == [(items[1][0], Refused), (items[2][0], Invalid)]
    assert Fact.objects.unguarded(WHY).count() == before and direct.find("a").step == "hand_over"
    items[1][2]["units"], items[2][2]["on"] = [unit], "2026-03-02"
    done = engine.do_many(clerk, items)
    assert len({f.act for f in done}) == 1 and {direct.find(n).step for n in ("a", "b", "c")} == {"handling"}
    demand_sound()


def test_a_batch_that_names_a_hidden_matter_does_nothing(direct: Story) -> None:
    direct.tell(handed()[:2])
    secret = direct.tell([line("2026-01-20", "冯国庆", "far", "begin", "draft", outcome="keep", body="liulin")])
    with pytest.raises(Matter.DoesNotExist):
        engine.do_many(
            direct.county.actor("林晓梅"),
            [(direct.find("road").pk, "note", {"text": SAID}), (secret.matter_id, "note", {"text": SAID})],
        )
    assert not Fact.objects.unguarded(WHY).filter(kind="suggestions.note").exists()


# -- on behalf --------------------------------------------------------------------------------------------------------


def test_staff_enter_for_a_unit_without_an_account(direct: Story) -> None:
    fact = direct.tell([
        *handed("road", ("power", "lead")),
        line("2026-03-04", "周立新", "road/power", "sign_for", refused=Matter.DoesNotExist, for_="power"),  # he keeps no papers here
        line("2026-03-04", "林晓梅", "road/power", "sign_for", refused=NotYours),  # not in her own name
        line("2026-03-04", "林晓梅", "road/power", "sign_for", refused=Invalid, for_="power", paper_kept=""),
        line("2026-03-04", "林晓梅", "road/power", "sign_for", "handle", for_="power"),
    ])  # fmt: skip
    assert fact and (fact.actor.name, fact.for_body.slug, fact.capacity) == ("林晓梅", "power", "county_clerk")
    direct.tell([
        line("2026-03-05", "林晓梅", "road/power", "sign_for", refused=AlreadyDone, for_="power"),
        line("2026-03-05", "林晓梅", "road/power", "contact", for_="power"),  # a right of the unit
        line("2026-03-05", "林晓梅", "road/power", "contact", refused=NotYours, for_="traffic"),  # not the unit's who handles it
    ])  # fmt: skip
    names = [s.who for s in course(direct.county.actor("林晓梅"), direct.find("road/power")) if s.state == "done"]
    assert "县供电公司（林晓梅 代录）" in names


def test_what_is_not_done_on_behalf_is_not(direct: Story) -> None:
    direct.tell([*handed()[:1], line("2026-01-22", "林晓梅", "road", "examine", refused=NotYours, for_="马德福")])


def test_an_evaluation_entered_from_paper_is_told_and_may_be_objected_to_for_seven_days(direct: Story) -> None:
    fact = direct.tell([*RATED, line("2026-04-03", "林晓梅", "road/traffic", "rate", "replied", for_="马德福")])
    assert fact and (fact.actor.name, fact.for_person.name) == ("林晓梅", "马德福")
    told = Notice.objects.unguarded(WHY).filter(fact=fact, person=direct.county.people["马德福"])
    assert told.exists()
    assert (
        fact.credits.unguarded(WHY).get().person == direct.county.people["马德福"]
    )  # the credit is his, not the clerk's
    direct.tell([
        line("2026-04-11", "马德福", "road/traffic", "object", refused="until"),
        line("2026-04-10", "马德福", "road/traffic", "object", "replied", {"answer_objection": ""}),
        line("2026-04-13", "林晓梅", "road/traffic", "answer_objection", "replied", {}, outcome="uphold"),
    ])  # fmt: skip


def test_who_entered_for_himself_has_nothing_to_object_to(direct: Story) -> None:
    direct.tell([
        *RATED, line("2026-04-03", "马德福", "road/traffic", "rate", "replied"),
        line("2026-04-04", "马德福", "road/traffic", "object", refused=NotYours),
    ])  # fmt: skip


def test_a_suggestion_on_paper_is_raised_for_the_deputy(direct: Story) -> None:
    fact = direct.tell([line("2026-01-20", "林晓梅", "road", "begin", "examine", for_="马德福")])
    assert fact and fact.for_person.name == "马德福"
    with pytest.raises(NotYours):  # he is no deputy of the county
        direct.do(line("2026-01-20", "林晓梅", "x", "begin", for_="冯国庆"))
    with pytest.raises(NotYours):
        engine.begin(direct.county.actor("林晓梅"), "suggestions", direct.county.bodies["county"], {}, behalf=Behalf())


# -- four eyes, holds, joins ------------------------------------------------------------------------------------------

FOUR_EYES = """
[[procedure]]
id = "pairs"
title = "双人办理"
since = 2020-01-01
[[procedure.step]]
id = "open"
title = "登记"
by = "office"
then = "propose"
[[procedure.step]]
id = "propose"
title = "拟办"
by = "office"
then = "check"
[[procedure.step]]
id = "check"
title = "复核"
by = "office"
then = "adopt"
[[procedure.step]]
id = "adopt"
title = "核定"
by = "office"
other_than = ["propose", "check"]
then = "adopted"
[[procedure.aside]]
id = "wait"
title = "等待"
by = "office"
during = ["propose"]
[[procedure.aside]]
id = "answer"
title = "答复"
by = "office"
during = ["propose"]
asked = true
holds = true
[[procedure.end]]
id = "adopted"
title = "已核定"
"""


class Nothing:
    """The room's own row, which this procedure has no table for."""

    def save(self) -> None: ...


@pytest.fixture
def pairs(direct: Story):  # type: ignore[no-untyped-def]
    from quancheng.procedure.calls import Ask, Call, Open, Told
    from quancheng.procedure.moving import create

    def open_(call: Call) -> None:
        call.matter = create(Open("pairs", "双人办理", Nothing()), call.body, call.on)  # type: ignore[arg-type]

    with registry_lent():
        registry.declare(*parse(FOUR_EYES))
        for name in ("propose", "check", "adopt", "answer"):
            registry.act(f"pairs.{name}")(lambda call: None)
        registry.act("pairs.open")(open_)
        registry.act("pairs.wait")(lambda call: Told(asks=[Ask("answer", call.body)]))
        registry.bearer("pairs.office")(lambda matter: [matter.body])
        registry.starter("pairs")(lambda actor, body: actor.capacity("examiner", body.pk) is not None)
        # the procedure's role is an examiner's in this house
        with pytest.MonkeyPatch.context() as patch:
            from quancheng.roster.actor import Actor

            real = Actor.capacity
            patch.setattr(
                Actor, "capacity", lambda self, role, body: real(self, "examiner" if role == "office" else role, body)
            )
            yield direct


def test_four_eyes_see_every_step_that_is_named(pairs: Story) -> None:
    second, third = colleague(pairs, "林晓梅", "同事乙"), colleague(pairs, "林晓梅", "同事丙")
    pairs.tell([
        line("2026-03-02", "林晓梅", "p", "begin", "propose", kind="pairs"),
        line("2026-03-02", "林晓梅", "p", "propose", "check"),
        line("2026-03-03", second, "p", "check", "adopt"),
        line("2026-03-04", "林晓梅", "p", "adopt", "adopt", refused="other_than"),
        line("2026-03-04", second, "p", "adopt", "adopt", refused="other_than"),
        line("2026-03-04", third, "p", "adopt", "adopted"),
    ])  # fmt: skip


def test_a_question_that_holds_keeps_the_line_where_it_is(pairs: Story) -> None:
    pairs.tell([
        line("2026-03-02", "林晓梅", "p", "begin", "propose", kind="pairs"),
        line("2026-03-02", "林晓梅", "p", "wait", "propose", {"propose": "", "answer": ""}),
        line("2026-03-03", "林晓梅", "p", "propose", "propose", {"answer": ""}),
        line("2026-03-03", "林晓梅", "p", "propose", "propose", {"answer": ""}, refused=AlreadyDone),
        line("2026-03-04", "林晓梅", "p", "answer", "check", {"check": ""}),
    ])  # fmt: skip


def test_several_bearers_with_several_outcomes_need_a_join(direct: Story) -> None:
    with registry_lent():
        del registry.joins["assignments.rate"]
        direct.tell([*handed(), *handed("path", lead="王成林")[:1]])
        direct.tell([line("2026-03-03", "林晓梅", "path", "examine", outcome="merge", merge_into="road")])
        with pytest.raises(TypeError, match="need a join"):
            direct.tell(
                replied("road/traffic", *TRAFFIC, signed="2026-03-03", contact="2026-03-04", reply="2026-04-01")
            )


def test_a_step_nobody_can_do_is_refused_in_words(direct: Story) -> None:
    with registry_lent():
        registry.bearer("suggestions.examiner")(lambda matter: [])
        with pytest.raises(Refused, match="没有人可以办理"):
            direct.do(line("2026-01-20", "马德福", "road", "begin"))
    assert not Matter.objects.unguarded(WHY).exists()
