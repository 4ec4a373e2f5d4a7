"""Whom and what a ledger's words mean here: deputies by name, units by name, categories by word."""

from collections import defaultdict
from functools import cached_property

from quancheng.law.rules import Choice, NoRule
from quancheng.procedure.book import book
from quancheng.record import clock
from quancheng.roster.models import Body, Mandate, Person
from quancheng.roster.sheets.cells import squeeze

from ..forms.fields import UNITS


class Roll:
    """The roster of one congress as a ledger may name it, read once."""

    def __init__(self, congress: Body):
        self.congress = congress

    def deputy(self, name: str) -> Person | None:
        """The one person of that name who sits or sat in this congress; nobody if there are two."""
        found = self._deputies.get(squeeze(name), {})
        return next(iter(found.values())) if len(found) == 1 else None

    def unit(self, name: str) -> Body | None:
        """The one unit of that name or short name; 云岭县水利局 is also found as 县水利局."""
        area = self.congress.area.name
        for word in (name, name.removeprefix(area[:-1]) if name.startswith(area) else name):
            if len(found := self._units.get(squeeze(word), {})) == 1:
                return next(iter(found.values()))
        return None

    def category(self, word: str) -> str:
        """The id of the category called so in this place, or blank."""
        return self._categories.get(squeeze(word), "")

    @cached_property
    def _deputies(self) -> dict[str, dict[int, Person]]:
        found: dict[str, dict[int, Person]] = defaultdict(dict)
        for seat in Mandate.objects.filter(congress=self.congress).select_related("person"):
            found[squeeze(seat.person.name)][seat.person_id] = seat.person
        return found

    @cached_property
    def _units(self) -> dict[str, dict[int, Body]]:
        found: dict[str, dict[int, Body]] = defaultdict(dict)
        county = self.congress.area_id[:6]  # a township's ledger names the county's bureaus, the county's its townships
        for body in Body.objects.filter(kind__in=UNITS, area__code__startswith=county):
            for name in (body.name, body.short):
                found[squeeze(name)][body.pk] = body
        return found

    @cached_property
    def _categories(self) -> dict[str, str]:
        try:
            value = (
                book()
                .ruling("suggestion.categories", on=clock.today(), tier=self.congress.tier, area=self.congress.area_id)
                .value
            )
        except NoRule:
            return {}
        return {squeeze(o.label): o.id for o in value.options} if isinstance(value, Choice) else {}
