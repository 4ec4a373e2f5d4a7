"""What a picture needs from inside the county: a process of its own with QUANCHENG_HOME, for a browser's driver shares none.

``pictures_inside.py papers CLERK FOLDER`` draws sheets of paper by the typesetter itself, a file a page, ``<kind>-<page>.png``:
the papers of one suggestion that was chased and answered, its 专用纸, the 统计表 and the 花名册 of its congress, the specimen of typefaces.
``pictures_inside.py card NAME`` issues that deputy a seat card and says its token, which a page shows as a code only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quancheng.papers.content import Content

PPI = 84  # an A4 page is 694 × 982 pixels
WANTED = ("chasing_letter", "reply_letter", "co_opinion")  # what the suggestion of the handbook has besides


def contents(login: str) -> Iterator[tuple[str, Content]]:
    """What stands on each sheet, by its kind."""
    from quancheng.papers import lists, reads, specimen
    from quancheng.papers.models import Paper
    from quancheng.record import clock
    from quancheng.record.models import Matter
    from quancheng.rooms.register.papers import listing_of
    from quancheng.rooms.register.reads import roll
    from quancheng.rooms.suggestions import statistics as st
    from quancheng.rooms.suggestions.papers.reports import statistics_content
    from quancheng.rooms.suggestions.papers.sheets import suggestion_sheet
    from quancheng.roster.actor import Actor
    from quancheng.roster.models import Account

    actor = Actor.of(Account.objects.get(login=login).person, clock.today())
    rows = Matter.objects.seen_by(actor).filter(kind="suggestions", body__slug="county")
    for kind in WANTED:
        rows = rows.filter(pk__in=Paper.objects.seen_by(actor).filter(kind=kind).values("matter__root_id"))
    root = rows.order_by("-opened_on", "-pk")[0]
    first = {line.paper.kind: line.paper for line in reversed(reads.of_matter(actor, root))}
    for kind, paper in first.items():
        yield kind, reads.content_of(paper)
    yield "sheet", suggestion_sheet(root, root.body)
    yield "statistics", statistics_content(st.board_of(st.open_view(actor, root.body)), root.body.name)
    rolled = roll.roll(actor, "county", None, roll.Filters.of({}), clock.today())
    yield "roll", lists.content(listing_of(rolled))
    yield "specimen", specimen.specimen()


def papers(login: str, folder: str) -> None:
    """Draw all of them. Raises IndexError where there is no such suggestion, NoChineseFont without a Chinese font."""
    from quancheng.papers import pdf
    from quancheng.papers.plain import absolute

    for kind, content in contents(login):
        for number, page in enumerate(pdf.pictures(absolute(content, "http://localhost"), PPI), 1):
            (Path(folder) / f"{kind}-{number}.png").write_bytes(page)


def card(name: str) -> None:
    """A card for the first deputy of that name who has an account."""
    from quancheng.record import clock
    from quancheng.roster.access import once, seatcards
    from quancheng.roster.models import Account

    with once.shown() as shown:
        seatcards.issue(Account.objects.filter(person__name=name).order_by("pk")[0], None, clock.now())
    print(shown.cards[0].secret)


if __name__ == "__main__":
    import django

    django.setup()
    from quancheng.demo.day import follow

    follow()
    {"papers": papers, "card": card}[sys.argv[1]](*sys.argv[2:])
