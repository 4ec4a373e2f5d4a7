"""Papers signed at the same moment: numbers without gaps or doubles, on both databases."""

from collections.abc import Callable
from datetime import date

from quancheng.papers.models import Paper
from quancheng.procedure import engine
from quancheng.record import clock
from quancheng.record.models import Fact, Matter

from .soundness import WHY, demand_sound
from .story import Story, line
from .test_parallel import committed, together  # noqa: F401

MANY = 20


def test_many_letters_signed_at_once_are_numbered_one_by_one(committed: Story) -> None:  # noqa: F811
    """Twenty hand-overs at once; every fourth fails at first, and the number it would have had goes to another."""
    with clock.at(date(2026, 3, 5)):
        matters = [committed.do(line("2026-03-05", "马德福", f"s{n}", "begin")).matter for n in range(MANY)]
    with clock.at(date(2026, 3, 6)):
        for n in range(MANY):
            committed.do(line("2026-03-06", "林晓梅", f"s{n}", "examine"))
    clerk, unit = committed.county.actor("林晓梅"), committed.county.bodies["traffic"].pk

    def hand_over(matter: Matter, part: str) -> Callable[[], Fact]:
        sent = {"on": "2026-03-09", "units": [{"body": unit, "part": part}]}
        return lambda: engine.do(clerk, matter.pk, "hand_over", sent)

    done = together(*[hand_over(m, "co" if n % 4 == 0 else "lead") for n, m in enumerate(matters) if m])
    assert [type(x).__name__ for x in done] == ["Refused", "Fact", "Fact", "Fact"] * (MANY // 4), done
    again = together(*[hand_over(m, "lead") for m in matters[::4] if m])
    assert all(isinstance(x, Fact) for x in again), again
    letters = Paper.objects.unguarded(WHY).filter(kind="hand_over_letter").values_list("number", flat=True)
    assert sorted(letters) == sorted(f"云人办〔2026〕{n}号" for n in range(1, MANY + 1))
    demand_sound()
