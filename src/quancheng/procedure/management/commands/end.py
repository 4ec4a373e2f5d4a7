"""`quancheng end body|mandate`: a unit ends with a successor, or a deputy's mandate ends; what was owed passes on."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quancheng.procedure.succession import Impossible, end_body, end_mandate
from quancheng.record import clock
from quancheng.roster.actor import Actor
from quancheng.roster.models import Body, Mandate


class Command(BaseCommand):
    help = "机构撤并（由承接机构接办）、代表职务终止（由他人评价）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        body = kinds.add_parser("body", help="机构撤并")
        body.add_argument("slug")
        body.add_argument("--successor", required=True)
        mandate = kinds.add_parser("mandate", help="代表职务终止")
        mandate.add_argument("--person", required=True)
        mandate.add_argument("--congress", required=True)
        mandate.add_argument("--ground", required=True, help="辞职、罢免、调离等")
        for one in (body, mandate):
            one.add_argument("--on", type=date.fromisoformat, default=None)

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        on = options["on"] or clock.today()
        try:
            self._body(options, on) if what == "body" else self._mandate(options, on)
        except Impossible as sentence:
            raise CommandError(str(sentence)) from None

    def _body(self, options: dict[str, Any], on: date) -> None:
        ending, heir = _body(options["slug"]), _body(options["successor"])
        moved = end_body(Actor(), ending, heir, on)
        self.stdout.write(f"“{ending.name}”于 {on} 撤并，{moved} 件由“{heir.name}”继续办理。")

    def _mandate(self, options: dict[str, Any], on: date) -> None:
        rows = Mandate.objects.on(on).filter(person__name=options["person"], congress=_body(options["congress"]))
        found = list(rows)
        if len(found) != 1:
            raise CommandError(f"“{options['person']}”在这一级人大有 {len(found)} 个在任的代表职务，不能确定是哪一个。")
        moved = end_mandate(Actor(), found[0], on, options["ground"])
        self.stdout.write(
            f"{options['person']}的代表职务于 {on} 终止（{options['ground']}），{moved} 项评价转由他人办理。"
        )


def _body(slug: str) -> Body:
    try:
        return Body.objects.get(slug=slug)
    except Body.DoesNotExist:
        raise CommandError(f"没有代号为“{slug}”的机构。") from None
