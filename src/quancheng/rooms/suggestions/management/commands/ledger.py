"""`quancheng ledger`: a past ledger from the shell, by the same mapping, dry run and entering as on the desk."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError

from quancheng.record import clock
from quancheng.record.locks import writing
from quancheng.roster.actor import Actor
from quancheng.roster.models import Account, Body
from quancheng.roster.sheets.cells import squeeze

from ... import ledger
from ...ledger import BadLedger, Plan, Reading
from ...ledger import mapping as columns
from ...models import LedgerImport

SHOWN = 20


class Command(BaseCommand):
    help = "导入历年台账：先试算并说明每一行的去向，没有错误才录入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="台账文件：.xlsx、.xls、.ods 或 .csv")
        parser.add_argument("--congress", required=True, metavar="SLUG", help="录入到哪个人大（代号）")
        many: dict[str, Any] = {"action": "append", "default": []}
        parser.add_argument("--place", metavar="地区=SLUG", help="台账里的地区对应哪个人大，可以写多次", **many)
        parser.add_argument(
            "--column", metavar="列名=录入为", help="改一列的对应，比如 落实情况=备注；空着就是不导入", **many
        )
        parser.add_argument("--dry-run", action="store_true", help="只试算，不录入")
        parser.add_argument("--skip-errors", action="store_true", help="有错的行不导入，其余照录")
        parser.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="以谁的名义录入（登录名）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with writing():
                self._run(**options)
        except BadLedger as fault:
            raise CommandError(str(fault)) from None

    def _run(self, *, file: str, congress: str, login: str, **options: Any) -> None:
        actor = _actor(login)
        allowed = ledger.congresses_of(actor)
        if congress not in allowed:
            raise CommandError(f"“{login}”不能为“{congress}”录入台账。能录入的：{'、'.join(allowed) or '没有'}。")
        made = ledger.upload(actor, allowed[congress], _file(file))
        _map(made, options["place"], options["column"], allowed)
        plan = ledger.check(actor, made)
        self._tell(plan)
        if options["dry_run"]:
            ledger.discard(made)
            self.stdout.write("试算完毕，什么也没有录入。")
            return
        ledger.enter(actor, made, ledger.book_of(made), allowed, skip_errors=options["skip_errors"])
        self.stdout.write(f"录入 {made.entered} 件，原有或重复 {made.same} 行，没有导入 {made.left_out} 行。")

    def _tell(self, plan: Plan) -> None:
        self.stdout.write(f"共 {len(plan.lines)} 行，将录入 {len(plan.entering)} 件。")
        for text, number in plan.warned:
            self.stdout.write(f"  请知道：{text}，{number} 件")
        for place, number in plan.places_left:
            self.stdout.write(f"  不导入：“{place}”没有对应到本系统的人大，{number} 行")
        for line in plan.wrong[:SHOWN]:
            self.stderr.write(f"  有错：工作表“{line.sheet}”第{line.row}行：{''.join(line.why)}")
        if len(plan.wrong) > SHOWN:
            self.stderr.write(f"  有错的还有 {len(plan.wrong) - SHOWN} 行。")


def _actor(login: str) -> Actor:
    account = Account.objects.filter(login=login, is_active=True).select_related("person").first()
    if account is None:
        raise CommandError(f"没有登录名为“{login}”的账号。")
    return Actor.of(account.person, clock.today())


def _file(name: str) -> SimpleUploadedFile:
    try:
        return SimpleUploadedFile(Path(name).name, Path(name).read_bytes())
    except OSError:
        raise CommandError(f"打不开文件“{name}”，请检查路径。") from None


def _map(made: LedgerImport, places: list[str], changed: list[str], allowed: dict[str, Body]) -> None:
    """Change the guess as the options say; what they name must be there."""
    book, reading = ledger.book_of(made), Reading.of(made.mapping)
    labels = {f.label: f.id for f in ledger.fields().values()}
    for name, label in map(_pair, changed):
        if label and label not in labels:
            raise CommandError(f"“{label}”不是台账的一项。可以是：{'、'.join(labels)}。")
        _map_column(book, reading, name, labels.get(label, ""))
    columns.name_places(book, reading, allowed.values())
    for place, slug in map(_pair, places):
        if place not in reading.places:
            raise CommandError(f"台账里没有地区“{place}”。有的是：{'、'.join(list(reading.places)[:SHOWN])}……")
        if slug not in allowed:
            raise CommandError(f"“{slug}”不是能录入的人大。能录入的：{'、'.join(allowed)}。")
        reading.places[place] = slug
    made.mapping = reading.as_json()
    made.save(update_fields=["mapping"])


def _map_column(book: Any, reading: Reading, name: str, field: str) -> None:
    found = False
    for sheet in reading.sheets:
        for guess in columns.MAPPER.examples(book, sheet):
            if squeeze(guess.column.name) == squeeze(name):
                sheet.columns.pop(guess.column.index, None)
                if field:
                    sheet.columns[guess.column.index] = field
                found = True
    if not found:
        raise CommandError(f"台账里没有“{name}”这一列。")


def _pair(text: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not equals:
        raise CommandError(f"“{text}”要写成“左边=右边”。")
    return left.strip(), right.strip()
