"""Who issues the papers of each procedure and puts the signed ones back."""

from quancheng.procedure.registry import bearer
from quancheng.record.models import Matter
from quancheng.roster.models import Body

from ..acts.bindings import congress, government_office, handler

bearer("handling_years.paper_keeper")(congress)


@bearer("suggestions.paper_keeper")
def of_suggestion(matter: Matter) -> list[Body]:
    """The congress's office, and the government office where it allots."""
    return [*congress(matter), *government_office(matter)]


@bearer("assignments.paper_keeper")
def of_assignment(matter: Matter) -> list[Body]:
    """The congress's office and the unit that handles it; the government office that allotted it; who gave an opinion."""
    opinions = matter.assignment.opinions.unguarded("who has papers here").select_related("body__successor")
    return [*congress(matter), *handler(matter), *government_office(matter), *(o.body.heir for o in opinions)]
