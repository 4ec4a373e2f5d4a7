"""What happens when a unit is merged into another, or a deputy's mandate ends, in mid-course."""

from collections.abc import Iterator
from datetime import date

import pytest

from quancheng.procedure import succession
from quancheng.record import clock
from quancheng.record.models import Fact
from quancheng.roster.models import Mandate

from .county import County, settle_county
from .front_door import Visitor
from .test_suggestion import REPLY, handed, raised, replied

pytestmark = pytest.mark.django_db
SEEN = "a test looks"


@pytest.fixture
def county() -> Iterator[County]:
    with clock.at(date(2026, 3, 2)):
        yield settle_county()


def test_a_unit_that_ends_passes_everything_on(county: County) -> None:
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    assert Visitor(c, "江水生").get(f"matters/{m.ref}/").status_code == 404
    clerk = c.actor("林晓梅")
    assert succession.end_body(clerk, c.bodies["traffic"], c.bodies["water"], date(2026, 3, 2)) == 1
    heir = Visitor(c, "江水生")
    assert "由承接单位继续办理" in heir.see(f"matters/{m.ref}/")
    assert Visitor(c, "周立新").get(f"matters/{m.ref}/do/handle/").status_code in (403, 404)
    heir.do(a, "contact", means="phone", note="接手后先通电话。")
    heir.do(a, "handle", draft=REPLY, letter="A")
    Visitor(c, "陆水平").do(a, "sign_reply", outcome="issue", draft=REPLY, letter="A", signer="陆水平")
    with pytest.raises(succession.Impossible, match="已经于"):
        succession.end_body(clerk, c.bodies["traffic"], c.bodies["farm"], date(2026, 3, 2))


@pytest.mark.parametrize("cosigner", ["李春梅", ""])
def test_the_proposers_mandate_ends(county: County, cosigner: str) -> None:
    """SUG-13: the first co-signer still in office evaluates, else the office, which may only record."""
    c = county
    m = raised(c)
    (a,) = handed(c, m, ("traffic", "lead"))
    if cosigner:
        Visitor(c, cosigner, "pocket").do(m, "join")
    Visitor(c, "周立新").do(a, "sign_for", outcome="accept")
    replied(c, a, "周立新", "郑海涛")
    seat = Mandate.objects.get(person=c.people["马德福"], congress=c.bodies["county"])
    was = c.open(a)["rate"]
    assert succession.end_mandate(c.actor("林晓梅"), seat, date(2026, 3, 2), "辞职") == 1
    assert c.open(a)["rate"] == was
    with clock.at(date(2026, 3, 3)):
        rater = Visitor(c, cosigner, "pocket") if cosigner else Visitor(c, "林晓梅")
        rater.do(a, "rate", process="satisfied", result="satisfied")
    assert c.fresh(a).ended_as == "replied"
    fact = Fact.objects.unguarded(SEEN).get(kind="assignments.rate")
    assert fact.actor.name == (cosigner or "林晓梅")


def test_the_printed_sheet_opens_the_matter(county: County) -> None:
    c = county
    m = raised(c)
    clerk = Visitor(c, "林晓梅")
    answer = clerk.get(f"/desk/suggestions/sheet/{m.ref}/")
    assert (
        answer.status_code == 200
        and "data:image/svg+xml" in answer.content.decode()
        and "马德福" in answer.content.decode()
    )
    assert clerk.get(f"/go/{m.ref}/").headers["Location"] == f"/desk/matters/{m.ref}/"
    assert Visitor(c, "马德福", "pocket").get(f"/go/{m.ref}/").headers["Location"] == f"/pocket/matters/{m.ref}/"
    assert Visitor(c, "江水生").get(f"/desk/suggestions/sheet/{m.ref}/").status_code == 404
    assert "空白" not in clerk.see("/desk/suggestions/blank-sheet/county/") and Visitor(c, "周立新").get(
        "/desk/suggestions/blank-sheet/county/"
    ).status_code == 404  # fmt: skip
