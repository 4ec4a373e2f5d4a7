"""Every figure of the demo county's statistics opens exactly the rows it counts."""

from datetime import date

import pytest

from quancheng.record import clock
from quancheng.rooms.suggestions.statistics import congresses, listed, statistics
from quancheng.roster.actor import Actor
from quancheng.roster.models import Post

TODAY = date(2026, 11, 21)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["county_clerk", "chair", "government_office", "handler_head"])
def test_every_figure_opens_its_list(county: str, role: str) -> None:
    with clock.at(TODAY):
        post = Post.objects.on(TODAY).filter(role=role).select_related("person").order_by("pk").first()
        assert post
        actor, opened = Actor.of(post.person, TODAY), 0
        for congress in congresses(actor):
            board = statistics(actor, congress, since=date(2020, 1, 1))
            for line in [x for t in board.tables for x in (*t.rows, t.total)]:
                for cell in line.cells:
                    lines = list(listed(board.view, cell.figure, cell.row).items()) if cell.opens else []
                    assert len(lines) == (cell.whole if cell.figure.is_rate else cell.count), (line.label, cell)
                    assert sum(i.counted for i in lines) == cell.count, (line.label, cell)
                    opened += len(lines)
        assert opened
